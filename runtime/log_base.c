#include "runtime/log_base.h"

#include "runtime/log_file.h"
#include "runtime/log_segment.h"

#include <sys/stat.h>

static enum status open_fitting(struct checkpoint **fitting, const char *folder, struct checkpoint_name name, char *why,
                                size_t why_size)
{
    char path[PATH_MAX];
    if (!checkpoint_path(path, folder, name))
        return STATUS_IO;
    enum status status = checkpoint_open(fitting, path, why, why_size);
    if (status != STATUS_OK)
        return status;
    status = log_holds_position(folder, &checkpoint_head(*fitting)->position, why, why_size);
    if (status != STATUS_OK)
        checkpoint_close(fitting);
    return status;
}

/* The oldest that is taken, else the oldest. `why` keeps the last reason against one. */
static enum status open_oldest(struct checkpoint **base, const char *folder, const struct checkpoint_names *names,
                               checkpoint_takes *takes, char *why, size_t why_size)
{
    for (uint32_t i = names->count; i-- > 0;) {
        struct checkpoint *fitting;
        if (open_fitting(&fitting, folder, names->at[i], why, why_size) != STATUS_OK)
            continue;
        bool taken = checkpoint_is_taken(fitting, takes);
        if (taken || *base == NULL) {
            checkpoint_close(base);
            *base = fitting;
        } else {
            checkpoint_close(&fitting);
        }
        if (taken)
            break;
    }
    return *base != NULL ? STATUS_OK : STATUS_NOT_FOUND;
}

static enum status find(struct checkpoint **base, const char *folder, uint64_t lowest,
                        checkpoint_takes *takes, char *why, size_t why_size)
{
    struct checkpoint_names names;
    char reason[512] = "there is none";
    enum status status = checkpoint_list(folder, &names, why, why_size);
    if (status != STATUS_OK)
        return status;
    status = open_oldest(base, folder, &names, takes, reason, sizeof reason);
    if (status != STATUS_OK)
        log_explain(why, why_size,
                    "%s: begins with segment %llu, its head is gone, and no checkpoint stands for it: %s", folder,
                    (unsigned long long)lowest, reason);
    return status;
}

enum status log_base_open(struct checkpoint **base, const char *path,
                          checkpoint_takes *takes, char *why, size_t why_size)
{
    struct stat file;
    uint64_t lowest, highest;
    *base = NULL;
    if (stat(path, &file) != 0)
        return log_explain_errno(why, why_size, path, "cannot be opened");
    if (!S_ISDIR(file.st_mode))
        return STATUS_OK;
    enum status status = segment_list(path, &lowest, &highest, why, why_size);
    if (status != STATUS_OK || lowest <= 1)
        return status;
    return find(base, path, lowest, takes, why, why_size);
}

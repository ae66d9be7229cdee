#include "runtime/log_base.h"

#include "runtime/log_file.h"
#include "runtime/log_segment.h"

#include <sys/stat.h>

/* `why` keeps the last reason against one. */
static enum status open_oldest(struct checkpoint **base, const char *folder, const struct checkpoint_names *names,
                               char *why, size_t why_size)
{
    for (uint32_t i = names->count; i-- > 0;) {
        char path[PATH_MAX];
        if (!checkpoint_path(path, folder, names->at[i]) || checkpoint_open(base, path, why, why_size) != STATUS_OK)
            continue;
        if (log_holds_position(folder, &checkpoint_head(*base)->position, why, why_size) == STATUS_OK)
            return STATUS_OK;
        checkpoint_close(base);
    }
    return STATUS_NOT_FOUND;
}

static enum status find(struct checkpoint **base, const char *folder, uint64_t lowest, char *why, size_t why_size)
{
    struct checkpoint_names names;
    char reason[512] = "there is none";
    enum status status = checkpoint_list(folder, &names, why, why_size);
    if (status != STATUS_OK)
        return status;
    status = open_oldest(base, folder, &names, reason, sizeof reason);
    if (status != STATUS_OK)
        log_explain(why, why_size,
                    "%s: begins with segment %llu, its head is gone, and no checkpoint stands for it: %s", folder,
                    (unsigned long long)lowest, reason);
    return status;
}

enum status log_base_open(struct checkpoint **base, const char *path, char *why, size_t why_size)
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
    return find(base, path, lowest, why, why_size);
}

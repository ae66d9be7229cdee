#include "runtime/log_retention.h"

#include "runtime/log_file.h"
#include "runtime/log_segment.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define SPARES 8u /* later bases within what is kept: a head is cut an eighth of it at a time */

/* ---- the plan ------------------------------------------------------------------ */

/* Of the closed segments from `number` on. */
static uint64_t closed_bytes(const struct log_retention_view *view, uint64_t number)
{
    uint64_t bytes = 0;
    for (uint64_t i = number; i < view->highest; i++)
        bytes += view->sizes[i - view->lowest];
    return bytes;
}

/* From the first byte that is there. */
static uint64_t bytes_before(const struct log_retention_view *view, struct checkpoint_name name)
{
    return closed_bytes(view, view->lowest) - closed_bytes(view, name.number) + name.place;
}

static bool is_fit(const struct log_retention_view *view, uint32_t name)
{
    uint64_t number = view->names.at[name].number;
    return !view->unfit[name] && number >= view->lowest && number <= view->highest;
}

/* The second newest of those that fit; LOG_RETENTION_NO_BASE: there are not two. */
static uint32_t second_newest(const struct log_retention_view *view)
{
    uint32_t found = 0;
    for (uint32_t i = 0; i < view->names.count; i++)
        if (is_fit(view, i) && ++found == 2)
            return i;
    return LOG_RETENTION_NO_BASE;
}

/* The oldest one with no more behind it than is kept; when even the second newest has
 * more, that one. */
static uint32_t choose_base(const struct log_retention_view *view, uint64_t keep_bytes, uint32_t second)
{
    if (view->lowest <= 1 && (keep_bytes == 0 || closed_bytes(view, view->lowest) <= keep_bytes))
        return LOG_RETENTION_NO_BASE;
    for (uint32_t i = view->names.count; i-- > second;)
        if (is_fit(view, i) && (keep_bytes == 0 || closed_bytes(view, view->names.at[i].number) <= keep_bytes))
            return i;
    return second;
}

struct log_retention_plan log_retention_plan(const struct log_retention_view *view, uint64_t keep_bytes)
{
    uint32_t second = second_newest(view);
    struct log_retention_plan plan = {.first = view->lowest, .base = LOG_RETENTION_NO_BASE};
    if (second == LOG_RETENTION_NO_BASE)
        return plan;
    plan.base = choose_base(view, keep_bytes, second);
    bool has_base = plan.base != LOG_RETENTION_NO_BASE;
    if (has_base && keep_bytes > 0)
        plan.first = view->names.at[plan.base].number;
    uint64_t last = has_base ? bytes_before(view, view->names.at[plan.base]) : 0;
    uint64_t number = has_base ? view->names.at[plan.base].number : view->lowest; /* of the segment it stands in */
    for (uint32_t i = view->names.count; i-- > second + 1;) {
        bool spare = keep_bytes > 0 && is_fit(view, i) && (!has_base || i < plan.base) &&
                     view->names.at[i].number > number && /* else it would cut nothing more */
                     bytes_before(view, view->names.at[i]) - last >= keep_bytes / SPARES;
        plan.goes[i] = i != plan.base && !spare;
        if (spare) {
            last = bytes_before(view, view->names.at[i]);
            number = view->names.at[i].number;
        }
    }
    return plan;
}

/* ---- looking at the folder --------------------------------------------------------- */

/* Room for the sizes, as many as there are segments, is the caller's to free. */
static enum status look(const char *folder, struct log_retention_view *view, uint64_t **sizes, char *why,
                        size_t why_size)
{
    *view = (struct log_retention_view){0};
    enum status status = segment_list(folder, &view->lowest, &view->highest, why, why_size);
    if (status != STATUS_OK)
        return status;
    if (view->lowest == 0) {
        log_explain(why, why_size, "%s: holds no segment of a log", folder);
        return STATUS_NOT_FOUND;
    }
    *sizes = calloc(view->highest - view->lowest + 1, sizeof **sizes);
    view->sizes = *sizes;
    if (*sizes == NULL) {
        log_explain(why, why_size, "%s: no memory to look at its segments", folder);
        return STATUS_NO_MEMORY;
    }
    for (uint64_t number = view->lowest; number <= view->highest; number++) {
        char path[SEGMENT_PATH];
        struct stat file;
        if (!segment_path(path, folder, number) || stat(path, &file) != 0)
            return log_explain_errno(why, why_size, folder, "a segment of it cannot be looked at");
        (*sizes)[number - view->lowest] = (uint64_t)file.st_size;
    }
    return checkpoint_list(folder, &view->names, why, why_size);
}

/* What a head is deleted by, and for whom. */
struct keeping {
    const char *folder;
    uint64_t keep_bytes;
    checkpoint_takes *takes;
};

static bool is_taken(const struct keeping *keeping, const struct checkpoint *checkpoint, const char *path,
                     struct log_retention_done *done)
{
    bool taken = checkpoint_is_taken(checkpoint, keeping->takes);
    if (!taken)
        log_explain(done->unfit_why, sizeof done->unfit_why, "%s: of another version of the engine", path);
    return taken;
}

/* Does it prove itself, does the log hold it, and can it be taken? Then `offset` is that
 * of the last event it knows. */
static bool proves(const struct keeping *keeping, struct checkpoint_name name, uint64_t *offset,
                   struct log_retention_done *done)
{
    char path[PATH_MAX];
    struct checkpoint *checkpoint = NULL;
    bool good = checkpoint_path(path, keeping->folder, name) &&
                checkpoint_open(&checkpoint, path, done->unfit_why, sizeof done->unfit_why) == STATUS_OK &&
                log_holds_position(keeping->folder, &checkpoint_head(checkpoint)->position, done->unfit_why,
                                   sizeof done->unfit_why) == STATUS_OK &&
                is_taken(keeping, checkpoint, path, done);
    if (good)
        *offset = checkpoint_head(checkpoint)->position.next_offset - 1;
    checkpoint_close(&checkpoint);
    done->unfit += !good;
    return good;
}

static bool deletes_anything(const struct log_retention_view *view, const struct log_retention_plan *plan)
{
    for (uint32_t i = 0; i < view->names.count; i++)
        if (plan->goes[i])
            return true;
    return plan->first > view->lowest;
}

/* Plans, and proves those that the plan leans on: the base and the two newest. One
 * that fails is left out of the next plan. */
static struct log_retention_plan plan_proven(const struct keeping *keeping, struct log_retention_view *view,
                                             struct log_retention_done *done)
{
    bool proven[CHECKPOINTS] = {false};
    uint64_t offsets[CHECKPOINTS];
    for (;;) {
        struct log_retention_plan plan = log_retention_plan(view, keeping->keep_bytes);
        uint32_t second = second_newest(view), i = 0;
        if (!deletes_anything(view, &plan))
            return plan;
        while (i < view->names.count && (!is_fit(view, i) || proven[i] || (i > second && i != plan.base)))
            i++;
        if (i == view->names.count) {
            if (plan.first > view->lowest)
                done->base_offset = offsets[plan.base];
            return plan;
        }
        proven[i] = proves(keeping, view->names.at[i], &offsets[i], done);
        view->unfit[i] = !proven[i];
    }
}

/* ---- carrying it out ------------------------------------------------------------- */

static enum status delete_segments(const char *folder, const struct log_retention_view *view, uint64_t first,
                                   struct log_retention_done *done, char *why, size_t why_size)
{
    for (uint64_t number = view->lowest; number < first; number++) {
        char path[SEGMENT_PATH];
        if (!segment_path(path, folder, number) || unlink(path) != 0)
            return log_explain_errno(why, why_size, path, "cannot be deleted");
        done->segments++;
        done->bytes += view->sizes[number - view->lowest];
        done->first_segment = number + 1;
        enum status status = log_folder_sync(folder, why, why_size);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

static enum status delete_checkpoints(const char *folder, const struct checkpoint_names *names, const bool *goes,
                                      struct log_retention_done *done, char *why, size_t why_size)
{
    for (uint32_t i = names->count; i-- > 0;) {
        char path[PATH_MAX];
        if (!goes[i])
            continue;
        if (!checkpoint_path(path, folder, names->at[i]) || unlink(path) != 0)
            return log_explain_errno(why, why_size, path, "cannot be deleted");
        done->checkpoints++;
    }
    return STATUS_OK;
}

/* The offset that the log can begin with now. */
static enum status tell_first(const char *folder, uint64_t number, uint64_t *first_offset, char *why, size_t why_size)
{
    char path[SEGMENT_PATH];
    struct segment_header header;
    int fd = segment_path(path, folder, number) ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0)
        return log_explain_errno(why, why_size, folder, "its first segment cannot be opened");
    enum status status = segment_header_load(fd, path, &header, why, why_size);
    close(fd);
    if (status == STATUS_OK)
        *first_offset = header.next_offset;
    return status;
}

/* `more`: the folder holds checkpoints that the list had no room for, and there is
 * room now. */
static enum status run_once(const struct keeping *keeping, struct log_retention_done *done, bool *more, char *why,
                            size_t why_size)
{
    const char *folder = keeping->folder;
    struct log_retention_view view;
    uint64_t *sizes = NULL;
    enum status status = look(folder, &view, &sizes, why, why_size);
    *more = false;
    if (status == STATUS_OK) {
        uint32_t before = done->checkpoints;
        struct log_retention_plan plan = plan_proven(keeping, &view, done);
        done->first_segment = view.lowest;
        status = delete_segments(folder, &view, plan.first, done, why, why_size);
        if (status == STATUS_OK)
            status = delete_checkpoints(folder, &view.names, plan.goes, done, why, why_size);
        *more = view.names.more > 0 && done->checkpoints > before;
    }
    free(sizes);
    return status;
}

enum status log_retention_run(const char *folder, uint64_t keep_bytes,
                              checkpoint_takes *takes, struct log_retention_done *done,
                              char *why, size_t why_size)
{
    struct keeping keeping = {folder, keep_bytes, takes};
    *done = (struct log_retention_done){0};
    enum status status;
    bool more;
    do
        status = run_once(&keeping, done, &more, why, why_size);
    while (status == STATUS_OK && more);
    if (status != STATUS_OK)
        return status;
    status = log_folder_sync(folder, why, why_size);
    return status == STATUS_OK ? tell_first(folder, done->first_segment, &done->first_offset, why, why_size) : status;
}

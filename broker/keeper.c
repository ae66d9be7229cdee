#include "broker/keeper.h"

#include "runtime/logging.h"

#include <assert.h>
#include <string.h>
#include <unistd.h>

/* ---- the search --------------------------------------------------------------- */

enum status keeper_open(struct keeper *keeper, const char *folder, uint64_t keep_bytes,
                        checkpoint_takes *takes, char *why, size_t why_size)
{
    enum status status;

    *keeper = (struct keeper){.folder = folder, .keep_bytes = keep_bytes, .takes = takes};
    status = checkpoint_list(folder, &keeper->names, why, why_size);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static void path_of(const struct keeper *keeper, uint32_t index, char path[PATH_MAX])
{
    if (!checkpoint_path(path, keeper->folder, keeper->names.at[index]))
        path[0] = '\0';
}

static void say_passed_over(const struct keeper *keeper, uint32_t index, const char *why)
{
    char path[PATH_MAX];

    path_of(keeper, index, path);
    LOG(WARNING, "checkpoint_passed_over", LOG_TEXT("path", path), LOG_TEXT("text", why));
}

/* OK, or what is wrong with it. */
static enum status take(const struct keeper *keeper, const char *path, struct checkpoint **checkpoint, char *why,
                        size_t why_size)
{
    enum status status = checkpoint_open(checkpoint, path, why, why_size);

    if (status != STATUS_OK)
        return status;
    status = log_holds_position(keeper->folder, &checkpoint_head(*checkpoint)->position, why, why_size);
    if (status != STATUS_OK)
        checkpoint_close(checkpoint);
    return status;
}

static bool is_useless(enum status status)
{
    return status == STATUS_DAMAGED || status == STATUS_NOT_FOUND;
}

enum status keeper_find(struct keeper *keeper, struct checkpoint **checkpoint, char *why, size_t why_size)
{
    while (keeper->next < keeper->names.count) {
        uint32_t index = keeper->next++;
        char path[PATH_MAX];
        enum status status;

        path_of(keeper, index, path);
        status = take(keeper, path, checkpoint, why, why_size);
        if (status == STATUS_OK || status == STATUS_NO_MEMORY)
            return status;
        say_passed_over(keeper, index, why);
        if (is_useless(status))
            keeper->useless[keeper->useless_count++] = index;
    }
    return STATUS_NOT_FOUND;
}

bool keeper_walk_from(const struct keeper *keeper, const struct checkpoint *checkpoint, struct log_position *from)
{
    char why[512]; /* whoever walks all of it will say it */

    if (log_last_segment(keeper->folder, from, why, sizeof(why)) != STATUS_OK)
        return false;
    if (checkpoint && checkpoint_head(checkpoint)->position.number == from->number)
        *from = checkpoint_head(checkpoint)->position;
    return true;
}

void keeper_pass_over(struct keeper *keeper, const char *why)
{
    say_passed_over(keeper, keeper->next - 1, why);
}

void keeper_tidy(struct keeper *keeper)
{
    for (uint32_t i = 0; i < keeper->useless_count; i++) {
        char path[PATH_MAX];

        path_of(keeper, keeper->useless[i], path);
        if (unlink(path) == 0)
            LOG(INFO, "checkpoint_removed", LOG_TEXT("path", path));
    }
    keeper->useless_count = 0;
}

/* ---- retention ----------------------------------------------------------------- */

static void retain(uv_work_t *work)
{
    struct keeper *keeper = work->data;

    keeper->retention_why[0] = '\0';
    keeper->retained = log_retention_run(keeper->folder, keeper->keep_bytes, keeper->takes, &keeper->done,
                                         keeper->retention_why, sizeof(keeper->retention_why));
}

static void say_retained(const struct keeper *keeper)
{
    const struct log_retention_done *done = &keeper->done;

    if (keeper->retained != STATUS_OK)
        LOG(WARNING, "retention_fails", LOG_TEXT("reason", status_name(keeper->retained)),
            LOG_TEXT("text", keeper->retention_why));
    if (done->segments > 0)
        LOG(INFO, "head_deleted", LOG_NUMBER("segments", (int64_t)done->segments),
            LOG_NUMBER("bytes", (int64_t)done->bytes), LOG_NUMBER("first_offset", (int64_t)done->first_offset),
            LOG_NUMBER("base_offset", (int64_t)done->base_offset));
    if (done->unfit > 0)
        LOG(WARNING, "checkpoint_unfit", LOG_TEXT("text", done->unfit_why));
}

static void on_retained(uv_work_t *work, int status)
{
    struct keeper *keeper = work->data;

    assert(status == 0);
    keeper->is_retaining = false;
    say_retained(keeper);
}

/* One at a time: what this one leaves, the next one takes. */
static void start_retention(struct keeper *keeper)
{
    int result;

    if (keeper->is_retaining)
        return;
    keeper->is_retaining = true;
    result = uv_queue_work(keeper->loop, &keeper->retention, retain, on_retained);
    assert(result == 0);
}

/* ---- checkpoints --------------------------------------------------------------- */

static void write_checkpoint(uv_work_t *work)
{
    struct keeper *keeper = work->data;

    keeper->why[0] = '\0';
    keeper->status = checkpoint_write(keeper->folder, &keeper->head, keeper->sections, keeper->sections_count,
                                      keeper->why, sizeof(keeper->why));
}

/* Where no room is left for another one, those that stand let a head go: that makes room. */
static bool lets_go(enum status written)
{
    return written == STATUS_OK || written == STATUS_NO_SPACE;
}

static void on_written(uv_work_t *work, int status)
{
    struct keeper *keeper = work->data;

    assert(status == 0);
    if (lets_go(keeper->status))
        start_retention(keeper);
    keeper->on_saved(keeper->self, keeper->status, keeper->why);
}

/* What `keep_bytes` says holds from the start on: where the disk is full no commit
 * succeeds, and without one there is no checkpoint. */
void keeper_start(struct keeper *keeper, uv_loop_t *loop,
                  void (*on_saved)(void *self, enum status status, const char *why), void *self)
{
    keeper->loop = loop;
    keeper->on_saved = on_saved;
    keeper->self = self;
    keeper->work.data = keeper->retention.data = keeper;
    start_retention(keeper);
}

void keeper_save(struct keeper *keeper, const struct checkpoint_head *head, const struct checkpoint_section *sections,
                 uint32_t count)
{
    int result;

    assert(count <= CHECKPOINT_SECTIONS);
    keeper->head = *head;
    memcpy(keeper->sections, sections, count * sizeof(sections[0]));
    keeper->sections_count = count;
    result = uv_queue_work(keeper->loop, &keeper->work, write_checkpoint, on_written);
    assert(result == 0);
}

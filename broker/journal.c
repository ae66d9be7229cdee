#include "broker/journal.h"

#include <assert.h>
#include <string.h>

enum status journal_open(struct journal *journal, const char *path, uint64_t segment_bytes, uint64_t epoch,
                         const struct log_position *from, char *why, size_t why_size)
{
    struct log_writer_options options = {.path = path, .segment_bytes = segment_bytes, .epoch = epoch, .from = from};
    uint64_t torn = 0;
    enum status status;

    *journal = (struct journal){.path = path};
    status = log_writer_open(&journal->writer, &options, &torn, why, why_size);
    if (status == STATUS_OK && torn > 0)
        LOG(WARNING, "journal_cut", LOG_TEXT("path", path), LOG_NUMBER("bytes", (int64_t)torn),
            LOG_TEXT("text", "the last commit was not finished, nothing of it had been acked"));
    return status;
}

void journal_start(struct journal *journal, uv_loop_t *loop,
                   void (*on_committed)(void *self, enum status status, const char *why), void *self)
{
    journal->loop = loop;
    journal->on_committed = on_committed;
    journal->self = self;
    journal->commit.data = journal->preparation.data = journal;
}

void journal_close(struct journal *journal)
{
    assert(!journal->is_committing && !journal->is_preparing);
    log_writer_close(&journal->writer);
}

/* ---- the next segment, on a worker ----------------------------------------- */

static void prepare(uv_work_t *work)
{
    struct journal *journal = work->data;

    journal->preparing =
        log_writer_prepare(journal->writer, journal->preparation_why, sizeof(journal->preparation_why));
}

static void on_prepared(uv_work_t *work, int status)
{
    struct journal *journal = work->data;

    (void)status; /* a failure is told by the commit that needs the segment; no room for it also before */
    journal->is_preparing = false;
    journal->prepared = journal->preparing;
}

static void prepare_if_wanted(struct journal *journal)
{
    if (journal->is_preparing || !log_writer_wants_segment(journal->writer))
        return;
    journal->is_preparing = uv_queue_work(journal->loop, &journal->preparation, prepare, on_prepared) == 0;
}

/* ---- a commit, on a worker ------------------------------------------------- */

static void add_all(struct journal *journal)
{
    uint64_t offset;

    for (size_t i = 0; i < journal->count; i++) {
        const struct commit_item *item = &journal->items[i];
        enum status status =
            log_writer_add(journal->writer, item->kind, item->received, item->bytes, item->size, &offset);

        /* A group is never larger than a commit: the limits say so. */
        assert(status == STATUS_OK);
    }
}

static void commit(uv_work_t *work)
{
    struct journal *journal = work->data;

    journal->why[0] = '\0';
    add_all(journal);
    journal->status = log_writer_commit(journal->writer, journal->why, sizeof(journal->why));
}

static void on_commit_done(uv_work_t *work, int status)
{
    struct journal *journal = work->data;

    assert(status == 0);
    journal->is_committing = false;
    journal->last = journal->status;
    if (journal->last == STATUS_OK) {
        journal->position = log_writer_position(journal->writer);
    } else {
        journal->failed++;
        memcpy(journal->failure, journal->why, sizeof(journal->failure));
    }
    histogram_add(&journal->times, uv_hrtime() - journal->began);
    journal->on_committed(journal->self, journal->status, journal->why);
    prepare_if_wanted(journal);
}

void journal_commit(struct journal *journal, const struct commit_item *items, size_t count)
{
    int result;

    assert(!journal->is_committing);
    journal->is_committing = true;
    journal->items = items;
    journal->count = count;
    journal->began = uv_hrtime();
    result = uv_queue_work(journal->loop, &journal->commit, commit, on_commit_done);
    assert(result == 0);
}

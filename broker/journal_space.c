#include "broker/journal_space.h"

#include <sys/statvfs.h>

/* One line each time it changes; what to do stands in the run book. */
static void say(const struct journal_space *space)
{
    int64_t free_bytes = (int64_t)space->free_bytes, threshold = (int64_t)space->threshold;

    switch (space->space) {
    case SPACE_OK:
        LOG(INFO, "journal_space_ok", LOG_NUMBER("free_bytes", free_bytes), LOG_NUMBER("low_space", threshold));
        break;
    case SPACE_LOW:
        LOG(WARNING, "journal_space_low", LOG_NUMBER("free_bytes", free_bytes), LOG_NUMBER("low_space", threshold),
            LOG_TEXT("path", space->journal->path),
            LOG_TEXT("text", "make room, or events will be refused; nothing that is acked will be lost"));
        break;
    case SPACE_FULL:
        LOG(ERROR, "journal_space_full", LOG_NUMBER("free_bytes", free_bytes),
            LOG_TEXT("path", space->journal->path),
            LOG_TEXT("text", "events are refused until there is room for a segment; all that was acked is kept"));
        break;
    case SPACES:
        break;
    }
}

static void look(struct journal_space *space)
{
    const struct journal *journal = space->journal;
    enum space before = space->space;
    struct statvfs disk;

    if (statvfs(journal->path, &disk) != 0)
        return; /* what became of the folder is told by the commit that needs it */
    space->free_bytes = (uint64_t)disk.f_bavail * disk.f_frsize;
    space->space = space_judge(before, space->free_bytes, space->threshold,
                               journal->prepared == STATUS_NO_SPACE, journal->last == STATUS_NO_SPACE);
    if (space->space != before)
        say(space);
}

static void on_look(uv_timer_t *timer)
{
    look(timer->data);
}

void journal_space_start(struct journal_space *space, const struct journal *journal, uint64_t threshold,
                         uv_loop_t *loop)
{
    *space = (struct journal_space){.journal = journal, .threshold = threshold};
    uv_timer_init(loop, &space->timer);
    space->timer.data = space;
    look(space);
    uv_timer_start(&space->timer, on_look, JOURNAL_SPACE_LOOK_MS, JOURNAL_SPACE_LOOK_MS);
}

void journal_space_stop(struct journal_space *space)
{
    if (space->journal)
        uv_close((uv_handle_t *)&space->timer, NULL);
    space->journal = NULL;
}

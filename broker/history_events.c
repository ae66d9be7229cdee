/* events: the entries of the log, as they were logged, read from the journal. */
#include "broker/history_op.h"

#include "schemas/refusal.h"

/* Entries passed over in one turn on the way to `from`: as much reading as a page. */
#define PASSED_OVER 1024u

static const struct text entry_topics[] = {
    [ENTRY_EVENTS] = {"event.", 6},
    [ENTRY_TICK] = {"tick.", 5},
    [ENTRY_CONFIG] = {"config.", 7},
    [ENTRY_RULES] = {"rules.", 6},
};

static enum status start(const struct archive *archive, struct job *job, struct refusal *refusal)
{
    char why[LIMIT_REFUSAL_TEXT] = "";
    struct line line;
    enum status status;

    if (!archive->journal)
        return refuse_because(refusal, STATUS_UNSUPPORTED, TEXT("op"),
                              "\"events\" reads the journal, and this broker keeps none (--journal none)");
    status = archive->world->log_open(archive->world->self, job->from, &job->log, &job->floor, why, sizeof(why));
    if (status == STATUS_OK)
        return job->from > 0 && job->from < job->floor ? history_gone(job, "offset", refusal) : STATUS_OK;
    line = refuse(refusal, status, TEXT(""));
    line_string(&line, why);
    return status;
}

static bool add(struct job *job, const struct log_entry *entry)
{
    static const uint8_t nil = 0xc0;
    struct log_place place = {.present = PRESENT_ALL, .offset = entry->offset, .received = entry->received};
    bool empty = entry->size == 0;

    return page_add_bytes(job->page, entry_topics[entry->kind], &log_place_rows, &place, empty ? &nil : entry->bytes,
                          empty ? 1 : entry->size);
}

/* Beyond what is folded nothing is known to be durable: a commit is under way, or it
 * failed and could not be undone. A tick has no offset of its own, but a time. */
static bool is_beyond(const struct archive *archive, const struct job *job, const struct log_entry *entry)
{
    return entry->offset > job->to || entry->offset > archive->fold->offset ||
           entry->received > archive->fold->received;
}

static enum filling fail(enum status status, const char *why, struct refusal *refusal)
{
    struct line line = refuse(refusal, status, TEXT(""));

    line_string(&line, why);
    return FILLING_FAILED;
}

/* The log gives the entry that did not fit once more: log_next hands it out
 * until log_taken. */
static enum filling fill(const struct archive *archive, struct job *job, struct refusal *refusal)
{
    const struct world *world = archive->world;
    char why[LIMIT_REFUSAL_TEXT] = "";
    struct log_entry entry;
    enum status status;

    for (unsigned passed = 0; passed < PASSED_OVER;) {
        status = world->log_next(world->self, job->log, &entry, why, sizeof(why));
        if (status == STATUS_NOT_FOUND || (status == STATUS_OK && is_beyond(archive, job, &entry)))
            return FILLING_LAST;
        if (status != STATUS_OK)
            return fail(status, why, refusal);
        if (entry.offset < job->from)
            passed++;
        else if (!add(job, &entry))
            return job->page->count > 0 ? FILLING_MORE : fail(STATUS_TOO_LARGE, "an entry exceeds a page", refusal);
        world->log_taken(world->self, job->log);
    }
    return job->page->count > 0 ? FILLING_MORE : FILLING_NOTHING;
}

static void end(const struct archive *archive, struct job *job)
{
    if (job->log)
        archive->world->log_close(archive->world->self, job->log);
    job->log = NULL;
}

const struct inquiry history_events = {
    .takes = UINT64_C(1) << HISTORY_REQUEST_HAS_FROM | UINT64_C(1) << HISTORY_REQUEST_HAS_TO,
    .start = start,
    .fill = fill,
    .end = end,
};

/* range: outputs as they were on the stream, of one topic by `seq`, or of all
 * topics with a prefix, in the order they left, by `offset`. */
#include "broker/history_op.h"

#include "schemas/refusal.h"

/* ---- one topic ------------------------------------------------------------- */

static enum status start_topic(const struct archive *archive, struct job *job, struct refusal *refusal)
{
    enum status status = stream_range(archive->stream, job_name(job), job->from, &job->cursor, &job->floor);
    struct line line;

    if (status == STATUS_OK || (status == STATUS_GONE && job->from == 0))
        return STATUS_OK;
    if (status == STATUS_GONE)
        return history_gone(job, "seq", refusal);
    line = refuse(refusal, status, TEXT("topic"));
    line_quoted(&line, job_name(job));
    line_string(&line, " was never said here; a topic ends in a dot");
    return status;
}

static enum filling fill_topic(const struct archive *archive, struct job *job, struct refusal *refusal)
{
    uint64_t after;
    struct said said;

    while (job->cursor != OUTBOX_NOWHERE) {
        if (!stream_posted(archive->stream, job->cursor, &said, &after)) {
            refuse_because(refusal, STATUS_GONE, TEXT("from"), "the ring was overtaken while it was read: ask again");
            return FILLING_FAILED;
        }
        if (said.header.seq > job->to)
            return FILLING_LAST;
        if (!page_add(job->page, &said))
            return FILLING_MORE;
        job->cursor = after;
    }
    return FILLING_LAST;
}

/* ---- a prefix -------------------------------------------------------------- */

/* The lowest offset of which every output is kept. */
static uint64_t floor_of(const struct archive *archive, uint64_t oldest)
{
    uint64_t after;
    struct said said;

    if (oldest == 0)
        return 1;
    return stream_posted(archive->stream, oldest, &said, &after) ? said.header.offset + 1 : 1;
}

/* Offsets never fall from one place to the next. */
static uint64_t first_place(const struct archive *archive, uint64_t oldest, uint64_t next, uint64_t from)
{
    uint64_t low = oldest, high = next, after;
    struct said said;

    while (low < high) {
        uint64_t middle = low + (high - low) / 2;

        if (stream_posted(archive->stream, middle, &said, &after) && said.header.offset >= from)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static enum status start_prefix(const struct archive *archive, struct job *job, struct refusal *refusal)
{
    uint64_t next, oldest = stream_places(archive->stream, &next);

    job->floor = floor_of(archive, oldest);
    if (job->from > 0 && job->from < job->floor)
        return history_gone(job, "offset", refusal);
    job->cursor = first_place(archive, oldest, next, job->from);
    return STATUS_OK;
}

static enum filling fill_prefix(const struct archive *archive, struct job *job, struct refusal *refusal)
{
    uint64_t next, after, oldest = stream_places(archive->stream, &next);
    struct said said;

    if (job->cursor < oldest) {
        job->floor = floor_of(archive, oldest);
        refuse_because(refusal, STATUS_GONE, TEXT("from"), "the ring was overtaken while it was read: ask again");
        return FILLING_FAILED;
    }
    for (; job->cursor < next && stream_posted(archive->stream, job->cursor, &said, &after); job->cursor++) {
        if (said.header.offset > job->to)
            return FILLING_LAST;
        if (text_starts_with(said.topic, job_name(job)) && !page_add(job->page, &said))
            return FILLING_MORE;
    }
    return FILLING_LAST;
}

/* ---- the op ---------------------------------------------------------------- */

static enum status start(const struct archive *archive, struct job *job, struct refusal *refusal)
{
    return job->is_topic ? start_topic(archive, job, refusal) : start_prefix(archive, job, refusal);
}

static enum filling fill(const struct archive *archive, struct job *job, struct refusal *refusal)
{
    return job->is_topic ? fill_topic(archive, job, refusal) : fill_prefix(archive, job, refusal);
}

const struct inquiry history_range = {
    .takes = UINT64_C(1) << HISTORY_REQUEST_HAS_TOPIC | UINT64_C(1) << HISTORY_REQUEST_HAS_PREFIX |
             UINT64_C(1) << HISTORY_REQUEST_HAS_FROM | UINT64_C(1) << HISTORY_REQUEST_HAS_TO,
    .start = start,
    .fill = fill,
};

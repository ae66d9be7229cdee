/* snapshot: the last output of every topic with a prefix. */
#include "broker/history_op.h"

static enum filling fill(const struct archive *archive, struct job *job, struct refusal *refusal)
{
    struct said said;

    (void)refusal;
    for (; job->cursor < stream_topics(archive->stream); job->cursor++) {
        stream_last(archive->stream, (uint32_t)job->cursor, &said);
        if (text_starts_with(said.topic, job_name(job)) && !page_add(job->page, &said))
            return FILLING_MORE;
    }
    return FILLING_LAST;
}

const struct inquiry history_snapshot = {
    .takes = UINT64_C(1) << HISTORY_REQUEST_HAS_PREFIX,
    .fill = fill,
};

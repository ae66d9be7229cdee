/* alerts: the last output of every alert that is not resolved, in the order they
 * were said; of one topic there may be several. */
#include "broker/history_op.h"

static enum filling fill(const struct archive *archive, struct job *job, struct refusal *refusal)
{
    const struct firing_alert *alert = firing_from(stream_firing(archive->stream), job->cursor);
    struct said said;

    (void)refusal;
    for (; alert; alert = alert->after) {
        stream_firing_said(archive->stream, alert, &said);
        job->cursor = alert->place;
        if (text_starts_with(said.topic, job_name(job)) && !page_add(job->page, &said))
            return FILLING_MORE;
    }
    return FILLING_LAST;
}

const struct inquiry history_alerts = {
    .takes = UINT64_C(1) << HISTORY_REQUEST_HAS_PREFIX,
    .fill = fill,
};

/* quarantine: what was refused, by number; `floor` is the lowest that was not
 * pushed out. */
#include "broker/history_op.h"
#include "broker/quarantine.h"
#include "schemas/refusal.h"

static enum status start(const struct archive *archive, struct job *job, struct refusal *refusal)
{
    struct line line;

    job->floor = quarantine_first(archive->quarantine);
    job->cursor = job->from > 0 ? job->from : job->floor;
    if (job->to >= quarantine_next(archive->quarantine)) /* or who sends them again would never see the end */
        job->to = quarantine_next(archive->quarantine) - 1;
    if (job->cursor >= job->floor)
        return STATUS_OK;
    line = refuse(refusal, STATUS_GONE, TEXT("from"));
    line_uint(&line, job->from);
    line_string(&line, " was pushed out; the lowest number still kept is ");
    line_uint(&line, job->floor);
    return STATUS_GONE;
}

static enum filling fill(const struct archive *archive, struct job *job, struct refusal *refusal)
{
    struct frame item;

    job->floor = quarantine_first(archive->quarantine);
    if (job->cursor < job->floor) {
        refuse_because(refusal, STATUS_GONE, TEXT("from"), "the ring was overtaken while it was read: ask again");
        return FILLING_FAILED;
    }
    for (; job->cursor <= job->to && quarantine_item(archive->quarantine, job->cursor, &item); job->cursor++)
        if (!page_add_packed(job->page, item.bytes, item.size))
            return FILLING_MORE;
    return FILLING_LAST;
}

const struct inquiry history_quarantine = {
    .takes = UINT64_C(1) << HISTORY_REQUEST_HAS_FROM | UINT64_C(1) << HISTORY_REQUEST_HAS_TO,
    .start = start,
    .fill = fill,
};

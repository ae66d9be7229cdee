/* sources: what the broker knows of each source, by the order they came in. */
#include "broker/history_op.h"

#include "schemas/topics.h"

static enum filling fill(const struct archive *archive, struct job *job, struct refusal *refusal)
{
    struct source_status status;
    char name[LIMIT_TOPIC];
    struct line line;

    (void)refusal;
    for (; job->cursor < door_sources(archive->door); job->cursor++) {
        sources_status(archive->sources, archive->door, (uint32_t)job->cursor, &status);
        line = line_on(name, sizeof(name));
        topic_of_status(status.source, &line);
        if (!page_add_message(job->page, (struct text){line.at, (uint32_t)line.used}, NULL, NULL, &source_status_rows,
                              &status))
            return FILLING_MORE;
    }
    return FILLING_LAST;
}

const struct inquiry history_sources = {.fill = fill};

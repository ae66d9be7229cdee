#include "consumers/summary.h"

#include "consumers/live.h"
#include "consumers/terminal.h"

#define PATIENCE_NS   (2 * SECOND_NS)
#define TROUBLE_SHOWN 4u /* sources named one by one */

struct sources_seen { uint32_t count, troubled; char troubles[1024]; struct line line; };

/* ---- sources ----------------------------------------------------------------- */

static void tell_trouble(struct sources_seen *seen, const struct source_status *source)
{
    struct line *line = &seen->line;
    if (seen->troubled++ >= TROUBLE_SHOWN)
        return;
    line_string(line, line->used > 0 ? ", " : "");
    line_text(line, source->source);
    line_char(line, ' ');
    if (source->health != HEALTH_OK)
        line_string(line, health_names[source->health]);
    if (source->reason.size > 0 && source->health != HEALTH_OK) {
        line_string(line, " (");
        line_text(line, source->reason);
        line_string(line, ")");
    }
    if (source->missing > 0) {
        line_string(line, source->health != HEALTH_OK ? ", " : "");
        line_uint(line, source->missing);
        line_string(line, " of its events missing");
    }
}

static void on_source(void *self, const struct history_item *item)
{
    struct sources_seen *seen = self;
    struct source_status source;
    struct refusal refusal;
    if (rows_decode(&source_status_rows, item->body.bytes, item->body.size, &source, NULL, &refusal) != STATUS_OK)
        return;
    seen->count++;
    if (source.health != HEALTH_OK || source.missing > 0)
        tell_trouble(seen, &source);
}

static void forget_sources(void *self)
{
    struct sources_seen *seen = self;
    seen->count = seen->troubled = 0;
    seen->line = line_on(seen->troubles, sizeof seen->troubles);
}

static void write_sources(const char *history, uint64_t epoch, struct line *line)
{
    struct sources_seen seen;
    struct live_answer answer;
    struct live_request request = {.endpoint = history,
                                   .request = {.present = 1u << HISTORY_REQUEST_HAS_OP, .op = HISTORY_SOURCES},
                                   .patience = PATIENCE_NS,
                                   .on_item = on_source,
                                   .on_again = forget_sources,
                                   .self = &seen};
    forget_sources(&seen);
    if (live_ask(&request, &answer) != EXIT_OK) {
        line_string(line, "sources unknown: ");
        line_string(line, answer.why);
        return;
    }
    if (answer.page.epoch != epoch) {
        line_string(line, "sources unknown: another broker answers at ");
        line_string(line, history);
        return;
    }
    if (seen.troubled == 0) {
        line_string(line, seen.count == 0 ? "no source yet" : "all ");
        if (seen.count > 0)
            line_uint(line, seen.count);
        line_string(line, seen.count == 0 ? "" : seen.count == 1 ? " source fresh" : " sources fresh");
        return;
    }
    line_uint(line, seen.troubled);
    line_string(line, " of ");
    line_uint(line, seen.count);
    line_string(line, " sources not fresh: ");
    line_string(line, seen.troubles);
}

/* ---- what was seen ------------------------------------------------------------- */

static void write_moment(struct line *line, int64_t time)
{
    char text[64];
    struct page page = page_on(text, sizeof text, false);
    page_time(&page, time);
    line_text(line, (struct text){page.line.at, (uint32_t)page.line.used});
}

static void write_seen(const struct watched *watched, struct line *line)
{
    uint64_t count = watched->alerts ? watched->alerts_printed : watched->printed;
    const char *noun = watched->alerts ? "alert" : "message";
    if (count > 0)
        line_uint(line, count);
    else
        line_string(line, "no");
    line_char(line, ' ');
    line_string(line, noun);
    line_string(line, count > 1 ? "s" : "");
    if (watched->since > 0) { /* 0 and before: from the beginning */
        line_string(line, " since ");
        write_moment(line, watched->since);
    }
    if (watched->alerts && count > 0) {
        line_string(line, ", the last at ");
        write_moment(line, watched->last_alert);
    }
    if (watched->silenced > 0) {
        line_string(line, ", and ");
        line_uint(line, watched->silenced);
        line_string(line, " silenced");
    }
}

static void write_missing(const struct watched *watched, struct line *line)
{
    if (watched->skipped > 0) {
        line_uint(line, watched->skipped);
        line_string(line, watched->skipped == 1 ? " message skipped, for there was a newer one; else "
                                                : " messages skipped, for there were newer ones; else ");
    }
    if (watched->lost > 0) {
        line_uint(line, watched->lost);
        line_string(line, watched->lost == 1 ? " message could not be had" : " messages could not be had");
    } else if (watched->proven) {
        line_string(line, "nothing missing up to offset ");
        line_uint(line, watched->offset);
    } else {
        line_string(line, "not known whether anything is missing");
    }
}

void summary_write(const struct watched *watched, const char *history, struct line *line)
{
    write_seen(watched, line);
    line_string(line, "; ");
    write_sources(history, watched->epoch, line);
    line_string(line, "; ");
    write_missing(watched, line);
}

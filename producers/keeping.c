#include "producers/keeping.h"

#include <inttypes.h>
#include <stdio.h>

static struct kept kept(const struct keeping *keeping)
{
    return keeping->destination->kept(keeping->destination);
}

/* "12 events (8.0 of 256.0 MiB)" */
static void line_kept(char *text, size_t size, const struct kept *kept)
{
    snprintf(text, size, "%" PRIu64 " %s (%.1f of %.1f MiB)", kept->events, kept->events == 1 ? "event" : "events",
             (double)kept->bytes / MIB, (double)kept->most_bytes / MIB);
}

void keeping_start(struct keeping *keeping, const struct destination *destination, const struct report *report,
                   const char *to)
{
    *keeping = (struct keeping){.report = report, .to = to};
    if (destination->kept == NULL)
        return;
    keeping->destination = destination;
    struct kept found = kept(keeping);
    char text[96];
    line_kept(text, sizeof text, &found);
    if (found.torn_bytes > 0)
        report_problem(report, "%s: its last commit was torn: %" PRIu64 " bytes of it are cut; none of them was sent",
                       found.folder, found.torn_bytes);
    if (found.events > 0)
        report_problem(report, "%s: %s of before wait in it, and go first", found.folder, text);
}

const char *keeping_words(struct keeping *keeping, const char *doing)
{
    if (!keeping_on(keeping))
        return doing;
    struct kept now = kept(keeping);
    char text[96];
    line_kept(text, sizeof text, &now);
    snprintf(keeping->doing, sizeof keeping->doing, "%s kept in %s; %s", text, now.folder, doing);
    return keeping->doing;
}

static void tell_silence(struct keeping *keeping, uint64_t silent_ms)
{
    if (keeping->told_silent)
        return;
    keeping->told_silent = true;
    report_problem(keeping->report, "no answer from %s for %.1f s; events are kept in %s until it is back", keeping->to,
                   (double)silent_ms / 1e3, kept(keeping).folder);
}

static void begin_refusing(struct keeping *keeping, const struct item *held)
{
    struct kept now = kept(keeping);
    char text[96];
    line_kept(text, sizeof text, &now);
    keeping->refusing = true;
    report_problem(keeping->report,
                   "%s is full: %s wait in it, --spool-size allows no more, and %s does not answer; refused are "
                   "%s:%" PRIu64 " and all that comes after it",
                   now.folder, text, keeping->to, held->name, held->place);
}

bool keeping_silence(struct keeping *keeping, uint64_t silent_ms, const struct item *held, bool ended)
{
    if (ended)
        return false;
    if (!keeping->full)
        tell_silence(keeping, silent_ms);
    else if (!keeping->refusing)
        begin_refusing(keeping, held);
    return true;
}

void keeping_put_off(struct keeping *keeping, struct text reason, struct text text)
{
    if (!keeping->told_put_off)
        report_problem(keeping->report, "%s takes no events now: %.*s (%.*s); they are kept and sent again",
                       keeping->to, (int)text.size, text.at, (int)reason.size, reason.at);
    keeping->told_put_off = true;
}

void keeping_answered(struct keeping *keeping)
{
    if (keeping->told_silent || keeping->told_put_off)
        report_problem(keeping->report, "%s takes events again", keeping->to);
    keeping->told_silent = keeping->told_put_off = false;
}

void keeping_end(const struct keeping *keeping)
{
    if (!keeping_on(keeping))
        return;
    struct kept left = kept(keeping);
    char text[96];
    line_kept(text, sizeof text, &left);
    if (left.events > 0)
        report_problem(keeping->report, "%s: %s wait in it; the next feed with this --spool sends them first",
                       left.folder, text);
    if (keeping->refused > 0)
        report_problem(keeping->report, "%" PRIu64 " of the refused found no room in %s", keeping->refused,
                       left.folder);
}

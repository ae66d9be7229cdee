#include "producers/report.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void report_init(struct report *report, const char *program)
{
    *report = (struct report){.program = program};
}

void report_event(const char *input, uint64_t place, struct text reason, struct text field, struct text text)
{
    fprintf(stderr, "%s:%" PRIu64 ": ", input, place);
    if (field.size > 0 && !text_starts_with(text, field))
        fprintf(stderr, "%.*s: ", (int)field.size, field.at);
    fprintf(stderr, "%.*s (%.*s)\n", (int)text.size, text.at, (int)reason.size, reason.at);
}

void report_refused(struct report *report, const char *input, uint64_t place, const struct refusal *refusal)
{
    report->refused++;
    report_event(input, place, text_of(status_name(refusal->status)), text_of(refusal->field), text_of(refusal->text));
}

static bool told_before(struct report *report, struct text key)
{
    for (uint32_t i = 0; i < report->keys_count; i++)
        if (text_is(key, report->keys[i]))
            return true;
    if (report->keys_count == REPORT_KEYS || key.size >= sizeof report->keys[0])
        return report->keys_count == REPORT_KEYS;
    memcpy(report->keys[report->keys_count], key.at, key.size);
    report->keys[report->keys_count++][key.size] = '\0';
    return false;
}

void report_unknown_key(struct report *report, struct text key, struct text nearest)
{
    if (told_before(report, key))
        return;
    fprintf(stderr, "%s: key '%.*s' is unknown", report->program, (int)key.size, key.at);
    if (nearest.size > 0)
        fprintf(stderr, ", the nearest known one is '%.*s'", (int)nearest.size, nearest.at);
    fputs("; it is recorded and otherwise ignored\n", stderr);
}

void report_problem(const struct report *report, const char *format, ...)
{
    va_list arguments;
    fprintf(stderr, "%s: ", report->program);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
}

void report_end(const struct report *report, const struct report_totals *totals, const char *to)
{
    uint64_t refused = totals->refused + report->refused;
    fprintf(stderr, "%s: %" PRIu64 " accepted", report->program, totals->accepted);
    if (totals->duplicate > 0)
        fprintf(stderr, ", %" PRIu64 " duplicate", totals->duplicate);
    fprintf(stderr, ", %" PRIu64 " refused", refused);
    if (totals->unanswered > 0)
        fprintf(stderr, ", %" PRIu64 " unanswered", totals->unanswered);
    fprintf(stderr, " by %s", to);
    if (totals->offset > 0)
        fprintf(stderr, "; last offset %" PRIu64, totals->offset);
    fputc('\n', stderr);
}

enum exit_code report_exit(const struct report *report, const struct report_totals *totals)
{
    uint64_t refused = totals->refused + report->refused;
    if (refused > 0 && totals->accepted + totals->duplicate == 0)
        return EXIT_REFUSED;
    return refused > 0 || report->warned ? EXIT_WARNINGS : EXIT_OK;
}

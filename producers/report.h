/* What a feed tells its operator on standard error, and how it therefore ends.
 *
 *   news.ndjson:12: legs[0].unit: 'percent' is none of share, t/yr ... (unknown_name)
 *
 * Every refused event is told, one line each; an unknown key once. */
#ifndef OREWATCH_PRODUCERS_REPORT_H
#define OREWATCH_PRODUCERS_REPORT_H

#include "runtime/exit_code.h"
#include "schemas/rows.h"

#define REPORT_KEYS 64u /* different unknown keys remembered: beyond that a file has none of our keys */

struct report {
    const char *program;     /* "orewatch-feed events" */
    uint64_t refused;        /* by the input itself: they never got as far as the destination */
    uint64_t conflicts;      /* events refused at the destination because others hold their names */
    bool warned;             /* something else went less than well */
    uint32_t keys_count;
    char keys[REPORT_KEYS][64];
};

struct report_totals { uint64_t accepted, duplicate, refused, unanswered, offset; };

void report_init(struct report *report, const char *program);
/* One refused event; `place` is a line or an offset. `field` may be empty. */
void report_event(const char *input, uint64_t place, struct text reason, struct text field, struct text text);
/* The same, for an event that the input itself refused: counted here. */
void report_refused(struct report *report, const char *input, uint64_t place, const struct refusal *refusal);
/* Told once a key. `nearest` may be empty. */
void report_unknown_key(struct report *report, struct text key, struct text nearest);
/* "orewatch-feed events: nobody answers ..." */
void report_problem(const struct report *report, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The last line: what became of all events. */
void report_end(const struct report *report, const struct report_totals *totals, const char *to);
/* 0, 3 when some were refused, 6 when all were. */
enum exit_code report_exit(const struct report *report, const struct report_totals *totals);

#endif

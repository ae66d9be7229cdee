/* The last words of a watch: what fired, how the sources are, and up to where
 * nothing is missing. Only what is known is said.
 *
 *   no alert since 2025-02-24 12:00:00; all 6 sources fresh; nothing missing up to offset 32 */
#ifndef OREWATCH_CONSUMERS_SUMMARY_H
#define OREWATCH_CONSUMERS_SUMMARY_H

#include "schemas/messages.h"

struct watched {
    bool alerts;           /* alerts were watched at all */
    uint64_t printed;      /* messages, and of them alerts */
    uint64_t alerts_printed, silenced;
    int64_t since;         /* INT64_MIN: since the beginning of the log */
    int64_t last_alert;
    bool proven;           /* everything up to `offset` has come */
    uint64_t offset, lost;
    uint64_t skipped;      /* for there were newer ones */
    uint64_t epoch;        /* of the log that was watched */
};

/* Asks `history` how the sources are, for at most two seconds. A source is fresh
 * that says nothing else of itself (health ok), and of which no event is missing. */
void summary_write(const struct watched *watched, const char *history, struct line *line);

#endif

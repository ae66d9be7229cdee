/* What a delivery says of events that are kept on disk while the broker is away
 * (--spool), and how it decides what is refused once no more can be kept.
 *
 *             no answer for `timeout`              full, or the inputs ended
 *   sending ---------------------------> keeping ----------------------------> ends: 5
 *      ^                                    |
 *      +--------- the broker answers -------+
 *
 * Full while the broker still answers is no trouble: the inputs wait. Full and nobody
 * answers: the next event of the inputs and all behind it are refused, counted. */
#ifndef OREWATCH_PRODUCERS_KEEPING_H
#define OREWATCH_PRODUCERS_KEEPING_H

#include "producers/destination.h"

struct keeping {
    const struct destination *destination; /* NULL: it keeps nothing */
    const struct report *report;
    const char *to;
    bool full;                             /* the last event found no room */
    bool told_silent, told_put_off, refusing;
    uint64_t refused;                      /* found no room */
    char doing[512];
};

/* Says what was found in the spool. */
void keeping_start(struct keeping *keeping, const struct destination *destination, const struct report *report,
                   const char *to);
static inline bool keeping_on(const struct keeping *keeping)
{
    return keeping->destination != NULL;
}
/* For the progress line: `doing`, and what waits. */
const char *keeping_words(struct keeping *keeping, const char *doing);
/* Nobody answered for so long. True: wait on. False: the feed ends. */
bool keeping_silence(struct keeping *keeping, uint64_t silent_ms, const struct item *held, bool ended);
/* The broker takes nothing now. */
void keeping_put_off(struct keeping *keeping, struct text reason, struct text text);
void keeping_answered(struct keeping *keeping);
/* The last words: what is left, and where. */
void keeping_end(const struct keeping *keeping);

#endif

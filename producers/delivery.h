/* From inputs to a destination: the part that every feed shares.
 *
 * It pulls the next event when there is room for it, waits where an event is
 * not due yet or an input has nothing to say, tells what was refused and where
 * it stood, and ends when everything is answered. */
#ifndef OREWATCH_PRODUCERS_DELIVERY_H
#define OREWATCH_PRODUCERS_DELIVERY_H

#include "producers/merge.h"
#include "producers/report.h"
#include "runtime/spool.h"

struct delivery_options {
    const char *to;
    double speed;        /* PACE_MAX, or how much faster than recorded */
    int64_t timeout;     /* ns without any answer, while events are outstanding */
    const char *doing;   /* for the progress line: "replaying" */
    struct spool_options spool; /* its folder NULL: none */
};

/* Runs until the inputs have ended and every event is answered. Says what went
 * wrong and the totals on standard error; returns how the program ends. */
enum exit_code delivery_run(struct merge *merge, struct report *report, const struct delivery_options *options);

#endif

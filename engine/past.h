/* What the composite of a pair was over the last day, in constant memory: how far
 * it has risen or fallen within a window.
 *
 * Stretches of five minutes for the last hour and of an hour for the last day;
 * each holds the lowest and the highest value that stood in it, and until when it
 * stood. So a change that is told did happen within the window, to the nanosecond;
 * one at the far end of it is missed only when its own stretch held a value still
 * further off, which has left the window already. */
#ifndef OREWATCH_ENGINE_PAST_H
#define OREWATCH_ENGINE_PAST_H

#include "engine/settings.h"

#define PAST_FINE_NS (5 * MINUTE_NS)
#define PAST_COARSE_NS HOUR_NS
#define PAST_FINE 13u         /* an hour, and the stretch that has begun */
#define PAST_COARSE 25u       /* a day, and the stretch that has begun */
#define PAST_LONGEST DAY_NS   /* the longest window */

/* A value that stood, in micro-points, until it changed. */
struct stood { int64_t value, until; };

struct stretch { bool used; int64_t number; struct stood low, high; };

struct past {
    bool known, ever;         /* known now; it was, before it was lost */
    int64_t value, since;     /* what stands now */
    int64_t begun;            /* before it nothing is known, though something was; else INT64_MIN */
    int64_t due;              /* when a change that is told leaves its window; ALWAYS */
    struct stretch fine[PAST_FINE], coarse[PAST_COARSE];
};

/* The composite is this from now on. The first time there is no past. */
void past_move(struct past *past, int64_t now, int64_t composite);
/* It is this because the figures are others: the past moves along. */
void past_rebase(struct past *past, int64_t now, int64_t composite);
/* There is no composite. */
void past_lose(struct past *past);
/* The lowest and the highest that stood within the window before now; what stands
 * now, with `until` ALWAYS, when nothing was beyond it. */
struct stood past_low(const struct past *past, int64_t now, int64_t window);
struct stood past_high(const struct past *past, int64_t now, int64_t window);

#endif

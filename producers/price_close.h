/* When the price of a day was made: the closing time of its market, and from its
 * local time to UTC.
 *
 * A series closes as `markets` of the configuration says; --close and --zone say
 * it for all. Where nobody says, the day closes at its end in UTC. */
#ifndef OREWATCH_PRODUCERS_PRICE_CLOSE_H
#define OREWATCH_PRODUCERS_PRICE_CLOSE_H

#include "schemas/text.h"

struct price_closes {
    int64_t of_day;     /* ns since midnight, for all series; -1: each as its market */
};

/* The closing time of a day, in ns since 1970 UTC. False outside the years of the
 * contract. */
bool price_close_of(const struct price_closes *closes, struct text series, int64_t day, int64_t *time);
/* A local time of the series' market in UTC. False when its clocks never showed
 * it: they were put forward over it. */
bool price_local_time(const struct price_closes *closes, struct text series, int64_t day, int64_t of_day,
                      int64_t *time);

#endif

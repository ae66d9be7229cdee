/* When the price of a day was made: the closing time of its market, by the clocks
 * of its zone.
 *
 * A series closes as `markets` of the configuration says; --close and --zone say
 * it for all. Where nobody says, nothing is assumed. */
#ifndef OREWATCH_PRODUCERS_PRICE_CLOSE_H
#define OREWATCH_PRODUCERS_PRICE_CLOSE_H

#include "schemas/messages.h"

#define NOT_SAID (-1)

/* Of one series; NOT_SAID where nobody does. */
struct price_close { int32_t minute; int zone; /* enum zone */ };

struct price_closes {
    struct price_close all;        /* --close, --zone */
    const struct config *config;   /* whose markets say the rest */
};

/* "17:00" -> minutes of the day; "Europe/London" -> enum zone. False: there is no
 * such time, zone. */
bool price_close_parse(const char *text, int32_t *minute);
bool price_zone_parse(const char *text, int *zone);

struct price_close price_close_of(const struct price_closes *closes, struct text series);
/* A local time as ns since 1970 UTC; of one that the clocks show twice the first.
 * False where they never show it: they were put forward over it. The zone is said. */
bool price_local_time(const struct price_close *close, int64_t day, int64_t of_day, int64_t *time);
/* The nearest series that markets name; NULL when none is near. */
const char *price_close_nearest(const struct price_closes *closes, struct text series, char room[LIMIT_TOKEN + 1]);

#endif

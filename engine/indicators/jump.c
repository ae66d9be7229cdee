/* M2 jump: how far out of the ordinary the last rise was.
 *
 *   value = z = r / s of the bar before, of the last closed bar
 *   x     = clip((z - 2) / 4) of rises, the largest of late, with a half-life of 2 d
 *
 * Both directions alert (judges/jump.c); a fall is no risk. */
#include "engine/indicators/indicators.h"

static void read_z(const struct series *series, int64_t time, struct quote *quote)
{
    bool moving;
    double rise = series_rise(series, time, &moving);
    quote_live(quote, series->returns.z, rise);
    quote->moving = moving;
}

static void read_jump(const struct outlook *outlook, struct quote *quote)
{
    quote_prices(quote, outlook, read_z);
}

const struct indicator_row indicator_jump = {
    .name = INDICATOR_JUMP,
    .group = GROUP_MARKET,
    .from = FROM_MARKET,
    .unit = "standard deviations",
    .looks_at = "the return of the last closed bar, and what is left of those before",
    .source = "domain notes 4, 8.3 M2",
    .read = read_jump,
};

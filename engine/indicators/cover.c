/* P5 cover: what stands ready to replace a loss, as a part of demand.
 *
 *   cover = (own lanes' part of unused spare + diverted tonnes and offers that
 *            are not needed + what exporters keep at home) / D
 *   value = weighted mean of now and the horizons; x = 1 / (1 + value / .10)
 *
 * x = 1 says that no slack is known. */
#include "engine/indicators/indicators.h"

static void read_cover(const struct outlook *outlook, struct quote *quote)
{
    double mean = horizon_mean(outlook->settings, outlook->cover, true);
    if (outlook->now->demand_t > 0)
        quote_set(quote, outlook, true, mean, 1 / (1 + mean / outlook->settings->cover_half));
}

const struct indicator_row indicator_cover = {
    .name = INDICATOR_COVER,
    .group = GROUP_POLICY,
    .from = FROM_BALANCE,
    .unit = "share of demand",
    .looks_at = "unused spare, diverted tonnes and offers, now and at the horizons",
    .source = "domain notes 8.2 step 3, 8.3 P5",
    .read = read_cover,
};

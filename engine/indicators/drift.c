/* M3 drift: do prices rise and rise, with no day that stands out?
 *
 *   value = S+ = max(0, S+ + z - .5), at most 10; x = min(1, S+ / 5)
 *
 * Page's cumulative sum without its reset: a reset would make the alarm lower the
 * composite. */
#include "engine/curve.h"
#include "engine/indicators/indicators.h"

static void read_sum(const struct series *series, int64_t time, struct quote *quote)
{
    (void)time; /* nothing decays between bars */
    quote_live(quote, series->returns.drift, at_most(series->returns.drift / 5, 1));
}

static void read_drift(const struct outlook *outlook, struct quote *quote)
{
    quote_prices(quote, outlook, read_sum);
}

const struct indicator_row indicator_drift = {
    .name = INDICATOR_DRIFT,
    .group = GROUP_MARKET,
    .from = FROM_MARKET,
    .unit = "standard deviations",
    .looks_at = "z of closed bars",
    .source = "E. S. Page, Biometrika 41 (1954); domain notes 4, 8.3 M3",
    .read = read_drift,
};

/* M1 volatility: do rises spread wider lately than before?
 *
 *   value = s(.94) / s(.97) of the closed bars' rises, falls counted as 0
 *   x     = clip((value - 1) / 1.5)
 *
 * Of rises alone, because supply risk is dear metal: a crash raises nothing. */
#include "engine/curve.h"
#include "engine/indicators/indicators.h"

static void read_ratio(const struct series *series, int64_t time, struct quote *quote)
{
    (void)time; /* nothing decays between bars */
    double ratio = returns_ratio(&series->returns);
    quote_live(quote, ratio, clamp_unit((ratio - 1) / 1.5));
}

static void read_volatility(const struct outlook *outlook, struct quote *quote)
{
    quote_prices(quote, outlook, read_ratio);
}

const struct indicator_row indicator_volatility = {
    .name = INDICATOR_VOLATILITY,
    .group = GROUP_MARKET,
    .from = FROM_MARKET,
    .unit = "ratio",
    .looks_at = "returns of closed bars",
    .source = "RiskMetrics 1996 EWMA, of rises; domain notes 4, 8.3 M1",
    .read = read_volatility,
};

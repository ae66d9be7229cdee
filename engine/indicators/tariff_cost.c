/* P3 tariff_cost: the expected duty on what still comes, above the duty that
 * stood when the table's figures were taken.
 *
 *   value = import-weighted mean of duty(t) - duty(vintage), in %
 *   x     = min(1, value / 60)
 *
 * Everybody taxed alike moves no share; this is where it shows. */
#include "engine/curve.h"
#include "engine/indicators/indicators.h"

static void read_tariff_cost(const struct outlook *outlook, struct quote *quote)
{
    double percent = 100 * outlook->now->duty;
    quote->inapplicable = outlook->world;
    if (!outlook->world && vector_foreign(&outlook->now->unharmed) > 0)
        quote_set(quote, outlook, false, percent, clamp_unit(percent / outlook->settings->tariff_full));
}

const struct indicator_row indicator_tariff_cost = {
    .name = INDICATOR_TARIFF_COST,
    .group = GROUP_POLICY,
    .from = FROM_BALANCE,
    .unit = "% ad valorem",
    .looks_at = "duties on the lanes that still deliver",
    .source = "domain notes 8.2, 8.3 P3",
    .read = read_tariff_cost,
};

/* S4 reliance: the part of demand that comes from abroad.
 *
 *   IR = 1 - own / D, D the sum of all rows of the table
 *   x  = the larger of after and without the losses
 *
 * WORLD imports from nobody: the indicator does not apply to it. */
#include "engine/curve.h"
#include "engine/indicators/indicators.h"

static double reliance(const struct vector *vector, double demand_t)
{
    return clamp_unit(1 - vector_own(vector) / demand_t);
}

static void read_reliance(const struct outlook *outlook, struct quote *quote)
{
    const struct balance *now = outlook->now;
    quote->inapplicable = outlook->world;
    if (outlook->world || now->demand_t <= 0)
        return;
    double delivered = reliance(&now->delivered, now->demand_t);
    quote_set(quote, outlook, false, delivered, at_least(delivered, reliance(&now->unharmed, now->demand_t)));
}

const struct indicator_row indicator_reliance = {
    .name = INDICATOR_RELIANCE,
    .group = GROUP_STRUCTURAL,
    .from = FROM_BALANCE,
    .unit = "share of demand 0..1",
    .looks_at = "own output against demand",
    .source = "net import reliance as USGS states it, on the table's scope; domain notes 8.1, 8.3 S4",
    .read = read_reliance,
};

/* P2 pipeline: the loss that is already scheduled, over the horizons.
 *
 *   value = weighted mean of loss at t + 30, 90, 365, 1095 d; x = c(value)
 *
 * A mean, not a maximum: a maximum would hide every earlier end. */
#include "engine/curve.h"
#include "engine/indicators/indicators.h"

static void read_pipeline(const struct outlook *outlook, struct quote *quote)
{
    double mean = horizon_mean(outlook->settings, outlook->loss, false);
    if (outlook->now->demand_t > 0)
        quote_set(quote, outlook, true, mean, saturating(mean, outlook->settings->curve_half));
}

const struct indicator_row indicator_pipeline = {
    .name = INDICATOR_PIPELINE,
    .group = GROUP_POLICY,
    .from = FROM_BALANCE,
    .unit = "share of demand 0..1",
    .looks_at = "losses and refill at the horizons",
    .source = "domain notes 8.2 step 6, 8.3 P2",
    .read = read_pipeline,
};

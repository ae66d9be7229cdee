/* P1 gap: what is lost now and not replaced, as a part of demand.
 *
 *   gap  = (lost - refilled) / D                          published
 *   loss = min(1, gap + .25 (refilled + delisted) / D)    scored: x = c(loss) */
#include "engine/curve.h"
#include "engine/indicators/indicators.h"

static void read_gap(const struct outlook *outlook, struct quote *quote)
{
    if (outlook->now->demand_t > 0)
        quote_set(quote, outlook, true, balance_gap(outlook->now),
                  saturating(outlook->loss[0], outlook->settings->curve_half));
}

const struct indicator_row indicator_gap = {
    .name = INDICATOR_GAP,
    .group = GROUP_POLICY,
    .from = FROM_BALANCE,
    .unit = "share of demand 0..1",
    .looks_at = "losses and refill now",
    .source = "unreplaced quantity, after USGS OFR 2025-1047; domain notes 8.2, 8.3 P1",
    .read = read_gap,
};

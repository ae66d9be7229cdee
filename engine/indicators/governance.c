/* S2 governance: the import-weighted instability of foreign suppliers.
 *
 *   A = SUM s_c g_c, g = (2.5 - WGI political stability) / 5, 0 best .. 1 worst
 *   x = the larger of after and without the losses
 *
 * The WGI estimate is annual and late (Worldwide Governance Indicators, World
 * Bank); countries without one count with the configured default. */
#include "engine/curve.h"
#include "engine/indicators/indicators.h"

static double exposure(const struct outlook *outlook, const struct vector *vector, double rest_g, bool *all_listed)
{
    double foreign = vector_foreign(vector), sum = 0;
    for (uint32_t i = 0; foreign > 0 && i < vector->count; i++) {
        double g = rest_g;
        if (vector->row[i].own)
            continue;
        if (vector->row[i].supplier != COUNTRY_XX)
            *all_listed &= governance_of(outlook->governance, outlook->settings, vector->row[i].supplier, &g);
        sum += vector->row[i].quantity_t / foreign * g;
    }
    return sum;
}

static void read_governance(const struct outlook *outlook, struct quote *quote)
{
    const struct balance *now = outlook->now;
    double rest_g = outlook->settings->unknown_governance;
    bool all_listed = true;
    if (!outlook->governance->known || vector_foreign(&now->unharmed) <= 0)
        return;
    double delivered = exposure(outlook, &now->delivered, rest_g, &all_listed);
    if (rest_hides_shares(outlook)) {
        quote_unknown(quote, REASON_REST_LARGE, exposure(outlook, &now->delivered, 0, &all_listed),
                      exposure(outlook, &now->delivered, 1, &all_listed));
        return;
    }
    quote_set(quote, outlook, false, delivered,
              clamp_unit(at_least(delivered, exposure(outlook, &now->unharmed, rest_g, &all_listed))));
    if (!all_listed && quote->state == VALUE_OK) {
        quote->state = VALUE_INDICATIVE;
        quote->reason = REASON_GOVERNANCE_LACKS;
    }
}

const struct indicator_row indicator_governance = {
    .name = INDICATOR_GOVERNANCE,
    .group = GROUP_STRUCTURAL,
    .from = FROM_BALANCE,
    .unit = "0 stable .. 1 unstable",
    .looks_at = "shares of foreign suppliers and the governance table",
    .source = "GeoPolRisk normalisation of WGI; domain notes 8.3 S2",
    .read = read_governance,
};

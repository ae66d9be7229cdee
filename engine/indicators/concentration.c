/* S1 concentration: the Herfindahl-Hirschman index of foreign suppliers.
 *
 *   HHI = SUM s_c^2 over foreign rows, shares of the foreign sum, XX as one
 *   x   = sqrt(HHI), the larger of after and without the losses
 *
 * The ratchet: nobody becomes less dependent by losing a supplier. With a large
 * residual, SUM s_k^2 <= HHI <= SUM s_k^2 + s_XX^2 (USGS MCS-2026 practice). */
#include "engine/curve.h"
#include "engine/indicators/indicators.h"

#include <math.h>

static double index_of(const struct vector *vector, bool with_rest)
{
    double foreign = vector_foreign(vector), sum = 0;
    for (uint32_t i = 0; foreign > 0 && i < vector->count; i++) {
        double share = vector->row[i].quantity_t / foreign;
        if (!vector->row[i].own && (with_rest || vector->row[i].supplier != COUNTRY_XX))
            sum += share * share;
    }
    return sum;
}

static void read_concentration(const struct outlook *outlook, struct quote *quote)
{
    const struct balance *now = outlook->now;
    if (vector_foreign(&now->unharmed) <= 0)
        return;
    double delivered = index_of(&now->delivered, true);
    if (rest_hides_shares(outlook))
        quote_unknown(quote, REASON_REST_LARGE, index_of(&now->delivered, false), delivered);
    else
        quote_set(quote, outlook, false, delivered, sqrt(at_least(delivered, index_of(&now->unharmed, true))));
}

const struct indicator_row indicator_concentration = {
    .name = INDICATOR_CONCENTRATION,
    .group = GROUP_STRUCTURAL,
    .from = FROM_BALANCE,
    .unit = "HHI 0..1",
    .looks_at = "shares of foreign suppliers after losses, refill and offers",
    .source = "Herfindahl-Hirschman index; domain notes 8.3 S1",
    .read = read_concentration,
};

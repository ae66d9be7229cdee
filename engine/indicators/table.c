#include "engine/indicators/indicators.h"

const struct indicator_row *const indicator_table[] = {
    &indicator_concentration, &indicator_governance,  &indicator_reliance, &indicator_gap,
    &indicator_pipeline,      &indicator_tariff_cost, &indicator_cover,    &indicator_news_intensity,
    &indicator_news_tone,     &indicator_news_acts,   &indicator_volatility, &indicator_jump,
    &indicator_drift,         &indicator_coverage,
};
const uint32_t indicator_table_count = sizeof indicator_table / sizeof indicator_table[0];

void quote_live(struct quote *quote, double value, double x)
{
    *quote = (struct quote){.present = true, .value = value, .x = x, .state = VALUE_OK};
}

void quote_set(struct quote *quote, const struct outlook *outlook, bool needs_spare, double value, double x)
{
    quote_live(quote, value, x);
    if (outlook->table->estimate) {
        quote->state = VALUE_INDICATIVE;
        quote->reason = REASON_ESTIMATE;
    } else if (needs_spare && !outlook->now->spare_known) {
        quote->state = VALUE_INDICATIVE;
        quote->reason = REASON_SPARE_UNKNOWN;
    }
}

void quote_unknown(struct quote *quote, enum reason reason, double low, double high)
{
    *quote = (struct quote){.present = true, .bounded = true, .low = low, .high = high, .state = VALUE_UNKNOWN,
                            .reason = (uint8_t)reason};
}

bool rest_hides_shares(const struct outlook *outlook)
{
    const struct supply_table *table = outlook->table;
    return table->demand_t > 0 && table->rest_t > outlook->settings->unknown_share * table->demand_t;
}

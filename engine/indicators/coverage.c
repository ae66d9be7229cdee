/* Q1 coverage: on how much of what could be known a composite stands.
 *
 *   value = weight of the channels that are known and fresh
 *           / weight of those that are built and apply to the pair
 *
 * It says how far to trust, not how large the risk is: it weighs nothing. A
 * channel that was never seen, one that was not long enough, and one whose source
 * has stopped cover nothing. */
#include "engine/curve.h"
#include "engine/indicators/indicators.h"

static void read_coverage(const struct outlook *outlook, struct quote *quote)
{
    double fresh = 0, all = 0;
    if (!outlook->table->known)
        return;
    for (uint32_t i = 0; i < indicator_table_count; i++) {
        const struct quote *channel = &outlook->quotes[indicator_table[i]->name];
        double weight = outlook->settings->weight[indicator_table[i]->name];
        bool covers = channel->present && channel->state != VALUE_UNKNOWN && !channel->silent &&
                      (outlook->young || !channel->young);
        all += channel->inapplicable ? 0 : weight;
        fresh += covers ? weight : 0;
    }
    if (all > 0)
        quote_live(quote, at_most(fresh / all, 1), at_most(fresh / all, 1));
}

const struct indicator_row indicator_coverage = {
    .name = INDICATOR_COVERAGE,
    .group = GROUP_STRUCTURAL,
    .from = FROM_QUOTES,
    .unit = "share of weight",
    .looks_at = "which channels are known and fresh",
    .source = "domain notes 8.3 Q1, 8.4",
    .read = read_coverage,
};

/* What the indicators of prices share: which series are read, and when what they
 * say is only held. */
#include "engine/indicators/indicators.h"

static void read_series(const struct series *series, int64_t time,
                        void (*read)(const struct series *series, int64_t time, struct quote *quote),
                        struct quote *largest)
{
    struct quote quote = {0};
    bool silent = largest->silent;
    if (series->returns.count < RETURNS_LEAST)
        return;
    read(series, time, &quote);
    if (!largest->present || quote.x > largest->x) {
        quote.moving |= largest->moving;
        *largest = quote;
    } else {
        largest->moving |= quote.moving;
    }
    largest->silent = silent || series_in(series, TROUBLE_STALE) || series_in(series, TROUBLE_FROZEN);
}

void quote_prices(struct quote *quote, const struct outlook *outlook,
                  void (*read)(const struct series *series, int64_t time, struct quote *quote))
{
    const struct feeds *feeds = outlook->feeds;
    quote->inapplicable = feeds->count[ROLE_PRICE] == 0;
    for (uint32_t i = 0; i < feeds->count[ROLE_PRICE]; i++)
        read_series(&outlook->market->series[feeds->series[ROLE_PRICE][i]], outlook->time, read, quote);
    if (quote->present && quote->silent) {
        quote->state = VALUE_INDICATIVE;
        quote->reason = REASON_NO_FRESH_PRICE;
    }
}

/* N3 news_acts: of what raises the tone by threats and by acts, the part of acts.
 *
 *   value = x = acts / (acts + threats), 0: threats only, 1: acts only
 *
 * The signals of the categories `act` and `threat`, faded as in the tone; absent
 * while nothing is left of either. For display: it has no weight unless configured. */
#include "engine/indicators/indicators.h"

#define NOTHING 1e-6 /* one signal after a hundred days */

static void read_acts(const struct outlook *outlook, struct quote *quote)
{
    const struct news_reading *news = &outlook->news;
    double acts = news->acts, all = acts + news->threats;
    if (all <= NOTHING)
        return;
    quote_live(quote, acts / all, acts / all);
    quote->moving = news->fading;
}

const struct indicator_row indicator_news_acts = {
    .name = INDICATOR_NEWS_ACTS,
    .group = GROUP_NEWS,
    .from = FROM_NEWS,
    .unit = "share of acts 0..1",
    .looks_at = "signals of the categories act and threat",
    .source = "acts and threats apart, after GPRA and GPRT (Caldara and Iacoviello 2022); domain notes 8.3 N3",
    .read = read_acts,
};

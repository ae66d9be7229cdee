/* N2 news_tone: which way the news points, and how strongly.
 *
 *   value = SUM w * direction * severity * confidence * concern * 2^(-age / 5 d)
 *   x     = max(0, tanh(value))
 *
 * over the signals of stories, not of copies; w by the tier of the source, concern
 * by the part of the pair's foreign supply that the signal is about
 * (engine/news_signal.h). A negative value is relief: it shows, and weighs 0.
 *
 * Present once an outlet has a habit: then nothing said is 0. Before, with the first
 * signal that concerns the pair, but young: it may warn, and not reassure
 * (engine/composite.h). */
#include "engine/curve.h"
#include "engine/exponential.h"
#include "engine/indicators/indicators.h"

static void read_tone(const struct outlook *outlook, struct quote *quote)
{
    const struct news_reading *news = &outlook->news;
    if (news->signals == 0 && !news->settled)
        return;
    quote_live(quote, news->tone, at_least(tanh_of(news->tone), 0));
    quote->silent = news->stale;
    quote->moving = news->fading;
    quote->young = !news->settled;
}

const struct indicator_row indicator_news_tone = {
    .name = INDICATOR_NEWS_TONE,
    .group = GROUP_NEWS,
    .from = FROM_NEWS,
    .unit = "signed sum, below 0 relief",
    .looks_at = "signals of stories, by direction and by the supply they are about",
    .source = "domain notes 8.3 N2",
    .read = read_tone,
};

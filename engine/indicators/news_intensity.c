/* N1 news_intensity: is there more news of risk than usual?
 *
 *   value = 100 * share of risk stories lately / share of them by habit
 *   x     = logistic(z - 2)
 *
 * Per outlet, by stories and not copies, fast half-life over slow one; z is the
 * distance from the habit in standard errors of a proportion, its mean over
 * outlets weighs by tier (engine/news_reading.h has the formulas). Shares do not
 * move when an outlet merely writes more.
 *
 * Absent until some outlet has a habit: `enough` stories (30: with fewer the habit
 * itself is unsure by more than a fifth, and a proportion is far from normal) told
 * over `settled_days` (12, four fast half-lives: before, what is told now is the
 * habit, and nothing can stand out). */
#include "engine/exponential.h"
#include "engine/indicators/indicators.h"

#define STANDS_OUT 2 /* standard errors at which x is one half */

static void read_intensity(const struct outlook *outlook, struct quote *quote)
{
    const struct news_reading *news = &outlook->news;
    if (!news->settled)
        return;
    quote_live(quote, 100 * news->share / news->usual, logistic_of(news->z - STANDS_OUT));
    quote->silent = news->stale;
    quote->moving = news->fading;
}

const struct indicator_row indicator_news_intensity = {
    .name = INDICATOR_NEWS_INTENSITY,
    .group = GROUP_NEWS,
    .from = FROM_NEWS,
    .unit = "index, 100 as usual",
    .looks_at = "shares of stories that tell of risk, by outlet",
    .source = "share of articles after Caldara and Iacoviello 2022 (GPR), standardised by paper as Baker, Bloom and "
              "Davis 2016 (EPU); Kish 1965, Jeffreys; domain notes 2, 8.3 N1",
    .read = read_intensity,
};

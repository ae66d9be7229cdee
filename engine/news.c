#include "engine/news.h"

/* ---- a story ---------------------------------------------------------------------- */

static const enum counter fates[] = {
    [NEWS_OLDER] = COUNTER_OLDER_REVISION,
    [NEWS_UNKNOWN] = COUNTER_UNKNOWN_WITHDRAWN,
    [NEWS_FORGOTTEN] = COUNTER_STORIES_FORGOTTEN,
};

/* Pairs that the story is about show it at the next grid point. It counts in its
 * outlet's total for all others too: they are read again when they next decay. */
static void touch(struct engine *engine, const struct news_receipt *receipt)
{
    for (uint32_t m = 0; m < engine->settings.materials; m++) {
        if (receipt->touched[m] != 0) {
            grid_touch(&engine->grid, &engine->settings, m, receipt->touched[m], engine->now);
            engine->told[m] = engine->now;
        }
        for (uint32_t r = 0; r < engine->settings.regions; r++)
            if (engine->newsroom.pair[m][r].listens)
                grid_move(&engine->grid, m, r, true);
    }
    grid_schedule(&engine->grid, &engine->settings, engine->now);
    engine->due = engine->grid.due < engine->due ? engine->grid.due : engine->due;
    engine->due = engine->grid.decay_due < engine->due ? engine->grid.decay_due : engine->due;
}

void news_take(struct engine *engine, const struct event *event)
{
    const struct story_context context = {&engine->settings, engine->supply, engine->now, engine->offset};
    if (!engine->settings.news.listens) {
        engine->counter[COUNTER_NEWS_RECORDED]++;
        return;
    }
    struct news_receipt receipt = newsroom_take(&engine->newsroom, &context, event);
    if (receipt.verdict != NEWS_TAKEN) {
        engine->counter[fates[receipt.verdict]]++;
        return;
    }
    engine->counter[COUNTER_OUTLETS_FULL] += receipt.homeless;
    engine->counter[COUNTER_STORIES_UNHEARD] += receipt.unheard;
    touch(engine, &receipt);
}

/* ---- tables ------------------------------------------------------------------------ */

void news_listen(struct engine *engine, uint32_t material, uint32_t region)
{
    if (!engine->newsroom.pair[material][region].listens)
        newsroom_listen(&engine->newsroom, material, region, engine->now);
}

/* ---- reading ------------------------------------------------------------------------ */

struct news_reading news_of_pair(const struct engine *engine, uint32_t material, uint32_t region)
{
    if (!engine->settings.news.listens)
        return (struct news_reading){0};
    return news_read(&engine->newsroom, &engine->settings.news, material, region, engine->now);
}

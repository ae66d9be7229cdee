#include "engine/settings_refusal.h"

#include <assert.h>

static void take(const struct news_row *row, struct news_settings *news)
{
    news->listens = true;
    news->fast_ns = row->fast_days * (double)DAY_NS;
    news->slow_ns = row->slow_days * (double)DAY_NS;
    news->tone_ns = row->tone_days * (double)DAY_NS;
    news->settled_ns = (int64_t)(row->settled_days * (double)DAY_NS);
    news->enough = row->enough;
    news->silence = row->silence;
    news->tiers = row->tier_weights_count;
    for (uint32_t i = 0; i < row->tier_weights_count; i++)
        news->tier_weight[i] = row->tier_weights[i];
}

static enum status refuse(struct refusal *refusal, enum status status, const char *field, struct line *said)
{
    struct line path = line_on(refusal->field, sizeof refusal->field);
    struct line text = line_on(refusal->text, sizeof refusal->text);
    line_string(&path, field);
    line_string(&text, field);
    line_string(&text, ": ");
    line_text(&text, (struct text){said->at, (uint32_t)said->used});
    refusal->status = status;
    return status;
}

enum status settings_news(const struct config *config, struct settings *settings, struct refusal *refusal)
{
    const struct news_row *row = &config->news;
    char bytes[128];
    struct line said = line_on(bytes, sizeof bytes);
    if (!message_has(config->present, CONFIG_HAS_NEWS))
        return STATUS_OK;
    if (row->fast_days >= row->slow_days) {
        line_number(&said, row->fast_days);
        line_string(&said, " is not below slow_days, ");
        line_number(&said, row->slow_days);
        line_string(&said, ": a habit is what is told over longer than lately");
        return refuse(refusal, STATUS_INCONSISTENT, "engine.news.fast_days", &said);
    }
    if (row->tier_weights_count == 0) {
        line_string(&said, "no weights; give at least one, which then holds for all tiers");
        return refuse(refusal, STATUS_MISSING_FIELD, "engine.news.tier_weights", &said);
    }
    take(row, &settings->news);
    return STATUS_OK;
}

double news_tier_weight(const struct news_settings *news, uint32_t tier)
{
    assert(news->tiers > 0 && tier > 0);
    return news->tier_weight[tier < news->tiers ? tier - 1 : news->tiers - 1];
}

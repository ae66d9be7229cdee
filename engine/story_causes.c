#include "engine/story_causes.h"

#include "engine/news_reading.h"
#include "engine/causes.h"

struct effect { const struct story_cited *story; int64_t points; };

static int64_t points_by(const struct standing *standing, enum indicator name)
{
    for (uint32_t i = 0; i < standing->parts; i++)
        if (standing->part[i].name == name)
            return standing->part[i].points;
    return 0;
}

/* Larger first, whichever way; of two alike the one told first. */
static bool comes_before(const struct effect *a, const struct effect *b)
{
    int64_t size_a = a->points < 0 ? -a->points : a->points, size_b = b->points < 0 ? -b->points : b->points;
    return size_a != size_b ? size_a > size_b : a->story->offset < b->story->offset;
}

static void insert(struct effect *effects, uint32_t count, struct effect effect)
{
    uint32_t i = count;
    for (; i > 0 && comes_before(&effect, &effects[i - 1]); i--)
        effects[i] = effects[i - 1];
    effects[i] = effect;
}

void story_causes(const struct engine *engine, uint32_t material, uint32_t region, struct alert_output *output)
{
    const struct standing *standing = &engine->pair[material][region].standing;
    int64_t loud = points_by(standing, INDICATOR_NEWS_INTENSITY), tone = points_by(standing, INDICATOR_NEWS_TONE);
    int64_t rest = loud + tone;
    struct news_part parts[LIMIT_STORIES_CITED];
    struct effect effects[LIMIT_STORIES_CITED];
    if (rest == 0)
        return;
    uint32_t count = news_parts(&engine->newsroom, &engine->settings.news, material, region, engine->now, parts);
    for (uint32_t i = 0; i < count; i++) {
        double points = parts[i].of_risk * (double)loud + parts[i].of_tone * (double)tone;
        insert(effects, i, (struct effect){parts[i].story, micro_of(points / POINT)});
    }
    for (uint32_t i = 0; i < count; i++) {
        const struct story_cited *story = effects[i].story;
        if (effects[i].points == 0)
            continue;
        rest -= effects[i].points;
        cause_add(output, name_text(&story->source), name_text(&story->id), story->offset,
                  (double)effects[i].points / POINT);
    }
    if (rest != 0)
        cause_add(output, TEXT("engine"), TEXT("stories"), 0, (double)rest / POINT);
}

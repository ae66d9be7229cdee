#include "tests/support/news_words.h"

#include <assert.h>
#include <string.h>

static struct signal *said;

int64_t day_of(double day)
{
    return day_from_civil(2025, 1, 1) * DAY_NS + DAY_NS / 2 + (int64_t)(day * (double)DAY_NS);
}

void story(struct event *event, const char *source, const char *id, const char *outlet, int64_t time)
{
    memset(event, 0, sizeof *event);
    event->type = EVENT_NEWS;
    event->source = text_of(source);
    event->id = text_of(id);
    event->revision = 1;
    event->time = event->received = time;
    event->news.headline = TEXT("a headline");
    event->news.outlet = text_of(outlet);
    said = NULL;
}

void copy_of(struct event *event, const char *first)
{
    event->present |= UINT64_C(1) << NEWS_HAS_STORY;
    event->news.story = text_of(first);
}

static country country_of(const char *name)
{
    country code = country_from(name, strlen(name));
    assert(code != COUNTRY_NONE);
    return code;
}

void says(struct event *event, const char *origin, int direction, double severity, double confidence)
{
    assert(event->news.signals_count < LIMIT_SIGNALS);
    event->present |= UINT64_C(1) << NEWS_HAS_SIGNALS;
    said = &event->news.signals[event->news.signals_count++];
    said->material = TEXT("aluminum");
    said->category = CATEGORY_OTHER;
    said->direction = direction;
    said->severity = severity;
    said->confidence = confidence;
    also_of(origin);
}

void of_material(const char *material)
{
    said->material = text_of(material);
}

void in_region(const char *region)
{
    assert(said->regions_count < LIMIT_REGIONS);
    said->regions[said->regions_count++] = text_of(region);
}

void also_of(const char *origin)
{
    assert(said->origins_count < LIMIT_COUNTRIES);
    said->origins[said->origins_count++] = country_of(origin);
}

void as_a(enum category category)
{
    said->category = (uint8_t)category;
}

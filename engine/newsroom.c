#include "engine/newsroom.h"

#include "engine/curve.h"
#include "engine/hash.h"

#include <string.h>

/* ---- outlets --------------------------------------------------------------------- */

/* A place is free again when less than this is left of its outlet's stories. */
#define NEARLY_SILENT .5

static uint32_t find_outlet(const struct newsroom *newsroom, struct text name)
{
    for (uint32_t i = 0; i < newsroom->outlets; i++)
        if (name_is(&newsroom->outlet[i].name, name))
            return i;
    return NO_INDEX;
}

/* The one that has fallen silent the furthest. */
static uint32_t free_place(const struct newsroom *newsroom, const struct settings *settings, int64_t now)
{
    double least = NEARLY_SILENT;
    uint32_t place = NO_INDEX;
    if (newsroom->outlets < LIMIT_OUTLETS)
        return newsroom->outlets;
    for (uint32_t i = 0; i < newsroom->outlets; i++) {
        const struct told *told = &newsroom->outlet[i].told;
        double left = faded(told->slow, age_ns(told->at, now), settings->news.slow_ns);
        if (left >= least)
            continue;
        least = left;
        place = i;
    }
    return place;
}

static uint32_t outlet_of(struct newsroom *newsroom, const struct story_context *context, const struct event *event)
{
    uint32_t tier = settings_tier(context->settings, event->source);
    uint32_t index = find_outlet(newsroom, event->news.outlet);
    if (index == NO_INDEX) {
        index = free_place(newsroom, context->settings, context->now);
        if (index == NO_INDEX)
            return NO_INDEX;
        newsroom->outlets += index == newsroom->outlets;
        memset(newsroom->heard[index], 0, sizeof newsroom->heard[index]);
        newsroom->outlet[index] = (struct outlet){.name = name_of(event->news.outlet), .tier = tier,
                                                  .tenure = newsroom->outlet[index].tenure + 1, .first = event->time};
    }
    struct outlet *outlet = &newsroom->outlet[index];
    outlet->tier = tier < outlet->tier ? tier : outlet->tier;
    outlet->first = event->time < outlet->first ? event->time : outlet->first;
    return index;
}

static bool is_there(const struct newsroom *newsroom, uint32_t outlet, uint32_t tenure)
{
    return outlet != NO_INDEX && newsroom->outlet[outlet].tenure == tenure;
}

/* ---- sums ------------------------------------------------------------------------- */

/* `sign` 1 puts in, -1 takes out. Sums that cannot be negative are not, whatever
 * the last bits of a taking out leave. */
static void count_story(struct told *told, const struct news_settings *news, int64_t time, double sign)
{
    struct arrival arrival = arrive(&told->kept, &told->at, time);
    told->fast = at_least(with_entry(told->fast, &arrival, sign, news->fast_ns), 0);
    told->squares = at_least(with_entry(told->squares, &arrival, sign, news->fast_ns / 2), 0);
    told->slow = at_least(with_entry(told->slow, &arrival, sign, news->slow_ns), 0);
}

static void count_risk(struct outlet_pair *heard, const struct news_settings *news, int64_t time, double amount)
{
    struct arrival arrival = arrive(&heard->kept, &heard->at, time);
    heard->fast = at_least(with_entry(heard->fast, &arrival, amount, news->fast_ns), 0);
    heard->slow = at_least(with_entry(heard->slow, &arrival, amount, news->slow_ns), 0);
}

static void sound(struct news_pair *pair, const struct news_settings *news, int64_t time,
                  const struct story_mark *mark, double sign)
{
    struct arrival arrival = arrive(&pair->kept, &pair->at, time);
    pair->tone = with_entry(pair->tone, &arrival, sign * mark->tone, news->tone_ns);
    pair->acts = at_least(with_entry(pair->acts, &arrival, sign * mark->act, news->tone_ns), 0);
    pair->threats = at_least(with_entry(pair->threats, &arrival, sign * mark->threat, news->tone_ns), 0);
}

static void apply(struct newsroom *newsroom, const struct news_settings *news, const struct story_kept *story,
                  double sign, struct news_receipt *receipt)
{
    bool there = is_there(newsroom, story->outlet, story->tenure);
    if (there)
        count_story(&newsroom->outlet[story->outlet].told, news, story->time, sign);
    for (uint32_t i = 0; i < story->marks; i++) {
        const struct story_mark *mark = story_nth(&newsroom->stories, story, i);
        struct news_pair *pair = &newsroom->pair[mark->material][mark->region];
        if (mark->tenure != pair->tenure)
            continue;
        if (there && mark->risk > 0)
            count_risk(&newsroom->heard[story->outlet][mark->material][mark->region], news, story->time,
                       sign * mark->risk);
        sound(pair, news, story->time, mark, sign);
        pair->signals = sign > 0 ? pair->signals + 1 : pair->signals - (pair->signals > 0);
        receipt->touched[mark->material] |= UINT32_C(1) << mark->region;
    }
}

/* ---- what a story says ------------------------------------------------------------- */

/* A risk story counts as far as it concerns the pair and is sure of itself; its
 * largest signal speaks for it. A tone adds up over signals. */
static void add_signal(struct story_mark *mark, const struct signal *signal, double concerns, double tier_weight)
{
    double tone = tier_weight * concerns * (double)signal->direction * signal->severity * signal->confidence;
    mark->tone += tone;
    if (signal->direction <= 0)
        return;
    mark->risk = at_least(concerns * signal->confidence, mark->risk);
    mark->act += signal->category == CATEGORY_ACT ? tone : 0;
    mark->threat += signal->category == CATEGORY_THREAT ? tone : 0;
}

static void mark_signal(struct newsroom *newsroom, const struct story_context *context, const struct signal *signal,
                        double tier_weight, struct story_kept *story)
{
    struct signal_read read = signal_look_up(signal, context->settings);
    for (uint32_t r = 0; read.material != NO_INDEX && r < context->settings->regions; r++) {
        const struct supply_table *table = &context->supply[read.material][r];
        if (!newsroom->pair[read.material][r].listens)
            continue;
        double concerns = signal_concerns(&read, context->settings, table, r);
        if (concerns <= 0)
            continue;
        struct story_mark *mark = story_mark(&newsroom->stories, story, read.material, r);
        mark->tenure = newsroom->pair[read.material][r].tenure;
        add_signal(mark, signal, concerns, tier_weight);
    }
}

static bool is_copy(const struct event *event)
{
    return message_has(event->present, NEWS_HAS_STORY) && !text_equal(event->news.story, event->id);
}

/* ---- the weightiest stories ---------------------------------------------------------- */

/* Fading keeps their order, so a list of the weightiest stays one as time passes. */
static double weight_at(const struct story_cited *story, const struct news_settings *news, int64_t time)
{
    double tone = story->tone < 0 ? -story->tone : story->tone;
    return faded(tone, age_ns(story->time, time), news->tone_ns);
}

static struct story_cited *place_to_cite(struct news_pair *pair, const struct news_settings *news,
                                         const struct story_cited *story)
{
    struct story_cited *lightest = NULL;
    int64_t time = story->time;
    if (pair->cited < LIMIT_STORIES_CITED)
        return &pair->cite[pair->cited++];
    for (uint32_t i = 0; i < pair->cited; i++)
        time = pair->cite[i].time > time ? pair->cite[i].time : time;
    for (uint32_t i = 0; i < pair->cited; i++)
        if (lightest == NULL || weight_at(&pair->cite[i], news, time) < weight_at(lightest, news, time))
            lightest = &pair->cite[i];
    return weight_at(story, news, time) > weight_at(lightest, news, time) ? lightest : NULL;
}

static void cite(struct newsroom *newsroom, const struct story_context *context, const struct event *event,
                 const struct story_kept *story)
{
    for (uint32_t i = 0; i < story->marks; i++) {
        const struct story_mark *mark = story_nth(&newsroom->stories, story, i);
        struct story_cited cited = {.source = name_of(event->source), .id = name_of(event->id), .key = story->key,
                                    .offset = context->offset, .time = story->time, .outlet = story->outlet,
                                    .tenure = story->tenure, .risk = mark->risk, .tone = mark->tone};
        struct news_pair *pair = &newsroom->pair[mark->material][mark->region];
        struct story_cited *place = place_to_cite(pair, &context->settings->news, &cited);
        if (place != NULL)
            *place = cited;
    }
}

static void uncite(struct newsroom *newsroom, const struct story_kept *story)
{
    for (uint32_t i = 0; i < story->marks; i++) {
        const struct story_mark *mark = story_nth(&newsroom->stories, story, i);
        struct news_pair *pair = &newsroom->pair[mark->material][mark->region];
        for (uint32_t j = 0; j < pair->cited; j++)
            if (pair->cite[j].key == story->key)
                pair->cite[j--] = pair->cite[--pair->cited];
    }
}

/* ---- taking -------------------------------------------------------------------------- */

static uint64_t key_of(const struct event *event)
{
    struct hash hash = hash_start();
    hash_text(&hash, event->source);
    hash_text(&hash, event->id);
    uint64_t key = hash_value(&hash);
    return key == 0 ? 1 : key;
}

static void take_out(struct newsroom *newsroom, const struct news_settings *news, const struct story_kept *story,
                     struct news_receipt *receipt)
{
    if (story->withdrawn)
        return;
    apply(newsroom, news, story, -1, receipt);
    uncite(newsroom, story);
}

static void put_in(struct newsroom *newsroom, const struct story_context *context, const struct event *event,
                   struct story_kept *story, struct news_receipt *receipt)
{
    const struct news_settings *news = &context->settings->news;
    double tier_weight = news_tier_weight(news, settings_tier(context->settings, event->source));
    story->time = event->time;
    story->outlet = outlet_of(newsroom, context, event);
    story->tenure = story->outlet == NO_INDEX ? 0 : newsroom->outlet[story->outlet].tenure;
    receipt->homeless = story->outlet == NO_INDEX;
    for (uint32_t i = 0; i < event->news.signals_count && !is_copy(event); i++)
        mark_signal(newsroom, context, &event->news.signals[i], tier_weight, story);
    receipt->unheard = event->news.signals_count > 0 && !is_copy(event) && story->marks == 0;
    apply(newsroom, news, story, 1, receipt);
    cite(newsroom, context, event, story);
}

struct news_receipt newsroom_take(struct newsroom *newsroom, const struct story_context *context,
                                  const struct event *event)
{
    struct news_receipt receipt = {.verdict = NEWS_TAKEN};
    struct story_kept *story = stories_find(&newsroom->stories, key_of(event));
    if (story == NULL && event->withdrawn)
        receipt.verdict = NEWS_UNKNOWN;
    else if (story != NULL && event->revision <= story->revision)
        receipt.verdict = NEWS_OLDER;
    else if (story != NULL && !story_whole(&newsroom->stories, story))
        receipt.verdict = NEWS_FORGOTTEN;
    if (receipt.verdict != NEWS_TAKEN)
        return receipt;
    if (story == NULL)
        story = stories_place(&newsroom->stories, key_of(event));
    else
        take_out(newsroom, &context->settings->news, story, &receipt);
    story->revision = event->revision;
    story->withdrawn = event->withdrawn;
    story_begin(&newsroom->stories, story);
    if (!event->withdrawn)
        put_in(newsroom, context, event, story, &receipt);
    return receipt;
}

/* ---- pairs ----------------------------------------------------------------------------- */

void newsroom_listen(struct newsroom *newsroom, uint32_t material, uint32_t region, int64_t now)
{
    newsroom_leave(newsroom, material, region);
    newsroom->pair[material][region].listens = true;
    newsroom->pair[material][region].tenure++;
    newsroom->pair[material][region].since = now;
    for (uint32_t i = 0; i < newsroom->outlets; i++)
        newsroom->heard[i][material][region].before = newsroom->outlet[i].told;
}

void newsroom_leave(struct newsroom *newsroom, uint32_t material, uint32_t region)
{
    struct news_pair *pair = &newsroom->pair[material][region];
    uint32_t tenure = pair->tenure;
    memset(pair, 0, sizeof *pair);
    pair->tenure = tenure;
    for (uint32_t i = 0; i < newsroom->outlets; i++)
        memset(&newsroom->heard[i][material][region], 0, sizeof newsroom->heard[i][material][region]);
}


#include "tests/support/room.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static struct {
    struct settings settings;
    struct supply_table supply[LIMIT_MATERIALS][LIMIT_REGIONS];
    struct newsroom newsroom;
    uint64_t offset;
} room;

void new_room(void)
{
    struct refusal refusal;
    memset(&room, 0, sizeof room);
    enum status status = settings_from(engine_default_config(), &room.settings, &refusal);
    assert(status == STATUS_OK);
    (void)status;
}

struct newsroom *the_room(void)
{
    return &room.newsroom;
}

const struct settings *the_settings(void)
{
    return &room.settings;
}

uint32_t material_of(const char *name)
{
    uint32_t index = settings_material(&room.settings, text_of(name));
    assert(index != NO_INDEX);
    return index;
}

uint32_t region_of(const char *name)
{
    uint32_t index = settings_region(&room.settings, text_of(name));
    assert(index != NO_INDEX);
    return index;
}

void buys(const char *material, const char *region, const char *from, double quantity_t)
{
    struct supply_table *table = &room.supply[material_of(material)][region_of(region)];
    struct supplier *row = &table->row[table->count++];
    assert(table->count <= LIMIT_SUPPLIERS);
    row->supplier = row->origin = country_from(from, strlen(from));
    row->own = country_set_has(&room.settings.region[region_of(region)].members, row->supplier);
    row->quantity_t = quantity_t;
    table->known = true;
    table->demand_t += quantity_t;
    *(row->own ? &table->own_t : &table->foreign_t) += quantity_t;
}

void listens(const char *material, const char *region, int64_t since)
{
    newsroom_listen(&room.newsroom, material_of(material), region_of(region), since);
}

struct news_receipt tell_at(const struct event *event, int64_t now)
{
    struct story_context context = {&room.settings, room.supply, now, ++room.offset};
    return newsroom_take(&room.newsroom, &context, event);
}

struct news_receipt tell(const struct event *event)
{
    return tell_at(event, event->time);
}

struct news_reading reading_of(const char *material, const char *region, int64_t now)
{
    return news_read(&room.newsroom, &room.settings.news, material_of(material), region_of(region), now);
}

/* ---- the oracle ---------------------------------------------------------------------- */

static long double days(int64_t from, int64_t to)
{
    return ((long double)to - (long double)from) / (long double)DAY_NS;
}

static long double weight(int64_t time, int64_t now, long double half_days)
{
    return time < now ? exp2l(-days(time, now) / half_days) : 1;
}

static bool names(const struct signal *signal, const char *region)
{
    for (uint32_t i = 0; i < signal->regions_count; i++)
        if (text_is(signal->regions[i], region))
            return true;
    return false;
}

/* For signals of single countries that are no region's own, ALL, or a region's
 * member: enough for what the streams say. */
static long double concern(const struct signal *signal, const char *material, const char *region)
{
    const struct supply_table *table = &room.supply[material_of(material)][region_of(region)];
    const struct region *place = &room.settings.region[region_of(region)];
    long double sum = 0, foreign = 0;
    bool own = signal->origins_count > 0, all = false;
    for (uint32_t i = 0; i < signal->origins_count; i++) {
        own &= signal->origins[i] != COUNTRY_ALL && country_set_has(&place->members, signal->origins[i]);
        all |= signal->origins[i] == COUNTRY_ALL;
    }
    if (own || !text_is(signal->material, material))
        return 0;
    if (signal->regions_count > 0)
        return names(signal, region);
    for (uint32_t i = 0; i < table->count; i++) {
        bool meant = all;
        for (uint32_t j = 0; j < signal->origins_count; j++)
            meant |= signal->origins[j] == table->row[i].supplier;
        if (table->row[i].own)
            continue;
        foreign += table->row[i].quantity_t;
        sum += meant ? table->row[i].quantity_t : 0;
    }
    long double share = foreign > 0 ? sum / foreign : 0;
    return 1.1L * share / (share + .1L);
}

static bool counts_once(const struct event *event)
{
    return event->news.story.size == 0 || text_equal(event->news.story, event->id);
}

static long double risk_of(const struct event *event, const char *material, const char *region)
{
    long double most = 0;
    for (uint32_t i = 0; i < event->news.signals_count && counts_once(event); i++) {
        const struct signal *signal = &event->news.signals[i];
        if (signal->direction > 0)
            most = fmaxl(most, concern(signal, material, region) * signal->confidence);
    }
    return most;
}

static long double tier_weight(struct text source)
{
    return text_starts_with(source, TEXT("official/")) ? 1 : text_starts_with(source, TEXT("press/")) ? .7L : .4L;
}

static long double tone_of(const struct event *event, const char *material, const char *region)
{
    long double sum = 0;
    for (uint32_t i = 0; i < event->news.signals_count && counts_once(event); i++) {
        const struct signal *signal = &event->news.signals[i];
        sum += tier_weight(event->source) * concern(signal, material, region) * signal->direction *
               signal->severity * signal->confidence;
    }
    return sum;
}

struct sums { long double fast, squares, slow, risk, risky, tier; int64_t first, last; };

static void see(const struct oracle_list *list, struct text outlet, struct sums *sums)
{
    for (uint32_t i = 0; i < list->seen; i++) {
        const struct event *story = list->saw[i];
        if (!text_equal(story->news.outlet, outlet))
            continue;
        sums->first = story->time < sums->first ? story->time : sums->first;
        sums->last = story->time > sums->last ? story->time : sums->last;
        sums->tier = fmaxl(sums->tier, tier_weight(story->source));
    }
}

static struct sums add_up(const struct oracle_list *list, struct text outlet, const char *material, const char *region,
                          int64_t now)
{
    struct sums sums = {.first = INT64_MAX, .last = INT64_MIN};
    see(list, outlet, &sums);
    for (uint32_t i = 0; i < list->standing; i++) {
        const struct event *story = list->stands[i];
        if (!text_equal(story->news.outlet, outlet))
            continue;
        long double fast = weight(story->time, now, 3), slow = weight(story->time, sums.last, 180);
        long double risk = risk_of(story, material, region);
        sums.fast += fast;
        sums.squares += fast * fast;
        sums.slow += slow;
        sums.risk += risk * fast;
        sums.risky += risk * slow;
    }
    return sums;
}

struct pooled { long double weights, z, share, usual; bool stale; };

static void pool(struct pooled *pooled, const struct sums *sums, int64_t now)
{
    long double lived = days(sums->first, sums->last), usual = 0;
    if (lived > 0)
        usual = sums->slow > 0 ? 180 / logl(2) * (1 - exp2l(-lived / 180)) / sums->slow : 0;
    pooled->stale &= days(sums->last, now) > fmaxl(20 * usual, 3);
    if (sums->slow < 30 || lived < 12)
        return;
    long double p = (sums->risky + .5L) / (sums->slow + 1);
    long double weight_here = sums->tier * sums->fast / (sums->fast + 1);
    pooled->weights += weight_here;
    pooled->z += weight_here * (sums->risk - p * sums->fast) / sqrtl(p * (1 - p) * (sums->squares + 1));
    pooled->share += weight_here * (sums->risk + p) / (sums->fast + 1);
    pooled->usual += weight_here * p;
}

static bool told_before(const struct oracle_list *list, uint32_t index)
{
    for (uint32_t i = 0; i < index; i++)
        if (text_equal(list->saw[i]->news.outlet, list->saw[index]->news.outlet))
            return true;
    return false;
}

struct news_reading oracle_reading(const struct oracle_list *list, const char *material, const char *region,
                                   int64_t now)
{
    struct pooled pooled = {.stale = true};
    struct news_reading reading = {0};
    long double tone = 0;
    for (uint32_t i = 0; i < list->standing; i++)
        tone += tone_of(list->stands[i], material, region) * weight(list->stands[i]->time, now, 5);
    for (uint32_t i = 0; i < list->seen; i++) {
        if (told_before(list, i))
            continue;
        struct sums sums = add_up(list, list->saw[i]->news.outlet, material, region, now);
        pool(&pooled, &sums, now);
    }
    reading.tone = (double)tone;
    reading.stale = pooled.stale;
    reading.settled = pooled.weights > 0;
    if (reading.settled) {
        reading.z = (double)(pooled.z / pooled.weights);
        reading.share = (double)(pooled.share / pooled.weights);
        reading.usual = (double)(pooled.usual / pooled.weights);
    }
    return reading;
}

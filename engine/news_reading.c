#include "engine/news_reading.h"

#include "engine/curve.h"

#include <math.h>

/* ln 2: a steady outlet's sum is its rate times half / ln 2. */
#define LN2 0x1.62e42fefa39efp-1

/* A sum below this shows nowhere any more: thirty half-lives after one story. */
#define FADED 1e-9

/* An outlet as a pair hears it now. */
struct hearing { double fast, squares, risk; /* T, Q, R */ double habit; /* p */ double weight; };

/* What the outlet told since the pair listens, at a time not before its newest
 * story. */
static double since(double sum, int64_t at, double before, int64_t before_at, double half_ns, int64_t time)
{
    return at_least(faded(sum, age_ns(at, time), half_ns) - faded(before, age_ns(before_at, time), half_ns), 0);
}

static bool has_habit(const struct outlet *outlet, const struct news_pair *pair, const struct news_settings *news,
                      double stories)
{
    int64_t from = outlet->first > pair->since ? outlet->first : pair->since;
    return outlet->told.kept && stories >= news->enough && age_ns(from, outlet->told.at) >= (double)news->settled_ns;
}

static bool hear(const struct newsroom *newsroom, const struct news_settings *news, uint32_t index, uint32_t material,
                 uint32_t region, int64_t now, struct hearing *hearing)
{
    const struct outlet *outlet = &newsroom->outlet[index];
    const struct outlet_pair *heard = &newsroom->heard[index][material][region];
    const struct told *told = &outlet->told, *before = &heard->before;
    double stories = since(told->slow, told->at, before->slow, before->at, news->slow_ns, told->at);
    if (!has_habit(outlet, &newsroom->pair[material][region], news, stories))
        return false;
    double risky = faded(heard->slow, age_ns(heard->at, told->at), news->slow_ns);
    hearing->habit = at_most(risky + .5, stories + .5) / (stories + 1);
    hearing->fast = since(told->fast, told->at, before->fast, before->at, news->fast_ns, now);
    hearing->squares = since(told->squares, told->at, before->squares, before->at, news->fast_ns / 2, now);
    hearing->risk = at_most(faded(heard->fast, age_ns(heard->at, now), news->fast_ns), hearing->fast);
    hearing->weight = news_tier_weight(news, outlet->tier) * hearing->fast / (hearing->fast + 1);
    return true;
}

static bool is_silent(const struct outlet *outlet, const struct news_settings *news, int64_t now)
{
    const struct told *told = &outlet->told;
    double silence = age_ns(told->at, now), lived = age_ns(outlet->first, told->at);
    double usual = 0;
    if (lived > 0 && told->slow > 0) /* 1 - 2^-lived: how much of a steady sum the outlet's life has filled */
        usual = news->slow_ns / LN2 * (1 - exp2_of(-lived / news->slow_ns)) / told->slow;
    return silence > at_least(news->silence * usual, news->fast_ns);
}

static void pool(const struct newsroom *newsroom, const struct news_settings *news, uint32_t material, uint32_t region,
                 int64_t now, struct news_reading *reading)
{
    double weights = 0, z = 0, share = 0, usual = 0, plain = 0, habits = 0;
    for (uint32_t i = 0; i < newsroom->outlets; i++) {
        struct hearing hearing;
        if (!hear(newsroom, news, i, material, region, now, &hearing))
            continue;
        double p = hearing.habit, tier_weight = news_tier_weight(news, newsroom->outlet[i].tier);
        weights += hearing.weight;
        z += hearing.weight * (hearing.risk - p * hearing.fast) / sqrt(p * (1 - p) * (hearing.squares + 1));
        share += hearing.weight * (hearing.risk + p) / (hearing.fast + 1);
        usual += hearing.weight * p;
        plain += tier_weight;
        habits += tier_weight * p;
    }
    reading->settled = plain > 0;
    if (!reading->settled)
        return;
    bool faint = weights < FADED; /* the last story is months old: as usual */
    reading->z = faint ? 0 : z / weights;
    reading->usual = faint ? habits / plain : usual / weights;
    reading->share = faint ? reading->usual : share / weights;
}

struct news_reading news_read(const struct newsroom *newsroom, const struct news_settings *news, uint32_t material,
                              uint32_t region, int64_t now)
{
    const struct news_pair *pair = &newsroom->pair[material][region];
    struct news_reading reading = {.signals = pair->signals, .stale = true};
    if (!pair->listens)
        return reading;
    double age = age_ns(pair->at, now);
    reading.tone = faded(pair->tone, age, news->tone_ns);
    reading.acts = faded(pair->acts, age, news->tone_ns);
    reading.threats = faded(pair->threats, age, news->tone_ns);
    reading.fading = fabs(reading.tone) + reading.acts + reading.threats > FADED;
    for (uint32_t i = 0; i < newsroom->outlets; i++) {
        const struct told *told = &newsroom->outlet[i].told;
        bool silent = is_silent(&newsroom->outlet[i], news, now);
        reading.stale &= silent;
        reading.fading |= !silent || faded(told->fast, age_ns(told->at, now), news->fast_ns) > FADED;
    }
    pool(newsroom, news, material, region, now, &reading);
    return reading;
}

/* SUM of tier weight * R / (T + 1) over outlets: what `share` weighs risk by. */
static double risk_weight(const struct newsroom *newsroom, const struct news_settings *news, uint32_t outlet,
                          uint32_t material, uint32_t region, int64_t now, double *sum)
{
    struct hearing hearing;
    if (!hear(newsroom, news, outlet, material, region, now, &hearing))
        return 0;
    *sum += hearing.weight * hearing.risk / (hearing.fast + 1);
    return hearing.weight / (hearing.fast + 1);
}

uint32_t news_parts(const struct newsroom *newsroom, const struct news_settings *news, uint32_t material,
                    uint32_t region, int64_t now, struct news_part parts[LIMIT_STORIES_CITED])
{
    const struct news_pair *pair = &newsroom->pair[material][region];
    double weight[LIMIT_OUTLETS], risks = 0, tone = faded(pair->tone, age_ns(pair->at, now), news->tone_ns);
    for (uint32_t i = 0; i < newsroom->outlets; i++)
        weight[i] = risk_weight(newsroom, news, i, material, region, now, &risks);
    for (uint32_t i = 0; i < pair->cited; i++) {
        const struct story_cited *story = &pair->cite[i];
        double age = age_ns(story->time, now);
        bool there = story->outlet != NO_INDEX && newsroom->outlet[story->outlet].tenure == story->tenure;
        double risk = there ? weight[story->outlet] * faded(story->risk, age, news->fast_ns) : 0;
        parts[i] = (struct news_part){story, risks > 0 ? risk / risks : 0,
                                      tone != 0 ? faded(story->tone, age, news->tone_ns) / tone : 0};
    }
    return pair->cited;
}

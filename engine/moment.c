#include "engine/moment.h"

#include "engine/attribution.h"

#include <assert.h>
#include <string.h>

void moment_begin(struct moment *moment, struct engine *engine, const struct outputs *outputs)
{
    moment->engine = engine;
    moment->outputs = outputs;
    moment->touched = 0;
    memset(moment->refreshed, 0, sizeof moment->refreshed);
    moment->triggered = false;
    moment->tables_changed = moment->rebased = moment->rules_changed = moment->ripens = false;
    moment->series = moment->region = NO_INDEX;
    moment->effect = 0;
    moment->acknowledges = NULL;
    moment->health = NULL;
    moment->notices = 0;
}

void moment_touch(struct moment *moment, uint32_t materials)
{
    moment->touched |= materials;
}

void moment_refresh(struct moment *moment, uint32_t material, uint32_t regions)
{
    moment->refreshed[material] |= regions;
}

bool moment_touches(const struct moment *moment, uint32_t material, uint32_t region)
{
    return ((moment->touched >> material) | (moment->refreshed[material] >> region)) & 1;
}

void moment_trigger(struct moment *moment, uint32_t policy, uint8_t say, uint32_t leg)
{
    assert(!moment->triggered);
    moment->triggered = true;
    moment->trigger = (struct trigger){policy, leg, say};
}

void moment_series(struct moment *moment, uint32_t series, uint32_t region, unsigned effect)
{
    moment->series = series;
    moment->region = region;
    moment->effect = effect;
}

bool moment_speaks_for(const struct moment *moment, uint32_t material, uint32_t region)
{
    return moment->series != NO_INDEX &&
           ((moment->engine->settings.fed[moment->series].said[material] >> region) & 1);
}

bool moment_names(const struct moment *moment, uint32_t material, uint32_t region)
{
    if (moment->series == NO_INDEX)
        return false;
    bool fed = moment->region != NO_INDEX &&
               ((moment->engine->settings.fed[moment->series].regions[material] >> moment->region) & 1);
    return fed ? region == moment->region : moment_speaks_for(moment, material, region);
}

void moment_acknowledge(struct moment *moment, const struct note_kept *note)
{
    moment->acknowledges = note;
}

void moment_health(struct moment *moment, const struct health_kept *health)
{
    moment->health = health;
}

void moment_ripen(struct moment *moment)
{
    moment->ripens = true;
}

void moment_rules(struct moment *moment)
{
    moment->rules_changed = moment->tables_changed = true;
    moment_touch(moment, UINT32_MAX);
}

/* What moved the composite goes into the pair's past, but for new figures: with
 * them the past is seen anew. */
static void remember(struct moment *moment, struct pair *pair)
{
    const struct engine *engine = moment->engine;
    if (!pair->standing.known)
        past_lose(&pair->past);
    else if (moment->rebased)
        past_rebase(&pair->past, engine->now, pair->standing.composite);
    else
        past_move(&pair->past, engine->now, pair->standing.composite);
}

static bool moves(const struct standing *standing)
{
    bool moving = false;
    for (uint32_t i = 0; i < indicator_table_count; i++)
        moving |= standing->quote[indicator_table[i]->name].moving;
    return moving;
}

/* Reads prices and stories of a pair, and weighs it anew. */
static void refresh(struct moment *moment, uint32_t material, uint32_t region)
{
    struct engine *engine = moment->engine;
    struct standing *standing = &engine->pair[material][region].standing;
    struct outlook outlook = engine_outlook(engine, material, region);
    moment->before[material][region] = standing->composite;
    standing_read(&outlook, standing);
    standing_weigh(&engine->settings, &engine->supply[material][region], standing);
    grid_move(&engine->grid, material, region, moves(standing));
    remember(moment, &engine->pair[material][region]);
}

static void recompute(struct moment *moment, uint32_t material)
{
    struct engine *engine = moment->engine;
    struct standing standings[LIMIT_REGIONS];
    scenario_standings(engine, material, &everything, standings);
    for (uint32_t r = 0; r < engine->settings.regions; r++) {
        int64_t before = engine->pair[material][r].standing.composite;
        engine->pair[material][r].standing = standings[r];
        refresh(moment, material, r);
        moment->before[material][r] = before;
    }
}

static void compute(struct moment *moment)
{
    const struct settings *settings = &moment->engine->settings;
    for (uint32_t m = 0; m < settings->materials; m++) {
        if ((moment->touched >> m) & 1) {
            recompute(moment, m);
            continue;
        }
        for (uint32_t r = 0; moment->refreshed[m] != 0 && r < settings->regions; r++)
            if ((moment->refreshed[m] >> r) & 1)
                refresh(moment, m, r);
    }
    grid_schedule(&moment->engine->grid, settings, moment->engine->now);
}

void moment_end(struct moment *moment)
{
    struct engine *engine = moment->engine;
    compute(moment);
    judge(moment);
    emit(moment);
    for (uint32_t m = 0; m < engine->settings.materials; m++)
        if ((moment->touched >> m) & 1)
            schedule_material(engine, m);
    if ((moment->effect & EFFECT_JUDGE) != 0)
        series_watch(&engine->market.series[moment->series], &engine->settings.limits);
    if (moment->triggered)
        schedule_policy(engine, moment->trigger.policy);
    schedule_earliest(engine);
}

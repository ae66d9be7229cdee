#include "engine/moment.h"

#include "engine/attribution.h"

#include <assert.h>

void moment_begin(struct moment *moment, struct engine *engine, const struct outputs *outputs)
{
    moment->engine = engine;
    moment->outputs = outputs;
    moment->touched = 0;
    moment->triggered = false;
    moment->tables_changed = false;
    moment->acknowledges = NULL;
    moment->notices = 0;
}

void moment_touch(struct moment *moment, uint32_t materials)
{
    moment->touched |= materials;
}

void moment_trigger(struct moment *moment, uint32_t policy, uint8_t say, uint32_t leg)
{
    assert(!moment->triggered);
    moment->triggered = true;
    moment->trigger = (struct trigger){policy, leg, say};
}

void moment_acknowledge(struct moment *moment, const struct note_kept *note)
{
    moment->acknowledges = note;
}

static void recompute(struct moment *moment, uint32_t material)
{
    struct engine *engine = moment->engine;
    struct standing standings[LIMIT_REGIONS];
    scenario_standings(engine, material, &everything, standings);
    for (uint32_t r = 0; r < engine->settings.regions; r++) {
        struct standing *standing = &engine->pair[material][r].standing;
        moment->before[material][r] = standing->composite;
        *standing = standings[r];
    }
}

void moment_end(struct moment *moment)
{
    struct engine *engine = moment->engine;
    for (uint32_t m = 0; m < engine->settings.materials; m++)
        if ((moment->touched >> m) & 1)
            recompute(moment, m);
    judge(moment);
    emit(moment);
    for (uint32_t m = 0; m < engine->settings.materials; m++)
        if ((moment->touched >> m) & 1)
            schedule_material(engine, m);
    if (moment->triggered)
        schedule_policy(engine, moment->trigger.policy);
    schedule_earliest(engine);
}

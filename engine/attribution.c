#include "engine/attribution.h"

#include "engine/curve.h"

/* The standings that follow from the measures of a view. */
static void stand(const struct engine *engine, const struct view *view, struct standing *standings)
{
    uint32_t material = view->tables.material;
    standings_read(view, standings);
    for (uint32_t r = 0; r < engine->settings.regions; r++) {
        standing_adopt(&standings[r], &engine->pair[material][r].standing);
        standing_weigh(&engine->settings, &engine->supply[material][r], &standings[r]);
    }
}

void scenario_standings(const struct engine *engine, uint32_t material, const struct scenario *scenario,
                        struct standing *standings)
{
    struct tables tables = engine_tables(engine, material);
    struct view view;
    view_make(&view, &engine->ledger, &tables, engine->now, scenario);
    stand(engine, &view, standings);
}

/* p * s * q: what the measure would take at full strength. Additions and duties
 * weigh by their probability alone, so that they come before measures without
 * any effect. */
static double weight_of(const struct acting *acting, const struct settings *settings)
{
    double cut = 0;
    for (uint32_t i = 0; i < acting->measure->legs; i++)
        if (instrument_table[acting->measure->leg[i].instrument].side <= SIDE_REROUTE)
            cut = at_least(cut, leg_cut(acting, &acting->measure->leg[i], settings));
    return acting->probability * (1 + cut * at_least(acting->covered_t, acting->output_t));
}

static void choose(const struct view *view, struct attribution *attribution)
{
    bool taken[LIMIT_MATERIAL_MEASURES] = {false};
    attribution->others = view->count > LIMIT_ATTRIBUTED;
    attribution->count = 0;
    while (attribution->count < LIMIT_ATTRIBUTED && attribution->count < view->count) {
        uint32_t best = NO_INDEX;
        double heaviest = -1;
        for (uint32_t i = 0; i < view->count; i++) {
            double weight = weight_of(&view->acting[i], view->tables.settings);
            if (taken[i] || weight <= heaviest)
                continue;
            best = i;
            heaviest = weight;
        }
        taken[best] = true;
        attribution->policy[attribution->count++] = view->acting[best].policy;
    }
}

static void leave_out(const struct engine *engine, const struct view *view, uint32_t policy,
                      struct standing *standings)
{
    struct view fewer;
    if (view->count == LIMIT_MATERIAL_MEASURES) {
        scenario_standings(engine, view->tables.material, &(struct scenario){policy, NO_INDEX, false}, standings);
        return;
    }
    view_without(view, policy, &fewer);
    stand(engine, &fewer, standings);
}

void attribution_make(const struct engine *engine, uint32_t material, struct attribution *attribution)
{
    struct tables tables = engine_tables(engine, material);
    struct view view;
    struct standing all[LIMIT_REGIONS], fewer[LIMIT_REGIONS];
    uint32_t regions = engine->settings.regions;

    view_make(&view, &engine->ledger, &tables, engine->now, &everything);
    choose(&view, attribution);
    stand(engine, &view, all);
    scenario_standings(engine, material, &(struct scenario){NO_INDEX, NO_INDEX, true}, fewer);
    for (uint32_t r = 0; r < regions; r++)
        attribution->remainder[r] = all[r].composite - fewer[r].composite;
    for (uint32_t i = 0; i < attribution->count; i++) {
        if (view.count > 1) /* without the only one, none is left */
            leave_out(engine, &view, attribution->policy[i], fewer);
        for (uint32_t r = 0; r < regions; r++) {
            attribution->effect[i][r] = all[r].composite - fewer[r].composite;
            attribution->remainder[r] -= attribution->effect[i][r];
        }
    }
    attribution->made = true;
}

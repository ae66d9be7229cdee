#include "engine/schedule.h"

static const struct { int64_t before; enum date_kind kind; } sunsets[] = {
    {30 * DAY_NS, DATE_SUNSET_30},
    {7 * DAY_NS, DATE_SUNSET_7},
    {1 * DAY_NS, DATE_SUNSET_1},
};

static bool suspended(const struct measure *measure)
{
    return measure->status == POLICY_SUSPENDED && !measure->unresolved;
}

/* The end a desk is warned of: of the measure, or of its suspension. */
static int64_t sunset_of(const struct measure *measure)
{
    return suspended(measure) ? measure_return(measure) : measure_end(measure);
}

enum date_kind schedule_date(const struct measure *measure, const struct settings *settings, int64_t t, uint32_t *leg)
{
    *leg = NO_INDEX;
    if (suspended(measure)) {
        if (measure_return(measure) == t)
            return DATE_RETURN;
    } else {
        for (uint32_t i = 0; i < measure->legs; i++)
            if (measure->leg[i].from == t) {
                *leg = i;
                return DATE_LEG_BEGINS;
            }
        if (measure_end(measure) == t)
            return DATE_ENDS;
        for (uint32_t i = 0; i < measure->legs; i++)
            if (measure->leg[i].until == t) {
                *leg = i;
                return DATE_LEG_ENDS;
            }
    }
    int64_t end = sunset_of(measure);
    for (unsigned i = 0; end != ALWAYS && i < sizeof sunsets / sizeof sunsets[0]; i++)
        if (end - sunsets[i].before == t)
            return sunsets[i].kind;
    return measure_next_edge(measure, settings, t - 1) == t ? DATE_RECOMPUTE : DATE_NONE;
}

static int64_t earlier(int64_t best, int64_t candidate, int64_t now)
{
    return candidate > now && candidate < best ? candidate : best;
}

void schedule_policy(struct engine *engine, uint32_t policy)
{
    const struct measure *measure = ledger_acting(&engine->ledger, policy);
    int64_t due = ALWAYS, now = engine->now;
    if (measure != NULL && measure_probability(measure, &engine->settings) > 0) {
        due = measure_next_edge(measure, &engine->settings, now);
        int64_t end = sunset_of(measure);
        if (suspended(measure))
            due = earlier(due, end, now);
        for (unsigned i = 0; end != ALWAYS && i < sizeof sunsets / sizeof sunsets[0]; i++)
            due = earlier(due, end - sunsets[i].before, now);
    }
    engine->policy_due[policy] = due;
}

/* The first multiple of the grid at or after t. */
static int64_t grid_from(int64_t t, int64_t step)
{
    int64_t down = t / step * step;
    return down == t ? t : t >= 0 ? down + step : down;
}

/* Between dates a composite moves when a leg is growing, and when a date comes
 * within a horizon: then the next grid point recomputes. */
static int64_t next_move(const struct engine *engine, const struct measure *measure)
{
    const struct settings *settings = &engine->settings;
    int64_t next = ALWAYS, now = engine->now;
    for (uint32_t h = 0; h <= settings->horizons; h++) {
        int64_t ahead = h == 0 ? 0 : settings->horizon[h - 1].ahead;
        if (measure_ramps(measure, now + ahead))
            return now + 1;
        int64_t edge = measure_next_edge(measure, settings, now + ahead);
        if (edge != ALWAYS && edge - ahead < next)
            next = edge - ahead;
    }
    return next;
}

void schedule_material(struct engine *engine, uint32_t material)
{
    int64_t next = ALWAYS;
    for (uint32_t policy = 0; policy < engine->ledger.policies; policy++) {
        const struct measure *measure = ledger_acting(&engine->ledger, policy);
        if (measure == NULL || !((measure->materials >> material) & 1) ||
            measure_probability(measure, &engine->settings) <= 0)
            continue;
        int64_t move = next_move(engine, measure);
        next = move < next ? move : next;
    }
    engine->material_due[material] = next == ALWAYS ? ALWAYS : grid_from(next, engine->settings.decay_every);
}

void schedule_earliest(struct engine *engine)
{
    int64_t due = alerts_due(&engine->alerts);
    due = engine->market.due < due ? engine->market.due : due;
    due = engine->grid.due < due ? engine->grid.due : due;
    due = engine->grid.decay_due < due ? engine->grid.decay_due : due;
    for (uint32_t policy = 0; policy < engine->ledger.policies; policy++)
        due = engine->policy_due[policy] < due ? engine->policy_due[policy] : due;
    for (uint32_t m = 0; m < engine->settings.materials; m++) {
        due = engine->material_due[m] < due ? engine->material_due[m] : due;
        for (uint32_t r = 0; r < engine->settings.regions; r++)
            due = pair_due(&engine->pair[m][r]) < due ? pair_due(&engine->pair[m][r]) : due;
    }
    engine->due = due;
}

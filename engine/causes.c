#include "engine/causes.h"

#include "engine/story_causes.h"
#include "engine/views.h"

#include <math.h>

#define BIT(n) (UINT64_C(1) << (n))

void cause_add(struct alert_output *output, struct text source, struct text id, uint64_t offset, double effect)
{
    output->because[output->because_count++] = (struct cause){
        .present = BIT(CAUSE_HAS_SOURCE) | BIT(CAUSE_HAS_ID) | (offset > 0 ? BIT(CAUSE_HAS_OFFSET) : 0) |
                   BIT(CAUSE_HAS_EFFECT),
        .source = source, .id = id, .offset = offset, .effect = effect};
}

/* A cause whose effect nobody can measure. */
static void add_source(struct alert_output *output, struct text source, struct text id, uint64_t offset)
{
    output->because[output->because_count++] = (struct cause){
        .present = BIT(CAUSE_HAS_SOURCE) | BIT(CAUSE_HAS_ID) | BIT(CAUSE_HAS_OFFSET),
        .source = source, .id = id, .offset = offset};
}

static void add_measure(const struct engine *engine, uint32_t policy, double effect, struct alert_output *output)
{
    const struct measure *measure = ledger_last_word(&engine->ledger, policy);
    cause_add(output, name_text(&measure->source), name_text(&measure->id), measure->offset, effect);
    if (output->measures_count < LIMIT_ATTRIBUTED)
        measure_view(measure, &engine->settings, &output->measures[output->measures_count++]);
}

static double effect_of(const struct attribution *attribution, uint32_t policy, uint32_t region)
{
    for (uint32_t i = 0; i < attribution->count; i++)
        if (attribution->policy[i] == policy)
            return (double)attribution->effect[i][region] / POINT;
    return 0;
}

/* Is this measure among what the alert is because of? Of a change: when it was said
 * or had a date since what the alert compares with. */
static bool is_cause(const struct engine *engine, const struct alert *alert, uint32_t policy)
{
    const struct measure *measure = ledger_last_word(&engine->ledger, policy);
    if (alert->kind != ALERT_KIND_DELTA)
        return true;
    return measure->received >= alert->from ||
           measure_next_edge(measure, &engine->settings, alert->from - 1) <= engine->now;
}

/* The cause itself first, then the others by the size of their effect; measures
 * without any are left out. */
static void view_measures(const struct engine *engine, const struct alert *alert,
                          const struct attribution *attribution, struct alert_output *output)
{
    bool told[LIMIT_ATTRIBUTED] = {false};
    if (alert->policy != NO_INDEX)
        add_measure(engine, alert->policy, effect_of(attribution, alert->policy, alert->region), output);
    for (uint32_t round = 0; round < attribution->count; round++) {
        uint32_t best = NO_INDEX;
        double largest = 0;
        for (uint32_t i = 0; i < attribution->count; i++) {
            double size = fabs((double)attribution->effect[i][alert->region]);
            if (told[i] || attribution->policy[i] == alert->policy || size <= largest ||
                !is_cause(engine, alert, attribution->policy[i]))
                continue;
            best = i;
            largest = size;
        }
        if (best == NO_INDEX || output->because_count == LIMIT_ATTRIBUTED)
            break;
        told[best] = true;
        add_measure(engine, attribution->policy[best], (double)attribution->effect[best][alert->region] / POINT,
                    output);
    }
}

static void add_remainder(struct alert_output *output, struct text name, double points)
{
    if (micro_round(points) != 0)
        cause_add(output, TEXT("engine"), name, 0, micro_round(points));
}

/* Of a change: measures of the pair that were said or had a date since, and of
 * which nothing is left to measure, such as one that was revoked. */
static void view_silent(const struct engine *engine, const struct alert *alert, const struct attribution *attribution,
                        struct alert_output *output)
{
    for (uint32_t i = 0; i < engine->ledger.policies && output->because_count < LIMIT_ATTRIBUTED; i++) {
        const struct measure *measure = ledger_last_word(&engine->ledger, i);
        if (((measure->materials >> alert->material) & 1) && measure_touches_region(measure, alert->region) &&
            effect_of(attribution, i, alert->region) == 0 && is_cause(engine, alert, i))
            add_source(output, name_text(&measure->source), name_text(&measure->id), measure->offset);
    }
}

/* What the effects of measures do not add up to is what else moved; of one silent
 * measure alone it is the effect. */
static void view_change(const struct engine *engine, const struct alert *alert, const struct attribution *attribution,
                        struct alert_output *output)
{
    uint32_t measured = output->because_count;
    double rest = alert->basis - alert->number;
    for (uint32_t i = 0; i < measured; i++)
        rest -= output->because[i].effect;
    if (alert->life.state == ALERT_UNKNOWN)
        return;
    view_silent(engine, alert, attribution, output);
    if (output->because_count != measured + 1) {
        add_remainder(output, TEXT("others"), rest);
        return;
    }
    output->because[measured].present |= BIT(CAUSE_HAS_EFFECT);
    output->because[measured].effect = micro_round(rest);
}

/* What nobody can measure in points: a source that is not well is its own cause;
 * a share, and what no measure has moved, stand in the supply table, or stood there
 * until it was taken back. */
static void view_origins(const struct engine *engine, const struct alert *alert, struct alert_output *output)
{
    const struct health_kept *health = health_of(&engine->healths, &alert->name);
    const struct supply_table *table = &engine->supply[alert->material][alert->region];
    if (alert->cause == CAUSE_HEALTH && health != NULL)
        add_source(output, name_text(&health->source), name_text(&health->id), health->offset);
    else if (table->from.source.size > 0 && (alert->kind == ALERT_KIND_SHARE || output->because_count == 0))
        add_source(output, name_text(&table->from.source), name_text(&table->from.id), table->from.offset);
}

/* What the pair's composite would gain by what its prices say now: shown at the
 * next grid point. */
static double change_in_sight(const struct engine *engine, const struct alert *alert)
{
    struct standing standing = engine->pair[alert->material][alert->region].standing;
    struct outlook outlook = engine_outlook(engine, alert->material, alert->region);
    int64_t before = standing.composite;
    standing_read(&outlook, &standing);
    standing_weigh(&engine->settings, outlook.table, &standing);
    return (double)(standing.composite - before) / POINT;
}

/* The price that made a series speak; of a jump, when it happens, with what it
 * changes. */
static void view_price(const struct engine *engine, const struct alert *alert, struct alert_output *output)
{
    uint32_t index = settings_series(&engine->settings, name_text(&alert->name));
    if (index == NO_INDEX)
        return;
    const struct series *series = &engine->market.series[index];
    bool jump = alert->cause == CAUSE_PRICE;
    const struct price_said *said = alert->cause >= CAUSE_TROUBLE ? &series->trouble[alert->cause - CAUSE_TROUBLE]
                                                                  : &series->judged;
    if (said->offset == 0)
        return;
    add_source(output, name_text(&said->source), name_text(&said->id), said->offset);
    if (!jump || alert->life.state != ALERT_FIRING || alert->since != engine->now)
        return;
    output->because[0].present |= BIT(CAUSE_HAS_EFFECT);
    output->because[0].effect = micro_round(change_in_sight(engine, alert));
}

/* What the single effects do not add up to is named: interaction, or the measures
 * beyond the 32 judged one by one. */
void causes_view(const struct engine *engine, const struct alert *alert, const struct attribution *attribution,
                 struct alert_output *output)
{
    if (alert_of_series(alert)) {
        view_price(engine, alert, output);
        return;
    }
    if (alert->cause != CAUSE_HEALTH) {
        view_measures(engine, alert, attribution, output);
        if (alert->kind == ALERT_KIND_DELTA)
            view_change(engine, alert, attribution, output);
        else
            add_remainder(output, attribution->others ? TEXT("others") : TEXT("interaction"),
                          (double)attribution->remainder[alert->region] / POINT);
    }
    if (alert->cause != CAUSE_HEALTH && alert->kind != ALERT_KIND_DELTA && alert->kind != ALERT_KIND_SHARE)
        story_causes(engine, alert->material, alert->region, output);
    view_origins(engine, alert, output);
}

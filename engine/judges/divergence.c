/* divergence: supply and prices tell different stories.
 *
 * Two claims, each under a rule of its own, told apart by the rule's `window`:
 *   calm    much is missing (x of the gap) and no price of the pair has moved: the
 *           |z| of every last bar is below 1. The rule's `for` says for how long.
 *   untold  a price jumped (|z| at the rule's threshold) and no measure or story of
 *           the material was heard within `window` before it, nor since. */
#include "engine/judges/judges.h"

#include <math.h>

/* A return of less than its usual spread is no move. */
#define CALM 1.0

static const struct feeds *feeds_of(const struct engine *engine, uint32_t material, uint32_t region)
{
    return &engine->settings.feeds[material][region];
}

/* ---- calm ------------------------------------------------------------------------- */

/* The largest |z| of the last bars of the pair's prices that are well; -1: none is. */
static double largest_move(const struct engine *engine, uint32_t material, uint32_t region)
{
    const struct feeds *feeds = feeds_of(engine, material, region);
    double largest = -1;
    for (uint32_t i = 0; i < feeds->count[ROLE_PRICE]; i++) {
        const struct series *series = &engine->market.series[feeds->series[ROLE_PRICE][i]];
        double size = fabs(series->returns.z);
        if (series->troubled == 0 && series->returns.count >= RETURNS_LEAST && size > largest)
            largest = size;
    }
    return largest;
}

static void watch_calm(struct moment *moment, const struct rule_kept *rule, uint32_t material, uint32_t region)
{
    const struct quote *gap = &moment->engine->pair[material][region].standing.quote[INDICATOR_GAP];
    double x = gap->present && gap->state != VALUE_UNKNOWN ? gap->x : 0;
    double move = largest_move(moment->engine, material, region);
    struct evidence evidence = evidence_above(rule, x, rule_severity(rule, x));
    struct subject subject = subject_pair(material, region, CAUSE_CALM);
    if (move < 0)
        evidence.found = FOUND_MISSING;
    else if (move >= CALM)
        evidence.found = FOUND_CLEAR;
    alert_follow(moment, rule, &subject,
                 &(struct finding){.evidence = evidence, .value = x, .threshold = rule->threshold,
                                   .clear = rule->clear, .rests_on = UINT32_C(1) << INDICATOR_GAP,
                                   .missing = "no price that is well", .say = SAY_CALM, .number = move, .basis = x});
}

/* ---- untold ----------------------------------------------------------------------- */

/* Is the last price one that jumped, with nothing heard that could explain it? */
static bool is_untold(const struct engine *engine, const struct rule_kept *rule, uint32_t material,
                      const struct series *series)
{
    bool jumped = series->seen && series->judged_bar == series->bar && fabs(series->z) >= rule->threshold;
    return jumped && engine->told[material] < series->judged.time - rule->window;
}

static void watch_series(struct moment *moment, const struct rule_kept *rule, uint32_t material, uint32_t region,
                         uint32_t index)
{
    const struct engine *engine = moment->engine;
    const struct series *series = &engine->market.series[index];
    struct subject subject =
        subject_named(material, region, CAUSE_UNTOLD, name_text(&engine->settings.series_row[index].name));
    struct evidence evidence = {.found = is_untold(engine, rule, material, series) ? FOUND_MET : FOUND_CLEAR,
                                .severity = rule_severity(rule, series->z)};
    if (series_in(series, TROUBLE_STALE))
        evidence.found = FOUND_MISSING;
    alert_follow(moment, rule, &subject,
                 &(struct finding){.evidence = evidence, .value = series->z, .threshold = rule->threshold,
                                   .clear = rule->threshold, .missing = "no price for too long", .say = SAY_UNTOLD,
                                   .number = series->z, .basis = (double)rule->window / (double)HOUR_NS});
}

/* A price without a region speaks as its own pair alone, as a jump does. */
static void watch_untold(struct moment *moment, const struct rule_kept *rule, uint32_t material, uint32_t region)
{
    const struct engine *engine = moment->engine;
    const struct feeds *feeds = feeds_of(engine, material, region);
    for (uint32_t i = 0; i < feeds->count[ROLE_PRICE]; i++) {
        uint32_t index = feeds->series[ROLE_PRICE][i];
        if ((engine->settings.fed[index].said[material] >> region) & 1)
            watch_series(moment, rule, material, region, index);
    }
}

static void watch_divergence(struct moment *moment, uint32_t material, uint32_t region)
{
    const struct rulebook *rulebook = &moment->engine->rulebook;
    for (uint32_t i = 0; i < rulebook->count; i++) {
        const struct rule_kept *rule = &rulebook->rule[i];
        if (!rulebook_holds(rulebook, rule, ALERT_KIND_DIVERGENCE, material, region))
            continue;
        if (rule->window > 0)
            watch_untold(moment, rule, material, region);
        else
            watch_calm(moment, rule, material, region);
    }
}

const struct judge_row judge_divergence = {
    .kinds = KIND_BIT(ALERT_KIND_DIVERGENCE),
    .when = AT_RECOMPUTE,
    .reads = "x of the gap, the last bars of the pair's prices, and when something was heard of the material",
    .source = "domain notes 8.5",
    .judge = watch_divergence,
};

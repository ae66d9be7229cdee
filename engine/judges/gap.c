/* gap: what is lost and not replaced has crossed its threshold, through the curve
 * (x of the indicator `gap`); two thresholds, so that it does not flap. */
#include "engine/judges/judges.h"

#include <math.h>

static void watch_gap(struct moment *moment, uint32_t material, uint32_t region)
{
    const struct engine *engine = moment->engine;
    const struct rule_kept *rule = rulebook_find(&engine->rulebook, ALERT_KIND_GAP, material, region);
    const struct quote *gap = &engine->pair[material][region].standing.quote[INDICATOR_GAP];
    if (rule == NULL || !gap->present || gap->state == VALUE_UNKNOWN)
        return;
    struct subject subject = subject_pair(material, region, CAUSE_GAP);
    struct alert *alert = alert_find(moment, rule, &subject);
    bool firing = alert != NULL && alert->state == ALERT_FIRING;
    if (!firing && gap->x >= rule->threshold) {
        alert = alert_fire(moment, rule, &subject);
        if (alert == NULL)
            return;
        alert->severity = rule_severity(rule, gap->x);
        alert->threshold = rule->threshold;
    } else if (firing && gap->x < rule->clear) {
        alert_resolve(moment, alert);
        alert->threshold = rule->clear;
    } else {
        return;
    }
    alert->before = NAN;
    alert->value = gap->x;
    alert_notify(moment, alert, alert->state == ALERT_FIRING ? SAY_GAP : SAY_CLEARED);
}

const struct judge_row judge_gap = {
    .kinds = KIND_BIT(ALERT_KIND_GAP),
    .when = AT_RECOMPUTE,
    .reads = "x of the indicator gap",
    .source = "domain notes 8.5",
    .judge = watch_gap,
};

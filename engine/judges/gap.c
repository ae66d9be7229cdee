/* gap: what is lost and not replaced has crossed its threshold, through the curve
 * (x of the indicator `gap`). */
#include "engine/judges/judges.h"

static void watch_gap(struct moment *moment, uint32_t material, uint32_t region)
{
    const struct engine *engine = moment->engine;
    const struct rule_kept *rule = rulebook_find(&engine->rulebook, ALERT_KIND_GAP, material, region);
    const struct quote *gap = &engine->pair[material][region].standing.quote[INDICATOR_GAP];
    if (rule == NULL)
        return;
    double x = gap->present && gap->state != VALUE_UNKNOWN ? gap->x : 0;
    struct subject subject = subject_pair(material, region, CAUSE_GAP);
    alert_follow(moment, rule, &subject,
                 &(struct finding){.evidence = evidence_above(rule, x, rule_severity(rule, x)),
                                   .value = x, .threshold = rule->threshold, .clear = rule->clear,
                                   .rests_on = UINT32_C(1) << INDICATOR_GAP, .say = SAY_GAP});
}

const struct judge_row judge_gap = {
    .kinds = KIND_BIT(ALERT_KIND_GAP),
    .when = AT_RECOMPUTE,
    .reads = "x of the indicator gap",
    .source = "domain notes 8.5",
    .judge = watch_gap,
};

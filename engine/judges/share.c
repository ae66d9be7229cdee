/* share: one foreign supplier delivers more of what comes from abroad than the
 * European Critical Raw Materials Act lets a country deliver (Regulation (EU)
 * 2024/1252, article 5: 65 % from a single third country). What comes through XX
 * is of many countries, and counts for none. */
#include "engine/judges/judges.h"

static void watch_share(struct moment *moment, uint32_t material, uint32_t region)
{
    const struct engine *engine = moment->engine;
    const struct rule_kept *rule = rulebook_find(&engine->rulebook, ALERT_KIND_SHARE, material, region);
    const struct standing *standing = &engine->pair[material][region].standing;
    if (rule == NULL)
        return;
    double share = standing->known ? standing->top_share : 0;
    struct subject subject = subject_pair(material, region, CAUSE_SHARE);
    alert_follow(moment, rule, &subject,
                 &(struct finding){.evidence = evidence_above(rule, share, rule_severity(rule, share)),
                                   .value = share, .threshold = rule->threshold, .clear = rule->clear,
                                   .rests_on = UINT32_C(1) << INDICATOR_CONCENTRATION, .say = SAY_SHARE,
                                   .number = standing->top, .basis = share});
}

const struct judge_row judge_share = {
    .kinds = KIND_BIT(ALERT_KIND_SHARE),
    .when = AT_RECOMPUTE,
    .reads = "the largest share of a foreign supplier, after losses, refill and offers",
    .source = "CRMA article 5; domain notes 8.5",
    .judge = watch_share,
};

/* state and relief: the status of a measure changed, or one of its dates came.
 * What eases is a relief, and so is what lets the composite of a region that it
 * names fall (a nearer end, a smaller leg); where it lets one rise it is none. A
 * warning of an end in sight is a cause of its own. Both fire once and expire after
 * the rule's `keep`. The severity is that of a rise: nobody is woken by a fall. */
#include "engine/judges/judges.h"

#include <math.h>

/* Less is no visible change (domain section 8.7). */
#define VISIBLE (POINT / 100)

static bool warns_only(uint8_t say)
{
    return say == SAY_SUNSET_30 || say == SAY_SUNSET_7 || say == SAY_SUNSET_1;
}

static bool is_relief(const struct measure *measure, const struct trigger *trigger, bool direct, int64_t change)
{
    bool eases = measure_eases(measure) || trigger->say == SAY_WITHDRAWN || trigger->say == SAY_ENDS;
    if (direct)
        return eases ? change < VISIBLE : change <= -VISIBLE && !warns_only(trigger->say);
    return eases && change < 0;
}

static void say_change(struct moment *moment, const struct rule_kept *rule, uint32_t material, uint32_t region,
                       bool direct)
{
    const struct trigger *trigger = &moment->trigger;
    struct subject subject = subject_policy(&moment->engine->ledger, material, region,
                                            warns_only(trigger->say) ? CAUSE_SUNSET : CAUSE_MEASURE, trigger->policy);
    struct alert *alert = alert_fire(moment, rule, &subject);
    if (alert == NULL)
        return;
    int64_t before = moment->before[material][region];
    int64_t after = moment->engine->pair[material][region].standing.composite;
    alert->life.severity = rule_severity(rule, after > before ? points_of(after - before) : 0);
    alert->value = points_of(after);
    alert->before = points_of(before);
    alert->threshold = NAN;
    struct notice *notice = alert_notify(moment, alert, trigger->say);
    notice->leg = trigger->leg;
    notice->if_true = direct && trigger->say != SAY_WITHDRAWN;
}

/* A region that the measure does not name hears of it when its composite moved. */
static void hear_change(struct moment *moment, uint32_t material, uint32_t region)
{
    const struct engine *engine = moment->engine;
    const struct trigger *trigger = &moment->trigger;
    const struct measure *measure = ledger_last_word(&engine->ledger, trigger->policy);
    const struct standing *standing = &engine->pair[material][region].standing;
    int64_t change = standing->composite - moment->before[material][region];
    bool direct = measure_touches_region(measure, region);
    bool seen = change >= VISIBLE || change <= -VISIBLE;
    if (!((measure->materials >> material) & 1) || trigger->say == SAY_UNRESOLVED || !standing->known)
        return;
    if (!direct && (!seen || warns_only(trigger->say)))
        return;
    enum alert_kind kind =
        is_relief(measure, trigger, direct, change) ? ALERT_KIND_RELIEF : ALERT_KIND_STATE;
    const struct rule_kept *rule = rulebook_find(&engine->rulebook, kind, material, region);
    if (rule != NULL)
        say_change(moment, rule, material, region, direct);
}

const struct judge_row judge_state = {
    .kinds = KIND_BIT(ALERT_KIND_STATE) | KIND_BIT(ALERT_KIND_RELIEF),
    .when = AT_TRIGGER,
    .reads = "the measure that changed, and the composite before and after",
    .source = "domain notes 8.5, 8.7",
    .judge = hear_change,
};

/* data: what a measure is said to be does not hold together. Claimed far over
 * observed; a quota above its lane; sources in conflict; a date that passed
 * without a word. Each is a ratio with a limit, and a cause of its own. */
#include "engine/judges/judges.h"

#include <math.h>

/* One finding about one measure. */
struct finding {
    uint8_t cause, say;
    double number, basis; /* their ratio is judged */
    double limit;
};

/* Fires while the ratio is above its limit, resolves at it. */
static void judge_finding(struct moment *moment, const struct rule_kept *rule, const struct subject *subject,
                          const struct finding *finding)
{
    double ratio = finding->basis > 0 ? finding->number / finding->basis : 0;
    struct alert *alert = alert_find(moment, rule, subject);
    bool firing = alert != NULL && alert->state == ALERT_FIRING;
    if (ratio > finding->limit && !firing) {
        alert = alert_fire(moment, rule, subject);
        if (alert == NULL)
            return;
        alert->severity = rule->severity;
    } else if (ratio <= finding->limit && firing) {
        alert_resolve(moment, alert);
    } else {
        return;
    }
    alert->before = NAN;
    alert->value = ratio;
    alert->threshold = finding->limit;
    struct notice *notice =
        alert_notify(moment, alert, alert->state == ALERT_FIRING ? finding->say : (uint8_t)SAY_CLEARED);
    notice->number = finding->number;
    notice->basis = finding->basis;
}

static struct finding claim(const struct measure *measure, double limit)
{
    bool comparable = measure->claimed.present != 0 && measure->observed.present != 0 &&
                      measure->claimed.unit == measure->observed.unit;
    return (struct finding){CAUSE_CLAIM, SAY_CLAIM, comparable ? measure->claimed.value : 0,
                            comparable ? measure->observed.value : 0, limit};
}

static double quota_of(const struct measure *measure)
{
    double quota = 0;
    for (uint32_t i = 0; i < measure->legs; i++) {
        const struct leg_kept *leg = &measure->leg[i];
        enum side side = instrument_table[leg->instrument].side;
        if (leg->valued && leg->unit == MEASURE_T_PER_YEAR && (side == SIDE_EXPORTER || side == SIDE_IMPORTER))
            quota = leg->value;
    }
    return quota;
}

static double lane_of(const struct engine *engine, uint32_t material, uint32_t policy)
{
    struct tables tables = engine_tables(engine, material);
    struct view view;
    double lane = 0;
    view_make(&view, &engine->ledger, &tables, engine->now, &everything);
    for (uint32_t i = 0; i < view.count; i++)
        if (view.acting[i].policy == policy)
            lane = view.acting[i].covered_t;
    return lane;
}

/* A quota that allows more than its lane carries speaks of another scope. */
static struct finding scope(const struct engine *engine, const struct measure *measure, uint32_t material,
                            uint32_t policy)
{
    double quota = quota_of(measure), lane = 0;
    if (measure->observed.present != 0 && measure->observed.unit == MEASURE_T_PER_YEAR)
        lane = measure->observed.value;
    else if (quota > 0)
        lane = lane_of(engine, material, policy);
    return (struct finding){CAUSE_SCOPE, SAY_SCOPE, quota, lane, 1};
}

static struct finding yes_or_no(uint8_t cause, uint8_t say, bool yes)
{
    return (struct finding){cause, say, yes ? 2 : 1, 1, 1};
}

static void judge_measure(struct moment *moment, uint32_t policy, const struct measure *measure, uint32_t material,
                          uint32_t region)
{
    const struct engine *engine = moment->engine;
    const struct rule_kept *rule = rulebook_find(&engine->rulebook, ALERT_KIND_DATA, material, region);
    if (rule == NULL || !engine->pair[material][region].standing.known || !measure_touches_region(measure, region))
        return;
    const struct finding findings[] = {
        claim(measure, rule->threshold),
        scope(engine, measure, material, policy),
        yes_or_no(CAUSE_DISSENT, SAY_DISSENT, ledger_dissent(&engine->ledger, policy) != NULL),
        yes_or_no(CAUSE_UNRESOLVED, SAY_UNRESOLVED,
                  measure->unresolved || measure->status == POLICY_UNRESOLVED),
    };
    for (unsigned i = 0; i < sizeof findings / sizeof findings[0]; i++) {
        struct subject subject = subject_policy(&engine->ledger, material, region, findings[i].cause, policy);
        judge_finding(moment, rule, &subject, &findings[i]);
    }
}

/* A new table may bring the lane that a quota was waiting for. */
static void judge_standing_measures(struct moment *moment, uint32_t material, uint32_t region)
{
    const struct ledger *ledger = &moment->engine->ledger;
    for (uint32_t policy = 0; policy < ledger->policies; policy++) {
        const struct measure *measure = ledger_acting(ledger, policy);
        if (measure != NULL && ((measure->materials >> material) & 1))
            judge_measure(moment, policy, measure, material, region);
    }
}

static void check_measures(struct moment *moment, uint32_t material, uint32_t region)
{
    uint32_t policy = moment->trigger.policy;
    if (moment->triggered)
        judge_measure(moment, policy, ledger_last_word(&moment->engine->ledger, policy), material, region);
    else
        judge_standing_measures(moment, material, region);
}

const struct judge_row judge_data = {
    .kinds = KIND_BIT(ALERT_KIND_DATA),
    .when = AT_TRIGGER | AT_TABLES,
    .reads = "what sources say of a measure, and the lanes of the supply table",
    .source = "domain notes 8.2, 8.5",
    .judge = check_measures,
};

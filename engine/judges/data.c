/* data, of a measure: what is said of it does not hold together. Claimed far over
 * observed; a quota above its lane; sources in conflict; a date that passed
 * without a word. Each is a cause of its own, and most are a ratio. */
#include "engine/judges/judges.h"

/* One doubt about one measure. */
struct doubt {
    uint8_t cause, say, found;
    double number, basis; /* their ratio is judged */
    double limit, clear;
    const char *missing;
};

/* A ratio above its limit; without a basis nothing can be said. */
static struct doubt ratio(uint8_t cause, uint8_t say, double number, double basis, double limit, double clear,
                          const char *missing)
{
    struct doubt doubt = {cause, say, FOUND_BETWEEN, number, basis, limit, clear, missing};
    double times = basis > 0 ? number / basis : 0;
    if (number > 0 && basis <= 0)
        doubt.found = FOUND_MISSING;
    else if (times > limit)
        doubt.found = FOUND_MET;
    else if (times <= clear)
        doubt.found = FOUND_CLEAR;
    return doubt;
}

static struct doubt yes_or_no(uint8_t cause, uint8_t say, bool yes)
{
    return ratio(cause, say, yes ? 2 : 1, 1, 1, 1, NULL);
}

static struct doubt claim(const struct measure *measure, const struct rule_kept *rule)
{
    double claimed = measure->claimed.present != 0 ? measure->claimed.value : 0;
    bool comparable = measure->observed.present != 0 && measure->claimed.unit == measure->observed.unit;
    return ratio(CAUSE_CLAIM, SAY_CLAIM, claimed, comparable ? measure->observed.value : 0, rule->threshold,
                 rule->clear, "nothing comparable was observed");
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
static struct doubt scope(const struct engine *engine, const struct measure *measure, uint32_t material,
                          uint32_t policy)
{
    double quota = quota_of(measure), lane = 0;
    if (measure->observed.present != 0 && measure->observed.unit == MEASURE_T_PER_YEAR)
        lane = measure->observed.value;
    else if (quota > 0)
        lane = lane_of(engine, material, policy);
    return ratio(CAUSE_SCOPE, SAY_SCOPE, quota, lane, 1, 1, "its lane is unknown");
}

/* Of a measure that does not act on the pair any more there is no doubt. */
static void judge_doubt(struct moment *moment, const struct rule_kept *rule, uint32_t material, uint32_t region,
                        uint32_t policy, const struct doubt *doubt, bool applies)
{
    struct subject subject = subject_policy(&moment->engine->ledger, material, region, doubt->cause, policy);
    bool known = moment->engine->pair[material][region].standing.known;
    if ((!applies || !known) && alert_find(moment, rule, &subject) == NULL)
        return;
    uint8_t found = applies ? doubt->found : (uint8_t)FOUND_CLEAR;
    alert_follow(moment, rule, &subject,
                 &(struct finding){.evidence = {.found = found, .severity = rule->severity},
                                   .value = doubt->basis > 0 ? doubt->number / doubt->basis : 0,
                                   .threshold = doubt->limit, .clear = doubt->clear, .missing = doubt->missing,
                                   .say = doubt->say, .number = doubt->number, .basis = doubt->basis});
}

static void judge_measure(struct moment *moment, uint32_t policy, uint32_t material, uint32_t region)
{
    const struct engine *engine = moment->engine;
    const struct measure *measure = ledger_last_word(&engine->ledger, policy);
    const struct rule_kept *rule = rulebook_find(&engine->rulebook, ALERT_KIND_DATA, material, region);
    if (rule == NULL)
        return;
    bool applies = !measure->withdrawn && ((measure->materials >> material) & 1) &&
                   measure_touches_region(measure, region);
    bool acts = measure_probability(measure, &engine->settings) > 0 && measure_end(measure) > engine->now;
    const struct doubt doubts[] = {
        acts ? claim(measure, rule) : yes_or_no(CAUSE_CLAIM, SAY_CLAIM, false),
        acts ? scope(engine, measure, material, policy) : yes_or_no(CAUSE_SCOPE, SAY_SCOPE, false),
        yes_or_no(CAUSE_DISSENT, SAY_DISSENT, ledger_dissent(&engine->ledger, policy) != NULL),
        yes_or_no(CAUSE_UNRESOLVED, SAY_UNRESOLVED,
                  measure->unresolved || measure->status == POLICY_UNRESOLVED),
    };
    for (unsigned i = 0; i < sizeof doubts / sizeof doubts[0]; i++)
        judge_doubt(moment, rule, material, region, policy, &doubts[i], applies);
}

/* A new table may bring the lane that a quota was waiting for. */
static void check_measures(struct moment *moment, uint32_t material, uint32_t region)
{
    const struct ledger *ledger = &moment->engine->ledger;
    if (moment->triggered)
        judge_measure(moment, moment->trigger.policy, material, region);
    for (uint32_t policy = 0; !moment->triggered && policy < ledger->policies; policy++)
        if (ledger_acting(ledger, policy) != NULL)
            judge_measure(moment, policy, material, region);
}

const struct judge_row judge_data = {
    .kinds = KIND_BIT(ALERT_KIND_DATA),
    .when = AT_TRIGGER | AT_TABLES,
    .reads = "what sources say of a measure, and the lanes of the supply table",
    .source = "domain notes 8.2, 8.5",
    .judge = check_measures,
};

#include "engine/moment.h"

#include <assert.h>
#include <math.h>

/* What deserves an alert at this moment. Nothing here looks outside the state:
 * `state`, `relief` and `data` are judged at a policy's event or date, `gap` and
 * `level` when a pair was recomputed. */

/* Less is no visible change (domain section 8.7). */
#define VISIBLE (POINT / 100)

static struct alert *fire(struct moment *moment, const struct rule_kept *rule, uint32_t material, uint32_t region,
                          uint8_t cause, uint32_t policy)
{
    struct engine *engine = moment->engine;
    const struct name *name = policy == NO_INDEX ? NULL : &engine->ledger.policy[policy].policy;
    struct alert *alert = alerts_get(&engine->alerts, rule, material, region, rule->kind, cause, policy, name,
                                     &engine->settings);
    if (alert == NULL) {
        engine->counter[COUNTER_ALERTS_FULL]++;
        return NULL;
    }
    alert->state = ALERT_FIRING;
    alert->transition++;
    alert->since = engine->now;
    alert->due = rule->keep > 0 ? engine->now + rule->keep : ALWAYS;
    return alert;
}

static void resolve(struct engine *engine, struct alert *alert)
{
    alert->state = ALERT_RESOLVED;
    alert->transition++;
    alert->since = engine->now;
    alert->due = ALWAYS;
}

static struct notice *notify(struct moment *moment, const struct alert *alert, uint8_t say)
{
    assert(moment->notices < LIMIT_NOTICES);
    struct notice *notice = &moment->notice[moment->notices++];
    *notice = (struct notice){.alert = (uint32_t)(alert - moment->engine->alerts.alert), .policy = alert->policy,
                              .say = say, .leg = NO_INDEX};
    return notice;
}

static double points(int64_t micro)
{
    return (double)micro / POINT;
}

/* ---- state and relief ------------------------------------------------------------ */

static bool warns_only(uint8_t say)
{
    return say == SAY_SUNSET_30 || say == SAY_SUNSET_7 || say == SAY_SUNSET_1;
}

static bool is_relief(const struct measure *measure, const struct trigger *trigger)
{
    return measure_eases(measure) || trigger->say == SAY_WITHDRAWN || trigger->say == SAY_ENDS;
}

static void judge_pair_state(struct moment *moment, const struct trigger *trigger, const struct measure *measure,
                             uint32_t material, uint32_t region)
{
    struct engine *engine = moment->engine;
    const struct standing *standing = &engine->pair[material][region].standing;
    int64_t change = standing->composite - moment->before[material][region];
    bool direct = measure_touches_region(measure, region);
    bool seen = change >= VISIBLE || change <= -VISIBLE;
    if (!standing->known || (!direct && (!seen || warns_only(trigger->say))))
        return;
    bool relief = is_relief(measure, trigger) && (direct || change < 0);
    const struct rule_kept *rule =
        rulebook_find(&engine->rulebook, relief ? ALERT_KIND_RELIEF : ALERT_KIND_STATE, material, region);
    if (rule == NULL)
        return;
    uint8_t cause = warns_only(trigger->say) ? CAUSE_SUNSET : CAUSE_MEASURE;
    struct alert *alert = fire(moment, rule, material, region, cause, trigger->policy);
    if (alert == NULL)
        return;
    alert->severity = rule_severity(rule, points(change));
    alert->value = points(standing->composite);
    alert->before = points(moment->before[material][region]);
    alert->threshold = NAN;
    struct notice *notice = notify(moment, alert, trigger->say);
    notice->leg = trigger->leg;
    notice->if_true = direct && trigger->say != SAY_WITHDRAWN;
}

/* ---- data ------------------------------------------------------------------------- */

/* Fires while the ratio is above the rule's threshold, resolves at its clear. */
static void judge_ratio(struct moment *moment, uint32_t material, uint32_t region, uint32_t policy, uint8_t cause,
                        uint8_t say, double number, double basis, double limit)
{
    struct engine *engine = moment->engine;
    const struct rule_kept *rule = rulebook_find(&engine->rulebook, ALERT_KIND_DATA, material, region);
    double ratio = basis > 0 ? number / basis : 0;
    if (rule == NULL)
        return;
    struct alert *alert = alerts_find(&engine->alerts, rule, material, region, ALERT_KIND_DATA, cause,
                                      &engine->ledger.policy[policy].policy, &engine->settings);
    bool firing = alert != NULL && alert->state == ALERT_FIRING;
    if (ratio > limit && !firing) {
        alert = fire(moment, rule, material, region, cause, policy);
        if (alert == NULL)
            return;
        alert->severity = rule->severity;
    } else if (ratio <= limit && firing) {
        resolve(engine, alert);
        say = SAY_CLEARED;
    } else {
        return;
    }
    alert->before = NAN;
    alert->value = ratio;
    alert->threshold = limit;
    struct notice *notice = notify(moment, alert, say);
    notice->number = number;
    notice->basis = basis;
}

static void judge_claim(struct moment *moment, const struct measure *measure, uint32_t material, uint32_t region,
                        uint32_t policy, double limit)
{
    bool comparable = measure->claimed.present != 0 && measure->observed.present != 0 &&
                      measure->claimed.unit == measure->observed.unit;
    judge_ratio(moment, material, region, policy, CAUSE_CLAIM, SAY_CLAIM, comparable ? measure->claimed.value : 0,
                comparable ? measure->observed.value : 0, limit);
}

/* A quota that allows more than its lane carries speaks of another scope. */
static void judge_scope(struct moment *moment, const struct measure *measure, uint32_t material, uint32_t region,
                        uint32_t policy)
{
    struct tables tables = engine_tables(moment->engine, material);
    struct view view;
    double quota = 0, basis = 0;
    for (uint32_t i = 0; i < measure->legs; i++) {
        const struct leg_kept *leg = &measure->leg[i];
        enum side side = instrument_table[leg->instrument].side;
        if (leg->valued && leg->unit == MEASURE_T_PER_YEAR && (side == SIDE_EXPORTER || side == SIDE_IMPORTER))
            quota = leg->value;
    }
    if (measure->observed.present != 0 && measure->observed.unit == MEASURE_T_PER_YEAR) {
        basis = measure->observed.value;
    } else if (quota > 0) {
        view_make(&view, &moment->engine->ledger, &tables, moment->engine->now, &everything);
        for (uint32_t i = 0; i < view.count; i++)
            if (view.acting[i].policy == policy)
                basis = view.acting[i].covered_t;
    }
    judge_ratio(moment, material, region, policy, CAUSE_SCOPE, SAY_SCOPE, quota, basis, 1);
}

static void judge_dissent(struct moment *moment, uint32_t material, uint32_t region, uint32_t policy)
{
    bool dissent = ledger_dissent(&moment->engine->ledger, policy) != NULL;
    judge_ratio(moment, material, region, policy, CAUSE_DISSENT, SAY_DISSENT, dissent ? 2 : 1, 1, 1);
}

static void judge_unresolved(struct moment *moment, const struct measure *measure, uint32_t material, uint32_t region,
                             uint32_t policy)
{
    bool open = measure->unresolved || measure->status == POLICY_UNRESOLVED;
    judge_ratio(moment, material, region, policy, CAUSE_UNRESOLVED, SAY_UNRESOLVED, open ? 2 : 1, 1, 1);
}

static void judge_pair_data(struct moment *moment, uint32_t policy, const struct measure *measure, uint32_t material,
                            uint32_t region)
{
    const struct engine *engine = moment->engine;
    const struct rule_kept *rule = rulebook_find(&engine->rulebook, ALERT_KIND_DATA, material, region);
    if (rule == NULL || !engine->pair[material][region].standing.known || !measure_touches_region(measure, region))
        return;
    judge_claim(moment, measure, material, region, policy, rule->threshold);
    judge_scope(moment, measure, material, region, policy);
    judge_dissent(moment, material, region, policy);
    judge_unresolved(moment, measure, material, region, policy);
}

static void judge_trigger(struct moment *moment, const struct trigger *trigger)
{
    const struct engine *engine = moment->engine;
    const struct measure *measure = ledger_last_word(&engine->ledger, trigger->policy);
    for (uint32_t m = 0; m < engine->settings.materials; m++) {
        if (!((measure->materials >> m) & 1))
            continue;
        for (uint32_t r = 0; r < engine->settings.regions; r++) {
            if (trigger->say != SAY_UNRESOLVED)
                judge_pair_state(moment, trigger, measure, m, r);
            judge_pair_data(moment, trigger->policy, measure, m, r);
        }
    }
}

/* ---- gap ------------------------------------------------------------------------------ */

static void judge_gap(struct moment *moment, uint32_t material, uint32_t region)
{
    struct engine *engine = moment->engine;
    const struct rule_kept *rule = rulebook_find(&engine->rulebook, ALERT_KIND_GAP, material, region);
    const struct quote *gap = &engine->pair[material][region].standing.quote[INDICATOR_GAP];
    if (rule == NULL || !gap->present || gap->state == VALUE_UNKNOWN)
        return;
    struct alert *alert = alerts_find(&engine->alerts, rule, material, region, ALERT_KIND_GAP, CAUSE_GAP, NULL,
                                      &engine->settings);
    bool firing = alert != NULL && alert->state == ALERT_FIRING;
    if (!firing && gap->x >= rule->threshold) {
        alert = fire(moment, rule, material, region, CAUSE_GAP, NO_INDEX);
        if (alert == NULL)
            return;
        alert->severity = rule_severity(rule, gap->x);
        alert->threshold = rule->threshold;
    } else if (firing && gap->x < rule->clear) {
        resolve(engine, alert);
        alert->threshold = rule->clear;
    } else {
        return;
    }
    alert->before = NAN;
    alert->value = gap->x;
    notify(moment, alert, alert->state == ALERT_FIRING ? SAY_GAP : SAY_CLEARED);
}

/* ---- level ------------------------------------------------------------------------------ */

/* Up as soon as a band is reached, down only when it is missed by the rule's
 * hysteresis. */
static uint8_t band_of(const struct settings *settings, double composite, uint8_t band, double hysteresis)
{
    while (band < settings->bands && composite >= settings->band[band])
        band++;
    while (band > 0 && composite < settings->band[band - 1] - hysteresis)
        band--;
    return band;
}

static void settle(struct moment *moment, const struct rule_kept *rule, uint32_t material, uint32_t region)
{
    struct engine *engine = moment->engine;
    struct pair *pair = &engine->pair[material][region];
    struct level *level = &pair->level;
    bool first = !level->settled, up = level->leaning > level->band;
    uint8_t crossed = up ? level->leaning : level->band;
    level->settled = true;
    level->band = level->leaning;
    level->due = ALWAYS;
    if (first) /* where a pair stands when it is first known is no change */
        return;
    struct alert *alert = fire(moment, rule, material, region, CAUSE_BAND, NO_INDEX);
    if (alert == NULL)
        return;
    if (level->band == 0)
        alert->state = ALERT_RESOLVED;
    alert->severity = level->band;
    alert->before = NAN;
    alert->value = points(pair->standing.composite);
    alert->threshold = engine->settings.band[crossed - 1] - (up ? 0 : rule->clear);
    notify(moment, alert, SAY_BAND);
}

static void judge_level(struct moment *moment, uint32_t material, uint32_t region)
{
    struct engine *engine = moment->engine;
    struct pair *pair = &engine->pair[material][region];
    struct level *level = &pair->level;
    const struct rule_kept *rule = rulebook_find(&engine->rulebook, ALERT_KIND_LEVEL, material, region);
    if (rule == NULL || !pair->standing.known)
        return;
    uint8_t band = band_of(&engine->settings, points(pair->standing.composite), level->band, rule->clear);
    if (level->due != ALWAYS && engine->now >= level->due && band == level->leaning) {
        settle(moment, rule, material, region);
    } else if (level->settled && band == level->band) {
        level->due = ALWAYS;
    } else if (level->due == ALWAYS || band != level->leaning) {
        level->leaning = band;
        level->due = engine->now + rule->hold;
    }
}

/* ---- expiry ------------------------------------------------------------------------------ */

/* Of one moment; what is left over makes the next one, at the same time. An
 * acknowledgement of more alerts than this is said for the first of them. */
#define LIMIT_EXPIRIES LIMIT_PAIRS

static void judge_expiry(struct moment *moment)
{
    struct engine *engine = moment->engine;
    for (uint32_t i = 0; i < engine->alerts.count; i++) {
        struct alert *alert = &engine->alerts.alert[i];
        if (alert->due > engine->now || moment->notices == LIMIT_EXPIRIES)
            continue;
        resolve(engine, alert);
        alert->before = alert->threshold = NAN;
        alert->value = points(engine->pair[alert->material][alert->region].standing.composite);
        notify(moment, alert, SAY_EXPIRED);
    }
}

/* A new table may bring the lane that a quota was waiting for. */
static void judge_standing_scopes(struct moment *moment, uint32_t material)
{
    const struct engine *engine = moment->engine;
    for (uint32_t policy = 0; policy < engine->ledger.policies; policy++) {
        const struct measure *measure = ledger_acting(&engine->ledger, policy);
        if (measure == NULL || !((measure->materials >> material) & 1))
            continue;
        for (uint32_t r = 0; r < engine->settings.regions; r++)
            judge_pair_data(moment, policy, measure, material, r);
    }
}

/* Every firing alert that the note speaks of is said again, as it is. */
static void judge_acknowledged(struct moment *moment)
{
    struct engine *engine = moment->engine;
    for (uint32_t i = 0; i < engine->alerts.count && moment->notices < LIMIT_EXPIRIES; i++) {
        struct alert *alert = &engine->alerts.alert[i];
        if (alert->state != ALERT_FIRING || !note_speaks_of(moment->acknowledges, alert, &engine->settings))
            continue;
        alert->transition++;
        notify(moment, alert, SAY_ACKNOWLEDGED);
    }
}

void judge(struct moment *moment)
{
    struct engine *engine = moment->engine;
    judge_expiry(moment);
    if (moment->acknowledges != NULL)
        judge_acknowledged(moment);
    if (moment->triggered)
        judge_trigger(moment, &moment->trigger);
    for (uint32_t m = 0; m < engine->settings.materials; m++) {
        if (((moment->touched >> m) & 1) && moment->tables_changed)
            judge_standing_scopes(moment, m);
        for (uint32_t r = 0; r < engine->settings.regions; r++) {
            bool touched = moment_touches(moment, m, r);
            if (touched)
                judge_gap(moment, m, r);
            if (touched || engine->pair[m][r].level.due <= engine->now)
                judge_level(moment, m, r);
        }
    }
}

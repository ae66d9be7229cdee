#include "engine/judges/judges.h"

/* What deserves an alert at this moment: what has ripened by itself, in a moment of
 * its own; else what an operator has seen, then every judge of the table at its
 * occasions. */

/* Of one moment; what is left over makes the next one, at the same time. An
 * acknowledgement of more alerts than this is said for the first of them. */
#define LIMIT_RIPE LIMIT_PAIRS

static void judge_ripe(struct moment *moment)
{
    struct engine *engine = moment->engine;
    for (uint32_t i = 0; i < engine->alerts.count && moment->notices < LIMIT_RIPE; i++)
        if (engine->alerts.alert[i].due <= engine->now)
            alert_ripen(moment, &engine->alerts.alert[i]);
}

/* Does the rulebook still judge this alert by its own rule? What happens once
 * expires by itself, whatever becomes of its rule. */
static bool is_judged(const struct engine *engine, const struct alert *alert)
{
    const struct rule_kept *rule = rulebook_named(&engine->rulebook, &alert->rule);
    if (alert->expires != ALWAYS)
        return true;
    return rule != NULL && rulebook_holds(&engine->rulebook, rule, alert->kind, alert->material, alert->region);
}

static void judge_orphans(struct moment *moment)
{
    struct engine *engine = moment->engine;
    for (uint32_t i = 0; i < engine->alerts.count; i++)
        if (!is_judged(engine, &engine->alerts.alert[i]))
            alert_orphan(moment, &engine->alerts.alert[i]);
}

/* Every open alert that the note speaks of is said again, as it is. */
static void judge_acknowledged(struct moment *moment)
{
    struct engine *engine = moment->engine;
    for (uint32_t i = 0; i < engine->alerts.count && moment->notices < LIMIT_RIPE; i++) {
        struct alert *alert = &engine->alerts.alert[i];
        if (alert->life.state == ALERT_RESOLVED || alert->since == NEVER_SAID ||
            !note_speaks_of(moment->acknowledges, alert, &engine->settings))
            continue;
        alert->transition++;
        alert_notify(moment, alert, SAY_ACKNOWLEDGED);
    }
}

/* What the pairs of one material are judged for at this moment. */
static unsigned occasions_of(const struct moment *moment, uint32_t material)
{
    bool touched = (moment->touched >> material) & 1;
    return (moment->triggered ? AT_TRIGGER : 0u) | (touched && moment->tables_changed ? AT_TABLES : 0u) |
           (moment->health != NULL ? AT_HEALTH : 0u);
}

static void judge_pair(struct moment *moment, uint32_t material, uint32_t region, unsigned occasions)
{
    for (uint32_t i = 0; occasions != 0 && i < judge_table_count; i++)
        if ((judge_table[i]->when & occasions) != 0)
            judge_table[i]->judge(moment, material, region);
}

void judge(struct moment *moment)
{
    const struct engine *engine = moment->engine;
    if (moment->ripens) {
        judge_ripe(moment);
        return;
    }
    if (moment->rules_changed)
        judge_orphans(moment);
    if (moment->acknowledges != NULL)
        judge_acknowledged(moment);
    for (uint32_t m = 0; m < engine->settings.materials; m++) {
        unsigned occasions = occasions_of(moment, m);
        for (uint32_t r = 0; r < engine->settings.regions; r++) {
            bool dwelt = pair_due(&engine->pair[m][r]) <= engine->now;
            bool priced = moment_speaks_for(moment, m, r) || moment_names(moment, m, r);
            judge_pair(moment, m, r, occasions | (moment_touches(moment, m, r) ? AT_RECOMPUTE : 0u) |
                                         (dwelt ? AT_DWELL : 0u) | (priced ? AT_PRICE : 0u));
        }
    }
}

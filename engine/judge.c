#include "engine/judges/judges.h"

#include <math.h>

/* What deserves an alert at this moment: expiries first, then what an operator
 * has seen, then every judge of the table at its occasions. */

/* Of one moment; what is left over makes the next one, at the same time. An
 * acknowledgement of more alerts than this is said for the first of them. */
#define LIMIT_EXPIRIES LIMIT_PAIRS

static void judge_expiries(struct moment *moment)
{
    struct engine *engine = moment->engine;
    for (uint32_t i = 0; i < engine->alerts.count; i++) {
        struct alert *alert = &engine->alerts.alert[i];
        if (alert->due > engine->now || moment->notices == LIMIT_EXPIRIES)
            continue;
        alert_resolve(moment, alert);
        alert->before = alert->threshold = NAN;
        if (!alert_of_series(alert)) /* a jump's z stays what it was */
            alert->value = points_of(engine->pair[alert->material][alert->region].standing.composite);
        alert_notify(moment, alert, SAY_EXPIRED);
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
        alert_notify(moment, alert, SAY_ACKNOWLEDGED);
    }
}

/* What the pairs of one material are judged for at this moment. */
static unsigned occasions_of(const struct moment *moment, uint32_t material)
{
    const struct ledger *ledger = &moment->engine->ledger;
    bool touched = (moment->touched >> material) & 1;
    bool triggered = moment->triggered &&
                     ((ledger_last_word(ledger, moment->trigger.policy)->materials >> material) & 1);
    return (triggered ? AT_TRIGGER : 0u) | (touched && moment->tables_changed ? AT_TABLES : 0u);
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
    judge_expiries(moment);
    if (moment->acknowledges != NULL)
        judge_acknowledged(moment);
    for (uint32_t m = 0; m < engine->settings.materials; m++) {
        unsigned occasions = occasions_of(moment, m);
        for (uint32_t r = 0; r < engine->settings.regions; r++) {
            bool dwelt = engine->pair[m][r].level.due <= engine->now;
            judge_pair(moment, m, r,
                       occasions | (moment_touches(moment, m, r) ? AT_RECOMPUTE : 0u) | (dwelt ? AT_DWELL : 0u) |
                           (moment_speaks_for(moment, m, r) || moment_names(moment, m, r) ? AT_PRICE : 0u));
        }
    }
}

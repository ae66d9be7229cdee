#include "engine/judges/judges.h"

#include <assert.h>

struct alert *alert_find(struct moment *moment, const struct rule_kept *rule, const struct subject *subject)
{
    struct engine *engine = moment->engine;
    return alerts_find(&engine->alerts, rule, subject, &engine->settings);
}

struct alert *alert_fire(struct moment *moment, const struct rule_kept *rule, const struct subject *subject)
{
    struct engine *engine = moment->engine;
    struct alert *alert = alerts_get(&engine->alerts, rule, subject, &engine->settings);
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

void alert_resolve(struct moment *moment, struct alert *alert)
{
    alert->state = ALERT_RESOLVED;
    alert->transition++;
    alert->since = moment->engine->now;
    alert->due = ALWAYS;
}

struct notice *alert_notify(struct moment *moment, const struct alert *alert, uint8_t say)
{
    assert(moment->notices < LIMIT_NOTICES);
    struct notice *notice = &moment->notice[moment->notices++];
    *notice = (struct notice){.alert = (uint32_t)(alert - moment->engine->alerts.alert), .policy = alert->policy,
                              .say = say, .leg = NO_INDEX};
    return notice;
}

double points_of(int64_t micro)
{
    return (double)micro / POINT;
}

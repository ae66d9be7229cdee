/* data, of prices: a unit that does not convert, a value that is off by a known
 * factor, a series that is frozen or stale. Each fires when it begins and resolves
 * when a price shows that it is over, never because none comes. It is the series
 * that is wrong, so its rows say for whom, whatever region a price names. */
#include "engine/judges/judges.h"

#include <math.h>

static const uint8_t sentences[TROUBLES] = {
    [TROUBLE_UNIT] = SAY_UNIT,
    [TROUBLE_FACTOR] = SAY_FACTOR,
    [TROUBLE_FROZEN] = SAY_FROZEN,
    [TROUBLE_STALE] = SAY_STALE,
};

static void judge_trouble(struct moment *moment, const struct rule_kept *rule, uint32_t material, uint32_t region,
                          enum trouble trouble)
{
    const struct engine *engine = moment->engine;
    const struct series *series = &engine->market.series[moment->series];
    struct text name = name_text(&engine->settings.series_row[moment->series].name);
    struct subject subject = subject_named(material, region, (uint8_t)(CAUSE_TROUBLE + trouble), name);
    struct alert *alert = alert_find(moment, rule, &subject);
    bool firing = alert != NULL && alert->state == ALERT_FIRING, wrong = series_in(series, trouble);
    if (wrong == firing)
        return;
    if (wrong) {
        alert = alert_fire(moment, rule, &subject);
        if (alert == NULL)
            return;
        alert->severity = rule->severity;
        alert->value = trouble == TROUBLE_FACTOR ? series->factor : NAN;
        alert->before = alert->threshold = NAN;
        alert_notify(moment, alert, sentences[trouble]);
    } else {
        alert_resolve(moment, alert);
        bool rebased = trouble == TROUBLE_FACTOR && series->consistent > 0;
        alert_notify(moment, alert, rebased ? SAY_REBASED : SAY_PRICE_BACK);
    }
}

static void check_feed(struct moment *moment, uint32_t material, uint32_t region)
{
    const struct engine *engine = moment->engine;
    const struct rule_kept *rule = rulebook_find(&engine->rulebook, ALERT_KIND_DATA, material, region);
    if (rule == NULL || (moment->effect & EFFECT_TROUBLE) == 0 || !moment_speaks_for(moment, material, region))
        return;
    for (enum trouble trouble = 0; trouble < TROUBLES; trouble++)
        judge_trouble(moment, rule, material, region, trouble);
}

const struct judge_row judge_feed = {
    .kinds = KIND_BIT(ALERT_KIND_DATA),
    .when = AT_PRICE,
    .reads = "what is wrong with a price series",
    .source = "domain notes 8.5; engine/series.h",
    .judge = check_feed,
};

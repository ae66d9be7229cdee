/* level: the composite stands in another band (engine.bands), reached for the
 * rule's `for`; back down only when it is missed by the rule's `clear`. */
#include "engine/judges/judges.h"

#include <math.h>

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
    struct subject subject = subject_pair(material, region, CAUSE_BAND);
    struct alert *alert = alert_fire(moment, rule, &subject);
    if (alert == NULL)
        return;
    if (level->band == 0)
        alert->state = ALERT_RESOLVED;
    alert->severity = level->band;
    alert->before = NAN;
    alert->value = points_of(pair->standing.composite);
    alert->threshold = engine->settings.band[crossed - 1] - (up ? 0 : rule->clear);
    alert_notify(moment, alert, SAY_BAND);
}

static void watch_band(struct moment *moment, uint32_t material, uint32_t region)
{
    const struct engine *engine = moment->engine;
    struct pair *pair = &moment->engine->pair[material][region];
    struct level *level = &pair->level;
    const struct rule_kept *rule = rulebook_find(&engine->rulebook, ALERT_KIND_LEVEL, material, region);
    if (rule == NULL || !pair->standing.known)
        return;
    uint8_t band = band_of(&engine->settings, points_of(pair->standing.composite), level->band, rule->clear);
    if (level->due != ALWAYS && engine->now >= level->due && band == level->leaning) {
        settle(moment, rule, material, region);
    } else if (level->settled && band == level->band) {
        level->due = ALWAYS;
    } else if (level->due == ALWAYS || band != level->leaning) {
        level->leaning = band;
        level->due = engine->now + rule->hold;
    }
}

const struct judge_row judge_level = {
    .kinds = KIND_BIT(ALERT_KIND_LEVEL),
    .when = AT_RECOMPUTE | AT_DWELL,
    .reads = "the composite and the bands of the configuration",
    .source = "domain notes 8.4, 8.5",
    .judge = watch_band,
};

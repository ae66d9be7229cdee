/* level: the composite stands in another band (engine.bands), reached for the
 * rule's `for`; back down only when it is missed by the rule's `clear`, for its
 * `clear_for`. Where a pair stands when it is first known is no change: an alert
 * of that band is presumed, and its first word is the next band. */
#include "engine/judges/judges.h"

/* The band from below: reached as soon as its number is. */
static uint8_t band_reached(const struct settings *settings, double composite)
{
    uint8_t band = 0;
    while (band < settings->bands && composite >= settings->band[band])
        band++;
    return band;
}

/* The band from above: left only when its number is missed by the hysteresis. */
static uint8_t band_kept(const struct settings *settings, double composite, double hysteresis)
{
    uint8_t band = (uint8_t)settings->bands;
    while (band > 0 && composite < settings->band[band - 1] - hysteresis)
        band--;
    return band;
}

static struct finding find_band(const struct engine *engine, const struct rule_kept *rule,
                                const struct standing *standing)
{
    double composite = points_of(standing->composite);
    uint8_t reached = band_reached(&engine->settings, composite);
    uint8_t kept = band_kept(&engine->settings, composite, rule->clear);
    return (struct finding){
        .evidence = {.found = reached > 0 ? FOUND_MET : kept > 0 ? FOUND_BETWEEN : FOUND_CLEAR, .severity = reached,
                     .falls = true, .kept = kept},
        .value = composite, .threshold = engine->settings.band[0], .clear = engine->settings.band[0] - rule->clear,
        .rests_on = channels_of(standing), .say = SAY_BAND};
}

/* Where the pair first stands, once it has stood there for the dwell. */
static void settle(struct moment *moment, const struct rule_kept *rule, const struct subject *subject,
                   const struct finding *finding)
{
    struct level *level = &moment->engine->pair[subject->material][subject->region].level;
    uint8_t band = finding->evidence.severity;
    int64_t now = moment->engine->now;
    if (level->due == ALWAYS || band != level->leaning) {
        level->leaning = band;
        level->due = now + rule->hold;
    }
    if (level->due > now)
        return;
    level->settled = true;
    level->due = ALWAYS;
    if (band > 0)
        alert_presume(moment, rule, subject, finding);
}

static void watch_band(struct moment *moment, uint32_t material, uint32_t region)
{
    const struct engine *engine = moment->engine;
    const struct pair *pair = &engine->pair[material][region];
    const struct rule_kept *rule = rulebook_find(&engine->rulebook, ALERT_KIND_LEVEL, material, region);
    if (rule == NULL || engine->settings.bands == 0 || (!pair->standing.known && !pair->level.settled))
        return;
    struct subject subject = subject_pair(material, region, CAUSE_BAND);
    struct finding finding = find_band(engine, rule, &pair->standing);
    if (pair->level.settled)
        alert_follow(moment, rule, &subject, &finding);
    else
        settle(moment, rule, &subject, &finding);
}

/* The number of the band that was reached, or missed by the hysteresis. */
static double number_of_band(const struct engine *engine, const struct alert *alert, enum turn turn)
{
    bool down = turn == TURN_CLEARS || turn == TURN_PASSES || turn == TURN_FALLS;
    const struct rule_kept *rule = rulebook_named(&engine->rulebook, &alert->rule);
    unsigned band = alert->life.severity;
    if (turn == TURN_CLEARS || turn == TURN_PASSES || band == 0)
        band = 1;
    else if (turn == TURN_FALLS)
        band++;
    return engine->settings.band[band - 1] - (down && rule != NULL ? rule->clear : 0);
}

const struct judge_row judge_level = {
    .kinds = KIND_BIT(ALERT_KIND_LEVEL),
    .when = AT_RECOMPUTE | AT_DWELL,
    .reads = "the composite and the bands of the configuration",
    .source = "domain notes 8.4, 8.5",
    .judge = watch_band,
    .threshold = number_of_band,
};

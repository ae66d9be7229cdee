/* data, of a source: it says itself that it is not well. Told at WORLD for each
 * material that it has supplied tables or measures for; `down` is one step more
 * severe than the rule says, `degraded` as severe. Only its own `ok` resolves. */
#include "engine/judges/judges.h"

#include <math.h>

static bool supplies(const struct engine *engine, const struct name *source, uint32_t material)
{
    const struct ledger *ledger = &engine->ledger;
    for (uint32_t i = 0; i < ledger->words; i++)
        if (((ledger->word[i].materials >> material) & 1) && name_is(&ledger->word[i].source, name_text(source)))
            return true;
    for (uint32_t r = 0; r < engine->settings.regions; r++)
        if (engine->supply[material][r].known &&
            name_is(&engine->supply[material][r].from.source, name_text(source)))
            return true;
    return false;
}

static struct evidence evidence_of(const struct rule_kept *rule, const struct health_kept *health)
{
    uint8_t severity = rule->severity;
    if (health->withdrawn)
        return (struct evidence){.found = FOUND_MISSING};
    if (health->health == HEALTH_DOWN && severity + 1 < SEVERITIES)
        severity++;
    return (struct evidence){.found = health->health == HEALTH_OK ? FOUND_CLEAR : FOUND_MET, .severity = severity};
}

static void hear_source(struct moment *moment, uint32_t material, uint32_t region)
{
    const struct engine *engine = moment->engine;
    const struct health_kept *health = moment->health;
    const struct rule_kept *rule = rulebook_find(&engine->rulebook, ALERT_KIND_DATA, material, region);
    if (rule == NULL || !engine->settings.region[region].world)
        return;
    struct subject subject = subject_named(material, region, CAUSE_HEALTH, name_text(&health->source));
    if (alert_find(moment, rule, &subject) == NULL && !supplies(engine, &health->source, material))
        return;
    alert_follow(moment, rule, &subject,
                 &(struct finding){.evidence = evidence_of(rule, health), .value = NAN, .threshold = NAN, .clear = NAN,
                                   .missing = "what it said of itself was taken back", .say = SAY_HEALTH});
}

const struct judge_row judge_health = {
    .kinds = KIND_BIT(ALERT_KIND_DATA),
    .when = AT_HEALTH,
    .reads = "what a source says of itself, and what it has supplied",
    .source = "design notes, events of type status",
    .judge = hear_source,
};

/* delta: the composite has risen, or fallen, by more than the rule's threshold
 * within its `window`. A rise and a fall are two alerts; a fall is good to know,
 * and never more than `info`. New reference figures are no change of the world:
 * the past moves along with them (engine/past.h). Each window has a rule of its own. */
#include "engine/judges/judges.h"

/* The pair is judged again when what is told leaves the window, or when a past
 * that was lost is long enough again to say that nothing changed. */
static void look_again(struct past *past, const struct stood *stood, int64_t window, bool matters, bool known)
{
    int64_t due = !known ? past->begun + window : matters && stood->until != ALWAYS ? stood->until + window : ALWAYS;
    if (due < past->due)
        past->due = due;
}

/* One direction under one rule. */
static void watch_change(struct moment *moment, const struct rule_kept *rule, const struct subject *subject,
                         const struct stood *stood)
{
    struct past *past = &moment->engine->pair[subject->material][subject->region].past;
    const struct standing *standing = &moment->engine->pair[subject->material][subject->region].standing;
    int64_t now = moment->engine->now;
    double change = past->known ? points_of(past->value - stood->value) : 0;
    double size = change < 0 ? -change : change;
    bool rise = subject->cause == CAUSE_RISE;
    bool known = past->begun == INT64_MIN || now >= past->begun + rule->window;
    struct evidence evidence =
        evidence_above(rule, size, rise ? rule_severity(rule, size) : (uint8_t)SEVERITY_INFO);
    if (evidence.found == FOUND_CLEAR && !known)
        evidence.found = FOUND_BETWEEN;
    alert_follow(moment, rule, subject,
                 &(struct finding){.evidence = evidence, .value = change,
                                   .threshold = rise ? rule->threshold : -rule->threshold,
                                   .clear = rise ? rule->clear : -rule->clear, .rests_on = channels_of(standing),
                                   .say = SAY_DELTA, .number = points_of(stood->value), .basis = points_of(past->value),
                                   .from = stood->until});
    if (past->known)
        look_again(past, stood, rule->window, size >= rule->clear, known);
}

static void watch_rule(struct moment *moment, const struct rule_kept *rule, uint32_t material, uint32_t region)
{
    const struct past *past = &moment->engine->pair[material][region].past;
    int64_t now = moment->engine->now;
    struct subject subject = subject_pair(material, region, CAUSE_RISE);
    struct stood low = past_low(past, now, rule->window), high = past_high(past, now, rule->window);
    watch_change(moment, rule, &subject, &low);
    subject.cause = CAUSE_FALL;
    watch_change(moment, rule, &subject, &high);
}

static void watch_past(struct moment *moment, uint32_t material, uint32_t region)
{
    struct engine *engine = moment->engine;
    const struct rulebook *rulebook = &engine->rulebook;
    engine->pair[material][region].past.due = ALWAYS;
    for (uint32_t i = 0; i < rulebook->count; i++)
        if (rulebook->rule[i].kind == ALERT_KIND_DELTA &&
            rulebook_holds(rulebook, &rulebook->rule[i], ALERT_KIND_DELTA, material, region))
            watch_rule(moment, &rulebook->rule[i], material, region);
}

const struct judge_row judge_delta = {
    .kinds = KIND_BIT(ALERT_KIND_DELTA),
    .when = AT_RECOMPUTE | AT_DWELL,
    .reads = "the composite now, and the lowest and highest within the window",
    .source = "domain notes 8.5",
    .judge = watch_past,
};

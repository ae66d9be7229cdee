/* jump: a price went far from its last close, either way, measured by the spread
 * of the bars before.
 *
 *   z = ln(price / close) / s; the ladder of the rule stands in |z|
 *
 * Every price is tested, so a spike that is given back before the close is said
 * too. Once a bar and direction, and again when it reaches a higher severity.
 * Where much is missing already a jump weighs more: the tier. */
#include "engine/judges/judges.h"

#include <math.h>

/* A gap (x of the indicator) that alone makes a pair's alerts high, or critical;
 * the third does so with a jump upwards by the test of Lee and Mykland. */
#define GAP_HIGH      .6
#define GAP_CRITICAL  .85
#define GAP_WITH_JUMP .3

static bool tells_price(const struct engine *engine, uint32_t material, uint32_t region, uint32_t series)
{
    const struct feeds *feeds = &engine->settings.feeds[material][region];
    for (uint32_t i = 0; i < feeds->count[ROLE_PRICE]; i++)
        if (feeds->series[ROLE_PRICE][i] == series)
            return true;
    return false;
}

/* Floor rules (domain section 8.4): beside the composite, never hidden in it. */
static uint8_t tier_of(const struct quote *gap, const struct series *series)
{
    bool known = gap->present && gap->state != VALUE_UNKNOWN;
    bool jumped = series->judged_close && series->returns.jumped;
    if (!known || gap->x <= GAP_WITH_JUMP)
        return SEVERITY_INFO;
    if (gap->x >= GAP_CRITICAL)
        return SEVERITY_CRITICAL;
    return gap->x >= GAP_HIGH || jumped ? SEVERITY_HIGH : SEVERITY_INFO;
}

static uint8_t severity_of(const struct rule_kept *rule, const struct quote *gap, const struct series *series)
{
    uint8_t reached = rule_severity(rule, series->z), tier = tier_of(gap, series);
    return tier > reached ? tier : reached;
}

/* In this bar and direction, as badly as this? */
static bool was_said(struct alert *alert, const struct series *series, uint8_t severity)
{
    if (alert == NULL)
        return false;
    if (alert->said.bar != series->judged_bar) {
        alert->said.bar = series->judged_bar;
        alert->said.up = alert->said.down = 0;
    }
    return (series->z > 0 ? alert->said.up : alert->said.down) > severity;
}

static void watch_jump(struct moment *moment, uint32_t material, uint32_t region)
{
    const struct engine *engine = moment->engine;
    const struct series *series = &engine->market.series[moment->series];
    const struct rule_kept *rule = rulebook_find(&engine->rulebook, ALERT_KIND_JUMP, material, region);
    if (rule == NULL || (moment->effect & EFFECT_JUDGE) == 0 || fabs(series->z) < rule->threshold ||
        !moment_names(moment, material, region) || !tells_price(engine, material, region, moment->series))
        return;
    const struct quote *gap = &engine->pair[material][region].standing.quote[INDICATOR_GAP];
    uint8_t severity = severity_of(rule, gap, series);
    struct text name = name_text(&engine->settings.series_row[moment->series].name);
    struct subject subject = subject_named(material, region, CAUSE_PRICE, name);
    if (was_said(alert_find(moment, rule, &subject), series, severity))
        return;
    struct alert *alert = alert_fire(moment, rule, &subject);
    if (alert == NULL)
        return;
    alert->life.severity = severity;
    alert->value = series->z;
    alert->before = NAN;
    alert->threshold = rule->threshold;
    alert->said.bar = series->judged_bar;
    *(series->z > 0 ? &alert->said.up : &alert->said.down) = (uint8_t)(severity + 1);
    alert_notify(moment, alert, SAY_JUMP);
}

const struct judge_row judge_jump = {
    .kinds = KIND_BIT(ALERT_KIND_JUMP),
    .when = AT_PRICE,
    .reads = "a price against the last close, and x of the indicator gap",
    .source = "domain notes 4, 8.4 floor rules, 8.5",
    .judge = watch_jump,
};

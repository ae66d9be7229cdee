/* data, of prices: a unit that does not convert, a value that is off by a known
 * factor, a series that is frozen or stale. Each fires when it begins and resolves
 * when a price shows that it is over, never because none comes. It is the series
 * that is wrong, so its rows say for whom, whatever region a price names. */
#include "engine/judges/judges.h"

#include <math.h>

/* While it is there. */
static const uint8_t sentences[TROUBLES] = {
    [TROUBLE_UNIT] = SAY_UNIT,
    [TROUBLE_FACTOR] = SAY_FACTOR,
    [TROUBLE_FROZEN] = SAY_FROZEN,
    [TROUBLE_STALE] = SAY_STALE,
};

static uint8_t sentence_of(const struct series *series, enum trouble trouble)
{
    if (series_in(series, trouble))
        return sentences[trouble];
    return trouble == TROUBLE_FACTOR && series->consistent > 0 ? SAY_REBASED : SAY_PRICE_BACK;
}

static void judge_series(struct moment *moment, const struct rule_kept *rule, uint32_t material, uint32_t region,
                         uint32_t index)
{
    const struct engine *engine = moment->engine;
    const struct series *series = &engine->market.series[index];
    struct text name = name_text(&engine->settings.series_row[index].name);
    for (enum trouble trouble = 0; trouble < TROUBLES; trouble++) {
        struct subject subject = subject_named(material, region, (uint8_t)(CAUSE_TROUBLE + trouble), name);
        bool wrong = series_in(series, trouble);
        alert_follow(moment, rule, &subject,
                     &(struct finding){.evidence = {.found = wrong ? FOUND_MET : FOUND_CLEAR,
                                                    .severity = rule->severity},
                                       .value = trouble == TROUBLE_FACTOR ? series->factor : NAN,
                                       .threshold = NAN, .clear = NAN, .say = sentence_of(series, trouble)});
    }
}

/* Other rules judge every series that speaks for the pair. */
static void check_feed(struct moment *moment, uint32_t material, uint32_t region)
{
    const struct engine *engine = moment->engine;
    const struct rule_kept *rule = rulebook_find(&engine->rulebook, ALERT_KIND_DATA, material, region);
    if (rule == NULL)
        return;
    if ((moment->effect & EFFECT_TROUBLE) != 0 && moment_speaks_for(moment, material, region))
        judge_series(moment, rule, material, region, moment->series);
    for (uint32_t i = 0; moment->rules_changed && i < engine->settings.series; i++)
        if ((engine->settings.fed[i].said[material] >> region) & 1)
            judge_series(moment, rule, material, region, i);
}

const struct judge_row judge_feed = {
    .kinds = KIND_BIT(ALERT_KIND_DATA),
    .when = AT_PRICE | AT_TABLES,
    .reads = "what is wrong with a price series",
    .source = "domain notes 8.5; engine/series.h",
    .judge = check_feed,
};

#include "engine/views.h"

#include "engine/causes.h"
#include "engine/explain.h"
#include "engine/hash.h"

#include <math.h>
#include <string.h>

#define BIT(n) (UINT64_C(1) << (n))

/* ---- indicators ------------------------------------------------------------------- */

static void view_composite(const struct standing *standing, struct indicator_output *output)
{
    output->present |= BIT(INDICATOR_HAS_VALUE) | BIT(INDICATOR_HAS_X) | BIT(INDICATOR_HAS_COVERAGE) |
                       BIT(INDICATOR_HAS_CONTRIBUTIONS);
    output->coverage = micro_round(standing->coverage);
    output->value = (double)standing->composite / POINT;
    output->x = micro_round(output->value / 100);
    output->state = standing->state;
    output->reason = text_of(reason_words(standing->reason));
    output->contributions_count = standing->parts;
    memcpy(output->contributions, standing->part, standing->parts * sizeof standing->part[0]);
}

static void view_quote(const struct quote *quote, struct indicator_output *output)
{
    output->state = quote->state;
    output->reason = text_of(reason_words(quote->reason));
    if (quote->state != VALUE_UNKNOWN) {
        output->present |= BIT(INDICATOR_HAS_VALUE) | BIT(INDICATOR_HAS_X);
        output->value = micro_round(quote->value);
        output->x = micro_round(quote->x);
    }
    if (quote->bounded) {
        output->present |= BIT(INDICATOR_HAS_LOW) | BIT(INDICATOR_HAS_HIGH);
        output->low = micro_round(quote->low);
        output->high = micro_round(quote->high);
    }
}

bool indicator_view(const struct engine *engine, uint32_t material, uint32_t region, enum indicator name,
                    struct indicator_output *output)
{
    const struct standing *standing = &engine->pair[material][region].standing;
    if (name == INDICATOR_COMPOSITE ? !standing->known : !standing->quote[name].present)
        return false;
    output->present = BIT(INDICATOR_HAS_TYPE) | BIT(INDICATOR_HAS_OFFSET) | BIT(INDICATOR_HAS_PART) |
                      BIT(INDICATOR_HAS_TIME) | BIT(INDICATOR_HAS_MATERIAL) | BIT(INDICATOR_HAS_REGION) |
                      BIT(INDICATOR_HAS_NAME) | BIT(INDICATOR_HAS_STATE);
    output->type = OUTPUT_INDICATOR;
    output->name = (uint8_t)name;
    output->material = name_text(&engine->settings.material[material]);
    output->region = name_text(&engine->settings.region[region].name);
    output->value = output->x = output->coverage = output->low = output->high = 0;
    output->contributions_count = 0;
    if (name == INDICATOR_COMPOSITE)
        view_composite(standing, output);
    else
        view_quote(&standing->quote[name], output);
    if (output->reason.size > 0)
        output->present |= BIT(INDICATOR_HAS_REASON);
    return true;
}

/* ---- alerts ------------------------------------------------------------------------- */

void measure_view(const struct measure *measure, const struct settings *settings, struct measure_view *view)
{
    memset(view, 0, sizeof *view);
    view->present = BIT(MEASURE_HAS_POLICY) | BIT(MEASURE_HAS_STATUS) | BIT(MEASURE_HAS_PROBABILITY) |
                    BIT(MEASURE_HAS_LEGS);
    view->policy = name_text(&measure->policy);
    view->status = measure->unresolved ? POLICY_UNRESOLVED : measure->status;
    view->probability = micro_round(measure_probability(measure, settings));
    view->legs_count = measure->legs;
    for (uint32_t i = 0; i < measure->legs; i++)
        view->legs[i] = measure->leg[i].shown;
    if (measure->claimed.present != 0) {
        view->present |= BIT(MEASURE_HAS_CLAIMED);
        view->claimed = measure->claimed;
    }
    if (measure->observed.present != 0) {
        view->present |= BIT(MEASURE_HAS_OBSERVED);
        view->observed = measure->observed;
    }
}

static void view_if_true(const struct engine *engine, const struct alert *alert, struct alert_output *output)
{
    struct standing standings[LIMIT_REGIONS];
    scenario_standings(engine, alert->material, &(struct scenario){NO_INDEX, alert->policy, false}, standings);
    const struct standing *standing = &standings[alert->region];
    for (unsigned name = 0; name < INDICATORS; name++) {
        const struct quote *quote = &standing->quote[name];
        if (!quote->present || quote->state == VALUE_UNKNOWN || name == INDICATOR_COVERAGE)
            continue;
        output->if_true[output->if_true_count++] = (struct reading){
            .present = BIT(READING_HAS_NAME) | BIT(READING_HAS_VALUE) | BIT(READING_HAS_X),
            .name = (uint8_t)name, .value = micro_round(quote->value), .x = micro_round(quote->x)};
    }
    double composite = (double)standing->composite / POINT;
    output->if_true[output->if_true_count++] = (struct reading){
        .present = BIT(READING_HAS_NAME) | BIT(READING_HAS_VALUE) | BIT(READING_HAS_X),
        .name = INDICATOR_COMPOSITE, .value = composite, .x = micro_round(composite / 100)};
    output->present |= BIT(ALERT_HAS_IF_TRUE);
}

static bool uncertain(const struct engine *engine, uint32_t policy)
{
    const struct measure *measure = ledger_acting(&engine->ledger, policy);
    double probability = measure == NULL ? 0 : measure_probability(measure, &engine->settings);
    return probability > 0 && probability < 1;
}

static void view_numbers(const struct alert *alert, struct alert_output *output)
{
    if (!isnan(alert->value)) {
        output->present |= BIT(ALERT_HAS_VALUE);
        output->value = micro_round(alert->value);
    }
    if (!isnan(alert->before)) {
        output->present |= BIT(ALERT_HAS_BEFORE);
        output->before = micro_round(alert->before);
    }
    if (!isnan(alert->threshold)) {
        output->present |= BIT(ALERT_HAS_THRESHOLD);
        output->threshold = micro_round(alert->threshold);
    }
}

static void view_note(const struct note_kept *kept, unsigned bit, struct alert_output *output, struct note *note)
{
    if (kept == NULL)
        return;
    output->present |= BIT(bit);
    note->present = BIT(NOTE_HAS_AUTHOR) | BIT(NOTE_HAS_COMMENT) | BIT(NOTE_HAS_OFFSET);
    note->author = (struct text){kept->author, kept->author_size};
    note->comment = (struct text){kept->comment, kept->comment_size};
    note->offset = kept->offset;
    if (kept->until == ALWAYS)
        return;
    note->present |= BIT(NOTE_HAS_UNTIL);
    note->until = kept->until;
}

/* A price may alert for a pair of which nothing else is known. */
static void view_figures(const struct standing *standing, struct alert_output *output)
{
    const char *reason = standing->known ? reason_words(standing->reason) : "no supply table";
    output->figures = standing->known ? standing->state : VALUE_UNKNOWN;
    if (reason[0] == '\0')
        return;
    output->present |= BIT(ALERT_HAS_FIGURES_REASON);
    output->figures_reason = text_of(reason);
}

void alert_view(const struct engine *engine, const struct notice *notice, const struct attribution *attribution,
                struct alert_output *output, struct alert_texts *texts)
{
    const struct alert *alert = &engine->alerts.alert[notice->alert];
    const struct standing *standing = &engine->pair[alert->material][alert->region].standing;
    memset(output, 0, sizeof *output);
    output->present = BIT(ALERT_HAS_TYPE) | BIT(ALERT_HAS_OFFSET) | BIT(ALERT_HAS_PART) | BIT(ALERT_HAS_TIME) |
                      BIT(ALERT_HAS_ID) | BIT(ALERT_HAS_TRANSITION) | BIT(ALERT_HAS_STATE) | BIT(ALERT_HAS_KIND) |
                      BIT(ALERT_HAS_SEVERITY) | BIT(ALERT_HAS_MATERIAL) | BIT(ALERT_HAS_REGION) |
                      BIT(ALERT_HAS_RULE) | BIT(ALERT_HAS_RULE_HASH) | BIT(ALERT_HAS_CONTRIBUTIONS) |
                      BIT(ALERT_HAS_BECAUSE) | BIT(ALERT_HAS_MEASURES) | BIT(ALERT_HAS_COVERAGE) |
                      BIT(ALERT_HAS_FIGURES) | BIT(ALERT_HAS_CONFIG) | BIT(ALERT_HAS_ENGINE) | BIT(ALERT_HAS_REASON);
    output->type = OUTPUT_ALERT;
    output->time = engine->now;
    hash_hex(alert->id, texts->id);
    hash_hex(alert->rule_hash, texts->rule_hash);
    engine_config_hash(engine, texts->config);
    output->id = text_of(texts->id);
    output->rule_hash = text_of(texts->rule_hash);
    output->config = text_of(texts->config);
    output->transition = alert->transition;
    output->state = alert->life.state;
    output->kind = alert->kind;
    output->severity = alert->life.severity;
    output->material = name_text(&engine->settings.material[alert->material]);
    output->region = name_text(&engine->settings.region[alert->region].name);
    output->rule = name_text(&alert->rule);
    view_numbers(alert, output);
    output->contributions_count = standing->parts;
    memcpy(output->contributions, standing->part, standing->parts * sizeof standing->part[0]);
    causes_view(engine, alert, attribution, output);
    if (notice->if_true && alert->policy != NO_INDEX && uncertain(engine, alert->policy))
        view_if_true(engine, alert, output);
    output->coverage = micro_round(standing->coverage);
    view_figures(standing, output);
    view_note(notebook_find(&engine->notebook, EVENT_ACKNOWLEDGE, alert, &engine->settings, engine->now),
              ALERT_HAS_ACKNOWLEDGED, output, &output->acknowledged);
    view_note(notebook_find(&engine->notebook, EVENT_SILENCE, alert, &engine->settings, engine->now),
              ALERT_HAS_SILENCED, output, &output->silenced);
    output->engine = ENGINE_VERSION;
    struct line line = line_on(texts->reason, sizeof texts->reason);
    explain(engine, notice, &line);
    output->reason = text_of(texts->reason);
}

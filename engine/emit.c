#include "engine/attribution.h"
#include "engine/moment.h"
#include "engine/views.h"

#include <math.h>

/* Sends what a moment has to say: indicators that moved, in table order by
 * material, region and name, then the alerts by kind. An indicator goes out too
 * when an alert cites its pair and it differs from what last went out. */

static double moved(const struct shown *shown, enum indicator name, double x)
{
    return fabs(x - shown->x[name]);
}

static bool is_due(const struct engine *engine, const struct shown *shown, const struct indicator_output *output,
                   bool cited)
{
    enum indicator name = output->name;
    if (!shown->out[name] || shown->state[name] != output->state)
        return true;
    if (output->state == VALUE_UNKNOWN)
        return false;
    return moved(shown, name, output->x) >= engine->settings.emit_delta ||
           (cited && (output->x != shown->x[name] || output->value != shown->value[name]));
}

static void send_indicator(struct moment *moment, struct shown *shown, struct indicator_output *output)
{
    struct engine *engine = moment->engine;
    output->offset = engine->offset;
    output->part = engine->part++;
    output->time = engine->now;
    shown->out[output->name] = true;
    shown->x[output->name] = output->x;
    shown->value[output->name] = output->value;
    shown->state[output->name] = output->state;
    moment->outputs->emit(moment->outputs->self, (const union output *)(const void *)output);
}

static void send_pair(struct moment *moment, uint32_t material, uint32_t region, bool cited)
{
    struct engine *engine = moment->engine;
    struct pair *pair = &engine->pair[material][region];
    struct indicator_output output;
    for (unsigned name = 0; name < INDICATORS; name++)
        if (indicator_view(engine, material, region, (enum indicator)name, &output) &&
            is_due(engine, &pair->shown, &output, cited))
            send_indicator(moment, &pair->shown, &output);
}

static bool is_cited(const struct moment *moment, uint32_t material, uint32_t region)
{
    for (uint32_t i = 0; i < moment->notices; i++) {
        const struct alert *alert = &moment->engine->alerts.alert[moment->notice[i].alert];
        if (alert->material == material && alert->region == region)
            return true;
    }
    return false;
}

/* ---- alerts -------------------------------------------------------------------- */

/* What was worked out for one material while its alerts are sent. */
struct workings { uint32_t material; struct attribution attribution; };

static void work_out(const struct engine *engine, struct workings *workings, uint32_t material)
{
    if (workings->material == material)
        return;
    workings->material = material;
    attribution_make(engine, material, &workings->attribution);
}

static void send_alert(struct moment *moment, const struct notice *notice, const struct workings *workings)
{
    struct engine *engine = moment->engine;
    union output output;
    struct alert_texts texts;
    alert_view(engine, notice, &workings->attribution, &output.alert, &texts);
    output.alert.offset = engine->offset;
    output.alert.part = engine->part++;
    moment->outputs->emit(moment->outputs->self, &output);
}

void emit(struct moment *moment)
{
    const struct engine *engine = moment->engine;
    struct workings workings = {.material = NO_INDEX};

    for (uint32_t m = 0; m < engine->settings.materials; m++)
        for (uint32_t r = 0; r < engine->settings.regions; r++) {
            bool cited = is_cited(moment, m, r);
            if (moment_touches(moment, m, r) || cited)
                send_pair(moment, m, r, cited);
        }
    for (uint8_t kind = 0; kind < ALERT_KINDS; kind++)
        for (uint32_t i = 0; i < moment->notices; i++) {
            const struct alert *alert = &engine->alerts.alert[moment->notice[i].alert];
            if (alert->kind != kind)
                continue;
            if (!alert_of_series(alert)) /* a price is its only cause */
                work_out(engine, &workings, alert->material);
            send_alert(moment, &moment->notice[i], &workings);
        }
}

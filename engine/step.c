#include "engine/engine.h"

#include "engine/configure.h"
#include "engine/moment.h"
#include "engine/news.h"

#include <string.h>

/* One entry: first the timers that are due, each at its own time, then the entry
 * itself. Ticks add nothing: they only let timers fire. */

struct tables engine_tables(const struct engine *engine, uint32_t material)
{
    struct tables tables = {.settings = &engine->settings,
                            .region = engine->supply[material],
                            .governance = &engine->governance,
                            .material = material};
    for (uint32_t r = 0; r < engine->settings.regions; r++)
        if (engine->settings.region[r].world)
            tables.world = &engine->supply[material][r];
    return tables;
}

struct outlook engine_outlook(const struct engine *engine, uint32_t material, uint32_t region)
{
    return (struct outlook){.settings = &engine->settings,
                            .table = &engine->supply[material][region],
                            .governance = &engine->governance,
                            .world = engine->settings.region[region].world,
                            .material = material,
                            .region = region,
                            .time = engine->now,
                            .news = news_of_pair(engine, material, region),
                            .market = &engine->market,
                            .feeds = &engine->settings.feeds[material][region]};
}

/* Tells every pair that the series feeds; they show it at the next grid point. */
static void touch_fed(struct engine *engine, uint32_t series)
{
    const struct fed *fed = &engine->settings.fed[series];
    for (uint32_t m = 0; m < engine->settings.materials; m++)
        if ((fed->materials >> m) & 1)
            grid_touch(&engine->grid, &engine->settings, m, fed->regions[m], engine->now);
}

static void hurry(struct engine *engine, int64_t due)
{
    if (due < engine->due)
        engine->due = due;
}

/* What became of a price, or of a series whose timer fired. */
static void follow(struct engine *engine, const struct outputs *outputs, uint32_t series, uint32_t region,
                   unsigned effect)
{
    engine->counter[COUNTER_PRICES_LATE] += (effect & EFFECT_LATE) != 0;
    engine->counter[COUNTER_PRICES_SET_ASIDE] += (effect & EFFECT_ASIDE) != 0;
    engine->counter[COUNTER_OLDER_REVISION] += (effect & EFFECT_OLDER) != 0;
    if ((effect & EFFECT_TOUCHES) != 0)
        touch_fed(engine, series);
    hurry(engine, engine->grid.due);
    hurry(engine, engine->market.due);
    if ((effect & (EFFECT_JUDGE | EFFECT_TROUBLE)) == 0)
        return;
    struct moment moment;
    moment_begin(&moment, engine, outputs);
    moment_series(&moment, series, region, effect);
    moment_end(&moment);
}

/* ---- timers ------------------------------------------------------------------- */

static const uint8_t date_says[] = {
    [DATE_LEG_BEGINS] = SAY_LEG_BEGINS, [DATE_LEG_ENDS] = SAY_LEG_ENDS,   [DATE_ENDS] = SAY_ENDS,
    [DATE_RETURN] = SAY_UNRESOLVED,     [DATE_SUNSET_30] = SAY_SUNSET_30, [DATE_SUNSET_7] = SAY_SUNSET_7,
    [DATE_SUNSET_1] = SAY_SUNSET_1,
};

static void fire_policy(struct engine *engine, const struct outputs *outputs, uint32_t policy)
{
    struct moment moment;
    uint32_t leg;
    struct measure *measure = ledger_acting_mutable(&engine->ledger, policy);
    enum date_kind date = schedule_date(measure, &engine->settings, engine->now, &leg);
    moment_begin(&moment, engine, outputs);
    moment_touch(&moment, measure->materials);
    if (date == DATE_RETURN)
        measure->unresolved = true;
    if (date != DATE_NONE && date != DATE_RECOMPUTE)
        moment_trigger(&moment, policy, date_says[date], leg);
    moment_end(&moment);
    schedule_policy(engine, policy);
    schedule_earliest(engine);
}

static void fire_series(struct engine *engine, const struct outputs *outputs)
{
    uint32_t series;
    unsigned effect = market_fire(&engine->market, &engine->settings, engine->now, &series);
    if (series != NO_INDEX)
        follow(engine, outputs, series, NO_INDEX, effect);
    schedule_earliest(engine);
}

/* Durations and expiries of alerts: a moment with nothing else in it, so that an
 * alert is said once a moment. */
static void fire_alerts(struct engine *engine, const struct outputs *outputs)
{
    struct moment moment;
    moment_begin(&moment, engine, outputs);
    moment_ripen(&moment);
    moment_end(&moment);
}

/* Grid points of materials, and pairs whose past or first band is due: one moment. */
static void fire_grid(struct engine *engine, const struct outputs *outputs)
{
    struct moment moment;
    moment_begin(&moment, engine, outputs);
    for (uint32_t m = 0; m < engine->settings.materials; m++) {
        if (engine->material_due[m] <= engine->now)
            moment_touch(&moment, UINT32_C(1) << m);
        moment_refresh(&moment, m, grid_take(&engine->grid, m, engine->now));
    }
    if (engine->grid.due <= engine->now)
        engine->grid.due = ALWAYS;
    moment_end(&moment);
}

/* At one time: what is over by itself, then what begins. */
static void fire_due(struct engine *engine, const struct outputs *outputs)
{
    engine->now = engine->due;
    if (alerts_due(&engine->alerts) <= engine->now) {
        fire_alerts(engine, outputs);
        return;
    }
    for (uint32_t policy = 0; policy < engine->ledger.policies; policy++)
        if (engine->policy_due[policy] <= engine->now) {
            fire_policy(engine, outputs, policy);
            return;
        }
    if (engine->market.due <= engine->now) {
        fire_series(engine, outputs);
        return;
    }
    fire_grid(engine, outputs);
}

static void advance(struct engine *engine, const struct outputs *outputs, int64_t received)
{
    while (engine->due <= received)
        fire_due(engine, outputs);
    if (received > engine->now)
        engine->now = received;
}

/* ---- events ---------------------------------------------------------------------- */

static void take_policy(struct engine *engine, const struct event *event, struct moment *moment)
{
    uint32_t policy = NO_INDEX;
    switch (ledger_enter(&engine->ledger, &engine->settings, event, engine->offset, &policy)) {
    case LEDGER_OLDER:
        engine->counter[event->withdrawn ? COUNTER_UNKNOWN_WITHDRAWN : COUNTER_OLDER_REVISION]++;
        return;
    case LEDGER_FULL:
        engine->counter[COUNTER_LEDGER_FULL]++;
        return;
    case LEDGER_TAKEN:
        break;
    }
    const struct measure *measure = ledger_last_word(&engine->ledger, policy);
    moment_touch(moment, measure->materials);
    for (uint32_t m = 0; m < engine->settings.materials; m++)
        if ((measure->materials >> m) & 1)
            engine->told[m] = engine->now;
    moment_trigger(moment, policy, event->withdrawn ? SAY_WITHDRAWN : SAY_STATUS, NO_INDEX);
    schedule_policy(engine, policy);
}

/* A newer vintage replaces; so does the same vintage in a higher revision or from
 * another hand. An older one moves nothing. */
static bool supersedes(const struct table_origin *from, bool known, const struct event *event)
{
    if (!known || event->baseline.vintage != from->vintage)
        return !known || event->baseline.vintage > from->vintage;
    bool same = name_is(&from->source, event->source) && name_is(&from->id, event->id);
    return !same || event->revision > from->revision;
}

static struct table_origin origin_of(const struct engine *engine, const struct event *event)
{
    return (struct table_origin){name_of(event->source), name_of(event->id), event->revision, engine->offset,
                                 event->baseline.vintage};
}

static void take_supply(struct engine *engine, const struct event *event, struct moment *moment)
{
    uint32_t material = settings_material(&engine->settings, event->baseline.material);
    uint32_t region = settings_region(&engine->settings, event->baseline.region);
    if (material == NO_INDEX || region == NO_INDEX) { /* a recording was written without our configuration */
        engine->counter[COUNTER_UNKNOWN_NAME]++;
        return;
    }
    struct supply_table *table = &engine->supply[material][region];
    if (!supersedes(&table->from, table->known, event)) {
        engine->counter[COUNTER_OLDER_VINTAGE]++;
        return;
    }
    supply_take(table, &event->baseline, &engine->settings.region[region]);
    table->from = origin_of(engine, event);
    news_listen(engine, material, region);
    moment_touch(moment, UINT32_C(1) << material);
    moment->tables_changed = moment->rebased = true;
}

static void take_governance(struct engine *engine, const struct event *event, struct moment *moment)
{
    if (!supersedes(&engine->governance.from, engine->governance.known, event)) {
        engine->counter[COUNTER_OLDER_VINTAGE]++;
        return;
    }
    governance_take(&engine->governance, &event->baseline);
    engine->governance.from = origin_of(engine, event);
    moment_touch(moment, UINT32_MAX);
    moment->rebased = true;
}

static bool came_from(const struct table_origin *from, const struct event *event)
{
    return name_is(&from->source, event->source) && name_is(&from->id, event->id) && event->revision > from->revision;
}

/* Takes a table back: what it said is unknown again. */
static void withdraw_table(struct engine *engine, const struct event *event, struct moment *moment)
{
    for (uint32_t m = 0; m < engine->settings.materials; m++)
        for (uint32_t r = 0; r < engine->settings.regions; r++) {
            struct supply_table *table = &engine->supply[m][r];
            if (!table->known || !came_from(&table->from, event))
                continue;
            struct table_origin from = table->from; /* who took it back stays known */
            from.revision = event->revision;
            from.offset = engine->offset;
            memset(table, 0, sizeof *table);
            newsroom_leave(&engine->newsroom, m, r);
            table->from = from;
            moment_touch(moment, UINT32_C(1) << m);
            moment->tables_changed = moment->rebased = true;
        }
    if (engine->governance.known && came_from(&engine->governance.from, event)) {
        engine->governance.known = false;
        moment_touch(moment, UINT32_MAX);
        moment->rebased = true;
    }
}

static void take_baseline(struct engine *engine, const struct event *event, struct moment *moment)
{
    if (event->withdrawn) {
        withdraw_table(engine, event, moment);
        return;
    }
    switch ((enum table)event->baseline.table) {
    case TABLE_SUPPLY:
        take_supply(engine, event, moment);
        return;
    case TABLE_GOVERNANCE:
        take_governance(engine, event, moment);
        return;
    case TABLE_RELIANCE: /* for the record: reliance is computed from supply */
    case TABLE_STOCKS:
        engine->counter[COUNTER_TABLES_RECORDED]++;
        return;
    case TABLES:
        break;
    }
}

static void take_note(struct engine *engine, const struct event *event, struct moment *moment)
{
    const struct note_kept *note = notebook_take(&engine->notebook, event, engine->offset, engine->now);
    if (note == NULL)
        engine->counter[COUNTER_NOTES_FULL] += !event->withdrawn;
    else if (event->type == EVENT_ACKNOWLEDGE)
        moment_acknowledge(moment, note);
}

static void take_health(struct engine *engine, const struct event *event, struct moment *moment)
{
    const struct health_kept *health = NULL;
    switch (health_take(&engine->healths, event, engine->offset, &health)) {
    case HEALTH_OLDER:
        engine->counter[event->withdrawn ? COUNTER_UNKNOWN_WITHDRAWN : COUNTER_OLDER_REVISION]++;
        return;
    case HEALTH_FULL:
        engine->counter[COUNTER_HEALTH_FULL]++;
        return;
    case HEALTH_TAKEN:
        break;
    }
    engine->counter[COUNTER_STATUS_RECORDED]++;
    moment_health(moment, health);
}

static void take_price(struct engine *engine, const struct event *event, const struct outputs *outputs)
{
    uint32_t series;
    unsigned effect = market_take(&engine->market, &engine->settings, event, engine->offset, engine->now, &series);
    if (series == NO_INDEX) {
        engine->counter[event->withdrawn ? COUNTER_UNKNOWN_WITHDRAWN : COUNTER_SERIES_WITHOUT_ROW]++;
        return;
    }
    bool placed = message_has(event->present, PRICE_HAS_REGION) && !event->withdrawn;
    follow(engine, outputs, series, placed ? settings_region(&engine->settings, event->price.region) : NO_INDEX,
           effect);
}

static void take_event(struct engine *engine, const struct event *event, struct moment *moment)
{
    engine->counter[COUNTER_EVENTS]++;
    switch ((enum event_type)event->type) {
    case EVENT_POLICY:
        take_policy(engine, event, moment);
        return;
    case EVENT_BASELINE:
        take_baseline(engine, event, moment);
        return;
    case EVENT_PRICE: /* step_event takes prices by the shorter way */
        return;
    case EVENT_NEWS:
        news_take(engine, event);
        return;
    case EVENT_STATUS:
        take_health(engine, event, moment);
        return;
    case EVENT_ACKNOWLEDGE:
    case EVENT_SILENCE:
        take_note(engine, event, moment);
        return;
    case EVENT_TYPES:
        break;
    }
}

static void step_event(struct engine *engine, const struct entry *entry, const struct outputs *outputs)
{
    engine->offset = entry->offset;
    engine->part = 0;
    if (entry->event->type == EVENT_PRICE) { /* by far the most: most of them need no moment */
        engine->counter[COUNTER_EVENTS]++;
        take_price(engine, entry->event, outputs);
        return;
    }
    struct moment moment;
    moment_begin(&moment, engine, outputs);
    take_event(engine, entry->event, &moment);
    if (moment.touched != 0 || moment.acknowledges != NULL || moment.health != NULL)
        moment_end(&moment);
}

enum status engine_step(struct engine *engine, const struct entry *entry, const struct outputs *outputs,
                        struct refusal *refusal)
{
    advance(engine, outputs, entry->received);
    switch (entry->kind) {
    case ENTRY_EVENTS:
        step_event(engine, entry, outputs);
        return STATUS_OK;
    case ENTRY_TICK:
        return STATUS_OK;
    case ENTRY_CONFIG:
        return configure(engine, entry, outputs, refusal);
    case ENTRY_RULES:
        return configure_rules(engine, entry, outputs, refusal);
    }
    return STATUS_UNSUPPORTED;
}

int64_t engine_wake(const struct engine *engine)
{
    return engine->due;
}

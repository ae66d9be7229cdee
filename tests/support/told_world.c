#include "tests/support/told_world.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static struct {
    struct engine *engine;
    bool live;
    const struct outputs *outputs;
    int64_t now;
    uint64_t offset;
    struct event said;       /* the sentence */
    bool open;
    struct standing standing[LIMIT_REGIONS];
    struct balance balance[LIMIT_REGIONS];
} world;

static void ignore(void *self, const union output *output)
{
    (void)self;
    (void)output;
}

static const struct outputs nobody = {ignore, NULL};

int64_t day_ns(const char *day)
{
    int64_t days = 0;
    bool parsed = day_parse(text_of(day), &days);
    assert(parsed);
    return days * DAY_NS;
}

static void begin(const char *day, bool live)
{
    world.open = false;
    world.live = live;
    world.now = day_ns(day);
    world.outputs = &nobody;
}

/* A silent world leaves only tables and measures behind, so that emptying it
 * costs nothing. */
void new_world(const char *day)
{
    if (world.engine == NULL || world.live) {
        end_world();
        world.engine = engine_create();
        assert(world.engine != NULL);
    }
    begin(day, false);
    world.offset = 0;
    world.engine->now = world.now;
    world.engine->ledger.policies = world.engine->ledger.words = 0;
    world.engine->governance.known = false;
    for (uint32_t m = 0; m < world.engine->settings.materials; m++)
        for (uint32_t r = 0; r < world.engine->settings.regions; r++)
            memset(&world.engine->supply[m][r], 0, sizeof world.engine->supply[m][r]);
}

void new_live_world(const char *day, const struct outputs *outputs)
{
    end_world();
    world.engine = engine_create();
    assert(world.engine != NULL);
    begin(day, true);
    world.offset = 0;
    if (outputs != NULL)
        world.outputs = outputs;
}

void end_world(void)
{
    if (world.engine != NULL)
        engine_destroy(&world.engine);
    world.open = false;
}

struct engine *the_engine(void)
{
    assert(world.engine != NULL);
    return world.engine;
}

static void step(enum entry_kind kind, const struct event *event)
{
    struct refusal refusal;
    struct entry entry = {.kind = kind, .offset = world.offset, .received = world.now, .event = event};
    enum status status = engine_step(world.engine, &entry, world.outputs, &refusal);
    assert(status == STATUS_OK);
}

static void enter_silently(const struct event *event)
{
    struct engine *engine = world.engine;
    uint32_t policy;
    if (event->type == EVENT_POLICY) {
        enum ledger_verdict verdict = ledger_enter(&engine->ledger, &engine->settings, event, world.offset, &policy);
        assert(verdict != LEDGER_FULL);
        return;
    }
    assert(event->type == EVENT_BASELINE);
    if (event->baseline.table == TABLE_GOVERNANCE) {
        governance_take(&engine->governance, &event->baseline);
        return;
    }
    uint32_t material = settings_material(&engine->settings, event->baseline.material);
    uint32_t region = settings_region(&engine->settings, event->baseline.region);
    assert(material != NO_INDEX && region != NO_INDEX);
    supply_take(&engine->supply[material][region], &event->baseline, &engine->settings.region[region]);
    engine->supply[material][region].from.vintage = event->baseline.vintage;
}

static void enter(const struct event *event)
{
    world.offset++;
    if (world.live)
        step(ENTRY_EVENTS, event);
    else
        enter_silently(event);
}

void end_sentence(void)
{
    if (!world.open)
        return;
    world.open = false;
    enter(&world.said);
}

void hear(const struct event *event)
{
    end_sentence();
    enter(event);
}

void today(const char *day)
{
    it_is(day_ns(day));
}

void it_is(int64_t time)
{
    end_sentence();
    world.now = time;
    if (world.live)
        step(ENTRY_TICK, NULL);
    else
        world.engine->now = world.now;
}

int64_t clock_now(void)
{
    return world.now;
}

void pass(int64_t ns)
{
    end_sentence();
    assert(world.live);
    world.now += ns;
    step(ENTRY_TICK, NULL);
}

bool rules_are(const struct rules *rules)
{
    static uint8_t bytes[LIMIT_EVENT_BYTES];
    struct refusal refusal;
    end_sentence();
    size_t size = rows_encode(&rules_rows, rules, bytes, sizeof bytes);
    assert(world.live && size > 0);
    struct entry entry = {.kind = ENTRY_RULES, .offset = world.offset, .received = world.now, .bytes = bytes,
                          .size = size};
    return engine_step(world.engine, &entry, world.outputs, &refusal) == STATUS_OK;
}

struct event *begin_sentence(enum event_type type, const char *source, const char *id)
{
    end_sentence();
    memset(&world.said, 0, sizeof world.said);
    world.said.type = (uint8_t)type;
    world.said.source = text_of(source);
    world.said.id = text_of(id);
    world.said.revision = world.offset + 1; /* the same words again are a newer revision */
    world.said.time = world.said.received = world.now;
    world.open = true;
    return &world.said;
}

struct event *sentence(void)
{
    assert(world.open);
    return &world.said;
}

static country country_of(const char *name)
{
    country code = country_from(name, strlen(name));
    assert(code != COUNTRY_NONE);
    return code;
}

/* ---- questions --------------------------------------------------------------- */

static uint32_t material_index(const char *material)
{
    uint32_t index = settings_material(&world.engine->settings, text_of(material));
    assert(index != NO_INDEX);
    return index;
}

static uint32_t region_index(const char *region)
{
    uint32_t index = settings_region(&world.engine->settings, text_of(region));
    assert(index != NO_INDEX);
    return index;
}

static struct view *view_of(const char *material, const struct scenario *scenario)
{
    static struct view view;
    end_sentence();
    struct tables tables = engine_tables(world.engine, material_index(material));
    view_make(&view, &world.engine->ledger, &tables, world.engine->now, scenario);
    return &view;
}

void standings_under(const struct scenario *scenario, const char *material, struct standing *standings)
{
    end_sentence();
    scenario_standings(world.engine, material_index(material), scenario, standings);
}

const struct standing *standing_of(const char *material, const char *region)
{
    end_sentence();
    if (world.live)
        return &world.engine->pair[material_index(material)][region_index(region)].standing;
    standings_under(&everything, material, world.standing);
    return &world.standing[region_index(region)];
}

const struct balance *balance_of(const char *material, const char *region)
{
    const struct view *view = view_of(material, &everything);
    balance_all(view, view->now, world.balance);
    return &world.balance[region_index(region)];
}

double composite_of(const char *material, const char *region)
{
    return (double)standing_of(material, region)->composite / POINT;
}

double value_of(enum indicator name, const char *material, const char *region)
{
    return standing_of(material, region)->quote[name].value;
}

double x_of(enum indicator name, const char *material, const char *region)
{
    return standing_of(material, region)->quote[name].x;
}

double share_of(const char *name, const char *material, const char *region)
{
    const struct vector *delivered = &balance_of(material, region)->delivered;
    return vector_tonnes(delivered, country_of(name)) / vector_foreign(delivered);
}

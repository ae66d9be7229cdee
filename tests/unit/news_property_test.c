/* Which way stories may move a composite, over random worlds: never against their
 * direction, and not at all where they speak of a region's own supply. */
#include "tests/support/composites.h"
#include "tests/support/news_words.h"
#include "tests/support/property.h"
#include "tests/support/supply_words.h"

#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define WORLDS 40u
#define WIRE "press/wire"

static void ignore(void *self, const union output *output) { (void)self, (void)output; }
static const struct outputs ignored = {ignore, NULL};

/* ---- the world, told -------------------------------------------------------------- */

static int64_t beginning(void)
{
    return day_ns(RANDOM_TODAY);
}

/* Stories of nothing, and some of risk, so that outlets have a habit. */
static void settle(struct dice *dice)
{
    static char names[300][12];
    static struct event event;
    for (unsigned i = 0; i < 300; i++) {
        snprintf(names[i], sizeof names[0], "n%u", i);
        story(&event, WIRE, names[i], i % 3 ? "wire" : "paper", beginning() + (int64_t)i * 2 * HOUR_NS);
        if (dice_chance(dice, .1))
            says(&event, "ALL", 1, .1, dice_unit(dice)), of_material(RANDOM_MATERIAL);
        it_is(event.time);
        hear(&event);
    }
}

static void tell_world(const struct random_world *world, struct dice *dice, bool settled)
{
    new_live_world(RANDOM_TODAY, NULL);
    for (uint32_t i = 0; i < world->tables; i++)
        hear(&world->table[i]);
    for (uint32_t i = 0; i < world->measures; i++)
        hear(&world->measure[i]);
    if (settled)
        settle(dice);
    it_is(beginning() + 30 * DAY_NS + 1);
}

/* A story of a supplier of some table, for all regions or one of them. */
static void a_story(const struct random_world *world, struct dice *dice, int direction, struct event *event)
{
    static char origin[4];
    uint32_t table = random_table(world, dice);
    country supplier = random_supplier(world, table, dice);
    country_name(supplier == COUNTRY_NONE ? COUNTRY('R', 'U') : supplier, origin);
    story(event, WIRE, "told", dice_chance(dice, .5) ? "wire" : "paper", beginning() + 30 * DAY_NS + 1);
    says(event, origin, direction, dice_unit(dice), dice_unit(dice)), of_material(RANDOM_MATERIAL);
    if (dice_chance(dice, .3))
        in_region(the_engine()->settings.region[region_of_table(world, table)].name.at);
}

/* What the pairs say once the story shows, in a fork of the world. NULL: now. */
static void composites_after(const struct event *event, struct composites *composites)
{
    static struct engine *fork;
    struct refusal refusal;
    if (fork == NULL)
        fork = engine_create();
    assert(fork != NULL);
    memcpy(fork, the_engine(), engine_size());
    if (event != NULL) {
        struct entry told = {ENTRY_EVENTS, fork->offset + 1, event->time, event, NULL, 0};
        struct entry shown = {ENTRY_TICK, fork->offset + 1, event->time + SECOND_NS, NULL, NULL, 0};
        enum status status = engine_step(fork, &told, &ignored, &refusal);
        assert(status == STATUS_OK);
        status = engine_step(fork, &shown, &ignored, &refusal);
        assert(status == STATUS_OK);
        (void)status;
    }
    uint32_t material = settings_material(&fork->settings, TEXT(RANDOM_MATERIAL));
    for (uint32_t r = 0; r < LIMIT_REGIONS; r++) {
        composites->known[r] = r < fork->settings.regions && fork->pair[material][r].standing.known;
        composites->points[r] = fork->pair[material][r].standing.composite;
    }
}

#define EVERYWHERE UINT32_MAX

/* ---- directions ---------------------------------------------------------------------- */

static bool none_against(const struct random_world *world, bool settled, FILE *complaint)
{
    static struct event event;
    struct dice dice = {world->seed};
    struct composites neutral, harder, easier;
    tell_world(world, &dice, settled);
    a_story(world, &dice, 0, &event);
    composites_after(settled ? &event : NULL, &neutral);
    event.news.signals[0].direction = 1;
    composites_after(&event, &harder);
    event.news.signals[0].direction = -1;
    composites_after(&event, &easier);
    return none_goes(-1, &neutral, &harder, EVERYWHERE, complaint) &&
           none_goes(1, &neutral, &easier, EVERYWHERE, complaint);
}

/* Against the same story without a direction: any story makes its outlet's share of
 * risk stories another. */
static bool none_goes_against_settled_news(const struct random_world *world, FILE *complaint)
{
    return none_against(world, true, complaint);
}

static void a_story_moves_no_composite_against_its_direction(void **state)
{
    (void)state;
    property_check(&(struct property){NULL, none_goes_against_settled_news}, WORLDS);
}

/* Against the time before: nothing of news was known. */
static bool none_goes_against_first_news(const struct random_world *world, FILE *complaint)
{
    return none_against(world, false, complaint);
}

static void the_first_story_moves_no_composite_against_its_direction(void **state)
{
    (void)state;
    property_check(&(struct property){NULL, none_goes_against_first_news}, WORLDS);
}

static bool a_loud_warning_raises_somewhere(const struct random_world *world, FILE *complaint)
{
    static struct event event;
    struct dice dice = {world->seed};
    struct composites before, after;
    bool any = false, known = false;
    tell_world(world, &dice, true);
    story(&event, "official/eu", "told", "wire", beginning() + 30 * DAY_NS + 1);
    says(&event, "ALL", 1, 1, 1), of_material(RANDOM_MATERIAL);
    composites_after(NULL, &before);
    composites_after(&event, &after);
    for (uint32_t r = 0; r < the_engine()->settings.regions; r++) {
        known |= before.known[r];
        any |= before.known[r] && after.points[r] > before.points[r] + POINT;
    }
    if (known && !any)
        fprintf(complaint, "a warning of all supply raises no region by a point\n");
    return any || !known;
}

static void a_warning_of_all_supply_is_felt(void **state)
{
    (void)state;
    property_check(&(struct property){NULL, a_loud_warning_raises_somewhere}, WORLDS);
}

/* ---- own supply -------------------------------------------------------------------------- */

static bool own_supply_moves_nothing(const struct random_world *world, FILE *complaint)
{
    static struct event event;
    struct dice dice = {world->seed};
    tell_world(world, &dice, dice_chance(&dice, .5));
    for (uint32_t i = 0; i < world->tables; i++) {
        struct composites neutral, told;
        if (world->table[i].baseline.table != TABLE_SUPPLY)
            continue;
        uint32_t region = region_of_table(world, i);
        const struct region *place = &the_engine()->settings.region[region];
        if (place->world)
            continue;
        story(&event, "official/eu", "told", "wire", beginning() + 30 * DAY_NS + 1);
        says(&event, place->name.at, 0, 1, 1), of_material(RANDOM_MATERIAL), in_region(place->name.at);
        composites_after(&event, &neutral);
        event.news.signals[0].direction = dice_chance(&dice, .5) ? 1 : -1;
        composites_after(&event, &told);
        if (told.points[region] == neutral.points[region])
            continue;
        fprintf(complaint, "%s moves by a story of its own supply\n", place->name.at);
        return false;
    }
    return true;
}

static void a_story_of_own_supply_moves_no_composite(void **state)
{
    (void)state;
    property_check(&(struct property){NULL, own_supply_moves_nothing}, WORLDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_story_moves_no_composite_against_its_direction),
        cmocka_unit_test(the_first_story_moves_no_composite_against_its_direction),
        cmocka_unit_test(a_warning_of_all_supply_is_felt),
        cmocka_unit_test(a_story_of_own_supply_moves_no_composite),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    end_world();
    return failed;
}

/* A world that is told through engine_step, as time passes: what moves nothing,
 * and that no timer is missing. */
#include "tests/support/property.h"
#include "tests/support/subjects.h"
#include "tests/support/supply_words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define WORLDS 30u /* each of them lives for four years */

/* On a grid of days, on which all dates of random worlds lie: then nothing moves
 * between two points of it. */
static void tell_live(const struct random_world *world)
{
    new_live_world(RANDOM_TODAY, NULL);
    the_engine()->settings.decay_every = DAY_NS;
    for (uint32_t i = 0; i < world->tables; i++)
        hear(&world->table[i]);
    for (uint32_t i = 0; i < world->measures; i++)
        hear(&world->measure[i]);
    hear(&world->subject);
}

static uint32_t material(void)
{
    return settings_material(&the_engine()->settings, TEXT(RANDOM_MATERIAL));
}

/* ---- what moves nothing --------------------------------------------------------------- */

static void count_output(void *self, const union output *output)
{
    (void)output;
    ++*(unsigned *)self;
}

static void a_price_crash_raises_nothing(void **state)
{
    (void)state;
    unsigned heard = 0;
    struct outputs outputs = {count_output, &heard};
    new_live_world("2025-02-24", &outputs);
    table("aluminum", "EU"), supplies("RU", 343750), supplies("NO", 1200000);
    double before = composite_of("aluminum", "EU");
    heard = 0;
    for (int day = 0; day < 20; day++) {
        struct event *event = begin_sentence(EVENT_PRICE, "exchange/lme", "close");
        event->price.series = TEXT("LME.AL.3M");
        event->price.value = 2600 - 100 * day;
        event->price.unit = PRICE_UNIT_USD_T;
    }
    assert_float_equal(composite_of("aluminum", "EU"), before, 0);
    assert_int_equal(heard, 0);
}

/* The last midnight before it is in the figures of the vintage; the first after it is not. */
static void what_begins_on_the_day_after_the_vintage_is_not_in_the_figures(void **state)
{
    static const struct { const char *begins; bool counts; } cases[] = {
        {"2024-12-31", false}, {"2025-01-01", true}, {"2025-01-02", true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        new_live_world("2025-02-24", NULL);
        table("aluminum", "EU"), supplies("RU", 343750), supplies("NO", 1200000), as_of("2024-12-31");
        double before = composite_of("aluminum", "EU");
        import_ban("EU", "RU"), starting(cases[i].begins);
        assert_int_equal(composite_of("aluminum", "EU") > before + 1, cases[i].counts);
    }
    end_world();
}

static void an_older_table_changes_nothing(void **state)
{
    (void)state;
    new_live_world("2025-02-24", NULL);
    table("aluminum", "EU"), supplies("RU", 343750), supplies("NO", 1200000), as_of("2024-12-31");
    double before = composite_of("aluminum", "EU");
    table("aluminum", "EU"), supplies("RU", 1), supplies("NO", 1), as_of("2023-12-31");
    assert_float_equal(composite_of("aluminum", "EU"), before, 0);
}

static bool resent_words_change_nothing(const struct random_world *world, FILE *complaint)
{
    static struct pair before[LIMIT_REGIONS];
    tell_live(world);
    memcpy(before, the_engine()->pair[material()], sizeof before);
    for (uint32_t i = 0; i < world->tables; i++)
        hear(&world->table[i]);
    for (uint32_t i = 0; i < world->measures; i++)
        hear(&world->measure[i]);
    for (uint32_t r = 0; r < the_engine()->settings.regions; r++)
        if (before[r].standing.composite != the_engine()->pair[material()][r].standing.composite) {
            fprintf(complaint, "%s moved\n", the_engine()->settings.region[r].name.at);
            return false;
        }
    return true;
}

static void what_is_told_again_changes_nothing(void **state)
{
    (void)state;
    property_check(&(struct property){any_restriction, resent_words_change_nothing}, WORLDS);
}

/* ---- timers --------------------------------------------------------------------------------- */

/* What the engine holds, against what it would compute now. */
static bool is_up_to_date(const char *day, FILE *complaint)
{
    static struct standing fresh[LIMIT_REGIONS];
    standings_under(&everything, RANDOM_MATERIAL, fresh);
    for (uint32_t r = 0; r < the_engine()->settings.regions; r++) {
        int64_t held = the_engine()->pair[material()][r].standing.composite;
        if (held == fresh[r].composite)
            continue;
        fprintf(complaint, "%s on %s: holds %.6f, should be %.6f\n", the_engine()->settings.region[r].name.at, day,
                (double)held / POINT, (double)fresh[r].composite / POINT);
        return false;
    }
    return true;
}

/* Days chosen without regard to any date of any measure. */
static bool no_timer_is_missing(const struct random_world *world, FILE *complaint)
{
    tell_live(world);
    for (int64_t ahead = 1; ahead < 1500; ahead += 37) {
        char day[32];
        struct line line = line_on(day, sizeof day);
        line_day(&line, day_ns(RANDOM_TODAY) / DAY_NS + ahead);
        today(day);
        if (!is_up_to_date(day, complaint))
            return false;
    }
    return true;
}

static void whatever_the_calendar_changes_a_timer_fires(void **state)
{
    (void)state;
    property_check(&(struct property){any_restriction, no_timer_is_missing}, WORLDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_price_crash_raises_nothing),
        cmocka_unit_test(what_begins_on_the_day_after_the_vintage_is_not_in_the_figures),
        cmocka_unit_test(an_older_table_changes_nothing),
        cmocka_unit_test(what_is_told_again_changes_nothing),
        cmocka_unit_test(whatever_the_calendar_changes_a_timer_fires),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    end_world();
    return failed;
}

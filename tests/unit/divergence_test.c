/* divergence: a gap that no price answers, and a price that nothing explains. */
#include "tests/support/alerts_heard.h"
#include "tests/support/price_words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LME "LME.AL.3M"

/* The EU's aluminum, half of it from Russia; prices of forty trading days. */
static int begin(void **state)
{
    (void)state;
    new_live_world("2025-01-06", alerts_heard());
    table("aluminum", "EU");
    supplies("DE", 500000);
    supplies("RU", 1000000), spare(0);
    supplies("NO", 500000), spare(0);
    table("aluminum", "WORLD");
    supplies("RU", 4000000), supplies("NO", 1400000);
    closes(LME, 40, 2500);
    return 0;
}

static unsigned fired(const char *region)
{
    end_sentence();
    return alerts_in(ALERT_KIND_DIVERGENCE, region, ALERT_FIRING);
}

/* Closes that move by less than a spread, and go on where the last one was. */
static void calm_closes(unsigned count)
{
    double last = series_of(LME)->close.value;
    for (unsigned i = 1; i <= count; i++)
        close_at(LME, last * (1 + .001 * (i % 2)));
}

/* ---- a gap that no price answers -------------------------------------------------------- */

static void a_gap_that_prices_do_not_answer_for_two_days_is_told(void **state)
{
    (void)state;
    calm_closes(1);
    import_ban("EU", "RU");
    end_sentence();
    assert_true(x_of(INDICATOR_GAP, "aluminum", "EU") >= .5);
    int64_t banned = the_engine()->now;
    calm_closes(1);
    assert_int_equal(fired("EU"), 0);
    calm_closes(3);
    assert_int_equal(fired("EU"), 1);
    const struct heard *one = needed_alert(ALERT_KIND_DIVERGENCE, "EU");
    assert_int_equal(one->time, banned + 2 * DAY_NS);
    assert_non_null(strstr(one->reason, "prices are calm"));
}

static void a_price_that_answers_ends_it(void **state)
{
    (void)state;
    calm_closes(1);
    import_ban("EU", "RU");
    calm_closes(4);
    assert_int_equal(fired("EU"), 1);
    close_at(LME, series_of(LME)->close.value * 1.05);
    later(HOUR_NS);
    assert_int_equal(needed_alert(ALERT_KIND_DIVERGENCE, "EU")->state, ALERT_RESOLVED);
}

static void without_a_price_that_is_well_nothing_is_said(void **state)
{
    (void)state;
    calm_closes(1);
    later(60 * DAY_NS); /* stale long since */
    import_ban("EU", "RU");
    later(10 * DAY_NS);
    assert_int_equal(fired("EU"), 0);
}

static void a_small_gap_needs_no_answer(void **state)
{
    (void)state;
    calm_closes(1);
    import_ban("EU", "RU"), valued(.02, MEASURE_SHARE);
    calm_closes(5);
    assert_int_equal(fired("EU"), 0);
}

/* ---- a price that nothing explains -------------------------------------------------------- */

static void a_jump_that_nothing_explains_is_told_after_six_hours(void **state)
{
    (void)state;
    close_at(LME, 2900);
    int64_t jumped = the_engine()->now;
    later(5 * HOUR_NS);
    assert_int_equal(fired("WORLD"), 0);
    later(2 * HOUR_NS);
    assert_int_equal(fired("WORLD"), 1);
    const struct heard *one = needed_alert(ALERT_KIND_DIVERGENCE, "WORLD");
    assert_true(one->time >= jumped + 6 * HOUR_NS && one->time <= jumped + 6 * HOUR_NS + SECOND_NS);
    assert_non_null(strstr(one->reason, "nothing was heard"));
    assert_int_equal(fired("EU"), 0);
}

static void a_measure_just_before_it_explains_a_jump(void **state)
{
    (void)state;
    no_close(LME);
    import_ban("EU", "RU"), valued(.02, MEASURE_SHARE);
    later(5 * HOUR_NS);
    price(LME, 2900);
    later(10 * HOUR_NS);
    assert_int_equal(fired("WORLD"), 0);
}

static void a_measure_soon_after_it_explains_a_jump(void **state)
{
    (void)state;
    close_at(LME, 2900);
    later(3 * HOUR_NS);
    import_ban("EU", "RU"), valued(.02, MEASURE_SHARE);
    later(10 * HOUR_NS);
    assert_int_equal(fired("WORLD"), 0);
}

static void the_next_calm_close_ends_what_was_untold(void **state)
{
    (void)state;
    close_at(LME, 2900);
    later(8 * HOUR_NS);
    assert_int_equal(fired("WORLD"), 1);
    close_at(LME, 2901);
    later(HOUR_NS);
    assert_int_equal(needed_alert(ALERT_KIND_DIVERGENCE, "WORLD")->state, ALERT_RESOLVED);
}

int main(void)
{
#define CLAIM(claim) cmocka_unit_test_setup_teardown(claim, begin, leave_world)
    const struct CMUnitTest tests[] = {
        CLAIM(a_gap_that_prices_do_not_answer_for_two_days_is_told),
        CLAIM(a_price_that_answers_ends_it),
        CLAIM(without_a_price_that_is_well_nothing_is_said),
        CLAIM(a_small_gap_needs_no_answer),
        CLAIM(a_jump_that_nothing_explains_is_told_after_six_hours),
        CLAIM(a_measure_just_before_it_explains_a_jump),
        CLAIM(a_measure_soon_after_it_explains_a_jump),
        CLAIM(the_next_calm_close_ends_what_was_untold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

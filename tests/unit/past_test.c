/* How far a composite moved within a window, from constant memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "engine/past.h"
#include "tests/support/dice.h"

#define NOON (20000 * DAY_NS + 12 * HOUR_NS)

static struct past past;

static int set_up(void **state)
{
    (void)state;
    past = (struct past){0};
    return 0;
}

static void where_it_first_stands_is_no_change(void **state)
{
    (void)state;
    past_move(&past, NOON, 70);
    assert_int_equal(past_low(&past, NOON, DAY_NS).value, 70);
    assert_int_equal(past_low(&past, NOON, DAY_NS).until, ALWAYS);
}

static void what_stood_is_in_the_window_to_the_nanosecond(void **state)
{
    static const int64_t windows[] = {10 * MINUTE_NS, HOUR_NS, 7 * HOUR_NS, DAY_NS};
    (void)state;
    for (unsigned i = 0; i < sizeof windows / sizeof windows[0]; i++) {
        past = (struct past){0};
        past_move(&past, NOON, 20);
        past_move(&past, NOON + HOUR_NS, 29);
        assert_int_equal(past_low(&past, NOON + HOUR_NS + windows[i] - 1, windows[i]).value, 20);
        assert_int_equal(past_low(&past, NOON + HOUR_NS + windows[i] - 1, windows[i]).until, NOON + HOUR_NS);
        assert_int_equal(past_low(&past, NOON + HOUR_NS + windows[i], windows[i]).value, 29);
    }
}

static void a_visit_within_one_stretch_is_seen(void **state)
{
    (void)state;
    past_move(&past, NOON, 20);
    past_move(&past, NOON + SECOND_NS, 80);
    past_move(&past, NOON + 2 * SECOND_NS, 20);
    assert_int_equal(past_high(&past, NOON + HOUR_NS, 2 * HOUR_NS).value, 80);
    assert_int_equal(past_high(&past, NOON + MINUTE_NS, 5 * MINUTE_NS).value, 80);
    assert_int_equal(past_high(&past, NOON + MINUTE_NS, 10 * SECOND_NS).value, 20);
}

static void new_figures_move_the_past_along(void **state)
{
    (void)state;
    past_move(&past, NOON, 20);
    past_move(&past, NOON + HOUR_NS, 25);
    past_rebase(&past, NOON + 2 * HOUR_NS, 45);
    assert_int_equal(past_low(&past, NOON + 2 * HOUR_NS, DAY_NS).value, 40);
    assert_int_equal(past_high(&past, NOON + 2 * HOUR_NS, DAY_NS).value, 45);
}

static void a_past_that_was_lost_begins_anew_and_says_so(void **state)
{
    (void)state;
    past_move(&past, NOON, 20);
    assert_int_equal(past.begun, INT64_MIN);
    past_lose(&past);
    past_move(&past, NOON + HOUR_NS, 60);
    assert_int_equal(past.begun, NOON + HOUR_NS);
    assert_int_equal(past_low(&past, NOON + HOUR_NS, DAY_NS).value, 60);
}

static void times_before_1970_are_times(void **state)
{
    (void)state;
    past_move(&past, -3 * HOUR_NS - 1, 20);
    past_move(&past, -1, 30);
    assert_int_equal(past_low(&past, HOUR_NS, 2 * HOUR_NS).value, 20);
}

/* ---- against every value that ever stood ---------------------------------------------- */

static struct stood stood[2048];

/* The lowest, and the highest, of the first `count` within the window. */
static int64_t truth(uint32_t count, int64_t standing, int64_t now, int64_t window, bool high)
{
    int64_t best = standing;
    for (uint32_t i = 0; i < count; i++)
        if (stood[i].until > now - window && (high ? stood[i].value > best : stood[i].value < best))
            best = stood[i].value;
    return best;
}

static void check_window(uint32_t count, int64_t standing, int64_t now, int64_t window)
{
    int64_t stretch = window <= HOUR_NS ? PAST_FINE_NS : PAST_COARSE_NS;
    int64_t inner = window > stretch ? window - stretch : 0;
    int64_t low = past_low(&past, now, window).value, high = past_high(&past, now, window).value;
    assert_true(low >= truth(count, standing, now, window, false));
    assert_true(high <= truth(count, standing, now, window, true));
    assert_true(low <= truth(count, standing, now, inner, false));
    assert_true(high >= truth(count, standing, now, inner, true));
}

static void what_is_told_did_happen_and_only_the_far_end_is_missed(void **state)
{
    (void)state;
    struct dice dice = {7};
    for (int walk = 0; walk < 100; walk++) {
        int64_t now = NOON + (int64_t)dice_below(&dice, 1000000) * 1000003, value = 50;
        int64_t pace = walk % 2 == 0 ? MINUTE_NS : 40 * MINUTE_NS;
        past = (struct past){0};
        past_move(&past, now, value);
        for (uint32_t i = 0; i < 1000; i++) {
            now += 1 + (int64_t)dice_below(&dice, 1000) * (pace / 500);
            int64_t next = value + (int64_t)dice_below(&dice, 21) - 10;
            stood[i] = (struct stood){value, now};
            value = next;
            past_move(&past, now, value);
            check_window(i + 1, value, now, HOUR_NS);
            check_window(i + 1, value, now, DAY_NS);
            check_window(i + 1, value, now, 20 * MINUTE_NS);
        }
    }
}

#define CLAIM(test) cmocka_unit_test_setup(test, set_up)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM(where_it_first_stands_is_no_change),
        CLAIM(what_stood_is_in_the_window_to_the_nanosecond),
        CLAIM(a_visit_within_one_stretch_is_seen),
        CLAIM(new_figures_move_the_past_along),
        CLAIM(a_past_that_was_lost_begins_anew_and_says_so),
        CLAIM(times_before_1970_are_times),
        CLAIM(what_is_told_did_happen_and_only_the_far_end_is_missed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* When a recorded event is due. */
#include "producers/pace.h"

#include "schemas/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void at_the_highest_speed_everything_is_due(void **state)
{
    struct pace pace;
    (void)state;
    pace_init(&pace, PACE_MAX);
    assert_int_equal(pace_wait(&pace, 0, 0), 0);
    assert_int_equal(pace_wait(&pace, 4000 * DAY_NS, 1), 0);
}

static void distances_are_divided_by_the_speed(void **state)
{
    struct pace pace;
    (void)state;
    pace_init(&pace, 60);
    assert_int_equal(pace_wait(&pace, HOUR_NS, 5), 0);
    int64_t wait = pace_wait(&pace, 2 * HOUR_NS, 5);
    assert_in_range(wait, MINUTE_NS, MINUTE_NS + 1000);
    assert_int_equal(pace_wait(&pace, 2 * HOUR_NS, 5 + MINUTE_NS), 0);
}

static void a_late_replay_does_not_wait_and_keeps_the_schedule(void **state)
{
    struct pace pace;
    (void)state;
    pace_init(&pace, 1);
    assert_int_equal(pace_wait(&pace, 0, 0), 0);
    assert_int_equal(pace_wait(&pace, 2 * SECOND_NS, 3 * SECOND_NS), 0);
    assert_in_range(pace_wait(&pace, 4 * SECOND_NS, 3 * SECOND_NS), SECOND_NS, SECOND_NS + 1000);
}

static void a_wait_of_years_is_bounded(void **state)
{
    struct pace pace;
    (void)state;
    pace_init(&pace, 1e-9);
    assert_int_equal(pace_wait(&pace, INT64_MIN / 2, 0), 0);
    assert_in_range(pace_wait(&pace, INT64_MAX / 2, 0), 1, HOUR_NS);
}

static void a_speed_is_max_or_a_number_above_zero(void **state)
{
    static const struct { const char *what, *text; bool valid; double speed; } cases[] = {
        {"the highest", "max", true, PACE_MAX}, {"as it was", "1", true, 1},       {"a fraction", "0.5", true, 0.5},
        {"zero", "0", false, 0},                {"negative", "-1", false, 0},      {"a unit", "60x", false, 0},
        {"nothing", "", false, 0},              {"infinite", "1e400", false, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double speed = -1;
        bool valid = pace_parse(cases[i].text, &speed);
        if (valid != cases[i].valid || (valid && speed != cases[i].speed))
            fail_msg("%s: '%s' is %s, %f", cases[i].what, cases[i].text, valid ? "taken" : "refused", speed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(at_the_highest_speed_everything_is_due),
        cmocka_unit_test(distances_are_divided_by_the_speed),
        cmocka_unit_test(a_late_replay_does_not_wait_and_keeps_the_schedule),
        cmocka_unit_test(a_wait_of_years_is_bounded),
        cmocka_unit_test(a_speed_is_max_or_a_number_above_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

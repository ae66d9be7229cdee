/* Waiting longer each time, within bounds, by chance that can be had again. */
#include "runtime/backoff.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

#define FIRST 2000u

static void each_wait_lies_between_its_doubling_and_half_as_long_again(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct backoff backoff;
        backoff_init(&backoff, FIRST, seed);
        for (unsigned tries = 0; tries < 10; tries++) {
            uint64_t least = (uint64_t)FIRST << (tries < BACKOFF_DOUBLINGS ? tries : BACKOFF_DOUBLINGS);
            assert_in_range(backoff.wait_ms, least, least + least / 2);
            backoff_tried(&backoff);
        }
    }
}

static void the_same_seed_waits_the_same(void **state)
{
    struct backoff one, other;
    (void)state;
    backoff_init(&one, FIRST, 7);
    backoff_init(&other, FIRST, 7);
    for (int i = 0; i < 10; i++) {
        assert_int_equal(one.wait_ms, other.wait_ms);
        backoff_tried(&one);
        backoff_tried(&other);
    }
}

static void another_seed_waits_otherwise(void **state)
{
    unsigned same = 0;
    (void)state;
    for (uint64_t seed = 0; seed < 100; seed++) {
        struct backoff one, other;
        backoff_init(&one, FIRST, seed);
        backoff_init(&other, FIRST, seed + 1);
        same += one.wait_ms == other.wait_ms;
    }
    assert_true(same < 5);
}

static void what_worked_begins_anew(void **state)
{
    struct backoff backoff;
    (void)state;
    backoff_init(&backoff, FIRST, 1);
    for (int i = 0; i < 8; i++)
        backoff_tried(&backoff);
    backoff_worked(&backoff);
    assert_in_range(backoff.wait_ms, FIRST, FIRST + FIRST / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_wait_lies_between_its_doubling_and_half_as_long_again),
        cmocka_unit_test(the_same_seed_waits_the_same),
        cmocka_unit_test(another_seed_waits_otherwise),
        cmocka_unit_test(what_worked_begins_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

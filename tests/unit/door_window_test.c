/* The duplicate window at its bounds, and the ranges of numbers, without events. */
#include "runtime/door.h"
#include "runtime/door_ranges.h"
#include "runtime/door_window.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- the window ------------------------------------------------------------ */

static struct window *window;

static int begin(void **state)
{
    (void)state;
    window = malloc(sizeof *window);
    return window != NULL && window_init(window) == STATUS_OK ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    window_close(window);
    free(window);
    return 0;
}

/* Triples that crowd into few homes of the table, so that removing one has to
 * move others. */
static struct triple triple(uint64_t number)
{
    return (struct triple){.low = number % 97, .high = number};
}

static struct triple spread(uint64_t number)
{
    return (struct triple){.low = number * UINT64_C(0x9e3779b97f4a7c15) >> 20, .high = number};
}

static void add(uint32_t source, struct triple added)
{
    assert_int_equal(window_add(window, source, added, added.high + 1, added.high), STATUS_OK);
}

static enum window_found find(struct triple sought)
{
    return window_find(window, sought, sought.high + 1);
}

static void the_same_bytes_are_told_from_others(void **state)
{
    (void)state;
    assert_int_equal(find(triple(5)), WINDOW_ABSENT);
    add(0, triple(5));
    assert_int_equal(find(triple(5)), WINDOW_SAME);
    assert_int_equal(window_find(window, triple(5), 0), WINDOW_OTHER);
    assert_int_equal(find(triple(5 + 97)), WINDOW_ABSENT);
}

static void a_source_is_remembered_for_so_many_events(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < LIMIT_WINDOW_SOURCE; i++)
        add(3, spread(i));
    assert_int_equal(find(spread(0)), WINDOW_SAME);
    assert_int_equal(window_forgotten_seq(window, 3), 0);
    for (uint64_t i = 0; i < 10; i++)
        add(3, spread(LIMIT_WINDOW_SOURCE + i));
    assert_int_equal(find(spread(9)), WINDOW_ABSENT);
    assert_int_equal(find(spread(10)), WINDOW_SAME);
    assert_int_equal(window_forgotten_seq(window, 3), 9);
    assert_int_equal(window->count, LIMIT_WINDOW_SOURCE);
}

static void all_together_are_bounded_and_the_oldest_goes_first(void **state)
{
    (void)state;
    add(1000, spread(0));
    uint64_t number = 1;
    for (uint32_t source = 0; source < 16; source++) {
        for (uint32_t i = 0; i < LIMIT_WINDOW_SOURCE && window->count < LIMIT_WINDOW; i++)
            add(source, spread(number++));
    }
    assert_int_equal(window->count, LIMIT_WINDOW);
    assert_int_equal(find(spread(0)), WINDOW_SAME);
    add(1001, spread(number));
    assert_int_equal(find(spread(0)), WINDOW_ABSENT);
    assert_int_equal(find(spread(1)), WINDOW_SAME);
    add(1002, spread(number + 1));
    assert_int_equal(find(spread(1)), WINDOW_ABSENT);
    assert_int_equal(find(spread(2)), WINDOW_SAME);
    assert_int_equal(window->count, LIMIT_WINDOW);
}

/* Every admission, taking back and forgetting, against a plain list. */
static void it_agrees_with_a_plain_list(void **state)
{
    (void)state;
    enum { SOURCES = 3, NUMBERS = 6000 };
    static bool present[NUMBERS];
    static uint32_t newest[SOURCES][NUMBERS], counts[SOURCES];
    memset(present, 0, sizeof present);
    memset(counts, 0, sizeof counts);
    uint64_t chance = 1;
    for (uint32_t number = 0; number < NUMBERS; number++) {
        chance = chance * 6364136223846793005u + 1442695040888963407u;
        uint32_t source = (uint32_t)(chance >> 33) % SOURCES;
        if ((chance >> 40) % 4 == 0 && counts[source] > 0) {
            window_take_back(window, source);
            present[newest[source][--counts[source]]] = false;
        }
        add(source, triple(number));
        present[number] = true;
        newest[source][counts[source]++] = number;
    }
    for (uint32_t number = 0; number < NUMBERS; number++)
        assert_int_equal(find(triple(number)), present[number] ? WINDOW_SAME : WINDOW_ABSENT);
}

static void a_ring_that_lost_its_oldest_grows(void **state)
{
    (void)state;
    uint64_t number = 0;
    for (uint32_t i = 0; i < 10; i++)
        add(500, spread(number++));
    for (uint32_t source = 0; window->count < LIMIT_WINDOW; source++) {
        for (uint32_t i = 0; i < LIMIT_WINDOW_SOURCE && window->count < LIMIT_WINDOW; i++)
            add(source, spread(number++));
    }
    uint64_t again = number;
    for (uint32_t i = 0; i < 100; i++)
        add(500, spread(number++));
    for (uint64_t old = 0; old < 100; old++)
        assert_int_equal(find(spread(old)), WINDOW_ABSENT);
    for (uint64_t late = again; late < number; late++)
        assert_int_equal(find(spread(late)), WINDOW_SAME);
    assert_int_equal(window->rings[500].count, 100);
}

/* ---- ranges ---------------------------------------------------------------- */

static struct ranges ranges;

static int clear(void **state)
{
    (void)state;
    ranges_close(&ranges);
    return 0;
}

static void came(uint64_t number)
{
    assert_int_equal(ranges_add(&ranges, number), STATUS_OK);
}

static void what_came_in_any_order_is_one_range(void **state)
{
    (void)state;
    static const uint64_t order[] = {5, 7, 6, 3, 1, 2, 4, 10, 8, 9};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        assert_false(ranges_has(&ranges, order[i]));
        came(order[i]);
        assert_true(ranges_has(&ranges, order[i]));
    }
    assert_int_equal(ranges.count, 1);
    assert_int_equal(ranges_missing(&ranges), 0);
    assert_int_equal(ranges_highest(&ranges), 10);
    assert_false(ranges_has(&ranges, 0));
    assert_false(ranges_has(&ranges, 11));
}

static void gaps_are_counted_until_they_are_filled(void **state)
{
    (void)state;
    came(10);
    came(20);
    came(15);
    assert_int_equal(ranges_missing(&ranges), 8);
    for (uint64_t number = 11; number < 15; number++)
        came(number);
    assert_int_equal(ranges_missing(&ranges), 4);
}

static void adding_and_removing_is_the_identity(void **state)
{
    (void)state;
    for (uint64_t number = 0; number < 100; number += 3)
        came(number);
    for (uint64_t number = 0; number < 110; number++) {
        if (ranges_has(&ranges, number))
            continue;
        struct range before[DOOR_RANGES];
        uint32_t count = ranges.count;
        memcpy(before, ranges.items, count * sizeof *before);
        came(number);
        ranges_remove(&ranges, number);
        assert_int_equal(ranges.count, count);
        assert_memory_equal(before, ranges.items, count * sizeof *before);
    }
}

static void the_lowest_gap_is_given_up_when_there_are_too_many(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < DOOR_RANGES; i++)
        came(10 * i + 10);
    assert_int_equal(ranges.floor, 0);
    came(10 * DOOR_RANGES + 10);
    assert_int_equal(ranges.count, DOOR_RANGES);
    assert_int_equal(ranges.floor, 20);
    assert_int_equal(ranges_missing(&ranges), 9 * DOOR_RANGES);
    assert_true(ranges_has(&ranges, 20));
    assert_false(ranges_has(&ranges, 21));
}

static void the_ends_of_all_numbers_are_numbers(void **state)
{
    (void)state;
    came(UINT64_MAX);
    came(0);
    came(UINT64_MAX - 1);
    came(1);
    assert_true(ranges_has(&ranges, UINT64_MAX));
    assert_true(ranges_has(&ranges, 0));
    assert_int_equal(ranges.count, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_same_bytes_are_told_from_others, begin, end),
        cmocka_unit_test_setup_teardown(a_source_is_remembered_for_so_many_events, begin, end),
        cmocka_unit_test_setup_teardown(all_together_are_bounded_and_the_oldest_goes_first, begin, end),
        cmocka_unit_test_setup_teardown(it_agrees_with_a_plain_list, begin, end),
        cmocka_unit_test_setup_teardown(a_ring_that_lost_its_oldest_grows, begin, end),
        cmocka_unit_test_teardown(what_came_in_any_order_is_one_range, clear),
        cmocka_unit_test_teardown(gaps_are_counted_until_they_are_filled, clear),
        cmocka_unit_test_teardown(adding_and_removing_is_the_identity, clear),
        cmocka_unit_test_teardown(the_lowest_gap_is_given_up_when_there_are_too_many, clear),
        cmocka_unit_test_teardown(the_ends_of_all_numbers_are_numbers, clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The prices of a day, put in the order of time. */
#include "producers/price_day.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct price_day day;

static void add(int64_t of, int64_t time, uint64_t line)
{
    price_day_add(&day, &(struct price){.day = of, .time = time, .line = line});
}

static void comes(uint64_t line)
{
    assert_true(price_day_ready(&day));
    assert_int_equal(price_day_take(&day)->line, line);
}

static void a_day_goes_out_by_time(void **state)
{
    (void)state;
    price_day_init(&day);
    assert_true(price_day_open(&day));
    add(1, 17, 1);
    add(1, 7, 2);
    add(1, 17, 3);
    add(1, 9, 4);
    assert_true(price_day_open(&day));
    price_day_close(&day);
    comes(2);
    comes(4);
    comes(1);
    comes(3); /* as late as line 1, and after it */
    assert_false(price_day_ready(&day));
}

static void what_belongs_to_the_next_day_waits(void **state)
{
    (void)state;
    price_day_init(&day);
    add(1, 17, 1);
    add(2, 31, 2);
    assert_false(price_day_open(&day));
    price_day_close(&day);
    comes(1);
    assert_false(price_day_ready(&day));
    assert_true(price_day_open(&day));
    add(2, 25, 3);
    price_day_close(&day);
    comes(3);
    comes(2);
    assert_true(price_day_open(&day));
    price_day_close(&day);
    assert_false(price_day_ready(&day));
}

static void a_day_of_too_many_goes_out_in_parts(void **state)
{
    uint64_t count = 0;
    (void)state;
    price_day_init(&day);
    while (price_day_open(&day)) {
        for (uint32_t i = 0; i < CSV_CELLS; i++) /* a row as wide as can be */
            add(1, -(int64_t)count, count + i);
        count += CSV_CELLS;
    }
    assert_true(count >= PRICE_DAY_MOST);
    price_day_close(&day);
    for (uint64_t i = 0; i < count; i++)
        (void)price_day_take(&day);
    assert_false(price_day_ready(&day));
    assert_true(price_day_open(&day));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_day_goes_out_by_time),
        cmocka_unit_test(what_belongs_to_the_next_day_waits),
        cmocka_unit_test(a_day_of_too_many_goes_out_in_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

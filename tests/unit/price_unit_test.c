/* Units of prices: what converts, and what is another unit in disguise. */
#include "engine/unit.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void units_of_one_quantity_convert(void **state)
{
    (void)state;
    assert_true(unit_factor(PRICE_UNIT_KILOTONNE, PRICE_UNIT_TONNE) == 1000);
    assert_true(unit_factor(PRICE_UNIT_USD_KG, PRICE_UNIT_USD_T) == 1000);
    assert_true(unit_factor(PRICE_UNIT_CNY_T, PRICE_UNIT_CNY_KG) == .001);
    assert_true(unit_factor(PRICE_UNIT_EUR_T, PRICE_UNIT_EUR_T) == 1);
    /* 62.5 cents a pound were 1,377.9 dollars a ton (June 2025) */
    assert_true(fabs(62.5 * unit_factor(PRICE_UNIT_USC_LB, PRICE_UNIT_USD_T) - 1377.889) < .001);
}

static void there_and_back_is_one(void **state)
{
    (void)state;
    for (enum price_unit from = 0; from < PRICE_UNITS; from++)
        for (enum price_unit to = 0; to < PRICE_UNITS; to++) {
            double there = unit_factor(from, to), back = unit_factor(to, from);
            assert_true((there > 0) == (back > 0));
            assert_true(there <= 0 || fabs(there * back - 1) < 1e-15);
        }
}

static void another_currency_does_not_convert(void **state)
{
    (void)state;
    assert_true(unit_factor(PRICE_UNIT_CNY_T, PRICE_UNIT_USD_T) == 0);
    assert_true(unit_factor(PRICE_UNIT_USD_KG, PRICE_UNIT_KILOTONNE) == 0);
    assert_true(unit_factor(PRICE_UNIT_INDEX, PRICE_UNIT_PRICE_SHARE) == 0);
}

static void known_factors_are_seen_in_both_directions(void **state)
{
    static const struct { const char *what; enum price_unit unit; double before, after, factor; } rows[] = {
        {"kilograms for tons",          PRICE_UNIT_CNY_T, 632000, 632, .001},
        {"tons for kilograms",          PRICE_UNIT_USD_KG, 88, 90850, 1000},
        {"cents a pound for dollars",   PRICE_UNIT_USD_T, 1370, 62.5, .45359237 / 10},
        {"dollars for cents a pound",   PRICE_UNIT_USC_LB, 62.5, 1377.9, 10 / .45359237},
        {"with value-added tax",        PRICE_UNIT_CNY_T, 559292, 632000, 1.13},
        {"without value-added tax",     PRICE_UNIT_CNY_T, 632000, 559292, 1 / 1.13},
        {"thirteen per cent elsewhere", PRICE_UNIT_USD_T, 2000, 2260, 0},
        {"a crash of 9.42 %",           PRICE_UNIT_USD_T, 2489, 2254.5, 0},
        {"ten per cent in China",       PRICE_UNIT_CNY_T, 20000, 22000, 0},
        {"threefold, as dysprosium",    PRICE_UNIT_USD_KG, 280, 850, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (unit_mistaken(rows[i].unit, rows[i].before, rows[i].after) != rows[i].factor)
            fail_msg("%s: %g", rows[i].what, unit_mistaken(rows[i].unit, rows[i].before, rows[i].after));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_of_one_quantity_convert),
        cmocka_unit_test(there_and_back_is_one),
        cmocka_unit_test(another_currency_does_not_convert),
        cmocka_unit_test(known_factors_are_seen_in_both_directions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Grid points: strictly after what they show, each shown once. */
#include "engine/grid.h"
#include "engine/measure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define EU 1u
#define ALUMINUM 0u

static const struct settings settings = {.materials = 2, .regions = 8, .emit_every = SECOND_NS,
                                         .decay_every = HOUR_NS};
static struct grid grid;

static int an_empty_grid(void **state)
{
    (void)state;
    memset(&grid, 0, sizeof grid);
    grid.due = grid.decay_due = ALWAYS;
    return 0;
}

static void a_grid_point_lies_strictly_after(void **state)
{
    static const struct { int64_t t, after; } cases[] = {
        {0, 1000}, {1, 1000}, {999, 1000}, {1000, 2000}, {-1, 0}, {-1000, 0}, {-1001, -1000},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(grid_after(cases[i].t, 1000), cases[i].after);
}

static void the_first_touch_sets_the_grid_point(void **state)
{
    (void)state;
    grid_touch(&grid, &settings, ALUMINUM, 1u << EU, 7 * SECOND_NS);
    assert_int_equal(grid.due, 8 * SECOND_NS);
    grid_touch(&grid, &settings, ALUMINUM, 1u, 7 * SECOND_NS + 5);
    assert_int_equal(grid.due, 8 * SECOND_NS);
    assert_int_equal(grid_take(&grid, ALUMINUM, 8 * SECOND_NS), 3);
    assert_int_equal(grid_take(&grid, ALUMINUM, 8 * SECOND_NS), 0);
}

static void what_decays_is_read_again_by_the_hour(void **state)
{
    (void)state;
    grid_move(&grid, ALUMINUM, EU, true);
    grid_schedule(&grid, &settings, 5 * HOUR_NS);
    assert_int_equal(grid.decay_due, 6 * HOUR_NS);
    assert_int_equal(grid_take(&grid, ALUMINUM, 6 * HOUR_NS - 1), 0);
    assert_int_equal(grid_take(&grid, ALUMINUM, 6 * HOUR_NS), 1u << EU);
    grid_move(&grid, ALUMINUM, EU, false);
    grid_schedule(&grid, &settings, 6 * HOUR_NS);
    assert_int_equal(grid.decay_due, ALWAYS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_grid_point_lies_strictly_after),
        cmocka_unit_test_setup(the_first_touch_sets_the_grid_point, an_empty_grid),
        cmocka_unit_test_setup(what_decays_is_read_again_by_the_hour, an_empty_grid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

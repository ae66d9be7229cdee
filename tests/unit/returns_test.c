/* Statistics of returns, against the definitions carried out over all of them. */
#include "engine/returns.h"
#include "tests/support/dice.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define MOST 3000

static struct returns returns;
static double all[MOST];
static unsigned count;

static int begin(void **state)
{
    (void)state;
    memset(&returns, 0, sizeof returns);
    count = 0;
    return 0;
}

static void add(double r)
{
    all[count++] = r;
    returns_add(&returns, r);
}

/* Heavy tails, a drift now and then, unchanged days. */
static double thrown(struct dice *dice, double scale)
{
    double sum = -6;
    for (int i = 0; i < 12; i++)
        sum += dice_unit(dice);
    if (dice_chance(dice, .1))
        return 0;
    return scale * sum * (dice_chance(dice, .03) ? 5 : 1);
}

static double square(double r, int of)
{
    return of == 0 || (of > 0 && r > 0) ? r * r : 0;
}

/* SUM (1 - L) L^(n-1-i) r_i^2 / SUM (1 - L) L^(n-1-i), of the first n; of: 0 all, 1 rises. */
static double spread_by_definition(double keep, unsigned n, int of)
{
    double squares = 0, weights = 0;
    for (unsigned i = 0; i < n; i++) {
        double weight = pow(keep, n - 1 - i);
        squares += weight * square(all[i], of);
        weights += weight;
    }
    return sqrt(squares / weights);
}

static double drift_by_definition(unsigned n)
{
    double sum = 0;
    for (unsigned i = RETURNS_LEAST; i < n; i++)
        sum = fmin(10, fmax(0, sum + all[i] / spread_by_definition(.94, i, 0) - .5));
    return sum;
}

static bool near(double a, double b)
{
    return fabs(a - b) <= 1e-9 * (1 + fabs(b));
}

static void every_figure_is_what_its_definition_gives(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct dice dice = {seed};
        begin(state);
        for (unsigned i = 0; i < 200; i++) {
            double r = thrown(&dice, .012);
            add(r);
            if (count < RETURNS_LEAST || r == 0)
                continue;
            double up = spread_by_definition(.94, count, 1) / spread_by_definition(.97, count, 1);
            assert_true(near(returns_sigma(&returns), spread_by_definition(.94, count, 0)));
            assert_true(near(returns_ratio(&returns), up));
            assert_true(near(returns.drift, drift_by_definition(count)));
            if (count > RETURNS_LEAST)
                assert_true(near(returns.z, r / spread_by_definition(.94, count - 1, 0)));
        }
    }
}

static void before_sixteen_returns_there_is_no_spread(void **state)
{
    (void)state;
    for (unsigned i = 0; i < RETURNS_LEAST; i++) {
        assert_true(returns_sigma(&returns) == 0);
        add(i % 2 == 0 ? .01 : -.01);
    }
    assert_true(near(returns_sigma(&returns), .01));
}

/* With neighbours of one size the bipower spread is that size: the threshold for a
 * year of days is 5.36 of it. */
static void a_jump_is_told_by_lee_and_mykland(void **state)
{
    (void)state;
    static const struct { double r; bool jumped; } cases[] = {{.0535, false}, {.0537, true}, {-.2, false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        begin(state);
        for (unsigned j = 0; j < RETURNS_LEAST; j++)
            add(j % 2 == 0 ? .01 : -.01);
        add(cases[i].r);
        assert_int_equal(returns.jumped, cases[i].jumped);
    }
}

static void zeros_count_when_the_price_moves(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 20; i++)
        add(i % 2 == 0 ? .01 : -.01);
    double before = returns_sigma(&returns);
    add(0);
    add(0);
    assert_true(returns_sigma(&returns) == before);
    add(.01);
    assert_true(near(returns_sigma(&returns), spread_by_definition(.94, count, 0)));
}

static void forgotten_zeros_were_no_returns(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 20; i++)
        add(i % 2 == 0 ? .01 : -.01);
    returns_add(&returns, 0);
    returns_forget(&returns);
    add(.01);
    assert_true(near(returns_sigma(&returns), spread_by_definition(.94, count, 0)));
}

/* What is said after a fall of any size is at most what is said after no move. */
static void a_crash_raises_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 50; seed++) {
        struct dice dice = {seed};
        begin(state);
        for (unsigned i = 0; i < 60; i++)
            add(thrown(&dice, .012));
        add(.001);
        struct returns before = returns;
        add(-.3 * dice_unit(&dice));
        assert_true(returns_ratio(&returns) <= returns_ratio(&before));
        assert_true(returns.drift <= before.drift);
        assert_false(returns.jumped);
    }
}

static void figures_stay_finite_over_a_long_life(void **state)
{
    struct dice dice = {9};
    (void)state;
    for (int i = 0; i < 1000000; i++)
        returns_add(&returns, thrown(&dice, 1e-5));
    assert_true(isfinite(returns.z) && isfinite(returns.drift));
    assert_true(returns_sigma(&returns) > 1e-6 && returns_sigma(&returns) < 1e-4);
    assert_true(near(returns.fast.weight, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_figure_is_what_its_definition_gives, begin),
        cmocka_unit_test_setup(before_sixteen_returns_there_is_no_spread, begin),
        cmocka_unit_test_setup(a_jump_is_told_by_lee_and_mykland, begin),
        cmocka_unit_test_setup(zeros_count_when_the_price_moves, begin),
        cmocka_unit_test_setup(forgotten_zeros_were_no_returns, begin),
        cmocka_unit_test_setup(a_crash_raises_nothing, begin),
        cmocka_unit_test_setup(figures_stay_finite_over_a_long_life, begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

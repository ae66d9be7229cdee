/* The engine's own 2^x and ln, against the C library's in long double. */
#include "engine/exponential.h"
#include "tests/support/dice.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define DRAWS 1000000

/* Distance in units of the last place that the exact value has as a double. */
static double units_off(double got, long double exact)
{
    int exponent;
    (void)frexpl(exact, &exponent);
    if (exponent < -1021)
        exponent = -1021;
    return (double)(fabsl((long double)got - exact) / ldexpl(1, exponent - 53));
}

static double worst_exp2(double low, double high, uint64_t seed)
{
    struct dice dice = {seed};
    double worst = 0;
    for (int i = 0; i < DRAWS; i++) {
        double x = dice_between(&dice, low, high);
        worst = fmax(worst, units_off(exp2_of(x), exp2l(x)));
    }
    return worst;
}

static void powers_are_as_near_as_stated(void **state)
{
    (void)state;
    assert_true(worst_exp2(-1, 1, 1) < EXP2_ERROR);
    assert_true(worst_exp2(-60, 60, 2) < EXP2_ERROR);
    assert_true(worst_exp2(-1021, 1024, 3) < EXP2_ERROR);
    assert_true(worst_exp2(-1e-9, 1e-9, 4) < EXP2_ERROR);
    assert_true(worst_exp2(-1075, -1022, 5) <= 1);
}

static void whole_powers_are_exact(void **state)
{
    (void)state;
    for (int k = -1074; k < 1024; k++)
        assert_true(exp2_of(k) == ldexp(1, k));
}

static void powers_end_at_zero_and_infinity(void **state)
{
    (void)state;
    assert_true(exp2_of(1024) == INFINITY);
    assert_true(exp2_of(1e300) == INFINITY);
    assert_true(exp2_of(-1076) == 0);
    assert_true(exp2_of(-1e300) == 0);
    assert_true(exp2_of(nextafter(1024, 0)) <= DBL_MAX);
}

static void a_larger_exponent_gives_no_smaller_power(void **state)
{
    (void)state;
    struct dice dice = {6};
    for (int i = 0; i < DRAWS; i++) {
        double x = dice_between(&dice, -40, 40);
        assert_true(exp2_of(nextafter(x, 100)) >= exp2_of(x));
    }
    for (int n = -3200; n < 3200; n++) { /* where one root of the table ends and the next begins */
        double edge = (n + .5) / 32;
        assert_true(exp2_of(nextafter(edge, 200)) >= exp2_of(nextafter(edge, -200)));
    }
}

static void logarithms_are_as_near_as_stated(void **state)
{
    (void)state;
    struct dice dice = {7};
    double worst = 0;
    for (int i = 0; i < DRAWS; i++) {
        double near_one = dice_between(&dice, .5, 2), anywhere = ldexp(near_one, (int)dice_below(&dice, 2090) - 1070);
        worst = fmax(worst, units_off(ln_of(near_one), logl(near_one)));
        worst = fmax(worst, units_off(ln_of(anywhere), logl(anywhere)));
    }
    assert_true(worst < LN_ERROR);
    assert_true(ln_of(1) == 0);
    assert_true(units_off(ln_of(DBL_MIN / 1024), logl(DBL_MIN / 1024)) < LN_ERROR);
    assert_true(units_off(ln_of(DBL_MAX), logl(DBL_MAX)) < LN_ERROR);
}

static void the_curves_made_of_them_are_near_theirs(void **state)
{
    (void)state;
    struct dice dice = {8};
    for (int i = 0; i < DRAWS; i++) {
        double x = dice_between(&dice, -20, 20);
        assert_true(fabs(exp_of(x) - exp(x)) <= 1e-14 * exp(x));
        assert_true(fabs(logistic_of(x) - 1 / (1 + exp(-x))) <= 1e-14);
        assert_true(fabs(tanh_of(x) - tanh(x)) <= 1e-14);
    }
    assert_true(logistic_of(0) == .5 && tanh_of(0) == 0);
    assert_true(logistic_of(-1e6) == 0 && logistic_of(1e6) == 1 && tanh_of(-1e6) == -1 && tanh_of(1e6) == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(powers_are_as_near_as_stated),
        cmocka_unit_test(whole_powers_are_exact),
        cmocka_unit_test(powers_end_at_zero_and_infinity),
        cmocka_unit_test(a_larger_exponent_gives_no_smaller_power),
        cmocka_unit_test(logarithms_are_as_near_as_stated),
        cmocka_unit_test(the_curves_made_of_them_are_near_theirs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

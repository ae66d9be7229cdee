/* The engine's own 2^x and ln, against the exact values to 200 bits (GNU MPFR). */
#include "engine/exponential.h"
#include "tests/support/dice.h"

#include <math.h>
#include <mpfr.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define DRAWS 40000
#define BITS  200

typedef int (*exact_function)(mpfr_ptr result, mpfr_srcptr x, mpfr_rnd_t rounding);

/* Distance in units of the last place that the exact value has as a double. */
static double units_off(double got, double x, exact_function function)
{
    mpfr_t exact, unit;
    mpfr_inits2(BITS, exact, unit, (mpfr_ptr)0);
    mpfr_set_d(exact, x, MPFR_RNDN);
    function(exact, exact, MPFR_RNDN);
    mpfr_exp_t exponent = mpfr_zero_p(exact) ? -1021 : mpfr_get_exp(exact);
    mpfr_set_ui_2exp(unit, 1, (exponent < -1021 ? -1021 : exponent) - 53, MPFR_RNDN);
    mpfr_sub_d(exact, exact, got, MPFR_RNDN);
    mpfr_div(exact, exact, unit, MPFR_RNDN);
    double off = fabs(mpfr_get_d(exact, MPFR_RNDN));
    mpfr_clears(exact, unit, (mpfr_ptr)0);
    return off;
}

static void powers_are_as_near_as_stated(void **state)
{
    static const struct { double low, high, most; } ranges[] = {
        {-1, 1, EXP2_ERROR},       {-60, 60, EXP2_ERROR},        {-1021, 1023.999, EXP2_ERROR},
        {-1e-9, 1e-9, EXP2_ERROR}, {-1e-300, 1e-300, EXP2_ERROR}, {-1075, -1022, 1},
    };
    struct dice dice = {1};
    (void)state;
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        for (int j = 0; j < DRAWS; j++) {
            double x = dice_between(&dice, ranges[i].low, ranges[i].high);
            double off = units_off(exp2_of(x), x, mpfr_exp2);
            if (off > ranges[i].most)
                fail_msg("2^%a is %g units off", x, off);
        }
}

static void logarithms_are_as_near_as_stated(void **state)
{
    static const struct { double low, high; int powers; } ranges[] = {
        {.5, 2, 1}, {.999, 1.001, 1}, {1 - 1e-9, 1 + 1e-9, 1}, {1, 2, 2040},
    };
    struct dice dice = {2};
    (void)state;
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        for (int j = 0; j < DRAWS; j++) {
            double x = dice_between(&dice, ranges[i].low, ranges[i].high);
            if (ranges[i].powers > 1)
                x = ldexp(x, (int)dice_below(&dice, (uint32_t)ranges[i].powers) - 1020);
            double off = units_off(ln_of(x), x, mpfr_log);
            if (off > LN_ERROR)
                fail_msg("ln %a is %g units off", x, off);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(powers_are_as_near_as_stated),
        cmocka_unit_test(logarithms_are_as_near_as_stated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

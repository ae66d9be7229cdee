#include "engine/unit.h"

/* What a unit measures; only units of the same measure convert. */
enum measured { USD_PER_MASS, CNY_PER_MASS, EUR_PER_MASS, JPY_PER_MASS, MASS, CNY_PER_USD, USD_PER_EUR, PART, POINTS };

/* A cent per pound (0.45359237 kg, exactly) in USD/t. */
#define CENTS_A_POUND (10 / .45359237)

static const struct { enum measured measured; double in_base; } units[PRICE_UNITS] = {
    [PRICE_UNIT_USD_T] = {USD_PER_MASS, 1},
    [PRICE_UNIT_USD_KG] = {USD_PER_MASS, 1000},
    [PRICE_UNIT_USC_LB] = {USD_PER_MASS, CENTS_A_POUND},
    [PRICE_UNIT_CNY_T] = {CNY_PER_MASS, 1},
    [PRICE_UNIT_CNY_KG] = {CNY_PER_MASS, 1000},
    [PRICE_UNIT_EUR_T] = {EUR_PER_MASS, 1},
    [PRICE_UNIT_JPY_T] = {JPY_PER_MASS, 1},
    [PRICE_UNIT_TONNE] = {MASS, 1},
    [PRICE_UNIT_KILOTONNE] = {MASS, 1000},
    [PRICE_UNIT_CNY_USD] = {CNY_PER_USD, 1},
    [PRICE_UNIT_USD_EUR] = {USD_PER_EUR, 1},
    [PRICE_UNIT_PRICE_SHARE] = {PART, 1},
    [PRICE_UNIT_INDEX] = {POINTS, 1},
};

double unit_factor(enum price_unit from, enum price_unit to)
{
    if (from == to)
        return 1;
    return units[from].measured == units[to].measured ? units[from].in_base / units[to].in_base : 0;
}

/* No price of a day ever moved by the large factors, so a wide margin around them
 * loses nothing. Thirteen per cent a day it may move, and then the margin is what
 * two sources of one price differ by. */
static const struct { double factor, margin; bool chinese; } mistakes[] = {
    {1000, .25, false},
    {CENTS_A_POUND, .25, false},
    {1.13, .01, true}, /* value-added tax of 13 % since 1 April 2019 */
};

static bool is_near(double ratio, double factor, double margin)
{
    return ratio > factor * (1 - margin) && ratio < factor * (1 + margin);
}

double unit_mistaken(enum price_unit unit, double reference, double value)
{
    double ratio = value / reference;
    for (unsigned i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
        if (mistakes[i].chinese && units[unit].measured != CNY_PER_MASS)
            continue;
        if (is_near(ratio, mistakes[i].factor, mistakes[i].margin))
            return mistakes[i].factor;
        if (is_near(1 / ratio, mistakes[i].factor, mistakes[i].margin))
            return 1 / mistakes[i].factor;
    }
    return 0;
}

/* The few curves of the model, without exp or log (domain section 8.3). */
#ifndef OREWATCH_ENGINE_CURVE_H
#define OREWATCH_ENGINE_CURVE_H

static inline double at_least(double value, double low)
{
    return value < low ? low : value;
}

static inline double at_most(double value, double high)
{
    return value > high ? high : value;
}

static inline double clamp_unit(double value)
{
    return at_most(at_least(value, 0), 1);
}

/* c(g) = (1 + h) g / (g + h), c(1) = 1: with h = 0.1 a loss of 1 % gives .100,
 * 10 % .550, 50 % .917. Tells a large gap from a huge one and needs no exp. */
static inline double saturating(double fraction, double half)
{
    double g = clamp_unit(fraction);
    return (1 + half) * g / (g + half);
}

#endif

#include "engine/exponential.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

/* 2^(j/32) as the sum of two doubles: what the first misses is in the second. */
static const struct { double high, low; } roots[32] = {
    {1, 0}, {0x1.059b0d3158574p+0, 0x1.d73e2a475b465p-55},
    {0x1.0b5586cf9890fp+0, 0x1.8a62e4adc610bp-54}, {0x1.11301d0125b51p+0, -0x1.6c51039449b3ap-54},
    {0x1.172b83c7d517bp+0, -0x1.19041b9d78a76p-55}, {0x1.1d4873168b9aap+0, 0x1.e016e00a2643cp-54},
    {0x1.2387a6e756238p+0, 0x1.9b07eb6c70573p-54}, {0x1.29e9df51fdee1p+0, 0x1.612e8afad1255p-55},
    {0x1.306fe0a31b715p+0, 0x1.6f46ad23182e4p-55}, {0x1.371a7373aa9cbp+0, -0x1.63aeabf42eae2p-54},
    {0x1.3dea64c123422p+0, 0x1.ada0911f09ebcp-55}, {0x1.44e086061892dp+0, 0x1.89b7a04ef80d0p-59},
    {0x1.4bfdad5362a27p+0, 0x1.d4397afec42e2p-56}, {0x1.5342b569d4f82p+0, -0x1.07abe1db13cadp-55},
    {0x1.5ab07dd485429p+0, 0x1.6324c054647adp-54}, {0x1.6247eb03a5585p+0, -0x1.383c17e40b497p-54},
    {0x1.6a09e667f3bcdp+0, -0x1.bdd3413b26456p-54}, {0x1.71f75e8ec5f74p+0, -0x1.16e4786887a99p-55},
    {0x1.7a11473eb0187p+0, -0x1.41577ee04992fp-55}, {0x1.82589994cce13p+0, -0x1.d4c1dd41532d8p-54},
    {0x1.8ace5422aa0dbp+0, 0x1.6e9f156864b27p-54}, {0x1.93737b0cdc5e5p+0, -0x1.75fc781b57ebcp-57},
    {0x1.9c49182a3f090p+0, 0x1.c7c46b071f2bep-56}, {0x1.a5503b23e255dp+0, -0x1.d2f6edb8d41e1p-54},
    {0x1.ae89f995ad3adp+0, 0x1.7a1cd345dcc81p-54}, {0x1.b7f76f2fb5e47p+0, -0x1.5584f7e54ac3bp-56},
    {0x1.c199bdd85529cp+0, 0x1.11065895048ddp-55}, {0x1.cb720dcef9069p+0, 0x1.503cbd1e949dbp-56},
    {0x1.d5818dcfba487p+0, 0x1.2ed02d75b3707p-55}, {0x1.dfc97337b9b5fp+0, -0x1.1a5cd4f184b5cp-54},
    {0x1.ea4afa2a490dap+0, -0x1.e9c23179c2893p-54}, {0x1.f50765b6e4540p+0, 0x1.9d3e12dd8a18bp-54},
};

/* 2^k for a k that a normal double has. */
static double power_of_two(int64_t k)
{
    uint64_t bits = (uint64_t)(k + 1023) << 52;
    double power;
    memcpy(&power, &bits, sizeof power);
    return power;
}

/* x = n/32 + r with |r| <= 1/64: 2^x = 2^(n div 32) * root * 2^r, where r is exact
 * and 2^r - 1 = SUM (r ln 2)^k / k! to the sixth power (what is left out is below
 * 4e-18). Splitting by a table of roots: P. T. P. Tang, ACM TOMS 15 (1989). */
double exp2_of(double x)
{
    static const double c[] = {0x1.62e42fefa39efp-1, 0x1.ebfbdff82c58fp-3,  0x1.c6b08d704a0c0p-5,
                               0x1.3b2ab6fba4e77p-7, 0x1.5d87fe78a6731p-10, 0x1.430912f86c787p-13};
    assert(!isnan(x));
    if (x >= 1024)
        return INFINITY;
    if (x < -1075)
        return 0;
    int64_t n = (int64_t)(x * 32 + (x < 0 ? -.5 : .5));
    int64_t j = n & 31, k = (n - j) / 32;
    double r = x - (double)n / 32;
    double p = r * (c[0] + r * (c[1] + r * (c[2] + r * (c[3] + r * (c[4] + r * c[5])))));
    double root = roots[j].high + (roots[j].low + roots[j].high * p);
    if (k < -1022)
        return root * power_of_two(k + 1000) * 0x1p-1000;
    return k > 1023 ? root * power_of_two(k - 1) * 2 : root * power_of_two(k);
}

/* x = 2^k (1 + f) with 1 + f between sqrt(1/2) and sqrt(2); with s = f / (2 + f)
 *
 *   ln(1 + f) = 2 (s + s^3/3 + s^5/5 + ...) = f - (f^2/2 - s (f^2/2 + R)),
 *   R = 2/3 s^2 + 2/5 s^4 + ...
 *
 * in which the large part, f, is exact (the arrangement of the Sun library's log;
 * the series ends where its terms fall below 2e-18). k times the first part of
 * ln 2 is exact too. */
double ln_of(double x)
{
    static const double ln2_high = 0x1.62e42fef00000p-1, ln2_low = 0x1.473de6af278edp-34;
    static const double c[] = {2. / 3, 2. / 5, 2. / 7, 2. / 9, 2. / 11, 2. / 13, 2. / 15, 2. / 17, 2. / 19, 2. / 21};
    int64_t k = 0;
    uint64_t bits;
    assert(x > 0 && x < INFINITY);
    if (x < 0x1p-1022) {
        x *= 0x1p54;
        k = -54;
    }
    memcpy(&bits, &x, sizeof bits);
    k += (int64_t)(bits >> 52) - 1023;
    bits = (bits & UINT64_C(0x000fffffffffffff)) | UINT64_C(0x3ff0000000000000);
    memcpy(&x, &bits, sizeof x);
    if (x > 0x1.6a09e667f3bcdp+0) {
        x /= 2;
        k++;
    }
    double f = x - 1, s = f / (2 + f), z = s * s, half = f * f / 2, series = 0;
    for (unsigned i = sizeof c / sizeof c[0]; i > 0; i--)
        series = z * (c[i - 1] + series);
    return (double)k * ln2_high - ((half - (s * (half + series) + (double)k * ln2_low)) - f);
}

double exp_of(double x)
{
    return exp2_of(x * 0x1.71547652b82fep+0); /* 1 / ln 2 */
}

double logistic_of(double x)
{
    return 1 / (1 + exp_of(-x));
}

double tanh_of(double x)
{
    double falls = exp_of(-2 * fabs(x));
    double size = (1 - falls) / (1 + falls);
    return x < 0 ? -size : size;
}

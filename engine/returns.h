/* What the closed bars of a series say: how far returns spread, whether the last
 * one was out of the ordinary, whether they drift upwards.
 *
 *   EWMA    s^2 = L s^2 + (1 - L) r^2, divided by its weight 1 - L^n, so that the
 *           first returns count as they should (RiskMetrics 1996: L = .94 daily)
 *   z       r / s of the bar before
 *   CUSUM   S+ = max(0, S+ + z - .5), not reset, at most 10 (Page 1954)
 *   jump    |r| / bipower spread of the 16 returns before (Lee and Mykland 2008)
 *
 * Each return costs the same, however many there were. Only rises count as risk:
 * volatility compares the spreads of rises, so that a crash raises nothing. */
#ifndef OREWATCH_ENGINE_RETURNS_H
#define OREWATCH_ENGINE_RETURNS_H

#include <stdbool.h>
#include <stdint.h>

/* Before them no figure stands on anything. */
#define RETURNS_LEAST 16u
/* K of Lee and Mykland for daily bars: their table 2, sqrt(252) rounded up. */
#define RETURNS_WINDOW 16u

/* An EWMA of squares, and the weight that its squares have had. */
struct spread { double squares, weight; };

struct returns {
    uint32_t count;
    struct spread fast;                 /* of all returns, L = .94 */
    struct spread fast_up, slow_up;     /* of rises, .94 and .97; a fall counts as 0 */
    double drift;                       /* S+ */
    double z, last;                     /* of the last return; z is 0 before there is a spread */
    bool jumped;                        /* the last return was a jump upwards, by Lee and Mykland */
    double size[RETURNS_WINDOW];        /* of the last returns, a ring */
    uint32_t zeros;                     /* unchanged closes that are not yet counted as returns */
};

/* Counts a return. Zeros wait: they count when the price moves, unless it turns
 * out to be frozen (returns_forget). */
void returns_add(struct returns *returns, double r);
/* The waiting zeros were no returns. */
void returns_forget(struct returns *returns);
/* The spread of one return; 0 before there are enough, or when none moved. */
double returns_sigma(const struct returns *returns);
/* Rises lately against rises before: s(.94) / s(.97); 1 when there were none. */
double returns_ratio(const struct returns *returns);

#endif

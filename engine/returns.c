#include "engine/returns.h"

#include "engine/curve.h"
#include "engine/exponential.h"

#include <math.h>

#define FAST        .94
#define SLOW        .97
#define DRIFT_SLACK .5
#define DRIFT_MOST  10.

/* Lee and Mykland: (|L| - C_n) / S_n > 4.6001, that is -ln(-ln .99), for the
 * largest of n = 252 returns, a year of days. */
#define JUMP_BARS     252.
#define JUMP_QUANTILE 4.600149226776579
#define PI            3.141592653589793

static void spread_add(struct spread *spread, double keep, double r)
{
    spread->squares = keep * spread->squares + (1 - keep) * r * r;
    spread->weight = keep * spread->weight + (1 - keep);
}

static double spread_of(const struct spread *spread)
{
    return spread->weight > 0 ? sqrt(spread->squares / spread->weight) : 0;
}

double returns_sigma(const struct returns *returns)
{
    return returns->count < RETURNS_LEAST ? 0 : spread_of(&returns->fast);
}

double returns_ratio(const struct returns *returns)
{
    double slow = spread_of(&returns->slow_up);
    return slow > 0 ? spread_of(&returns->fast_up) / slow : 1;
}

/* The threshold of |L|, in units of the bipower spread. */
static double jump_threshold(void)
{
    double c = sqrt(2 / PI), root = sqrt(2 * ln_of(JUMP_BARS));
    double center = root / c - (ln_of(PI) + ln_of(ln_of(JUMP_BARS))) / (2 * c * root);
    return center + JUMP_QUANTILE / (c * root);
}

/* The root of the mean product of neighbours among the returns before this one. */
static double bipower(const struct returns *returns)
{
    double sum = 0;
    for (uint32_t i = 1; i + 1 < RETURNS_WINDOW; i++)
        sum += returns->size[(returns->count - i) % RETURNS_WINDOW] *
               returns->size[(returns->count - i - 1) % RETURNS_WINDOW];
    return sqrt(sum / (RETURNS_WINDOW - 2));
}

static void count_return(struct returns *returns, double r)
{
    double sigma = returns_sigma(returns), spread = bipower(returns);
    returns->z = sigma > 0 ? r / sigma : 0;
    returns->last = r;
    returns->jumped = returns->count >= RETURNS_LEAST && spread > 0 && r / spread > jump_threshold();
    if (returns->count >= RETURNS_LEAST)
        returns->drift = at_most(at_least(returns->drift + returns->z - DRIFT_SLACK, 0), DRIFT_MOST);
    spread_add(&returns->fast, FAST, r);
    spread_add(&returns->fast_up, FAST, at_least(r, 0));
    spread_add(&returns->slow_up, SLOW, at_least(r, 0));
    returns->size[returns->count++ % RETURNS_WINDOW] = fabs(r);
}

void returns_add(struct returns *returns, double r)
{
    if (r == 0) {
        returns->zeros++;
        return;
    }
    for (; returns->zeros > 0; returns->zeros--)
        count_return(returns, 0);
    count_return(returns, r);
}

void returns_forget(struct returns *returns)
{
    returns->zeros = 0;
}

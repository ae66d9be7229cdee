/* Sums whose entries lose half their weight in every half-life, without a list
 * of the entries: a sum is kept as it was at the time `at` of its newest entry.
 *
 *   sum(t) = SUM amount_i * 2^-((t - t_i) / half)
 *
 * An entry that comes late enters with its own age, so that the order in which
 * entries come makes no difference (but for the last bits), and an amount with
 * its sign turned takes an entry out again. */
#ifndef OREWATCH_ENGINE_FADING_H
#define OREWATCH_ENGINE_FADING_H

#include "engine/exponential.h"

#include <stdbool.h>
#include <stdint.h>

/* From `from` to `to`, in ns; nothing when `from` is the later: what is said to
 * happen in a while counts in full. Two times of the contract may lie further
 * apart than int64_t holds. */
static inline double age_ns(int64_t from, int64_t to)
{
    return from < to ? (double)((uint64_t)to - (uint64_t)from) : 0;
}

/* What is left of an amount of this age. */
static inline double faded(double amount, double age, double half_ns)
{
    return amount == 0 ? 0 : amount * exp2_of(-age / half_ns);
}

/* An entry comes to sums kept as of `at`: how old the sums are by then, and how
 * old the entry. One of the two is zero. */
struct arrival { double sums_age, entry_age; };

static inline struct arrival arrive(bool *kept, int64_t *at, int64_t time)
{
    struct arrival arrival = {0, 0};
    if (*kept && time <= *at) {
        arrival.entry_age = age_ns(time, *at);
        return arrival;
    }
    arrival.sums_age = *kept ? age_ns(*at, time) : 0;
    *kept = true;
    *at = time;
    return arrival;
}

static inline double with_entry(double sum, const struct arrival *arrival, double amount, double half_ns)
{
    return faded(sum, arrival->sums_age, half_ns) + faded(amount, arrival->entry_age, half_ns);
}

#endif

/* How long something took, counted in fixed classes: what /metrics shows as a
 * histogram. Adding costs a short walk over the bounds. */
#ifndef OREWATCH_BROKER_HISTOGRAM_H
#define OREWATCH_BROKER_HISTOGRAM_H

#include <stdint.h>

#define HISTOGRAM_BOUNDS 12u

/* Upper bounds in ns, from a commit into a page cache (50 us) to a disk that
 * stalls (1 s). */
extern const uint64_t histogram_bounds[HISTOGRAM_BOUNDS];

/* classes[i] counts what took at most histogram_bounds[i] and more than the bound
 * before; the last class what took longer. `count` is the sum of the classes. */
struct histogram {
    uint64_t classes[HISTOGRAM_BOUNDS + 1];
    uint64_t count, sum_ns;
};

void histogram_add(struct histogram *histogram, uint64_t taken_ns);

#endif

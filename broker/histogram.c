#include "broker/histogram.h"

#define US UINT64_C(1000)
#define MS (1000 * US)

const uint64_t histogram_bounds[HISTOGRAM_BOUNDS] = {50 * US, 100 * US, 250 * US, 500 * US, 1 * MS,   2500 * US,
                                                     5 * MS,  10 * MS,  25 * MS,  50 * MS,  250 * MS, 1000 * MS};

void histogram_add(struct histogram *histogram, uint64_t taken_ns)
{
    uint32_t class = 0;

    while (class < HISTOGRAM_BOUNDS && taken_ns > histogram_bounds[class])
        class ++;
    histogram->classes[class]++;
    histogram->count++;
    histogram->sum_ns += taken_ns;
}

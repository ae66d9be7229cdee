/* How long to wait before something is tried again: twice as long each time, up
 * to sixteen times, and up to half as long again by chance, so that producers
 * that lost the same broker do not come back all at once.
 *
 * Chance comes from the seed alone: the same seed waits the same times. */
#ifndef OREWATCH_RUNTIME_BACKOFF_H
#define OREWATCH_RUNTIME_BACKOFF_H

#include <stdint.h>

#define BACKOFF_DOUBLINGS 4u

struct backoff {
    uint64_t first_ms, chance;
    unsigned tries;
    uint64_t wait_ms; /* before the next try */
};

/* `first_ms`: the shortest wait. */
void backoff_init(struct backoff *backoff, uint64_t first_ms, uint64_t seed);
/* It was tried, in vain as far as one knows: `wait_ms` is the next wait. */
void backoff_tried(struct backoff *backoff);
/* It worked: back to the shortest wait. */
void backoff_worked(struct backoff *backoff);

#endif

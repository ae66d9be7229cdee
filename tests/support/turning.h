/* A loop that a test turns until something is so, with a bound; and a ZeroMQ
 * context beside it. */
#ifndef OREWATCH_TESTS_SUPPORT_TURNING_H
#define OREWATCH_TESTS_SUPPORT_TURNING_H

#include <stdbool.h>
#include <uv.h>

#define TURNING_BOUND_MS 20000 /* for any one thing: far beyond what it needs */
#define TURNING_LOOK_MS 1      /* `is_so` may look at what is not in the loop, such as a socket that a test plays */

struct turning {
    uv_loop_t loop;
    void *context;
};

void turning_begin(struct turning *turning);
/* Turns the loop until `is_so(self)`; false when the bound passes first. */
bool turning_until(struct turning *turning, bool (*is_so)(void *self), void *self);
/* Turns once without sleeping. */
void turning_once(struct turning *turning);
/* Closes what is still open. Sockets must be closed by their owners before. */
void turning_end(struct turning *turning);

#endif

/* When a recorded event is due in a replay at a speed.
 *
 * The distances between the `received` of events are kept, divided by the
 * speed; the first event is due at once. Pure: the caller owns the clock. */
#ifndef OREWATCH_PRODUCERS_PACE_H
#define OREWATCH_PRODUCERS_PACE_H

#include <stdbool.h>
#include <stdint.h>

#define PACE_MAX 0.0 /* as fast as it goes */

struct pace { double speed; bool started; int64_t first_received, first_sent; };

void pace_init(struct pace *pace, double speed);
/* Nanoseconds until an event is due, 0 when it is; `now` is monotonic. */
int64_t pace_wait(struct pace *pace, int64_t received, int64_t now);
/* "1", "60", "0.5", "max". False when it is none. */
bool pace_parse(const char *text, double *speed);

#endif

/* The calendar of a simulated world: its one clock, and what is due when.
 *
 * An alarm is a member of whatever it wakes. Those of one time ring in the order
 * in which they were set, so that a seed always tells the same story. Time is
 * monotonic, in ns, and moves only from alarm to alarm; what the machine of the
 * broker takes for wall time is machine.h's. */
#ifndef OREWATCH_TESTS_SIMULATION_CALENDAR_H
#define OREWATCH_TESTS_SIMULATION_CALENDAR_H

#include "schemas/limits.h"

#include <stdbool.h>
#include <stdint.h>

#define CALENDAR_NEVER INT64_MAX
#define MILLISECOND_NS (SECOND_NS / 1000)

struct alarm {
    void (*ring)(void *self);
    void *self;
    int64_t due;             /* valid while it is set */
    uint64_t order;
    struct alarm *next, **place; /* place: NULL while it is not set */
};

struct calendar {
    int64_t now;
    uint64_t orders;
    struct alarm *first;
};

/* There is one world at a time: the calls that programs make of libuv name none. */
extern struct calendar calendar;

void calendar_clear(void);
/* Sets it, or sets it anew. A time that has passed is now. */
void alarm_set(struct alarm *alarm, int64_t due);
void alarm_clear(struct alarm *alarm);
static inline bool alarm_is_set(const struct alarm *alarm)
{
    return alarm->place != 0;
}
/* When the next alarm rings. */
int64_t calendar_due(void);
/* Rings the next alarm. False: none is set. */
bool calendar_step(void);

#endif

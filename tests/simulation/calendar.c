#include "tests/simulation/calendar.h"

#include <stddef.h>

struct calendar calendar;

void calendar_clear(void)
{
    while (calendar.first)
        alarm_clear(calendar.first);
    calendar = (struct calendar){0};
}

void alarm_clear(struct alarm *alarm)
{
    if (!alarm->place)
        return;
    *alarm->place = alarm->next;
    if (alarm->next)
        alarm->next->place = alarm->place;
    alarm->place = NULL;
}

/* A list is enough: a world has some dozens of them. */
void alarm_set(struct alarm *alarm, int64_t due)
{
    alarm_clear(alarm);
    alarm->due = due > calendar.now ? due : calendar.now;
    alarm->order = ++calendar.orders;
    alarm->next = calendar.first;
    if (alarm->next)
        alarm->next->place = &alarm->next;
    alarm->place = &calendar.first;
    calendar.first = alarm;
}

static struct alarm *earliest(void)
{
    struct alarm *found = calendar.first;

    for (struct alarm *alarm = found; alarm; alarm = alarm->next)
        if (alarm->due < found->due || (alarm->due == found->due && alarm->order < found->order))
            found = alarm;
    return found;
}

int64_t calendar_due(void)
{
    const struct alarm *alarm = earliest();

    return alarm ? alarm->due : CALENDAR_NEVER;
}

bool calendar_step(void)
{
    struct alarm *alarm = earliest();

    if (!alarm)
        return false;
    alarm_clear(alarm);
    calendar.now = alarm->due;
    alarm->ring(alarm->self);
    return true;
}

#include "producers/pace.h"

#include "runtime/options.h"

#include <string.h>

#define WAIT_MAX_NS 3600e9 /* asks again after an hour: far from every overflow */

void pace_init(struct pace *pace, double speed)
{
    *pace = (struct pace){.speed = speed};
}

int64_t pace_wait(struct pace *pace, int64_t received, int64_t now)
{
    if (pace->speed == PACE_MAX)
        return 0;
    if (!pace->started) {
        pace->started = true;
        pace->first_received = received;
        pace->first_sent = now;
    }
    double due = ((double)received - (double)pace->first_received) / pace->speed;
    double wait = due - (double)(now - pace->first_sent);
    if (wait <= 0)
        return 0;
    return wait < WAIT_MAX_NS ? (int64_t)wait + 1 : (int64_t)WAIT_MAX_NS;
}

bool pace_parse(const char *text, double *speed)
{
    if (strcmp(text, "max") == 0) {
        *speed = PACE_MAX;
        return true;
    }
    return number_parse(text, speed) && *speed > 0;
}

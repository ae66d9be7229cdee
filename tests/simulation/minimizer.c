#include "tests/simulation/minimizer.h"

#include "tests/simulation/producer.h"

#include <stdio.h>

static bool breaks(const struct trial *trial)
{
    struct whole_sights sights;

    return !trial_run(trial, true, &sights);
}

static void leave_out_kinds(struct trial *trial)
{
    for (unsigned i = 0; i < PLAN_KINDS; i++) {
        struct trial shorter = *trial;

        if (trial->options.without >> i & 1)
            continue;
        shorter.options.without |= UINT64_C(1) << i;
        if (breaks(&shorter))
            *trial = shorter;
    }
}

/* Takes off as much as still breaks: halves first, then less and less. */
static void shorten(struct trial *trial, uint32_t *number)
{
    for (uint32_t by = (*number + 1) / 2; by > 0; by = by > 1 ? (by + 1) / 2 : 0)
        while (*number >= by) {
            *number -= by;
            if (breaks(trial))
                continue;
            *number += by;
            break;
        }
}

bool minimize(struct trial *trial)
{
    struct whole_sights sights;

    if (trial_run(trial, true, &sights))
        return false;
    leave_out_kinds(trial);
    trial_run(trial, true, &sights);
    if (sights.strikes < trial->options.steps)
        trial->options.steps = (uint32_t)sights.strikes;
    shorten(trial, &trial->options.steps);
    if (trial->options.events > PRODUCER_EVENTS)
        trial->options.events = PRODUCER_EVENTS;
    shorten(trial, &trial->options.events);
    return true;
}

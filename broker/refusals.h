/* Refusals as the operator sees them: a warning each, at most so many a second;
 * then one line that says how many were withheld. */
#ifndef OREWATCH_BROKER_REFUSALS_H
#define OREWATCH_BROKER_REFUSALS_H

#include "broker/world.h"

#define REFUSALS_A_SECOND 10u

struct refusals {
    int64_t second_ends;
    uint32_t said, withheld;
};

void refusals_say(struct refusals *refusals, const struct world *world, enum endpoint endpoint, uint32_t index,
                  const struct refusal *refusal);
/* Once a second: says what was withheld. */
void refusals_sum_up(struct refusals *refusals, const struct world *world);

#endif

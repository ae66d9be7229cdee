/* The plan of faults: what goes wrong, and how often.
 *
 * Each kind is a row, with dice of its own: one that is left out (--without) changes
 * nothing of when the others strike. A seed draws which kinds it has at all, and
 * how wild it is. After `steps` strikes, or once the events are made, the faults
 * stop and everything is healed. */
#ifndef OREWATCH_TESTS_SIMULATION_PLAN_H
#define OREWATCH_TESTS_SIMULATION_PLAN_H

#include "tests/simulation/calendar.h"
#include "tests/support/dice.h"

#define PLAN_KINDS 18u

struct plan_options {
    uint64_t without;    /* kinds, as bits */
    uint32_t steps;      /* strikes at most */
    uint32_t events;     /* of each producer */
};
#define PLAN_STEPS 400u

const char *plan_name(unsigned kind);
const char *plan_sentence(unsigned kind);

/* The world stands: broker, producers and consumers are there. */
void plan_open(uint64_t seed, const struct plan_options *options);
/* No fault any more; what is broken is mended. */
void plan_heal(void);
/* Strikes so far, and the kinds that struck, as bits. */
uint32_t plan_strikes(void);
uint64_t plan_kinds_seen(void);

#endif

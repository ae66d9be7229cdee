/* A producer under simulation: it numbers its events, keeps each batch until its
 * receipt, and sends it again when none comes; receipts get lost on the way.
 *
 * What it was told is kept, so that a test can hold the broker to it. */
#ifndef OREWATCH_TESTS_SIMULATION_PRODUCER_H
#define OREWATCH_TESTS_SIMULATION_PRODUCER_H

#include "tests/simulation/world_simulated.h"

#define PRODUCER_EVENTS 4096u
#define PRODUCER_BATCH 16u                       /* events in a batch at most */
#define PRODUCER_PATIENCE_NS (2 * SECOND_NS)

struct producer {
    const char *name;                            /* its source and routing id */
    struct simulated *simulated;
    uint64_t made, acked;                        /* events 1..made were sent, 1..acked are acked */
    uint64_t number;                             /* of the batch that is out; 0: none is */
    uint64_t first, last;                        /* its events */
    int64_t sent_at;
    unsigned told_refused;
    uint64_t total;                              /* events to make in all */
};

/* Sends the next batch, or the one that is out once more when its time is over. */
void producer_turn(struct producer *producer);
/* A message for it. False: it is lost on the way. */
bool producer_hear(struct producer *producer, const struct simulated_sent *sent, bool lost);
bool producer_done(const struct producer *producer);

#endif

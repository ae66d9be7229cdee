/* A crier: publishes through `open`, without receipts, and hears nothing: what it says
 * may be lost, and may be said twice. What of it stands in the log was said by it, and
 * stands there once. Now and then it says what is no event. */
#ifndef OREWATCH_TESTS_SIMULATION_CRIER_H
#define OREWATCH_TESTS_SIMULATION_CRIER_H

#include "tests/simulation/network.h"
#include "tests/simulation/story.h"

#define CRIER_SOURCE "crier"
#define CRIER_EVENTS 64u

struct crier {
    struct node node;
    struct dice dice;
    uv_loop_t loop;
    struct zsocket socket;
    struct alarm turn;
    bool works;               /* a careful world has none: it is compared with one of a single producer */
    int64_t times[CRIER_EVENTS + 1]; /* of its events, by id, from 1 */
    bool logged[CRIER_EVENTS + 1];
    uint32_t made;
    uint64_t said, heard;     /* messages; events of it in the log */
};

extern struct crier crier;

void crier_open(uint64_t seed, bool works);
void crier_close(void);
/* Says no more. */
void crier_stop(void);
/* Its event stands in the log. */
void crier_logged(uint64_t id, uint64_t offset);

#endif

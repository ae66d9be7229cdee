/* A whole world from one seed: broker, producers, consumers, disk and network in one
 * thread, with one calendar.
 *
 * In the spirit of TigerBeetle's VOPR. First the world is disturbed (plan.h): while
 * producers publish and consumers follow, connections are cut, disks fail, programs
 * die. After every step the invariants hold (invariants.h). Then the faults stop,
 * and everything must become quiet and complete within WHOLE_SETTLE_NS. Last the
 * power is cut once more, the log is read and folded, and compared with what was said.
 *
 *     calendar.h   what is due when: the one clock
 *     network.h    connections, queues, what is lost; network_zsocket.c links it in
 *     disk.h       sectors, syncs, names; disk_calls.c links it in
 *     loop_simulated.c  timers of libuv
 *     machine.h    the broker over the log, its deaths and starts
 *     producer.h, consumer.h  the real publisher, the real follower, and what they heard
 *     crier.h      publishes through `open`, without receipts
 *     auditor.h    reads the log back through history
 *     plan.h       the kinds of faults
 *     ledger.h, truth.h, folding.h, invariants.h, ending.h  what must hold
 *     trials.h     many seeds, each failure with the command that plays it again
 *     minimizer.h  the shortest story that still fails
 *
 * Nothing of the product is compiled for this: the object code is that of the
 * programs, only the calls out of it (zsocket, libuv, the C library's files) are
 * linked to the world here. */
#ifndef OREWATCH_TESTS_SIMULATION_WHOLE_H
#define OREWATCH_TESTS_SIMULATION_WHOLE_H

#include "tests/simulation/plan.h"

/* The slowest that must come: a heartbeat of all topics each minute, a publisher
 * that waits sixteen times its two seconds, and an answer that never came. */
#define WHOLE_SETTLE_NS (180 * SECOND_NS)

/* What a world saw, for those who want to know whether it proves anything. */
struct whole_sights {
    uint64_t kinds;                 /* that struck, as bits */
    uint64_t strikes, steps, deaths, survivors, torn, failed_calls, failed_commits, cuts, lost, dropped;
    uint64_t cried, cried_logged;   /* messages through `open`, and events of them in the log */
    uint64_t saves, loads, heads;   /* checkpoints written, and begun with; heads of the log deleted */
    uint64_t events, told_again, duplicates, outputs, gaps, gaps_lost, statements, audits, undisturbed;
    uint64_t digest;                /* of the log and of all counts: the same seed, the same digest */
};

/* Lives through it; breaks (tale.h) where something does not hold. `sights` is kept
 * up to date, for whoever looks when it broke. */
void whole_run(uint64_t seed, const struct plan_options *options, struct whole_sights *sights);

#endif

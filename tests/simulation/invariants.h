/* What must hold at every step, and what once the faults have stopped.
 *
 * Always: nothing of an entry leaves before it is durable; a receipt speaks of
 * nothing that is not; what was committed stands in the log, each event once,
 * those of a producer in its order (but for those that it was told to send again);
 * a topic and a number stand for the same bytes for ever; no consumer states to have
 * what it does not have; no queue and no table grows beyond its limit.
 * Once the faults have stopped: everything is answered, and every consumer holds, or
 * was told that it lacks, each output. What holds in the end stands in ending.h. */
#ifndef OREWATCH_TESTS_SIMULATION_INVARIANTS_H
#define OREWATCH_TESTS_SIMULATION_INVARIANTS_H

#include "broker/world.h"
#include "tests/simulation/truth.h"

extern struct truth said; /* by the broker, so far */

void invariants_open(void);
void invariants_close(void);

/* ---- told by the machine ---- */

void invariants_said(enum endpoint endpoint, const struct frame *frames, size_t count);
void invariants_committed(const struct commit_item *items, size_t count, uint64_t offset);
void invariants_restore_begins(bool headless);
void invariants_restored(const struct log_entry *entry);
void invariants_restore_ends(void);
/* A log that cannot be opened: only a fault of the disk excuses that. */
void invariants_open_failed(enum status status, const char *why);

/* ---- asked by the run ---- */

void invariants_check_memory(void);
/* Is everything quiet and complete? */
bool invariants_rest(void);
/* What is still awaited, for people. */
void invariants_tell_unrest(void);

#endif

/* The machine of the broker: the real broker over the real code of the log, on the
 * simulated disk and network.
 *
 * Its wall clock may be set at any time; a broker reads it when it starts and
 * counts on from there, as world_real.c does. A commit takes a while; the machine
 * may lose its power, or the broker be killed, between any two calls that change
 * the disk: in a commit, while the next segment is made, while the log is opened.
 * It starts again by itself, as under systemd. */
#ifndef OREWATCH_TESTS_SIMULATION_MACHINE_H
#define OREWATCH_TESTS_SIMULATION_MACHINE_H

#include "broker/broker.h"
#include "broker/journal_reader.h"
#include "broker/keeper.h"
#include "tests/simulation/calendar.h"
#include "tests/support/dice.h"

#define MACHINE_BEGINS INT64_C(1740355200000000000) /* 2025-02-24T00:00:00Z, by its wall clock */

struct machine {
    struct world world;
    struct dice dice;
    struct broker_options options;
    struct broker *broker;      /* NULL: it is down */
    struct log_writer *writer;
    struct keeper keeper;
    struct checkpoint *checkpoint;     /* to start with */
    struct log_position committed;     /* behind the last commit */
    struct journal_readers readers;
    int64_t wall, wall_at_start; /* what to add to the calendar: now, and when the broker started */
    int64_t longest_commit;
    uint64_t segment_bytes, keep_bytes;
    struct alarm wake, commit, preparation, saving, start;
    struct checkpoint_head head;       /* of the checkpoint that is being written */
    struct checkpoint_section sections[CHECKPOINT_SECTIONS];
    uint32_t sections_count;
    const struct commit_item *items; /* under commit */
    size_t items_count;
    bool power;                 /* how the next death comes */
    unsigned starts, deaths, commits, failed_commits, saves, loads, heads;
};

extern struct machine machine;

/* The disk and the network stand already. */
void machine_open(uint64_t seed, enum clock clock);
void machine_close(void);
/* Now. `power`: with the machine, else only the program. */
void machine_kill(bool power);
/* The broker is killed once so many calls have changed the disk. */
void machine_kill_after(uint64_t calls, bool power);
/* Nothing waits: neither for the disk nor for a start. */
bool machine_quiet(void);

#endif

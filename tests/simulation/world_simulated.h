/* The simulated world: one thread, one seed, a disk in memory.
 *
 * The broker under it is the real one. Time stands still between steps; a step
 * is the earliest thing that is due: the end of a commit, or the timer the
 * broker asked for. The seed decides how long a commit takes, and, at a crash,
 * whether what was under way had reached the disk. What must always hold is
 * checked at every send: nothing of an entry leaves before it is durable. */
#ifndef OREWATCH_TESTS_SIMULATION_WORLD_SIMULATED_H
#define OREWATCH_TESTS_SIMULATION_WORLD_SIMULATED_H

#include "broker/broker.h"
#include "tests/support/dice.h"
#include "tests/support/scratch.h"

#define SIMULATED_START INT64_C(1740355200000000000) /* 2025-02-24T00:00:00Z */
#define SIMULATED_COMMIT_NS (20 * SECOND_NS / 1000)  /* the longest a commit takes */
#define SIMULATED_DISK 65536u                        /* entries: more than a run writes */
#define SIMULATED_FRAMES 4u

struct simulated_disk {
    struct log_entry entries[SIMULATED_DISK];
    size_t count;
    uint64_t offset; /* of the last event */
    struct scratch folder; /* of the checkpoint */
    char checkpoint[PATH_MAX]; /* the newest; empty: none */
    size_t covered;        /* entries that are in it */
};

/* A message that the broker sent. */
struct simulated_sent {
    enum endpoint endpoint;
    size_t count;
    struct frame frames[SIMULATED_FRAMES]; /* copies */
};

struct simulated {
    struct world world;
    struct dice dice;
    struct broker_options options;
    struct broker *broker;
    struct simulated_disk disk;
    int64_t now, wake_due, commit_due;
    bool committing, paused;
    bool written;          /* what is under commit stands on the disk, not yet synced */
    const struct commit_item *items;
    size_t items_count;
    enum status disk_gives;                /* OK, or what every commit ends with */
    unsigned commits, lines;               /* that ended well; told to the operator */
    /* Hears of every message; may be NULL. False: the peer does not take it. */
    bool (*on_sent)(struct simulated *, const struct simulated_sent *sent);
    void *self;
    uint8_t config[65536], rules[65536];
};

/* A world with an empty disk; the defaults of the engine are its configuration. */
struct simulated *simulated_create(uint64_t seed, enum clock clock, bool journal);
void simulated_destroy(struct simulated **simulated);
/* Entries of a kind that stand on the disk. */
unsigned simulated_logged(const struct simulated *simulated, enum entry_kind kind);
/* A broker over what stands on the disk, from its checkpoint on; started, or not yet. */
void simulated_start(struct simulated *simulated);
struct broker *simulated_restored(struct simulated *simulated, bool from_checkpoint);
/* The broker is gone, in the middle of whatever it did. */
void simulated_crash(struct simulated *simulated);
void simulated_receive(struct simulated *simulated, enum endpoint endpoint, const struct frame *frames, size_t count);
/* When the next thing is due; INT64_MAX: nothing. */
int64_t simulated_due(const struct simulated *simulated);
/* Does everything that is due up to `time`, and stands there. */
void simulated_run(struct simulated *simulated, int64_t time);
/* The commit under way is written and not yet synced: whoever reads the log sees it. */
void simulated_write(struct simulated *simulated);
/* Runs until no commit is under way and none waits. */
void simulated_settle(struct simulated *simulated);

#endif

/* A producer: the real publisher, and a spool of events that it keeps until each
 * was answered for good.
 *
 * It makes its events one after the other, adds what is pending in their order,
 * and adds again what was refused because of the moment (a disk, the credit). When
 * it restarts it adds again all it does not know to be acked, and a few that it
 * knows: its cursor lags behind. A careful one adds a batch only when the last was
 * answered, so that its events enter the log in their order whatever happens. */
#ifndef OREWATCH_TESTS_SIMULATION_PRODUCER_H
#define OREWATCH_TESTS_SIMULATION_PRODUCER_H

#include "runtime/publisher.h"
#include "tests/simulation/network.h"
#include "tests/simulation/story.h"

#define PRODUCER_EVENTS 128u
#define PRODUCER_OUT 16u         /* events that wait for their receipt: a group of all producers fits a segment */
#define PRODUCER_ADDS 4096u      /* of one life */
#define PRODUCER_BATCHES 2048u

enum errand { ERRAND_PENDING, ERRAND_OUT, ERRAND_ACKED, ERRAND_REFUSED };

struct errand_of_event {
    enum errand state;
    bool was_acked;             /* at least once; the log holds it for ever */
    bool refused_once;          /* the broker said to send it again: its place in the order is open */
    uint64_t offset;            /* in the ledger; 0: not there */
    int64_t time;
    size_t size;
    uint8_t bytes[STORY_EVENT_BYTES];
};

struct producer {
    struct node node;
    struct dice dice;
    uv_loop_t loop;
    struct publisher *publisher; /* NULL: it is down */
    struct alarm turn;
    bool careful, sends_received;
    uint32_t total, made;
    uint64_t last_logged;        /* the highest id in the log, of those whose order counts */
    int64_t last_received;       /* of that one */
    struct errand_of_event events[PRODUCER_EVENTS + 1]; /* by id, from 1 */
    uint32_t ids[PRODUCER_ADDS]; /* of what was added in this life */
    uint32_t adds;
    struct { uint32_t first, count; } batches[PRODUCER_BATCHES]; /* by number, as they left */
    uint32_t batches_count;
    double future, late;         /* how often the `time` of an event lies there */
    unsigned told_again, duplicates;
};

void producer_open(struct producer *producer, const char *name, uint64_t seed, uint32_t total);
/* For good. */
void producer_close(struct producer *producer);
void producer_restart(struct producer *producer);
bool producer_done(const struct producer *producer);
/* The producer of that name; of a node. */
struct producer *producer_of_source(const char *source);
struct producer *producer_of_node(const struct node *node);

/* The producers of this world. */
#define PRODUCERS 3u
extern struct producer producers[PRODUCERS];
extern unsigned producers_count;

#endif

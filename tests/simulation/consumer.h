/* A consumer: the real follower, and what it was given.
 *
 * It is held to what the follower promises: each output once, those of a topic in
 * their order, byte for byte as they were said; a hole is told, and then filled or
 * told as lost; and what it says that it has, it has. It restarts now and then, from
 * what is kept, from the last outputs, from the offset that it had come to, from what
 * it held, or from now on. */
#ifndef OREWATCH_TESTS_SIMULATION_CONSUMER_H
#define OREWATCH_TESTS_SIMULATION_CONSUMER_H

#include "runtime/follower.h"
#include "runtime/topic_table.h"
#include "tests/simulation/network.h"

struct stream;

#define CONSUMERS       4u
#define CONSUMER_TOPICS 512u

struct consumer {
    struct node node;
    struct dice dice;
    uv_loop_t loop;
    struct follower *follower; /* NULL: it is down */
    struct alarm start;
    struct follower_options options;
    const char *topics[2];
    /* of this life */
    struct topic_table *names;
    struct { uint64_t last; } given[CONSUMER_TOPICS]; /* numbers, given or told as lost */
    uint64_t missed, filled, lost;
    bool unavailable;
    /* what it held at the end of an earlier one, and of which topics */
    struct holdings holdings;
    const char *kept_topics[2];
    size_t kept_count;
    struct holding items[CONSUMER_TOPICS];
    /* of all */
    uint64_t offset;           /* that it had come to */
    unsigned lives;
    uint64_t outputs, gaps, gaps_lost, statements;
};

extern struct consumer consumers[CONSUMERS];
extern unsigned consumers_count;

void consumer_open(struct consumer *consumer, const char *name, uint64_t seed);
void consumer_close(struct consumer *consumer);
void consumer_restart(struct consumer *consumer);
/* It holds all that the stream has said, or was told what it lacks. */
bool consumer_rests(const struct consumer *consumer, const struct stream *stream);
void consumer_check_memory(const struct consumer *consumer);

#endif

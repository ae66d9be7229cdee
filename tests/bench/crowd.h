/* Consumers that hold up: a hundred that read one output in ten milliseconds each,
 * and one that reads none. */
#ifndef OREWATCH_TESTS_BENCH_CROWD_H
#define OREWATCH_TESTS_BENCH_CROWD_H

#include <pthread.h>
#include <stdatomic.h>

#define CROWD_SLOW 100u

struct crowd {
    void *sockets[CROWD_SLOW + 1]; /* the last one is stalled */
    pthread_t reader;
    atomic_bool leaves;
};

/* Subscribes them to all under the prefix; returns when all have been heard. */
void crowd_come(struct crowd *crowd, void *context, const char *endpoint, const char *prefix);
void crowd_leave(struct crowd *crowd);

#endif

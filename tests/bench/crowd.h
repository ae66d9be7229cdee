/* A hundred consumers and one, which keep up, or hold up: then a hundred read one
 * output in ten milliseconds each, and the one reads none. */
#ifndef OREWATCH_TESTS_BENCH_CROWD_H
#define OREWATCH_TESTS_BENCH_CROWD_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#define CROWD 101u

struct crowd {
    void *sockets[CROWD]; /* the first one is the one that stalls */
    pthread_t reader;
    atomic_bool holds_up, leaves;
};

/* Subscribes them to all under the prefix. They keep up at first. */
void crowd_come(struct crowd *crowd, void *context, const char *endpoint, const char *prefix);
void crowd_hold_up(struct crowd *crowd, bool holds_up);
void crowd_leave(struct crowd *crowd);

#endif

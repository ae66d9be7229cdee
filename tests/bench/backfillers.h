/* Thirteen consumers that fetch the whole log from history, chunk after chunk and
 * again from its beginning, or wait. */
#ifndef OREWATCH_TESTS_BENCH_BACKFILLERS_H
#define OREWATCH_TESTS_BENCH_BACKFILLERS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define BACKFILLERS 13u

struct backfillers {
    struct backfiller { void *socket; uint64_t next; bool asks; } each[BACKFILLERS];
    uint64_t events;           /* of the log */
    pthread_t reader;
    atomic_bool fills, leaves;
    atomic_uint asking;        /* with a question under way */
    atomic_ullong bytes, refused; /* that came; answers that said no */
};

void backfillers_come(struct backfillers *backfillers, void *context, const char *endpoint, uint64_t events);
/* They begin, or end with the chunk that they are at; returns when that is so. */
void backfillers_fill(struct backfillers *backfillers, bool fills);
void backfillers_leave(struct backfillers *backfillers);

#endif

/* The real world: a libuv loop, four ZeroMQ sockets, a timer, and the journal.
 *
 * Callbacks here are three moves: take the bytes, call the broker, and let it ask
 * for what it wants. Nothing in this file knows what an event is. */
#ifndef OREWATCH_BROKER_WORLD_REAL_H
#define OREWATCH_BROKER_WORLD_REAL_H

#include "broker/broker.h"
#include "broker/journal.h"
#include "broker/journal_reader.h"
#include "broker/keeper.h"
#include "broker/options.h"
#include "runtime/loop.h"
#include "runtime/zsocket.h"

struct world_real {
    struct world world;              /* for the broker */
    uv_loop_t loop;
    void *context;                   /* of ZeroMQ */
    struct zsocket sockets[ENDPOINTS];
    uint64_t overlong[ENDPOINTS];    /* of the sockets' counters, as last said */
    int64_t wall_ahead;              /* of our own clock, in ns, as last said */
    uv_timer_t wake;
    struct stop_signals signals;
    struct journal journal;
    struct keeper keeper;            /* of the journal's folder */
    struct checkpoint *checkpoint;   /* to start with; NULL: there is none, or it was taken */
    struct journal_readers readers;  /* for history */
    bool has_journal, stopping;
    uint64_t epoch;                  /* of the outputs */
    int64_t started;                 /* wall time at the start, less the monotonic clock */
    struct broker *broker;
    void (*on_end)(struct world_real *); /* nothing is in hand any more after a stop */
    void *self;
};

/* Opens the journal; nothing else is open then. Fails with a line for people. */
MUST_CHECK enum status world_real_open(struct world_real *real, const struct daemon_options *options, char *why,
                                       size_t why_size);
/* Binds the four sockets, reading from none of them yet. */
MUST_CHECK enum status world_real_bind(struct world_real *real, const struct daemon_options *options, char *why,
                                       size_t why_size);
/* The broker is restored: signals are heeded and the sockets read, once it runs.
 * `on_end` is called in the middle of the end, when nothing is in hand. */
void world_real_start(struct world_real *real, struct broker *broker, void (*on_end)(struct world_real *), void *self);
/* One line for the operator: the real endpoints, and who else can reach them. */
void world_real_say_started(const struct world_real *real);
/* Serves until a signal ends it. */
void world_real_run(struct world_real *real);
/* Closes the four sockets and ends the threads of ZeroMQ. */
void world_real_disconnect(struct world_real *real);
/* Disconnected before. */
void world_real_close(struct world_real *real);

#endif

/* A stream of 5,000 events a second, one in ten of which is a policy whose alert is
 * timed: through a broker, or as bare frames over a hop. */
#ifndef OREWATCH_TESTS_BENCH_TIMED_STREAM_H
#define OREWATCH_TESTS_BENCH_TIMED_STREAM_H

#include "tests/bench/peer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TIMED_ALERTS "alert.aluminum.EU.state."
#define TIMED_EVENTS 2500u /* of one run: half a second */
#define TIMED_EVERY  10u   /* one in ten is a policy */
#define TIMED        (TIMED_EVENTS / TIMED_EVERY)

/* Seconds, below which half of the times lie, and all but one in a hundred. */
struct latency { double p50, p99; };
struct latency latency_of(double *seconds, size_t count);

struct timed_stream {
    void *publisher, *listener;
    bool broker;               /* else a hop */
    uint64_t offset, revision; /* of a broker: its last event; of our policy */
    /* of one run */
    uint64_t awaited[TIMED];   /* offsets of the policies */
    int64_t sent[TIMED], arrived[TIMED];
};

/* How long each alert took. */
struct latency timed_stream_run(struct timed_stream *stream);
void timed_hop_open(struct timed_stream *hop, const struct peer *peer, void *context);
void timed_stream_close(struct timed_stream *stream);

#endif

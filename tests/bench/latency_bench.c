/* Goals 4, 6 and 12: how long one event takes: to its receipt, and from a policy
 * to the alert it causes, with 5,000 prices a second around it, against the same
 * frames over a bare XSUB/XPUB hop; and beside a crowd of slow consumers. */
#include "tests/bench/crowd.h"
#include "tests/bench/daemon.h"
#include "tests/bench/figures.h"
#include "tests/bench/peer.h"
#include "tests/bench/prices.h"
#include "tests/bench/producer.h"
#include "tests/bench/timed_stream.h"

#include <stdlib.h>
#include <sys/prctl.h>
#include <zmq.h>

#define ROUND_TRIPS 500u

/* ---- a broker ---------------------------------------------------------------------- */

struct broker {
    struct daemon daemon;
    struct producer producer;
    struct timed_stream stream;
};

static void broker_open(struct broker *broker, void *context, const char *recording)
{
    producer_connect(&broker->producer, context, broker->daemon.ingest);
    producer_replay(&broker->producer, recording, false);
    broker->stream = (struct timed_stream){.publisher = publisher_connect(context, broker->daemon.open),
                                     .listener = listener_connect(context, broker->daemon.stream, TIMED_ALERTS),
                                     .broker = true,
                                     .offset = broker->producer.offset};
}

static void broker_close(struct broker *broker)
{
    producer_close(&broker->producer);
    timed_stream_close(&broker->stream);
    daemon_stop(&broker->daemon);
}

/* One price at a time, to its receipt. */
static struct latency round_trips(struct broker *broker)
{
    static uint64_t next = UINT32_C(1) << 30; /* away from those of the streams */
    double seconds[ROUND_TRIPS];
    struct prices prices;
    prices_init(&prices, 1, next);
    next += ROUND_TRIPS;
    for (unsigned i = 0; i < ROUND_TRIPS; i++) {
        const uint8_t *event = prices_next(&prices);
        int64_t begun = clock_ns();
        producer_send(&broker->producer, event, prices.size, 1);
        if (!producer_receipt(&broker->producer, 1, true))
            wrong("no receipt");
        seconds[i] = (double)(clock_ns() - begun) / 1e9;
    }
    broker->stream.offset += ROUND_TRIPS;
    return latency_of(seconds, ROUND_TRIPS);
}

/* ---- the figures --------------------------------------------------------------------- */

enum { ACK_P50, ACK_P99, ALERT_P50, ALERT_P99, DURABLE_P50, DURABLE_P99, CROWD_P50, CROWD_P99, FIGURES };

static const struct figure figures[FIGURES] = {
    [ACK_P50] = {"4 ack of one event, durable, p50", "the same without the journal", "us", 1e6, AT_MOST, 2.5},
    [ACK_P99] = {"4 ack of one event, durable, p99", "the same without the journal", "us", 1e6, AT_MOST, 3.5},
    [ALERT_P50] = {"6 policy -> alert at 5,000/s, no journal, p50", "bare XSUB/XPUB hop", "us", 1e6, AT_MOST, 1.1},
    [ALERT_P99] = {"6 policy -> alert at 5,000/s, no journal, p99", "bare XSUB/XPUB hop", "us", 1e6, AT_MOST, 1.5},
    [DURABLE_P50] = {"6 policy -> alert at 5,000/s, durable, p50", "bare XSUB/XPUB hop", "us", 1e6, AT_MOST, 2.5},
    [DURABLE_P99] = {"6 policy -> alert at 5,000/s, durable, p99", "bare XSUB/XPUB hop", "us", 1e6, AT_MOST, 3.5},
    [CROWD_P50] = {"12 beside 100 slow consumers, one stalled, p50", "the same, they keep up", "us", 1e6, NO_GOAL, 0},
    [CROWD_P99] = {"12 beside 100 slow consumers, one stalled, p99", "the same, they keep up", "us", 1e6, AT_MOST, 1.2},
};

struct bench {
    struct peer hop;
    struct timed_stream bare;
    struct broker light, durable, crowded;
    struct crowd crowd;
};

static void add(struct pairs pairs[2], struct latency ours, struct latency limit)
{
    pairs_add(&pairs[0], ours.p50, limit.p50);
    pairs_add(&pairs[1], ours.p99, limit.p99);
}

/* Everything once, in turns. */
static void round_of(struct bench *bench, struct pairs pairs[FIGURES])
{
    struct latency bare = timed_stream_run(&bench->bare);
    add(&pairs[ALERT_P50], timed_stream_run(&bench->light.stream), bare);
    add(&pairs[DURABLE_P50], timed_stream_run(&bench->durable.stream), bare);
    bare = round_trips(&bench->light);
    add(&pairs[ACK_P50], round_trips(&bench->durable), bare);
    struct latency quick = timed_stream_run(&bench->crowded.stream);
    crowd_hold_up(&bench->crowd, true);
    add(&pairs[CROWD_P50], timed_stream_run(&bench->crowded.stream), quick);
    crowd_hold_up(&bench->crowd, false);
}

int main(int argc, char **argv)
{
    static struct bench bench;
    struct pairs pairs[FIGURES] = {0}, warm[FIGURES] = {0};
    figures_begin("latency_bench");
    if (argc != 3)
        wrong("usage: latency_bench OREWATCHD RECORDING");
    prctl(PR_SET_TIMERSLACK, 1); /* else the kernel may wake us 50 us late */
    peer_start(&bench.hop, PEER_HOP);
    daemon_start(&bench.light.daemon, argv[1], false);
    daemon_start(&bench.durable.daemon, argv[1], true);
    daemon_start(&bench.crowded.daemon, argv[1], false);
    void *context = zmq_ctx_new(), *outside = zmq_ctx_new();
    timed_hop_open(&bench.bare, &bench.hop, context);
    broker_open(&bench.light, context, argv[2]);
    broker_open(&bench.durable, context, argv[2]);
    crowd_come(&bench.crowd, outside, bench.crowded.daemon.stream, TIMED_ALERTS);
    broker_open(&bench.crowded, context, argv[2]);
    round_of(&bench, warm);
    for (unsigned i = 0; i < PAIRS; i++)
        round_of(&bench, pairs);
    for (unsigned i = 0; i < FIGURES; i++)
        figure_print(&figures[i], &pairs[i]);
    timed_stream_close(&bench.bare);
    broker_close(&bench.light);
    broker_close(&bench.durable);
    crowd_leave(&bench.crowd);
    broker_close(&bench.crowded);
    zmq_ctx_term(context);
    zmq_ctx_term(outside);
    peer_stop(&bench.hop);
    figures_end();
    return 0;
}

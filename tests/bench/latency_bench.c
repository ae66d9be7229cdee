/* Goals 4, 6 and 12: how long one event takes: to its receipt, and from a policy
 * to the alert it causes, with 5,000 prices a second around it, against the same
 * frames over a bare XSUB/XPUB hop; and beside a crowd of slow consumers. */
#include "tests/bench/aluminum.h"
#include "tests/bench/crowd.h"
#include "tests/bench/daemon.h"
#include "tests/bench/figures.h"
#include "tests/bench/peer.h"
#include "tests/bench/prices.h"
#include "tests/bench/producer.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <zmq.h>

#define GAP_NS      INT64_C(200000) /* 5,000 events a second */
#define RUN_EVENTS  2500u           /* half a second */
#define TIMED_EVERY 10u             /* one in ten is a policy */
#define TIMED       (RUN_EVENTS / TIMED_EVERY)
#define ROUND_TRIPS 500u
#define ALERTS      "alert.aluminum.EU.state."
#define HOP_TIMED   "timed."
#define TIME_NS     INT64_C(1740355200000000000) /* 24 February 2025 */

/* Seconds, below which half of the times lie, and all but one in a hundred. */
struct latency {
    double p50, p99;
};

static struct latency latency_of(double *seconds, size_t count)
{
    return (struct latency){quantile(seconds, count, .5), quantile(seconds, count, .99)};
}

/* ---- a stream of events, some of them timed ------------------------------------------ */

struct stream {
    void *publisher, *listener;
    bool broker;               /* else a hop */
    uint64_t offset, revision; /* of a broker: its last event; of our policy */
    /* of one run */
    uint64_t awaited[TIMED]; /* offsets of the policies */
    int64_t sent[TIMED], arrived[TIMED];
};

static void *listen_to(void *self)
{
    struct stream *stream = self;
    char frame[2048];
    for (unsigned i = 0; i < TIMED; i++) {
        if (stream->broker) {
            while (listener_offset(stream->listener, ALERTS) != stream->awaited[i])
                continue;
        } else if (zmq_recv(stream->listener, frame, sizeof frame, 0) < 0 ||
                   zmq_recv(stream->listener, frame, sizeof frame, 0) < 0) {
            wrong("cannot receive from the hop");
        }
        stream->arrived[i] = clock_ns();
    }
    return NULL;
}

static void send_policy(struct stream *stream, unsigned index)
{
    static struct event duty;
    uint8_t bytes[1024];
    aluminum_duty(&duty, ++stream->revision, TIME_NS);
    size_t size = rows_encode(event_rows[EVENT_POLICY], &duty, bytes, sizeof bytes);
    stream->sent[index] = clock_ns();
    publisher_send(stream->publisher, HOP_TIMED, bytes, size);
}

static void send_run(struct stream *stream, struct prices *prices)
{
    struct timespec due;
    clock_gettime(CLOCK_MONOTONIC, &due);
    for (unsigned i = 0; i < RUN_EVENTS; i++) {
        due.tv_nsec += GAP_NS;
        due.tv_sec += due.tv_nsec / SECOND_NS;
        due.tv_nsec %= SECOND_NS;
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL);
        if (i % TIMED_EVERY == TIMED_EVERY - 1)
            send_policy(stream, i / TIMED_EVERY);
        else
            publisher_send(stream->publisher, "p", prices_next(prices), prices->size);
    }
}

static struct latency run(struct stream *stream)
{
    static uint64_t next;
    struct prices prices;
    pthread_t listener;
    double seconds[TIMED];
    prices_init(&prices, 1, next);
    next += RUN_EVENTS;
    for (unsigned i = 0; i < TIMED; i++)
        stream->awaited[i] = stream->offset + (i + 1) * TIMED_EVERY;
    stream->offset += RUN_EVENTS;
    if (pthread_create(&listener, NULL, listen_to, stream) != 0)
        wrong("no thread");
    send_run(stream, &prices);
    pthread_join(listener, NULL);
    for (unsigned i = 0; i < TIMED; i++)
        seconds[i] = (double)(stream->arrived[i] - stream->sent[i]) / 1e9;
    return latency_of(seconds, TIMED);
}

static void hop_open(struct stream *hop, const struct peer *peer, void *context)
{
    uint8_t subscription[64];
    *hop = (struct stream){.listener = zmq_socket(context, ZMQ_SUB), .publisher = zmq_socket(context, ZMQ_XPUB)};
    zmq_setsockopt(hop->listener, ZMQ_SUBSCRIBE, HOP_TIMED, strlen(HOP_TIMED));
    if (zmq_connect(hop->listener, peer->out) != 0 || zmq_connect(hop->publisher, peer->in) != 0 ||
        zmq_recv(hop->publisher, subscription, sizeof subscription, 0) < 1)
        wrong("cannot reach the hop");
}

static void stream_close(struct stream *stream)
{
    int linger = 0;
    zmq_setsockopt(stream->publisher, ZMQ_LINGER, &linger, sizeof linger);
    zmq_close(stream->publisher);
    zmq_close(stream->listener);
}

/* ---- a broker ---------------------------------------------------------------------- */

struct broker {
    struct daemon daemon;
    struct producer producer;
    struct stream stream;
};

static void broker_open(struct broker *broker, void *context, const char *recording)
{
    producer_connect(&broker->producer, context, broker->daemon.ingest);
    producer_replay(&broker->producer, recording, false);
    broker->stream = (struct stream){.publisher = publisher_connect(context, broker->daemon.open),
                                     .listener = listener_connect(context, broker->daemon.stream, ALERTS),
                                     .broker = true,
                                     .offset = broker->producer.offset};
}

static void broker_close(struct broker *broker)
{
    producer_close(&broker->producer);
    stream_close(&broker->stream);
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
    struct stream bare;
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
    struct latency bare = run(&bench->bare);
    add(&pairs[ALERT_P50], run(&bench->light.stream), bare);
    add(&pairs[DURABLE_P50], run(&bench->durable.stream), bare);
    bare = round_trips(&bench->light);
    add(&pairs[ACK_P50], round_trips(&bench->durable), bare);
    struct latency quick = run(&bench->crowded.stream);
    crowd_hold_up(&bench->crowd, true);
    add(&pairs[CROWD_P50], run(&bench->crowded.stream), quick);
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
    hop_open(&bench.bare, &bench.hop, context);
    broker_open(&bench.light, context, argv[2]);
    broker_open(&bench.durable, context, argv[2]);
    crowd_come(&bench.crowd, outside, bench.crowded.daemon.stream, ALERTS);
    broker_open(&bench.crowded, context, argv[2]);
    round_of(&bench, warm);
    for (unsigned i = 0; i < PAIRS; i++)
        round_of(&bench, pairs);
    for (unsigned i = 0; i < FIGURES; i++)
        figure_print(&figures[i], &pairs[i]);
    stream_close(&bench.bare);
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

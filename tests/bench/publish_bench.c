/* Goals 1 to 3: how many events a second a broker takes in, over TCP on
 * loopback, against the same frames through bare sockets. */
#include "tests/bench/aluminum.h"
#include "tests/bench/daemon.h"
#include "tests/bench/figures.h"
#include "tests/bench/peer.h"
#include "tests/bench/prices.h"
#include "tests/bench/producer.h"

#include <stdlib.h>
#include <zmq.h>

#define SINGLE_EVENTS 150000u
#define ACKED_EVENTS  75000u
#define BATCH_EVENTS  (8192u * PRICES_MOST)
#define IN_FLIGHT     1024u
#define ALERTS        "alert.aluminum.EU.state."
#define END_MARK      ""

/* The events of one run, in frames of `count`. */
struct load {
    uint32_t count, events;
};

static const struct load singles = {1, SINGLE_EVENTS}, batches = {PRICES_MOST, BATCH_EVENTS};

/* One number for each event ever sent, so that none is a duplicate. */
static struct prices frame_of(const struct load *load)
{
    static uint64_t next;
    struct prices prices;
    prices_init(&prices, load->count, next);
    next += load->events;
    return prices;
}

static double rate(const struct load *load, int64_t begun)
{
    return load->events * 1e9 / (double)(clock_ns() - begun);
}

/* ---- bare sockets ------------------------------------------------------------------ */

static double bare_publish(void *socket, const struct peer *peer, const struct load *load)
{
    struct prices prices = frame_of(load);
    int64_t begun = clock_ns();
    for (uint32_t sent = 0; sent < load->events; sent += load->count)
        publisher_send(socket, "p", prices_next(&prices), prices.size);
    publisher_send(socket, "p", END_MARK, 1);
    peer_await(peer);
    return rate(load, begun);
}

static double bare_deal(struct producer *producer, const struct peer *peer, const struct load *load)
{
    struct prices prices = frame_of(load);
    int64_t begun = clock_ns();
    for (uint32_t sent = 0; sent < load->events; sent += load->count)
        producer_send(producer, prices_next(&prices), prices.size, load->count);
    producer_send(producer, END_MARK, 1, 0);
    peer_await(peer);
    return rate(load, begun);
}

/* ---- a broker ---------------------------------------------------------------------- */

struct broker {
    struct daemon daemon;
    struct producer producer;
    void *publisher, *listener;
    uint64_t offset, revision;
};

static void broker_start(struct broker *broker, void *context, const char *recording)
{
    producer_connect(&broker->producer, context, broker->daemon.ingest);
    producer_replay(&broker->producer, recording, false);
    broker->publisher = publisher_connect(context, broker->daemon.open);
    broker->listener = listener_connect(context, broker->daemon.stream, ALERTS);
    broker->offset = broker->producer.offset;
}

static void broker_stop(struct broker *broker)
{
    producer_close(&broker->producer);
    zmq_close(broker->publisher);
    zmq_close(broker->listener);
    daemon_stop(&broker->daemon);
}

/* From the first event to the alert of a policy behind the last one: all of them
 * have then passed the engine, and the alert's offset says that none was lost. */
static double broker_open(struct broker *broker, const struct load *load)
{
    struct prices prices = frame_of(load);
    static struct event duty;
    uint8_t bytes[1024];
    aluminum_duty(&duty, ++broker->revision, INT64_C(1740355200000000000));
    size_t size = rows_encode(event_rows[EVENT_POLICY], &duty, bytes, sizeof bytes);
    int64_t begun = clock_ns();
    for (uint32_t sent = 0; sent < load->events; sent += load->count)
        publisher_send(broker->publisher, "p", prices_next(&prices), prices.size);
    publisher_send(broker->publisher, "p", bytes, size);
    uint64_t offset = listener_offset(broker->listener, ALERTS);
    double reached = rate(load, begun);
    broker->offset += load->events + 1;
    if (offset != broker->offset)
        wrong("%llu events were lost", (unsigned long long)(broker->offset - offset));
    return reached;
}

/* From the first event to the last receipt. */
static double broker_acked(struct broker *broker, const struct load *load, uint32_t in_flight)
{
    struct prices prices = frame_of(load);
    struct producer *producer = &broker->producer;
    int64_t begun = clock_ns();
    for (uint32_t sent = 0; sent < load->events; sent += load->count) {
        while (producer->outstanding + load->count > producer->credit ||
               producer->outstanding + load->count > in_flight)
            producer_receipt(producer, load->count, true);
        producer_send(producer, prices_next(&prices), prices.size, load->count);
        while (producer_receipt(producer, load->count, false))
            continue;
    }
    while (producer->outstanding > 0)
        producer_receipt(producer, load->count, true);
    double reached = rate(load, begun);
    broker->offset += load->events;
    if (producer->offset != broker->offset)
        wrong("the last receipt speaks of offset %llu instead of %llu", (unsigned long long)producer->offset,
              (unsigned long long)broker->offset);
    return reached;
}

/* ---- the figures --------------------------------------------------------------------- */

enum { OPEN_SINGLES, OPEN_BATCHES, ACKED, DURABLE, DURABLE_SINGLES, FIGURES };

static const struct figure figures[FIGURES] = {
    [OPEN_SINGLES] = {"1 open x1, no journal", "bare PUB/SUB x1", "M/s", 1e-6, AT_LEAST, .8},
    [OPEN_BATCHES] = {"1 open x64, no journal", "bare PUB/SUB x64", "M/s", 1e-6, AT_LEAST, .8},
    [ACKED] = {"acked x64, no journal", "bare DEALER/ROUTER x64, one way", "M/s", 1e-6, NO_GOAL, 0},
    [DURABLE] = {"2 acked x64, durable", "bare DEALER/ROUTER x64, one way", "M/s", 1e-6, AT_LEAST, .6},
    [DURABLE_SINGLES] = {"3 acked x1, 1,024 in flight, durable", "the same without the journal", "M/s", 1e-6, AT_LEAST,
                         .7},
};

struct bench {
    struct peer sub, router;
    struct broker light, durable;
    struct producer dealer;
    void *publisher;
};

/* Everything once, in turns. */
static void round_of(struct bench *bench, struct pairs pairs[FIGURES])
{
    static const struct load acked_singles = {1, ACKED_EVENTS};
    double bare = bare_publish(bench->publisher, &bench->sub, &singles);
    pairs_add(&pairs[OPEN_SINGLES], broker_open(&bench->light, &singles), bare);
    bare = bare_publish(bench->publisher, &bench->sub, &batches);
    pairs_add(&pairs[OPEN_BATCHES], broker_open(&bench->light, &batches), bare);
    bare = bare_deal(&bench->dealer, &bench->router, &batches);
    pairs_add(&pairs[DURABLE], broker_acked(&bench->durable, &batches, LIMIT_CREDIT), bare);
    pairs_add(&pairs[ACKED], broker_acked(&bench->light, &batches, LIMIT_CREDIT), bare);
    double light = broker_acked(&bench->light, &acked_singles, IN_FLIGHT);
    pairs_add(&pairs[DURABLE_SINGLES], broker_acked(&bench->durable, &acked_singles, IN_FLIGHT), light);
}

int main(int argc, char **argv)
{
    static struct bench bench;
    struct pairs pairs[FIGURES] = {0}, warm[FIGURES] = {0};
    figures_begin("publish_bench");
    if (argc != 3)
        wrong("usage: publish_bench OREWATCHD RECORDING");
    peer_start(&bench.sub, PEER_SUB);
    peer_start(&bench.router, PEER_ROUTER);
    daemon_start(&bench.light.daemon, argv[1], false);
    daemon_start(&bench.durable.daemon, argv[1], true);
    void *context = zmq_ctx_new();
    broker_start(&bench.light, context, argv[2]);
    broker_start(&bench.durable, context, argv[2]);
    bench.publisher = publisher_connect(context, bench.sub.in);
    producer_connect(&bench.dealer, context, bench.router.in);
    round_of(&bench, warm);
    for (unsigned i = 0; i < PAIRS; i++)
        round_of(&bench, pairs);
    for (unsigned i = 0; i < FIGURES; i++)
        figure_print(&figures[i], &pairs[i]);
    broker_stop(&bench.light);
    broker_stop(&bench.durable);
    producer_close(&bench.dealer);
    zmq_close(bench.publisher);
    zmq_ctx_term(context);
    peer_stop(&bench.sub);
    peer_stop(&bench.router);
    figures_end();
    return 0;
}

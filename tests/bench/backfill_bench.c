/* How long an alert takes while thirteen consumers back-fill a log of events, against
 * the same when none does: back-fill comes below live. */
#include "tests/bench/backfillers.h"
#include "tests/bench/daemon.h"
#include "tests/bench/figures.h"
#include "tests/bench/prices.h"
#include "tests/bench/producer.h"
#include "tests/bench/timed_stream.h"

#include <stdio.h>
#include <sys/prctl.h>
#include <zmq.h>

#define EVENTS UINT64_C(500000) /* 100 MB of log */

enum { ALERT_P50, ALERT_P99, FIGURES };

static const struct figure figures[FIGURES] = {
    [ALERT_P50] = {"12 alert beside 13 that back-fill, durable, p50", "the same, none does", "us", 1e6, NO_GOAL, 0},
    [ALERT_P99] = {"12 alert beside 13 that back-fill, durable, p99", "the same, none does", "us", 1e6, AT_MOST, 1.5},
};

/* What is there to be fetched. */
static void fill_log(struct producer *producer)
{
    struct prices prices;
    prices_init(&prices, PRICES_MOST, UINT32_C(1) << 31);
    for (uint64_t sent = 0; sent < EVENTS; sent += PRICES_MOST) {
        while (producer->outstanding + PRICES_MOST > producer->credit)
            producer_receipt(producer, PRICES_MOST, true);
        producer_send(producer, prices_next(&prices), prices.size, PRICES_MOST);
    }
    while (producer->outstanding > 0)
        producer_receipt(producer, PRICES_MOST, true);
}

static void round_of(struct timed_stream *stream, struct backfillers *backfillers, struct pairs pairs[FIGURES])
{
    struct latency alone = timed_stream_run(stream), beside;
    backfillers_fill(backfillers, true);
    beside = timed_stream_run(stream);
    backfillers_fill(backfillers, false);
    pairs_add(&pairs[ALERT_P50], beside.p50, alone.p50);
    pairs_add(&pairs[ALERT_P99], beside.p99, alone.p99);
}

int main(int argc, char **argv)
{
    static struct daemon daemon;
    static struct backfillers backfillers;
    struct producer producer;
    struct pairs pairs[FIGURES] = {0}, warm[FIGURES] = {0};
    figures_begin("backfill_bench");
    if (argc != 3)
        wrong("usage: backfill_bench OREWATCHD RECORDING");
    prctl(PR_SET_TIMERSLACK, 1); /* else the kernel may wake us 50 us late */
    daemon_start(&daemon, argv[1], true);
    void *context = zmq_ctx_new(), *outside = zmq_ctx_new();
    producer_connect(&producer, context, daemon.ingest);
    producer_replay(&producer, argv[2], false);
    fill_log(&producer);
    struct timed_stream stream = {.publisher = publisher_connect(context, daemon.open),
                                  .listener = listener_connect(context, daemon.stream, TIMED_ALERTS),
                                  .broker = true,
                                  .offset = producer.offset};
    backfillers_come(&backfillers, outside, daemon.history, EVENTS);
    round_of(&stream, &backfillers, warm);
    for (unsigned i = 0; i < PAIRS; i++)
        round_of(&stream, &backfillers, pairs);
    for (unsigned i = 0; i < FIGURES; i++)
        figure_print(&figures[i], &pairs[i]);
    printf("         %llu MB were fetched meanwhile, %llu questions refused\n", backfillers.bytes / 1000000,
           backfillers.refused);
    backfillers_leave(&backfillers);
    producer_close(&producer);
    timed_stream_close(&stream);
    daemon_stop(&daemon);
    zmq_ctx_term(context);
    zmq_ctx_term(outside);
    figures_end();
    return 0;
}

#include "tests/bench/timed_stream.h"

#include "tests/bench/aluminum.h"
#include "tests/bench/figures.h"
#include "tests/bench/prices.h"
#include "tests/bench/producer.h"

#include <pthread.h>
#include <string.h>
#include <time.h>
#include <zmq.h>

#define GAP_NS    INT64_C(200000) /* 5,000 events a second */
#define HOP_TIMED "timed."
#define TIME_NS   INT64_C(1740355200000000000) /* 24 February 2025 */

struct latency latency_of(double *seconds, size_t count)
{
    return (struct latency){quantile(seconds, count, .5), quantile(seconds, count, .99)};
}

static void *listen_to(void *self)
{
    struct timed_stream *stream = self;
    char frame[2048];
    for (unsigned i = 0; i < TIMED; i++) {
        if (stream->broker) {
            while (listener_offset(stream->listener, TIMED_ALERTS) != stream->awaited[i])
                continue;
        } else if (zmq_recv(stream->listener, frame, sizeof frame, 0) < 0 ||
                   zmq_recv(stream->listener, frame, sizeof frame, 0) < 0) {
            wrong("cannot receive from the hop");
        }
        stream->arrived[i] = clock_ns();
    }
    return NULL;
}

static void send_policy(struct timed_stream *stream, unsigned index)
{
    static struct event duty;
    uint8_t bytes[1024];
    aluminum_duty(&duty, ++stream->revision, TIME_NS);
    size_t size = rows_encode(event_rows[EVENT_POLICY], &duty, bytes, sizeof bytes);
    stream->sent[index] = clock_ns();
    publisher_send(stream->publisher, HOP_TIMED, bytes, size);
}

static void send_run(struct timed_stream *stream, struct prices *prices)
{
    struct timespec due;
    clock_gettime(CLOCK_MONOTONIC, &due);
    for (unsigned i = 0; i < TIMED_EVENTS; i++) {
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

struct latency timed_stream_run(struct timed_stream *stream)
{
    static uint64_t next;
    struct prices prices;
    pthread_t listener;
    double seconds[TIMED];
    prices_init(&prices, 1, next);
    next += TIMED_EVENTS;
    for (unsigned i = 0; i < TIMED; i++)
        stream->awaited[i] = stream->offset + (i + 1) * TIMED_EVERY;
    stream->offset += TIMED_EVENTS;
    if (pthread_create(&listener, NULL, listen_to, stream) != 0)
        wrong("no thread");
    send_run(stream, &prices);
    pthread_join(listener, NULL);
    for (unsigned i = 0; i < TIMED; i++)
        seconds[i] = (double)(stream->arrived[i] - stream->sent[i]) / 1e9;
    return latency_of(seconds, TIMED);
}

void timed_hop_open(struct timed_stream *hop, const struct peer *peer, void *context)
{
    uint8_t subscription[64];
    *hop = (struct timed_stream){.listener = zmq_socket(context, ZMQ_SUB), .publisher = zmq_socket(context, ZMQ_XPUB)};
    zmq_setsockopt(hop->listener, ZMQ_SUBSCRIBE, HOP_TIMED, strlen(HOP_TIMED));
    if (zmq_connect(hop->listener, peer->out) != 0 || zmq_connect(hop->publisher, peer->in) != 0 ||
        zmq_recv(hop->publisher, subscription, sizeof subscription, 0) < 1)
        wrong("cannot reach the hop");
}

void timed_stream_close(struct timed_stream *stream)
{
    int linger = 0;
    zmq_setsockopt(stream->publisher, ZMQ_LINGER, &linger, sizeof linger);
    zmq_close(stream->publisher);
    zmq_close(stream->listener);
}

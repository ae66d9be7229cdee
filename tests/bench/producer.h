/* A producer as a bench needs it: a DEALER that keeps to its credit, and a
 * publisher for `open` that waits until it is heard. Neither copies what it
 * sends, nor sends it again: every refusal is a failure. */
#ifndef OREWATCH_TESTS_BENCH_PRODUCER_H
#define OREWATCH_TESTS_BENCH_PRODUCER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct producer {
    void *socket;
    uint64_t batch, offset;         /* the last number sent; the last offset receipted */
    uint64_t credit, outstanding;   /* events */
};

void producer_connect(struct producer *producer, void *context, const char *endpoint);
void producer_close(struct producer *producer);
/* Sends [number][frame] of so many events. */
void producer_send(struct producer *producer, const void *frame, size_t size, uint32_t events);
/* Takes one receipt, waiting for it when `wait`; false when there is none. Each
 * is of a batch of `events`, all of which must have been accepted. */
bool producer_receipt(struct producer *producer, uint32_t events, bool wait);
/* Sends the events of a recording, with or without its policies, and returns
 * when all were receipted. */
void producer_replay(struct producer *producer, const char *path, bool policies);

/* A connected XPUB, once the other side has subscribed: from then on nothing is
 * lost. It queues without bound. */
void *publisher_connect(void *context, const char *endpoint);
void publisher_send(void *socket, const char *topic, const void *frame, size_t size);

/* A SUB on the stream that has heard a heartbeat: from then on it misses nothing. */
void *listener_connect(void *context, const char *endpoint, const char *prefix);
/* The offset in the header of the next output under the prefix. */
uint64_t listener_offset(void *socket, const char *prefix);

#endif

/* Events on their way to the broker: gathered into batches, kept until answered.
 *
 * A batch is opened by its first event, closed (by size, by count, or because
 * the caller wants it to leave), sent, and released by its receipt. The bytes lie
 * in one ring, each batch in one piece, ready as frames; all memory is taken at
 * the start. Invariants: numbers rise by one; batches are released in any
 * order, their room is free again when all older ones are released too. */
#ifndef OREWATCH_RUNTIME_OUTGOING_H
#define OREWATCH_RUNTIME_OUTGOING_H

#include "runtime/zsocket.h"

#define OUTGOING_BYTES (8u * MIB)  /* eight of the largest batches */
#define OUTGOING_BATCHES 16384u    /* more than a broker ever gives credit for */
#define OUTGOING_FRAMES 3

struct parcel {
    uint64_t number;               /* of the batch, on the wire */
    uint64_t first_index;          /* of its first event, counted over all */
    uint64_t at;                   /* place in the ring; rises for ever */
    uint32_t events_size, received_size, count;
    bool sent, answered;
};

struct outgoing;

struct outgoing *outgoing_create(void); /* NULL: no memory */
void outgoing_destroy(struct outgoing **outgoing);
/* Copies the event into the open batch; `received` 0: it has none. At most
 * `batch_events` go into one batch. False: no room until a batch is answered. */
bool outgoing_add(struct outgoing *outgoing, const void *event, size_t size, int64_t received, uint64_t index,
                  uint32_t batch_events);
/* Closes the open batch, if any: it is ready to be sent. */
void outgoing_close(struct outgoing *outgoing);
/* The oldest closed batch that was not sent; NULL when there is none. */
struct parcel *outgoing_unsent(struct outgoing *outgoing);
/* Is none before it unanswered? */
bool outgoing_is_oldest(const struct outgoing *outgoing, const struct parcel *parcel);
/* The batch of that number that waits for its receipt; NULL when none does. */
struct parcel *outgoing_find(struct outgoing *outgoing, uint64_t number);
/* The frames of a batch, as ingest takes them; returns their count. */
size_t outgoing_frames(const struct outgoing *outgoing, const struct parcel *parcel, uint8_t number[8],
                       struct frame frames[OUTGOING_FRAMES]);
void outgoing_answered(struct outgoing *outgoing, struct parcel *parcel);
/* Everything unanswered is to be sent again. False: nothing was sent that is. */
bool outgoing_resend(struct outgoing *outgoing);

#endif

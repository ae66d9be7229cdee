/* Publishing events with receipts: the client side of `ingest`.
 *
 * Events are gathered into batches (bytes or count), sent as a DEALER, and kept
 * until their receipt; at most `credit` are outstanding. Every refused event is
 * reported through on_refused with its index in the order of publisher_add.
 *
 * Batches that stay unanswered (the broker restarted, the line was cut) are sent
 * again; the broker knows what it has and answers `duplicate`. So after a clean
 * end every event was accepted, was there already, or was refused: counted each.
 * After a new connection they go before anything new, so that events enter the log
 * in the order of publisher_add, but for those that were refused meanwhile. */
#ifndef OREWATCH_RUNTIME_PUBLISHER_H
#define OREWATCH_RUNTIME_PUBLISHER_H

#include "runtime/zsocket.h"
#include "schemas/messages.h"

/* Without a receipt for so long, everything outstanding is sent again; then with
 * the back-off of runtime/backoff.h, so that a slow disk is not buried. */
#define PUBLISHER_RESEND_MS 2000

struct publisher;

/* All callbacks may be NULL. */
struct publisher_callbacks {
    void (*on_refused)(void *self, uint64_t index, struct text reason, struct text field, struct text text);
    void (*on_unknown_key)(void *self, struct text key, struct text nearest);
    void (*on_room)(void *self);      /* after FULL: may add again */
    void (*on_receipt)(void *self, const struct receipt *receipt, uint64_t batch);
    /* The broker takes nothing now, for this reason; the batch is sent again
     * (publisher_keep only). */
    void (*on_put_off)(void *self, struct text reason, struct text text);
    void *self;
};
struct publisher_totals { uint64_t added, accepted, duplicate, refused, offset, resent; };

MUST_CHECK enum status publisher_create(struct publisher **publisher, uv_loop_t *loop, void *context,
                                        const char *endpoint, const struct publisher_callbacks *callbacks,
                                        char *why, size_t why_size);
void publisher_destroy(struct publisher **publisher); /* the loop must turn once more for its handles */
/* Where the chance in the back-off comes from: 0 when it is not said. */
void publisher_seed(struct publisher *publisher, uint64_t seed);
/* Before the first event, by who keeps each event until it is answered: a batch
 * leaves only when the one before it is answered, so that they are accepted in
 * their order whatever breaks, and receipts come in that order; and a batch that is
 * refused for the broker's own reasons (over_credit, no_space, io, no_memory) is
 * not answered, but told (on_put_off) and sent again. */
void publisher_keep(struct publisher *publisher);
/* Copies the event. `received` 0: none is sent. FULL: no credit; wait for
 * on_room. An event larger than LIMIT_EVENT_BYTES is reported as refused at once. */
MUST_CHECK enum status publisher_add(struct publisher *publisher, const void *event, size_t size, int64_t received);
/* Sends what was gathered. */
void publisher_flush(struct publisher *publisher);
bool publisher_idle(const struct publisher *publisher); /* everything answered */
/* Did a broker take a batch from us, now or ever? */
bool publisher_connected(const struct publisher *publisher);
struct publisher_totals publisher_totals(const struct publisher *publisher);

#endif

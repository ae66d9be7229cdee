/* Subscribing to the stream: the client side. Messages come whole, with header;
 * gaps by sequence number are reported (they are filled from history where the
 * broker keeps it).
 *
 * A joining subscriber makes the broker send a heartbeat that lists every topic:
 * its baseline. From there on a hole shows at the next message of the topic, and
 * a lost tail at the next heartbeat, also where heartbeats were lost with it: then
 * one that lists every topic is asked for; a message that came before is not given
 * twice. `status.` and `heartbeat.` say how things are and have no gaps. */
#ifndef OREWATCH_RUNTIME_SUBSCRIBER_H
#define OREWATCH_RUNTIME_SUBSCRIBER_H

#include "runtime/zsocket.h"
#include "schemas/messages.h"

struct subscriber;

/* All callbacks may be NULL. */
struct subscriber_callbacks {
    /* An output: topic, header, and the encoded output. */
    void (*on_output)(void *self, struct text topic, const struct header *header, const void *bytes, size_t size);
    void (*on_heartbeat)(void *self, const struct heartbeat *heartbeat);
    /* Sequence numbers from..to of a topic did not come. */
    void (*on_gap)(void *self, struct text topic, uint64_t from, uint64_t to);
    /* All that has come so far was given: nothing waits in the socket. */
    void (*on_drained)(void *self);
    /* The broker serves another log, or an older copy of this one: all sequence numbers
     * start again. */
    void (*on_epoch)(void *self, uint64_t epoch);
    void *self;
};

/* `topics`: prefixes; an empty list subscribes to everything. The heartbeat is
 * always subscribed to. */
MUST_CHECK enum status subscriber_create(struct subscriber **subscriber, uv_loop_t *loop, void *context,
                                         const char *endpoint, const char *const *topics, size_t topics_count,
                                         const struct subscriber_callbacks *callbacks, char *why, size_t why_size);
void subscriber_destroy(struct subscriber **subscriber); /* the loop must turn once more for its handles */
/* True once the first heartbeat came: nothing sent after that is missed. */
bool subscriber_joined(const struct subscriber *subscriber);
/* No heartbeat was missed since one that listed every topic, and the last one was
 * whole: with no gap open, all that was said before it has come. */
bool subscriber_certain(const struct subscriber *subscriber);
/* Is it a topic that was subscribed to, and that can have gaps? */
bool subscriber_hears(const struct subscriber *subscriber, struct text topic);
/* Within on_heartbeat: it is a page of the heartbeat that joined us. */
bool subscriber_in_baseline(const struct subscriber *subscriber);

#endif

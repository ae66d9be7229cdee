/* Following the stream without a hole: subscriber and history together.
 *
 *                    first heartbeat          it was given
 *   waiting ------------------------> joining -------------> live
 *      ^                                                       |
 *      +------------------ another epoch ----------------------+
 *
 * Joining gives what came before, as the caller wants it. What arrives meanwhile
 * is held, and dropped where history gave it already, so that every message comes
 * once, and those of a topic in their order.
 *
 * Live, a hole shows at the next message of its topic, and a lost tail at the
 * next heartbeat. It is told (on_gap), asked for, and either filled, byte for byte
 * as it was on the stream, or told as lost, with the numbers that are. Messages of
 * that topic wait for it; the other topics go on.
 *
 * Another epoch is another log: all numbers begin again, and the last output of
 * every topic is given anew. */
#ifndef OREWATCH_RUNTIME_FOLLOWER_H
#define OREWATCH_RUNTIME_FOLLOWER_H

#include "schemas/messages.h"

#include <uv.h>

enum follow_from {
    FOLLOW_NEW,    /* from the first heartbeat on */
    FOLLOW_LAST,   /* every alert that is not resolved, the last output of each topic, then what is new */
    FOLLOW_OFFSET, /* all that is kept from this offset on; 0: all that is kept */
    FOLLOW_SEQ,    /* from this `seq` of the one topic on */
};

struct follower_options {
    const char *stream, *history;      /* endpoints; they outlive the follower */
    const char *const *topics;         /* prefixes, as of subscriber_create */
    size_t topics_count;
    enum follow_from from;
    uint64_t number;                   /* offset or seq */
    int64_t patience;                  /* ns that an answer of history is waited for */
};

struct follower;

/* All may be NULL. A follower is not destroyed from within. */
struct follower_callbacks {
    void (*on_output)(void *self, struct text topic, const struct header *header, const void *bytes, size_t size);
    /* What came before was given; what follows is live. */
    void (*on_live)(void *self);
    void (*on_heartbeat)(void *self, const struct heartbeat *heartbeat);
    /* from..to of a topic did not come; then one or both of the others. */
    void (*on_gap)(void *self, struct text topic, uint64_t from, uint64_t to);
    void (*on_filled)(void *self, struct text topic, uint64_t from, uint64_t to);
    void (*on_lost)(void *self, struct text topic, uint64_t from, uint64_t to, struct text why);
    /* What came before is kept from this offset on only (FOLLOW_OFFSET). */
    void (*on_floor)(void *self, uint64_t floor);
    /* What came before cannot be had; it goes on with what is new. */
    void (*on_unavailable)(void *self, enum status status, struct text why);
    void (*on_epoch)(void *self, uint64_t epoch);
    void *self;
};

MUST_CHECK enum status follower_create(struct follower **follower, uv_loop_t *loop, void *context,
                                       const struct follower_options *options,
                                       const struct follower_callbacks *callbacks, char *why, size_t why_size);
void follower_destroy(struct follower **follower); /* the loop must turn once more for its handles */
bool follower_live(const struct follower *follower);
/* Nothing is being asked for: every gap that was told is filled or lost. */
bool follower_complete(const struct follower *follower);
/* And no heartbeat was missed: everything up to its offset has been given, or told
 * as lost. */
bool follower_certain(const struct follower *follower);
/* Holes found, messages in them, and those that could not be had. */
struct follower_totals { uint64_t gaps, missed, lost; };
struct follower_totals follower_totals(const struct follower *follower);

#endif

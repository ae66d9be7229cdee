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
 * that topic wait for it; the other topics go on. While no heartbeat comes nobody is
 * there to answer: then nothing is lost, and it is asked for again until somebody is.
 *
 * Another epoch is another log: all numbers begin again, and the last output of
 * every topic is given anew.
 *
 * **What can be said of what came.** At any time, for each topic: every output from
 * `from` to `to` was given, once and in order, but for `missing` of them, which were
 * told as lost; and, as of a heartbeat, no topic had an output above its `to`. Why
 * that is true:
 *  1. Outputs of a topic are numbered without a hole, and given by number: the next
 *     one, or, where one is left out, after on_lost or on_skipped named it.
 *  2. A heartbeat names the last number of every topic that had an output since the
 *     one before it; one that lists all, of every topic. Heartbeats are numbered, by
 *     no two processes alike. So with none missing since a listing began, each topic
 *     has been named since it last spoke: none speaks that we do not know of.
 *  3. What a heartbeat names is a gap until it is given or told as lost; so with no
 *     gap open nothing is left that it named.
 *  4. A page that is full may have others after it, and proves nothing.
 * The statement is as of the last heartbeat for which 2 and 3 held (follower_certain).
 * It never turns false: what comes later only lets a newer one be made. Messages that
 * are dropped, doubled, delayed or sent out of order can keep it from being made. */
#ifndef OREWATCH_RUNTIME_FOLLOWER_H
#define OREWATCH_RUNTIME_FOLLOWER_H

#include "runtime/holding.h"
#include "schemas/messages.h"

#include <uv.h>

enum follow_from {
    FOLLOW_NEW,    /* from the first heartbeat on */
    FOLLOW_LAST,   /* every alert that is not resolved, the last output of each topic, then what is new */
    FOLLOW_OFFSET, /* all that is kept from this offset on; 0: all that is kept */
    FOLLOW_SEQ,    /* from this `seq` of the one topic on */
    FOLLOW_CURSOR, /* what comes after these holdings, of the topics without one all; where their offset is known
                    * in the order of the log, a prefix after the other, but for topics of which some is lost */
};

/* What becomes of messages that did not come in time. */
enum follow_slow {
    FOLLOW_FILL,   /* they are fetched, and given in their place */
    FOLLOW_GAP,    /* they are told as lost, and it goes on */
    FOLLOW_NEWEST, /* only the newest of each topic is given, as often as the caller comes to it: fetched, if
                      it did not come; those before it are told as skipped */
};

struct follower_options {
    const char *stream, *history;      /* endpoints; they outlive the follower */
    const char *const *topics;         /* prefixes, as of subscriber_create */
    size_t topics_count;
    enum follow_from from;
    uint64_t number;                   /* offset or seq */
    const struct holdings *holdings;   /* FOLLOW_CURSOR; outlives the follower too */
    enum follow_slow slow;
    int64_t patience;                  /* ns that an answer of history is waited for, while heartbeats come */
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
    /* from..to were passed over, for there is a newer one (FOLLOW_NEWEST). */
    void (*on_skipped)(void *self, struct text topic, uint64_t from, uint64_t to);
    /* What came before is kept from this offset on only (FOLLOW_OFFSET). */
    void (*on_floor)(void *self, uint64_t floor);
    /* What came before cannot be had; it goes on with what is new. CONFLICT: the
     * holdings are of another log. */
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
/* Holes found, messages in them, those that could not be had, and those skipped. */
struct follower_totals { uint64_t gaps, missed, lost, skipped; };
struct follower_totals follower_totals(const struct follower *follower);

/* ---- what can be said of what came ---- */

struct statement {
    bool made;             /* one could be made; else the rest is 0 */
    uint64_t epoch, offset; /* of the log, and of its last event, */
    int64_t time;          /* at this time of its clock */
};
struct statement follower_statement(const struct follower *follower);
/* Every topic is known: one that is not named by follower_holding is to be followed
 * from its first output on. Holdings that are kept before that are not whole. */
bool follower_knows_all(const struct follower *follower);
/* From within on_output: this one lies before what is wanted. What is held of its topic
 * begins behind it. */
void follower_begin_behind(struct follower *follower, struct text topic);
/* Topics are numbered from 0 to this, in the order they became known. */
uint32_t follower_topics(const struct follower *follower);
/* False: this one is not among those followed, or not settled yet. */
bool follower_holding(const struct follower *follower, uint32_t number, struct holding *holding);

#endif

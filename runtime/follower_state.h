/* What a follower is made of; for its three files only.
 *
 * follower.c hears the stream, follower_join.c asks for what came before,
 * follower_gap.c gives messages in their order and fills the gaps. */
#ifndef OREWATCH_RUNTIME_FOLLOWER_STATE_H
#define OREWATCH_RUNTIME_FOLLOWER_STATE_H

#include "runtime/follower.h"
#include "runtime/held.h"
#include "runtime/history_client.h"
#include "runtime/subscriber.h"
#include "runtime/topic_table.h"

/* How far a topic is. It waits while what lies between applied and gap_to is
 * asked for. */
struct standing {
    uint64_t baseline; /* of the heartbeat we joined with */
    uint64_t applied;  /* given to the caller */
    uint64_t seen;     /* known to be there */
    uint64_t gap_from, gap_to;
    bool waits;
};

enum phase { PHASE_WAITING, PHASE_JOINING, PHASE_LIVE };

struct follower {
    struct follower_options options;
    struct follower_callbacks callbacks;
    struct subscriber *subscriber;
    struct history_client *history;
    struct topic_table *names;
    struct standing topics[TOPIC_TABLE_CAPACITY];
    uint32_t queue[TOPIC_TABLE_CAPACITY]; /* topics with a gap, in the order it was found: a ring */
    uint32_t queue_first, queue_count;
    struct held held;
    enum phase phase;
    enum follow_from from;                /* FOLLOW_LAST after another epoch */
    size_t prefix;                        /* of the topics, under question while joining */
    bool alerts_given;                    /* those of this prefix that are not resolved, before its snapshot */
    uint64_t asked_from;                  /* the offset or seq that joining asks from */
    uint64_t epoch;
    struct follower_totals totals;
};

/* The name of a topic. */
static inline struct text follower_name(const struct follower *follower, uint32_t number)
{
    return topic_table_name(follower->names, number);
}

/* ---- follower_gap.c ---- */

/* Gives it to the caller; it is the topic's newest then. */
void follower_give(struct follower *follower, uint32_t number, const struct header *header, struct frame output);
/* Tells that what is missing up to `to` cannot be had. */
void follower_lose(struct follower *follower, uint32_t number, uint64_t to, struct text why);
/* A message of a topic that does not wait. One behind a hole is let go: it is
 * `seen`, and asked for once the hole is filled. */
void follower_offer(struct follower *follower, uint32_t number, const struct header *header, struct frame output);
/* What is missing up to `to` > applied is told and asked for. */
void follower_begin_gap(struct follower *follower, uint32_t number, uint64_t to);
/* Live now: gives what was held, and finds what is missing. */
void follower_settle_all(struct follower *follower);

/* Every gap that is still open is lost. */
void follower_lose_all(struct follower *follower, struct text why);

/* ---- follower_join.c ---- */

/* The first heartbeat came: asks for what came before, then goes live. */
void follower_join(struct follower *follower, const struct heartbeat *heartbeat);
/* The pages of the first heartbeat say where each topic stood. */
void follower_take_baseline(struct follower *follower, const struct heartbeat *heartbeat);

#endif

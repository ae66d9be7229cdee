/* What a follower is made of; for its five files only.
 *
 * follower.c hears the stream, follower_join.c asks for what came before,
 * follower_gap.c gives messages in their order and fills the gaps, follower_sweep.c
 * fills those of all topics together, follower_proof.c says what is held. */
#ifndef OREWATCH_RUNTIME_FOLLOWER_STATE_H
#define OREWATCH_RUNTIME_FOLLOWER_STATE_H

#include "runtime/follower.h"
#include "runtime/held.h"
#include "runtime/history_client.h"
#include "runtime/newest.h"
#include "runtime/subscriber.h"
#include "runtime/topic_table.h"

/* How far a topic is. It waits while what lies between applied and gap_to is
 * asked for. */
struct standing {
    uint64_t baseline; /* of the heartbeat we joined with */
    uint64_t applied;  /* given to the caller */
    uint64_t seen;     /* known to be there */
    uint64_t gap_from, gap_to;
    uint64_t from;     /* the first that was, or will be, given; 0: not known yet */
    uint64_t missing, missing_from, missing_to;
    bool waits;
};

/* A broker that is there beats each second: one may be its first after a restart. */
#define FOLLOWER_BEATS 2u

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
    struct newest newest;                 /* FOLLOW_NEWEST: instead of `held` */
    bool tail_lost;                       /* FOLLOW_NEWEST: something is seen that does not wait there */
    bool overflowed;                      /* a topic found no room: nothing is certain any more */
    bool knows_all;
    unsigned beats;                       /* heartbeats since history was asked to fill a gap, or gave some of it */
    uint64_t beat_offset;                 /* of the last heartbeat, */
    int64_t beat_time;
    struct statement statement;
    enum phase phase;
    enum follow_from from;                /* FOLLOW_LAST after another epoch, FOLLOW_NEW after a CONFLICT */
    size_t prefix;                        /* of the topics, under question while joining, or in a sweep */
    bool alerts_given;                    /* those of this prefix that are not resolved, before its snapshot */
    uint64_t asked_from;                  /* the offset or seq that joining, or a sweep, asks from */
    bool sweeping;                        /* no gap is asked for by itself */
    uint64_t epoch;
    struct follower_totals totals;
};

/* The name of a topic. */
static inline struct text follower_name(const struct follower *follower, uint32_t number)
{
    return topic_table_name(follower->names, number);
}

/* Its number, a new one if need be; TOPIC_NONE: there is no room, and nothing is
 * certain from now on. */
static inline uint32_t follower_number(struct follower *follower, struct text topic)
{
    uint32_t number = topic_table_add(follower->names, topic);

    follower->overflowed |= number == TOPIC_NONE;
    return number;
}

/* ---- follower_gap.c ---- */

/* Gives it to the caller; it is the topic's newest then. */
void follower_give(struct follower *follower, uint32_t number, const struct header *header, struct frame output);
/* Tells that what is missing up to `to` cannot be had. */
void follower_lose(struct follower *follower, uint32_t number, uint64_t to, struct text why);
/* A message of a topic that does not wait, and no hole before it: given, unless it was. */
void follower_offer(struct follower *follower, uint32_t number, const struct header *header, struct frame output);
/* What is missing up to `to` > applied, of a topic that does not wait: told and asked
 * for, lost, or skipped, as `slow` has it. */
void follower_miss(struct follower *follower, uint32_t number, uint64_t to);
/* FOLLOW_NEWEST: gives what waits, and asks for a newest that did not come. */
void follower_give_newest(struct follower *follower);
/* Live now: gives what was held, and finds what is missing. */
void follower_settle_all(struct follower *follower);

/* The sweep is over: gaps that it filled are, the others are asked for one by one. */
void follower_swept(struct follower *follower);
/* Every gap that is still open is lost. */
void follower_lose_all(struct follower *follower, struct text why);

/* ---- follower_sweep.c ---- */

/* Where a cursor ended, most topics have a gap: they are filled in the order of the
 * log, a page at a time, from where all was given. What that leaves open is filled
 * as every gap is. */
bool follower_wants_sweep(const struct follower *follower);
void follower_sweep(struct follower *follower);

/* ---- follower_join.c ---- */

/* The prefix that is under question. */
struct text follower_prefix(const struct follower *follower);

/* The first heartbeat came: asks for what came before, then goes live. */
void follower_join(struct follower *follower, const struct heartbeat *heartbeat);
/* What a heartbeat names is there; the pages of the first one say where each topic
 * stood. */
void follower_take_names(struct follower *follower, const struct heartbeat *heartbeat);

/* ---- follower_proof.c ---- */

/* Makes a new statement, if one can be made now. */
void follower_prove(struct follower *follower);
void follower_note_missing(struct standing *topic, uint64_t from, uint64_t to);
/* Begins where the options' holdings end. */
void follower_take_holdings(struct follower *follower);
/* After a heartbeat: whether every topic is known now. Holdings of another log, or of
 * more than there is of this one, are told. */
void follower_learn(struct follower *follower);
/* The topics of a log that is not followed any more. */
void follower_forget(struct follower *follower);

#endif

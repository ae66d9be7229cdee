/* History: what a consumer missed, in pages, below the live stream.
 *
 * [peer][number][request] opens a job; jobs take turns, a page each, and wait while
 * their peers take none. Between two pages the loop has at least HISTORY_REST times as
 * long for what is live as the last one took to make, whatever the machine: so
 * back-fill never has more than a part of the loop, and delays what is live by one
 * small page (PAGE_ENOUGH). What may be asked stands in history_op.h. Whatever comes with a number is answered: a
 * request that is none of the known says field, value and the nearest name.
 *
 * Bounded: one page a job, HISTORY_PEER_JOBS a peer, HISTORY_JOBS in all; beyond
 * that it is `full`. The answer to a refused request waits for its peer like a page;
 * of a peer that reads none of them HISTORY_PEER_REFUSALS are kept. What a peer does
 * not take waits in its queue (two pages, see world_real.c) and in its jobs, and for
 * HISTORY_GIVE_UP_NS. */
#ifndef OREWATCH_BROKER_HISTORY_H
#define OREWATCH_BROKER_HISTORY_H

#include "broker/history_op.h"

#define HISTORY_JOBS 32u                     /* 32 MiB of pages */
#define HISTORY_PEER_JOBS 4u                 /* of one consumer: it asks for one thing after the other */
#define HISTORY_REFUSALS 32u                 /* answers to what was refused, while their peers have no room */
#define HISTORY_PEER_REFUSALS 8u             /* of one consumer: it asks again before it reads */
#define HISTORY_REST 3                       /* a quarter of the loop is history's at most */
#define HISTORY_TURN_NS (SECOND_NS / 1000)
#define HISTORY_WAIT_NS (20 * HISTORY_TURN_NS) /* after a peer took no page */
#define HISTORY_GIVE_UP_NS (10 * SECOND_NS)  /* of not taking any: it is gone */

struct history;

struct history *history_create(const struct archive *archive); /* NULL: no memory */
void history_destroy(struct history **history);
void history_receive(struct history *history, const struct frame *frames, size_t count);
/* Sends what is due. */
void history_turn(struct history *history, int64_t now);
/* When history_turn has something to do; INT64_MAX: nothing. */
int64_t history_due(const struct history *history);

#endif

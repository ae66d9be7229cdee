/* History: what a consumer missed, in pages, below the live stream.
 *
 * [peer][number][request] opens a job; its pages go out a few per turn, and wait
 * while the peer takes none, so that back-fill never delays what is live. `snapshot`
 * walks the topics, `range` one topic through the outbox. */
#ifndef OREWATCH_BROKER_HISTORY_H
#define OREWATCH_BROKER_HISTORY_H

#include "broker/stream.h"

#define HISTORY_JOBS 64u                     /* consumers that catch up at once; one more is told `full` */
#define HISTORY_PAGES 4u                     /* a turn, over all jobs: 4 MiB, 2 ms */
#define HISTORY_TURN_NS (SECOND_NS / 1000)
#define HISTORY_WAIT_NS (20 * HISTORY_TURN_NS) /* after a peer took no page */
#define HISTORY_GIVE_UP_NS (10 * SECOND_NS)  /* of not taking any: it is gone */

struct history;

struct history *history_create(const struct world *world, const struct stream *stream); /* NULL: no memory */
void history_destroy(struct history **history);
void history_receive(struct history *history, const struct frame *frames, size_t count);
/* Sends what is due. */
void history_turn(struct history *history, int64_t now);
/* When history_turn has something to do; INT64_MAX: nothing. */
int64_t history_due(const struct history *history);

#endif

/* Restart: the log, entry by entry, into the broker. Meanwhile the loop turns, so
 * that http answers; nothing is read from the sockets yet. */
#ifndef OREWATCH_BROKER_RESTORE_H
#define OREWATCH_BROKER_RESTORE_H

#include "broker/broker.h"

#include <uv.h>

#define RESTORE_TURN_NS (10 * SECOND_NS / 1000) /* of restoring, between two turns */

/* Reads the whole journal. `why`: what cannot be taken, and where it stands. */
MUST_CHECK enum status restore(struct broker *broker, const char *journal, uv_loop_t *loop, char *why, size_t why_size);

#endif

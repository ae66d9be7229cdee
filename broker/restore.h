/* Restart: the newest checkpoint that can be taken, and the log behind it, entry by
 * entry, into a new broker. While the log is read the loop turns, so that http
 * answers; nothing is read from the sockets yet. */
#ifndef OREWATCH_BROKER_RESTORE_H
#define OREWATCH_BROKER_RESTORE_H

#include "broker/broker.h"
#include "broker/keeper.h"

#include <uv.h>

#define RESTORE_TURN_NS (10 * SECOND_NS / 1000) /* of restoring, between two turns */
#define RESTORE_LOOK 64u                        /* entries between two looks at the clock: 0.6 ms of the dearest */

/* Takes `checkpoint` (NULL: there is none) and gives the broker; where it cannot be
 * loaded, the next one of the keeper, and at last an empty broker. `from`: where the
 * log is to be read on; its number 0: with the first record. `why`: no memory. */
MUST_CHECK enum status restore_state(struct broker **broker, const struct broker_options *options,
                                     const struct world *world, struct keeper *keeper, struct checkpoint **checkpoint,
                                     struct log_position *from, char *why, size_t why_size);
/* Reads the rest of the journal. `why`: what cannot be taken, and where it stands. */
MUST_CHECK enum status restore_log(struct broker *broker, const char *journal, const struct log_position *from,
                                   uv_loop_t *loop, char *why, size_t why_size);

#endif

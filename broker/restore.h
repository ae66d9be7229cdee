/* Restart: the log, entry by entry, into the broker. */
#ifndef OREWATCH_BROKER_RESTORE_H
#define OREWATCH_BROKER_RESTORE_H

#include "broker/broker.h"

/* Reads the whole journal. `why`: what cannot be taken, and where it stands. */
MUST_CHECK enum status restore(struct broker *broker, const char *journal, char *why, size_t why_size);

#endif

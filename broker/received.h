/* The third frame of a batch: when each of its events was received, as one
 * MessagePack array of integers (ns since 1970; 0: not said). */
#ifndef OREWATCH_BROKER_RECEIVED_H
#define OREWATCH_BROKER_RECEIVED_H

#include "schemas/rows.h"

/* Fills exactly `count` numbers, or refuses. */
MUST_CHECK enum status received_decode(const void *bytes, size_t size, int64_t *received, uint32_t count,
                                       struct refusal *refusal);

#endif

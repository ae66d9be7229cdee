/* What a tail has printed, as one line of JSON: of each topic from which number to
 * which, and what is missing among them; and as of when no topic had more.
 *
 *   {"type":"completeness","complete":true,"epoch":7,"offset":32,"time":"2025-02-24T12:00:01.000000000Z",
 *    "topics":[{"topic":"alert.aluminum.EU.state.","from":1,"to":4}]}
 *
 * {"topic":"alert.aluminum.EU.gap.","from":2,"none":true}: from 2 on nothing was said of
 * it, so nothing was there to miss. complete: none of these is missing. `offset` and
 * `time` are those of the heartbeat that it is as of; without them none could be made
 * yet. Why it is true stands in runtime/follower.h. */
#ifndef OREWATCH_CONSUMERS_COMPLETENESS_H
#define OREWATCH_CONSUMERS_COMPLETENESS_H

#include "consumers/tail_cursor.h"

#include <stdio.h>

void completeness_write(const struct tail_cursor *stands, const struct follower *follower, FILE *out);

#endif

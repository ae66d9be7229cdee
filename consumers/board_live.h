/* The board of a live broker, asked of history (`state`). */
#ifndef OREWATCH_CONSUMERS_BOARD_LIVE_H
#define OREWATCH_CONSUMERS_BOARD_LIVE_H

#include "consumers/board_parts.h"
#include "consumers/live.h"

/* As live_ask; `parts` is to be closed in any case. */
enum exit_code board_live(struct board_parts *parts, const char *history, int64_t patience, struct live_answer *answer);

#endif

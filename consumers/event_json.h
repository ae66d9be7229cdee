/* One event of a log as a line of JSON that goes back in: every key as it stands,
 * known or not, in its place, numbers to their last digit, `received` as the log
 * has it. `orewatch-feed events` makes the same bytes of it again, unless it held
 * what JSON has no word for; that is said. */
#ifndef OREWATCH_CONSUMERS_EVENT_JSON_H
#define OREWATCH_CONSUMERS_EVENT_JSON_H

#include "schemas/messages.h"

/* Room that no event exceeds. */
#define EVENT_JSON_BYTES (16u * LIMIT_EVENT_BYTES)

/* `event`: what the bytes decode to. False when the line is not exact: binary
 * values stand as hexadecimal, numbers of 4 bytes as those of 8, and a `received`
 * that the event did not carry is added. The line is good in any case. */
bool event_json(struct line *line, const struct event *event, const void *bytes, size_t size, int64_t received);

#endif

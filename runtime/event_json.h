/* An event's bytes as one line of NDJSON: the way back from runtime/ndjson.h, also
 * for events that the door refuses. Every key stays, known or not, in its order;
 * times are RFC 3339 where a row says that it is one, numbers keep all their digits. */
#ifndef OREWATCH_RUNTIME_EVENT_JSON_H
#define OREWATCH_RUNTIME_EVENT_JSON_H

#include "schemas/messages.h"

/* Room that it never exceeds: a control byte takes six. */
#define EVENT_JSON_BYTES (8u * LIMIT_EVENT_BYTES)

/* `received` 0: it has none. False when JSON has no word for what the bytes hold
 * (binary, NaN, no map, broken): what is on the line then means nothing. */
bool event_json(struct line *line, const void *bytes, size_t size, int64_t received);

#endif

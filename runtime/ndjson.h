/* One JSON object a line -> one event as MessagePack, by the rows: times from
 * RFC 3339 to ns, everything else as it stands; unknown keys travel along.
 * jansson reads: duplicate keys, integers beyond int64 and reals beyond double
 * are refused. What the values mean is judged where the bytes are decoded. */
#ifndef OREWATCH_RUNTIME_NDJSON_H
#define OREWATCH_RUNTIME_NDJSON_H

#include "schemas/messages.h"

/* Writes MessagePack into `bytes`; `received` gets the line's `received` or 0.
 * Refusals carry the column of a syntax error in their text. */
MUST_CHECK enum status ndjson_event(const char *line, size_t size, void *bytes, size_t capacity, size_t *used,
                                    int64_t *received, struct refusal *refusal);
/* Any message by its rows (rules, expectations of tests). */
MUST_CHECK enum status ndjson_message(const struct rows *rows, const char *line, size_t size, void *bytes,
                                      size_t capacity, size_t *used, struct refusal *refusal);

#endif

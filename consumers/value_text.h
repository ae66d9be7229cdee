/* Bytes that nobody vouches for, to look at: MessagePack as JSON as far as it
 * goes, and every byte in hexadecimal. */
#ifndef OREWATCH_CONSUMERS_VALUE_TEXT_H
#define OREWATCH_CONSUMERS_VALUE_TEXT_H

#include "schemas/text.h"

/* Writes the value at `bytes` like JSON; what JSON has no word for stands in <>.
 * Returns how many bytes made sense; what was begun stays open when it stops. */
size_t value_text(struct line *line, const void *bytes, size_t size);
/* One line for sixteen bytes: where, the bytes, and those that are ASCII. */
void bytes_text(struct line *line, const void *bytes, size_t size);

/* Room that the two of them never exceed, for so many bytes. */
#define VALUE_TEXT_BYTES(size) (10 * (size) + 64)
#define BYTES_TEXT_BYTES(size) (((size) / 16 + 1) * 80)

#endif

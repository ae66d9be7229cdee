/* Digests after one entry, as a line of a digest file:
 *
 *   7 3 outputs=0123... state=4567... settings=89ab... rulebook=...
 *
 * entry (counted from 1: events, ticks, configurations, rules), offset of the
 * last event, then: all output lines up to here, the state of the engine, and
 * the parts it has. Files of two builds are compared name by name; a part that
 * only one of them has says nothing. */
#ifndef OREWATCH_CONSUMERS_DIGEST_LINE_H
#define OREWATCH_CONSUMERS_DIGEST_LINE_H

#include "engine/digest.h"
#include "schemas/text.h"

#include <stdbool.h>
#include <stdio.h>

#define DIGEST_LINE_BYTES 4096u /* DIGEST_PARTS names of up to 40 bytes, with their digests */

struct digest_line { uint64_t entry, offset; char text[DIGEST_LINE_BYTES]; };

void digest_line_make(struct digest_line *line, uint64_t entry, uint64_t offset, const struct digest *outputs,
                      const struct engine *engine);
/* The next line of a file. NOT_FOUND at its end; DAMAGED: it is none, `why`
 * gets its text. `number` counts lines. */
MUST_CHECK enum status digest_line_read(FILE *file, struct digest_line *line, uint64_t *number, char *why,
                                        size_t why_size);
/* Adds the names of the digests that differ, with blanks between; false when none does. */
bool digest_line_differs(const struct digest_line *one, const struct digest_line *other, struct line *names);

#endif

/* Rows of cells out of a CSV file, by libcsv in strict mode, each with the line
 * it begins on. A quote in the wrong place, or one that never closes, ends the
 * reading: what follows it could be anything. */
#ifndef OREWATCH_PRODUCERS_SHEET_H
#define OREWATCH_PRODUCERS_SHEET_H

#include "schemas/status.h"
#include "schemas/text.h"

#define SHEET_CELLS 64u
#define SHEET_ROW_BYTES 65536u

struct sheet_row {
    struct text cells[SHEET_CELLS]; /* each followed by a zero */
    size_t count;
    uint64_t line;
};

/* Calls `on_row` for each row, also the first, which names the columns. The
 * cells live until it returns. `-` is standard input. IO, SYNTAX, TOO_LARGE and
 * TOO_MANY write file, line and reason into `why`. */
MUST_CHECK enum status sheet_read(const char *path, void (*on_row)(void *self, const struct sheet_row *row), void *self,
                                  char *why, size_t why_size);

#endif

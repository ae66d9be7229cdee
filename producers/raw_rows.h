/* Rows of a text file as they stand, one after the other, from its start or from
 * its end.
 *
 * A row ends with a line, unless a quote is open there: then it goes on with the
 * next. Quotes come in pairs, so that this is as true when the file is read
 * backwards: a line with half a pair belongs to the lines before it, up to the
 * other half. One block of the file is in memory at a time. */
#ifndef OREWATCH_PRODUCERS_RAW_ROWS_H
#define OREWATCH_PRODUCERS_RAW_ROWS_H

#include "producers/text_file.h"
#include "schemas/limits.h"
#include "schemas/text.h"

#include <stdbool.h>

#define RAW_ROW_BYTES (64u * KIB)          /* a table of 4,000 columns; also the most that an open quote swallows */
#define RAW_ROWS_BLOCK (64u * KIB)

/* A part of a file that holds whole rows. */
struct extent { uint64_t from, to, line, end_line; /* of its first row; after its last */ };

struct raw_row {
    struct text text;     /* with its line end, if it has one; lives until the next call */
    uint64_t place, line; /* where it begins: byte and line */
    uint64_t end, end_line;
    bool quoted;          /* there are quotes in it */
};

struct raw_rows {
    const struct text_file *file;
    struct extent left;   /* what is not yet in the buffer; its lines: not yet handed out */
    bool backwards;
    char *buffer;
    size_t start, used;   /* what is buffered, and not handed out */
};

/* False without memory. The file outlives the rows. */
bool raw_rows_init(struct raw_rows *rows, const struct text_file *file, const struct extent *extent, bool backwards);
void raw_rows_close(struct raw_rows *rows);
/* Empty lines are passed over. NOT_FOUND: there are no more. IO, TOO_LARGE: `why`
 * says where. */
MUST_CHECK enum status raw_rows_next(struct raw_rows *rows, struct raw_row *row, char *why, size_t why_size);
/* BAD_UTF8: the row is in another encoding; `why` says where, and what to do. */
MUST_CHECK enum status raw_row_check(const struct raw_row *row, const struct text_file *file, char *why,
                                     size_t why_size);
/* How often a byte stands between two places. */
uint32_t raw_row_count(const char *at, const char *end, char byte);

#endif

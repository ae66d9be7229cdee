/* One row of CSV taken apart into cells, by libcsv in strict mode: a quote stands
 * around a whole cell or is doubled, anything else is an error. Blanks around a
 * cell without quotes are no part of it. */
#ifndef OREWATCH_PRODUCERS_CSV_ROW_H
#define OREWATCH_PRODUCERS_CSV_ROW_H

#include "producers/raw_rows.h"

#include <csv.h>

#define CSV_CELLS 1024u /* columns of a table: the widest in use, a month of contracts by day, has 400 */

struct csv_row {
    struct text cells[CSV_CELLS]; /* live until the next row is parsed */
    uint32_t count;
    uint32_t used;
    bool ended;                   /* the parser has seen the row's end */
    enum status status;
    struct csv_parser parser;
    char bytes[RAW_ROW_BYTES];
};

/* NULL without memory. */
struct csv_row *csv_row_create(char delimiter);
void csv_row_destroy(struct csv_row **row);
/* A row of blanks has no cells. SYNTAX and TOO_MANY write file, line, place and reason into `why`; the row
 * cannot be used after them. */
MUST_CHECK enum status csv_row_parse(struct csv_row *row, const char *file, const struct raw_row *raw, char *why,
                                     size_t why_size);

#endif

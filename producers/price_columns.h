/* Which column of a price file holds what.
 *
 * A column is named as in the header, exactly or but for the case of ASCII
 * letters, or by its number from 1. A long table has one value a row, and a column
 * that says of which series; a wide one has a column a series. */
#ifndef OREWATCH_PRODUCERS_PRICE_COLUMNS_H
#define OREWATCH_PRODUCERS_PRICE_COLUMNS_H

#include "producers/csv_row.h"
#include "producers/price_options.h"

#define NO_CELL UINT32_MAX

struct price_columns {
    char delimiter;
    uint32_t width;
    uint64_t header_line;                 /* 0: there is none */
    struct extent rows;                   /* those after the header */
    uint32_t date, time, value, series, unit; /* cells, or NO_CELL; of a wide table no value and no series */
    uint32_t wide_count;
    struct { uint32_t cell; struct text name; } wide[CSV_CELLS]; /* `name`: as price_series_find takes it */
    struct text names[CSV_CELLS];         /* of all columns: the header's, or "column 3" */
    char texts[RAW_ROW_BYTES + 16 * CSV_CELLS];
};

/* Reads the head of a file and finds the columns in it. What is wrong is written
 * into `why`: the column, what the header holds, the nearest name. */
MUST_CHECK enum status price_columns_read(struct price_columns *columns, const struct price_options *options,
                                          const struct text_file *file, char *why, size_t why_size);

#endif

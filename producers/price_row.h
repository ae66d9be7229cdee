/* One row of a price file -> prices. What is wrong with it is told, and the rest
 * of it is read: a bad date spoils a row, a bad number one cell. */
#ifndef OREWATCH_PRODUCERS_PRICE_ROW_H
#define OREWATCH_PRODUCERS_PRICE_ROW_H

#include "producers/price_day.h"
#include "producers/price_file.h"

struct price_row { struct csv_row *cells; struct date_reader dates; uint64_t line; };

/* False without memory. */
bool price_row_init(struct price_row *row, const struct price_file *file);
void price_row_close(struct price_row *row);
/* Adds the row's prices to `day`. SYNTAX and TOO_MANY: this is no row, and nothing
 * after it can be read; `why` says so. */
MUST_CHECK enum status price_row_read(struct price_row *row, struct price_file *file, const struct raw_row *raw,
                                      struct price_day *day, char *why, size_t why_size);

#endif

/* Numbers as people write them, on a command line and in a file: strict,
 * independent of the locale, with units that say themselves. A text that is
 * not wholly such a number is refused, never read up to where it ends. */
#ifndef OREWATCH_RUNTIME_QUANTITY_H
#define OREWATCH_RUNTIME_QUANTITY_H

#include <stdbool.h>
#include <stdint.h>

/* 90s 5m 1h30m 500ms 7d: whole numbers, larger units first, each at most once;
 * units d h m s ms us ns. A bare 0 is none. */
bool duration_parse(const char *text, int64_t *ns);
/* 64MiB: a whole number and B KiB MiB GiB TiB; a bare number is bytes. */
bool size_parse(const char *text, uint64_t *bytes);
/* A decimal number as in JSON, finite: 1 -2.5 1e6. Not 5x 010 .5 1e400 nan. */
bool number_parse(const char *text, double *number);
/* A whole decimal number: 0 -7 42. Not 010 +1 1.0. */
bool integer_parse(const char *text, int64_t *integer);

#endif

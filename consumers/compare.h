/* Lines that came against lines that were expected: whole lines, in order, with
 * a diff that a person can read.
 *
 *   line 17: indicator aluminum/EU composite at offset 57, part 3
 *     value: expected 41.32, got 41.320001
 *
 * Outputs are ordered by (offset, part): a line that is missing or too much is
 * told as such, and the comparison goes on in step. */
#ifndef OREWATCH_CONSUMERS_COMPARE_H
#define OREWATCH_CONSUMERS_COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define COMPARE_SHOWN 5u /* differences told in full */

struct comparison {
    FILE *expected, *out;
    char *line;               /* the expected line that waits for its partner */
    size_t capacity;
    bool held;
    uint64_t number;          /* of that line */
    uint64_t differing, missing, extra;
};

/* `expected` is closed by comparison_close, `out` gets the diff. */
void comparison_init(struct comparison *comparison, FILE *expected, FILE *out);
void comparison_close(struct comparison *comparison);
/* The next line that came, without its line end. */
void comparison_add(struct comparison *comparison, const char *line, size_t size);
/* No more come: what is left of the expected ones is missing. True when all was equal. */
bool comparison_end(struct comparison *comparison);

#endif

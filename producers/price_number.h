/* Numbers as price files write them: `2,548.50`, `2.548,50`, `2 548,50`.
 *
 * A style says which character begins the decimals and which parts the thousands;
 * nothing is guessed, since 1.234 is a number in both. Groups are of three, so
 * that a comma in the wrong place is refused and not read over. */
#ifndef OREWATCH_PRODUCERS_PRICE_NUMBER_H
#define OREWATCH_PRODUCERS_PRICE_NUMBER_H

#include "schemas/text.h"

enum decimal_mark { DECIMAL_POINT, DECIMAL_COMMA };
enum thousands_mark { THOUSANDS_NONE, THOUSANDS_COMMA, THOUSANDS_POINT, THOUSANDS_SPACE, THOUSANDS_APOSTROPHE };
struct number_style { int decimal, thousands; };

/* NULL-terminated, for the options' rows. */
extern const char *const decimal_mark_names[];
extern const char *const thousands_mark_names[];

/* Is there such a style? Not when one character has both meanings. */
bool number_style_ok(struct number_style style);
/* The whole of `text`: a sign, digits, decimals, an exponent; finite. A space
 * that parts thousands may be one that does not break (U+00A0, U+202F). The
 * nearest double, as strtod would give it. */
bool number_read(struct number_style style, struct text text, double *number);
/* Why `text` is no number of this style, and what would be. */
void number_explain(struct number_style style, struct text text, struct line *line);

#endif

/* Pieces of text that somebody else owns, and lines built without stdio.
 *
 * The contract and the engine may not call snprintf (design: they import
 * memcpy and its kind only), and numbers must look the same everywhere, so
 * text is built here: integers, numbers of at most six decimals, times. */
#ifndef OREWATCH_SCHEMAS_TEXT_H
#define OREWATCH_SCHEMAS_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Not zero-terminated; `at` may be NULL when `size` is 0. */
struct text { const char *at; uint32_t size; };

#define TEXT(literal) ((struct text){literal, sizeof(literal) - 1})

struct text text_of(const char *zero_terminated);
bool text_is(struct text text, const char *zero_terminated);
bool text_equal(struct text a, struct text b);
bool text_starts_with(struct text text, struct text prefix);

/* `size`, or less when a character of UTF-8 would be split there. */
uint32_t text_cut(struct text text, uint32_t size);

/* A line under construction. What does not fit is cut, between characters, and
 * `cut` is set, after which nothing is added; the text is always
 * zero-terminated when capacity > 0. */
struct line { char *at; size_t capacity, used; bool cut; };

struct line line_on(char *at, size_t capacity);
void line_text(struct line *line, struct text text);
void line_string(struct line *line, const char *zero_terminated);
void line_char(struct line *line, char c);
void line_int(struct line *line, int64_t value);
void line_uint(struct line *line, uint64_t value);
/* At most six decimals, half to even, no exponent, no trailing zeros. */
void line_number(struct line *line, double value);
/* 2025-02-24T00:00:00.000000000Z; `time` in ns since 1970 UTC. */
void line_time(struct line *line, int64_t time);
/* 2025-02-24; `day` in days since 1970. */
void line_day(struct line *line, int64_t day);
/* Lower-case hexadecimal, two digits a byte. */
void line_hex(struct line *line, const void *bytes, size_t size);

/* value * 10^6 to the nearest integer, half to even: the one rounding of the
 * contract. Not NaN; beyond +-9e12, where no figure of the field comes near, it
 * stays at +-9e18. */
int64_t micro_of(double value);
double micro_round(double value);

/* The years a time may have: sums with any horizon stay inside 64 bits. */
#define TIME_FIRST_YEAR 1700u
#define TIME_LAST_YEAR 2199u
/* Their first and last nanosecond. */
#define TIME_LOWEST (-8520336000000000000LL)
#define TIME_HIGHEST 7258118399999999999LL

/* Days since 1970-01-01 of a proleptic Gregorian date, and back. */
int64_t day_from_civil(int64_t year, unsigned month, unsigned day);
void civil_from_day(int64_t day, int64_t *year, unsigned *month, unsigned *day_of_month);
/* RFC 3339 with offset or Z, up to nine decimals -> ns since 1970 UTC. False
 * when it is not one (31 February, second 60, year outside the above). */
bool time_parse(struct text text, int64_t *time);
/* YYYY-MM-DD -> days since 1970; a bare YYYY is its 31 December. */
bool day_parse(struct text text, int64_t *day);

#endif

#include "producers/price_number.h"

#include "runtime/quantity.h"
#include "schemas/refusal.h"

const char *const decimal_mark_names[] = {"point", "comma", NULL};
const char *const thousands_mark_names[] = {"none", "comma", "point", "space", "apostrophe", NULL};

static const char decimal_marks[] = {[DECIMAL_POINT] = '.', [DECIMAL_COMMA] = ','};
/* Each with the ways to write it. */
static const char *const thousands_marks[][4] = {
    [THOUSANDS_NONE]       = {NULL},
    [THOUSANDS_COMMA]      = {",", NULL},
    [THOUSANDS_POINT]      = {".", NULL},
    [THOUSANDS_SPACE]      = {" ", "\u00a0", "\u202f", NULL},
    [THOUSANDS_APOSTROPHE] = {"'", "\u2019", NULL},
};

#define DIGITS 19u       /* fit 64 bits whatever they are */
#define EXACT_DIGITS (UINT64_C(1) << 53)
#define EXACT_TENS 22    /* 10^22 is the largest power of ten that is a double */
#define NUMBER_BYTES 64u

/* A number under way: its digits as one whole number, and how many of them are
 * decimals. */
struct reading { uint64_t whole; /* of more digits than 64 bits hold no number */ unsigned digits, decimals; };

bool number_style_ok(struct number_style style)
{
    return !(style.decimal == DECIMAL_POINT && style.thousands == THOUSANDS_POINT) &&
           !(style.decimal == DECIMAL_COMMA && style.thousands == THOUSANDS_COMMA);
}

static bool is_digit(const char *at, const char *end)
{
    return at < end && (unsigned char)(*at - '0') < 10;
}

static const char *take_digits(const char *at, const char *end, struct reading *reading)
{
    const char *from = at;
    uint64_t whole = reading->whole;
    for (; is_digit(at, end); at++)
        whole = whole * 10 + (uint64_t)(*at - '0');
    reading->whole = whole;
    reading->digits += (unsigned)(at - from);
    return at;
}

/* Bytes of the mark between thousands that stands here, 0: none. */
static size_t mark_size(struct number_style style, const char *at, const char *end)
{
    for (const char *const *mark = thousands_marks[style.thousands]; *mark != NULL; mark++) {
        size_t size = strlen(*mark);
        if ((size_t)(end - at) >= size && memcmp(at, *mark, size) == 0)
            return size;
    }
    return 0;
}

/* Digits before the decimals; NULL when their groups are wrong. */
static const char *take_whole(struct number_style style, const char *at, const char *end, struct reading *reading)
{
    const char *from = at;
    at = take_digits(at, end, reading);
    if (style.thousands == THOUSANDS_NONE || at == from || at - from > 3)
        return at;
    size_t size;
    while ((size = mark_size(style, at, end)) > 0) {
        from = at + size;
        at = take_digits(from, end, reading);
        if (at - from != 3)
            return NULL;
    }
    return at;
}

static const double tens[EXACT_TENS + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                            1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* What is not one exact division goes the long way, by the C library: digits and
 * point alone, in its own notation. */
static bool read_long(struct number_style style, struct text text, double *number)
{
    char plain[NUMBER_BYTES];
    struct line line = line_on(plain, sizeof plain);
    const char *end = text.at + text.size;
    for (const char *at = text.at; at < end;) {
        size_t size = mark_size(style, at, end);
        if (size == 0) {
            /* number_parse is as strict as JSON: no plus in front, a digit before the point, no leading zeros. */
            bool first = line.used == 0 || (line.used == 1 && plain[0] == '-');
            bool idle = first && (*at == '+' || (*at == '0' && is_digit(at + 1, end)));
            if (first && *at == decimal_marks[style.decimal])
                line_char(&line, '0');
            if (!idle)
                line_char(&line, *at == decimal_marks[style.decimal] ? '.' : *at);
            size = 1;
        }
        at += size;
    }
    return !line.cut && number_parse(plain, number);
}

bool number_read(struct number_style style, struct text text, double *number)
{
    struct reading reading = {0};
    const char *at = text.at, *end = text.at + text.size;
    bool negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+'))
        at++;
    at = take_whole(style, at, end, &reading);
    if (at == NULL)
        return false;
    if (at < end && *at == decimal_marks[style.decimal]) {
        const char *from = at + 1;
        at = take_digits(from, end, &reading);
        if (at == from)
            return false;
        reading.decimals = (unsigned)(at - from);
    }
    if (reading.digits == 0)
        return false;
    if (at < end && (*at | 0x20) != 'e')
        return false;
    if (at < end || reading.digits > DIGITS || reading.whole > EXACT_DIGITS || reading.decimals > EXACT_TENS)
        return read_long(style, text, number);
    /* Both are exact, so their quotient is rounded once (Clinger 1990). */
    double value = (double)reading.whole / tens[reading.decimals];
    *number = negative ? -value : value;
    return true;
}

void number_explain(struct number_style style, struct text text, struct line *line)
{
    line_quoted(line, text);
    line_string(line, " is no number: digits, ");
    line_string(line, style.decimal == DECIMAL_POINT ? "`.` before decimals" : "`,` before decimals");
    line_string(line, " (--decimal ");
    line_string(line, decimal_mark_names[style.decimal]);
    line_string(line, "), --thousands ");
    line_string(line, thousands_mark_names[style.thousands]);
}

#include "schemas/text.h"

#include <assert.h>

struct text text_of(const char *zero_terminated)
{
    return (struct text){zero_terminated, (uint32_t)strlen(zero_terminated)};
}

bool text_is(struct text text, const char *zero_terminated)
{
    return text_equal(text, text_of(zero_terminated));
}

bool text_equal(struct text a, struct text b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.at, b.at, a.size) == 0);
}

bool text_starts_with(struct text text, struct text prefix)
{
    return text.size >= prefix.size && (prefix.size == 0 || memcmp(text.at, prefix.at, prefix.size) == 0);
}

uint32_t text_cut(struct text text, uint32_t size)
{
    if (size >= text.size)
        return text.size;
    while (size > 0 && ((unsigned char)text.at[size] & 0xc0) == 0x80)
        size--;
    return size;
}

struct line line_on(char *at, size_t capacity)
{
    if (capacity > 0)
        at[0] = '\0';
    return (struct line){at, capacity, 0, false};
}

void line_text(struct line *line, struct text text)
{
    if (line->cut || text.size == 0)
        return;
    size_t room = line->capacity > line->used ? line->capacity - line->used - 1 : 0;
    uint32_t size = text.size <= room ? text.size : text_cut(text, (uint32_t)room);
    line->cut = size < text.size;
    if (size == 0)
        return;
    memcpy(line->at + line->used, text.at, size);
    line->used += size;
    line->at[line->used] = '\0';
}

void line_string(struct line *line, const char *zero_terminated)
{
    line_text(line, text_of(zero_terminated));
}

void line_char(struct line *line, char c)
{
    line_text(line, (struct text){&c, 1});
}

void line_uint(struct line *line, uint64_t value)
{
    char digits[20];
    uint32_t first = sizeof digits;
    do {
        digits[--first] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    line_text(line, (struct text){digits + first, (uint32_t)sizeof digits - first});
}

void line_int(struct line *line, int64_t value)
{
    if (value < 0)
        line_char(line, '-');
    line_uint(line, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

/* Exactly `width` digits, zeros in front. */
static void line_digits(struct line *line, uint64_t value, uint32_t width)
{
    char digits[20];
    assert(width <= sizeof digits);
    for (uint32_t i = width; i-- > 0; value /= 10)
        digits[i] = (char)('0' + value % 10);
    line_text(line, (struct text){digits, width});
}

void line_number(struct line *line, double value)
{
    int64_t micro = micro_of(value);
    uint64_t size = micro < 0 ? 0 - (uint64_t)micro : (uint64_t)micro;
    uint64_t fraction = size % 1000000;
    if (micro < 0)
        line_char(line, '-');
    line_uint(line, size / 1000000);
    if (fraction == 0)
        return;
    uint32_t width = 6;
    for (; fraction % 10 == 0; width--)
        fraction /= 10;
    line_char(line, '.');
    line_digits(line, fraction, width);
}

void line_day(struct line *line, int64_t day)
{
    int64_t year;
    unsigned month, day_of_month;
    civil_from_day(day, &year, &month, &day_of_month);
    assert(year >= 0 && year <= 9999);
    line_digits(line, (uint64_t)year, 4);
    line_char(line, '-');
    line_digits(line, month, 2);
    line_char(line, '-');
    line_digits(line, day_of_month, 2);
}

void line_time(struct line *line, int64_t time)
{
    const int64_t second_ns = 1000000000, day_ns = 86400 * second_ns;
    int64_t day = time / day_ns - (time % day_ns < 0);
    int64_t rest = time % day_ns + (time % day_ns < 0 ? day_ns : 0);
    int64_t seconds = rest / second_ns;
    line_day(line, day);
    line_char(line, 'T');
    line_digits(line, (uint64_t)(seconds / 3600), 2);
    line_char(line, ':');
    line_digits(line, (uint64_t)(seconds / 60 % 60), 2);
    line_char(line, ':');
    line_digits(line, (uint64_t)(seconds % 60), 2);
    line_char(line, '.');
    line_digits(line, (uint64_t)(rest % second_ns), 9);
    line_char(line, 'Z');
}

void line_hex(struct line *line, const void *bytes, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *at = bytes;
    for (size_t i = 0; i < size; i++) {
        const char pair[2] = {digits[at[i] >> 4], digits[at[i] & 15]};
        line_text(line, (struct text){pair, sizeof pair});
    }
}

/* Adding and taking away 2^52 leaves no bits for a fraction: the processor
 * rounds half to even, and no call into libm is needed. */
int64_t micro_of(double value)
{
    const double no_fraction = 4503599627370496.0, most = 9e18;
    assert(value == value);
    double micro = value * 1e6;
    double size = micro < 0 ? -micro : micro;
    if (size > most)
        size = most;
    if (size < no_fraction)
        size = (size + no_fraction) - no_fraction;
    return micro < 0 ? -(int64_t)size : (int64_t)size;
}

double micro_round(double value)
{
    return (double)micro_of(value) / 1e6;
}

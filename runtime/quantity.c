#include "runtime/quantity.h"

#include "schemas/limits.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct unit { const char *name; uint64_t scale; };

static const struct unit duration_units[] = {
    {"d", DAY_NS},  {"h", HOUR_NS},      {"m", MINUTE_NS}, {"s", SECOND_NS},
    {"ms", 1000000}, {"us", 1000}, {"ns", 1},
};
#define DURATION_UNITS (sizeof duration_units / sizeof *duration_units)

static const struct unit size_units[] = {
    {"B", 1}, {"KiB", KIB}, {"MiB", MIB}, {"GiB", 1024ull * MIB}, {"TiB", 1024ull * 1024 * MIB},
};
#define SIZE_UNITS (sizeof size_units / sizeof *size_units)

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Digits without a leading zero: in YAML 1.1 and in C 010 is eight. */
static const char *skip_whole(const char *at)
{
    if (*at == '0')
        return at + 1;
    while (is_digit(*at))
        at++;
    return at;
}

static bool take_whole(const char **at, uint64_t *whole)
{
    const char *end = skip_whole(*at);
    if (end == *at)
        return false;
    uint64_t sum = 0;
    for (; *at < end; (*at)++)
        if (__builtin_mul_overflow(sum, 10u, &sum) || __builtin_add_overflow(sum, (uint64_t)(**at - '0'), &sum))
            return false;
    *whole = sum;
    return true;
}

static size_t letters(const char *at)
{
    size_t count = 0;
    while ((at[count] | 0x20) >= 'a' && (at[count] | 0x20) <= 'z')
        count++;
    return count;
}

/* The place of the unit at *at among the units from `first`, or `count`. */
static size_t take_unit(const char **at, const struct unit *units, size_t first, size_t count)
{
    size_t size = letters(*at);
    for (size_t i = first; i < count; i++) {
        if (strlen(units[i].name) == size && memcmp(units[i].name, *at, size) == 0) {
            *at += size;
            return i;
        }
    }
    return count;
}

bool duration_parse(const char *text, int64_t *ns)
{
    uint64_t sum = 0;
    const char *at = text;
    if (strcmp(text, "0") != 0) {
        size_t next = 0;
        do {
            uint64_t part;
            if (!take_whole(&at, &part))
                return false;
            size_t unit = take_unit(&at, duration_units, next, DURATION_UNITS);
            if (unit == DURATION_UNITS || __builtin_mul_overflow(part, duration_units[unit].scale, &part) ||
                __builtin_add_overflow(sum, part, &sum))
                return false;
            next = unit + 1;
        } while (*at != '\0');
    }
    if (sum > INT64_MAX)
        return false;
    *ns = (int64_t)sum;
    return true;
}

bool size_parse(const char *text, uint64_t *bytes)
{
    const char *at = text;
    uint64_t whole;
    if (!take_whole(&at, &whole))
        return false;
    if (*at != '\0') {
        size_t unit = take_unit(&at, size_units, 0, SIZE_UNITS);
        if (unit == SIZE_UNITS || *at != '\0' || __builtin_mul_overflow(whole, size_units[unit].scale, &whole))
            return false;
    }
    *bytes = whole;
    return true;
}

/* The grammar of a number in JSON (RFC 8259 section 6). */
static bool is_number(const char *at)
{
    if (*at == '-')
        at++;
    const char *end = skip_whole(at);
    if (end == at)
        return false;
    at = end;
    if (*at == '.') {
        if (!is_digit(*++at))
            return false;
        while (is_digit(*at))
            at++;
    }
    if (*at == 'e' || *at == 'E') {
        at++;
        if (*at == '-' || *at == '+')
            at++;
        if (!is_digit(*at))
            return false;
        while (is_digit(*at))
            at++;
    }
    return *at == '\0';
}

bool number_parse(const char *text, double *number)
{
    if (!is_number(text))
        return false;
    /* glibc hands out its one static object for "C": nothing to free. */
    double value = strtod_l(text, NULL, newlocale(LC_ALL_MASK, "C", NULL));
    if (!isfinite(value))
        return false;
    *number = value;
    return true;
}

bool integer_parse(const char *text, int64_t *integer)
{
    const char *at = *text == '-' ? text + 1 : text;
    const char *end = skip_whole(at);
    if (end == at || *end != '\0')
        return false;
    errno = 0;
    long long value = strtoll(text, NULL, 10);
    if (errno == ERANGE)
        return false;
    *integer = value;
    return true;
}

#include "runtime/option_value.h"

#include "runtime/endpoint.h"
#include "schemas/limits.h"
#include "schemas/nearest.h"

#include <assert.h>
#include <string.h>

void line_duration(struct line *line, int64_t ns)
{
    static const struct { const char *name; int64_t scale; } units[] = {
        {"d", DAY_NS}, {"h", HOUR_NS}, {"m", MINUTE_NS}, {"s", SECOND_NS}, {"ms", 1000000}, {"us", 1000}, {"ns", 1},
    };
    assert(ns >= 0);
    if (ns == 0)
        line_char(line, '0');
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (ns / units[i].scale > 0) {
            line_int(line, ns / units[i].scale);
            line_string(line, units[i].name);
        }
        ns %= units[i].scale;
    }
}

void line_size(struct line *line, uint64_t bytes)
{
    static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
    size_t unit = 0;
    while (bytes > 0 && bytes % 1024 == 0 && unit < sizeof units / sizeof *units - 1) {
        bytes /= 1024;
        unit++;
    }
    line_uint(line, bytes);
    line_string(line, units[unit]);
}

static void line_limit(struct line *line, enum option_kind kind, double limit)
{
    if (kind == OPTION_DURATION)
        line_duration(line, (int64_t)limit);
    else if (kind == OPTION_SIZE)
        line_size(line, (uint64_t)limit);
    else
        line_number(line, limit);
}

static bool has_limits(const struct option *option)
{
    return option->low < option->high;
}

static void line_range(struct line *line, const struct option *option)
{
    line_limit(line, option->kind, option->low);
    line_string(line, "..");
    line_limit(line, option->kind, option->high);
}

static bool refuse(struct line *why, const char *text, const char *what)
{
    line_char(why, '\'');
    line_string(why, text);
    line_string(why, "' is not ");
    line_string(why, what);
    return false;
}

static bool within(const struct option *option, double value, const char *text, struct line *why)
{
    if (!has_limits(option) || (value >= option->low && value <= option->high))
        return true;
    line_string(why, text);
    line_string(why, " lies outside ");
    line_range(why, option);
    return false;
}

static bool set_choice(const struct option *option, int *member, const char *text, struct line *why)
{
    size_t count = 0;
    for (; option->choices[count] != NULL; count++) {
        if (strcmp(option->choices[count], text) == 0) {
            *member = (int)count;
            return true;
        }
    }
    refuse(why, text, "one of ");
    for (size_t i = 0; i < count; i++) {
        line_string(why, i > 0 ? ", " : "");
        line_string(why, option->choices[i]);
    }
    const char *meant = nearest_name(text_of(text), option->choices, count);
    if (meant != NULL) {
        line_string(why, "; did you mean '");
        line_string(why, meant);
        line_string(why, "'?");
    }
    return false;
}

static bool set_flag(bool *member, const char *text, struct line *why)
{
    if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0)
        return refuse(why, text, "true or false");
    *member = strcmp(text, "true") == 0;
    return true;
}

static bool add_text(struct option_texts *member, const char *text, struct line *why)
{
    if (member->count == OPTION_TEXTS_MAX) {
        line_string(why, "given more than ");
        line_int(why, OPTION_TEXTS_MAX);
        line_string(why, " times");
        return false;
    }
    member->texts[member->count++] = text;
    return true;
}

static bool set_endpoint(const struct option *option, const char **member, const char *text, struct line *why)
{
    if (!endpoint_check(text, (uint32_t)option->low, why))
        return false;
    *member = text;
    return true;
}

static bool set_number(const struct option *option, int64_t *member, const char *text, struct line *why)
{
    int64_t value;
    double real;
    if (!integer_parse(text, &value)) {
        bool huge = strpbrk(text, ".eE") == NULL && number_parse(text, &real); /* whole, and beyond 64 bits */
        return huge && has_limits(option) ? within(option, real, text, why) : refuse(why, text, "a whole number");
    }
    if (!within(option, (double)value, text, why))
        return false;
    *member = value;
    return true;
}

static bool set_real(const struct option *option, double *member, const char *text, struct line *why)
{
    double value;
    if (!number_parse(text, &value))
        return refuse(why, text, "a finite decimal number");
    if (!within(option, value, text, why))
        return false;
    *member = value;
    return true;
}

static bool set_duration(const struct option *option, int64_t *member, const char *text, struct line *why)
{
    int64_t value;
    if (!duration_parse(text, &value)) {
        refuse(why, text, "a duration such as 500ms, 90s, 1h30m or 7d");
        if (integer_parse(text, &value) && value > 0) {
            line_string(why, "; did you mean '");
            line_string(why, text);
            line_string(why, "s'?");
        }
        return false;
    }
    if (!within(option, (double)value, text, why))
        return false;
    *member = value;
    return true;
}

static bool set_size(const struct option *option, uint64_t *member, const char *text, struct line *why)
{
    uint64_t value;
    if (!size_parse(text, &value))
        return refuse(why, text, "a size such as 4096, 64KiB or 2GiB");
    if (!within(option, (double)value, text, why))
        return false;
    *member = value;
    return true;
}

bool option_set(const struct option *option, void *into, const char *text, struct line *why)
{
    void *member = (char *)into + option->offset;
    switch (option->kind) {
    case OPTION_FLAG:
        return set_flag(member, text, why);
    case OPTION_TEXT:
        *(const char **)member = text;
        return true;
    case OPTION_TEXTS:
        return add_text(member, text, why);
    case OPTION_NUMBER:
        return set_number(option, member, text, why);
    case OPTION_REAL:
        return set_real(option, member, text, why);
    case OPTION_DURATION:
        return set_duration(option, member, text, why);
    case OPTION_SIZE:
        return set_size(option, member, text, why);
    case OPTION_CHOICE:
        return set_choice(option, member, text, why);
    case OPTION_ENDPOINT:
        return set_endpoint(option, member, text, why);
    }
    assert(!"an option of no known kind");
    return false;
}

void option_clear(const struct option *option, void *into)
{
    assert(option->kind == OPTION_TEXTS);
    ((struct option_texts *)((char *)into + option->offset))->count = 0;
}

void option_argument(const struct option *option, struct line *line)
{
    if (option->argument != NULL) {
        line_string(line, option->argument);
    } else if (option->kind == OPTION_CHOICE) {
        for (size_t i = 0; option->choices[i] != NULL; i++) {
            line_string(line, i > 0 ? "|" : "");
            line_string(line, option->choices[i]);
        }
    }
}

void option_limits(const struct option *option, struct line *line)
{
    if (has_limits(option))
        line_range(line, option);
    if (option->initial != NULL && option->kind != OPTION_FLAG) {
        line_string(line, has_limits(option) ? ", default " : "default ");
        line_string(line, option->initial);
    }
}

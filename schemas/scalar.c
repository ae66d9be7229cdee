#include "schemas/scalar.h"

#include "schemas/refusal.h"

#include <assert.h>

#define TOKEN_FORM " of [A-Za-z0-9._:/-]"

/* ---- refusals ------------------------------------------------------------------ */

static const char *const wanted[] = {
    [KIND_BOOL] = "a bool",     [KIND_UINT] = "an integer", [KIND_INT] = "an integer",  [KIND_NUMBER] = "a number",
    [KIND_TIME] = "an integer", [KIND_DAY] = "a string",    [KIND_TOKEN] = "a string",  [KIND_TEXT] = "a string",
    [KIND_NAME] = "a string",   [KIND_COUNTRY] = "a string", [KIND_MAP] = "a map",      [KIND_LIST] = "an array",
};

__attribute__((cold, noinline)) static const uint8_t *other(struct reader *reader, const uint8_t *at,
                                                            const struct field *field, enum kind kind)
{
    return reader_other(reader, at, field_leaf(field), wanted[kind]);
}

static void line_figure(struct line *line, double value)
{
    if (value > -NUMBER_MOST && value < NUMBER_MOST)
        line_number(line, value);
    else
        line_string(line, value < 0 ? "a number at or below -9000000000000" : "a number at or above 9000000000000");
}

__attribute__((cold, noinline)) static const uint8_t *out_of_range(struct reader *reader, const struct field *field,
                                                                   double value)
{
    if (value != value || value - value != 0)
        return reader_fail(reader, STATUS_NOT_FINITE, field_leaf(field), "NaN or infinite; a number is finite");
    struct line line = reader_refuse(reader, STATUS_OUT_OF_RANGE, field_leaf(field));
    bool below = value < field->low;
    line_figure(&line, value);
    line_string(&line, below ? " is below " : " is above ");
    line_figure(&line, below ? field->low : field->high);
    return NULL;
}

__attribute__((cold, noinline)) static const uint8_t *bad_time(struct reader *reader, const struct field *field,
                                                               struct integer value)
{
    struct line line = reader_refuse(reader, STATUS_OUT_OF_RANGE, field_leaf(field));
    if (value.negative)
        line_int(&line, (int64_t)value.bits);
    else
        line_uint(&line, value.bits);
    line_string(&line, " ns since 1970 is outside the years ");
    line_uint(&line, TIME_FIRST_YEAR);
    line_string(&line, " to ");
    line_uint(&line, TIME_LAST_YEAR);
    return NULL;
}

__attribute__((cold, noinline)) static const uint8_t *bad_token(struct reader *reader, const struct field *field,
                                                                struct text text)
{
    if (!utf8_is_valid((const uint8_t *)text.at, text.size))
        return reader_fail(reader, STATUS_BAD_UTF8, field_leaf(field), status_sentence(STATUS_BAD_UTF8));
    struct line line = reader_refuse(reader, STATUS_BAD_TOKEN, field_leaf(field));
    if (text.size == 0 || text.size > (uint32_t)field->high) {
        line_string(&line, "token of ");
        line_uint(&line, text.size);
        line_string(&line, " bytes; 1 to ");
    } else {
        line_quoted(&line, text);
        line_string(&line, " is no token; 1 to ");
    }
    line_uint(&line, (uint64_t)field->high);
    line_string(&line, TOKEN_FORM);
    return NULL;
}

__attribute__((cold, noinline)) static const uint8_t *bad_text(struct reader *reader, const struct field *field,
                                                               struct text text)
{
    if (text.size <= (uint32_t)field->high)
        return reader_fail(reader, STATUS_BAD_UTF8, field_leaf(field), status_sentence(STATUS_BAD_UTF8));
    struct line line = reader_refuse(reader, STATUS_TOO_LARGE, field_leaf(field));
    line_string(&line, "text of ");
    line_uint(&line, text.size);
    line_string(&line, " bytes; at most ");
    line_uint(&line, (uint64_t)field->high);
    return NULL;
}

/* A string that should have been a name, a country or a day. */
__attribute__((cold, noinline)) static const uint8_t *bad_word(struct reader *reader, const struct field *field,
                                                               enum kind kind, struct text text)
{
    if (!utf8_is_valid((const uint8_t *)text.at, text.size))
        return reader_fail(reader, STATUS_BAD_UTF8, field_leaf(field), status_sentence(STATUS_BAD_UTF8));
    enum status status = kind == KIND_DAY ? STATUS_OUT_OF_RANGE : STATUS_UNKNOWN_NAME;
    struct line line = reader_refuse(reader, status, field_leaf(field));
    if (kind == KIND_NAME) {
        line_not_allowed(&line, text, field->names, field->names_count);
        return NULL;
    }
    line_quoted(&line, text);
    if (kind == KIND_DAY) {
        line_string(&line, " is no day; YYYY-MM-DD or YYYY, in the years 1700 to 2199");
        return NULL;
    }
    char nearest[4];
    country_name(country_nearest(text.at, text.size), nearest);
    line_string(&line, " is no country: ISO 3166-1 alpha-2, EU, XX or ALL; nearest \"");
    line_string(&line, nearest);
    line_char(&line, '"');
    return NULL;
}

/* ---- values --------------------------------------------------------------------- */

static const bool token_bytes[256] = {
    ['A' ... 'Z'] = true, ['a' ... 'z'] = true, ['0' ... '9'] = true,
    ['.'] = true,         ['_'] = true,         [':'] = true,
    ['/'] = true,         ['-'] = true,
};

static bool is_token(struct text text, uint32_t most)
{
    bool all = true;
    if (text.size == 0 || text.size > most)
        return false;
    for (uint32_t i = 0; i < text.size; i++)
        all &= token_bytes[(unsigned char)text.at[i]];
    return all;
}

static bool name_index(const struct field *field, struct text text, uint8_t *index)
{
    for (uint32_t i = 0; i < field->names_count; i++) {
        const char *name = field->names[i];
        if (text.size > 0 && name[0] == text.at[0] && strlen(name) == text.size &&
            memcmp(name, text.at, text.size) == 0) {
            *index = (uint8_t)i;
            return true;
        }
    }
    return false;
}

static const uint8_t *read_number(struct reader *reader, const uint8_t *at, const struct field *field, void *into)
{
    double value;
    const uint8_t *next = read_double(at, reader_left(reader, at), &value);
    if (next == NULL)
        return other(reader, at, field, KIND_NUMBER);
    if (!(value >= field->low && value <= field->high))
        return out_of_range(reader, field, value);
    memcpy(into, &value, sizeof value);
    return next;
}

/* KIND_UINT, KIND_INT and KIND_TIME: eight bytes each. */
static const uint8_t *read_whole(struct reader *reader, const uint8_t *at, const struct field *field, enum kind kind,
                                 void *into)
{
    struct integer value;
    const uint8_t *next = read_integer(at, reader_left(reader, at), &value);
    if (next == NULL)
        return other(reader, at, field, kind);
    bool signed_fits = value.negative || value.bits <= INT64_MAX;
    if (kind == KIND_TIME) {
        if (!signed_fits || (int64_t)value.bits < TIME_LOWEST || (int64_t)value.bits > TIME_HIGHEST)
            return bad_time(reader, field, value);
    } else {
        double number = integer_number(value);
        if (number < field->low || number > field->high || (kind == KIND_INT && !signed_fits))
            return out_of_range(reader, field, number);
    }
    memcpy(into, &value.bits, sizeof value.bits);
    return next;
}

static const uint8_t *read_text(struct reader *reader, const uint8_t *at, const struct field *field, enum kind kind,
                                void *into)
{
    struct text text;
    const uint8_t *next = read_bytes(at, reader_left(reader, at), &text);
    if (next == NULL)
        return other(reader, at, field, kind);
    if (kind == KIND_TOKEN) {
        if (!is_token(text, (uint32_t)field->high))
            return bad_token(reader, field, text);
    } else if (text.size > (uint32_t)field->high || !utf8_is_valid((const uint8_t *)text.at, text.size)) {
        return bad_text(reader, field, text);
    }
    memcpy(into, &text, sizeof text);
    return next;
}

/* KIND_NAME, KIND_COUNTRY and KIND_DAY: a string that stands for a number. */
static const uint8_t *read_word(struct reader *reader, const uint8_t *at, const struct field *field, enum kind kind,
                                void *into)
{
    struct text text;
    const uint8_t *next = read_bytes(at, reader_left(reader, at), &text);
    if (next == NULL)
        return other(reader, at, field, kind);
    bool known;
    if (kind == KIND_NAME) {
        known = name_index(field, text, into);
    } else if (kind == KIND_DAY) {
        known = day_parse(text, into);
    } else {
        country code = country_from(text.at, text.size);
        known = code != COUNTRY_NONE;
        memcpy(into, &code, sizeof code);
    }
    return known ? next : bad_word(reader, field, kind, text);
}

static const uint8_t *read_bool(struct reader *reader, const uint8_t *at, const struct field *field, void *into)
{
    if (*at != 0xc2 && *at != 0xc3)
        return other(reader, at, field, KIND_BOOL);
    *(bool *)into = *at == 0xc3;
    return at + 1;
}

const uint8_t *read_scalar(struct reader *reader, const uint8_t *at, const struct field *field, enum kind kind,
                           void *into)
{
    if (at == reader->end)
        return reader_cut(reader, field_leaf(field));
    switch (kind) {
    case KIND_BOOL:
        return read_bool(reader, at, field, into);
    case KIND_NUMBER:
        return read_number(reader, at, field, into);
    case KIND_UINT:
    case KIND_INT:
    case KIND_TIME:
        return read_whole(reader, at, field, kind, into);
    case KIND_TOKEN:
    case KIND_TEXT:
        return read_text(reader, at, field, kind, into);
    case KIND_NAME:
    case KIND_COUNTRY:
    case KIND_DAY:
        return read_word(reader, at, field, kind, into);
    case KIND_MAP:
    case KIND_LIST:
        break;
    }
    assert(false && "containers are read by decode");
    return NULL;
}

#include "schemas/scalar.h"

#include "schemas/refusal.h"

#define TOKEN_FORM " of [A-Za-z0-9._:/-]"

/* ---- refusals ------------------------------------------------------------------ */

static const char *const wanted[] = {
    [KIND_BOOL] = "a bool",     [KIND_UINT] = "an integer", [KIND_INT] = "an integer",  [KIND_NUMBER] = "a number",
    [KIND_TIME] = "an integer", [KIND_DAY] = "a string",    [KIND_TOKEN] = "a string",  [KIND_TEXT] = "a string",
    [KIND_NAME] = "a string",   [KIND_COUNTRY] = "a string", [KIND_MAP] = "a map",      [KIND_LIST] = "an array",
};

static const uint8_t *other(struct reader *reader, const uint8_t *at, const struct field *field, enum kind kind)
{
    return reader_other(reader, at, field_leaf(field), wanted[kind]);
}

/* Limits and what lies beyond them; out there a fraction tells nothing. */
static void line_figure(struct line *line, double value)
{
    const double integer_most = 9e18;
    if (value >= -NUMBER_MOST && value <= NUMBER_MOST)
        line_number(line, value);
    else if (value >= -integer_most && value <= integer_most)
        line_int(line, (int64_t)value);
    else
        line_string(line, value < 0 ? "a number below -9e18" : "a number above 9e18");
}

static const uint8_t *bad_number(struct reader *reader, const struct field *field, double value)
{
    if (value != value || value - value != 0)
        return reader_not_finite(reader, field_leaf(field), value);
    struct line line = reader_refuse(reader, STATUS_OUT_OF_RANGE, field_leaf(field));
    bool below = value < field->low;
    line_figure(&line, value);
    line_string(&line, below ? " is below " : " is above ");
    line_figure(&line, below ? field->low : field->high);
    return NULL;
}

static const uint8_t *bad_time(struct reader *reader, const struct field *field, struct integer value)
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

static const uint8_t *bad_token(struct reader *reader, const struct field *field, struct text text)
{
    if (!utf8_is_valid((const uint8_t *)text.at, text.size))
        return reader_not_utf8(reader, field_leaf(field), "the text", text);
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

static const uint8_t *bad_text(struct reader *reader, const struct field *field, struct text text)
{
    if (text.size <= (uint32_t)field->high)
        return reader_not_utf8(reader, field_leaf(field), "the text", text);
    struct line line = reader_refuse(reader, STATUS_TOO_LARGE, field_leaf(field));
    line_string(&line, "text of ");
    line_uint(&line, text.size);
    line_string(&line, " bytes; at most ");
    line_uint(&line, (uint64_t)field->high);
    return NULL;
}

/* A string that should have been a name, a country or a day. */
static const uint8_t *bad_word(struct reader *reader, const struct field *field, enum kind kind, struct text text)
{
    if (!utf8_is_valid((const uint8_t *)text.at, text.size))
        return reader_not_utf8(reader, field_leaf(field), "the text", text);
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

/* ---- parts ----------------------------------------------------------------------- */

/* The integers narrower than eight bytes: `sizes` by their first byte. */
static const uint8_t *read_narrow(const uint8_t *at, size_t left, int64_t *value)
{
    static const uint8_t sizes[8] = {1, 2, 4, 0, 1, 2, 4, 0};
    if (*at < 0xcc || *at > 0xd2 || sizes[*at - 0xcc] == 0 || left <= sizes[*at - 0xcc])
        return NULL;
    switch (*at) {
    case 0xcc: *value = at[1]; break;
    case 0xcd: *value = load16(at + 1); break;
    case 0xce: *value = load32(at + 1); break;
    case 0xd0: *value = (int8_t)at[1]; break;
    case 0xd1: *value = (int16_t)load16(at + 1); break;
    case 0xd2: *value = (int32_t)load32(at + 1); break;
    }
    return at + 1 + sizes[*at - 0xcc];
}

const uint8_t *read_integer(const uint8_t *at, size_t left, struct integer *integer)
{
    uint8_t first = *at;
    int64_t value = (int8_t)first;
    const uint8_t *next = at + 1;
    bool wide = first == 0xcf || first == 0xd3;
    if (wide && left >= 9) {
        value = (int64_t)load64(at + 1);
        next = at + 9;
    } else if (wide) {
        return NULL;
    } else if (first >= 0x80 && first < 0xe0) {
        next = read_narrow(at, left, &value);
    }
    if (next != NULL)
        *integer = (struct integer){(uint64_t)value, value < 0 && first != 0xcf};
    return next;
}

static double integer_number(struct integer integer)
{
    return integer.negative ? (double)(int64_t)integer.bits : (double)integer.bits;
}

const uint8_t *read_double(const uint8_t *at, size_t left, double *value)
{
    struct integer integer;
    if (*at == 0xcb && left >= 9) {
        uint64_t bits = load64(at + 1);
        memcpy(value, &bits, sizeof bits);
        return at + 9;
    }
    if (*at == 0xca && left >= 5) {
        uint32_t bits = load32(at + 1);
        float narrow;
        memcpy(&narrow, &bits, sizeof bits);
        *value = (double)narrow;
        return at + 5;
    }
    const uint8_t *next = read_integer(at, left, &integer);
    if (next != NULL)
        *value = integer_number(integer);
    return next;
}

const uint8_t *read_bytes(const uint8_t *at, size_t left, struct text *text)
{
    uint32_t size;
    const uint8_t *next = read_string_header(at, left, &size);
    if (next == NULL || size > left - (size_t)(next - at))
        return NULL;
    *text = (struct text){(const char *)next, size};
    return next + size;
}

bool is_token(struct text text, uint32_t most)
{
    if (text.size == 0 || text.size > most)
        return false;
    for (uint32_t i = 0; i < text.size; i += 16) {
        uint32_t size = text.size - i < 16 ? text.size - i : 16;
        words2 words = {0, 0};
        memcpy(&words, text.at + i, size);
        words2 bad = ~token_bytes(words) & first_bytes(size);
        if ((bad[0] | bad[1]) != 0)
            return false;
    }
    return true;
}

static bool name_index(const struct field *field, struct text text, uint8_t *index)
{
    for (uint32_t i = 0; i < field->names_count; i++)
        if (text_is(text, field->names[i])) {
            *index = (uint8_t)i;
            return true;
        }
    return false;
}

/* ---- kinds ------------------------------------------------------------------------- */

static const uint8_t *number_in_any_form(struct reader *reader, const uint8_t *at, const struct field *field,
                                         void *into)
{
    double value;
    const uint8_t *next = read_double(at, reader_left(reader, at), &value);
    if (next == NULL)
        return other(reader, at, field, KIND_NUMBER);
    if (!(value >= field->low && value <= field->high))
        return bad_number(reader, field, value);
    memcpy(into, &value, sizeof value);
    return next;
}

/* KIND_UINT, KIND_INT and KIND_TIME: eight bytes each. */
static const uint8_t *whole_in_any_form(struct reader *reader, const uint8_t *at, const struct field *field,
                                        enum kind kind, void *into)
{
    struct integer value;
    const uint8_t *next = read_integer(at, reader_left(reader, at), &value);
    if (next == NULL)
        return other(reader, at, field, kind);
    bool is_signed = value.negative || value.bits <= INT64_MAX;
    if (kind == KIND_TIME) {
        if (!is_signed || (int64_t)value.bits < TIME_LOWEST || (int64_t)value.bits > TIME_HIGHEST)
            return bad_time(reader, field, value);
    } else {
        double number = integer_number(value);
        if (number < field->low || number > field->high || (kind == KIND_INT && !is_signed))
            return bad_number(reader, field, number);
    }
    memcpy(into, &value.bits, sizeof value.bits);
    return next;
}

static const uint8_t *text_in_any_form(struct reader *reader, const uint8_t *at, const struct field *field,
                                       enum kind kind, void *into)
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
static const uint8_t *word_in_any_form(struct reader *reader, const uint8_t *at, const struct field *field,
                                       enum kind kind, void *into)
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

const uint8_t *read_any_form(struct reader *reader, const uint8_t *at, const struct field *field, enum kind kind,
                             void *into)
{
    switch (kind) {
    case KIND_BOOL:
        return other(reader, at, field, KIND_BOOL); /* it has one form */
    case KIND_NUMBER:
        return number_in_any_form(reader, at, field, into);
    case KIND_UINT:
    case KIND_INT:
    case KIND_TIME:
        return whole_in_any_form(reader, at, field, kind, into);
    case KIND_TOKEN:
    case KIND_TEXT:
        return text_in_any_form(reader, at, field, kind, into);
    case KIND_NAME:
    case KIND_COUNTRY:
    case KIND_DAY:
        return word_in_any_form(reader, at, field, kind, into);
    case KIND_MAP:
    case KIND_LIST:
        break;
    }
    assert(false && "containers are read by decode");
    return NULL;
}

#include "schemas/scalar.h"

#include "schemas/refusal.h"

#define TOKEN_FORM " of [A-Za-z0-9._:/-]"

static const char *const wanted[] = {
    [KIND_BOOL] = "a bool",     [KIND_UINT] = "an integer", [KIND_INT] = "an integer",  [KIND_NUMBER] = "a number",
    [KIND_TIME] = "an integer", [KIND_DAY] = "a string",    [KIND_TOKEN] = "a string",  [KIND_TEXT] = "a string",
    [KIND_NAME] = "a string",   [KIND_COUNTRY] = "a string", [KIND_MAP] = "a map",      [KIND_LIST] = "an array",
};

const uint8_t *other_scalar(struct reader *reader, const uint8_t *at, const struct field *field, enum kind kind)
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

const uint8_t *bad_number(struct reader *reader, const struct field *field, double value)
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

const uint8_t *bad_time(struct reader *reader, const struct field *field, struct integer value)
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

const uint8_t *bad_token(struct reader *reader, const struct field *field, struct text text)
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

const uint8_t *bad_text(struct reader *reader, const struct field *field, struct text text)
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
const uint8_t *bad_word(struct reader *reader, const struct field *field, enum kind kind, struct text text)
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

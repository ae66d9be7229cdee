#include "runtime/event_json.h"

#include "schemas/scalar.h"

#include <math.h>
#include <stdio.h>

struct walk {
    struct line *line;
    const uint8_t *at, *end;
    uint32_t depth;
};

static size_t left(const struct walk *walk)
{
    return (size_t)(walk->end - walk->at);
}

static void line_json_text(struct line *line, struct text text)
{
    line_char(line, '"');
    for (uint32_t i = 0; i < text.size; i++) {
        char c = text.at[i], escape[8];
        if (c == '"' || c == '\\')
            line_char(line, '\\');
        if ((uint8_t)c < 0x20) {
            snprintf(escape, sizeof escape, "\\u%04x", (unsigned)c);
            line_string(line, escape);
        } else {
            line_text(line, (struct text){&text.at[i], 1});
        }
    }
    line_char(line, '"');
}

static bool read_string(struct walk *walk, struct text *text)
{
    const uint8_t *next = walk->at == walk->end ? NULL : read_bytes(walk->at, left(walk), text);
    if (next == NULL || !utf8_is_valid((const uint8_t *)text->at, text->size))
        return false;
    walk->at = next;
    return true;
}

static bool string(struct walk *walk)
{
    struct text text;
    if (!read_string(walk, &text))
        return false;
    line_json_text(walk->line, text);
    return true;
}

/* With all the digits that tell it from its neighbours, and so that it stays no
 * integer. */
static bool real(struct walk *walk)
{
    char text[40];
    double value;
    const uint8_t *next = read_double(walk->at, left(walk), &value);
    if (next == NULL || !isfinite(value))
        return false;
    snprintf(text, sizeof text, "%.17g", value);
    line_string(walk->line, text);
    if (strpbrk(text, ".e") == NULL)
        line_string(walk->line, ".0");
    walk->at = next;
    return true;
}

static bool number(struct walk *walk, bool is_time)
{
    struct integer integer;
    const uint8_t *next = read_integer(walk->at, left(walk), &integer);
    if (next == NULL)
        return real(walk);
    int64_t value = (int64_t)integer.bits;
    bool fits = integer.negative || integer.bits <= INT64_MAX;
    if (is_time && fits && value >= TIME_LOWEST && value <= TIME_HIGHEST) {
        line_char(walk->line, '"');
        line_time(walk->line, value);
        line_char(walk->line, '"');
    } else if (integer.negative) {
        line_int(walk->line, value);
    } else {
        line_uint(walk->line, integer.bits);
    }
    walk->at = next;
    return true;
}

static bool word(struct walk *walk, const char *text)
{
    line_string(walk->line, text);
    walk->at++;
    return true;
}

static const struct field *field_named(const struct rows *rows, struct text name)
{
    for (uint32_t i = 0; rows != NULL && i < rows->count; i++)
        if (text_is(name, rows->fields[i].name))
            return &rows->fields[i];
    return NULL;
}

static bool value(struct walk *walk, const struct field *field, enum kind kind);

static bool members(struct walk *walk, uint32_t count, const struct rows *rows)
{
    for (uint32_t i = 0; i < count; i++) {
        struct text key;
        if (i > 0)
            line_char(walk->line, ',');
        if (!read_string(walk, &key))
            return false;
        line_json_text(walk->line, key);
        line_char(walk->line, ':');
        const struct field *field = field_named(rows, key);
        if (!value(walk, field, field != NULL ? field->kind : KIND_TEXT))
            return false;
    }
    return true;
}

static bool object(struct walk *walk, const struct rows *rows)
{
    uint32_t count;
    const uint8_t *next = read_count_header(walk->at, left(walk), 0x80, 0xde, &count);
    if (next == NULL)
        return false;
    walk->at = next;
    line_char(walk->line, '{');
    if (!members(walk, count, rows))
        return false;
    line_char(walk->line, '}');
    return true;
}

static bool array(struct walk *walk, const struct field *field)
{
    uint32_t count;
    const uint8_t *next = read_count_header(walk->at, left(walk), 0x90, 0xdc, &count);
    if (next == NULL)
        return false;
    walk->at = next;
    line_char(walk->line, '[');
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0)
            line_char(walk->line, ',');
        if (!value(walk, field, field != NULL ? field->item : KIND_TEXT))
            return false;
    }
    line_char(walk->line, ']');
    return true;
}

static bool container(struct walk *walk, const struct field *field)
{
    if (walk->depth == LIMIT_DEPTH)
        return false;
    walk->depth++;
    uint8_t first = *walk->at;
    bool whole =
        (first & 0xf0) == 0x80 || first >= 0xde ? object(walk, field != NULL ? field->rows : NULL) : array(walk, field);
    walk->depth--;
    return whole;
}

static bool value(struct walk *walk, const struct field *field, enum kind kind)
{
    if (walk->at == walk->end)
        return false;
    uint8_t first = *walk->at;
    if (first < 0x80 || first >= 0xe0 || (first >= 0xca && first <= 0xd3))
        return number(walk, field != NULL && kind == KIND_TIME);
    if (first < 0xa0 || first >= 0xdc)
        return container(walk, field);
    switch (first) {
    case 0xc0:
        return word(walk, "null");
    case 0xc2:
        return word(walk, "false");
    case 0xc3:
        return word(walk, "true");
    }
    return string(walk); /* false for what is none: binary, extensions, c1 */
}

/* What must be known of the event before it is written: the rows that its `type`
 * names, if any, and whether `received` stands in it. */
struct glance {
    const struct rows *rows;
    bool has_received;
};

static struct glance glance_at(struct walk walk, uint32_t count)
{
    char unused[1];
    struct line nowhere = line_on(unused, sizeof unused);
    struct glance glance = {0};
    struct text key, type;
    walk.line = &nowhere;
    for (uint32_t i = 0; i < count && read_string(&walk, &key); i++) {
        struct walk at_value = walk;
        if (!value(&walk, NULL, KIND_TEXT))
            break;
        glance.has_received |= text_is(key, "received");
        if (!text_is(key, "type") || !read_string(&at_value, &type))
            continue;
        for (unsigned n = 0; n < EVENT_TYPES; n++)
            if (text_is(type, event_type_names[n]))
                glance.rows = event_rows[n];
    }
    return glance;
}

bool event_json(struct line *line, const void *bytes, size_t size, int64_t received)
{
    struct walk walk = {.line = line, .at = bytes, .end = (const uint8_t *)bytes + size, .depth = 1};
    uint32_t count = 0;
    const uint8_t *next = size > 0 ? read_count_header(bytes, size, 0x80, 0xde, &count) : NULL;
    if (next == NULL)
        return false;
    walk.at = next;
    struct glance glance = glance_at(walk, count);
    line_char(line, '{');
    if (received != 0 && !glance.has_received) {
        line_string(line, "\"received\":\"");
        line_time(line, received);
        line_string(line, count > 0 ? "\"," : "\"");
    }
    if (!members(&walk, count, glance.rows) || walk.at != walk.end)
        return false;
    line_char(line, '}');
    return !line->cut;
}

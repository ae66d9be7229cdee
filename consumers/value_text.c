#include "consumers/value_text.h"

#include "schemas/limits.h"
#include "schemas/scalar.h"

struct walk {
    struct line *line;
    const uint8_t *at, *end;
    uint32_t depth;
};

static size_t left(const struct walk *walk)
{
    return (size_t)(walk->end - walk->at);
}

/* A byte as the escape of C, for what is no character, or one that commands terminals. */
static void line_escaped(struct line *line, uint8_t byte)
{
    line_string(line, "\\x");
    line_hex(line, &byte, 1);
}

static void line_characters(struct line *line, struct text text)
{
    const uint8_t *at = (const uint8_t *)text.at, *end = at + text.size;
    bool second = false; /* of a control character of two bytes, c2 80 .. c2 9f */

    while (at < end) {
        size_t valid = utf8_valid_size(at, (size_t)(end - at));
        for (; valid > 0; valid--, at++) {
            if (*at == '"' || *at == '\\')
                line_char(line, '\\');
            bool control = *at < 0x20 || *at == 0x7f || (*at == 0xc2 && at[1] < 0xa0) || second;
            second = *at == 0xc2 && at[1] < 0xa0;
            if (control)
                line_escaped(line, *at);
            else
                line_text(line, (struct text){(const char *)at, 1});
        }
        if (at < end)
            line_escaped(line, *at++);
    }
}

static bool string(struct walk *walk)
{
    struct text text;
    const uint8_t *next = read_bytes(walk->at, left(walk), &text);
    if (next == NULL)
        return false;
    line_char(walk->line, '"');
    line_characters(walk->line, text);
    line_char(walk->line, '"');
    walk->at = next;
    return true;
}

static bool number(struct walk *walk)
{
    struct integer integer;
    double value = 0;
    const uint8_t *next = read_integer(walk->at, left(walk), &integer);
    if (next != NULL && integer.negative)
        line_int(walk->line, (int64_t)integer.bits);
    else if (next != NULL)
        line_uint(walk->line, integer.bits);
    else if ((next = read_double(walk->at, left(walk), &value)) == NULL)
        return false;
    else if (value >= -NUMBER_MOST && value <= NUMBER_MOST)
        line_number(walk->line, value);
    else
        line_string(walk->line, value != value ? "<NaN>" : value < 0 ? "<below -9e12>" : "<above 9e12>");
    walk->at = next;
    return true;
}

/* Binary and extensions: how many bytes, and no more. */
static bool opaque(struct walk *walk)
{
    struct refusal refusal;
    size_t size;
    if (scan_size(walk->at, left(walk), &size, &refusal) != STATUS_OK)
        return false;
    line_string(walk->line, *walk->at <= 0xc6 ? "<binary, " : "<extension, ");
    line_uint(walk->line, size);
    line_string(walk->line, " bytes>");
    walk->at += size;
    return true;
}

static bool constant(struct walk *walk, const char *word)
{
    line_string(walk->line, word);
    walk->at++;
    return true;
}

static bool value(struct walk *walk);

static bool items(struct walk *walk, const char *brackets, uint32_t count, bool pairs)
{
    if (walk->depth == LIMIT_DEPTH)
        return false;
    walk->depth++;
    line_char(walk->line, brackets[0]);
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0)
            line_char(walk->line, ',');
        if (!value(walk))
            return false;
        if (!pairs)
            continue;
        line_char(walk->line, ':');
        if (!value(walk))
            return false;
    }
    line_char(walk->line, brackets[1]);
    walk->depth--;
    return true;
}

static bool container(struct walk *walk, bool map)
{
    uint32_t count;
    const uint8_t *next = read_count_header(walk->at, left(walk), map ? 0x80 : 0x90, map ? 0xde : 0xdc, &count);
    if (next == NULL)
        return false;
    walk->at = next;
    return items(walk, map ? "{}" : "[]", count, map);
}

static bool value(struct walk *walk)
{
    if (walk->at == walk->end)
        return false;
    uint8_t first = *walk->at;
    if (first < 0x80 || first >= 0xe0 || (first >= 0xca && first <= 0xd3))
        return number(walk);
    if ((first & 0xf0) == 0x80 || first >= 0xde)
        return container(walk, true);
    if ((first & 0xf0) == 0x90 || first >= 0xdc)
        return container(walk, false);
    if (first < 0xc0 || first >= 0xd9)
        return string(walk);
    switch (first) {
    case 0xc0:
        return constant(walk, "null");
    case 0xc1:
        return false;
    case 0xc2:
        return constant(walk, "false");
    case 0xc3:
        return constant(walk, "true");
    }
    return opaque(walk);
}

size_t value_text(struct line *line, const void *bytes, size_t size)
{
    struct walk walk = {.line = line, .at = bytes, .end = (const uint8_t *)bytes + size};
    value(&walk);
    return (size_t)(walk.at - (const uint8_t *)bytes);
}

void bytes_text(struct line *line, const void *bytes, size_t size)
{
    enum { ROW = 16 };
    const uint8_t *at = bytes;
    for (size_t row = 0; row < size; row += ROW) {
        const uint8_t where[] = {(uint8_t)(row >> 16), (uint8_t)(row >> 8), (uint8_t)row};
        line_hex(line, where, sizeof where);
        line_string(line, " ");
        for (size_t i = row; i < row + ROW; i++) {
            line_char(line, ' ');
            if (i < size)
                line_hex(line, at + i, 1);
            else
                line_string(line, "  ");
        }
        line_string(line, "  ");
        for (size_t i = row; i < row + ROW && i < size; i++)
            line_char(line, at[i] >= 0x20 && at[i] < 0x7f ? (char)at[i] : '.');
        line_char(line, '\n');
    }
}

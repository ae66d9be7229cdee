#include "consumers/event_json.h"

#include "schemas/reader.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

/* Invariant: the bytes have been scanned, so that every value is whole. */
struct walk {
    struct line *line;
    const uint8_t *at, *end;
    bool exact;
};

static void value(struct walk *walk, const struct field *field, enum kind kind);

/* ---- single values --------------------------------------------------------------- */

static void write_text(struct line *line, const char *at, uint32_t size)
{
    line_char(line, '"');
    for (uint32_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)at[i];
        if (byte == '"' || byte == '\\')
            line_char(line, '\\');
        if (byte >= 0x20) {
            line_char(line, at[i]);
            continue;
        }
        line_string(line, "\\u00");
        line_hex(line, &byte, 1);
    }
    line_char(line, '"');
}

/* The shortest digits that read back as the same number; a point says that it
 * is no integer. */
static void write_real(struct line *line, double number)
{
    char digits[40];
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, number);
        if (strtod(digits, NULL) == number)
            break;
    }
    line_string(line, digits);
    if (strpbrk(digits, ".e") == NULL)
        line_string(line, ".0");
}

static void write_unsigned(struct walk *walk, uint64_t number)
{
    walk->exact &= number <= INT64_MAX; /* jansson refuses more */
    line_uint(walk->line, number);
}

static void write_signed(struct walk *walk, int64_t number, bool time)
{
    if (time) {
        line_char(walk->line, '"');
        line_time(walk->line, number);
        line_char(walk->line, '"');
    } else {
        line_int(walk->line, number);
    }
}

static uint64_t big_endian(const uint8_t *at, uint32_t size)
{
    uint64_t number = 0;
    for (uint32_t i = 0; i < size; i++)
        number = number << 8 | at[i];
    return number;
}

/* cc..cf unsigned, d0..d3 signed, in 1, 2, 4, 8 bytes. */
static void write_integer(struct walk *walk, uint8_t head, bool time)
{
    uint32_t size = 1u << (head & 3);
    uint64_t number = big_endian(walk->at, size);
    walk->at += size;
    if (head >= 0xd0)
        write_signed(walk, (int64_t)(number << (64 - 8 * size)) >> (64 - 8 * size), time);
    else if (number <= INT64_MAX)
        write_signed(walk, (int64_t)number, time);
    else
        write_unsigned(walk, number);
}

static void write_float(struct walk *walk, uint8_t head)
{
    if (head == 0xca) {
        uint32_t bits = load32(walk->at);
        float small;
        memcpy(&small, &bits, sizeof small);
        write_real(walk->line, (double)small);
        walk->exact = false;
        walk->at += sizeof bits;
        return;
    }
    uint64_t bits = load64(walk->at);
    double number;
    memcpy(&number, &bits, sizeof number);
    write_real(walk->line, number);
    walk->at += sizeof bits;
}

/* bin 8, 16, 32; ext 8, 16, 32; fixext 1 .. 16: JSON has no word for them. */
static void write_binary(struct walk *walk, uint8_t head)
{
    uint32_t size = 0, width = 0;
    if (head >= 0xd4) {
        size = (1u << (head - 0xd4)) + 1;
    } else {
        width = 1u << ((head - 0xc4) % 3);
        size = (uint32_t)big_endian(walk->at, width) + (head >= 0xc7);
    }
    line_char(walk->line, '"');
    line_hex(walk->line, walk->at + width, size);
    line_char(walk->line, '"');
    walk->at += width + size;
    walk->exact = false;
}

static void scalar(struct walk *walk, bool time)
{
    uint8_t head = *walk->at++;
    if (head < 0x80)
        write_signed(walk, head, time);
    else if (head >= 0xe0)
        write_signed(walk, (int8_t)head, time);
    else if (head == 0xc0)
        line_string(walk->line, "null");
    else if (head == 0xc2 || head == 0xc3)
        line_string(walk->line, head == 0xc3 ? "true" : "false");
    else if (head == 0xca || head == 0xcb)
        write_float(walk, head);
    else if (head >= 0xcc && head <= 0xd3)
        write_integer(walk, head, time);
    else
        write_binary(walk, head);
}

/* ---- lists and maps -------------------------------------------------------------- */

static const struct field *field_named(const struct rows *rows, struct text key)
{
    for (uint32_t i = 0; rows != NULL && i < rows->count; i++)
        if (text_is(key, rows->fields[i].name))
            return &rows->fields[i];
    return NULL;
}

static struct text take_key(struct walk *walk)
{
    uint32_t size;
    const uint8_t *at = read_string_header(walk->at, (size_t)(walk->end - walk->at), &size);
    assert(at != NULL);
    walk->at = at + size;
    return (struct text){(const char *)at, size};
}

static void member(struct walk *walk, const struct rows *rows, struct text key)
{
    const struct field *field = field_named(rows, key);
    write_text(walk->line, key.at, key.size);
    line_char(walk->line, ':');
    value(walk, field, field != NULL ? field->kind : KIND_TEXT);
}

static void map(struct walk *walk, uint32_t count, const struct rows *rows)
{
    line_char(walk->line, '{');
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0)
            line_char(walk->line, ',');
        member(walk, rows, take_key(walk));
    }
    line_char(walk->line, '}');
}

static void list(struct walk *walk, uint32_t count, const struct field *field)
{
    line_char(walk->line, '[');
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0)
            line_char(walk->line, ',');
        value(walk, field, field != NULL ? field->item : KIND_TEXT);
    }
    line_char(walk->line, ']');
}

static bool container(struct walk *walk, const struct field *field)
{
    size_t left = (size_t)(walk->end - walk->at);
    uint32_t count;
    const uint8_t *inside = read_count_header(walk->at, left, 0x80, 0xde, &count);
    if (inside != NULL) {
        walk->at = inside;
        map(walk, count, field != NULL ? field->rows : NULL);
        return true;
    }
    inside = read_count_header(walk->at, left, 0x90, 0xdc, &count);
    if (inside != NULL) {
        walk->at = inside;
        list(walk, count, field != NULL && field->kind == KIND_LIST ? field : NULL);
    }
    return inside != NULL;
}

static void value(struct walk *walk, const struct field *field, enum kind kind)
{
    uint32_t size;
    const uint8_t *text = read_string_header(walk->at, (size_t)(walk->end - walk->at), &size);
    if (text != NULL) {
        write_text(walk->line, (const char *)text, size);
        walk->at = text + size;
    } else if (!container(walk, field)) {
        scalar(walk, field != NULL && kind == KIND_TIME);
    }
}

/* ---- events ---------------------------------------------------------------------- */

/* Passes a value over that shall not be written. */
static void skip(struct walk *walk)
{
    char nothing[1];
    struct line line = line_on(nothing, sizeof nothing), *kept = walk->line;
    walk->line = &line;
    value(walk, NULL, KIND_TEXT);
    walk->line = kept;
}

static void write_received(struct walk *walk, int64_t received)
{
    line_string(walk->line, "\"received\":");
    write_signed(walk, received, true);
}

bool event_json(struct line *line, const struct event *event, const void *bytes, size_t size, int64_t received)
{
    const uint8_t *at = bytes;
    struct walk walk = {.line = line, .at = at, .end = at + size, .exact = true};
    bool carried = false;
    uint32_t count;
    walk.at = read_count_header(walk.at, size, 0x80, 0xde, &count);
    assert(walk.at != NULL);
    line_char(line, '{');
    for (uint32_t i = 0; i < count; i++) {
        struct text key = take_key(&walk);
        if (i > 0)
            line_char(line, ',');
        if (!text_is(key, "received")) {
            member(&walk, event_rows[event->type], key);
            continue;
        }
        carried = true;
        skip(&walk);
        write_received(&walk, received);
    }
    if (!carried) {
        line_char(line, ',');
        write_received(&walk, received);
    }
    line_char(line, '}');
    return walk.exact && carried && event->received == received;
}

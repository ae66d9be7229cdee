/* The values that are no containers, read by their row: one header, one
 * payload, one range. Inlined, since decode spends its time here; what is wrong
 * is said by cold calls, all of which write the refusal and return NULL. */
#ifndef OREWATCH_SCHEMAS_SCALAR_H
#define OREWATCH_SCHEMAS_SCALAR_H

#include "schemas/reader.h"

#include <assert.h>

struct integer { uint64_t bits; bool negative; };

#define COLD __attribute__((cold, noinline))

COLD const uint8_t *other_scalar(struct reader *reader, const uint8_t *at, const struct field *field, enum kind kind);
COLD const uint8_t *bad_number(struct reader *reader, const struct field *field, double value);
COLD const uint8_t *bad_time(struct reader *reader, const struct field *field, struct integer value);
COLD const uint8_t *bad_token(struct reader *reader, const struct field *field, struct text text);
COLD const uint8_t *bad_text(struct reader *reader, const struct field *field, struct text text);
COLD const uint8_t *bad_word(struct reader *reader, const struct field *field, enum kind kind, struct text text);

/* How the field is called in a path; an item of a list has its step already. */
static inline struct text field_leaf(const struct field *field)
{
    return field->kind == KIND_LIST ? (struct text){NULL, 0} : (struct text){field->name, field->name_size};
}

/* ---- parts -------------------------------------------------------------------- */

/* The integers narrower than eight bytes. */
static inline const uint8_t *read_narrow(const uint8_t *at, size_t left, int64_t *value)
{
    switch (*at) {
    case 0xcc: *value = left >= 2 ? at[1] : 0; return left >= 2 ? at + 2 : NULL;
    case 0xcd: *value = left >= 3 ? load16(at + 1) : 0; return left >= 3 ? at + 3 : NULL;
    case 0xce: *value = left >= 5 ? load32(at + 1) : 0; return left >= 5 ? at + 5 : NULL;
    case 0xd0: *value = left >= 2 ? (int8_t)at[1] : 0; return left >= 2 ? at + 2 : NULL;
    case 0xd1: *value = left >= 3 ? (int16_t)load16(at + 1) : 0; return left >= 3 ? at + 3 : NULL;
    case 0xd2: *value = left >= 5 ? (int32_t)load32(at + 1) : 0; return left >= 5 ? at + 5 : NULL;
    }
    return NULL;
}

/* An integer of any width; NULL without a refusal when there is none. */
static inline const uint8_t *read_integer(const uint8_t *at, size_t left, struct integer *integer)
{
    uint8_t first = *at;
    int64_t value;
    if (first < 0x80 || first >= 0xe0) {
        *integer = (struct integer){(uint64_t)(int64_t)(int8_t)first, first >= 0xe0};
        return at + 1;
    }
    if (first == 0xcf || first == 0xd3) {
        if (left < 9)
            return NULL;
        value = (int64_t)load64(at + 1);
        *integer = (struct integer){(uint64_t)value, first == 0xd3 && value < 0};
        return at + 9;
    }
    const uint8_t *next = read_narrow(at, left, &value);
    if (next != NULL)
        *integer = (struct integer){(uint64_t)value, value < 0};
    return next;
}

static inline double integer_number(struct integer integer)
{
    return integer.negative ? (double)(int64_t)integer.bits : (double)integer.bits;
}

/* A float or an integer as a double, not yet judged. */
static inline const uint8_t *read_double(const uint8_t *at, size_t left, double *value)
{
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
    struct integer integer;
    const uint8_t *next = read_integer(at, left, &integer);
    if (next != NULL)
        *value = integer_number(integer);
    return next;
}

/* A string's bytes, not yet judged. */
static inline const uint8_t *read_bytes(const uint8_t *at, size_t left, struct text *text)
{
    uint32_t size;
    const uint8_t *next = read_string_header(at, left, &size);
    if (next == NULL || size > left - (size_t)(next - at))
        return NULL;
    *text = (struct text){(const char *)next, size};
    return next + size;
}

/* Sixteen bytes at a time, in whatever registers the machine has for it. */
typedef uint8_t bytes16 __attribute__((vector_size(16)));
typedef uint64_t words2 __attribute__((vector_size(16)));

/* All of [A-Za-z0-9._:/-]? In ASCII "-./0123456789:" is one run, and the letters
 * are one when bit 5 is set. */
static inline bool are_token(words2 words)
{
    bytes16 bytes = (bytes16)words;
    words2 good = (words2)(((uint8_t)'-' <= bytes) & (bytes <= (uint8_t)':')) |
                  (words2)(((bytes | 0x20) >= (uint8_t)'a') & ((bytes | 0x20) <= (uint8_t)'z')) |
                  (words2)(bytes == (uint8_t)'_');
    return (good[0] & good[1]) == UINT64_MAX;
}

/* A word of nothing but the 1 to 7 bytes there are, some of them more than once. */
static inline uint64_t short_word(const char *at, uint32_t size)
{
    if (size >= 4)
        return word32(at) | (uint64_t)word32(at + size - 4) << 32;
    uint64_t first = (unsigned char)at[0], middle = (unsigned char)at[size / 2], last = (unsigned char)at[size - 1];
    return first * 0x0101010101000001u | middle << 8 | last << 16;
}

static inline bool is_token(struct text text, uint32_t most)
{
    const char *at = text.at;
    uint32_t size = text.size;
    if (size == 0 || size > most)
        return false;
    if (size < 8)
        return are_token((words2){short_word(at, size), short_word(at, size)});
    if (size <= 16)
        return are_token((words2){word64(at), word64(at + size - 8)});
    bool good = are_token((words2){word64(at + size - 16), word64(at + size - 8)});
    for (uint32_t i = 0; i + 16 < size; i += 16)
        good &= are_token((words2){word64(at + i), word64(at + i + 8)});
    return good;
}

static inline bool name_matches(const char *name, struct text text)
{
    uint32_t i = 0;
    while (i < text.size && name[i] != '\0' && name[i] == text.at[i])
        i++;
    return i == text.size && name[i] == '\0';
}

static inline bool name_index(const struct field *field, struct text text, uint8_t *index)
{
    for (uint32_t i = 0; i < field->names_count; i++)
        if (name_matches(field->names[i], text)) {
            *index = (uint8_t)i;
            return true;
        }
    return false;
}

/* ---- kinds ---------------------------------------------------------------------- */

static inline const uint8_t *read_number(struct reader *reader, const uint8_t *at, const struct field *field,
                                         void *into)
{
    double value;
    const uint8_t *next = read_double(at, reader_left(reader, at), &value);
    if (next == NULL)
        return other_scalar(reader, at, field, KIND_NUMBER);
    if (!(value >= field->low && value <= field->high))
        return bad_number(reader, field, value);
    memcpy(into, &value, sizeof value);
    return next;
}

/* KIND_UINT and KIND_INT: eight bytes each. */
static inline const uint8_t *read_whole(struct reader *reader, const uint8_t *at, const struct field *field,
                                        enum kind kind, void *into)
{
    struct integer value;
    const uint8_t *next = read_integer(at, reader_left(reader, at), &value);
    if (next == NULL)
        return other_scalar(reader, at, field, kind);
    double number = integer_number(value);
    bool fits = kind == KIND_UINT || value.negative || value.bits <= INT64_MAX;
    if (number < field->low || number > field->high || !fits)
        return bad_number(reader, field, number);
    memcpy(into, &value.bits, sizeof value.bits);
    return next;
}

static inline const uint8_t *read_time(struct reader *reader, const uint8_t *at, const struct field *field, void *into)
{
    struct integer value;
    const uint8_t *next = read_integer(at, reader_left(reader, at), &value);
    if (next == NULL)
        return other_scalar(reader, at, field, KIND_TIME);
    bool fits = value.negative || value.bits <= INT64_MAX;
    if (!fits || (int64_t)value.bits < TIME_LOWEST || (int64_t)value.bits > TIME_HIGHEST)
        return bad_time(reader, field, value);
    memcpy(into, &value.bits, sizeof value.bits);
    return next;
}

static inline const uint8_t *read_token(struct reader *reader, const uint8_t *at, const struct field *field,
                                        void *into)
{
    struct text text;
    const uint8_t *next = read_bytes(at, reader_left(reader, at), &text);
    if (next == NULL)
        return other_scalar(reader, at, field, KIND_TOKEN);
    if (!is_token(text, (uint32_t)field->high))
        return bad_token(reader, field, text);
    memcpy(into, &text, sizeof text);
    return next;
}

static inline const uint8_t *read_text(struct reader *reader, const uint8_t *at, const struct field *field, void *into)
{
    struct text text;
    const uint8_t *next = read_bytes(at, reader_left(reader, at), &text);
    if (next == NULL)
        return other_scalar(reader, at, field, KIND_TEXT);
    if (text.size > (uint32_t)field->high || !utf8_is_valid((const uint8_t *)text.at, text.size))
        return bad_text(reader, field, text);
    memcpy(into, &text, sizeof text);
    return next;
}

/* KIND_NAME, KIND_COUNTRY and KIND_DAY: a string that stands for a number. */
static inline const uint8_t *read_word(struct reader *reader, const uint8_t *at, const struct field *field,
                                       enum kind kind, void *into)
{
    struct text text;
    const uint8_t *next = read_bytes(at, reader_left(reader, at), &text);
    if (next == NULL)
        return other_scalar(reader, at, field, kind);
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

static inline const uint8_t *read_bool(struct reader *reader, const uint8_t *at, const struct field *field, void *into)
{
    if (*at != 0xc2 && *at != 0xc3)
        return other_scalar(reader, at, field, KIND_BOOL);
    *(bool *)into = *at == 0xc3;
    return at + 1;
}

/* The value of `kind` (the field's own, or that of its items) into `into`. */
__attribute__((always_inline)) static inline const uint8_t *read_scalar(struct reader *reader, const uint8_t *at, const struct field *field,
                                         enum kind kind, void *into)
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
        return read_whole(reader, at, field, kind, into);
    case KIND_TIME:
        return read_time(reader, at, field, into);
    case KIND_TOKEN:
        return read_token(reader, at, field, into);
    case KIND_TEXT:
        return read_text(reader, at, field, into);
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

#endif

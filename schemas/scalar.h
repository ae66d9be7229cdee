/* The values that are no containers, read by their row: one header, one
 * payload, one range; a cold call writes the refusal when something is wrong. */
#ifndef OREWATCH_SCHEMAS_SCALAR_H
#define OREWATCH_SCHEMAS_SCALAR_H

#include "schemas/reader.h"

struct integer { uint64_t bits; bool negative; };

/* How the field is called in a path; an item of a list has its step already. */
static inline struct text field_leaf(const struct field *field)
{
    return field->kind == KIND_LIST ? (struct text){NULL, 0} : (struct text){field->name, field->name_size};
}

/* An integer of any width; NULL without a refusal when there is none. */
static inline const uint8_t *read_integer(const uint8_t *at, size_t left, struct integer *integer)
{
    static const uint8_t sizes[8] = {1, 2, 4, 8, 1, 2, 4, 8};
    uint8_t first = *at;
    int64_t value = 0;
    if (first < 0x80 || first >= 0xe0) {
        *integer = (struct integer){(uint64_t)(int64_t)(int8_t)first, first >= 0xe0};
        return at + 1;
    }
    if (first < 0xcc || first > 0xd3 || left <= sizes[first - 0xcc])
        return NULL;
    switch (first) {
    case 0xcc: value = at[1]; break;
    case 0xcd: value = load16(at + 1); break;
    case 0xce: value = load32(at + 1); break;
    case 0xd0: value = (int8_t)at[1]; break;
    case 0xd1: value = (int16_t)load16(at + 1); break;
    case 0xd2: value = (int32_t)load32(at + 1); break;
    default: value = (int64_t)load64(at + 1); break;
    }
    *integer = (struct integer){(uint64_t)value, first >= 0xd0 && value < 0};
    return at + 1 + sizes[first - 0xcc];
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

/* The value of `kind` (the field's own, or that of its items) into `into`. */
const uint8_t *read_scalar(struct reader *reader, const uint8_t *at, const struct field *field, enum kind kind,
                           void *into);

#endif

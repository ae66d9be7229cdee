/* The values that are no containers, read by their row.
 *
 * Each kind is read twice over: here in the form in which producers write nearly
 * all of them, without a call; and in scalar.c in any form, with the refusal when
 * it is none. Whatever is unusual goes there. */
#ifndef OREWATCH_SCHEMAS_SCALAR_H
#define OREWATCH_SCHEMAS_SCALAR_H

#include "schemas/reader.h"

#include <assert.h>

/* How the field is called in a path; an item of a list has its step already. */
static inline struct text field_leaf(const struct field *field)
{
    return field->kind == KIND_LIST ? (struct text){NULL, 0} : (struct text){field->name, field->name_size};
}

/* ---- parts -------------------------------------------------------------------- */

struct integer { uint64_t bits; bool negative; };

/* An integer of any width, any number as a double, a string's bytes: not yet
 * judged; NULL without a refusal when there is none. */
const uint8_t *read_integer(const uint8_t *at, size_t left, struct integer *integer);
const uint8_t *read_double(const uint8_t *at, size_t left, double *value);
const uint8_t *read_bytes(const uint8_t *at, size_t left, struct text *text);

/* 1 to `most` bytes of [A-Za-z0-9._:/-]. */
bool is_token(struct text text, uint32_t most);

/* Which bytes are in [A-Za-z0-9._:/-]: in ASCII "-./0123456789:" is one run, and
 * the letters are one when bit 5 is set. */
static inline words2 token_bytes(words2 words)
{
    bytes16 bytes = (bytes16)words;
    return (words2)((bytes16)(bytes - '-') <= (uint8_t)(':' - '-')) |
           (words2)((bytes16)((bytes | 0x20) - 'a') <= (uint8_t)('z' - 'a')) | (words2)(bytes == (uint8_t)'_');
}

/* The place after the key when it is this one, in its short form; else NULL. Most
 * keys, header included, fit a word: what does not belong to them is shifted out. */
static inline const uint8_t *match_key(const struct key *key, const uint8_t *at, size_t left)
{
    uint32_t size = key->head - 0xa0u + 1;
    if (size <= 8 && left >= 8)
        return (word64(at) ^ word64(key)) << (64 - 8 * size) == 0 ? at + size : NULL;
    return left >= size && same_bytes((const char *)at, (const char *)key, size) ? at + size : NULL;
}

/* A name in its short form; NULL without a refusal when it is none of them. */
static inline const uint8_t *read_name(const uint8_t *at, size_t left, const struct field *field, uint8_t *index)
{
    for (uint32_t i = 0; i < field->names_count; i++) {
        const uint8_t *next = match_key(&field->keys[i], at, left);
        if (next != NULL) {
            *index = (uint8_t)i;
            return next;
        }
    }
    return NULL;
}

/* ---- kinds ---------------------------------------------------------------------- */

/* A value of `kind` (the field's own, or that of its items) in any form, or its
 * refusal. */
const uint8_t *read_any_form(struct reader *reader, const uint8_t *at, const struct field *field, enum kind kind,
                             void *into);

static inline const uint8_t *read_number(struct reader *reader, const uint8_t *at, const struct field *field,
                                         void *into)
{
    if (*at == 0xcb && reader_left(reader, at) >= 9) {
        uint64_t bits = load64(at + 1);
        double value;
        memcpy(&value, &bits, sizeof value);
        if (value >= field->low && value <= field->high) {
            memcpy(into, &value, sizeof value);
            return at + 9;
        }
    }
    return read_any_form(reader, at, field, KIND_NUMBER, into);
}

static inline const uint8_t *read_whole(struct reader *reader, const uint8_t *at, const struct field *field,
                                        enum kind kind, void *into)
{
    int64_t value = *at;
    const uint8_t *next = at + 1;
    if (*at == 0xce && reader_left(reader, at) >= 5) {
        value = load32(at + 1);
        next = at + 5;
    }
    if ((*at < 0x80 || *at == 0xce) && (double)value >= field->low && (double)value <= field->high) {
        memcpy(into, &value, sizeof value);
        return next;
    }
    return read_any_form(reader, at, field, kind, into);
}

static inline const uint8_t *read_time(struct reader *reader, const uint8_t *at, const struct field *field, void *into)
{
    if ((*at == 0xcf || *at == 0xd3) && reader_left(reader, at) >= 9) {
        uint64_t value = load64(at + 1);
        if (value - (uint64_t)TIME_LOWEST <= (uint64_t)TIME_HIGHEST - (uint64_t)TIME_LOWEST &&
            ((int64_t)value >= 0 || *at == 0xd3)) {
            memcpy(into, &value, sizeof value);
            return at + 9;
        }
    }
    return read_any_form(reader, at, field, KIND_TIME, into);
}

/* 1 to 7 bytes as 8, some of them more than once. */
static inline uint64_t short_word(const uint8_t *at, uint32_t size)
{
    if (size >= 4)
        return word32(at) | (uint64_t)word32(at + size - 4) << 32;
    return at[0] * 0x0101010101000001u | (uint64_t)at[size / 2] << 8 | (uint64_t)at[size - 1] << 16;
}

/* 1 to 16 bytes at once; `left`: how many may be looked at. */
static inline bool are_token_bytes(const uint8_t *at, uint32_t size, size_t left)
{
    words2 good;
    if (left >= 16)
        good = token_bytes(words_at(at)) | ~first_bytes(size);
    else if (size >= 8)
        good = token_bytes((words2){word64(at), word64(at + size - 8)});
    else
        good = token_bytes((words2){short_word(at, size), short_word(at, size)});
    return (good[0] & good[1]) == UINT64_MAX;
}

/* In the short form, of up to 16 bytes. */
static inline const uint8_t *read_token(struct reader *reader, const uint8_t *at, const struct field *field,
                                        void *into)
{
    uint32_t size = *at - 0xa0u;
    size_t left = reader_left(reader, at);
    if (size - 1 < 16 && size < left && size <= (uint32_t)field->high) {
        struct text text = {(const char *)at + 1, size};
        if (are_token_bytes(at + 1, size, left - 1)) {
            memcpy(into, &text, sizeof text);
            return at + 1 + size;
        }
    }
    return read_any_form(reader, at, field, KIND_TOKEN, into);
}

static inline const uint8_t *read_bool(struct reader *reader, const uint8_t *at, const struct field *field, void *into)
{
    if ((*at & 0xfe) != 0xc2)
        return read_any_form(reader, at, field, KIND_BOOL, into);
    *(bool *)into = *at & 1;
    return at + 1;
}

static inline const uint8_t *read_named(struct reader *reader, const uint8_t *at, const struct field *field, void *into)
{
    const uint8_t *next = read_name(at, reader_left(reader, at), field, into);
    return next != NULL ? next : read_any_form(reader, at, field, KIND_NAME, into);
}

INSIDE const uint8_t *read_scalar(struct reader *reader, const uint8_t *at, const struct field *field, enum kind kind,
                                  void *into)
{
    if (at == reader->end)
        return reader_cut(reader, field_leaf(field));
    switch (kind) {
    case KIND_NUMBER:
        return read_number(reader, at, field, into);
    case KIND_UINT:
    case KIND_INT:
        return read_whole(reader, at, field, kind, into);
    case KIND_TIME:
        return read_time(reader, at, field, into);
    case KIND_TOKEN:
        return read_token(reader, at, field, into);
    case KIND_NAME:
        return read_named(reader, at, field, into);
    case KIND_BOOL:
        return read_bool(reader, at, field, into);
    case KIND_TEXT:
    case KIND_COUNTRY:
    case KIND_DAY:
        return read_any_form(reader, at, field, kind, into);
    case KIND_MAP:
    case KIND_LIST:
        break;
    }
    assert(false && "containers are read by decode");
    return NULL;
}

#endif

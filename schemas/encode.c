#include "schemas/pack.h"
#include "schemas/rows.h"

#include <assert.h>

/* Where one writes is passed by value and returned, so that it stays in a
 * register; NULL: it did not fit.
 *
 * With ROOMY bytes free a key or a scalar is written without a look at its size,
 * in whole words that may reach beyond it; near the end, value by value. */
#define ROOMY 48u
static_assert(sizeof(struct key) + PUT_MOST <= ROOMY, "a key and a scalar have room");

static uint8_t *encode_message(uint8_t *at, const uint8_t *end, const struct rows *rows, const void *message);

static inline bool is_roomy(const uint8_t *at, const uint8_t *end)
{
    return (size_t)(end - at) >= ROOMY;
}

/* What was put elsewhere, where it may be too long. */
APART static uint8_t *keep(uint8_t *at, const uint8_t *end, const void *bytes, size_t size)
{
    if ((size_t)(end - at) < size)
        return NULL;
    memcpy(at, bytes, size);
    return at + size;
}

static inline uint8_t *encode_key(uint8_t *at, const uint8_t *end, const struct key *key)
{
    uint32_t size = key->head - 0xa0u + 1;
    if (!is_roomy(at, end))
        return keep(at, end, key, size);
    memcpy(at, key, sizeof *key);
    return at + size;
}

APART static uint8_t *encode_long_text(uint8_t *at, const uint8_t *end, struct text text)
{
    uint8_t header[PUT_MOST];
    at = keep(at, end, header, (size_t)(put_text_header(header, text.size) - header));
    return at != NULL && text.size > 0 ? keep(at, end, text.at, text.size) : at;
}

static inline uint8_t *encode_text(uint8_t *at, const uint8_t *end, struct text text)
{
    if (text.size > 31 || !is_roomy(at, end))
        return encode_long_text(at, end, text);
    *at = (uint8_t)(0xa0 | text.size);
    copy_bytes(at + 1, text.at, text.size);
    return at + 1 + text.size;
}

APART static uint8_t *encode_word(uint8_t *at, const uint8_t *end, enum kind kind, const void *value)
{
    char word[16];
    struct line line = line_on(word, sizeof word);
    if (kind == KIND_DAY)
        line_day(&line, *(const int64_t *)value);
    else
        country_name(*(const country *)value, word);
    return encode_text(at, end, text_of(word));
}

static inline bool is_scalar(enum kind kind)
{
    return kind == KIND_NUMBER || kind == KIND_UINT || kind == KIND_INT || kind == KIND_TIME || kind == KIND_BOOL;
}

/* A scalar of at most PUT_MOST bytes. */
static inline uint8_t *put_scalar(uint8_t *at, enum kind kind, const void *value)
{
    if (kind == KIND_NUMBER)
        return put_number(at, *(const double *)value);
    if (kind == KIND_UINT)
        return put_uint(at, *(const uint64_t *)value);
    if (kind == KIND_BOOL)
        return put_byte(at, *(const bool *)value ? 0xc3 : 0xc2);
    return put_int(at, *(const int64_t *)value);
}

static inline uint8_t *encode_scalar(uint8_t *at, const uint8_t *end, enum kind kind, const void *value)
{
    uint8_t bytes[PUT_MOST];
    if (is_roomy(at, end))
        return put_scalar(at, kind, value);
    return keep(at, end, bytes, (size_t)(put_scalar(bytes, kind, value) - bytes));
}

INSIDE uint8_t *encode_value(uint8_t *at, const uint8_t *end, const struct field *field, enum kind kind,
                             const void *value)
{
    switch (kind) {
    case KIND_BOOL:
    case KIND_UINT:
    case KIND_INT:
    case KIND_TIME:
    case KIND_NUMBER:
        return encode_scalar(at, end, kind, value);
    case KIND_TOKEN:
    case KIND_TEXT:
        return encode_text(at, end, *(const struct text *)value);
    case KIND_NAME:
        return encode_key(at, end, &field->keys[*(const uint8_t *)value]);
    case KIND_DAY:
    case KIND_COUNTRY:
        return encode_word(at, end, kind, value);
    case KIND_MAP:
        return encode_message(at, end, field->rows, value);
    case KIND_LIST:
        break; /* lists hold no lists */
    }
    return at;
}

static inline uint8_t *encode_count(uint8_t *at, const uint8_t *end, uint8_t fix, uint8_t wide, uint32_t count)
{
    uint8_t bytes[PUT_MOST];
    if (is_roomy(at, end))
        return put_count_header(at, fix, wide, count);
    return keep(at, end, bytes, (size_t)(put_count_header(bytes, fix, wide, count) - bytes));
}

APART static uint8_t *encode_list(uint8_t *at, const uint8_t *end, const struct field *field, const char *message)
{
    uint32_t count;
    memcpy(&count, message + field->count_offset, sizeof count);
    at = encode_count(at, end, 0x90, 0xdc, count);
    const char *item = message + field->offset;
    for (uint32_t i = 0; i < count && at != NULL; i++, item += field->item_size)
        at = encode_value(at, end, field, field->item, item);
    return at;
}

/* Pairs, fours, eights of bits added up in parallel; the product sums the bytes.
 * (The compiler's own would be a call into libgcc.) */
static inline uint32_t bits(uint64_t set)
{
    set -= (set >> 1) & 0x5555555555555555u;
    set = (set & 0x3333333333333333u) + ((set >> 2) & 0x3333333333333333u);
    set = (set + (set >> 4)) & 0x0f0f0f0f0f0f0f0fu;
    return (uint32_t)((set * 0x0101010101010101u) >> 56);
}

static uint8_t *encode_message(uint8_t *at, const uint8_t *end, const struct rows *rows, const void *message)
{
    uint64_t present;
    memcpy(&present, message, sizeof present);
    present &= rows->count >= 64 ? UINT64_MAX : (UINT64_C(1) << rows->count) - 1;
    at = encode_count(at, end, 0x80, 0xde, bits(present));
    for (; present != 0 && at != NULL; present &= present - 1) {
        const struct field *field = &rows->fields[__builtin_ctzll(present)];
        const char *value = (const char *)message + field->offset;
        bool roomy = is_roomy(at, end); /* for a scalar behind the key too */
        at = encode_key(at, end, &field->key);
        if (at == NULL)
            return NULL;
        if (roomy && is_scalar(field->kind))
            at = put_scalar(at, field->kind, value);
        else if (field->kind == KIND_LIST)
            at = encode_list(at, end, field, message);
        else
            at = encode_value(at, end, field, field->kind, value);
    }
    return at;
}

size_t rows_encode(const struct rows *rows, const void *message, void *bytes, size_t capacity)
{
    const uint8_t *end = encode_message(bytes, (uint8_t *)bytes + capacity, rows, message);
    return end != NULL ? (size_t)(end - (const uint8_t *)bytes) : 0;
}

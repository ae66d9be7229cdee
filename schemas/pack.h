/* MessagePack written straight into bytes, each value in its shortest form.
 *
 * A `pack` that ran out of room writes nothing more and stays `full`: ask once,
 * at the end. The `put_` functions do not look at the room; a scalar or a header
 * takes at most PUT_MOST bytes. */
#ifndef OREWATCH_SCHEMAS_PACK_H
#define OREWATCH_SCHEMAS_PACK_H

#include "schemas/bytes.h"
#include "schemas/text.h"

#define PUT_MOST 9u

struct pack { uint8_t *at, *end; bool full; };

static inline struct pack pack_on(void *bytes, size_t capacity)
{
    return (struct pack){bytes, (uint8_t *)bytes + capacity, false};
}
/* Bytes written since `bytes`, 0 when they did not fit. */
static inline size_t pack_used(const struct pack *pack, const void *bytes)
{
    return pack->full ? 0 : (size_t)(pack->at - (const uint8_t *)bytes);
}

void pack_bool(struct pack *pack, bool value);
void pack_uint(struct pack *pack, uint64_t value);
void pack_int(struct pack *pack, int64_t value);
void pack_number(struct pack *pack, double value);
void pack_text(struct pack *pack, struct text text);
void pack_array(struct pack *pack, uint32_t count);
void pack_map(struct pack *pack, uint32_t count);
/* Values that are packed already. */
void pack_raw(struct pack *pack, const void *bytes, size_t size);

/* One byte of type, and the value in 1, 2, 4 or 8, the highest byte first. */
static inline uint8_t *put_byte(uint8_t *at, uint8_t byte)
{
    *at = byte;
    return at + 1;
}
static inline uint8_t *put8(uint8_t *at, uint8_t type, uint8_t value)
{
    at[0] = type;
    at[1] = value;
    return at + 2;
}
static inline uint8_t *put16(uint8_t *at, uint8_t type, uint16_t value)
{
    *at = type;
    value = __builtin_bswap16(value);
    memcpy(at + 1, &value, sizeof value);
    return at + 3;
}
static inline uint8_t *put32(uint8_t *at, uint8_t type, uint32_t value)
{
    *at = type;
    value = __builtin_bswap32(value);
    memcpy(at + 1, &value, sizeof value);
    return at + 5;
}
static inline uint8_t *put64(uint8_t *at, uint8_t type, uint64_t value)
{
    *at = type;
    value = __builtin_bswap64(value);
    memcpy(at + 1, &value, sizeof value);
    return at + 9;
}

static inline uint8_t *put_uint(uint8_t *at, uint64_t value)
{
    if (value < 0x80)
        return put_byte(at, (uint8_t)value);
    if (value > UINT32_MAX)
        return put64(at, 0xcf, value);
    if (value > UINT16_MAX)
        return put32(at, 0xce, (uint32_t)value);
    return value > UINT8_MAX ? put16(at, 0xcd, (uint16_t)value) : put8(at, 0xcc, (uint8_t)value);
}
static inline uint8_t *put_int(uint8_t *at, int64_t value)
{
    if (value >= 0)
        return put_uint(at, (uint64_t)value);
    if (value >= -32)
        return put_byte(at, (uint8_t)value);
    if (value < INT32_MIN)
        return put64(at, 0xd3, (uint64_t)value);
    if (value < INT16_MIN)
        return put32(at, 0xd2, (uint32_t)value);
    return value < INT8_MIN ? put16(at, 0xd1, (uint16_t)value) : put8(at, 0xd0, (uint8_t)value);
}
static inline uint8_t *put_number(uint8_t *at, double value)
{
    return put64(at, 0xcb, word64(&value));
}
static inline uint8_t *put_text_header(uint8_t *at, uint32_t size)
{
    if (size < 32)
        return put_byte(at, (uint8_t)(0xa0 | size));
    if (size <= UINT8_MAX)
        return put8(at, 0xd9, (uint8_t)size);
    return size <= UINT16_MAX ? put16(at, 0xda, (uint16_t)size) : put32(at, 0xdb, size);
}
/* `fix` is 0x90 or 0x80, `wide` 0xdc or 0xde. */
static inline uint8_t *put_count_header(uint8_t *at, uint8_t fix, uint8_t wide, uint32_t count)
{
    if (count < 16)
        return put_byte(at, (uint8_t)(fix | count));
    return count <= UINT16_MAX ? put16(at, wide, (uint16_t)count) : put32(at, (uint8_t)(wide + 1), count);
}

/* Whether `size` more bytes fit; when not, the pack is full from now on. */
static inline bool pack_fits(struct pack *pack, size_t size)
{
    if (!pack->full && (size_t)(pack->end - pack->at) >= size)
        return true;
    pack->full = true;
    return false;
}

#endif

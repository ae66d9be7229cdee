#include "schemas/pack.h"

/* `size` bytes for the caller to fill, or NULL. */
static uint8_t *take(struct pack *pack, size_t size)
{
    if (pack->full || (size_t)(pack->end - pack->at) < size) {
        pack->full = true;
        return NULL;
    }
    uint8_t *at = pack->at;
    pack->at += size;
    return at;
}

/* One byte of type and `width` bytes of value, the highest first. */
static void put(struct pack *pack, uint8_t type, uint64_t value, size_t width)
{
    uint8_t *at = take(pack, 1 + width);
    if (at == NULL)
        return;
    uint64_t order = width == 0 ? 0 : __builtin_bswap64(value << (64 - 8 * width));
    *at = type;
    memcpy(at + 1, &order, width);
}

/* A count or length: in the type byte below `fix_below`, else in 1 (when there
 * is such a type), 2 or 4 bytes. */
static void put_length(struct pack *pack, uint8_t fix, uint32_t fix_below, uint8_t one, uint8_t two, uint32_t length)
{
    if (length < fix_below)
        put(pack, (uint8_t)(fix | length), 0, 0);
    else if (one != 0 && length <= UINT8_MAX)
        put(pack, one, length, 1);
    else if (length <= UINT16_MAX)
        put(pack, two, length, 2);
    else
        put(pack, (uint8_t)(two + 1), length, 4);
}

void pack_bool(struct pack *pack, bool value)
{
    put(pack, value ? 0xc3 : 0xc2, 0, 0);
}

void pack_uint(struct pack *pack, uint64_t value)
{
    if (value < 0x80)
        put(pack, (uint8_t)value, 0, 0);
    else if (value <= UINT8_MAX)
        put(pack, 0xcc, value, 1);
    else if (value <= UINT16_MAX)
        put(pack, 0xcd, value, 2);
    else if (value <= UINT32_MAX)
        put(pack, 0xce, value, 4);
    else
        put(pack, 0xcf, value, 8);
}

void pack_int(struct pack *pack, int64_t value)
{
    if (value >= 0)
        pack_uint(pack, (uint64_t)value);
    else if (value >= -32)
        put(pack, (uint8_t)value, 0, 0);
    else if (value >= INT8_MIN)
        put(pack, 0xd0, (uint64_t)value, 1);
    else if (value >= INT16_MIN)
        put(pack, 0xd1, (uint64_t)value, 2);
    else if (value >= INT32_MIN)
        put(pack, 0xd2, (uint64_t)value, 4);
    else
        put(pack, 0xd3, (uint64_t)value, 8);
}

void pack_number(struct pack *pack, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    put(pack, 0xcb, bits, 8);
}

void pack_raw(struct pack *pack, const void *bytes, size_t size)
{
    uint8_t *at = take(pack, size);
    if (at != NULL && size > 0)
        memcpy(at, bytes, size);
}

void pack_text(struct pack *pack, struct text text)
{
    put_length(pack, 0xa0, 32, 0xd9, 0xda, text.size);
    pack_raw(pack, text.at, text.size);
}

void pack_array(struct pack *pack, uint32_t count)
{
    put_length(pack, 0x90, 16, 0, 0xdc, count);
}

void pack_map(struct pack *pack, uint32_t count)
{
    put_length(pack, 0x80, 16, 0, 0xde, count);
}

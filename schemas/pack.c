#include "schemas/pack.h"

/* The value is put where there is room to spare and then copied, so that a pack
 * can be filled to its last byte. */
static void keep(struct pack *pack, const uint8_t *value, const uint8_t *end)
{
    pack_raw(pack, value, (size_t)(end - value));
}

void pack_bool(struct pack *pack, bool value)
{
    uint8_t bytes[PUT_MOST];
    keep(pack, bytes, put_byte(bytes, value ? 0xc3 : 0xc2));
}

void pack_uint(struct pack *pack, uint64_t value)
{
    uint8_t bytes[PUT_MOST];
    keep(pack, bytes, put_uint(bytes, value));
}

void pack_int(struct pack *pack, int64_t value)
{
    uint8_t bytes[PUT_MOST];
    keep(pack, bytes, put_int(bytes, value));
}

void pack_number(struct pack *pack, double value)
{
    uint8_t bytes[PUT_MOST];
    keep(pack, bytes, put_number(bytes, value));
}

void pack_array(struct pack *pack, uint32_t count)
{
    uint8_t bytes[PUT_MOST];
    keep(pack, bytes, put_count_header(bytes, 0x90, 0xdc, count));
}

void pack_map(struct pack *pack, uint32_t count)
{
    uint8_t bytes[PUT_MOST];
    keep(pack, bytes, put_count_header(bytes, 0x80, 0xde, count));
}

void pack_text(struct pack *pack, struct text text)
{
    uint8_t bytes[PUT_MOST];
    keep(pack, bytes, put_text_header(bytes, text.size));
    pack_raw(pack, text.at, text.size);
}

void pack_raw(struct pack *pack, const void *bytes, size_t size)
{
    if (!pack_fits(pack, size) || size == 0)
        return;
    memcpy(pack->at, bytes, size);
    pack->at += size;
}

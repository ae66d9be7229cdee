#include "broker/received.h"

struct cursor {
    const uint8_t *at, *end;
};

static bool take(struct cursor *cursor, unsigned bytes, uint64_t *value)
{
    if ((size_t)(cursor->end - cursor->at) < bytes)
        return false;
    *value = 0;
    while (bytes-- > 0)
        *value = *value << 8 | *cursor->at++;
    return true;
}

static bool take_header(struct cursor *cursor, uint64_t *count)
{
    uint64_t tag;

    if (!take(cursor, 1, &tag))
        return false;
    if (tag >= 0x90 && tag <= 0x9f) {
        *count = tag & 0x0f;
        return true;
    }
    return (tag == 0xdc && take(cursor, 2, count)) || (tag == 0xdd && take(cursor, 4, count));
}

static bool take_int64(struct cursor *cursor, int64_t *value)
{
    uint64_t tag, number;

    if (!take(cursor, 1, &tag))
        return false;
    if (tag <= 0x7f || tag >= 0xe0) {
        *value = (int8_t)tag;
        return true;
    }
    if (tag >= 0xcc && tag <= 0xcf) { /* unsigned, of 1, 2, 4, 8 bytes */
        if (!take(cursor, 1u << (tag - 0xcc), &number) || number > INT64_MAX)
            return false;
        *value = (int64_t)number;
        return true;
    }
    if (tag >= 0xd0 && tag <= 0xd3) { /* signed */
        unsigned bytes = 1u << (tag - 0xd0), unused_bits = 64 - 8 * bytes;

        if (!take(cursor, bytes, &number))
            return false;
        *value = (int64_t)(number << unused_bits) >> unused_bits;
        return true;
    }
    return false;
}

static enum status refuse(struct refusal *refusal, enum status status, uint64_t count, uint32_t events)
{
    struct line line = line_on(refusal->text, sizeof(refusal->text));

    refusal->status = status;
    line_string(&line, "received: the third frame is an array of one integer (ns since 1970) for each of the ");
    line_int(&line, events);
    line_string(&line, " events");
    if (status == STATUS_INCONSISTENT) {
        line_string(&line, ", not of ");
        line_int(&line, (int64_t)count);
    }
    line = line_on(refusal->field, sizeof(refusal->field));
    line_string(&line, "received");
    return status;
}

enum status received_decode(const void *bytes, size_t size, int64_t *received, uint32_t count, struct refusal *refusal)
{
    struct cursor cursor = {bytes, (const uint8_t *)bytes + size};
    uint64_t given = 0;

    if (!take_header(&cursor, &given))
        return refuse(refusal, STATUS_WRONG_TYPE, given, count);
    if (given != count)
        return refuse(refusal, STATUS_INCONSISTENT, given, count);
    for (uint32_t i = 0; i < count; i++)
        if (!take_int64(&cursor, &received[i]))
            return refuse(refusal, STATUS_WRONG_TYPE, given, count);
    if (cursor.at != cursor.end)
        return refuse(refusal, STATUS_TRAILING, given, count);
    return STATUS_OK;
}

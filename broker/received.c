#include "broker/received.h"

#include "schemas/refusal.h"

#define WHOLE UINT32_MAX /* not one of the times, but the frame */

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

/* "received[3]: no integer (ns since 1970); the third frame has one for each of the 5 events" */
static struct line refuse_at(struct refusal *refusal, enum status status, uint32_t index)
{
    char path[64];
    struct line line = line_on(path, sizeof(path));

    line_string(&line, "received");
    if (index != WHOLE) {
        line_char(&line, '[');
        line_uint(&line, index);
        line_char(&line, ']');
    }
    return refuse(refusal, status, (struct text){path, (uint32_t)line.used});
}

static enum status refuse_for(struct refusal *refusal, enum status status, uint32_t index, const char *what,
                              uint32_t events)
{
    struct line line = refuse_at(refusal, status, index);

    line_string(&line, what);
    line_string(&line, "; the third frame is an array of one integer (ns since 1970) for each of the ");
    line_uint(&line, events);
    line_string(&line, " events");
    return status;
}

static enum status refuse_count(struct refusal *refusal, uint64_t count, uint32_t events)
{
    struct line line = refuse_at(refusal, STATUS_INCONSISTENT, WHOLE);

    line_uint(&line, count);
    line_string(&line, " times came with ");
    line_uint(&line, events);
    line_string(&line, " events; each has one");
    return STATUS_INCONSISTENT;
}

enum status received_decode(const void *bytes, size_t size, int64_t *received, uint32_t count, struct refusal *refusal)
{
    struct cursor cursor = {bytes, (const uint8_t *)bytes + size};
    uint64_t given = 0;

    if (!take_header(&cursor, &given))
        return refuse_for(refusal, STATUS_WRONG_TYPE, WHOLE, "the frame begins with no array", count);
    if (given != count)
        return refuse_count(refusal, given, count);
    for (uint32_t i = 0; i < count; i++)
        if (!take_int64(&cursor, &received[i]))
            return refuse_for(refusal, STATUS_WRONG_TYPE, i, "no integer of at most 63 bits", count);
    if (cursor.at != cursor.end)
        return refuse_for(refusal, STATUS_TRAILING, WHOLE, "bytes follow the array", count);
    return STATUS_OK;
}

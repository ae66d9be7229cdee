#include "schemas/event_check.h"
#include "schemas/messages.h"
#include "schemas/reader.h"
#include "schemas/refusal.h"
#include "schemas/scalar.h"

static const struct text type_key = {"type", 4};

/* The type that the string at `at` names. */
static bool type_named(struct reader *reader, const uint8_t *at, uint8_t *type)
{
    const struct field *field = &event_rows[EVENT_PRICE]->fields[EVENT_HAS_TYPE];
    return read_scalar(reader, at, field, KIND_NAME, type) != NULL;
}

/* `type` stands somewhere behind other keys: what is before it is walked over,
 * and checked later, when the rows are known. */
static bool type_searched(struct reader *reader, const uint8_t *at, uint32_t keys, uint8_t *type)
{
    size_t size;
    for (uint32_t i = 0; i < keys; i++) {
        struct text key;
        at = read_key(reader, at, &key);
        if (at == NULL)
            return false;
        if (text_equal(key, type_key))
            return type_named(reader, at, type);
        if (scan_size(at, reader_left(reader, at), &size, reader->refusal) != STATUS_OK)
            return false;
        at += size;
    }
    struct line line = reader_refuse(reader, STATUS_MISSING_FIELD, type_key);
    line_string(&line, "absent; required in every event");
    return false;
}

/* Producers that write in row order put `type` first. */
static bool find_type(struct reader *reader, const uint8_t *bytes, uint8_t *type)
{
    static const uint8_t first_key[] = {0xa4, 't', 'y', 'p', 'e'};
    uint32_t keys;
    const uint8_t *at = read_map_header(reader, bytes, (struct text){0}, &keys);
    if (at == NULL)
        return false;
    reader->values = 1; /* counted again by the rows */
    if (reader_left(reader, at) > sizeof first_key && memcmp(at, first_key, sizeof first_key) == 0)
        return type_named(reader, at + sizeof first_key, type);
    return type_searched(reader, at, keys, type);
}

enum status event_decode(const void *bytes, size_t size, struct event *event, struct unknown_keys *unknown,
                         struct refusal *refusal)
{
    uint8_t type = 0;
    struct reader reader = reader_on(bytes, size, unknown, refusal);
    if (size > LIMIT_EVENT_BYTES) {
        struct line line = refuse(refusal, STATUS_TOO_LARGE, (struct text){0});
        line_string(&line, "an event of ");
        line_uint(&line, size);
        line_string(&line, " bytes; at most ");
        line_uint(&line, LIMIT_EVENT_BYTES);
        return STATUS_TOO_LARGE;
    }
    if (!find_type(&reader, bytes, &type))
        return refusal->status;
    const struct rows *rows = event_rows[type];
    const uint8_t *at = read_message(&reader, bytes, rows, event);
    if (at == NULL || !read_ended(&reader, at))
        return refusal->status;
    uint32_t needed = event->withdrawn ? EVENT_HEAD_ROWS : rows->count;
    if (!read_complete(&reader, rows, needed, event->present))
        return refusal->status;
    if (!message_has(event->present, EVENT_HAS_REVISION))
        event->revision = 1;
    return event->withdrawn ? STATUS_OK : event_check(event, refusal);
}

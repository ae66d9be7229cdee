#include "schemas/event_check.h"
#include "schemas/messages.h"
#include "schemas/reader.h"
#include "schemas/refusal.h"
#include "schemas/scalar.h"

static const struct text type_key = {"type", 4};

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

/* The whole event. Producers that write in row order put `type` first, in its
 * short form: then it is read once. */
static const uint8_t *read_event(struct reader *reader, const uint8_t *bytes, struct event *event)
{
    const struct field *field = &event_rows[EVENT_PRICE]->fields[EVENT_HAS_TYPE];
    uint32_t keys;
    uint8_t type = 0;
    const uint8_t *at = read_map_header(reader, bytes, (struct text){0}, &keys);
    if (at == NULL)
        return NULL;
    const uint8_t *value = match_key(&field->key, at, reader_left(reader, at));
    const uint8_t *next = value != NULL ? read_name(value, reader_left(reader, value), field, &event->type) : NULL;
    if (keys > 0 && next != NULL)
        return read_fields(reader, next, event_rows[event->type], keys - 1, UINT64_C(1) << EVENT_HAS_TYPE, event);
    if (!type_searched(reader, at, keys, &type))
        return NULL;
    return read_fields(reader, at, event_rows[type], keys, 0, event);
}

/* What is asked of an event once all of it was read. */
static enum status finish(struct reader *reader, struct event *event)
{
    const struct rows *rows = event_rows[event->type];
    uint32_t needed = event->withdrawn ? EVENT_HEAD_ROWS : rows->count;
    if (!read_complete(reader, rows, needed, event->present))
        return reader->refusal->status;
    if (!message_has(event->present, EVENT_HAS_REVISION))
        event->revision = 1;
    return event->withdrawn ? STATUS_OK : event_check(event, reader->refusal);
}

enum status event_decode(const void *bytes, size_t size, struct event *event, struct unknown_keys *unknown,
                         struct refusal *refusal)
{
    struct reader reader = reader_on(bytes, size, unknown, refusal);
    if (size > LIMIT_EVENT_BYTES) {
        struct line line = refuse(refusal, STATUS_TOO_LARGE, (struct text){0});
        line_string(&line, "an event of ");
        line_uint(&line, size);
        line_string(&line, " bytes; at most ");
        line_uint(&line, LIMIT_EVENT_BYTES);
        return STATUS_TOO_LARGE;
    }
    const uint8_t *at = read_event(&reader, bytes, event);
    if (at == NULL || !read_ended(&reader, at))
        return refusal->status;
    return finish(&reader, event);
}

enum status event_decode_first(const void *bytes, size_t left, size_t *size, struct event *event,
                               struct unknown_keys *unknown, struct refusal *refusal)
{
    struct reader reader =
        reader_on(bytes, left < LIMIT_EVENT_BYTES ? left : LIMIT_EVENT_BYTES, unknown, refusal);
    const uint8_t *at = read_event(&reader, bytes, event);
    if (at == NULL)
        return refusal->status;
    *size = (size_t)(at - (const uint8_t *)bytes);
    return finish(&reader, event);
}

#include "schemas/reader.h"
#include "schemas/refusal.h"

#include <assert.h>

/* ---- UTF-8 ----------------------------------------------------------------- */

/* The bytes of the character at `at`, 0 when it is none (Unicode 15, table 3-7). */
static size_t character_size(const uint8_t *at, size_t left)
{
    uint8_t first = at[0];
    size_t size = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (size < 2 || size > left)
        return size <= left ? size : 0;
    uint8_t low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    uint8_t high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (at[1] < low || at[1] > high)
        return 0;
    for (size_t i = 2; i < size; i++)
        if ((at[i] & 0xc0) != 0x80)
            return 0;
    return size;
}

size_t utf8_valid_size(const uint8_t *first, size_t size)
{
    const uint64_t high_bits = 0x8080808080808080u;
    const uint8_t *at = first, *end = first + size;
    while (at < end) {
        uint64_t word;
        if (end - at >= 8 && (memcpy(&word, at, sizeof word), (word & high_bits) == 0)) {
            at += 8;
            continue;
        }
        size_t step = character_size(at, (size_t)(end - at));
        if (step == 0)
            break;
        at += step;
    }
    return (size_t)(at - first);
}

bool utf8_is_valid(const uint8_t *at, size_t size)
{
    return utf8_valid_size(at, size) == size;
}

/* ---- the shape of a value ---------------------------------------------------- */

/* What the first byte says: `head` bytes of header, then `payload` bytes, then
 * `children` values. For lengths that follow the first byte, `length` is how
 * many bytes they have and `extra` what an extension adds for its type. */
struct shape { uint64_t payload, children; uint32_t head; };
struct shape_row { uint8_t length, payload, extra; bool container; };

static const struct shape_row shapes[0xe0 - 0xc0] = {
    [0xc4 - 0xc0] = {.length = 1}, [0xc5 - 0xc0] = {.length = 2}, [0xc6 - 0xc0] = {.length = 4},
    [0xc7 - 0xc0] = {.length = 1, .extra = 1}, [0xc8 - 0xc0] = {.length = 2, .extra = 1},
    [0xc9 - 0xc0] = {.length = 4, .extra = 1},
    [0xca - 0xc0] = {.payload = 4}, [0xcb - 0xc0] = {.payload = 8},
    [0xcc - 0xc0] = {.payload = 1}, [0xcd - 0xc0] = {.payload = 2}, [0xce - 0xc0] = {.payload = 4},
    [0xcf - 0xc0] = {.payload = 8},
    [0xd0 - 0xc0] = {.payload = 1}, [0xd1 - 0xc0] = {.payload = 2}, [0xd2 - 0xc0] = {.payload = 4},
    [0xd3 - 0xc0] = {.payload = 8},
    [0xd4 - 0xc0] = {.payload = 2}, [0xd5 - 0xc0] = {.payload = 3}, [0xd6 - 0xc0] = {.payload = 5},
    [0xd7 - 0xc0] = {.payload = 9}, [0xd8 - 0xc0] = {.payload = 17},
    [0xd9 - 0xc0] = {.length = 1}, [0xda - 0xc0] = {.length = 2}, [0xdb - 0xc0] = {.length = 4},
    [0xdc - 0xc0] = {.length = 2, .container = true}, [0xdd - 0xc0] = {.length = 4, .container = true},
    [0xde - 0xc0] = {.length = 2, .container = true}, [0xdf - 0xc0] = {.length = 4, .container = true},
};

static bool is_map(uint8_t first)
{
    return (first & 0xf0) == 0x80 || first == 0xde || first == 0xdf;
}

static bool is_array(uint8_t first)
{
    return (first & 0xf0) == 0x90 || first == 0xdc || first == 0xdd;
}

static bool is_string(uint8_t first)
{
    return (first & 0xe0) == 0xa0 || (first >= 0xd9 && first <= 0xdb);
}

/* False when the bytes end inside the value; `children` is not looked at. */
static bool shape_at(const uint8_t *at, size_t left, struct shape *shape)
{
    uint8_t first = *at;
    *shape = (struct shape){.head = 1};
    if (first < 0x80 || first >= 0xe0)
        return true;
    if (first < 0xa0) {
        shape->children = (uint64_t)(first & 0x0f) << (first < 0x90);
        return true;
    }
    if (first < 0xc0) {
        shape->payload = first & 0x1f;
        return shape->payload < left;
    }
    const struct shape_row *row = &shapes[first - 0xc0];
    shape->head = 1u + row->length;
    if (shape->head > left)
        return false;
    uint64_t length = row->length == 4 ? load32(at + 1) : row->length == 2 ? load16(at + 1)
                      : row->length == 1 ? at[1] : 0;
    if (row->container)
        shape->children = length << is_map(first);
    else
        shape->payload = length + row->payload + row->extra;
    return shape->payload <= left - shape->head;
}

/* ---- any value ------------------------------------------------------------------ */

static const uint8_t *read_any_map(struct reader *reader, const uint8_t *at)
{
    struct keys_seen seen;
    uint32_t count;
    seen.count = 0;
    at = read_map_header(reader, at, (struct text){0}, &count);
    for (uint32_t i = 0; i < count && at != NULL; i++) {
        struct text key;
        at = read_key(reader, at, &key);
        if (at == NULL)
            return NULL;
        if (!keys_add(&seen, key)) {
            struct line line = reader_refuse(reader, STATUS_DUPLICATE_KEY, (struct text){0});
            line_string(&line, "a map holds the key ");
            line_quoted(&line, key);
            line_string(&line, " twice");
            return NULL;
        }
        at = read_any(reader, at);
    }
    return at;
}

static const uint8_t *read_any_array(struct reader *reader, const uint8_t *at)
{
    uint32_t count;
    at = read_array_header(reader, at, (struct text){0}, &count);
    for (uint32_t i = 0; i < count && at != NULL; i++)
        at = read_any(reader, at);
    return at;
}

/* Of a float; 0 of anything else. */
static double number_of(uint8_t first, const uint8_t *payload)
{
    if (first == 0xca) {
        uint32_t bits = load32(payload);
        float narrow;
        memcpy(&narrow, &bits, sizeof narrow);
        return (double)narrow;
    }
    uint64_t bits = first == 0xcb ? load64(payload) : 0;
    double number;
    memcpy(&number, &bits, sizeof number);
    return number;
}

static const uint8_t *read_any_scalar(struct reader *reader, const uint8_t *at)
{
    struct shape shape;
    uint8_t first = *at;
    if (first == 0xc1)
        return reader_fail(reader, STATUS_WRONG_TYPE, (struct text){0}, "the byte c1 begins no value");
    if (!shape_at(at, reader_left(reader, at), &shape))
        return reader_cut(reader, (struct text){0});
    const uint8_t *payload = at + shape.head;
    if (is_string(first) && !utf8_is_valid(payload, shape.payload))
        return reader_not_utf8(reader, (struct text){0}, "the text",
                               (struct text){(const char *)payload, (uint32_t)shape.payload});
    double number = number_of(first, payload);
    if (number - number != 0)
        return reader_not_finite(reader, (struct text){0}, number);
    return payload + shape.payload;
}

const uint8_t *read_any(struct reader *reader, const uint8_t *at)
{
    if (at == reader->end)
        return reader_cut(reader, (struct text){0});
    bool map = is_map(*at);
    if (!map && !is_array(*at))
        return read_any_scalar(reader, at);
    if (reader->depth == LIMIT_DEPTH) {
        struct line line = reader_refuse(reader, STATUS_TOO_DEEP, (struct text){0});
        line_string(&line, "values are nested more than ");
        line_uint(&line, LIMIT_DEPTH);
        line_string(&line, " deep");
        return NULL;
    }
    reader->depth++;
    at = map ? read_any_map(reader, at) : read_any_array(reader, at);
    reader->depth--;
    return at;
}

enum status scan_value(const void *bytes, size_t size, size_t *value_size, struct refusal *refusal)
{
    struct reader reader = reader_on(bytes, size, NULL, refusal);
    const uint8_t *end = read_any(&reader, bytes);
    if (end == NULL)
        return refusal->status;
    *value_size = (size_t)(end - (const uint8_t *)bytes);
    return STATUS_OK;
}

enum status scan(const void *bytes, size_t size, struct refusal *refusal)
{
    struct reader reader = reader_on(bytes, size, NULL, refusal);
    const uint8_t *end = read_any(&reader, bytes);
    return end != NULL && read_ended(&reader, end) ? STATUS_OK : refusal->status;
}

/* Values still to come are counted, not nested: no stack, whatever the depth. */
enum status scan_size(const void *bytes, size_t size, size_t *value_size, struct refusal *refusal)
{
    const uint8_t *first = bytes;
    size_t at = 0;
    uint64_t values = 1;
    struct shape shape;
    while (values > 0 && at < size && values <= size - at) {
        uint8_t byte = first[at];
        if (byte >= 0xa0 && byte < 0xc0) {
            at += 1u + (byte & 0x1fu);
            values--;
            continue;
        }
        if (byte == 0xc1)
            return refuse_because(refusal, STATUS_WRONG_TYPE, (struct text){0}, "the byte c1 begins no value");
        if (!shape_at(first + at, size - at, &shape))
            break;
        at += shape.head + shape.payload;
        values += shape.children - 1;
    }
    if (values > 0 || at > size) {
        struct line line = refuse(refusal, STATUS_TRUNCATED, (struct text){0});
        line_string(&line, "the ");
        line_uint(&line, size);
        line_string(&line, " bytes that are left end inside a value");
        return STATUS_TRUNCATED;
    }
    *value_size = at;
    return STATUS_OK;
}

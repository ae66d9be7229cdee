#include "schemas/reader.h"

#include "schemas/refusal.h"

#include <assert.h>

void reader_path(const struct reader *reader, struct text leaf, struct line *line)
{
    for (uint32_t i = 0; i < reader->steps; i++) {
        if (i > 0)
            line_char(line, '.');
        line_text(line, reader->step[i].name);
        if (reader->step[i].item != NO_ITEM) {
            line_char(line, '[');
            line_uint(line, reader->step[i].item);
            line_char(line, ']');
        }
    }
    if (leaf.size > 0 && reader->steps > 0)
        line_char(line, '.');
    line_text(line, leaf);
}

struct line reader_refuse(struct reader *reader, enum status status, struct text leaf)
{
    char path[sizeof reader->refusal->field];
    struct line line = line_on(path, sizeof path);
    reader_path(reader, leaf, &line);
    return refuse(reader->refusal, status, (struct text){path, (uint32_t)line.used});
}

const uint8_t *reader_fail(struct reader *reader, enum status status, struct text leaf, const char *detail)
{
    struct line line = reader_refuse(reader, status, leaf);
    line_string(&line, detail);
    return NULL;
}

const uint8_t *reader_cut(struct reader *reader, struct text leaf)
{
    return reader_fail(reader, STATUS_TRUNCATED, leaf, status_sentence(STATUS_TRUNCATED));
}

const uint8_t *reader_not_utf8(struct reader *reader, struct text leaf, const char *of, struct text text)
{
    struct line line = reader_refuse(reader, STATUS_BAD_UTF8, leaf);
    size_t at = utf8_valid_size((const uint8_t *)text.at, text.size);
    assert(at < text.size);
    line_string(&line, "byte ");
    line_uint(&line, at);
    line_string(&line, ", ");
    line_hex(&line, text.at + at, 1);
    line_string(&line, ", of ");
    line_string(&line, of);
    line_string(&line, " is not UTF-8");
    return NULL;
}

const uint8_t *reader_not_finite(struct reader *reader, struct text leaf, double value)
{
    struct line line = reader_refuse(reader, STATUS_NOT_FINITE, leaf);
    line_string(&line, value != value ? "NaN" : value < 0 ? "-infinity" : "infinity");
    line_string(&line, "; a number is finite");
    return NULL;
}

/* "nil", "an array": what begins with this byte. */
static const char *type_name(uint8_t first)
{
    static const char *const names[] = {
        "nil", "a byte that begins no value", "a bool", "a bool", "binary", "binary", "binary",
        "an extension", "an extension", "an extension", "a float", "a float", "an integer", "an integer",
        "an integer", "an integer", "an integer", "an integer", "an integer", "an integer", "an extension",
        "an extension", "an extension", "an extension", "an extension", "a string", "a string", "a string",
        "an array", "an array", "a map", "a map",
    };
    if (first < 0x80 || first >= 0xe0)
        return "an integer";
    if (first < 0x90)
        return "a map";
    if (first < 0xa0)
        return "an array";
    return first < 0xc0 ? "a string" : names[first - 0xc0];
}

const uint8_t *reader_expect(struct reader *reader, const uint8_t *at, struct text leaf, uint32_t count,
                             uint32_t least)
{
    if (count > reader_left(reader, at) / least) {
        struct line line = reader_refuse(reader, STATUS_TRUNCATED, leaf);
        line_uint(&line, count);
        line_string(&line, " items are announced, and ");
        line_uint(&line, reader_left(reader, at));
        line_string(&line, " bytes are left");
        return NULL;
    }
    reader->values += count; /* at most the bytes there are: no overflow */
    if (reader->values > LIMIT_NODES) {
        struct line line = reader_refuse(reader, STATUS_TOO_MANY, leaf);
        line_string(&line, "the message holds at least ");
        line_uint(&line, reader->values);
        line_string(&line, " values; at most ");
        line_uint(&line, LIMIT_NODES);
        return NULL;
    }
    return at;
}

const uint8_t *reader_other(struct reader *reader, const uint8_t *at, struct text leaf, const char *wanted)
{
    if (at == reader->end || read_any(reader, at) == NULL)
        return at == reader->end ? reader_cut(reader, leaf) : NULL;
    struct line line = reader_refuse(reader, STATUS_WRONG_TYPE, leaf);
    line_string(&line, type_name(*at));
    line_string(&line, " where ");
    line_string(&line, wanted);
    line_string(&line, " belongs");
    return NULL;
}

const uint8_t *read_any_map_header(struct reader *reader, const uint8_t *at, struct text leaf, uint32_t *count)
{
    if (at == reader->end)
        return reader_cut(reader, leaf);
    const uint8_t *next = read_count_header(at, reader_left(reader, at), 0x80, 0xde, count);
    if (next == NULL)
        return reader_other(reader, at, leaf, "a map");
    if (*count > reader_left(reader, next) / 2)
        return reader_expect(reader, next, leaf, *count, 2);
    if (*count <= LIMIT_MAP_KEYS)
        return reader_expect(reader, next, leaf, *count, 2);
    struct line line = reader_refuse(reader, STATUS_TOO_MANY, leaf);
    line_string(&line, "a map of ");
    line_uint(&line, *count);
    line_string(&line, " keys; at most ");
    line_uint(&line, LIMIT_MAP_KEYS);
    return NULL;
}

const uint8_t *read_array_header(struct reader *reader, const uint8_t *at, struct text leaf, uint32_t *count)
{
    if (at == reader->end)
        return reader_cut(reader, leaf);
    const uint8_t *next = read_count_header(at, reader_left(reader, at), 0x90, 0xdc, count);
    if (next == NULL)
        return reader_other(reader, at, leaf, "an array");
    return reader_expect(reader, next, leaf, *count, 1);
}

const uint8_t *read_key(struct reader *reader, const uint8_t *at, struct text *key)
{
    const struct text none = {NULL, 0};
    if (at == reader->end)
        return reader_cut(reader, none);
    uint32_t size;
    const uint8_t *next = read_string_header(at, reader_left(reader, at), &size);
    if (next == NULL)
        return reader_other(reader, at, none, "a key, a string,");
    if (size > reader_left(reader, next))
        return reader_cut(reader, none);
    if (!utf8_is_valid(next, size))
        return reader_not_utf8(reader, none, "a key", (struct text){(const char *)next, size});
    *key = (struct text){(const char *)next, size};
    return next + size;
}

bool keys_add(struct keys_seen *seen, struct text key)
{
    for (uint32_t i = 0; i < seen->count; i++)
        if (text_equal(seen->key[i], key))
            return false;
    assert(seen->count < LIMIT_MAP_KEYS);
    seen->key[seen->count++] = key;
    return true;
}

bool read_ended(struct reader *reader, const uint8_t *at)
{
    if (at == reader->end)
        return true;
    struct line line = refuse(reader->refusal, STATUS_TRAILING, (struct text){0});
    line_uint(&line, reader_left(reader, at));
    line_string(&line, " bytes follow the value");
    return false;
}

/* The walk over untrusted MessagePack that scan and decode share.
 *
 * Every `read_` function takes the place to read at and returns the place after
 * it, or NULL after it has written the refusal. The place is passed by value so
 * that it stays in a register; the reader holds what the walk must remember. */
#ifndef OREWATCH_SCHEMAS_READER_H
#define OREWATCH_SCHEMAS_READER_H

#include "schemas/bytes.h"
#include "schemas/rows.h"

/* Where the walk stands, as refusals name it: "legs[2]" is the field and the
 * index in it. The messages nest three deep, unknown values are one step. */
#define READER_STEPS 6u
#define NO_ITEM UINT32_MAX

struct reader {
    const uint8_t *end;
    uint32_t values, depth;
    struct { struct text name; uint32_t item; } step[READER_STEPS];
    uint32_t steps;
    struct unknown_keys *unknown; /* may be NULL */
    struct refusal *refusal;
};

static inline struct reader reader_on(const uint8_t *bytes, size_t size, struct unknown_keys *unknown,
                                      struct refusal *refusal)
{
    struct reader reader;
    reader.end = bytes + size;
    reader.values = 1;
    reader.depth = 0;
    reader.steps = 0;
    reader.unknown = unknown;
    reader.refusal = refusal;
    return reader;
}

/* "legs[2]" or, with a leaf, "legs[2].value". */
void reader_path(const struct reader *reader, struct text leaf, struct line *line);
/* Begins the refusal of `leaf` (no text: of where the walk stands). */
struct line reader_refuse(struct reader *reader, enum status status, struct text leaf);
/* The whole of it; always NULL. */
const uint8_t *reader_fail(struct reader *reader, enum status status, struct text leaf, const char *detail);
/* The bytes end before a value does; always NULL. */
const uint8_t *reader_cut(struct reader *reader, struct text leaf);
/* The first byte of `text` that is not UTF-8, by its place and value; `of`: "a key". */
const uint8_t *reader_not_utf8(struct reader *reader, struct text leaf, const char *of, struct text text);
/* NaN or an infinity. */
const uint8_t *reader_not_finite(struct reader *reader, struct text leaf, double value);
/* The value at `at` is no `wanted` ("a map"): it is cut off, broken, or of
 * another type. Always NULL. */
const uint8_t *reader_other(struct reader *reader, const uint8_t *at, struct text leaf, const char *wanted);

/* Counts `count` values to come and makes sure that the bytes can hold them
 * (each takes at least `least` bytes), before anything is done about them. */
const uint8_t *reader_expect(struct reader *reader, const uint8_t *at, struct text leaf, uint32_t count,
                             uint32_t least);

static inline size_t reader_left(const struct reader *reader, const uint8_t *at)
{
    return (size_t)(reader->end - at);
}

/* The header of a string: its size, and the place of its first byte. NULL
 * without a refusal when it is none; `*size` is then 0. */
static inline const uint8_t *read_string_header(const uint8_t *at, size_t left, uint32_t *size)
{
    *size = 0;
    if ((*at & 0xe0) == 0xa0) {
        *size = *at & 0x1f;
        return at + 1;
    }
    if (*at == 0xd9 && left >= 2) {
        *size = at[1];
        return at + 2;
    }
    if (*at == 0xda && left >= 3) {
        *size = load16(at + 1);
        return at + 3;
    }
    if (*at == 0xdb && left >= 5) {
        *size = load32(at + 1);
        return at + 5;
    }
    return NULL;
}

/* An array's or a map's count; `fix` is 0x90 or 0x80, `wide` 0xdc or 0xde. */
static inline const uint8_t *read_count_header(const uint8_t *at, size_t left, uint8_t fix, uint8_t wide,
                                               uint32_t *count)
{
    *count = 0;
    if ((*at & 0xf0) == fix) {
        *count = *at & 0x0f;
        return at + 1;
    }
    if (*at == wide && left >= 3) {
        *count = load16(at + 1);
        return at + 3;
    }
    if (*at == wide + 1 && left >= 5) {
        *count = load32(at + 1);
        return at + 5;
    }
    return NULL;
}

/* Whether text is strict UTF-8: no overlong form, surrogate or code beyond
 * U+10FFFF. */
bool utf8_is_valid(const uint8_t *at, size_t size);
/* How many bytes of it are, up to the first that is not. */
size_t utf8_valid_size(const uint8_t *at, size_t size);

/* A map of at most LIMIT_MAP_KEYS keys, all of which the bytes can hold. */
const uint8_t *read_any_map_header(struct reader *reader, const uint8_t *at, struct text leaf, uint32_t *count);
static inline const uint8_t *read_map_header(struct reader *reader, const uint8_t *at, struct text leaf,
                                             uint32_t *count)
{
    size_t left = reader_left(reader, at);
    if (left == 0 || (*at & 0xf0) != 0x80 || left <= 2u * (*at & 0x0fu) ||
        reader->values + (*at & 0x0fu) > LIMIT_NODES)
        return read_any_map_header(reader, at, leaf, count);
    *count = *at & 0x0f;
    reader->values += *count;
    return at + 1;
}
const uint8_t *read_array_header(struct reader *reader, const uint8_t *at, struct text leaf, uint32_t *count);
/* A key: a string of valid UTF-8. */
const uint8_t *read_key(struct reader *reader, const uint8_t *at, struct text *key);

/* The keys of one map that no row knows, so that a second one is noticed. */
struct keys_seen { uint32_t count; struct text key[LIMIT_MAP_KEYS]; };
/* False when the key was there before. */
bool keys_add(struct keys_seen *seen, struct text key);

/* One value of any type, checked whole and thrown away. */
const uint8_t *read_any(struct reader *reader, const uint8_t *at);

/* A map by its rows into `message`; whether required fields were there is asked
 * by read_complete, since it may depend on what was read: the first `count`
 * rows are looked at. */
const uint8_t *read_message(struct reader *reader, const uint8_t *at, const struct rows *rows, void *message);
/* The same behind the map's header, `keys` of which are still to come; the rows
 * in `present` have been read. */
const uint8_t *read_fields(struct reader *reader, const uint8_t *at, const struct rows *rows, uint32_t keys,
                           uint64_t present, void *message);
bool read_complete(struct reader *reader, const struct rows *rows, uint32_t count, uint64_t present);
/* Refuses what follows the last value. */
bool read_ended(struct reader *reader, const uint8_t *at);

#endif

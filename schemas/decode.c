#include "schemas/nearest.h"
#include "schemas/reader.h"
#include "schemas/refusal.h"
#include "schemas/scalar.h"

#include <assert.h>

/* ---- keys ------------------------------------------------------------------------ */

/* The row of a key that is not the expected one, `count` when there is none, and
 * the key itself; NULL after a refusal. Producers that write in row order, leaving
 * some out, find theirs a step or two on. */
APART static const uint8_t *find_row(struct reader *reader, const uint8_t *at, const struct rows *rows,
                                     uint32_t expected, uint32_t *row, struct text *key)
{
    size_t left = reader_left(reader, at);
    if (left == 0)
        return reader_cut(reader, (struct text){0});
    for (*row = expected; *row < rows->count; ++*row) {
        const uint8_t *next = match_key(&rows->fields[*row].key, at, left);
        if (next != NULL)
            return next;
    }
    const uint8_t *next = read_bytes(at, left, key);
    if (next == NULL)
        return reader_other(reader, at, (struct text){0}, "a key, a string,");
    for (*row = 0; *row < rows->count; ++*row)
        if (text_is(*key, rows->fields[*row].name))
            break;
    return next;
}

static const char *nearest_row(const struct rows *rows, struct text key)
{
    const char *names[64];
    for (uint32_t i = 0; i < rows->count; i++)
        names[i] = rows->fields[i].name;
    return nearest_name(key, names, rows->count);
}

static void note_unknown(struct reader *reader, const struct rows *rows, struct text key)
{
    struct unknown_keys *unknown = reader->unknown;
    if (unknown == NULL)
        return;
    unknown->count++;
    if (unknown->listed == LIMIT_UNKNOWN_KEYS)
        return;
    char *path = unknown->keys[unknown->listed].key;
    struct line line = line_on(path, sizeof unknown->keys[0].key);
    reader_path(reader, key, &line);
    for (uint32_t i = 0; i < unknown->listed; i++)
        if (text_is(text_of(unknown->keys[i].key), path))
            return;
    unknown->keys[unknown->listed++].nearest = nearest_row(rows, key);
}

static const uint8_t *twice(struct reader *reader, struct text key)
{
    return reader_fail(reader, STATUS_DUPLICATE_KEY, key, "the key stands twice in one map");
}

APART static const uint8_t *read_unknown(struct reader *reader, const uint8_t *at, const struct rows *rows,
                                         struct text key, struct keys_seen *seen)
{
    if (!utf8_is_valid((const uint8_t *)key.at, key.size))
        return reader_not_utf8(reader, (struct text){0}, "a key", key);
    if (!keys_add(seen, key))
        return twice(reader, key);
    note_unknown(reader, rows, key);
    assert(reader->steps < READER_STEPS);
    reader->step[reader->steps].name = key;
    reader->step[reader->steps++].item = NO_ITEM;
    at = read_any(reader, at);
    reader->steps--;
    return at;
}

/* ---- values ------------------------------------------------------------------------ */

static const uint8_t *read_nested(struct reader *reader, const uint8_t *at, const struct rows *rows, void *message)
{
    uint64_t present;
    at = read_message(reader, at, rows, message);
    if (at == NULL)
        return NULL;
    memcpy(&present, message, sizeof present);
    return read_complete(reader, rows, rows->count, present) ? at : NULL;
}

APART static const uint8_t *read_map(struct reader *reader, const uint8_t *at, const struct field *field, void *into)
{
    assert(reader->steps < READER_STEPS);
    reader->step[reader->steps].name = (struct text){field->name, field->name_size};
    reader->step[reader->steps++].item = NO_ITEM;
    at = read_nested(reader, at, field->rows, into);
    reader->steps--;
    return at;
}

static const uint8_t *read_item(struct reader *reader, const uint8_t *at, const struct field *field, void *item)
{
    return field->item == KIND_MAP ? read_nested(reader, at, field->rows, item)
                                   : read_scalar(reader, at, field, field->item, item);
}

APART static const uint8_t *read_list(struct reader *reader, const uint8_t *at, const struct field *field,
                                      char *message)
{
    uint32_t count;
    struct text name = {field->name, field->name_size};
    at = read_array_header(reader, at, name, &count);
    if (at == NULL)
        return NULL;
    if (count > field->capacity) {
        struct line line = reader_refuse(reader, STATUS_TOO_MANY, name);
        line_uint(&line, count);
        line_string(&line, " items; at most ");
        line_uint(&line, field->capacity);
        return NULL;
    }
    memcpy(message + field->count_offset, &count, sizeof count);
    char *item = message + field->offset;
    assert(reader->steps < READER_STEPS);
    uint32_t step = reader->steps++;
    reader->step[step].name = name;
    reader->depth++;
    for (uint32_t i = 0; i < count && at != NULL; i++, item += field->item_size) {
        reader->step[step].item = i;
        at = read_item(reader, at, field, item);
    }
    reader->depth--;
    reader->steps--;
    return at;
}

/* Absent fields are zero; the rest of the struct is left as it was, so that a
 * price costs nothing for the tables that share its union. */
static void clear_field(const struct field *field, char *message)
{
    static const uint8_t sizes[] = {
        [KIND_BOOL] = sizeof(bool),    [KIND_UINT] = sizeof(uint64_t),   [KIND_INT] = sizeof(int64_t),
        [KIND_NUMBER] = sizeof(double), [KIND_TIME] = sizeof(int64_t),   [KIND_DAY] = sizeof(int64_t),
        [KIND_TOKEN] = sizeof(struct text), [KIND_TEXT] = sizeof(struct text), [KIND_NAME] = sizeof(uint8_t),
        [KIND_COUNTRY] = sizeof(country),
    };
    if (field->kind == KIND_LIST)
        memset(message + field->count_offset, 0, sizeof(uint32_t));
    else if (field->kind == KIND_MAP)
        memset(message + field->offset, 0, field->rows->size);
    else
        memset(message + field->offset, 0, sizes[field->kind]);
}

static uint64_t first_bits(uint32_t count)
{
    return count >= 64 ? UINT64_MAX : (UINT64_C(1) << count) - 1;
}

/* ---- messages ----------------------------------------------------------------------- */

static inline const uint8_t *read_value(struct reader *reader, const uint8_t *at, const struct field *field,
                                        char *message)
{
    if (field->kind == KIND_LIST)
        return read_list(reader, at, field, message);
    if (field->kind == KIND_MAP)
        return read_map(reader, at, field, message + field->offset);
    return read_scalar(reader, at, field, field->kind, message + field->offset);
}

const uint8_t *read_fields(struct reader *reader, const uint8_t *at, const struct rows *rows, uint32_t keys,
                           uint64_t present, void *message)
{
    struct keys_seen unknown;
    uint32_t expected = present == 0 ? 0 : 64 - (uint32_t)__builtin_clzll(present);
    unknown.count = 0;
    reader->depth++;
    for (; keys > 0 && at != NULL; keys--) {
        uint32_t row = expected;
        struct text key;
        const uint8_t *next = NULL;
        if (row < rows->count)
            next = match_key(&rows->fields[row].key, at, reader_left(reader, at));
        if (next == NULL && (next = find_row(reader, at, rows, expected, &row, &key)) == NULL)
            return NULL;
        if (row == rows->count) {
            at = read_unknown(reader, next, rows, key, &unknown);
            continue;
        }
        const struct field *field = &rows->fields[row];
        if ((present >> row) & 1)
            return twice(reader, (struct text){field->name, field->name_size});
        present |= UINT64_C(1) << row;
        expected = row + 1;
        at = read_value(reader, next, field, message);
    }
    if (at == NULL)
        return NULL;
    reader->depth--;
    for (uint64_t absent = ~present & first_bits(rows->count); absent != 0; absent &= absent - 1)
        clear_field(&rows->fields[__builtin_ctzll(absent)], message);
    memcpy(message, &present, sizeof present);
    return at;
}

const uint8_t *read_message(struct reader *reader, const uint8_t *at, const struct rows *rows, void *message)
{
    uint32_t keys;
    at = read_map_header(reader, at, (struct text){0}, &keys);
    return at != NULL ? read_fields(reader, at, rows, keys, 0, message) : NULL;
}

bool read_complete(struct reader *reader, const struct rows *rows, uint32_t count, uint64_t present)
{
    for (uint64_t absent = ~present & first_bits(count); absent != 0; absent &= absent - 1) {
        const struct field *field = &rows->fields[__builtin_ctzll(absent)];
        if (!field->required)
            continue;
        struct line line = reader_refuse(reader, STATUS_MISSING_FIELD, (struct text){field->name, field->name_size});
        line_string(&line, "absent; required in ");
        line_string(&line, rows->name);
        return false;
    }
    return true;
}

enum status rows_decode(const struct rows *rows, const void *bytes, size_t size, void *message,
                        struct unknown_keys *unknown, struct refusal *refusal)
{
    struct reader reader = reader_on(bytes, size, unknown, refusal);
    const uint8_t *at = read_nested(&reader, bytes, rows, message);
    return at != NULL && read_ended(&reader, at) ? STATUS_OK : refusal->status;
}

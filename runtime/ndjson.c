#include "runtime/ndjson.h"

#include "schemas/pack.h"
#include "schemas/refusal.h"

#include <jansson.h>

#define PATH_BYTES 256 /* of a path in a refusal; a longer one is cut */

/* On the way through the object: where we are, and what is packed so far. */
struct walk { struct line path; struct pack pack; struct refusal *refusal; };

static enum status pack_value(struct walk *walk, const json_t *value, const struct field *field, enum kind kind,
                              unsigned depth);

static struct text text_in(const json_t *string)
{
    return (struct text){json_string_value(string), (uint32_t)json_string_length(string)};
}

static struct text path_of(const struct walk *walk)
{
    return (struct text){walk->path.at, (uint32_t)walk->path.used};
}

/* One step down the path; the step back restores `used`. */
static size_t enter(struct walk *walk, const char *before, const char *name)
{
    size_t from = walk->path.used;
    line_string(&walk->path, from > 0 ? before : "");
    line_string(&walk->path, name);
    return from;
}

static void leave(struct walk *walk, size_t from)
{
    walk->path.used = from;
    walk->path.at[from] = '\0';
    walk->path.cut = false;
}

static enum status pack_time(struct walk *walk, const json_t *value)
{
    int64_t time;
    if (json_is_string(value) && time_parse(text_in(value), &time)) {
        pack_int(&walk->pack, time);
        return STATUS_OK;
    }
    struct line line = refuse(walk->refusal, STATUS_WRONG_TYPE, path_of(walk));
    if (json_is_string(value)) {
        line_quoted(&line, text_in(value));
        line_char(&line, ' ');
    }
    line_string(&line, "is not an RFC 3339 time such as \"2025-02-24T07:00:00Z\"");
    return STATUS_WRONG_TYPE;
}

static const struct field *field_named(const struct rows *rows, const char *name)
{
    for (uint32_t i = 0; rows != NULL && i < rows->count; i++)
        if (strcmp(rows->fields[i].name, name) == 0)
            return &rows->fields[i];
    return NULL;
}

/* `rows` NULL: below an unknown key, where nothing is known of the values. */
static enum status pack_object(struct walk *walk, const json_t *object, const struct rows *rows, unsigned depth)
{
    pack_map(&walk->pack, (uint32_t)json_object_size(object));
    /* jansson iterates in the order of the line, and takes no const. */
    json_t *members = (json_t *)(uintptr_t)object;
    for (void *at = json_object_iter(members); at != NULL; at = json_object_iter_next(members, at)) {
        const char *key = json_object_iter_key(at);
        const struct field *field = field_named(rows, key);
        size_t from = enter(walk, ".", key);
        pack_text(&walk->pack, text_of(key));
        enum status status = pack_value(walk, json_object_iter_value(at), field,
                                        field != NULL ? field->kind : KIND_TEXT, depth + 1);
        if (status != STATUS_OK)
            return status;
        leave(walk, from);
    }
    return STATUS_OK;
}

static enum status pack_items(struct walk *walk, const json_t *array, const struct field *field, unsigned depth)
{
    size_t count = json_array_size(array);
    pack_array(&walk->pack, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        size_t from = enter(walk, "[", "");
        line_int(&walk->path, (int64_t)i);
        line_char(&walk->path, ']');
        enum status status = pack_value(walk, json_array_get(array, i), field,
                                        field != NULL ? field->item : KIND_TEXT, depth + 1);
        if (status != STATUS_OK)
            return status;
        leave(walk, from);
    }
    return STATUS_OK;
}

static enum status pack_value(struct walk *walk, const json_t *value, const struct field *field, enum kind kind,
                              unsigned depth)
{
    if (depth > LIMIT_DEPTH)
        return refuse_because(walk->refusal, STATUS_TOO_DEEP, path_of(walk), "nested more than 32 deep");
    if (field != NULL && kind == KIND_TIME)
        return pack_time(walk, value);
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return pack_object(walk, value, field != NULL ? field->rows : NULL, depth);
    case JSON_ARRAY:
        return pack_items(walk, value, field != NULL && field->kind == KIND_LIST ? field : NULL, depth);
    case JSON_STRING:
        pack_text(&walk->pack, text_in(value));
        return STATUS_OK;
    case JSON_INTEGER:
        pack_int(&walk->pack, json_integer_value(value));
        return STATUS_OK;
    case JSON_REAL:
        pack_number(&walk->pack, json_real_value(value));
        return STATUS_OK;
    case JSON_TRUE:
    case JSON_FALSE:
        pack_bool(&walk->pack, json_is_true(value));
        return STATUS_OK;
    case JSON_NULL:
        pack_raw(&walk->pack, "\xc0", 1); /* refused where a field is known, recorded where not */
        return STATUS_OK;
    }
    return STATUS_OK;
}

/* ---- lines -------------------------------------------------------------------- */

/* What jansson finds wrong, where we have a word of our own for it. */
static const struct { enum json_error_code code; enum status status; } syntax_errors[] = {
    {json_error_duplicate_key, STATUS_DUPLICATE_KEY},   {json_error_numeric_overflow, STATUS_OUT_OF_RANGE},
    {json_error_invalid_utf8, STATUS_BAD_UTF8},         {json_error_stack_overflow, STATUS_TOO_DEEP},
    {json_error_out_of_memory, STATUS_NO_MEMORY},
};

static enum status status_of(const json_error_t *error)
{
    for (size_t i = 0; i < sizeof syntax_errors / sizeof *syntax_errors; i++)
        if (syntax_errors[i].code == json_error_code(error))
            return syntax_errors[i].status;
    return STATUS_NOT_JSON;
}

static enum status read_object(const char *line, size_t size, json_t **object, struct refusal *refusal)
{
    json_error_t error;
    json_t *value = json_loadb(line, size, JSON_REJECT_DUPLICATES, &error);
    if (value == NULL) {
        enum status status = status_of(&error);
        struct line text = refuse(refusal, status, (struct text){NULL, 0});
        line_string(&text, "column ");
        line_int(&text, error.column);
        line_string(&text, ": ");
        line_string(&text, error.text);
        return status;
    }
    if (!json_is_object(value)) {
        json_decref(value);
        return refuse_because(refusal, STATUS_NOT_JSON, (struct text){NULL, 0}, "a line holds one JSON object");
    }
    *object = value;
    return STATUS_OK;
}

static enum status pack_line(const struct rows *rows, const json_t *object, void *bytes, size_t capacity,
                             size_t *used, struct refusal *refusal)
{
    char path[PATH_BYTES];
    struct walk walk = {.path = line_on(path, sizeof path), .pack = pack_on(bytes, capacity), .refusal = refusal};
    enum status status = pack_object(&walk, object, rows, 1);
    if (status != STATUS_OK)
        return status;
    size_t size = pack_used(&walk.pack, bytes);
    if (size == 0) {
        struct line text = refuse(refusal, STATUS_TOO_LARGE, (struct text){NULL, 0});
        line_string(&text, "more than the ");
        line_int(&text, (int64_t)capacity);
        line_string(&text, " bytes a message may have");
        return STATUS_TOO_LARGE;
    }
    *used = size;
    return STATUS_OK;
}

/* The rows of the line's `type`. */
static enum status rows_of(const json_t *object, const struct rows **rows, struct refusal *refusal)
{
    const json_t *type = json_object_get(object, "type");
    if (type == NULL)
        return refuse_because(refusal, STATUS_MISSING_FIELD, TEXT("type"), "is required");
    if (!json_is_string(type))
        return refuse_because(refusal, STATUS_WRONG_TYPE, TEXT("type"), "must be a text");
    for (unsigned i = 0; i < EVENT_TYPES; i++) {
        if (text_is(text_in(type), event_type_names[i])) {
            *rows = event_rows[i];
            return STATUS_OK;
        }
    }
    struct line line = refuse(refusal, STATUS_UNKNOWN_NAME, TEXT("type"));
    line_not_allowed(&line, text_in(type), event_type_names, EVENT_TYPES);
    return STATUS_UNKNOWN_NAME;
}

enum status ndjson_event(const char *line, size_t size, void *bytes, size_t capacity, size_t *used, int64_t *received,
                         struct refusal *refusal)
{
    json_t *object;
    enum status status = read_object(line, size, &object, refusal);
    if (status != STATUS_OK)
        return status;
    const struct rows *rows = NULL;
    status = rows_of(object, &rows, refusal);
    if (status == STATUS_OK)
        status = pack_line(rows, object, bytes, capacity, used, refusal);
    if (status == STATUS_OK) {
        const json_t *value = json_object_get(object, "received");
        /* A `received` that is no time was refused when it was packed. */
        if (value == NULL || !time_parse(text_in(value), received))
            *received = 0;
    }
    json_decref(object);
    return status;
}

enum status ndjson_message(const struct rows *rows, const char *line, size_t size, void *bytes, size_t capacity,
                           size_t *used, struct refusal *refusal)
{
    json_t *object;
    enum status status = read_object(line, size, &object, refusal);
    if (status != STATUS_OK)
        return status;
    status = pack_line(rows, object, bytes, capacity, used, refusal);
    json_decref(object);
    return status;
}

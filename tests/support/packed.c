#include "tests/support/packed.h"

#include "schemas/pack.h"

#include <assert.h>
#include <jansson.h>

static void pack_json(struct pack *pack, json_t *value)
{
    size_t index;
    json_t *item;
    const char *key;
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        pack_map(pack, (uint32_t)json_object_size(value));
        json_object_foreach(value, key, item) {
            pack_text(pack, text_of(key));
            pack_json(pack, item);
        }
        break;
    case JSON_ARRAY:
        pack_array(pack, (uint32_t)json_array_size(value));
        json_array_foreach(value, index, item)
            pack_json(pack, item);
        break;
    case JSON_STRING:
        pack_text(pack, (struct text){json_string_value(value), (uint32_t)json_string_length(value)});
        break;
    case JSON_INTEGER:
        pack_int(pack, json_integer_value(value));
        break;
    case JSON_REAL:
        pack_number(pack, json_real_value(value));
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        pack_bool(pack, json_is_true(value));
        break;
    case JSON_NULL:
        pack_raw(pack, "\xc0", 1);
        break;
    }
}

size_t packed(const char *json, void *bytes, size_t capacity)
{
    size_t size = strlen(json);
    char *quoted = malloc(size + 1);
    assert(quoted != NULL);
    for (size_t i = 0; i <= size; i++)
        quoted[i] = json[i] == '\'' ? '"' : json[i];
    json_error_t error;
    json_t *value = json_loads(quoted, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    assert(value != NULL && "the test's own JSON is wrong");
    struct pack pack = pack_on(bytes, capacity);
    pack_json(&pack, value);
    json_decref(value);
    free(quoted);
    assert(!pack.full);
    return pack_used(&pack, bytes);
}

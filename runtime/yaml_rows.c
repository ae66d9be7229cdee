#include "runtime/yaml_rows.h"

#include "schemas/pack.h"

#include <assert.h>
#include <stdlib.h>

#define FIELDS_MAX 64  /* of one message: a presence bit each */
#define PATH_BYTES 256 /* of a path in an error; a longer one is cut */

/* On the way through the tree: where we are ("engine.weights[2]"), and what is
 * packed so far. */
struct walk {
    const struct yaml_tree *tree;
    struct line path;
    struct pack pack;
    struct yaml_error *error;
};

/* Whole nanoseconds that are not a point of time. */
static bool is_duration(const struct field *field)
{
    return (field->kind == KIND_INT || field->kind == KIND_UINT) && field->unit != NULL &&
           strcmp(field->unit, "ns") == 0;
}

static bool take_truth(struct pack *pack, const struct field *field, const struct yaml_node *node)
{
    (void)field;
    bool value = strcmp(node->text, "true") == 0;
    if (!node->plain || (!value && strcmp(node->text, "false") != 0))
        return false;
    pack_bool(pack, value);
    return true;
}

static bool take_integer(struct pack *pack, const struct field *field, const struct yaml_node *node)
{
    int64_t value;
    if (!(node->plain && integer_parse(node->text, &value)) &&
        !(is_duration(field) && duration_parse(node->text, &value)))
        return false;
    pack_int(pack, value);
    return true;
}

static bool take_number(struct pack *pack, const struct field *field, const struct yaml_node *node)
{
    (void)field;
    double value;
    if (!node->plain || !number_parse(node->text, &value))
        return false;
    pack_number(pack, value);
    return true;
}

static bool take_time(struct pack *pack, const struct field *field, const struct yaml_node *node)
{
    (void)field;
    int64_t value;
    if (!time_parse(text_of(node->text), &value))
        return false;
    pack_int(pack, value);
    return true;
}

/* Quoted or not: 5 and no are texts where a text is wanted. */
static bool take_text(struct pack *pack, const struct field *field, const struct yaml_node *node)
{
    (void)field;
    pack_text(pack, text_of(node->text));
    return true;
}

/* How a scalar of each kind is taken; limits, tokens and names are judged when
 * the message is decoded. */
static const struct {
    bool (*take)(struct pack *pack, const struct field *field, const struct yaml_node *node);
    const char *what;
} scalars[] = {
    [KIND_BOOL]    = {take_truth,   "true or false"},
    [KIND_UINT]    = {take_integer, "a whole number"},
    [KIND_INT]     = {take_integer, "a whole number"},
    [KIND_NUMBER]  = {take_number,  "a finite decimal number"},
    [KIND_TIME]    = {take_time,    "a time such as 2025-02-24T07:00:00Z"},
    [KIND_DAY]     = {take_text,    "a day such as 2025-02-24"},
    [KIND_TOKEN]   = {take_text,    "a text"},
    [KIND_TEXT]    = {take_text,    "a text"},
    [KIND_NAME]    = {take_text,    "a name"},
    [KIND_COUNTRY] = {take_text,    "a country such as CN"},
};

static enum status refuse_value(struct walk *walk, yaml_node_index index, const char *what)
{
    const struct yaml_node *node = yaml_at(walk->tree, index);
    const char *is = node->kind == YAML_LIST  ? "is a list"
                     : node->kind == YAML_MAP ? "is a map"
                     : yaml_is_null(node)     ? "has no value"
                                              : NULL;
    if (is != NULL)
        return yaml_refuse(walk->tree, index, walk->error, STATUS_WRONG_TYPE, "%s: %s; it takes %s", walk->path.at, is,
                           what);
    return yaml_refuse(walk->tree, index, walk->error, STATUS_WRONG_TYPE, "%s: '%.64s'%s is not %s", walk->path.at,
                       node->text, node->plain ? "" : " in quotes", what);
}

/* One step down the path and back. */
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

static enum status pack_map_of(struct walk *walk, yaml_node_index map, const struct rows *rows);

/* A value that is no list: the field's own, or an item of it. */
static enum status pack_value(struct walk *walk, yaml_node_index index, const struct field *field, enum kind kind)
{
    const struct yaml_node *node = yaml_at(walk->tree, index);
    if (kind == KIND_MAP)
        return node->kind == YAML_MAP ? pack_map_of(walk, index, field->rows)
                                      : refuse_value(walk, index, "a map");
    assert(kind < sizeof scalars / sizeof *scalars);
    if (node->kind == YAML_SCALAR && !yaml_is_null(node) && scalars[kind].take(&walk->pack, field, node))
        return STATUS_OK;
    return refuse_value(walk, index,
                        is_duration(field) ? "a duration such as 500ms, 90s, 1h30m or 7d" : scalars[kind].what);
}

static uint32_t children(const struct yaml_tree *tree, yaml_node_index index)
{
    uint32_t count = 0;
    for (yaml_node_index at = yaml_at(tree, index)->first; at != 0; at = yaml_at(tree, at)->next)
        count++;
    return count;
}

static enum status pack_list(struct walk *walk, yaml_node_index index, const struct field *field);

static enum status pack_field(struct walk *walk, yaml_node_index index, const struct field *field)
{
    return field->kind == KIND_LIST ? pack_list(walk, index, field) : pack_value(walk, index, field, field->kind);
}

/* Maps of two fields, such as weights, may be written as key and value. */
static bool is_pairs(const struct field *field)
{
    return field->kind == KIND_LIST && field->item == KIND_MAP && field->rows->count == 2 &&
           field->rows->fields[0].kind != KIND_LIST;
}

static enum status pack_pair(struct walk *walk, yaml_node_index key, const struct rows *pair)
{
    pack_map(&walk->pack, 2);
    enum status status = STATUS_OK;
    for (uint32_t i = 0; i < 2 && status == STATUS_OK; i++) {
        const struct field *field = &pair->fields[i];
        size_t from = enter(walk, ".", field->name);
        pack_text(&walk->pack, text_of(field->name));
        status = pack_field(walk, i == 0 ? key : yaml_at(walk->tree, key)->first, field);
        leave(walk, from);
    }
    return status;
}

static enum status pack_list(struct walk *walk, yaml_node_index index, const struct field *field)
{
    const struct yaml_node *node = yaml_at(walk->tree, index);
    bool pairs = node->kind == YAML_MAP && is_pairs(field);
    if (node->kind != YAML_LIST && !pairs)
        return refuse_value(walk, index, is_pairs(field) ? "a list or a map" : "a list");
    pack_array(&walk->pack, children(walk->tree, index));
    enum status status = STATUS_OK;
    int64_t place = 0;
    for (yaml_node_index at = node->first; at != 0 && status == STATUS_OK; at = yaml_at(walk->tree, at)->next) {
        size_t from = enter(walk, "[", "");
        line_int(&walk->path, place++);
        line_char(&walk->path, ']');
        status = pairs ? pack_pair(walk, at, field->rows) : pack_value(walk, at, field, field->item);
        leave(walk, from);
    }
    return status;
}

static enum status refuse_key(struct walk *walk, yaml_node_index key, const struct rows *rows)
{
    const char *names[FIELDS_MAX], *text = yaml_at(walk->tree, key)->text;
    for (uint32_t i = 0; i < rows->count; i++)
        names[i] = rows->fields[i].name;
    size_t from = enter(walk, ".", text);
    enum status status = yaml_refuse_key(walk->tree, key, walk->error, walk->path.at, names, rows->count);
    leave(walk, from);
    return status;
}

static const struct field *field_named(const struct rows *rows, const char *name, size_t size)
{
    for (uint32_t i = 0; i < rows->count; i++)
        if (strlen(rows->fields[i].name) == size && memcmp(rows->fields[i].name, name, size) == 0)
            return &rows->fields[i];
    return NULL;
}

static enum status pack_map_of(struct walk *walk, yaml_node_index map, const struct rows *rows)
{
    pack_map(&walk->pack, children(walk->tree, map));
    enum status status = STATUS_OK;
    for (yaml_node_index key = yaml_at(walk->tree, map)->first; key != 0 && status == STATUS_OK;
         key = yaml_at(walk->tree, key)->next) {
        const char *name = yaml_at(walk->tree, key)->text;
        const struct field *field = field_named(rows, name, strlen(name));
        if (field == NULL)
            return refuse_key(walk, key, rows);
        size_t from = enter(walk, ".", name);
        pack_text(&walk->pack, text_of(name));
        status = pack_field(walk, yaml_at(walk->tree, key)->first, field);
        leave(walk, from);
    }
    return status;
}

/* ---- from a path back to its node ------------------------------------------ */

static yaml_node_index child(const struct yaml_tree *tree, yaml_node_index index, unsigned long place)
{
    yaml_node_index at = yaml_at(tree, index)->first;
    while (at != 0 && place-- > 0)
        at = yaml_at(tree, at)->next;
    return at;
}

/* Follows "[2]" of a list; "[2].name" of pairs ends at the key or the value. */
static yaml_node_index find_item(const struct yaml_tree *tree, yaml_node_index list, const struct field *field,
                                 const char *path)
{
    char *end;
    yaml_node_index item = child(tree, list, strtoul(path + 1, &end, 10));
    if (item == 0 || *end != ']')
        return list;
    const char *rest = end[1] == '.' ? end + 2 : "";
    if (field->item != KIND_MAP)
        return item;
    if (yaml_at(tree, list)->kind == YAML_LIST)
        return yaml_find(tree, item, field->rows, rest);
    const struct field *second = &field->rows->fields[1];
    size_t size = strcspn(rest, "[");
    if (strncmp(rest, second->name, size) != 0 || second->name[size] != '\0')
        return item;
    yaml_node_index value = yaml_at(tree, item)->first;
    return rest[size] == '[' && second->kind == KIND_LIST ? find_item(tree, value, second, rest + size) : value;
}

yaml_node_index yaml_find(const struct yaml_tree *tree, yaml_node_index map, const struct rows *rows, const char *path)
{
    size_t size = strcspn(path, ".[");
    const struct field *field = field_named(rows, path, size);
    if (field == NULL || yaml_at(tree, map)->kind != YAML_MAP)
        return map;
    yaml_node_index value = yaml_value(tree, map, field->name);
    if (value == 0)
        return map;
    if (path[size] == '[' && field->kind == KIND_LIST)
        return find_item(tree, value, field, path + size);
    if (path[size] == '.' && field->kind == KIND_MAP)
        return yaml_find(tree, value, field->rows, path + size + 1);
    return value;
}

enum status yaml_message(const struct yaml_tree *tree, yaml_node_index index, const char *name,
                         const struct rows *rows, void *bytes, size_t capacity, void *message,
                         struct yaml_error *error)
{
    char path[PATH_BYTES];
    struct walk walk = {
        .tree = tree, .path = line_on(path, sizeof path), .pack = pack_on(bytes, capacity), .error = error};
    line_string(&walk.path, name);
    enum status status = pack_map_of(&walk, index, rows);
    if (status != STATUS_OK)
        return status;
    size_t used = pack_used(&walk.pack, bytes);
    if (used == 0)
        return yaml_refuse(tree, index, error, STATUS_TOO_LARGE, "more than %zu bytes as a message", capacity);
    struct refusal refusal;
    status = rows_decode(rows, bytes, used, message, NULL, &refusal);
    if (status != STATUS_OK)
        return yaml_refuse(tree, yaml_find(tree, index, rows, refusal.field), error, status, "%s%s%s", name,
                           *name != '\0' ? "." : "", refusal.text);
    return STATUS_OK;
}

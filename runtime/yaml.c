#include "runtime/yaml.h"

#include "runtime/option_value.h"
#include "runtime/yaml_rows.h"

#include <assert.h>
#include <stdlib.h>

#define NAME_BYTES 48 /* of an option */
#define ENGINE "engine"
#define FIELDS_MAX 64 /* of a message: a presence bit each */

/* ---- options ---------------------------------------------------------------- */

/* "log-level" is log_level in a file. */
static void key_of(const struct option *option, char *key)
{
    assert(strlen(option->name) < NAME_BYTES);
    strcpy(key, option->name);
    for (char *at = key; *at != '\0'; at++)
        if (*at == '-')
            *at = '_';
}

static bool is_in(const struct option *option, const char *group)
{
    return option->group != NULL && strcmp(option->group, group) == 0;
}

static const struct option *option_of(const struct program *program, const char *group, const char *key)
{
    for (size_t i = 0; i < program->options_count; i++) {
        char name[NAME_BYTES];
        key_of(&program->options[i], name);
        if (is_in(&program->options[i], group) && strcmp(name, key) == 0)
            return &program->options[i];
    }
    return NULL;
}

static enum status refuse_option(const struct yaml_tree *tree, yaml_node_index key, const struct program *program,
                                 const char *group, struct yaml_error *error)
{
    char keys[OPTIONS_MAX][NAME_BYTES], path[NAME_BYTES * 4];
    const char *names[OPTIONS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < program->options_count; i++) {
        if (is_in(&program->options[i], group)) {
            key_of(&program->options[i], keys[count]);
            names[count] = keys[count];
            count++;
        }
    }
    snprintf(path, sizeof path, "%s.%s", group, yaml_at(tree, key)->text);
    return yaml_refuse_key(tree, key, error, path, names, count);
}

/* Numbers and truths stand without quotes; all else may. */
static bool wants_plain(enum option_kind kind)
{
    return kind == OPTION_NUMBER || kind == OPTION_REAL || kind == OPTION_FLAG;
}

static enum status take_value(const struct yaml_tree *tree, yaml_node_index index, const struct option *option,
                              const char *path, void *options, struct yaml_error *error)
{
    const struct yaml_node *node = yaml_at(tree, index);
    if (node->kind != YAML_SCALAR)
        return yaml_refuse(tree, index, error, STATUS_WRONG_TYPE, "%s: takes a single value", path);
    if (yaml_is_null(node))
        return yaml_refuse(tree, index, error, STATUS_WRONG_TYPE, "%s: has no value", path);
    if (wants_plain(option->kind) && !node->plain)
        return yaml_refuse(tree, index, error, STATUS_WRONG_TYPE, "%s: '%.64s' in quotes is a text", path, node->text);
    char text[256];
    struct line why = line_on(text, sizeof text);
    if (!option_set(option, options, node->text, &why))
        return yaml_refuse(tree, index, error, STATUS_OUT_OF_RANGE, "%s: %s", path, text);
    return STATUS_OK;
}

static enum status take_option(const struct yaml_tree *tree, yaml_node_index key, const struct option *option,
                               void *options, struct yaml_error *error)
{
    char path[NAME_BYTES * 2];
    snprintf(path, sizeof path, "%s.%s", option->group, yaml_at(tree, key)->text);
    yaml_node_index value = yaml_at(tree, key)->first;
    if (option->kind == OPTION_TEXTS)
        option_clear(option, options);
    if (option->kind != OPTION_TEXTS || yaml_at(tree, value)->kind != YAML_LIST)
        return take_value(tree, value, option, path, options, error);
    enum status status = STATUS_OK;
    for (yaml_node_index at = yaml_at(tree, value)->first; at != 0 && status == STATUS_OK; at = yaml_at(tree, at)->next)
        status = take_value(tree, at, option, path, options, error);
    return status;
}

static enum status take_section(const struct yaml_tree *tree, yaml_node_index section, const struct program *program,
                                void *options, struct yaml_error *error)
{
    const char *group = yaml_at(tree, section)->text;
    yaml_node_index map = yaml_at(tree, section)->first;
    if (yaml_is_null(yaml_at(tree, map)))
        return STATUS_OK; /* all its keys are commented out */
    if (yaml_at(tree, map)->kind != YAML_MAP)
        return yaml_refuse(tree, map, error, STATUS_WRONG_TYPE, "%s: a section is a map of options", group);
    enum status status = STATUS_OK;
    for (yaml_node_index key = yaml_at(tree, map)->first; key != 0 && status == STATUS_OK;
         key = yaml_at(tree, key)->next) {
        const struct option *option = option_of(program, group, yaml_at(tree, key)->text);
        status = option != NULL ? take_option(tree, key, option, options, error)
                                : refuse_option(tree, key, program, group, error);
    }
    return status;
}

static enum status refuse_section(const struct yaml_tree *tree, yaml_node_index section,
                                  const struct program *program, bool engine, struct yaml_error *error)
{
    const char *names[OPTIONS_MAX + 1] = {ENGINE};
    size_t count = engine;
    for (size_t i = 0; i < program->options_count; i++)
        if (program->options[i].group != NULL)
            names[count++] = program->options[i].group;
    return yaml_refuse_key(tree, section, error, yaml_at(tree, section)->text, names, count);
}

static bool has_section(const struct program *program, const char *name)
{
    for (size_t i = 0; i < program->options_count; i++)
        if (is_in(&program->options[i], name))
            return true;
    return false;
}

/* `engine`: may there be such a section? It is not read here. */
static enum status take_sections(const struct yaml_tree *tree, const struct program *program, void *options,
                                 bool engine, struct yaml_error *error)
{
    enum status status = STATUS_OK;
    for (yaml_node_index at = yaml_at(tree, 0)->first; at != 0 && status == STATUS_OK; at = yaml_at(tree, at)->next) {
        if (has_section(program, yaml_at(tree, at)->text))
            status = take_section(tree, at, program, options, error);
        else if (!engine || strcmp(yaml_at(tree, at)->text, ENGINE) != 0)
            status = refuse_section(tree, at, program, engine, error);
    }
    return status;
}

/* ---- messages --------------------------------------------------------------- */

/* Bytes of a member of each kind; a map's stand in its rows. */
static const size_t kind_sizes[] = {
    [KIND_BOOL] = sizeof(bool),         [KIND_UINT] = sizeof(uint64_t),     [KIND_INT] = sizeof(int64_t),
    [KIND_NUMBER] = sizeof(double),     [KIND_TIME] = sizeof(int64_t),      [KIND_DAY] = sizeof(int64_t),
    [KIND_TOKEN] = sizeof(struct text), [KIND_TEXT] = sizeof(struct text),  [KIND_NAME] = sizeof(uint8_t),
    [KIND_COUNTRY] = sizeof(country),   [KIND_MAP] = 0,                     [KIND_LIST] = 0,
};

static size_t member_size(const struct field *field)
{
    if (field->kind == KIND_LIST)
        return (size_t)field->capacity * field->item_size;
    return field->kind == KIND_MAP ? field->rows->size : kind_sizes[field->kind];
}

/* Lists of maps that begin with a name out of a fixed list: weights,
 * credibility. A row given replaces the row of that name; the others stay. */
static bool is_by_name(const struct field *field)
{
    return field->kind == KIND_LIST && field->item == KIND_MAP && field->rows->fields[0].kind == KIND_NAME;
}

static void overlay_by_name(const struct field *field, char *onto, const char *given)
{
    uint32_t *count = (uint32_t *)(onto + field->count_offset);
    const uint32_t *given_count = (const uint32_t *)(given + field->count_offset);
    size_t name = field->rows->fields[0].offset;
    for (uint32_t i = 0; i < *given_count; i++) {
        const char *row = given + field->offset + (size_t)i * field->item_size;
        uint32_t place = 0;
        while (place < *count && onto[field->offset + (size_t)place * field->item_size + name] != row[name])
            place++;
        if (place == *count) {
            assert(*count < field->capacity);
            (*count)++;
        }
        memcpy(onto + field->offset + (size_t)place * field->item_size, row, field->item_size);
    }
}

static void overlay(const struct rows *rows, void *onto, const void *given)
{
    uint64_t present = *(const uint64_t *)given;
    for (uint32_t i = 0; i < rows->count; i++) {
        const struct field *field = &rows->fields[i];
        if (!message_has(present, i))
            continue;
        if (field->kind == KIND_MAP) {
            overlay(field->rows, (char *)onto + field->offset, (const char *)given + field->offset);
            continue;
        }
        if (is_by_name(field)) {
            overlay_by_name(field, onto, given);
            continue;
        }
        memcpy((char *)onto + field->offset, (const char *)given + field->offset, member_size(field));
        if (field->kind == KIND_LIST)
            memcpy((char *)onto + field->count_offset, (const char *)given + field->count_offset, sizeof(uint32_t));
    }
    *(uint64_t *)onto |= present;
}

static enum status encode(const struct yaml_tree *tree, yaml_node_index map, const struct rows *rows,
                          const void *message, void *bytes, size_t capacity, size_t *used, struct yaml_error *error)
{
    *used = rows_encode(rows, message, bytes, capacity);
    if (*used > 0)
        return STATUS_OK;
    return yaml_refuse(tree, map, error, STATUS_TOO_LARGE, "more than %zu bytes as a message", capacity);
}

static enum status no_memory(const char *path, struct yaml_error *error)
{
    snprintf(error->text, sizeof error->text, "%s: no memory to read it", path);
    return STATUS_NO_MEMORY;
}

/* Rows of which nothing is required; what items of lists require stays. */
struct relaxed { struct rows rows; struct field fields[FIELDS_MAX]; };

#define MAPS_MAX 4u /* the configuration itself, and the maps in it */

static const struct rows *relax(const struct rows *rows, struct relaxed *relaxed, uint32_t *used)
{
    assert(*used < MAPS_MAX && rows->count <= FIELDS_MAX);
    struct relaxed *mine = &relaxed[(*used)++];
    mine->rows = *rows;
    mine->rows.fields = mine->fields;
    for (uint32_t i = 0; i < rows->count; i++) {
        mine->fields[i] = rows->fields[i];
        mine->fields[i].required = false;
        if (rows->fields[i].kind == KIND_MAP)
            mine->fields[i].rows = relax(rows->fields[i].rows, relaxed, used);
    }
    return &mine->rows;
}

/* What the file leaves out has its default: nothing is required of it. */
static enum status read_engine(const struct yaml_tree *tree, yaml_node_index map, void *scratch, size_t capacity,
                               struct config *given, struct yaml_error *error)
{
    struct relaxed relaxed[MAPS_MAX];
    uint32_t used = 0;
    const struct rows *optional = relax(&config_rows, relaxed, &used);
    return yaml_message(tree, map, ENGINE, optional, scratch, capacity, given, error);
}

static enum status take_engine(const struct yaml_tree *tree, yaml_node_index map, const struct config *defaults,
                               void *bytes, size_t capacity, size_t *used, struct yaml_error *error)
{
    if (yaml_at(tree, map)->kind != YAML_MAP)
        return yaml_refuse(tree, map, error, STATUS_WRONG_TYPE, ENGINE ": a section is a map of fields");
    struct config *given = calloc(2, sizeof *given);
    void *scratch = malloc(capacity); /* what `given` was decoded from */
    enum status status = given != NULL && scratch != NULL ? STATUS_OK : no_memory(tree->path, error);
    if (status == STATUS_OK)
        status = read_engine(tree, map, scratch, capacity, &given[0], error);
    if (status == STATUS_OK) {
        given[1] = *defaults;
        overlay(&config_rows, &given[1], &given[0]);
        status = encode(tree, map, &config_rows, &given[1], bytes, capacity, used, error);
    }
    free(scratch);
    free(given);
    return status;
}

enum status yaml_config(const char *path, const struct program *program, void *options, char **texts,
                        const struct config *defaults, void *bytes, size_t capacity, size_t *used,
                        struct yaml_error *error)
{
    assert((program == NULL) == (options == NULL));
    assert((program == NULL) == (texts == NULL));
    struct yaml_tree tree;
    enum status status = yaml_tree_read(&tree, path, error);
    if (status != STATUS_OK)
        return status;
    if (program != NULL)
        status = take_sections(&tree, program, options, true, error);
    size_t size = 0;
    yaml_node_index engine = yaml_value(&tree, 0, ENGINE);
    if (status == STATUS_OK && engine != 0 && !yaml_is_null(yaml_at(&tree, engine)))
        status = take_engine(&tree, engine, defaults, bytes, capacity, &size, error);
    if (status == STATUS_OK) {
        *used = size;
        if (texts != NULL) {
            *texts = tree.texts;
            tree.texts = NULL;
        }
    }
    yaml_tree_close(&tree);
    return status;
}

enum status yaml_options(const char *path, const struct program *program, void *options, char **texts,
                         struct yaml_error *error)
{
    struct yaml_tree tree;
    enum status status = yaml_tree_read(&tree, path, error);
    if (status != STATUS_OK)
        return status;
    status = take_sections(&tree, program, options, false, error);
    if (status == STATUS_OK) {
        *texts = tree.texts;
        tree.texts = NULL;
    }
    yaml_tree_close(&tree);
    return status;
}

enum status yaml_rules(const char *path, void *bytes, size_t capacity, size_t *used, struct yaml_error *error)
{
    struct yaml_tree tree;
    enum status status = yaml_tree_read(&tree, path, error);
    if (status != STATUS_OK)
        return status;
    struct rules *rules = calloc(1, sizeof *rules);
    void *scratch = malloc(capacity);
    if (rules == NULL || scratch == NULL)
        status = no_memory(path, error);
    if (status == STATUS_OK)
        status = yaml_message(&tree, 0, "", &rules_rows, scratch, capacity, rules, error);
    size_t size = 0;
    if (status == STATUS_OK)
        status = encode(&tree, 0, &rules_rows, rules, bytes, capacity, &size, error);
    if (status == STATUS_OK)
        *used = size;
    free(scratch);
    free(rules);
    yaml_tree_close(&tree);
    return status;
}

void yaml_refused(const char *path, const struct refusal *refusal, struct yaml_error *error)
{
    struct yaml_tree tree;
    struct yaml_error unread;
    if (yaml_tree_read(&tree, path, &unread) != STATUS_OK) {
        snprintf(error->text, sizeof error->text, "%s: %s", path, refusal->text);
        return;
    }
    bool of_engine = strncmp(refusal->field, ENGINE ".", sizeof ENGINE) == 0;
    yaml_node_index engine = yaml_value(&tree, 0, ENGINE);
    yaml_node_index at = 0;
    if (!of_engine)
        at = yaml_find(&tree, 0, &rules_rows, refusal->field);
    else if (engine != 0)
        at = yaml_find(&tree, engine, &config_rows, refusal->field + sizeof ENGINE);
    yaml_refuse(&tree, at, error, refusal->status, "%s", refusal->text);
    yaml_tree_close(&tree);
}

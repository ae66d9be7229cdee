#include "runtime/yaml_tree.h"

#include "schemas/nearest.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <yaml.h>

/* The tree while it grows. */
struct builder {
    struct yaml_tree *tree;
    struct yaml_error *error;
    struct { yaml_node_index node, last, key; } open[YAML_DEPTH]; /* key: waits for its value */
    unsigned depth;
    bool done;
};

bool yaml_is_null(const struct yaml_node *node)
{
    return node->kind == YAML_SCALAR && node->plain &&
           (*node->text == '\0' || strcmp(node->text, "~") == 0 || strcmp(node->text, "null") == 0);
}

yaml_node_index yaml_value(const struct yaml_tree *tree, yaml_node_index map, const char *key)
{
    for (yaml_node_index at = yaml_at(tree, map)->first; at != 0; at = yaml_at(tree, at)->next)
        if (strcmp(yaml_at(tree, at)->text, key) == 0)
            return yaml_at(tree, at)->first;
    return 0;
}

__attribute__((format(printf, 4, 0))) static void say(struct yaml_error *error, const char *path, yaml_mark_t mark,
                                                      const char *format, va_list arguments)
{
    int used = snprintf(error->text, sizeof error->text, "%s:%zu:%zu: ", path, mark.line + 1, mark.column + 1);
    if (used > 0 && (size_t)used < sizeof error->text)
        vsnprintf(error->text + used, sizeof error->text - (size_t)used, format, arguments);
}

enum status yaml_refuse(const struct yaml_tree *tree, yaml_node_index index, struct yaml_error *error,
                        enum status status, const char *format, ...)
{
    const struct yaml_node *node = yaml_at(tree, index);
    yaml_mark_t mark = {.line = node->line - 1, .column = node->column - 1};
    va_list arguments;
    va_start(arguments, format);
    say(error, tree->path, mark, format, arguments);
    va_end(arguments);
    return status;
}

enum status yaml_refuse_key(const struct yaml_tree *tree, yaml_node_index key, struct yaml_error *error,
                            const char *path, const char *const *names, size_t count)
{
    const char *meant = nearest_name(text_of(yaml_at(tree, key)->text), names, count);
    if (meant == NULL)
        return yaml_refuse(tree, key, error, STATUS_UNKNOWN_FIELD, "there is no key '%.100s'", path);
    return yaml_refuse(tree, key, error, STATUS_UNKNOWN_FIELD, "there is no key '%.100s'; did you mean '%s'?", path,
                       meant);
}

__attribute__((format(printf, 3, 4))) static enum status refuse_at(struct builder *builder, yaml_mark_t mark,
                                                                   const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(builder->error, builder->tree->path, mark, format, arguments);
    va_end(arguments);
    return STATUS_SYNTAX;
}

static enum status refuse_parser(struct builder *builder, const yaml_parser_t *parser)
{
    const char *problem = parser->problem != NULL ? parser->problem : "the text cannot be parsed";
    if (parser->error == YAML_READER_ERROR) {
        snprintf(builder->error->text, sizeof builder->error->text, "%s: byte %zu: %s (0x%02X)",
                 builder->tree->path, parser->problem_offset, problem, (unsigned)parser->problem_value);
        return STATUS_BAD_UTF8;
    }
    if (strstr(problem, "cannot start any token") != NULL)
        return refuse_at(builder, parser->problem_mark, "a tab or another character that may not begin a value; "
                                                        "indent with blanks, put a text into quotes");
    if (parser->context != NULL)
        return refuse_at(builder, parser->problem_mark, "%s, %s", parser->context, problem);
    return refuse_at(builder, parser->problem_mark, "%s", problem);
}

static enum status no_memory(struct builder *builder)
{
    snprintf(builder->error->text, sizeof builder->error->text, "%s: no memory to read it", builder->tree->path);
    return STATUS_NO_MEMORY;
}

static enum status add_node(struct builder *builder, enum yaml_kind kind, yaml_mark_t mark, yaml_node_index *index)
{
    struct yaml_tree *tree = builder->tree;
    if (tree->count == tree->capacity) {
        uint32_t capacity = tree->capacity > 0 ? 2 * tree->capacity : 256;
        struct yaml_node *nodes = realloc(tree->nodes, capacity * sizeof *nodes);
        if (nodes == NULL)
            return no_memory(builder);
        tree->nodes = nodes;
        tree->capacity = capacity;
    }
    *index = tree->count++;
    tree->nodes[*index] =
        (struct yaml_node){.kind = kind, .line = (uint32_t)mark.line + 1, .column = (uint32_t)mark.column + 1};
    return STATUS_OK;
}

static enum status hang_key(struct builder *builder, yaml_node_index map, yaml_node_index index, yaml_mark_t mark)
{
    struct yaml_tree *tree = builder->tree;
    const struct yaml_node *key = &tree->nodes[index];
    if (key->kind != YAML_SCALAR)
        return refuse_at(builder, mark, "a key must be a text");
    for (yaml_node_index at = tree->nodes[map].first; at != 0; at = tree->nodes[at].next)
        if (strcmp(tree->nodes[at].text, key->text) == 0)
            return refuse_at(builder, mark, "key '%s' stands twice, first in line %u", key->text,
                             tree->nodes[at].line);
    return STATUS_OK;
}

/* Hangs a node where the innermost open map or list wants it. */
static enum status hang(struct builder *builder, yaml_node_index index, yaml_mark_t mark)
{
    if (builder->depth == 0)
        return STATUS_OK; /* the root */
    struct yaml_node *nodes = builder->tree->nodes;
    yaml_node_index parent = builder->open[builder->depth - 1].node;
    yaml_node_index *key = &builder->open[builder->depth - 1].key;
    yaml_node_index *last = &builder->open[builder->depth - 1].last;
    if (*key != 0) {
        nodes[*key].first = index;
        *key = 0;
        return STATUS_OK;
    }
    if (nodes[parent].kind == YAML_MAP) {
        enum status status = hang_key(builder, parent, index, mark);
        if (status != STATUS_OK)
            return status;
        *key = index;
    }
    if (*last != 0)
        nodes[*last].next = index;
    else
        nodes[parent].first = index;
    *last = index;
    return STATUS_OK;
}

static enum status take_scalar(struct builder *builder, const yaml_event_t *event)
{
    struct yaml_tree *tree = builder->tree;
    size_t size = event->data.scalar.length;
    if (event->data.scalar.anchor != NULL || event->data.scalar.tag != NULL)
        return refuse_at(builder, event->start_mark, "anchors and tags are not taken here");
    if (memchr(event->data.scalar.value, 0, size) != NULL)
        return refuse_at(builder, event->start_mark, "a text must not hold a zero byte");
    assert(tree->texts_used + size < tree->texts_capacity);
    yaml_node_index index;
    enum status status = add_node(builder, YAML_SCALAR, event->start_mark, &index);
    if (status != STATUS_OK)
        return status;
    char *text = tree->texts + tree->texts_used;
    memcpy(text, event->data.scalar.value, size);
    text[size] = '\0';
    tree->texts_used += size + 1;
    tree->nodes[index].text = text;
    tree->nodes[index].plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    return hang(builder, index, event->start_mark);
}

static enum status take_start(struct builder *builder, const yaml_event_t *event, enum yaml_kind kind, bool marked)
{
    if (marked)
        return refuse_at(builder, event->start_mark, "anchors and tags are not taken here");
    if (builder->depth == YAML_DEPTH)
        return refuse_at(builder, event->start_mark, "nested more than %d deep", YAML_DEPTH);
    yaml_node_index index;
    enum status status = add_node(builder, kind, event->start_mark, &index);
    if (status == STATUS_OK)
        status = hang(builder, index, event->start_mark);
    if (status != STATUS_OK)
        return status;
    builder->open[builder->depth].node = index;
    builder->open[builder->depth].last = 0;
    builder->open[builder->depth].key = 0;
    builder->depth++;
    return STATUS_OK;
}

static enum status take_event(struct builder *builder, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        return STATUS_OK;
    case YAML_DOCUMENT_START_EVENT:
        return builder->tree->count == 0 ? STATUS_OK
                                         : refuse_at(builder, event->start_mark, "a file holds one document");
    case YAML_STREAM_END_EVENT:
        builder->done = true;
        return STATUS_OK;
    case YAML_ALIAS_EVENT:
        return refuse_at(builder, event->start_mark, "aliases are not taken here");
    case YAML_SCALAR_EVENT:
        return take_scalar(builder, event);
    case YAML_SEQUENCE_START_EVENT:
        return take_start(builder, event, YAML_LIST,
                          event->data.sequence_start.anchor != NULL || event->data.sequence_start.tag != NULL);
    case YAML_MAPPING_START_EVENT:
        return take_start(builder, event, YAML_MAP,
                          event->data.mapping_start.anchor != NULL || event->data.mapping_start.tag != NULL);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        builder->depth--;
        return STATUS_OK;
    }
    return STATUS_OK;
}

static enum status parse(struct builder *builder, const char *bytes, size_t size)
{
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser))
        return no_memory(builder);
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)bytes, size);
    enum status status = STATUS_OK;
    while (status == STATUS_OK && !builder->done) {
        yaml_event_t event;
        if (yaml_parser_parse(&parser, &event)) {
            status = take_event(builder, &event);
            yaml_event_delete(&event);
        } else {
            status = refuse_parser(builder, &parser);
        }
    }
    yaml_parser_delete(&parser);
    return status;
}

/* Sections: a map. An empty file is a map without keys. */
static enum status judge_root(struct builder *builder)
{
    struct yaml_tree *tree = builder->tree;
    yaml_node_index root = 0;
    if (tree->count == 0) {
        enum status status = add_node(builder, YAML_MAP, (yaml_mark_t){0}, &root);
        if (status != STATUS_OK)
            return status;
    }
    if (yaml_is_null(&tree->nodes[root]))
        tree->nodes[root].kind = YAML_MAP;
    if (tree->nodes[root].kind != YAML_MAP)
        return yaml_refuse(tree, root, builder->error, STATUS_SYNTAX, "the file must be a map of sections");
    return STATUS_OK;
}

static enum status read_file(const char *path, char *bytes, size_t *size, struct yaml_error *error)
{
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        snprintf(error->text, sizeof error->text, "%s: %s", path, strerror(errno));
        return errno == ENOENT ? STATUS_NOT_FOUND : STATUS_IO;
    }
    *size = fread(bytes, 1, YAML_FILE_BYTES + 1, file);
    bool failed = ferror(file) != 0;
    int reason = errno;
    fclose(file);
    if (failed) {
        snprintf(error->text, sizeof error->text, "%s: %s", path, strerror(reason));
        return STATUS_IO;
    }
    if (*size > YAML_FILE_BYTES) {
        snprintf(error->text, sizeof error->text, "%s: has more than %u bytes", path, YAML_FILE_BYTES);
        return STATUS_TOO_LARGE;
    }
    return STATUS_OK;
}

enum status yaml_tree_read(struct yaml_tree *tree, const char *path, struct yaml_error *error)
{
    struct builder builder = {.tree = tree, .error = error};
    *tree = (struct yaml_tree){.path = path};
    char *bytes = malloc(YAML_FILE_BYTES + 1);
    if (bytes == NULL)
        return no_memory(&builder);
    size_t size = 0;
    enum status status = read_file(path, bytes, &size, error);
    if (status == STATUS_OK) {
        /* An escape grows at most from 2 bytes to 3, and a byte of the file begins at
         * most two scalars (`a:` and its missing value), each ending in a zero. */
        tree->texts_capacity = 4 * size + 64;
        tree->texts = malloc(tree->texts_capacity);
        status = tree->texts != NULL ? parse(&builder, bytes, size) : no_memory(&builder);
    }
    if (status == STATUS_OK)
        status = judge_root(&builder);
    free(bytes);
    if (status != STATUS_OK)
        yaml_tree_close(tree);
    return status;
}

void yaml_tree_close(struct yaml_tree *tree)
{
    free(tree->nodes);
    free(tree->texts);
    *tree = (struct yaml_tree){0};
}

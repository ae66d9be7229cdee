/* A YAML file as a tree in which every node knows its line and column.
 *
 * Taken is the plain part of YAML: maps with distinct text keys, lists,
 * scalars, one document. Anchors, aliases, tags and merges are refused: a
 * configuration is read by people, and an alias can blow up what it names.
 * Scalars stay text: what kind of value one is, its row says (the country NO
 * is not false). */
#ifndef OREWATCH_RUNTIME_YAML_TREE_H
#define OREWATCH_RUNTIME_YAML_TREE_H

#include "runtime/yaml.h"

#define YAML_FILE_BYTES (1u * MIB)   /* the largest real one, every rule and region, has 20 KiB */
#define YAML_DEPTH 16                /* sections, lists, rows, lists in rows: 6 in use */

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

/* Index of a node; the root is 0, and 0 as a child or sibling means none. */
typedef uint32_t yaml_node_index;

struct yaml_node {
    enum yaml_kind kind;
    bool plain;                  /* a scalar without quotes */
    uint32_t line, column;       /* from 1 */
    const char *text;            /* of a scalar, zero-terminated */
    yaml_node_index first, next; /* first: item of a list, key of a map, value of a key; next: sibling */
};

struct yaml_tree {
    const char *path;
    struct yaml_node *nodes;
    uint32_t count, capacity;
    char *texts;                 /* all scalars; who takes it over sets it NULL */
    size_t texts_used, texts_capacity;
};

MUST_CHECK enum status yaml_tree_read(struct yaml_tree *tree, const char *path, struct yaml_error *error);
void yaml_tree_close(struct yaml_tree *tree);

static inline const struct yaml_node *yaml_at(const struct yaml_tree *tree, yaml_node_index index)
{
    return &tree->nodes[index];
}
/* The value of a key of a map, 0 when the map has no such key. */
yaml_node_index yaml_value(const struct yaml_tree *tree, yaml_node_index map, const char *key);
/* A plain scalar that is empty, ~ or null. */
bool yaml_is_null(const struct yaml_node *node);

/* "path:line:column: " and the rest by printf; returns `status`. */
__attribute__((format(printf, 5, 6))) enum status yaml_refuse(const struct yaml_tree *tree, yaml_node_index index,
                                                              struct yaml_error *error, enum status status,
                                                              const char *format, ...);

/* A key that is none of the names; `path`: the key and what it stands in. */
enum status yaml_refuse_key(const struct yaml_tree *tree, yaml_node_index key, struct yaml_error *error,
                            const char *path, const char *const *names, size_t count);

#endif

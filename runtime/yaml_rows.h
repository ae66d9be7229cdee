/* A YAML tree -> a message, by its rows.
 *
 * The tree is packed as MessagePack and decoded by rows_decode like anything
 * from the wire, so that kinds, limits and names are judged in one place; a
 * refusal's path ("rules[2].threshold") leads back to the node and its line. */
#ifndef OREWATCH_RUNTIME_YAML_ROWS_H
#define OREWATCH_RUNTIME_YAML_ROWS_H

#include "runtime/yaml_tree.h"

/* Packs the map at `index` into `bytes` and decodes it into `message`, whose
 * texts point into `bytes`. `name`: where the map stands ("engine"), for errors;
 * empty: it is the file. */
MUST_CHECK enum status yaml_message(const struct yaml_tree *tree, yaml_node_index index, const char *name,
                                    const struct rows *rows, void *bytes, size_t capacity, void *message,
                                    struct yaml_error *error);

/* The node that a path of fields leads to from a map of `rows`, or the last
 * one on the way that is there. */
yaml_node_index yaml_find(const struct yaml_tree *tree, yaml_node_index map, const struct rows *rows,
                          const char *path);

#endif

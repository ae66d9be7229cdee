/* YAML files -> messages, by libcyaml with strict numbers (it takes `5x` as 5
 * and `1e400` as infinity by itself). Errors name file, line, column, key,
 * value, what is allowed and the nearest key. */
#ifndef OREWATCH_RUNTIME_YAML_H
#define OREWATCH_RUNTIME_YAML_H

#include "schemas/messages.h"
#include "runtime/options.h"

struct yaml_error { char text[512]; };

/* The configuration of the broker: the section of each option group goes to
 * `options` (rows of `program`), `engine:` overlays the engine's defaults and
 * becomes one configuration message in `bytes`. `used` 0: no `engine:`. */
MUST_CHECK enum status yaml_config(const char *path, const struct program *program, void *options,
                                   const struct config *defaults, void *bytes, size_t capacity, size_t *used,
                                   struct yaml_error *error);
/* A rules file -> one rules message. */
MUST_CHECK enum status yaml_rules(const char *path, void *bytes, size_t capacity, size_t *used, struct yaml_error *error);

#endif

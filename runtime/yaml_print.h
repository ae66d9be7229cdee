/* A message -> YAML that yaml_config or yaml_rules reads back as the same
 * message: the engine's part of a sample file, what `--check` took. */
#ifndef OREWATCH_RUNTIME_YAML_PRINT_H
#define OREWATCH_RUNTIME_YAML_PRINT_H

#include "schemas/rows.h"

#include <stdio.h>

/* A section with one key a field, each under a comment from its row; `section`
 * NULL: the fields are the file. */
void yaml_print(FILE *out, const char *section, const struct rows *rows, const void *message);
/* A text, quoted only where YAML would read something else. */
void yaml_print_text(FILE *out, struct text text);

#endif

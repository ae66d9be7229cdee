/* The value of one option: from text into the options struct, and its limits
 * and default in words. Flags and the YAML file both come through here, so an
 * option takes the same texts and is refused in the same words in both. */
#ifndef OREWATCH_RUNTIME_OPTION_VALUE_H
#define OREWATCH_RUNTIME_OPTION_VALUE_H

#include "runtime/options.h"
#include "schemas/text.h"

/* Sets the member of `into`; a text is pointed at, and added to a list of
 * texts. False: nothing has changed and `why` says value and what is allowed. */
bool option_set(const struct option *option, void *into, const char *text, struct line *why);
/* Empties a list of texts, before what replaces it. */
void option_clear(const struct option *option, void *into);

/* "DIR", "wall|events", nothing for a flag. */
void option_argument(const struct option *option, struct line *line);
/* "1..4096, default 64", "default 5s", or nothing. */
void option_limits(const struct option *option, struct line *line);

/* 1h30m, 64MiB: what duration_parse and size_parse read back. */
void line_duration(struct line *line, int64_t ns);
void line_size(struct line *line, uint64_t bytes);

#endif

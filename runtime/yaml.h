/* YAML files -> options and messages, by the rows. Errors name file, line,
 * column, key, value, what is allowed and the nearest name:
 *
 *   orewatch.yaml:7:15: engine.emit_every: '5x' is not a duration such as 500ms, 90s, 1h30m or 7d
 *
 * A file is a map of sections. A section named as a group of options takes
 * those options, with _ for - in their names, as the command line would.
 * `engine:` takes the fields of config_rows over the engine's defaults: a list
 * replaces the default list as a whole, but `weights` and `credibility` are
 * laid over it by name. A field in nanoseconds takes `1s`, `30m`, `7d`; a list of
 * maps of two fields may be a map: `weights: {gap: 0.2, cover: 0.1}`, `regions:
 * {US: [US]}`.
 *
 * Read with libyaml's parser alone, not with libcyaml on top of it: a libcyaml
 * schema is a second, static description of what the rows say already, it
 * would need our strict numbers, durations, countries, name lists and presence
 * bits beside it, and gives the line of a wrong key, not of a wrong limit. */
#ifndef OREWATCH_RUNTIME_YAML_H
#define OREWATCH_RUNTIME_YAML_H

#include "runtime/options.h"
#include "schemas/messages.h"

struct yaml_error { char text[512]; };

/* The configuration of the broker: the section of each option group goes to
 * `options` (rows of `program`), `engine:` overlays the engine's defaults and
 * becomes one configuration message in `bytes`; `used` 0: there is no `engine:`.
 * `texts` gets the memory that the texts of `options` point into: free() it
 * after them. With `program` NULL, for those who run only the engine, the other
 * sections are not looked at, and `options` and `texts` are NULL too. On
 * failure `options` may be half set. */
MUST_CHECK enum status yaml_config(const char *path, const struct program *program, void *options, char **texts,
                                   const struct config *defaults, void *bytes, size_t capacity, size_t *used,
                                   struct yaml_error *error);
/* The options alone: a saved set of flags, without `engine:`. As yaml_config. */
MUST_CHECK enum status yaml_options(const char *path, const struct program *program, void *options, char **texts,
                                    struct yaml_error *error);
/* A rules file (`rules:` and a list) -> one rules message. */
MUST_CHECK enum status yaml_rules(const char *path, void *bytes, size_t capacity, size_t *used,
                                  struct yaml_error *error);
/* What the engine refused in a message made from `path`, with the line and
 * column of `refusal->field` in front. */
void yaml_refused(const char *path, const struct refusal *refusal, struct yaml_error *error);

#endif

/* orewatch run: the engine offline. Every output of a log as a JSON line, the
 * same bytes that a broker sends, with a digest over all of them. */
#include "consumers/derivation.h"
#include "consumers/tools.h"
#include "runtime/options.h"

#include <stdlib.h>

#define MOST_ENTRIES 9e15 /* far beyond any log, and whole as a double */

enum run_output { RUN_JSON, RUN_NONE };
static const char *const run_outputs[] = {"json", "none", NULL};

struct run_options {
    const char *config, *rules, *expect, *digest_file;
    int64_t digest_every, digest_from, digest_to;
    int output;
};

static const struct option rows[] = {
    {.name = "config", .kind = OPTION_TEXT, .offset = offsetof(struct run_options, config), .argument = "FILE",
     .sentence = "apply the `engine:` section of this YAML file first; configurations in the log are then passed over"},
    {.name = "rules", .kind = OPTION_TEXT, .offset = offsetof(struct run_options, rules), .argument = "FILE",
     .sentence = "apply these alert rules first; rules in the log are then passed over"},
    {.name = "expect", .kind = OPTION_TEXT, .offset = offsetof(struct run_options, expect), .argument = "FILE",
     .sentence = "compare whole lines with this file; the first differences are shown, exit code 4"},
    {.name = "digest-file", .kind = OPTION_TEXT, .offset = offsetof(struct run_options, digest_file),
     .argument = "FILE",
     .sentence = "write digests (XXH3-128) of all lines so far, of the engine's state and of its parts into this "
                 "file, a line after each N entries; `orewatch bisect --digests` compares two of them"},
    {.name = "digest-every", .kind = OPTION_NUMBER, .offset = offsetof(struct run_options, digest_every),
     .argument = "N", .initial = "1000", .low = 1, .high = MOST_ENTRIES,
     .sentence = "a digest after each N entries of the log, and after the last"},
    {.name = "digest-from", .kind = OPTION_NUMBER, .offset = offsetof(struct run_options, digest_from),
     .argument = "ENTRY", .initial = "1", .low = 1, .high = MOST_ENTRIES, .sentence = "no digests before this entry"},
    {.name = "digest-to", .kind = OPTION_NUMBER, .offset = offsetof(struct run_options, digest_to),
     .argument = "ENTRY", .initial = "0", .high = MOST_ENTRIES,
     .sentence = "no digests behind this entry; 0: to the end"},
    {.name = "output", .kind = OPTION_CHOICE, .offset = offsetof(struct run_options, output),
     .initial = "json", .choices = run_outputs,
     .sentence = "json: the lines on standard output; none: only compare and digest"},
};

static const char *const examples[] = {
    "orewatch run story.owr | jq 'select(.type == \"alert\")' # the alerts of a recording",
    "orewatch run story.owr --expect story.outputs --output none # still the same?",
    "orewatch run /var/lib/orewatch/journal --rules new.yaml # what would these rules have said?",
    NULL,
};

static const char *const exit_codes[] = {
    "0 done, and equal to what was expected",
    "1 failure: the log or a file cannot be read",
    "2 usage, or a configuration or rules that are refused",
    "3 done, but the log ends inside a record",
    "4 the outputs differ from what was expected",
    NULL,
};

static const struct program program = {
    .name = "orewatch run",
    .usage = "FILE.owr|JOURNAL",
    .sentence = "Derives every output of a recording or journal again, without a broker: one JSON line each, byte for "
                "byte what a broker sends.",
    .options = rows,
    .options_count = sizeof rows / sizeof rows[0],
    .examples = examples,
    .exit_codes = exit_codes,
    .arguments_low = 1,
    .arguments_high = 1,
    .engine = ENGINE_VERSION,
};

int tool_run(int argc, char **argv)
{
    struct run_options options;
    struct arguments files;
    switch (options_parse(&program, argc, argv, &options, &files)) {
    case PARSE_RUN:
        break;
    case PARSE_DONE:
        return EXIT_OK;
    case PARSE_USAGE:
        return EXIT_USAGE;
    }
    struct derivation *derivation = calloc(1, sizeof *derivation);
    if (derivation == NULL) {
        fputs("orewatch run: no memory\n", stderr);
        return EXIT_FAILED;
    }
    const struct derivation_options asked = {
        .program = program.name,
        .log = files.texts[0],
        .config = options.config,
        .rules = options.rules,
        .expect = options.expect,
        .digest_file = options.digest_file,
        .every = (uint64_t)options.digest_every,
        .first = (uint64_t)options.digest_from,
        .last = options.digest_to > 0 ? (uint64_t)options.digest_to : UINT64_MAX,
        .print = options.output == RUN_JSON,
    };
    enum exit_code code = derivation_run(derivation, &asked);
    free(derivation);
    return (int)code;
}

/* orewatch run: the engine offline. Every output of a log as a JSON line, the
 * same bytes that a broker sends, with a digest over all of them. */
#include "consumers/compare.h"
#include "consumers/offline.h"
#include "consumers/tools.h"
#include "runtime/exit_code.h"
#include "runtime/options.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define LINE_BYTES (8u * LIMIT_OUTPUT_BYTES) /* JSON of the largest output, with room */

enum run_output { RUN_JSON, RUN_NONE };
static const char *const run_outputs[] = {"json", "none", NULL};

struct run_options {
    const char *config, *rules, *expect, *digest_file;
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
     .argument = "FILE", .sentence = "write the digest (XXH3-128 of all lines) into this file"},
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

struct run {
    struct offline offline;
    struct comparison comparison;
    XXH3_state_t *digest;
    char *line;
    uint64_t outputs, alerts;
    bool print, compare, digested; /* what was asked for */
    int lost;                      /* errno of the output that could not be written, 0: none */
};

/* ---- outputs ------------------------------------------------------------------- */

/* The output cannot be written any further. A reader that has gone away wants no
 * more, so that the rest is derived only for a comparison or a digest. */
static void lose(struct run *run)
{
    run->lost = errno;
    if (errno != EPIPE || (!run->compare && !run->digested))
        offline_stop(&run->offline);
}

static void on_output(void *self, const union output *output)
{
    struct run *run = self;
    struct line line = line_on(run->line, LINE_BYTES);
    rows_json(output_rows(output), output, &line);
    if (run->compare)
        comparison_add(&run->comparison, line.at, line.used);
    line_char(&line, '\n');
    XXH3_128bits_update(run->digest, line.at, line.used);
    run->outputs++;
    run->alerts += output->head.type == OUTPUT_ALERT;
    if (run->print && run->lost == 0 && fwrite(line.at, 1, line.used, stdout) != line.used)
        lose(run);
}

static void hex_digest(const struct run *run, char hex[33])
{
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(run->digest));
    struct line line = line_on(hex, 33);
    line_hex(&line, canonical.digest, sizeof canonical.digest);
}

static bool write_digest(const char *path, const char *hex)
{
    if (path == NULL || path[0] == '\0')
        return true;
    FILE *file = fopen(path, "w");
    bool written = file != NULL && fprintf(file, "%s\n", hex) > 0;
    if (file != NULL && fclose(file) != 0)
        written = false;
    if (!written)
        fprintf(stderr, "orewatch run: cannot write %s: %s\n", path, strerror(errno));
    return written;
}

/* ---- the run ------------------------------------------------------------------- */

/* What the engine took note of, or set aside: nothing is lost in silence. */
static void tell_counters(const struct engine *engine)
{
    struct engine_counter counters[64];
    uint32_t told = 0, count = engine_counters(engine, counters, sizeof counters / sizeof counters[0]);
    for (uint32_t i = 0; i < count; i++) {
        if (counters[i].count == 0 || strcmp(counters[i].name, "events") == 0)
            continue;
        fprintf(stderr, "%s%s %" PRIu64, told++ == 0 ? "orewatch run: counted " : ", ", counters[i].name,
                counters[i].count);
    }
    fputs(told > 0 ? "\n" : "", stderr);
}

static void tell_totals(const struct run *run, const char *hex)
{
    tell_counters(run->offline.engine);
    if (run->offline.passed_over > 0)
        fprintf(stderr, "orewatch run: %" PRIu64 " configurations or rules of the log passed over for those given\n",
                run->offline.passed_over);
    fprintf(stderr, "orewatch run: %" PRIu64 " events, %" PRIu64 " outputs, %" PRIu64 " of them alerts; digest %s\n",
            run->offline.events, run->outputs, run->alerts, hex);
}

static enum exit_code fail(const struct run *run, enum exit_code code)
{
    fprintf(stderr, "orewatch run: %s\n", run->offline.why);
    return code;
}

static enum exit_code conclude(struct run *run, const struct run_options *options)
{
    char hex[33];
    if (run->print && run->lost == 0 && fflush(stdout) != 0)
        lose(run);
    if (run->lost == EPIPE && !run->compare && !run->digested)
        return EXIT_OK;
    if (run->lost != 0 && run->lost != EPIPE) {
        fprintf(stderr, "orewatch run: cannot write to standard output: %s\n", strerror(run->lost));
        return EXIT_FAILED;
    }
    hex_digest(run, hex);
    tell_totals(run, hex);
    if (!write_digest(options->digest_file, hex))
        return EXIT_FAILED;
    if (run->compare && !comparison_end(&run->comparison))
        return EXIT_MISMATCH;
    if (!run->offline.torn)
        return EXIT_OK;
    return fail(run, EXIT_WARNINGS);
}

/* A folder opens, and is found to be one by the first read. */
static bool open_expected(struct run *run, const char *path)
{
    FILE *expected = fopen(path, "r");
    int first = expected != NULL ? fgetc(expected) : EOF;
    if (expected == NULL || ferror(expected)) {
        fprintf(stderr, "orewatch run: cannot read %s: %s\n", path, strerror(errno));
        if (expected != NULL)
            fclose(expected);
        return false;
    }
    ungetc(first, expected);
    comparison_init(&run->comparison, expected, stderr);
    return true;
}

static bool prepare(struct run *run, const struct run_options *options)
{
    run->line = malloc(LINE_BYTES);
    run->digest = XXH3_createState();
    if (run->line == NULL || run->digest == NULL) {
        fputs("orewatch run: no memory\n", stderr);
        return false;
    }
    XXH3_128bits_reset(run->digest);
    run->print = options->output == RUN_JSON;
    run->digested = options->digest_file != NULL && options->digest_file[0] != '\0';
    run->compare = options->expect != NULL && options->expect[0] != '\0';
    return !run->compare || open_expected(run, options->expect);
}

static enum exit_code derive(struct run *run, const char *log, const struct run_options *options)
{
    struct outputs outputs = {.emit = on_output, .self = run};
    struct offline_options offline_options = {.log = log, .config = options->config, .rules = options->rules};
    enum status status = offline_open(&run->offline, &offline_options, &outputs);
    if (status != STATUS_OK)
        return fail(run, run->offline.given ? EXIT_USAGE : EXIT_FAILED);
    if (offline_run(&run->offline, INT64_MAX) != STATUS_OK)
        return fail(run, EXIT_FAILED);
    return conclude(run, options);
}

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
    struct run *run = calloc(1, sizeof *run);
    enum exit_code code = EXIT_FAILED;
    if (run != NULL && prepare(run, &options))
        code = derive(run, files.texts[0], &options);
    if (run != NULL) {
        offline_close(&run->offline);
        comparison_close(&run->comparison);
        XXH3_freeState(run->digest);
        free(run->line);
    }
    free(run);
    return (int)code;
}

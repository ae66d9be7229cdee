#include "consumers/derivation.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define LINE_BYTES (8u * LIMIT_OUTPUT_BYTES) /* JSON of the largest output, with room */

static bool asked(const char *path)
{
    return path != NULL && path[0] != '\0';
}

__attribute__((format(printf, 2, 3))) static void say(const struct derivation *derivation, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "%s: ", derivation->options->program);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
}

/* ---- outputs ------------------------------------------------------------------- */

/* Somebody wants the outputs even when nobody reads them. */
static bool is_needed(const struct derivation_options *options)
{
    return asked(options->expect) || asked(options->digest_file) || asked(options->digests);
}

/* The output cannot be written any further. A reader that has gone away wants no
 * more, so that the rest is derived only for a comparison or a digest. */
static void lose(struct derivation *derivation)
{
    derivation->lost = errno;
    if (errno != EPIPE || !is_needed(derivation->options))
        offline_stop(&derivation->offline);
}

static void on_output(void *self, const union output *output)
{
    struct derivation *derivation = self;
    struct line line = line_on(derivation->line, LINE_BYTES);
    rows_json(output_rows(output), output, &line);
    if (asked(derivation->options->expect))
        comparison_add(&derivation->comparison, line.at, line.used);
    line_char(&line, '\n');
    XXH3_128bits_update(derivation->lines, line.at, line.used);
    derivation->outputs++;
    derivation->alerts += output->head.type == OUTPUT_ALERT;
    if (derivation->options->print && derivation->lost == 0 &&
        fwrite(line.at, 1, line.used, stdout) != line.used)
        lose(derivation);
}

static struct digest digest_of_lines(const struct derivation *derivation)
{
    XXH128_canonical_t canonical;
    struct digest digest;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(derivation->lines));
    memcpy(digest.bytes, canonical.digest, sizeof digest.bytes);
    return digest;
}

/* ---- digests ------------------------------------------------------------------- */

static void make_line(struct derivation *derivation)
{
    struct digest outputs = digest_of_lines(derivation);
    if (derivation->made.entry != derivation->offline.entries)
        digest_line_make(&derivation->made, derivation->offline.entries, derivation->offline.offset, &outputs,
                         derivation->offline.engine);
}

static void write_line(struct derivation *derivation)
{
    make_line(derivation);
    if (!derivation->digest_lost && fprintf(derivation->digest_file, "%s\n", derivation->made.text) < 0)
        derivation->digest_lost = true;
}

static bool read_expected(struct derivation *derivation)
{
    char why[256];
    enum status status = digest_line_read(derivation->digests, &derivation->expected, &derivation->expected_number,
                                          why, sizeof why);
    if (status == STATUS_NOT_FOUND)
        derivation->expected.entry = 0;
    else if (status != STATUS_OK)
        say(derivation, "%s: %s", derivation->options->digests, why);
    return status == STATUS_OK || status == STATUS_NOT_FOUND;
}

static void compare_line(struct derivation *derivation)
{
    char names[512];
    struct line line = line_on(names, sizeof names);
    make_line(derivation);
    derivation->digests_compared++;
    if (!derivation->digest_differs && digest_line_differs(&derivation->expected, &derivation->made, &line)) {
        derivation->digest_differs = true;
        snprintf(derivation->difference, sizeof derivation->difference,
                 "the digest after entry %" PRIu64 ", offset %" PRIu64 " differs in:%s", derivation->made.entry,
                 derivation->made.offset, names);
    }
    if (!read_expected(derivation)) {
        derivation->digest_lost = true;
        offline_stop(&derivation->offline);
    }
}

static void on_entry(void *self)
{
    struct derivation *derivation = self;
    const struct derivation_options *options = derivation->options;
    uint64_t entry = derivation->offline.entries;
    if (derivation->digest_file != NULL && entry % options->every == 0 && entry >= options->first &&
        entry <= options->last)
        write_line(derivation);
    if (derivation->digests != NULL && derivation->expected.entry == entry)
        compare_line(derivation);
}

/* The last entry has a line of its own, whatever its number. */
static bool end_digests(struct derivation *derivation)
{
    const struct derivation_options *options = derivation->options;
    uint64_t entry = derivation->offline.entries;
    if (derivation->digest_file != NULL && entry > 0 && entry % options->every != 0 && entry >= options->first &&
        entry <= options->last)
        write_line(derivation);
    if (derivation->digest_file != NULL && (fclose(derivation->digest_file) != 0 || derivation->digest_lost)) {
        derivation->digest_file = NULL;
        say(derivation, "cannot write %s: %s", options->digest_file, strerror(errno));
        return false;
    }
    derivation->digest_file = NULL;
    while (derivation->digests != NULL && !derivation->digest_lost && derivation->expected.entry != 0) {
        derivation->digests_missed++;
        derivation->digest_lost = !read_expected(derivation);
    }
    return !derivation->digest_lost;
}

/* ---- what came out ------------------------------------------------------------- */

/* What the engine took note of, or set aside: nothing is lost in silence. */
static void tell_counters(const struct derivation *derivation)
{
    struct engine_counter counters[64];
    uint32_t told = 0;
    uint32_t count = engine_counters(derivation->offline.engine, counters, sizeof counters / sizeof counters[0]);
    for (uint32_t i = 0; i < count; i++) {
        if (counters[i].count == 0 || strcmp(counters[i].name, "events") == 0)
            continue;
        if (told == 0)
            fprintf(stderr, "%s: ", derivation->options->program);
        fprintf(stderr, "%s%s %" PRIu64, told++ == 0 ? "counted " : ", ", counters[i].name, counters[i].count);
    }
    fputs(told > 0 ? "\n" : "", stderr);
}

static void tell_totals(const struct derivation *derivation)
{
    char hex[2 * DIGEST_BYTES + 1];
    struct line line = line_on(hex, sizeof hex);
    struct digest digest = digest_of_lines(derivation);
    line_hex(&line, digest.bytes, sizeof digest.bytes);
    tell_counters(derivation);
    if (derivation->offline.passed_over > 0)
        say(derivation, "%" PRIu64 " configurations or rules of the log passed over for those given",
            derivation->offline.passed_over);
    say(derivation, "%" PRIu64 " events, %" PRIu64 " outputs, %" PRIu64 " of them alerts; digest %s",
        derivation->offline.events, derivation->outputs, derivation->alerts, hex);
}

/* All that was expected came, and nothing else. */
static bool compare_all(struct derivation *derivation)
{
    bool same = !asked(derivation->options->expect) || comparison_end(&derivation->comparison);
    if (derivation->digests == NULL)
        return same;
    if (derivation->digest_differs)
        say(derivation, "%s", derivation->difference);
    if (derivation->digests_missed > 0)
        say(derivation, "%s speaks of %" PRIu64 " entries that the log does not have", derivation->options->digests,
            derivation->digests_missed);
    if (derivation->digests_compared == 0 && derivation->digests_missed == 0)
        say(derivation, "%s: holds no digest", derivation->options->digests);
    return same && !derivation->digest_differs && derivation->digests_missed == 0 && derivation->digests_compared > 0;
}

static enum exit_code conclude(struct derivation *derivation)
{
    if (derivation->options->print && derivation->lost == 0 && fflush(stdout) != 0)
        lose(derivation);
    if (derivation->lost == EPIPE && !is_needed(derivation->options))
        return EXIT_OK;
    if (derivation->lost != 0 && derivation->lost != EPIPE) {
        say(derivation, "cannot write to standard output: %s", strerror(derivation->lost));
        return EXIT_FAILED;
    }
    if (!end_digests(derivation))
        return EXIT_FAILED;
    tell_totals(derivation);
    if (!compare_all(derivation))
        return EXIT_MISMATCH;
    if (!derivation->offline.torn)
        return EXIT_OK;
    say(derivation, "%s", derivation->offline.why);
    return EXIT_WARNINGS;
}

/* ---- from the opening on ------------------------------------------------------- */

/* A folder opens, and is found to be one by the first read. */
static FILE *open_to_read(const struct derivation *derivation, const char *path)
{
    FILE *file = fopen(path, "r");
    int first = file != NULL ? fgetc(file) : EOF;
    if (file == NULL || ferror(file)) {
        say(derivation, "cannot read %s: %s", path, strerror(errno));
        if (file != NULL)
            fclose(file);
        return NULL;
    }
    ungetc(first, file);
    return file;
}

static bool open_files(struct derivation *derivation)
{
    const struct derivation_options *options = derivation->options;
    if (asked(options->expect)) {
        FILE *expected = open_to_read(derivation, options->expect);
        if (expected == NULL)
            return false;
        comparison_init(&derivation->comparison, expected, stderr);
    }
    if (asked(options->digests)) {
        derivation->digests = open_to_read(derivation, options->digests);
        if (derivation->digests == NULL || !read_expected(derivation))
            return false;
    }
    if (asked(options->digest_file) && (derivation->digest_file = fopen(options->digest_file, "w")) == NULL) {
        say(derivation, "cannot write %s: %s", options->digest_file, strerror(errno));
        return false;
    }
    return true;
}

static bool prepare(struct derivation *derivation)
{
    derivation->line = malloc(LINE_BYTES);
    derivation->lines = XXH3_createState();
    if (derivation->line == NULL || derivation->lines == NULL) {
        say(derivation, "no memory");
        return false;
    }
    XXH3_128bits_reset(derivation->lines);
    return open_files(derivation);
}

static enum exit_code fail(const struct derivation *derivation, enum exit_code code)
{
    say(derivation, "%s", derivation->offline.why);
    return code;
}

static enum exit_code derive(struct derivation *derivation)
{
    const struct derivation_options *options = derivation->options;
    struct outputs outputs = {.emit = on_output, .self = derivation};
    struct offline_options offline_options = {.log = options->log, .config = options->config, .rules = options->rules};
    enum status status = offline_open(&derivation->offline, &offline_options, &outputs);
    if (status != STATUS_OK)
        return fail(derivation, derivation->offline.given ? EXIT_USAGE : EXIT_FAILED);
    offline_tell_base(&derivation->offline, options->program);
    if (derivation->digest_file != NULL || derivation->digests != NULL)
        derivation->offline.on_entry = on_entry;
    if (offline_run(&derivation->offline, INT64_MAX) != STATUS_OK)
        return fail(derivation, EXIT_FAILED);
    return conclude(derivation);
}

static void close_all(struct derivation *derivation)
{
    offline_close(&derivation->offline);
    comparison_close(&derivation->comparison);
    if (derivation->digest_file != NULL)
        fclose(derivation->digest_file);
    if (derivation->digests != NULL)
        fclose(derivation->digests);
    XXH3_freeState(derivation->lines);
    free(derivation->line);
}

enum exit_code derivation_run(struct derivation *derivation, const struct derivation_options *options)
{
    *derivation = (struct derivation){.options = options};
    enum exit_code code = prepare(derivation) ? derive(derivation) : EXIT_FAILED;
    close_all(derivation);
    return code;
}

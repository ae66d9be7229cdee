/* orewatch export: a log for others: SQLite for SQL, NDJSON for people. */
#include "consumers/event_json.h"
#include "consumers/offline.h"
#include "consumers/sqlite_export.h"
#include "consumers/tools.h"
#include "runtime/exit_code.h"
#include "runtime/options.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OUTPUT_BYTES (8u * LIMIT_OUTPUT_BYTES) /* JSON of the largest output, with room */

enum export_form { EXPORT_SQLITE, EXPORT_NDJSON, EXPORT_FORMS };
static const char *const endings[EXPORT_FORMS] = {".sqlite", ".ndjson"};

struct export_options { const char *to; };

static const struct option rows[] = {
    {.name = "to", .kind = OPTION_TEXT, .offset = offsetof(struct export_options, to), .argument = "FILE",
     .sentence = "NAME.sqlite: tables log, entries, events, sources, indicators, alerts, causes; NAME.ndjson, or - for "
                 "standard output: the events, one JSON object a line"},
};

static const char *const examples[] = {
    "orewatch export story.owr --to story.sqlite && sqlite3 story.sqlite 'select time, region, severity from alerts'",
    "orewatch export /var/lib/orewatch/journal --to events.ndjson # and back: orewatch-feed events FILE --to DEST",
    "orewatch export story.owr --to - | jq -c 'select(.type == \"policy\")'",
    NULL,
};

static const char *const exit_codes[] = {
    "0 done", "1 failure: the log or the file; what was begun is removed", "2 usage",
    "3 done, but the log ends inside a record", NULL,
};

static const struct program program = {
    .name = "orewatch export",
    .usage = "FILE.owr|JOURNAL --to FILE",
    .sentence = "Writes a log in a form that other tools read. The lines of NDJSON go back in through `orewatch-feed "
                "events` with the same `received`; ticks, configurations and rules do not travel in them.",
    .options = rows,
    .options_count = sizeof rows / sizeof rows[0],
    .examples = examples,
    .exit_codes = exit_codes,
    .arguments_low = 1,
    .arguments_high = 1,
    .engine = ENGINE_VERSION,
};

/* What is written grows under `partial` and gets its name when it is whole. */
struct exporting {
    const char *log, *to;
    char partial[PATH_MAX], why[PATH_MAX + 256];
    struct sqlite_export *database; /* or */
    FILE *lines;
    struct offline offline;         /* of a database */
    uint64_t entries, events, inexact, left_out;
    uint64_t first_offset;          /* that the lines begin with */
    bool failed, torn;
    struct event event;
    char event_text[EVENT_JSON_BYTES], output_text[OUTPUT_BYTES];
};

/* ---- entries and outputs ------------------------------------------------------------ */

static void fail(struct exporting *exporting, enum status status)
{
    if (status == STATUS_OK || exporting->failed)
        return;
    exporting->failed = true;
    offline_stop(&exporting->offline);
}

static struct line event_line(struct exporting *exporting, const struct event *event, const struct log_entry *entry)
{
    struct line line = line_on(exporting->event_text, sizeof exporting->event_text);
    exporting->inexact += !event_json(&line, event, entry->bytes, entry->size, entry->received);
    exporting->events++;
    return line;
}

static void on_output(void *self, const union output *output)
{
    struct exporting *exporting = self;
    struct line line = line_on(exporting->output_text, sizeof exporting->output_text);
    rows_json(output_rows(output), output, &line);
    if (!exporting->failed)
        fail(exporting, sqlite_export_output(exporting->database, output->head.type == OUTPUT_ALERT, line.at, line.used,
                                             exporting->why, sizeof exporting->why));
}

static void on_entry(void *self)
{
    struct exporting *exporting = self;
    const struct log_entry *entry = &exporting->offline.entry;
    struct line line = {0};
    if (exporting->failed)
        return;
    if (entry->kind == ENTRY_EVENTS)
        line = event_line(exporting, &exporting->offline.event, entry);
    fail(exporting, sqlite_export_entry(exporting->database, ++exporting->entries, entry, line.at, line.used,
                                        exporting->why, sizeof exporting->why));
}

/* ---- the two forms ------------------------------------------------------------------ */

static bool write_database(struct exporting *exporting)
{
    struct outputs outputs = {.emit = on_output, .self = exporting};
    struct offline_options options = {.log = exporting->log};
    if (sqlite_export_open(&exporting->database, exporting->partial, exporting->log, exporting->why,
                           sizeof exporting->why) != STATUS_OK)
        return false;
    bool done = offline_open(&exporting->offline, &options, &outputs) == STATUS_OK;
    if (done)
        offline_tell_base(&exporting->offline, program.name);
    exporting->offline.on_entry = on_entry;
    done = done && offline_run(&exporting->offline, INT64_MAX) == STATUS_OK;
    if (!done)
        snprintf(exporting->why, sizeof exporting->why, "%s", exporting->offline.why);
    exporting->torn = exporting->offline.torn;
    if (exporting->torn)
        snprintf(exporting->why, sizeof exporting->why, "%s", exporting->offline.why);
    offline_close(&exporting->offline);
    return done && !exporting->failed &&
           sqlite_export_finish(exporting->database, exporting->why, sizeof exporting->why) == STATUS_OK;
}

static bool write_line(struct exporting *exporting, const struct log_entry *entry)
{
    struct refusal refusal;
    if (entry->kind != ENTRY_EVENTS) {
        exporting->left_out++;
        return true;
    }
    if (event_decode(entry->bytes, entry->size, &exporting->event, NULL, &refusal) != STATUS_OK) {
        snprintf(exporting->why, sizeof exporting->why, "the event at offset %" PRIu64 " cannot be read: %s: %s",
                 entry->offset, refusal.field, refusal.text);
        return false;
    }
    struct line line = event_line(exporting, &exporting->event, entry);
    line_char(&line, '\n');
    if (fwrite(line.at, 1, line.used, exporting->lines) == line.used)
        return true;
    snprintf(exporting->why, sizeof exporting->why, "%s: cannot be written: %s", exporting->to, strerror(errno));
    return false;
}

static bool write_lines(struct exporting *exporting)
{
    struct log_reader *reader;
    struct log_entry entry;
    struct progress progress;
    enum status status = log_reader_open(&reader, exporting->log, exporting->why, sizeof exporting->why);
    bool done = true;
    if (status != STATUS_OK)
        return false;
    exporting->first_offset = log_reader_spot(reader).first_offset;
    progress_start(&progress, "exporting");
    while (done &&
           (status = log_reader_next(reader, &entry, exporting->why, sizeof exporting->why)) == STATUS_OK) {
        uint64_t read, total;
        done = write_line(exporting, &entry);
        log_reader_progress(reader, &read, &total);
        progress_show(&progress, read, total, exporting->events);
    }
    progress_end(&progress);
    log_reader_close(&reader);
    exporting->torn = status == STATUS_TORN;
    return done && (status == STATUS_NOT_FOUND || status == STATUS_TORN);
}

/* ---- the file ----------------------------------------------------------------------- */

static bool to_standard_output(const char *to)
{
    return strcmp(to, "-") == 0;
}

static bool begin(struct exporting *exporting, enum export_form form)
{
    if (to_standard_output(exporting->to)) {
        exporting->lines = stdout;
        return true;
    }
    if (snprintf(exporting->partial, sizeof exporting->partial, "%s.partial", exporting->to) >= PATH_MAX) {
        snprintf(exporting->why, sizeof exporting->why, "%s: the name is too long", exporting->to);
        return false;
    }
    if (access(exporting->to, F_OK) == 0) {
        snprintf(exporting->why, sizeof exporting->why, "%s: exists already; name another file, or remove it",
                 exporting->to);
        return false;
    }
    if (unlink(exporting->partial) != 0 && errno != ENOENT) {
        snprintf(exporting->why, sizeof exporting->why, "%s: cannot be made anew: %s", exporting->partial,
                 strerror(errno));
        return false;
    }
    if (form == EXPORT_NDJSON && (exporting->lines = fopen(exporting->partial, "wx")) == NULL) {
        snprintf(exporting->why, sizeof exporting->why, "%s: cannot be made: %s", exporting->partial, strerror(errno));
        return false;
    }
    return true;
}

static bool finish(struct exporting *exporting, bool done)
{
    bool named = !to_standard_output(exporting->to);
    sqlite_export_close(&exporting->database);
    if (exporting->lines != NULL) {
        bool written = fflush(exporting->lines) == 0 && (!named || fsync(fileno(exporting->lines)) == 0);
        if (done && !written)
            snprintf(exporting->why, sizeof exporting->why, "%s: cannot be written: %s", exporting->to,
                     strerror(errno));
        done = done && written;
        if (named)
            fclose(exporting->lines);
    }
    if (!named)
        return done;
    if (done && rename(exporting->partial, exporting->to) != 0) {
        snprintf(exporting->why, sizeof exporting->why, "%s: cannot be given its name: %s", exporting->to,
                 strerror(errno));
        done = false;
    }
    if (!done)
        unlink(exporting->partial);
    return done;
}

static void tell(const struct exporting *exporting)
{
    fprintf(stderr, "orewatch export: %" PRIu64 " events\n", exporting->events);
    if (exporting->first_offset > 1)
        fprintf(stderr, "orewatch export: begins at offset %" PRIu64 ": what stood before it is not here\n",
                exporting->first_offset);
    if (exporting->left_out > 0)
        fprintf(stderr, "orewatch export: %" PRIu64 " ticks, configurations and rules do not travel as lines\n",
                exporting->left_out);
    if (exporting->inexact > 0 && exporting->lines != NULL)
        fprintf(stderr, "orewatch export: %" PRIu64 " events get other bytes when they go back in: `received` was "
                        "added, or JSON has no word for what they hold\n", exporting->inexact);
}

static enum exit_code export(struct exporting *exporting, enum export_form form)
{
    bool begun = begin(exporting, form);
    bool done = begun && (form == EXPORT_SQLITE ? write_database(exporting) : write_lines(exporting));
    int lost = errno;
    if (begun)
        done = finish(exporting, done);
    if (!done && exporting->lines == stdout && lost == EPIPE)
        return EXIT_OK; /* a reader that has gone away wants no more */
    if (!done) {
        fprintf(stderr, "orewatch export: %s\n", exporting->why);
        return EXIT_FAILED;
    }
    tell(exporting);
    if (exporting->torn)
        fprintf(stderr, "orewatch export: %s\n", exporting->why);
    return exporting->torn ? EXIT_WARNINGS : EXIT_OK;
}

static bool form_of(const char *to, enum export_form *form)
{
    for (int i = 0; to != NULL && i < EXPORT_FORMS; i++) {
        size_t size = strlen(to), ending = strlen(endings[i]);
        if (size > ending && strcmp(to + size - ending, endings[i]) == 0) {
            *form = (enum export_form)i;
            return true;
        }
    }
    *form = EXPORT_NDJSON;
    return to != NULL && to_standard_output(to);
}

int tool_export(int argc, char **argv)
{
    struct export_options options;
    struct arguments files;
    enum export_form form;
    switch (options_parse(&program, argc, argv, &options, &files)) {
    case PARSE_RUN:
        break;
    case PARSE_DONE:
        return EXIT_OK;
    case PARSE_USAGE:
        return EXIT_USAGE;
    }
    if (!form_of(options.to, &form)) {
        fprintf(stderr, "orewatch export: --to %s: give NAME.sqlite, NAME.ndjson, or - for lines on standard output\n",
                options.to != NULL ? options.to : "is missing");
        return EXIT_USAGE;
    }
    struct exporting *exporting = calloc(1, sizeof *exporting);
    if (exporting == NULL) {
        fputs("orewatch export: no memory\n", stderr);
        return EXIT_FAILED;
    }
    exporting->log = files.texts[0];
    exporting->to = options.to;
    enum exit_code code = export(exporting, form);
    free(exporting);
    return (int)code;
}

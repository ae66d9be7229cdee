/* orewatch-feed baseline: reference tables from CSV (data/baseline/README.md). */
#include "producers/baseline_table.h"
#include "producers/delivery.h"
#include "producers/delivery_options.h"
#include "producers/feeds.h"
#include "producers/pace.h"
#include "producers/table_list.h"
#include "runtime/moment.h"

struct baseline_options {
    struct destination_options destination;
    const char *source, *received;
};

static const struct option rows[] = {
    DESTINATION_OPTION_ROWS,
    {.name = "source", .kind = OPTION_TEXT, .offset = offsetof(struct baseline_options, source), .argument = "NAME",
     .initial = "baseline", .sentence = "who says it: the `source` of the events"},
    {.name = "received", .kind = OPTION_TEXT, .offset = offsetof(struct baseline_options, received), .argument = "TIME",
     .initial = "now", .sentence = "when the figures are handed in (2025-01-31T00:00:00Z, or a day)"},
};

static const char *const examples[] = {
    "orewatch-feed baseline data/baseline/*.csv --to tcp://127.0.0.1:7701",
    "orewatch-feed baseline aluminum.csv --received 2025-01-31 --to tables.owr",
    "orewatch-feed baseline aluminum.csv --to - # see the events",
    NULL,
};

static const struct program program = {
    .name = "orewatch-feed baseline",
    .usage = "FILE.csv... --to DEST",
    .sentence = "Publishes reference tables from CSV, one event for each (table, material, region, vintage). "
                "The columns stand in data/baseline/README.md. A table with a bad row is left out as a whole.",
    .options = rows,
    .options_count = sizeof rows / sizeof rows[0],
    .examples = examples,
    .exit_codes = feed_exit_codes,
    .arguments_low = 1,
    .arguments_high = MERGE_INPUTS,
};

/* One file under way. */
struct sheet_reading {
    const char *path;
    struct baseline_tables *tables;
    struct report *report;
    struct baseline_header header;
    bool headed, failed;
};

static void tell(const struct sheet_reading *reading, uint64_t line, const struct refusal *refusal)
{
    report_event(reading->path, line, text_of(status_name(refusal->status)), text_of(refusal->field),
                 text_of(refusal->text));
}

static void on_row(void *self, const struct sheet_row *sheet_row)
{
    struct sheet_reading *reading = self;
    struct refusal refusal = {0};
    struct baseline_row row;
    if (reading->failed)
        return;
    if (!reading->headed) {
        reading->headed = true;
        reading->failed = baseline_header_read(&reading->header, sheet_row, &refusal) != STATUS_OK;
        if (reading->failed)
            tell(reading, sheet_row->line, &refusal);
        return;
    }
    enum status status = baseline_row_read(&row, &reading->header, sheet_row, &refusal);
    if (status != STATUS_OK)
        baseline_tables_spoil(reading->tables, &row, reading->path, sheet_row->line);
    else
        status = baseline_tables_add(reading->tables, &row, reading->path, sheet_row->line, &refusal);
    if (status != STATUS_OK)
        tell(reading, sheet_row->line, &refusal);
}

static bool read_files(struct baseline_tables *tables, const struct arguments *files, struct report *report)
{
    char why[512];
    for (size_t i = 0; i < files->count; i++) {
        struct sheet_reading reading = {.path = files->texts[i], .tables = tables, .report = report};
        if (sheet_read(files->texts[i], on_row, &reading, why, sizeof why) != STATUS_OK) {
            report_problem(report, "%s", why);
            return false;
        }
        if (reading.failed)
            return false;
    }
    return true;
}

static enum exit_code deliver(const struct baseline_tables *tables, const struct baseline_options *options,
                              int64_t received, struct report *report)
{
    struct merge merge;
    merge_init(&merge);
    for (size_t i = 0; i < tables->count; i++)
        baseline_table_sign(tables->tables[i], text_of(options->source), received);
    struct input *list = table_list_create(tables, received, report);
    if (list == NULL) {
        report_problem(report, "no memory");
        return EXIT_FAILED;
    }
    merge_add(&merge, list);
    enum exit_code code = delivery_run(&merge, report,
                                       &(struct delivery_options){.to = options->destination.to,
                                                                  .speed = PACE_MAX,
                                                                  .timeout = options->destination.timeout,
                                                                  .doing = "sending",
                                                                  .spool = destination_spool(&options->destination)});
    merge_close(&merge);
    return code;
}

int feed_baseline(int argc, char **argv)
{
    struct baseline_options options;
    struct baseline_tables tables;
    struct arguments files;
    struct report report;
    int64_t received;
    switch (options_parse(&program, argc, argv, &options, &files)) {
    case PARSE_RUN:
        break;
    case PARSE_DONE:
        return EXIT_OK;
    case PARSE_USAGE:
        return EXIT_USAGE;
    }
    report_init(&report, program.name);
    if (!destination_options_check(&options.destination, &report))
        return EXIT_USAGE;
    if (!moment_parse(options.received, &received)) {
        report_problem(&report, "--received '%s' is no time: " MOMENT_FORMS, options.received);
        return EXIT_USAGE;
    }
    baseline_tables_init(&tables);
    enum exit_code code = EXIT_FAILED;
    if (read_files(&tables, &files, &report))
        code = deliver(&tables, &options, received, &report);
    baseline_tables_close(&tables);
    return (int)code;
}

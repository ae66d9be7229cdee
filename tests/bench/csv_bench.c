/* Prices from CSV: both passes over the file, dates, numbers and packed events,
 * against one plain pass of libcsv over the same bytes, which does nothing with
 * the cells. The network is left out: events are taken and dropped. */
#include "producers/price_file.h"
#include "tests/bench/figures.h"
#include "tests/support/scratch.h"

#include <csv.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define FILE_BYTES (5u * MIB) /* fewer rows than there are days in the years of the contract: one run */
#define DAYS 83000 /* from 1970 to 2197 */
#define SERIES 8u

struct subject {
    const char *what;
    void (*write_header)(FILE *file);
    uint64_t (*write_day)(FILE *file, int64_t day); /* how many events it makes */
    bool falling;
    struct price_options options;
    char path[PATH_MAX];
    uint64_t bytes, events;
};

/* ---- files ------------------------------------------------------------------------- */

static const char *const names[SERIES] = {"LME.AL.3M",      "LME.AL.CASH",    "SHFE.AL",     "US.MWP",
                                          "CN.NDPR.OXIDE", "CN.DY.OXIDE", "EU.DY.OXIDE", "FX.USDCNY"};

static double value_of(int64_t day, unsigned series)
{
    return 2000 + (double)((day * 7919 + series * 104729) % 100000) / 100;
}

static void write_date(FILE *file, int64_t day)
{
    char text[16];
    struct line line = line_on(text, sizeof text);
    line_day(&line, day);
    fputs(text, file);
}

static void write_long_header(FILE *file)
{
    fputs("date,series,value,unit\n", file);
}

static uint64_t write_long_day(FILE *file, int64_t day)
{
    for (unsigned i = 0; i < SERIES; i++) {
        write_date(file, day);
        fprintf(file, ",%s,%.2f,USD/t\n", names[i], value_of(day, i));
    }
    return SERIES;
}

static void write_wide_header(FILE *file)
{
    fputs("date", file);
    for (unsigned i = 0; i < SERIES; i++)
        fprintf(file, ",%s", names[i]);
    fputc('\n', file);
}

static uint64_t write_wide_day(FILE *file, int64_t day)
{
    write_date(file, day);
    for (unsigned i = 0; i < SERIES; i++)
        fprintf(file, ",%.2f", value_of(day, i));
    fputc('\n', file);
    return SERIES;
}

static void write_single_header(FILE *file)
{
    fputs("\"date\",\"open\",\"high\",\"low\",\"close\",\"volume\"\n", file);
}

static uint64_t write_single_day(FILE *file, int64_t day)
{
    fputc('"', file);
    write_date(file, day);
    fprintf(file, "\",\"%.2f\",\"%.2f\",\"%.2f\",\"%.2f\",\"%d\"\n", value_of(day, 0), value_of(day, 1),
            value_of(day, 2), value_of(day, 3), (int)(day % 1000000));
    return 1;
}

static void write_file(struct subject *subject)
{
    FILE *file = fopen(subject->path, "w");
    if (file == NULL)
        wrong("cannot write %s", subject->path);
    subject->write_header(file);
    for (int64_t i = 0; ftell(file) < (long)FILE_BYTES; i++)
        subject->events += subject->write_day(file, subject->falling ? DAYS - i : i);
    subject->bytes = (uint64_t)ftell(file);
    if (fclose(file) != 0)
        wrong("cannot write %s", subject->path);
}

/* ---- ours --------------------------------------------------------------------------- */

static uint64_t take_events(struct price_file *file)
{
    uint64_t events = 0;
    struct merge merge;
    struct item item;
    merge_init(&merge);
    for (uint32_t i = 0; i < file->survey.runs_count; i++)
        merge_add(&merge, price_file_run(file, i));
    while (merge_next(&merge, &item) == INPUT_EVENT) {
        used(item.bytes);
        events++;
    }
    merge_close(&merge);
    return events;
}

static double our_rate(void *self)
{
    const struct subject *subject = self;
    static const struct config no_markets;
    struct price_closes closes = {{17 * 60, ZONE_LONDON}, &no_markets};
    struct report report;
    report_init(&report, "csv_bench");
    int64_t start = cpu_ns();
    struct price_file *file = price_file_open(subject->path, &subject->options, &closes, &report, MERGE_INPUTS, NULL,
                                              NULL);
    if (file == NULL)
        wrong("%s is refused", subject->what);
    uint64_t events = take_events(file);
    price_file_close(&file);
    double seconds = (double)(cpu_ns() - start) / 1e9;
    if (events != subject->events || report.refused > 0)
        wrong("%s: %" PRIu64 " events instead of %" PRIu64, subject->what, events, subject->events);
    return (double)subject->bytes / seconds;
}

/* ---- libcsv ------------------------------------------------------------------------- */

static void on_cell(void *cell, size_t size, void *self)
{
    (void)size;
    (void)self;
    used(cell);
}

static void on_row(int terminator, void *self)
{
    (void)terminator;
    ++*(uint64_t *)self;
}

static double libcsv_rate(void *self)
{
    static char block[64 * KIB];
    const struct subject *subject = self;
    struct csv_parser parser;
    uint64_t rows = 0;
    ssize_t size;
    int descriptor = open(subject->path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0 || csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
        wrong("cannot read %s", subject->path);
    int64_t start = cpu_ns();
    while ((size = read(descriptor, block, sizeof block)) > 0)
        if (csv_parse(&parser, block, (size_t)size, on_cell, on_row, &rows) != (size_t)size)
            wrong("libcsv refuses %s", subject->what);
    csv_fini(&parser, on_cell, on_row, &rows);
    double seconds = (double)(cpu_ns() - start) / 1e9;
    csv_free(&parser);
    close(descriptor);
    if (rows < 2)
        wrong("libcsv sees %" PRIu64 " rows", rows);
    return (double)subject->bytes / seconds;
}

/* ---- figures ------------------------------------------------------------------------ */

static struct price_options options_of(const char *value, const char *series, const char *series_column,
                                       const char *unit_column)
{
    struct price_options options;
    options_defaults(&prices_program, &options);
    options.value_column = value;
    options.series = series;
    options.series_column = series_column;
    options.unit_column = unit_column;
    options.unit = "USD/t";
    return options;
}

static void measure(struct subject *subject, const struct scratch *scratch)
{
    struct pairs pairs;
    scratch_path(scratch, subject->what, subject->path);
    write_file(subject);
    pairs_take(&pairs, our_rate, libcsv_rate, subject);
    figure_print(&(struct figure){subject->what, "libcsv over the same file, cells dropped", "MB/s", 1e-6, NO_GOAL, 0},
                 &pairs);
    printf("     %s: median %.0f MB/s, goal >= 100: %s\n", subject->what, median(pairs.ours, pairs.count) / 1e6,
           median(pairs.ours, pairs.count) >= 100e6 ? "reached" : "short");
}

int main(void)
{
    struct scratch scratch;
    struct subject subjects[] = {
        {.what = "long, series and unit columns", .write_header = write_long_header, .write_day = write_long_day,
         .options = options_of("value", NULL, "series", "unit")},
        {.what = "wide, eight series", .write_header = write_wide_header, .write_day = write_wide_day,
         .options = options_of(NULL, NULL, NULL, NULL)},
        {.what = "one series, quoted, newest first", .write_header = write_single_header,
         .write_day = write_single_day, .falling = true, .options = options_of("close", "LME.AL.3M", NULL, NULL)},
    };
    figures_begin("csv_bench");
    scratch_make(&scratch);
    for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++)
        measure(&subjects[i], &scratch);
    scratch_remove(&scratch);
    figures_end();
    return 0;
}

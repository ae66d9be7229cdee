/* orewatch-feed prices: CSV and TSV files, long and wide (data/profiles/README.md). */
#include "producers/delivery.h"
#include "producers/feeds.h"
#include "producers/pace.h"
#include "producers/price_file.h"
#include "runtime/progress.h"

#include <inttypes.h>
#include <stdlib.h>

/* All files of one run of the program. */
struct prices {
    const struct price_options *options;
    struct price_closes closes;
    struct report report;
    struct merge merge;
    size_t count;
    struct price_file *files[MERGE_INPUTS];
};

static void on_progress(void *self, uint64_t done, uint64_t total)
{
    progress_show(self, done, total, 0);
}

/* Opens a file and adds its runs to the inputs. */
static bool add_file(struct prices *prices, const char *path)
{
    struct progress progress;
    progress_start(&progress, "looking through it:");
    struct price_file *file = price_file_open(path, prices->options, &prices->closes, &prices->report,
                                              MERGE_INPUTS - prices->merge.count, on_progress, &progress);
    progress_end(&progress);
    if (file == NULL)
        return false;
    prices->files[prices->count++] = file;
    for (uint32_t i = 0; i < file->survey.runs_count; i++) {
        struct input *input = price_file_run(file, i);
        if (input == NULL) {
            report_problem(&prices->report, "%s: no memory", path);
            return false;
        }
        merge_add(&prices->merge, input);
    }
    return true;
}

/* What went out as no event, though nothing was wrong with it. */
static void tell_left_out(const struct prices *prices)
{
    struct price_counts sum = {0};
    for (size_t i = 0; i < prices->count; i++) {
        sum.missing += prices->files[i]->counts.missing;
        sum.unmapped += prices->files[i]->counts.unmapped;
    }
    if (sum.missing > 0)
        report_problem(&prices->report, "%" PRIu64 " cells hold no value", sum.missing);
    if (sum.unmapped > 0)
        report_problem(&prices->report, "%" PRIu64 " rows are of series that --map does not name", sum.unmapped);
}

static enum exit_code run(struct prices *prices, const struct arguments *files)
{
    const struct price_options *options = prices->options;
    enum exit_code code = EXIT_OK;
    for (size_t i = 0; i < files->count && code == EXIT_OK; i++)
        if (!add_file(prices, files->texts[i]))
            code = EXIT_FAILED;
    if (code == EXIT_OK) {
        code = delivery_run(&prices->merge, &prices->report,
                            &(struct delivery_options){.to = options->destination.to, .speed = PACE_MAX,
                                                       .timeout = options->destination.timeout, .doing = "sending"});
        tell_left_out(prices);
    }
    merge_close(&prices->merge);
    for (size_t i = 0; i < prices->count; i++)
        price_file_close(&prices->files[i]);
    return code;
}

int feed_prices(int argc, char **argv)
{
    struct price_options options;
    struct arguments files;
    char *texts;
    enum exit_code code = EXIT_USAGE;
    switch (price_options_read(&options, &files, &texts, argc, argv)) {
    case PARSE_RUN: {
        struct prices prices = {.options = &options, .closes = {.of_day = -1}};
        report_init(&prices.report, prices_program.name);
        merge_init(&prices.merge);
        code = run(&prices, &files);
        break;
    }
    case PARSE_DONE:
        code = EXIT_OK;
        break;
    case PARSE_USAGE:
        break;
    }
    free(texts);
    return (int)code;
}

/* orewatch-feed prices: CSV and TSV files, long and wide (data/profiles/README.md). */
#include "producers/delivery.h"
#include "producers/feeds.h"
#include "producers/pace.h"
#include "producers/price_file.h"
#include "producers/price_markets.h"
#include "runtime/progress.h"

#include <inttypes.h>
#include <stdlib.h>

/* All files of one run of the program. */
struct prices {
    const struct price_options *options;
    struct price_markets markets;
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

/* What went out as no event though nothing was wrong with it, and what to do with
 * values that were changed. */
static void tell_left_out(const struct prices *prices)
{
    int64_t next = prices->options->revision + 1;
    struct price_counts sum = {0};
    for (size_t i = 0; i < prices->count; i++) {
        sum.missing += prices->files[i]->counts.missing;
        sum.unmapped += prices->files[i]->counts.unmapped;
    }
    if (sum.missing > 0)
        report_problem(&prices->report, "%" PRIu64 " cells hold no value", sum.missing);
    if (sum.unmapped > 0)
        report_problem(&prices->report, "%" PRIu64 " rows are of series that --map does not name", sum.unmapped);
    if (prices->report.conflicts > 0)
        report_problem(&prices->report,
                       "%" PRIu64 " prices are not what was sent before under their names; where the new value is "
                       "right, --revision %" PRId64 " replaces the old one",
                       prices->report.conflicts, next);
}

static enum exit_code send(struct prices *prices, const struct arguments *files)
{
    const struct price_options *options = prices->options;
    for (size_t i = 0; i < files->count; i++)
        if (!add_file(prices, files->texts[i]))
            return EXIT_FAILED;
    enum exit_code code = delivery_run(&prices->merge, &prices->report,
                                       &(struct delivery_options){.to = options->destination.to,
                                                                  .speed = PACE_MAX,
                                                                  .timeout = options->destination.timeout,
                                                                  .doing = "sending"});
    tell_left_out(prices);
    return code;
}

static enum exit_code run(const struct price_options *options, const struct arguments *files)
{
    struct prices prices = {.options = options};
    enum exit_code code = EXIT_FAILED;
    report_init(&prices.report, prices_program.name);
    merge_init(&prices.merge);
    if (price_markets_read(&prices.markets, options->config, &prices.report)) {
        prices.closes = (struct price_closes){price_options_close(options), prices.markets.config};
        code = send(&prices, files);
    }
    merge_close(&prices.merge);
    for (size_t i = 0; i < prices.count; i++)
        price_file_close(&prices.files[i]);
    price_markets_close(&prices.markets);
    return code;
}

int feed_prices(int argc, char **argv)
{
    struct price_options options;
    struct arguments files;
    char *texts;
    int code = EXIT_USAGE;
    switch (price_options_read(&options, &files, &texts, argc, argv)) {
    case PARSE_RUN:
        code = (int)run(&options, &files);
        break;
    case PARSE_DONE:
        code = EXIT_OK;
        break;
    case PARSE_USAGE:
        break;
    }
    free(texts);
    return code;
}

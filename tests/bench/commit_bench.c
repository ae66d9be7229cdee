/* Goal 5, and of 9 what concerns the log: how long a commit of 512 events takes,
 * at its median and at its worst, and whether a log that has grown is any slower. */
#include "runtime/log.h"
#include "tests/bench/figures.h"
#include "tests/bench/prices.h"
#include "tests/support/scratch.h"

#include <pthread.h>
#include <stdbool.h>

#define EVENTS  512u
#define COMMITS 800u /* a lap: 64 MiB, a segment; eight laps make half a GiB of log */

struct bench {
    struct log_writer *writer;
    struct prices prices;
    bool preparing;
    pthread_t preparer;
    double seconds[COMMITS];
};

/* The next segment, beside the commits, as the broker has it. */
static void *prepare(void *self)
{
    struct bench *bench = self;
    char why[512];
    if (log_writer_prepare(bench->writer, why, sizeof why) != STATUS_OK)
        wrong("%s", why);
    return NULL;
}

static void join(struct bench *bench)
{
    if (bench->preparing)
        pthread_join(bench->preparer, NULL);
    bench->preparing = false;
}

static void prepare_if_wanted(struct bench *bench)
{
    if (!log_writer_wants_segment(bench->writer))
        return;
    join(bench);
    bench->preparing = pthread_create(&bench->preparer, NULL, prepare, bench) == 0;
    if (!bench->preparing)
        wrong("no thread");
}

static void commit(struct bench *bench)
{
    uint64_t offset;
    char why[512];
    for (unsigned i = 0; i < EVENTS; i++) {
        const uint8_t *event = prices_next(&bench->prices);
        if (log_writer_add(bench->writer, ENTRY_EVENTS, 1, event, bench->prices.size, &offset) != STATUS_OK)
            wrong("an event does not fit a commit");
    }
    if (log_writer_commit(bench->writer, why, sizeof why) != STATUS_OK)
        wrong("%s", why);
}

static void lap(struct bench *bench)
{
    for (unsigned i = 0; i < COMMITS; i++) {
        int64_t begun = clock_ns();
        commit(bench);
        bench->seconds[i] = (double)(clock_ns() - begun) / 1e9;
        prepare_if_wanted(bench);
    }
}

int main(void)
{
    static const struct figure tail = {"5 commit of 512 events, p99", "its p50", "us", 1e6, AT_MOST, 3};
    static const struct figure growth = {"9 commit of 512 events, p50, the log grown", "of the first 0.4 M events", "us",
                                         1e6, AT_MOST, 1.2};
    static struct bench bench;
    struct pairs tails = {0}, growths = {0};
    struct scratch scratch;
    uint64_t torn;
    char path[PATH_MAX], why[512];
    figures_begin("commit_bench");
    scratch_make(&scratch);
    scratch_path(&scratch, "journal", path);
    if (log_writer_open(&bench.writer, &(struct log_writer_options){.path = path, .epoch = 1}, &torn, why,
                        sizeof why) != STATUS_OK)
        wrong("%s", why);
    prices_init(&bench.prices, 1, 0);
    lap(&bench);
    double first = quantile(bench.seconds, COMMITS, .5);
    for (unsigned i = 0; i < PAIRS; i++) {
        lap(&bench);
        double half = quantile(bench.seconds, COMMITS, .5);
        pairs_add(&tails, quantile(bench.seconds, COMMITS, .99), half);
        pairs_add(&growths, half, first);
    }
    figure_print(&tail, &tails);
    figure_print(&growth, &growths);
    join(&bench);
    log_writer_close(&bench.writer);
    scratch_remove(&scratch);
    figures_end();
    return 0;
}

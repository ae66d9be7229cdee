/* Goal 8: a recording of prices through the whole engine, 5,000 events a second
 * of log time, against reading the same events and nothing else: in memory, of
 * one and of ten million events, and as `orewatch run` does it, from a file. */
#include "consumers/offline.h"
#include "tests/bench/aluminum.h"
#include "tests/bench/figures.h"
#include "tests/bench/prices.h"
#include "tests/support/scratch.h"
#include "tests/support/supply_words.h"

#include <stdio.h>

#define LAP     65536u /* events made at a time, outside the measurement: 10 MB */
#define MILLION 1000000u
#define FILED   500000u
#define GAP_NS  INT64_C(200000)
#define COMMIT  4096u

struct bench {
    uint32_t events; /* of one measurement */
    int64_t time;    /* of the engine */
    uint64_t offset, number;
    char recording[PATH_MAX];
};

static uint8_t lap[LAP][PRICE_BYTES];

static void make_lap(struct bench *bench, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        price_renew(lap[i], bench->number++, bench->time + i * GAP_NS);
}

/* ---- in memory ---------------------------------------------------------------------- */

static void decode_one(const uint8_t *bytes, struct event *event)
{
    struct refusal refusal;
    if (event_decode(bytes, PRICE_BYTES, event, NULL, &refusal) != STATUS_OK)
        wrong("a price is refused: %s: %s", refusal.field, refusal.text);
    used(event);
}

static void step_one(struct bench *bench, const struct event *event)
{
    static const struct outputs nobody = {.emit = NULL};
    struct refusal refusal;
    struct entry entry = {.kind = ENTRY_EVENTS, .offset = ++bench->offset, .received = event->received, .event = event};
    if (engine_step(the_engine(), &entry, &nobody, &refusal) != STATUS_OK)
        wrong("the engine refuses a price");
}

/* The sum of all laps: what is slow now and then counts too. */
static double go(struct bench *bench, bool steps)
{
    static struct event event;
    int64_t spent = 0;
    for (uint32_t done = 0, count; done < bench->events; done += count) {
        count = bench->events - done < LAP ? bench->events - done : LAP;
        make_lap(bench, count);
        int64_t begun = cpu_ns();
        for (uint32_t i = 0; i < count; i++) {
            decode_one(lap[i], &event);
            if (steps)
                step_one(bench, &event);
        }
        spent += cpu_ns() - begun;
        bench->time += count * GAP_NS;
    }
    return bench->events * 1e9 / (double)spent;
}

static double decode_only(void *self)
{
    return go(self, false);
}

static double decode_and_step(void *self)
{
    return go(self, true);
}

static double ten_times(void *self)
{
    struct bench *bench = self;
    bench->events *= 10;
    double reached = go(bench, true);
    bench->events /= 10;
    return reached;
}

/* ---- from a file ---------------------------------------------------------------------- */

static void make_recording(struct bench *bench)
{
    struct log_writer *writer;
    struct log_writer_options options = {.path = bench->recording, .epoch = 1};
    uint64_t torn, offset;
    char why[512];
    if (log_writer_open(&writer, &options, &torn, why, sizeof why) != STATUS_OK)
        wrong("%s", why);
    for (uint32_t i = 0; i < FILED; i++) {
        if (i % COMMIT == 0)
            make_lap(bench, COMMIT);
        if (log_writer_add(writer, ENTRY_EVENTS, bench->time, lap[i % COMMIT], PRICE_BYTES, &offset) != STATUS_OK)
            wrong("the recording cannot be written");
        bench->time += GAP_NS;
        bool full = (i + 1) % COMMIT == 0 || i + 1 == FILED;
        if (full && log_writer_commit(writer, why, sizeof why) != STATUS_OK)
            wrong("the recording cannot be written: %s", why);
    }
    log_writer_close(&writer);
}

static double run_file(void *self)
{
    static struct offline offline;
    struct bench *bench = self;
    struct offline_options options = {.log = bench->recording};
    int64_t begun = cpu_ns();
    if (offline_open(&offline, &options, NULL) != STATUS_OK || offline_run(&offline, INT64_MAX) != STATUS_OK)
        wrong("%s", offline.why);
    double reached = (double)offline.events * 1e9 / (double)(cpu_ns() - begun);
    if (offline.events != FILED || offline.torn)
        wrong("%u events were written, %llu read", FILED, (unsigned long long)offline.events);
    offline_close(&offline);
    return reached;
}

/* ---- the figures ------------------------------------------------------------------------ */

int main(void)
{
    static struct bench bench;
    struct scratch scratch;
    struct pairs pairs;
    figures_begin("replay_bench");
    aluminum_world(10);
    bench.time = day_ns(ALUMINUM_DAY);
    bench.events = MILLION;
    for (uint32_t i = 0; i < LAP; i++)
        price_write(lap[i], i, bench.time);
    pairs_take(&pairs, decode_and_step, decode_only, &bench);
    figure_print(&(struct figure){"8 replay 1 M prices from memory", "decode only", "M/s", 1e-6, AT_LEAST, .5}, &pairs);
    pairs_take(&pairs, ten_times, decode_and_step, &bench);
    figure_print(&(struct figure){"8 replay 10 M prices from memory", "of 1 M", "M/s", 1e-6, AT_LEAST, .95}, &pairs);
    end_world();
    scratch_make(&scratch);
    scratch_path(&scratch, "prices.owr", bench.recording);
    make_recording(&bench);
    bench.events = FILED;
    pairs_take(&pairs, run_file, decode_only, &bench);
    figure_print(&(struct figure){"8 orewatch run, from a file", "decode only, in memory", "M/s", 1e-6, AT_LEAST, .5},
                 &pairs);
    scratch_remove(&scratch);
    figures_end();
    return 0;
}

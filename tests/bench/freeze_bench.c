/* The engine's state as bytes and back, against a copy of the block that it is:
 * of an engine that was told nothing, after each recording given, after a long
 * stream of entries of all kinds, and when no table has room. */
#include "consumers/offline.h"
#include "engine/frozen.h"
#include "engine/state.h"
#include "tests/bench/figures.h"
#include "tests/support/random_stream.h"

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CAPACITY (64u * MIB)
#define ENTRIES  20000u
#define SEED     7u

struct bench {
    struct engine *engine, *other;
    uint8_t *bytes;
    size_t size;
};

static void keep(void *self, const void *bytes, size_t size)
{
    struct bench *bench = self;
    if (bench->size + size > CAPACITY)
        wrong("a state takes more than %u bytes", CAPACITY);
    memcpy(bench->bytes + bench->size, bytes, size);
    bench->size += size;
}

static void freeze_lap(void *self)
{
    struct bench *bench = self;
    struct engine_sink sink = {keep, bench};
    bench->size = 0;
    engine_freeze(bench->engine, &sink);
}

static void thaw_lap(void *self)
{
    struct bench *bench = self;
    struct refusal refusal;
    if (engine_thaw(bench->other, bench->bytes, bench->size, &refusal) != STATUS_OK)
        wrong("not thawed: %s", refusal.text);
}

static void copy_lap(void *self)
{
    struct bench *bench = self;
    memcpy(bench->other, bench->engine, engine_size());
    used(bench->other);
}

static double freeze(void *self)
{
    return fastest(freeze_lap, self);
}

static double thaw(void *self)
{
    return fastest(thaw_lap, self);
}

static double copy(void *self)
{
    return fastest(copy_lap, self);
}

static void figures_of(struct bench *bench, const char *after)
{
    char what[96];
    struct pairs pairs;
    freeze_lap(bench);
    snprintf(what, sizeof what, "freeze %s: %zu KB", after, (bench->size + 999) / 1000);
    pairs_take(&pairs, freeze, copy, bench);
    figure_print(&(struct figure){what, "copy of the block", "ms", 1e3, NO_GOAL, 0}, &pairs);
    pairs_take(&pairs, thaw, copy, bench);
    figure_print(&(struct figure){"thaw it", "copy of the block", "ms", 1e3, NO_GOAL, 0}, &pairs);
}

static void after_recording(struct bench *bench, char *path)
{
    static struct offline offline;
    struct offline_options options = {.log = path};
    if (offline_open(&offline, &options, NULL) != STATUS_OK || offline_run(&offline, INT64_MAX) != STATUS_OK)
        wrong("%s", offline.why);
    memcpy(bench->engine, offline.engine, engine_size());
    offline_close(&offline);
    figures_of(bench, basename(path));
}

static void ignore(void *self, const union output *output)
{
    (void)self;
    (void)output;
}

static void after_stream(struct bench *bench)
{
    static struct random_stream stream;
    static const struct outputs nobody = {ignore, NULL};
    struct engine *fresh = engine_create();
    struct refusal refusal;
    if (fresh == NULL)
        wrong("no memory");
    memcpy(bench->engine, fresh, engine_size());
    engine_destroy(&fresh);
    random_stream_begin(&stream, SEED);
    for (uint32_t i = 0; i < ENTRIES; i++)
        if (engine_step(bench->engine, random_stream_next(&stream), &nobody, &refusal) != STATUS_OK)
            wrong("the engine refuses an entry: %s", refusal.text);
    figures_of(bench, "after 20,000 entries");
}

/* What no stream brings about, and nothing is larger than. */
static void all_full(struct bench *bench)
{
    struct engine *engine = bench->engine;
    engine->settings.materials = LIMIT_MATERIALS;
    engine->settings.regions = LIMIT_REGIONS;
    engine->ledger.policies = LIMIT_MEASURES;
    engine->ledger.words = LIMIT_ASSERTIONS;
    for (uint32_t i = 0; i < LIMIT_ASSERTIONS; i++)
        engine->ledger.word[i].legs = LIMIT_LEGS;
    engine->alerts.count = LIMIT_ALERTS;
    engine->notebook.count = LIMIT_NOTES;
    for (uint32_t i = 0; i < LIMIT_NOTES; i++)
        engine->notebook.note[i].comment_size = LIMIT_COMMENT;
    engine->healths.count = LIMIT_HEALTHS;
    engine->newsroom.outlets = LIMIT_OUTLETS;
    for (uint32_t m = 0; m < LIMIT_MATERIALS; m++)
        for (uint32_t r = 0; r < LIMIT_REGIONS; r++) {
            engine->supply[m][r].count = LIMIT_SUPPLIERS;
            engine->newsroom.pair[m][r].cited = LIMIT_STORIES_CITED;
            for (uint32_t i = 0; i < LIMIT_OUTLETS; i++)
                engine->newsroom.heard[i][m][r].kept = true;
            for (uint32_t i = 0; i < PAST_COARSE; i++)
                engine->pair[m][r].past.coarse[i].used = engine->pair[m][r].past.fine[i % PAST_FINE].used = true;
        }
    for (uint32_t i = 0; i < LIMIT_STORIES; i++)
        engine->newsroom.stories.story[i / LIMIT_STORY_WAYS][i % LIMIT_STORY_WAYS].key = i + 1;
    for (uint32_t i = 0; i < LIMIT_STORY_MARKS; i++)
        engine->newsroom.stories.mark[i].risk = 1;
    figures_of(bench, "with no room left");
}

int main(int argc, char **argv)
{
    struct bench bench = {.engine = engine_create(), .other = engine_create(), .bytes = malloc(CAPACITY)};
    if (bench.engine == NULL || bench.other == NULL || bench.bytes == NULL)
        wrong("no memory");
    figures_begin("freeze_bench");
    figures_of(&bench, "an engine told nothing");
    for (int i = 1; i < argc; i++)
        after_recording(&bench, argv[i]);
    after_stream(&bench);
    all_full(&bench);
    figures_end();
    engine_destroy(&bench.engine), engine_destroy(&bench.other);
    free(bench.bytes);
    return 0;
}

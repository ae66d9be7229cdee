/* What the engine does with an event: of a price against reading it; of a
 * policy against one recompute of its material, which is the least it can do. */
#include "tests/bench/aluminum.h"
#include "tests/bench/figures.h"
#include "tests/bench/prices.h"
#include "tests/support/supply_words.h"

#include <stdio.h>

#define LAP         1000u
#define MILLISECOND INT64_C(1000000)

struct bench {
    struct event price, duty;
    uint8_t price_bytes[PRICE_BYTES], duty_bytes[1024];
    size_t duty_size;
    int64_t time; /* of the engine */
    uint64_t offset, revision;
    uint64_t outputs, alerts;
};

/* ---- a price ----------------------------------------------------------------------- */

static void count_output(void *self, const union output *output)
{
    struct bench *bench = self;
    bench->outputs++;
    bench->alerts += output->head.type == OUTPUT_ALERT;
}

static void step(struct bench *bench, const struct event *event)
{
    struct outputs outputs = {count_output, bench};
    struct refusal refusal;
    struct entry entry = {.kind = ENTRY_EVENTS, .offset = ++bench->offset, .received = bench->time, .event = event};
    if (engine_step(the_engine(), &entry, &outputs, &refusal) != STATUS_OK)
        wrong("the engine refuses an event");
}

struct packed {
    const uint8_t *bytes;
    size_t size;
};

static void decode_lap(void *self)
{
    static struct event event;
    const struct packed *packed = self;
    struct refusal refusal;
    for (unsigned i = 0; i < LAP; i++) {
        if (event_decode(packed->bytes, packed->size, &event, NULL, &refusal) != STATUS_OK)
            wrong("event_decode refuses: %s: %s", refusal.field, refusal.text);
        used(&event);
    }
}

static double decode_price(void *self)
{
    struct bench *bench = self;
    struct packed packed = {bench->price_bytes, PRICE_BYTES};
    return fastest(decode_lap, &packed) / LAP;
}

static void step_lap(void *self)
{
    struct bench *bench = self;
    for (unsigned i = 0; i < LAP; i++) {
        bench->time += MILLISECOND / 5; /* 5,000 a second of log time */
        bench->price.time = bench->time;
        step(bench, &bench->price);
    }
}

static double step_price(void *self)
{
    return fastest(step_lap, self) / LAP;
}

/* ---- a policy ---------------------------------------------------------------------- */

static double decode_duty(void *self)
{
    struct bench *bench = self;
    struct packed packed = {bench->duty_bytes, bench->duty_size};
    return fastest(decode_lap, &packed) / LAP;
}

static void duty_lap(void *self)
{
    struct bench *bench = self;
    bench->time += MILLISECOND;
    aluminum_duty(&bench->duty, ++bench->revision, bench->time);
    step(bench, &bench->duty);
}

static double step_duty(void *self)
{
    return fastest(duty_lap, self);
}

static void recompute_lap(void *self)
{
    struct standing standings[LIMIT_REGIONS];
    (void)self;
    standings_under(&everything, "aluminum", standings);
    used(standings);
}

static double recompute(void *self)
{
    return fastest(recompute_lap, self);
}

/* ---- the figures --------------------------------------------------------------------- */

static void price_figures(struct bench *bench)
{
    struct refusal refusal;
    struct pairs pairs;
    price_write(bench->price_bytes, 0, day_ns(ALUMINUM_DAY));
    if (event_decode(bench->price_bytes, PRICE_BYTES, &bench->price, NULL, &refusal) != STATUS_OK)
        wrong("a price is refused: %s: %s", refusal.field, refusal.text);
    pairs_take(&pairs, step_price, decode_price, bench);
    figure_print(&(struct figure){"8 step a price", "decode it", "ns", 1e9, AT_MOST, 1}, &pairs);
}

static void duty_figures(struct bench *bench, uint32_t measures)
{
    char what[64];
    struct pairs pairs;
    aluminum_world(measures);
    bench->time = day_ns(ALUMINUM_DAY);
    aluminum_duty(&bench->duty, ++bench->revision, bench->time);
    bench->duty_size = rows_encode(event_rows[EVENT_POLICY], &bench->duty, bench->duty_bytes, sizeof bench->duty_bytes);
    uint64_t steps_before = bench->revision, alerts_before = bench->alerts;
    pairs_take(&pairs, step_duty, recompute, bench);
    snprintf(what, sizeof what, "step a policy, beside %u measure%s", measures, measures == 1 ? "" : "s");
    figure_print(&(struct figure){what, "one recompute of its material", "us", 1e6, NO_GOAL, 0}, &pairs);
    if (bench->alerts - alerts_before < bench->revision - steps_before)
        wrong("a change of a duty raises no alert");
    pairs_take(&pairs, recompute, decode_duty, bench);
    snprintf(what, sizeof what, "recompute a material, beside %u measure%s", measures, measures == 1 ? "" : "s");
    figure_print(&(struct figure){what, "decode the policy", "us", 1e6, NO_GOAL, 0}, &pairs);
}

int main(void)
{
    static struct bench bench;
    figures_begin("step_bench");
    aluminum_world(10);
    bench.time = day_ns(ALUMINUM_DAY);
    price_figures(&bench);
    duty_figures(&bench, 1);
    duty_figures(&bench, 10);
    duty_figures(&bench, 100);
    end_world();
    figures_end();
    return 0;
}

/* What a price costs the engine at 5,000 a second of log time, and what a grid
 * point costs at which eight regions show it; neither by how many came before. */
#include "tests/bench/aluminum.h"
#include "tests/bench/figures.h"
#include "tests/support/price_words.h"
#include "tests/support/supply_words.h"

#include <stdio.h>
#include <string.h>

#define A_SECOND    5000u
#define MILLISECOND INT64_C(1000000)
#define PRICE_NS    70.
#define GRID_US     10.

struct bench {
    struct event price;
    char id[16];
    int64_t time;
    uint64_t offset, prices, outputs;
};

static void count_output(void *self, const union output *output)
{
    struct bench *bench = self;
    (void)output;
    bench->outputs++;
}

static void enter(struct bench *bench, enum entry_kind kind)
{
    struct outputs outputs = {count_output, bench};
    struct refusal refusal;
    struct entry entry = {.kind = kind, .offset = bench->offset, .received = bench->time, .event = &bench->price};
    if (engine_step(the_engine(), &entry, &outputs, &refusal) != STATUS_OK)
        wrong("the engine refuses an entry");
}

/* A price of its own id and value, one percent around 2,500. */
static void say_price(struct bench *bench)
{
    uint64_t number = bench->prices++;
    for (char *digit = bench->id + 9; digit >= bench->id; digit--, number /= 10)
        *digit = (char)('0' + number % 10);
    bench->price.id = (struct text){bench->id, 10};
    bench->price.time = bench->price.received = bench->time;
    bench->price.price.value = 2500 + (double)(bench->prices * 7919 % 256) / 10;
    bench->offset++;
    enter(bench, ENTRY_EVENTS);
}

static void second_lap(void *self)
{
    struct bench *bench = self;
    for (unsigned i = 0; i < A_SECOND; i++) {
        bench->time += MILLISECOND / 5;
        say_price(bench);
    }
}

static double step_price(void *self)
{
    return fastest(second_lap, self) / A_SECOND;
}

/* A price, and the second in which nothing else comes. */
static void grid_lap(void *self)
{
    struct bench *bench = self;
    say_price(bench);
    bench->time += 1000 * MILLISECOND;
    enter(bench, ENTRY_TICK);
}

static double step_grid(void *self)
{
    return fastest(grid_lap, self);
}

static double price_goal(void *self)
{
    (void)self;
    return PRICE_NS / 1e9;
}

static double grid_goal(void *self)
{
    (void)self;
    return GRID_US / 1e6;
}

static void new_world_of_prices(struct bench *bench)
{
    aluminum_world(10);
    memset(bench, 0, sizeof *bench);
    bench->time = day_ns(ALUMINUM_DAY);
    bench->price.type = EVENT_PRICE;
    bench->price.source = text_of("lme");
    bench->price.revision = 1;
    bench->price.price = (struct price_event){.series = text_of("LME.AL.3M"), .unit = PRICE_UNIT_USD_T};
}

/* So many prices, 1,000 a bar. */
static void live_through(struct bench *bench, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        if (i % 1000 == 0)
            bench->time += 86400 * 1000 * MILLISECOND;
        bench->time += MILLISECOND / 5;
        say_price(bench);
    }
}

static double after(struct bench *bench, uint64_t count)
{
    new_world_of_prices(bench);
    live_through(bench, count);
    return step_price(bench);
}

static void flatness(struct bench *bench)
{
    struct pairs pairs = {0};
    (void)after(bench, 1000);
    for (unsigned i = 0; i < PAIRS; i++) {
        double young = after(bench, 1000), old = after(bench, 1000000);
        pairs_add(&pairs, old, young);
    }
    figure_print(&(struct figure){"9 step a price after 1,000,000 others", "after 1,000", "ns", 1e9, AT_MOST, 1.2},
                 &pairs);
}

int main(void)
{
    static struct bench bench;
    struct pairs pairs;
    figures_begin("price_bench");
    new_world_of_prices(&bench);
    live_through(&bench, 40000);
    uint64_t before = bench.outputs;
    pairs_take(&pairs, step_price, price_goal, &bench);
    figure_print(&(struct figure){"step a price, with its share of grid points", "70 ns", "ns", 1e9, AT_MOST, 1}, &pairs);
    pairs_take(&pairs, step_grid, grid_goal, &bench);
    figure_print(&(struct figure){"a grid point over 8 regions", "10 us", "us", 1e6, AT_MOST, 1}, &pairs);
    if (standing_of("aluminum", "EU")->quote[INDICATOR_DRIFT].present == false || before == 0)
        wrong("the prices tell no indicator anything");
    flatness(&bench);
    end_world();
    figures_end();
    return 0;
}

#include "tests/bench/figures.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LAPS_NS INT64_C(50000000) /* 50 ms of laps: hundreds of chances of not being interrupted */

static struct {
    const char *name;
    int64_t begun;
} bench;

static int64_t read_clock(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

int64_t clock_ns(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

int64_t cpu_ns(void)
{
    return read_clock(CLOCK_THREAD_CPUTIME_ID);
}

void figures_begin(const char *name)
{
    bench.name = name;
    bench.begun = clock_ns();
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("%s: ratios of ours to a limit measured in turns with it, medians of %u pairs\n", name, PAIRS);
    printf("  %-46s %10s  %10s %-6s %6s %-13s  %-7s %-7s  %s\n", "what", "ours", "limit", "unit", "ratio",
           "(middle half)", "goal", "", "limit is");
}

void figures_end(void)
{
    printf("%s: %.1f s\n", bench.name, (double)(clock_ns() - bench.begun) / 1e9);
}

double fastest(void (*lap)(void *self), void *self)
{
    int64_t best = INT64_MAX, spent = 0;
    for (unsigned laps = 0; laps < 3 || spent < LAPS_NS; laps++) {
        int64_t begun = cpu_ns();
        lap(self);
        int64_t took = cpu_ns() - begun;
        best = took < best ? took : best;
        spent += took;
    }
    return (double)best / 1e9;
}

void pairs_add(struct pairs *pairs, double ours, double limit)
{
    assert(pairs->count < PAIRS);
    pairs->ours[pairs->count] = ours;
    pairs->limit[pairs->count++] = limit;
}

void pairs_take(struct pairs *pairs, double (*ours)(void *self), double (*limit)(void *self), void *self)
{
    pairs->count = 0;
    (void)ours(self);
    (void)limit(self);
    for (unsigned i = 0; i < PAIRS; i++) {
        double first = i % 2 == 0 ? ours(self) : limit(self);
        double second = i % 2 == 0 ? limit(self) : ours(self);
        pairs_add(pairs, i % 2 == 0 ? first : second, i % 2 == 0 ? second : first);
    }
}

static int by_value(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

double quantile(double *values, size_t count, double part)
{
    assert(count > 0);
    qsort(values, count, sizeof *values, by_value);
    return values[(size_t)(part * (double)(count - 1) + 0.5)];
}

double median(const double *values, size_t count)
{
    double sorted[PAIRS];
    assert(count <= PAIRS);
    memcpy(sorted, values, count * sizeof *values);
    return quantile(sorted, count, .5);
}

static const char *verdict(const struct figure *figure, double ratio)
{
    switch (figure->kind) {
    case NO_GOAL:
        return "-";
    case AT_LEAST:
        return ratio >= figure->goal ? "reached" : "short";
    case AT_MOST:
        return ratio <= figure->goal ? "reached" : "short";
    }
    assert(!"a figure has one of the kinds");
    return NULL;
}

void figure_print(const struct figure *figure, const struct pairs *pairs)
{
    static const char *const signs[] = {[NO_GOAL] = "", [AT_LEAST] = ">= ", [AT_MOST] = "<= "};
    double ratio[PAIRS];
    char goal[16] = "-", middle[24];
    for (unsigned i = 0; i < pairs->count; i++)
        ratio[i] = pairs->ours[i] / pairs->limit[i];
    double low = quantile(ratio, pairs->count, .25), high = quantile(ratio, pairs->count, .75);
    double half = quantile(ratio, pairs->count, .5);
    if (figure->kind != NO_GOAL)
        snprintf(goal, sizeof goal, "%s%.4g", signs[figure->kind], figure->goal);
    snprintf(middle, sizeof middle, "(%.2f..%.2f)", low, high);
    printf("  %-46s %10.2f  %10.2f %-6s %6.2f %-13s  %-7s %-7s  %s\n", figure->what,
           median(pairs->ours, pairs->count) * figure->scale, median(pairs->limit, pairs->count) * figure->scale,
           figure->unit, half, middle, goal, verdict(figure, half), figure->limit);
}

void wrong(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "%s: wrong: ", bench.name);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(EXIT_FAILURE);
}

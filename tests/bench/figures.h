/* Figures: what we reach, against a limit measured in the same run.
 *
 * Absolute speeds move by a factor of two from one run to the next on a shared
 * machine; the ratio of two things measured one right after the other does not.
 * So each bench measures ours and its limit in turns, and a figure is the median
 * of the ratios of these pairs. A bench never fails for speed: it says `short`. */
#ifndef OREWATCH_TESTS_BENCH_FIGURES_H
#define OREWATCH_TESTS_BENCH_FIGURES_H

#include <stddef.h>
#include <stdint.h>

#define PAIRS 7u /* odd: the median is one of them */

/* What was measured in turns, both in the unit of the figure. */
struct pairs { unsigned count; double ours[PAIRS], limit[PAIRS]; };

enum goal_kind {
    NO_GOAL,   /* told only */
    AT_LEAST,  /* ours / limit, of rates */
    AT_MOST,   /* ours / limit, of times */
};

struct figure {
    const char *what, *limit, *unit;
    double scale;   /* of `unit`, from events a second or seconds */
    enum goal_kind kind;
    double goal;
};

/* ns on the monotonic clock; of processor time of this thread. */
int64_t clock_ns(void);
int64_t cpu_ns(void);
/* The seconds that the fastest of many laps took: of what only computes, so that
 * what else runs on the machine counts as little as can be. A lap takes between
 * ten microseconds and a few milliseconds. */
double fastest(void (*lap)(void *self), void *self);

/* Prints the bench's name and the columns; `figures_end` how long it took. */
void figures_begin(const char *bench);
void figures_end(void);

void pairs_add(struct pairs *pairs, double ours, double limit);
/* Measures in turns, who goes first changing from pair to pair, after one round
 * that does not count. Each returns events a second, or seconds. */
void pairs_take(struct pairs *pairs, double (*ours)(void *self), double (*limit)(void *self), void *self);
/* One line: what, ours, limit, ratio with its middle half, goal, reached or short. */
void figure_print(const struct figure *figure, const struct pairs *pairs);

double median(const double *values, size_t count);
/* The value below which `part` of them lie; sorts them. */
double quantile(double *values, size_t count, double part);

/* Something is wrong, not slow: says what and ends the bench with a failure. */
_Noreturn void wrong(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Makes the compiler believe that `*bytes` is read here. */
static inline void used(const void *bytes)
{
    __asm__ volatile("" : : "r"(bytes) : "memory");
}

#endif

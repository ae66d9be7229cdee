#include "engine/series_parts.h"

#include "engine/curve.h"
#include "engine/exponential.h"
#include "engine/measure.h"
#include "engine/session.h"

#include <math.h>

/* ---- the test against the last close ---------------------------------------------- */

/* A return over a gap in which the series was stale counts as one over as many
 * intervals. */
static double root_of_gap(const struct series_row *row, const struct series_limits *limits, int64_t from, int64_t to)
{
    double intervals = (double)session_span(row, from, to) / (double)row->interval;
    return intervals > limits->stale_intervals ? sqrt(intervals) : 1;
}

void test_end(struct series *series)
{
    series->spread = 0;
    series->up = INFINITY;
    series->down = -INFINITY;
}

/* From the last close, with the spread before this bar. */
void test_start(struct series *series, const struct series_row *row, const struct series_limits *limits)
{
    double sigma = series->closed && row->priced ? returns_sigma(&series->returns) : 0;
    test_end(series);
    if (sigma <= 0)
        return;
    series->spread = sigma * root_of_gap(row, limits, series->close_bar, series->bar);
    series->up = series->close.value * exp_of(limits->watch * series->spread);
    series->down = series->close.value * exp_of(-limits->watch * series->spread);
}

void series_watch(struct series *series, const struct series_limits *limits)
{
    double next = at_least(limits->watch, (double)(int64_t)fabs(series->z) + 1);
    if (series->spread <= 0 || series->judged_bar != series->bar)
        return;
    if (series->z > 0)
        series->up = series->close.value * exp_of(next * series->spread);
    else
        series->down = series->close.value * exp_of(-next * series->spread);
}

static void judge_price(struct series *series, const struct price_said *said, int64_t bar, double from, double spread)
{
    series->judged = *said;
    series->judged_bar = bar;
    series->judged_close = false;
    series->from = from;
    series->z = ln_of(said->value / from) / spread;
}

unsigned test_price(struct series *series)
{
    double value = series->last.value;
    if (value < series->up && value > series->down)
        return 0;
    judge_price(series, &series->last, series->bar, series->close.value, series->spread);
    return EFFECT_JUDGE;
}

/* ---- bars ------------------------------------------------------------------------- */

/* The return of the last closed bar, counted upon what was before it. */
static void count_close(struct series *series, const struct series_row *row, const struct series_limits *limits,
                        int64_t now)
{
    double x = 0;
    series->returns = series->before;
    if (row->priced && series->previous > 0) {
        double r = ln_of(series->close.value / series->previous);
        returns_add(&series->returns, r / root_of_gap(row, limits, series->previous_bar, series->close_bar));
        x = r > 0 ? clamp_unit((series->returns.z - 2) / 4) : 0;
    }
    series->rise_before = rise_decayed(series, series->rise_before, now);
    series->rise = at_least(series->rise_before, x);
    series->rise_time = now;
}

static unsigned watch_frozen(struct series *series, const struct series_limits *limits, int64_t now)
{
    bool same = series->previous_bar != 0 && series->close.value == series->previous;
    series->unchanged = same ? series->unchanged_before + 1 : 0;
    if (series->unchanged == 0)
        return trouble_end(series, TROUBLE_FROZEN, &series->close, now);
    if (series->unchanged < limits->frozen_bars)
        return 0;
    returns_forget(&series->returns);
    return trouble_begin(series, TROUBLE_FROZEN, &series->close, now);
}

unsigned bar_close(struct series *series, const struct series_row *row, const struct series_limits *limits, int64_t now)
{
    series->previous = series->closed ? series->close.value : 0;
    series->previous_bar = series->closed ? series->close_bar : 0;
    series->before = series->returns;
    series->rise = series->rise_before = rise_decayed(series, series->rise, now);
    series->rise_time = now;
    series->unchanged_before = series->unchanged;
    series->close = series->last;
    series->close_bar = series->bar;
    series->closed = true;
    series->open = false;
    series->close_due = ALWAYS;
    test_end(series);
    count_close(series, row, limits, now);
    return EFFECT_TOUCHES | watch_frozen(series, limits, now);
}

/* A price of the last closed bar that came late, or anew. */
unsigned bar_replace(struct series *series, const struct series_row *row, const struct series_limits *limits,
                     const struct price_said *said, int64_t now)
{
    unsigned effect = EFFECT_TOUCHES;
    series->close = *said;
    count_close(series, row, limits, now);
    effect |= watch_frozen(series, limits, now);
    if (series->open)
        test_start(series, row, limits);
    else
        series->last = *said;
    double sigma = row->priced && series->previous > 0 ? returns_sigma(&series->before) : 0;
    if (sigma > 0) {
        double spread = sigma * root_of_gap(row, limits, series->previous_bar, series->close_bar);
        judge_price(series, said, series->close_bar, series->previous, spread);
        series->judged_close = true;
        effect |= fabs(series->z) >= limits->watch ? EFFECT_JUDGE : 0;
    }
    return effect;
}

unsigned bar_open(struct series *series, const struct series_row *row, const struct series_limits *limits, int64_t time,
                  int64_t now)
{
    unsigned effect = series->open ? bar_close(series, row, limits, now) : 0;
    series->bar = session_close(row, time);
    series->open = true;
    series->close_due = series->bar + limits->close_grace;
    test_start(series, row, limits);
    return effect;
}

#include "engine/series.h"

#include "engine/curve.h"
#include "engine/exponential.h"
#include "engine/measure.h"
#include "engine/session.h"
#include "engine/unit.h"

#include <math.h>
#include <string.h>

#define RISE_HALF_LIFE (2 * DAY_NS)
/* Less is nothing: below it what decays is over. */
#define RISE_LEAST 1e-6

void series_init(struct series *series)
{
    memset(series, 0, sizeof *series);
    series->up = INFINITY;
    series->down = -INFINITY;
    series->held_since = series->close_due = series->stale_due = ALWAYS;
}

int64_t series_due(const struct series *series)
{
    return series->close_due < series->stale_due ? series->close_due : series->stale_due;
}

/* ---- the jump that decays ------------------------------------------------------ */

/* Trouble stops the clock of what decays: no value falls because data are missing. */
static double decayed(const struct series *series, double rise, int64_t time)
{
    int64_t until = series->held_since < time ? series->held_since : time;
    return until > series->rise_time ? rise * exp2_of(-(double)(until - series->rise_time) / RISE_HALF_LIFE) : rise;
}

double series_rise(const struct series *series, int64_t time, bool *moving)
{
    double rise = decayed(series, series->rise, time);
    *moving = rise > RISE_LEAST && series->held_since == ALWAYS;
    return rise > RISE_LEAST ? rise : 0;
}

static void hold(struct series *series, int64_t now)
{
    bool troubled = series_in(series, TROUBLE_FROZEN) || series_in(series, TROUBLE_STALE);
    if (troubled == (series->held_since != ALWAYS))
        return;
    series->rise = decayed(series, series->rise, now);
    series->rise_before = decayed(series, series->rise_before, now);
    series->rise_time = now;
    series->held_since = troubled ? now : ALWAYS;
}

/* ---- troubles -------------------------------------------------------------------- */

static unsigned set_trouble(struct series *series, enum trouble trouble, const struct price_said *said, int64_t now)
{
    series->trouble[trouble] = *said;
    if (series_in(series, trouble))
        return 0;
    series->troubled |= 1u << trouble;
    hold(series, now);
    return EFFECT_TROUBLE | EFFECT_TOUCHES;
}

static unsigned end_trouble(struct series *series, enum trouble trouble, const struct price_said *said, int64_t now)
{
    if (!series_in(series, trouble))
        return 0;
    series->trouble[trouble] = *said;
    series->troubled &= ~(1u << trouble);
    hold(series, now);
    return EFFECT_TROUBLE | EFFECT_TOUCHES;
}

/* ---- the test against the last close ---------------------------------------------- */

/* A return over a gap in which the series was stale counts as one over as many
 * intervals. */
static double root_of_gap(const struct series_row *row, const struct series_limits *limits, int64_t from, int64_t to)
{
    double intervals = (double)session_span(row, from, to) / (double)row->interval;
    return intervals > limits->stale_intervals ? sqrt(intervals) : 1;
}

static void end_test(struct series *series)
{
    series->spread = 0;
    series->up = INFINITY;
    series->down = -INFINITY;
}

/* From the last close, with the spread before this bar. */
static void start_test(struct series *series, const struct series_row *row, const struct series_limits *limits)
{
    double sigma = series->closed && row->priced ? returns_sigma(&series->returns) : 0;
    end_test(series);
    if (sigma <= 0)
        return;
    series->spread = sigma * root_of_gap(row, limits, series->close_bar, series->bar);
    series->up = series->close.value * exp_of(limits->watch * series->spread);
    series->down = series->close.value * exp_of(-limits->watch * series->spread);
}

void series_watch(struct series *series, const struct series_limits *limits)
{
    double next = at_least(limits->watch, (double)(int64_t)fabs(series->z) + 1);
    if (series->spread <= 0)
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

static unsigned test_live(struct series *series)
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
    series->rise_before = decayed(series, series->rise_before, now);
    series->rise = at_least(series->rise_before, x);
    series->rise_time = now;
}

static unsigned watch_frozen(struct series *series, const struct series_limits *limits, int64_t now)
{
    bool same = series->previous_bar != 0 && series->close.value == series->previous;
    series->unchanged = same ? series->unchanged_before + 1 : 0;
    if (series->unchanged == 0)
        return end_trouble(series, TROUBLE_FROZEN, &series->close, now);
    if (series->unchanged < limits->frozen_bars)
        return 0;
    returns_forget(&series->returns);
    return set_trouble(series, TROUBLE_FROZEN, &series->close, now);
}

static unsigned close_bar(struct series *series, const struct series_row *row, const struct series_limits *limits,
                          int64_t now)
{
    series->previous = series->closed ? series->close.value : 0;
    series->previous_bar = series->closed ? series->close_bar : 0;
    series->before = series->returns;
    series->rise = series->rise_before = decayed(series, series->rise, now);
    series->rise_time = now;
    series->unchanged_before = series->unchanged;
    series->close = series->last;
    series->close_bar = series->bar;
    series->closed = true;
    series->open = false;
    series->close_due = ALWAYS;
    end_test(series);
    count_close(series, row, limits, now);
    return EFFECT_TOUCHES | watch_frozen(series, limits, now);
}

/* A price of the last closed bar that came late, or anew. */
static unsigned replace_close(struct series *series, const struct series_row *row, const struct series_limits *limits,
                              const struct price_said *said, int64_t now)
{
    unsigned effect = EFFECT_TOUCHES;
    series->close = *said;
    count_close(series, row, limits, now);
    effect |= watch_frozen(series, limits, now);
    if (series->open)
        start_test(series, row, limits);
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

static unsigned open_bar(struct series *series, const struct series_row *row, const struct series_limits *limits,
                         int64_t time, int64_t now)
{
    unsigned effect = series->open ? close_bar(series, row, limits, now) : 0;
    series->bar = session_close(row, time);
    series->open = true;
    series->close_due = series->bar + limits->close_grace;
    start_test(series, row, limits);
    return effect;
}

/* ---- prices ------------------------------------------------------------------------- */

static bool same_event(const struct price_said *one, struct text source, struct text id)
{
    return one->offset > 0 && name_is(&one->id, id) && name_is(&one->source, source);
}

static bool replaces(const struct price_said *known, const struct price_said *said)
{
    return same_event(known, name_text(&said->source), name_text(&said->id));
}

/* A price into its bar; it is not older than the last one. */
static unsigned enter(struct series *series, const struct series_row *row, const struct series_limits *limits,
                      const struct price_said *said, int64_t now)
{
    unsigned effect = EFFECT_TOUCHES;
    if (series->closed && !series->open && said->time <= series->close_bar)
        return replace_close(series, row, limits, said, now);
    if (!series->open || said->time > series->bar)
        effect |= open_bar(series, row, limits, said->time, now);
    series->seen = true;
    series->last = *said;
    effect |= test_live(series);
    if (said->time == series->bar || now >= series->close_due) {
        series->judged_close = (effect & EFFECT_JUDGE) != 0;
        effect |= close_bar(series, row, limits, now);
    }
    return effect;
}

/* An older price is late, unless it is the last close, or the last price, anew. */
static unsigned enter_older(struct series *series, const struct series_row *row, const struct series_limits *limits,
                            const struct price_said *said, int64_t now)
{
    bool of_close = series->closed && replaces(&series->close, said);
    bool of_last = replaces(&series->last, said);
    if (!of_close && !of_last)
        return EFFECT_LATE;
    if (said->revision <= (of_last ? series->last : series->close).revision)
        return EFFECT_OLDER;
    if (of_last && series->open) {
        series->last = *said;
        return EFFECT_TOUCHES | test_live(series);
    }
    return replace_close(series, row, limits, said, now);
}

static int64_t stale_after(const struct series *series, const struct series_row *row,
                           const struct series_limits *limits)
{
    return session_after(row, series->last.time, (int64_t)(limits->stale_intervals * (double)row->interval));
}

/* ---- what is set aside ------------------------------------------------------------------ */

static unsigned refuse_unit(struct series *series, const struct price_said *said, enum price_unit unit, int64_t now)
{
    series->trouble_unit = (uint8_t)unit;
    return EFFECT_ASIDE | set_trouble(series, TROUBLE_UNIT, said, now);
}

/* Counts the bars that are off by the same factor. So many in a row, and the new
 * basis is believed: no return is taken across it. */
static bool becomes_basis(struct series *series, const struct series_row *row, const struct series_limits *limits,
                          const struct price_said *said, double factor)
{
    int64_t bar = session_close(row, said->time);
    bool again = series_in(series, TROUBLE_FACTOR) && series->factor == factor;
    if (!again)
        series->consistent = 0;
    if (!again || bar > series->consistent_bar)
        series->consistent++;
    series->factor = factor;
    series->consistent_bar = bar;
    return series->consistent >= limits->rebase_bars;
}

static void forget_basis(struct series *series)
{
    series->closed = series->open = false;
    series->close_due = ALWAYS;
    end_test(series);
}

/* 0: as it should be, or the new basis from now on. */
static unsigned refuse_factor(struct series *series, const struct series_row *row, const struct series_limits *limits,
                              const struct price_said *said, int64_t now)
{
    double reference = series->closed ? series->close.value : series->seen ? series->last.value : 0;
    double factor = 0;
    if (reference > 0 && said->value > 0 && (said->value > 1.1 * reference || said->value < .9 * reference))
        factor = unit_mistaken(row->unit, reference, said->value);
    if (factor <= 0) {
        series->consistent = 0;
        return 0;
    }
    if (!becomes_basis(series, row, limits, said, factor))
        return EFFECT_ASIDE | set_trouble(series, TROUBLE_FACTOR, said, now);
    forget_basis(series);
    return 0;
}

/* A price ends what was wrong, but one that comes older than a series may be
 * without is no news that it is alive. */
static unsigned recover(struct series *series, const struct series_row *row, const struct series_limits *limits,
                        const struct price_said *said, int64_t now)
{
    unsigned effect = end_trouble(series, TROUBLE_UNIT, said, now) | end_trouble(series, TROUBLE_FACTOR, said, now);
    if (series_in(series, TROUBLE_FROZEN) && said->value != series->close.value) {
        series->unchanged = 0;
        effect |= end_trouble(series, TROUBLE_FROZEN, said, now);
    }
    if (series->stale_due == ALWAYS) {
        int64_t due = stale_after(series, row, limits);
        if (due <= now)
            return effect | set_trouble(series, TROUBLE_STALE, said, now);
        series->stale_due = due;
        effect |= end_trouble(series, TROUBLE_STALE, said, now);
    }
    return effect;
}

unsigned series_take(struct series *series, const struct series_row *row, const struct series_limits *limits,
                     const struct price_said *published, enum price_unit unit, int64_t now)
{
    struct price_said said = *published;
    double factor = unit_factor(unit, row->unit);
    if (factor <= 0)
        return refuse_unit(series, published, unit, now);
    said.value *= factor;
    if (row->priced && said.value <= 0)
        return EFFECT_ASIDE;
    bool older = series->seen && said.time < series->last.time;
    bool repeated = series->seen && said.time == series->last.time && replaces(&series->last, &said);
    if (repeated && said.revision <= series->last.revision)
        return EFFECT_OLDER;
    if (older && !(series->closed && replaces(&series->close, &said)) && !replaces(&series->last, &said))
        return EFFECT_LATE;
    unsigned aside = refuse_factor(series, row, limits, &said, now);
    if (aside != 0)
        return aside;
    unsigned effect = older ? enter_older(series, row, limits, &said, now) : enter(series, row, limits, &said, now);
    return effect | recover(series, row, limits, &said, now);
}

/* ---- taken back ---------------------------------------------------------------------- */

static void drop_last(struct series *series)
{
    series->open = false;
    series->close_due = ALWAYS;
    end_test(series);
    if (series->closed)
        series->last = series->close;
    else
        series->seen = false;
}

/* The bar never closed: the one before is the last again, though not by name. */
static void drop_close(struct series *series, const struct series_row *row, const struct series_limits *limits)
{
    bool was_last = !series->open;
    series->returns = series->before;
    series->rise = series->rise_before;
    series->unchanged = series->unchanged_before;
    series->closed = series->previous_bar != 0;
    series->close = (struct price_said){.time = series->previous_bar, .value = series->previous};
    series->close_bar = series->previous_bar;
    series->previous = 0;
    series->previous_bar = 0;
    if (!was_last)
        start_test(series, row, limits);
    else
        drop_last(series);
}

unsigned series_withdraw(struct series *series, const struct series_row *row, const struct series_limits *limits,
                         struct text source, struct text id, uint64_t revision)
{
    bool of_last = series->seen && series->open && same_event(&series->last, source, id);
    bool of_close = series->closed && same_event(&series->close, source, id);
    if (!of_last && !of_close)
        return 0;
    if (revision <= (of_last ? series->last : series->close).revision)
        return EFFECT_OLDER;
    if (of_last)
        drop_last(series);
    else
        drop_close(series, row, limits);
    return EFFECT_TOUCHES;
}

/* ---- timers ----------------------------------------------------------------------------- */

unsigned series_fire(struct series *series, const struct series_row *row, const struct series_limits *limits,
                     int64_t now)
{
    unsigned effect = 0;
    if (series->close_due <= now)
        effect |= close_bar(series, row, limits, now);
    if (series->stale_due <= now) {
        int64_t due = stale_after(series, row, limits);
        series->stale_due = due > now ? due : ALWAYS;
        if (due <= now)
            effect |= set_trouble(series, TROUBLE_STALE, &series->last, now);
    }
    return effect;
}

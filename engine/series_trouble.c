#include "engine/series_parts.h"

#include "engine/exponential.h"
#include "engine/measure.h"
#include "engine/session.h"
#include "engine/unit.h"

#include <math.h>

#define RISE_HALF_LIFE (2 * DAY_NS)
/* Less is nothing: below it what decays is over. */
#define RISE_LEAST 1e-6

/* ---- the jump that decays ------------------------------------------------------ */

/* Trouble stops the clock of what decays: no value falls because data are missing. */
double rise_decayed(const struct series *series, double rise, int64_t time)
{
    int64_t until = series->held_since < time ? series->held_since : time;
    return until > series->rise_time ? rise * exp2_of(-(double)(until - series->rise_time) / RISE_HALF_LIFE) : rise;
}

double series_rise(const struct series *series, int64_t time, bool *moving)
{
    double rise = rise_decayed(series, series->rise, time);
    *moving = rise > RISE_LEAST && series->held_since == ALWAYS;
    return rise > RISE_LEAST ? rise : 0;
}

static void hold(struct series *series, int64_t now)
{
    bool troubled = series_in(series, TROUBLE_FROZEN) || series_in(series, TROUBLE_STALE);
    if (troubled == (series->held_since != ALWAYS))
        return;
    series->rise = rise_decayed(series, series->rise, now);
    series->rise_before = rise_decayed(series, series->rise_before, now);
    series->rise_time = now;
    series->held_since = troubled ? now : ALWAYS;
}

/* ---- troubles -------------------------------------------------------------------- */

unsigned trouble_begin(struct series *series, enum trouble trouble, const struct price_said *said, int64_t now)
{
    series->trouble[trouble] = *said;
    if (series_in(series, trouble))
        return 0;
    series->troubled |= 1u << trouble;
    hold(series, now);
    return EFFECT_TROUBLE | EFFECT_TOUCHES;
}

unsigned trouble_end(struct series *series, enum trouble trouble, const struct price_said *said, int64_t now)
{
    if (!series_in(series, trouble))
        return 0;
    series->trouble[trouble] = *said;
    series->troubled &= ~(1u << trouble);
    hold(series, now);
    return EFFECT_TROUBLE | EFFECT_TOUCHES;
}

/* ---- what is set aside ------------------------------------------------------------------ */

unsigned trouble_unit_of(struct series *series, const struct price_said *said, enum price_unit unit, int64_t now)
{
    series->trouble_unit = (uint8_t)unit;
    return EFFECT_ASIDE | trouble_begin(series, TROUBLE_UNIT, said, now);
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
    test_end(series);
}

unsigned trouble_factor_of(struct series *series, const struct series_row *row, const struct series_limits *limits,
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
        return EFFECT_ASIDE | trouble_begin(series, TROUBLE_FACTOR, said, now);
    forget_basis(series);
    return 0;
}

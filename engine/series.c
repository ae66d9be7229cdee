#include "engine/series.h"

#include "engine/measure.h"
#include "engine/series_parts.h"
#include "engine/session.h"
#include "engine/unit.h"

#include <math.h>
#include <string.h>

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
        return bar_replace(series, row, limits, said, now);
    if (!series->open || said->time > series->bar)
        effect |= bar_open(series, row, limits, said->time, now);
    series->seen = true;
    series->last = *said;
    effect |= test_price(series);
    if (said->time == series->bar || now >= series->close_due) {
        series->judged_close = (effect & EFFECT_JUDGE) != 0;
        effect |= bar_close(series, row, limits, now);
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
        return EFFECT_TOUCHES | test_price(series);
    }
    return bar_replace(series, row, limits, said, now);
}

static int64_t stale_after(const struct series *series, const struct series_row *row,
                           const struct series_limits *limits)
{
    return session_after(row, series->last.time, (int64_t)(limits->stale_intervals * (double)row->interval));
}

/* A price ends what was wrong, but one that comes older than a series may be
 * without is no news that it is alive. */
static unsigned recover(struct series *series, const struct series_row *row, const struct series_limits *limits,
                        const struct price_said *said, int64_t now)
{
    unsigned effect = trouble_end(series, TROUBLE_UNIT, said, now) | trouble_end(series, TROUBLE_FACTOR, said, now);
    if (series_in(series, TROUBLE_FROZEN) && said->value != series->close.value) {
        series->unchanged = 0;
        effect |= trouble_end(series, TROUBLE_FROZEN, said, now);
    }
    if (series->stale_due == ALWAYS) {
        int64_t due = stale_after(series, row, limits);
        if (due <= now)
            return effect | trouble_begin(series, TROUBLE_STALE, said, now);
        series->stale_due = due;
        effect |= trouble_end(series, TROUBLE_STALE, said, now);
    }
    return effect;
}

unsigned series_take(struct series *series, const struct series_row *row, const struct series_limits *limits,
                     struct price_said *said, enum price_unit unit, int64_t now)
{
    double factor = unit_factor(unit, row->unit);
    if (factor <= 0)
        return trouble_unit_of(series, said, unit, now);
    said->value *= factor;
    if (row->priced && said->value <= 0)
        return EFFECT_ASIDE;
    bool older = series->seen && said->time < series->last.time;
    bool repeated = series->seen && said->time == series->last.time && replaces(&series->last, said);
    if (repeated && said->revision <= series->last.revision)
        return EFFECT_OLDER;
    if (older && !(series->closed && replaces(&series->close, said)) && !replaces(&series->last, said))
        return EFFECT_LATE;
    unsigned aside = trouble_factor_of(series, row, limits, said, now);
    if (aside != 0)
        return aside;
    unsigned effect = older ? enter_older(series, row, limits, said, now) : enter(series, row, limits, said, now);
    return effect | recover(series, row, limits, said, now);
}

/* ---- taken back ---------------------------------------------------------------------- */

static void drop_last(struct series *series)
{
    series->open = false;
    series->close_due = ALWAYS;
    test_end(series);
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
        test_start(series, row, limits);
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
        effect |= bar_close(series, row, limits, now);
    if (series->stale_due <= now) {
        int64_t due = stale_after(series, row, limits);
        series->stale_due = due > now ? due : ALWAYS;
        if (due <= now)
            effect |= trouble_begin(series, TROUBLE_STALE, &series->last, now);
    }
    return effect;
}

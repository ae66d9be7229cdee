#include "engine/market.h"

#include "engine/measure.h"

#include <string.h>

void market_init(struct market *market)
{
    market->due = ALWAYS;
    for (uint32_t i = 0; i < LIMIT_MARKETS; i++)
        series_init(&market->series[i]);
}

static void find_due(struct market *market, const struct settings *settings)
{
    market->due = ALWAYS;
    for (uint32_t i = 0; i < settings->series; i++) {
        int64_t due = series_due(&market->series[i]);
        market->due = due < market->due ? due : market->due;
    }
}

static bool same_series(const struct series_row *one, const struct series_row *other)
{
    return one->unit == other->unit && one->zone == other->zone && one->close_min == other->close_min &&
           one->bar == other->bar && one->priced == other->priced;
}

/* The old index of a new series whose state goes on; NO_INDEX. */
static uint32_t carried_from(const struct settings *old, const struct series_row *row)
{
    uint32_t from = old->series > 0 ? settings_series(old, name_text(&row->name)) : NO_INDEX;
    return from != NO_INDEX && same_series(&old->series_row[from], row) ? from : NO_INDEX;
}

void market_carry(struct market *market, const struct settings *old, const struct settings *new)
{
    static_assert(sizeof(struct market) < 512 * 1024, "a copy fits the stack");
    struct market before = *market;
    market_init(market);
    for (uint32_t i = 0; i < new->series; i++) {
        uint32_t from = carried_from(old, &new->series_row[i]);
        if (from != NO_INDEX)
            market->series[i] = before.series[from];
    }
    find_due(market, new);
}

/* Its value as published. */
static struct price_said said_in(const struct event *event, uint64_t offset)
{
    return (struct price_said){.source = name_of(event->source),
                               .id = name_of(event->id),
                               .offset = offset,
                               .revision = event->revision,
                               .time = event->time,
                               .value = event->price.value};
}

/* What takes a price back need not name its series. */
static unsigned withdraw(struct market *market, const struct settings *settings, const struct event *event,
                         uint32_t *series)
{
    for (uint32_t i = 0; i < settings->series; i++) {
        unsigned effect = series_withdraw(&market->series[i], &settings->series_row[i], &settings->limits,
                                          event->source, event->id, event->revision);
        if (effect == 0)
            continue;
        *series = i;
        find_due(market, settings);
        return effect;
    }
    *series = NO_INDEX;
    return 0;
}

unsigned market_take(struct market *market, const struct settings *settings, const struct event *event, uint64_t offset,
                     int64_t now, uint32_t *series)
{
    if (event->withdrawn)
        return withdraw(market, settings, event, series);
    *series = settings_series(settings, event->price.series);
    if (*series == NO_INDEX)
        return 0;
    struct series *state = &market->series[*series];
    struct price_said said = said_in(event, offset);
    unsigned effect =
        series_take(state, &settings->series_row[*series], &settings->limits, &said, event->price.unit, now);
    int64_t due = series_due(state);
    market->due = due < market->due ? due : market->due;
    return effect;
}

unsigned market_fire(struct market *market, const struct settings *settings, int64_t now, uint32_t *series)
{
    unsigned effect = 0;
    *series = NO_INDEX;
    for (uint32_t i = 0; i < settings->series && *series == NO_INDEX; i++)
        if (series_due(&market->series[i]) <= now) {
            *series = i;
            effect = series_fire(&market->series[i], &settings->series_row[i], &settings->limits, now);
        }
    find_due(market, settings);
    return effect;
}

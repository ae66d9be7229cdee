#include "tests/support/price_words.h"

#include "engine/session.h"
#include "engine/state.h"

#include <assert.h>
#include <stdio.h>

static uint32_t index_of(const char *series)
{
    uint32_t index = settings_series(&the_engine()->settings, text_of(series));
    assert(index != NO_INDEX);
    return index;
}

void price_in(enum price_unit unit, const char *series, double value)
{
    static char id[32];
    end_sentence();
    snprintf(id, sizeof id, "price-%lld", (long long)clock_now());
    struct event *event = begin_sentence(EVENT_PRICE, "press/metals", id);
    event->price.series = text_of(series);
    event->price.value = value;
    event->price.unit = (uint8_t)unit;
}

void price(const char *series, double value)
{
    price_in((enum price_unit)the_engine()->settings.series_row[index_of(series)].unit, series, value);
}

void about(const char *region)
{
    sentence()->present |= UINT64_C(1) << PRICE_HAS_REGION;
    sentence()->price.region = text_of(region);
}

void priced_at(int64_t time)
{
    sentence()->time = time;
}

void later(int64_t by)
{
    it_is(clock_now() + by);
}

void no_close(const char *series)
{
    it_is(session_close(&the_engine()->settings.series_row[index_of(series)], clock_now() + 1));
}

void close_at(const char *series, double value)
{
    no_close(series);
    price(series, value);
    end_sentence();
}

void closes(const char *series, uint32_t count, double value)
{
    for (uint32_t i = 0; i < count; i++)
        close_at(series, i % 2 == 0 ? value : 1.01 * value);
}

const struct series *series_of(const char *series)
{
    end_sentence();
    return &the_engine()->market.series[index_of(series)];
}

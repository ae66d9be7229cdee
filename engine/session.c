#include "engine/session.h"

#include <assert.h>

/* Sundays are 3 days after a multiple of 7 since 1970. */
static bool is_weekend(int64_t day)
{
    int64_t weekday = (day + 4) % 7; /* 0: Sunday; before 1970 from -6 */
    return weekday == 0 || weekday == 6 || weekday == -1;
}

static bool trades(const struct series_row *series, int64_t day)
{
    uint32_t low = 0, high = series->holidays;
    if (is_weekend(day))
        return false;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (series->holiday[middle] < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low == series->holidays || series->holiday[low] != day;
}

/* The close of the first trading day that closes at or after t. */
static int64_t day_close(const struct series_row *series, int64_t t)
{
    int64_t day = zone_local(series->zone, t).day;
    for (;; day++) {
        if (!trades(series, day))
            continue;
        int64_t close = zone_moment(series->zone, (struct local){day, series->close_min});
        if (close >= t)
            return close;
    }
}

int64_t session_close(const struct series_row *series, int64_t t)
{
    int64_t close = day_close(series, t), steps = (close - t) / series->bar, most = DAY_NS / series->bar - 1;
    return close - (steps < most ? steps : most) * series->bar;
}

int64_t session_span(const struct series_row *series, int64_t from, int64_t to)
{
    int64_t span = 0;
    while (from < to) {
        int64_t close = day_close(series, from + 1), open = close - DAY_NS;
        int64_t begin = from > open ? from : open, end = to < close ? to : close;
        span += end > begin ? end - begin : 0;
        from = close;
    }
    return span;
}

int64_t session_after(const struct series_row *series, int64_t from, int64_t span)
{
    for (;;) {
        int64_t close = day_close(series, from + 1), open = close - DAY_NS;
        int64_t begin = from > open ? from : open;
        if (span <= close - begin)
            return begin + span;
        span -= close - begin;
        from = close;
    }
}

#include "producers/price_close.h"

#include "schemas/limits.h"

bool price_local_time(const struct price_closes *closes, struct text series, int64_t day, int64_t of_day,
                      int64_t *time)
{
    (void)closes;
    (void)series;
    *time = day * DAY_NS + of_day;
    return true;
}

bool price_close_of(const struct price_closes *closes, struct text series, int64_t day, int64_t *time)
{
    return price_local_time(closes, series, day, closes->of_day < 0 ? 0 : closes->of_day, time);
}

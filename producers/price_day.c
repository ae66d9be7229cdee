#include "producers/price_day.h"

#include <assert.h>

void price_day_init(struct price_day *day)
{
    day->next = day->count = day->gathered = 0;
}

bool price_day_open(struct price_day *day)
{
    assert(!price_day_ready(day));
    if (day->count > 0) {
        day->gathered -= day->count;
        memmove(day->prices, day->prices + day->count, day->gathered * sizeof day->prices[0]);
        day->next = day->count = 0;
    }
    return day->gathered == 0 ||
           (day->gathered < PRICE_DAY_MOST && day->prices[0].day == day->prices[day->gathered - 1].day);
}

void price_day_add(struct price_day *day, const struct price *price)
{
    assert(day->count == 0 && day->gathered < PRICE_DAY_MOST + CSV_CELLS);
    day->prices[day->gathered++] = *price;
}

/* By insertion: stable, and done at once where the order is right, as it nearly
 * always is; a day is short where it is not. */
static void sort(struct price *prices, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        uint32_t place = i;
        while (place > 0 && prices[place - 1].time > prices[i].time)
            place--;
        if (place == i)
            continue;
        struct price moved = prices[i];
        memmove(prices + place + 1, prices + place, (i - place) * sizeof *prices);
        prices[place] = moved;
    }
}

void price_day_close(struct price_day *day)
{
    assert(day->next == 0 && day->count == 0);
    while (day->count < day->gathered && day->prices[day->count].day == day->prices[0].day)
        day->count++;
    sort(day->prices, day->count);
}

const struct price *price_day_take(struct price_day *day)
{
    assert(price_day_ready(day));
    return &day->prices[day->next++];
}

/* The prices of one day of a file, in the order of time.
 *
 * Rows come by date, but a row may hold the close of London beside that of
 * Shanghai ten hours before. So a day is gathered, sorted (prices of the same
 * time stay as they stood) and handed out; what belongs to the next day waits
 * behind it. A day of more prices than fit goes out in parts, each in order. */
#ifndef OREWATCH_PRODUCERS_PRICE_DAY_H
#define OREWATCH_PRODUCERS_PRICE_DAY_H

#include "producers/csv_row.h"
#include "producers/price_series.h"

#define PRICE_DAY_MOST 2048u /* and the cells of one more row */

struct price {
    struct price_series *series;
    double value;
    int64_t time, day;
    uint64_t line;
    enum id_form form;
};

struct price_day {
    uint32_t next, count;   /* handed out from `next` on, up to `count` */
    uint32_t gathered;      /* those behind `count` belong to the next day */
    struct price prices[PRICE_DAY_MOST + CSV_CELLS];
};

void price_day_init(struct price_day *day);
/* Is there one to hand out? */
static inline bool price_day_ready(const struct price_day *day)
{
    return day->next < day->count;
}
/* Lets go of what was handed out. May another row be added? Not when the day is
 * over or full. */
bool price_day_open(struct price_day *day);
void price_day_add(struct price_day *day, const struct price *price);
/* The day is over, full, or the file has ended: sorts it, ready to hand out. */
void price_day_close(struct price_day *day);
const struct price *price_day_take(struct price_day *day);

#endif

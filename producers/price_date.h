/* Dates as price files write them, with or without a time of day.
 *
 * A format is a row; its name is what a person types after --date-format. `auto`
 * reads every form that says itself; one that another reader could take for
 * another date (03/04/2025) is read only when it is asked for. No month has a
 * day too many in any of them. */
#ifndef OREWATCH_PRODUCERS_PRICE_DATE_H
#define OREWATCH_PRODUCERS_PRICE_DATE_H

#include "schemas/rows.h"

#define DATE_AUTO 0 /* of date_format_names */

/* NULL-terminated, for the option's row. */
extern const char *const date_format_names[];

struct price_date {
    int64_t day;          /* since 1970, as written: local to whoever published it */
    int64_t of_day;       /* ns since midnight, where `timed` */
    int64_t east;         /* ns that its clock is ahead of UTC, where `zoned` */
    bool timed, zoned;
};

#define DATE_BYTES 40u    /* the longest form, time and zone included, has 35 */

/* What is the same from row to row: the form, and often the date. */
struct date_reader {
    int format, last;     /* asked for; read last */
    uint32_t size;
    char text[DATE_BYTES];
    struct price_date date;
};

void date_reader_init(struct date_reader *reader, int format);
/* The whole of `text`. Years 1700 to 2199; of two digits 70 is 1970 and 69 is
 * 2069; of a month alone its last day, of a year its 31 December. */
bool date_read(struct date_reader *reader, struct text text, struct price_date *date);
/* 17:00, 17:00:30.5, 5:00 PM, 17:00Z, 17:00+01:00: the whole of `text`. */
bool date_read_time(struct text text, struct price_date *date);
/* The last day of a day's month. */
int64_t date_month_end(int64_t day);
/* Two short numbers and a year: which of them is the month? */
bool date_is_ambiguous(struct text text);
/* Why `text` is no date for this reader, and what would be. */
void date_explain(const struct date_reader *reader, struct text text, struct line *line);

#endif

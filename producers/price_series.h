/* The series of a price file: what a name in the file means, and its events, each
 * packed once and then filled in anew.
 *
 * Two events of a series differ in id, time and value only, at places that do not
 * move: so an event costs a copy and three stores. A table is bounded; what would
 * be one series too many is refused. */
#ifndef OREWATCH_PRODUCERS_PRICE_SERIES_H
#define OREWATCH_PRODUCERS_PRICE_SERIES_H

#include "producers/price_close.h"
#include "producers/price_date.h"
#include "producers/price_options.h"
#include "schemas/messages.h"

#define PRICE_SERIES_MOST 4096u   /* of a file: ten times the contracts that an exchange lists */
#define PRICE_SERIES_SLOTS 8192u  /* twice as many, so that a search ends soon */
#define PRICE_EVENT_BYTES 512u    /* four tokens of 64 bytes, keys and numbers have 360 */

/* How exact the date in an id is: 2025-02-24, 2025-02-24T17:00:00Z, and with nine
 * decimals of a second. */
enum id_form { ID_DAY, ID_SECOND, ID_NANOSECOND, ID_FORMS };

struct price_template {
    uint32_t size;                /* 0: not yet packed */
    uint32_t date, time, value;   /* places */
    uint8_t bytes[PRICE_EVENT_BYTES];
};

struct price_series {
    char name[LIMIT_TOKEN + 1];
    uint8_t unit;
    bool wanted;                  /* false: --map leaves it out */
    struct price_close close;
    struct price_template templates[ID_FORMS];
    uint64_t hash;
    uint32_t key_size;
    char key[];                   /* the name in the file, and the unit in the file */
};

/* Closing times at a minute of a zone, the same for many series, for a stretch of
 * days over which its clocks do not change. */
struct closing { struct price_close close; int64_t from, days, time; /* of the first day */ };

#define CLOSING_DAYS 32  /* clocks change at most twice a year, months apart: not twice in such a stretch */
#define CLOSINGS 64u /* different ones remembered */

struct price_series_table {
    const struct price_options *options;
    const struct price_closes *closes;
    char source[LIMIT_TOKEN + 1];
    int64_t stamped;              /* the day or time in `stamp`: the same for many events on end */
    enum id_form stamp_form;      /* ID_FORMS: none yet */
    char stamp[32];
    struct closing closings[CLOSINGS];
    uint32_t count;
    struct price_series *slots[PRICE_SERIES_SLOTS];
};

void price_series_table_init(struct price_series_table *table, const struct price_options *options,
                             const struct price_closes *closes, struct text source);
void price_series_table_close(struct price_series_table *table);

/* The series that `name` in the file means, with the unit of the file's column
 * (empty: there is none). `field` names the column in a refusal. */
MUST_CHECK enum status price_series_find(struct price_series_table *table, struct text name, struct text unit,
                                         const char *field, struct price_series **series, struct refusal *refusal);
/* When a value of this date was made, in ns since 1970 UTC: as the date says, or
 * at the closing time of the series' market. MISSING_FIELD: nobody says when that
 * is; OUT_OF_RANGE: its clocks were put forward over this time, or it lies outside
 * the years of the contract. */
MUST_CHECK enum status price_series_time(struct price_series_table *table, const struct price_series *series,
                                         const struct price_date *date, int64_t *time, struct refusal *refusal);
/* Packs an event into PRICE_EVENT_BYTES of room; `day` is what the id is made of
 * where it is ID_DAY. Returns its size, 0 when the id would be too long. */
uint32_t price_series_pack(struct price_series_table *table, struct price_series *series, enum id_form form,
                           int64_t day, int64_t time, double value, uint8_t *bytes);

#endif

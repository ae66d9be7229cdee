#include "producers/price_series.h"

#include "schemas/refusal.h"
#include "schemas/scalar.h"

#include <assert.h>
#include <stdlib.h>

#define UNIT_MARK '\x1f' /* between name and unit in a key: in neither */

/* ---- names -------------------------------------------------------------------------- */

/* The value of the pair whose name it is; `at` NULL: there is none. */
static struct text paired(const struct option_texts *pairs, struct text name)
{
    struct text left, right;
    for (size_t i = 0; i < pairs->count; i++)
        if (price_pair_split(pairs->texts[i], &left, &right) && text_equal(left, name))
            return right;
    return (struct text){NULL, 0};
}

static enum status refuse_name(struct text name, const char *field, struct refusal *refusal)
{
    struct line line = refuse(refusal, STATUS_BAD_TOKEN, text_of(field));
    line_quoted(&line, name);
    line_string(&line, " is no name of a series: 1 to 53 of [A-Za-z0-9._:/-]; --map \"THIS=SERIES\" gives it one");
    return STATUS_BAD_TOKEN;
}

static enum status name_of(const struct price_options *options, const struct price_closes *closes, struct text text,
                           const char *field, struct price_series *series, struct refusal *refusal)
{
    struct text name = paired(&options->map, text);
    series->wanted = name.at != NULL || options->map.count == 0;
    if (!series->wanted)
        return STATUS_OK;
    if (name.at == NULL)
        name = text;
    if (!is_token(name, PRICE_NAME_MOST))
        return refuse_name(name, field, refusal);
    memcpy(series->name, name.at, name.size);
    series->close = price_close_of(closes, name);
    return STATUS_OK;
}

static enum status refuse_unit(struct text unit, const char *field, struct refusal *refusal)
{
    struct line line = refuse(refusal, STATUS_UNKNOWN_NAME, text_of(field));
    line_not_allowed(&line, unit, price_unit_names, PRICE_UNITS);
    return STATUS_UNKNOWN_NAME;
}

/* The column's unit, else that of the series, else that of all. */
static enum status unit_of(const struct price_options *options, struct text unit, struct price_series *series,
                           struct refusal *refusal)
{
    const char *field = "unit";
    if (unit.size == 0) {
        unit = paired(&options->units, text_of(series->name));
        if (unit.at == NULL && options->unit != NULL)
            unit = text_of(options->unit);
    }
    for (uint8_t i = 0; i < PRICE_UNITS; i++)
        if (text_is(unit, price_unit_names[i])) {
            series->unit = i;
            return STATUS_OK;
        }
    if (unit.at != NULL)
        return refuse_unit(unit, field, refusal);
    struct line line = refuse(refusal, STATUS_MISSING_FIELD, text_of(field));
    line_string(&line, "nothing says what ");
    line_string(&line, series->name);
    line_string(&line, " is counted in; --unit, --units SERIES=UNIT or --unit-column does");
    return STATUS_MISSING_FIELD;
}

/* ---- the table ---------------------------------------------------------------------- */

void price_series_table_init(struct price_series_table *table, const struct price_options *options,
                             const struct price_closes *closes, struct text source)
{
    assert(source.size <= LIMIT_TOKEN);
    *table = (struct price_series_table){.options = options, .closes = closes, .stamp_form = ID_FORMS};
    memcpy(table->source, source.at, source.size);
}

void price_series_table_close(struct price_series_table *table)
{
    for (uint32_t i = 0; i < PRICE_SERIES_SLOTS; i++)
        free(table->slots[i]);
    memset(table->slots, 0, sizeof table->slots);
    table->count = 0;
}

/* FNV-1a. */
static uint64_t hash_on(uint64_t hash, struct text text)
{
    for (uint32_t i = 0; i < text.size; i++)
        hash = (hash ^ (uint8_t)text.at[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static bool has_key(const struct price_series *series, uint64_t hash, struct text name, struct text unit)
{
    return series->hash == hash && series->key_size == name.size + 1 + unit.size &&
           memcmp(series->key, name.at, name.size) == 0 && series->key[name.size] == UNIT_MARK &&
           (unit.size == 0 || memcmp(series->key + name.size + 1, unit.at, unit.size) == 0);
}

static struct price_series *create(uint64_t hash, struct text name, struct text unit)
{
    struct price_series *series = calloc(1, sizeof *series + name.size + 1 + unit.size);
    if (series == NULL)
        return NULL;
    struct line key = {.at = series->key, .capacity = name.size + 1 + unit.size};
    memcpy(key.at, name.at, name.size);
    key.at[name.size] = UNIT_MARK;
    if (unit.size > 0)
        memcpy(key.at + name.size + 1, unit.at, unit.size);
    series->hash = hash;
    series->key_size = (uint32_t)key.capacity;
    return series;
}

static enum status refuse_more(const char *field, struct refusal *refusal)
{
    struct line line = refuse(refusal, STATUS_FULL, text_of(field));
    line_string(&line, "the file has more than ");
    line_uint(&line, PRICE_SERIES_MOST);
    line_string(&line, " series");
    return STATUS_FULL;
}

static enum status add(struct price_series_table *table, struct price_series **slot, uint64_t hash, struct text name,
                       struct text unit, const char *field, struct refusal *refusal)
{
    if (name.size == 0)
        return refuse_name(name, field, refusal);
    if (table->count == PRICE_SERIES_MOST)
        return refuse_more(field, refusal);
    struct price_series *series = create(hash, name, unit);
    if (series == NULL)
        return refuse_because(refusal, STATUS_NO_MEMORY, text_of(field), "no memory for one more series");
    enum status status = name_of(table->options, table->closes, name, field, series, refusal);
    if (status == STATUS_OK && series->wanted)
        status = unit_of(table->options, unit, series, refusal);
    if (status != STATUS_OK) {
        free(series);
        return status;
    }
    *slot = series;
    table->count++;
    return STATUS_OK;
}

enum status price_series_find(struct price_series_table *table, struct text name, struct text unit, const char *field,
                              struct price_series **series, struct refusal *refusal)
{
    uint64_t hash = hash_on(hash_on(UINT64_C(0xcbf29ce484222325), name), unit);
    uint32_t place = (uint32_t)(hash ^ hash >> 32) % PRICE_SERIES_SLOTS;
    enum status status = STATUS_OK;
    while (table->slots[place] != NULL && !has_key(table->slots[place], hash, name, unit))
        place = (place + 1) % PRICE_SERIES_SLOTS;
    if (table->slots[place] == NULL)
        status = add(table, &table->slots[place], hash, name, unit, field, refusal);
    if (status == STATUS_OK)
        *series = table->slots[place];
    return status;
}

/* ---- times -------------------------------------------------------------------------- */

static enum status refuse_unsaid(const struct price_series_table *table, const struct price_series *series,
                                 const struct price_date *date, struct refusal *refusal)
{
    char room[LIMIT_TOKEN + 1];
    struct line line = refuse(refusal, STATUS_MISSING_FIELD, TEXT("time"));
    const char *nearest = price_close_nearest(table->closes, text_of(series->name), room);
    line_string(&line, date->timed ? "nothing says by which clocks " : "nothing says when ");
    line_string(&line, series->name);
    line_string(&line, date->timed ? " is timed: `markets` does not name it" : " closes: `markets` does not name it");
    if (nearest != NULL) {
        line_string(&line, "; nearest \"");
        line_string(&line, nearest);
        line_char(&line, '"');
    }
    line_string(&line, date->timed ? "; --zone says it" : "; --close and --zone say it");
    return STATUS_MISSING_FIELD;
}

static enum status refuse_time(const struct price_series *series, const struct price_date *date,
                               struct refusal *refusal)
{
    struct line line = refuse(refusal, STATUS_OUT_OF_RANGE, TEXT("time"));
    line_day(&line, date->day);
    if (date->zoned || series->close.zone == NOT_SAID) {
        line_string(&line, " lies, in UTC, outside the years 1700 to 2199");
        return STATUS_OUT_OF_RANGE;
    }
    line_string(&line, " has no such time in ");
    line_string(&line, zone_names[series->close.zone]);
    line_string(&line, ": its clocks were put forward over it, or the year is none of 1700 to 2199");
    return STATUS_OUT_OF_RANGE;
}

static bool in_years(int64_t time)
{
    return time >= TIME_LOWEST && time <= TIME_HIGHEST;
}

static enum status local_time(const struct price_series_table *table, const struct price_series *series,
                              const struct price_date *date, int64_t of_day, int64_t *time, struct refusal *refusal)
{
    if (series->close.zone == NOT_SAID)
        return refuse_unsaid(table, series, date, refusal);
    if (!price_local_time(&series->close, date->day, of_day, time) || !in_years(*time))
        return refuse_time(series, date, refusal);
    return STATUS_OK;
}

/* The stretch of days around one, if they all close at the same time of UTC: they
 * do when the first and the one after the last do. */
static bool learn_stretch(struct closing *closing, struct price_close close, int64_t day)
{
    int64_t from = day - (day % CLOSING_DAYS + CLOSING_DAYS) % CLOSING_DAYS, time, after;
    if (!price_local_time(&close, from, close.minute * MINUTE_NS, &time) || !in_years(time) ||
        !price_local_time(&close, from + CLOSING_DAYS, close.minute * MINUTE_NS, &after) || !in_years(after) ||
        after - time != CLOSING_DAYS * DAY_NS)
        return false;
    *closing = (struct closing){close, from, CLOSING_DAYS, time};
    return true;
}

static enum status closing_time(struct price_series_table *table, const struct price_series *series,
                                const struct price_date *date, int64_t *time, struct refusal *refusal)
{
    struct price_close close = series->close;
    struct closing *closing = &table->closings[(uint32_t)(close.minute + 31 * close.zone) % CLOSINGS];
    if (close.minute == NOT_SAID || close.zone == NOT_SAID)
        return refuse_unsaid(table, series, date, refusal);
    bool known = (uint64_t)(date->day - closing->from) < (uint64_t)closing->days &&
                 closing->close.minute == close.minute && closing->close.zone == close.zone;
    if (!known && !learn_stretch(closing, close, date->day)) {
        enum status status = local_time(table, series, date, close.minute * MINUTE_NS, time, refusal);
        if (status == STATUS_OK)
            *closing = (struct closing){close, date->day, 1, *time};
        return status;
    }
    *time = closing->time + (date->day - closing->from) * DAY_NS;
    return STATUS_OK;
}

enum status price_series_time(struct price_series_table *table, const struct price_series *series,
                              const struct price_date *date, int64_t *time, struct refusal *refusal)
{
    if (!date->timed)
        return closing_time(table, series, date, time, refusal);
    if (!date->zoned)
        return local_time(table, series, date, date->of_day, time, refusal);
    *time = date->day * DAY_NS + date->of_day - date->east;
    return in_years(*time) ? STATUS_OK : refuse_time(series, date, refusal);
}

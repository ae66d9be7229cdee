#include "engine/settings_refusal.h"

#include "engine/hash.h"

#include <string.h>

static_assert(LIMIT_FEEDS == 4, "as the refusal says");

/* The rows of `markets`: from the message into series, and who is fed by which. */

static struct place at(uint32_t index, const char *member)
{
    return (struct place){"engine.markets", index, member};
}

/* "17:30" -> 1050. */
static bool take_close(struct text text, int32_t *minute)
{
    static const uint8_t digit[] = {0, 1, 3, 4};
    int32_t number[4];
    if (text.size != 5 || text.at[2] != ':')
        return false;
    for (unsigned i = 0; i < 4; i++) {
        if (text.at[digit[i]] < '0' || text.at[digit[i]] > '9')
            return false;
        number[i] = text.at[digit[i]] - '0';
    }
    int32_t hour = 10 * number[0] + number[1], minutes = 10 * number[2] + number[3];
    *minute = 60 * hour + minutes;
    return hour < 24 && minutes < 60;
}

static void take_holidays(const struct market_row *row, struct series_row *series)
{
    for (uint32_t i = 0; i < row->holidays_count; i++) {
        uint32_t place = series->holidays++;
        for (; place > 0 && series->holiday[place - 1] > (int32_t)row->holidays[i]; place--)
            series->holiday[place] = series->holiday[place - 1];
        series->holiday[place] = (int32_t)row->holidays[i];
    }
}

static enum status read_series(const struct market_row *row, uint32_t index, struct series_row *series,
                               struct refusal *refusal)
{
    memset(series, 0, sizeof *series);
    series->name = name_of(row->series);
    series->unit = row->unit;
    series->zone = row->zone;
    series->bar = message_has(row->present, MARKET_HAS_BAR) ? row->bar : DAY_NS;
    series->interval = message_has(row->present, MARKET_HAS_INTERVAL) ? row->interval : series->bar;
    take_holidays(row, series);
    if (!take_close(row->close, &series->close_min))
        return settings_refuse(refusal, STATUS_OUT_OF_RANGE, at(index, "close"), row->close,
                               "is not a time of the day such as 17:30");
    if (DAY_NS % series->bar != 0)
        return settings_refuse(refusal, STATUS_OUT_OF_RANGE, at(index, "bar"), row->series,
                               "has bars that do not divide a day");
    return STATUS_OK;
}

/* The member in which two rows of one series differ; NULL when in none. */
static const char *difference(const struct series_row *one, const struct series_row *other)
{
    const struct { bool same; const char *member; } members[] = {
        {one->unit == other->unit, "unit"},
        {one->bar == other->bar, "bar"},
        {one->close_min == other->close_min, "close"},
        {one->zone == other->zone, "zone"},
        {one->interval == other->interval, "interval"},
        {one->holidays == other->holidays &&
             memcmp(one->holiday, other->holiday, one->holidays * sizeof one->holiday[0]) == 0, "holidays"},
    };
    for (unsigned i = 0; i < sizeof members / sizeof members[0]; i++)
        if (!members[i].same)
            return members[i].member;
    return NULL;
}

static uint32_t slot_of(const struct settings *settings, struct text name)
{
    struct hash hash = hash_start();
    hash_bytes(&hash, name.at, name.size);
    uint32_t slot = (uint32_t)hash_value(&hash) % SERIES_SLOTS;
    while (settings->series_slot[slot] != NO_SERIES &&
           !name_is(&settings->series_row[settings->series_slot[slot]].name, name))
        slot = (slot + 1) % SERIES_SLOTS;
    return slot;
}

uint32_t settings_series(const struct settings *settings, struct text name)
{
    uint8_t series = settings->series_slot[slot_of(settings, name)];
    return series == NO_SERIES ? NO_INDEX : series;
}

static enum status take_series(const struct market_row *row, uint32_t index, struct settings *settings,
                               uint32_t *series, struct refusal *refusal)
{
    struct series_row read;
    enum status status = read_series(row, index, &read, refusal);
    if (status != STATUS_OK)
        return status;
    uint32_t slot = slot_of(settings, row->series);
    if (settings->series_slot[slot] == NO_SERIES) {
        settings->series_slot[slot] = (uint8_t)settings->series;
        settings->series_row[settings->series++] = read;
    }
    *series = settings->series_slot[slot];
    settings->series_row[*series].priced |= row->role == ROLE_PRICE;
    const char *member = difference(&settings->series_row[*series], &read);
    if (member != NULL)
        return settings_refuse(refusal, STATUS_INCONSISTENT, at(index, member), row->series,
                               "was described otherwise by a row before");
    return STATUS_OK;
}

static enum status take_market(const struct market_row *row, uint32_t index, struct settings *settings,
                               struct refusal *refusal)
{
    struct market_kept *market = &settings->market[index];
    market->role = row->role;
    enum status status =
        settings_take_material(settings, row->material, at(index, "material"), &market->material, refusal);
    if (status == STATUS_OK)
        status = settings_take_region(settings, row->region, at(index, "region"), &market->region, refusal);
    if (status == STATUS_OK)
        status = take_series(row, index, settings, &market->series, refusal);
    if (status != STATUS_OK)
        return status;
    for (uint32_t i = 0; i < index; i++) {
        const struct market_kept *other = &settings->market[i];
        if (other->material == market->material && other->region == market->region &&
            other->role == market->role && other->series == market->series)
            return settings_refuse(refusal, STATUS_INCONSISTENT, at(index, NULL), row->series,
                                   "stands twice with this material, region and role");
    }
    return STATUS_OK;
}

/* The rows of one region, or of all (NO_INDEX), that give a pair this role. */
static uint32_t count_rows(const struct settings *settings, uint32_t material, uint32_t region, uint8_t role)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < settings->markets; i++)
        count += settings->market[i].material == material && settings->market[i].region == region &&
                 settings->market[i].role == role;
    return count;
}

/* A row of one region alerts in its name, one of all regions as WORLD. */
static uint32_t named_for(const struct settings *settings, const struct market_kept *market)
{
    uint32_t regions = 0;
    for (uint32_t r = 0; r < settings->regions; r++)
        if (market->region == NO_INDEX ? settings->region[r].world : market->region == r)
            regions |= UINT32_C(1) << r;
    return regions;
}

static enum status feed(struct settings *settings, const struct config *config, uint32_t index,
                        struct refusal *refusal)
{
    const struct market_kept *market = &settings->market[index];
    struct fed *fed = &settings->fed[market->series];
    for (uint32_t r = 0; r < settings->regions; r++) {
        struct feeds *feeds = &settings->feeds[market->material][r];
        bool own = count_rows(settings, market->material, r, market->role) > 0;
        if (market->region != (own ? r : NO_INDEX))
            continue;
        if (feeds->count[market->role] == LIMIT_FEEDS)
            return settings_refuse(refusal, STATUS_FULL, at(index, NULL), config->markets[index].series,
                                   "is one series more than the 4 that a role of a pair may have");
        feeds->series[market->role][feeds->count[market->role]++] = (uint8_t)market->series;
        fed->materials |= UINT32_C(1) << market->material;
        fed->regions[market->material] |= UINT32_C(1) << r;
    }
    fed->said[market->material] |= named_for(settings, market);
    return STATUS_OK;
}

enum status settings_markets(const struct config *config, struct settings *settings, struct refusal *refusal)
{
    uint32_t count = message_has(config->present, CONFIG_HAS_MARKETS) ? config->markets_count : 0;
    memset(settings->series_slot, NO_SERIES, sizeof settings->series_slot);
    for (uint32_t i = 0; i < count; i++) {
        enum status status = take_market(&config->markets[i], i, settings, refusal);
        if (status != STATUS_OK)
            return status;
    }
    settings->markets = count;
    for (uint32_t i = 0; i < count; i++) {
        enum status status = feed(settings, config, i, refusal);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

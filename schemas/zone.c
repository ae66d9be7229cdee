#include "schemas/zone.h"

#include "schemas/limits.h"
#include "schemas/text.h"

enum summer { SUMMER_NONE, SUMMER_EU, SUMMER_US };

static const struct { int16_t minutes; uint8_t summer; } zones[ZONE_COUNT] = {
#define X(code, name, minutes, rule) [ZONE_##code] = {minutes, SUMMER_##rule},
    ZONES(X)
#undef X
};

#define DAY_MINUTES 1440
#define SUMMER_MINUTES 60

/* Rounds down, also before 1970. */
static int64_t whole(int64_t number, int64_t by)
{
    return number / by - (number % by < 0);
}

/* 0 is Sunday. */
static int64_t weekday(int64_t day)
{
    return (day + 4) - 7 * whole(day + 4, 7);
}

/* The n-th Sunday of a month; 0: the last. */
static int64_t sunday(int64_t year, unsigned month, unsigned n)
{
    if (n > 0) {
        int64_t first = day_from_civil(year, month, 1);
        return first + (7 - weekday(first)) % 7 + 7 * ((int64_t)n - 1);
    }
    int64_t last = month == 12 ? day_from_civil(year + 1, 1, 1) - 1 : day_from_civil(year, month + 1, 1) - 1;
    return last - weekday(last);
}

/* First and last minute (of UTC, since 1970) of a year's summer time. */
struct stretch { int64_t from, to; };

/* Directive 2000/84/EC: from 1 o'clock UTC of the last Sunday of March to 1
 * o'clock UTC of the last Sunday of October, everywhere at one moment. */
static struct stretch summer_eu(int64_t year)
{
    return (struct stretch){sunday(year, 3, 0) * DAY_MINUTES + 60, sunday(year, 10, 0) * DAY_MINUTES + 60};
}

/* 15 U.S.C. 260a: at 2 o'clock local time of the second Sunday of March and the
 * first of November; before the Energy Policy Act of 2005 took effect in 2007, of
 * the first Sunday of April and the last of October. */
static struct stretch summer_us(int64_t year, int32_t minutes)
{
    int64_t from = year >= 2007 ? sunday(year, 3, 2) : sunday(year, 4, 1);
    int64_t to = year >= 2007 ? sunday(year, 11, 1) : sunday(year, 10, 0);
    return (struct stretch){from * DAY_MINUTES + 120 - minutes, to * DAY_MINUTES + 120 - minutes - SUMMER_MINUTES};
}

static struct stretch summer_of(enum zone zone, int64_t year)
{
    if (zones[zone].summer == SUMMER_EU)
        return summer_eu(year);
    if (zones[zone].summer == SUMMER_US)
        return summer_us(year, zones[zone].minutes);
    return (struct stretch){0, 0};
}

/* Months of UTC, as bits: wholly summer time; and those in which it may begin or end,
 * whose Sundays must be counted. In all others there is none. */
#define MONTHS(from, to) ((1u << ((to) + 1)) - (1u << (from)))
static const struct { uint16_t summer, change; } seasons[] = {
    [SUMMER_EU] = {MONTHS(4, 9), MONTHS(3, 3) | MONTHS(10, 10)},
    [SUMMER_US] = {MONTHS(5, 9), MONTHS(3, 4) | MONTHS(10, 11)},
};

static bool is_summer(enum zone zone, int64_t minute)
{
    int64_t year;
    unsigned month, day;
    civil_from_day(whole(minute, DAY_MINUTES), &year, &month, &day);
    unsigned summer = seasons[zones[zone].summer].summer, change = seasons[zones[zone].summer].change;
    if (!(change >> month & 1))
        return summer >> month & 1;
    struct stretch stretch = summer_of(zone, year);
    return minute >= stretch.from && minute < stretch.to;
}

/* `minute`: of UTC, since 1970. No change lies within a day of a new year, so the
 * year of UTC is good enough. */
static int32_t offset_at(enum zone zone, int64_t minute)
{
    if (zones[zone].summer == SUMMER_NONE)
        return zones[zone].minutes;
    return zones[zone].minutes + (is_summer(zone, minute) ? SUMMER_MINUTES : 0);
}

int32_t zone_offset_min(enum zone zone, int64_t time)
{
    return offset_at(zone, whole(time, MINUTE_NS));
}

int64_t zone_moment(enum zone zone, struct local local)
{
    int64_t shown = local.day * DAY_MINUTES + local.minute;
    int64_t summer = shown - zones[zone].minutes - SUMMER_MINUTES, winter = shown - zones[zone].minutes;
    int64_t year;
    unsigned month, day;
    bool in_summer = offset_at(zone, summer) == zones[zone].minutes + SUMMER_MINUTES;
    bool in_winter = offset_at(zone, winter) == zones[zone].minutes;
    if (in_summer)
        return summer * MINUTE_NS;
    if (in_winter)
        return winter * MINUTE_NS;
    civil_from_day(local.day, &year, &month, &day);
    return summer_of(zone, year).from * MINUTE_NS;
}

struct local zone_local(enum zone zone, int64_t time)
{
    int64_t shown = whole(time, MINUTE_NS) + zone_offset_min(zone, time);
    int64_t day = whole(shown, DAY_MINUTES);
    return (struct local){day, (int32_t)(shown - day * DAY_MINUTES)};
}

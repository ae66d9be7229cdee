/* Dates and times of text.h: RFC 3339 read strictly, days counted without libc. */
#include "schemas/text.h"

/* Years counted from March, so that the leap day ends one; eras of 400 years
 * (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"). */
int64_t day_from_civil(int64_t year, unsigned month, unsigned day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * ((int64_t)month + (month > 2 ? -3 : 9)) + 2) / 5 + (int64_t)day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

void civil_from_day(int64_t day, int64_t *year, unsigned *month, unsigned *day_of_month)
{
    day += 719468;
    int64_t era = (day >= 0 ? day : day - 146096) / 146097;
    int64_t day_of_era = day - era * 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;
    *day_of_month = (unsigned)(day_of_year - (153 * month_from_march + 2) / 5 + 1);
    *month = (unsigned)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
    *year = year_of_era + era * 400 + (*month <= 2);
}

static unsigned days_of_month(int64_t year, unsigned month)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap);
}

/* Takes `width` digits off the front. */
static bool take_digits(struct text *text, uint32_t width, unsigned *value)
{
    if (text->size < width)
        return false;
    *value = 0;
    for (uint32_t i = 0; i < width; i++) {
        if (text->at[i] < '0' || text->at[i] > '9')
            return false;
        *value = *value * 10 + (unsigned)(text->at[i] - '0');
    }
    *text = (struct text){text->at + width, text->size - width};
    return true;
}

static bool take_char(struct text *text, char c)
{
    if (text->size == 0 || text->at[0] != c)
        return false;
    *text = (struct text){text->at + 1, text->size - 1};
    return true;
}

static bool take_date(struct text *text, int64_t *day)
{
    unsigned year, month, day_of_month;
    if (!take_digits(text, 4, &year) || !take_char(text, '-') || !take_digits(text, 2, &month) ||
        !take_char(text, '-') || !take_digits(text, 2, &day_of_month))
        return false;
    if (year < TIME_FIRST_YEAR || year > TIME_LAST_YEAR || month < 1 || month > 12 || day_of_month < 1 ||
        day_of_month > days_of_month(year, month))
        return false;
    *day = day_from_civil(year, month, day_of_month);
    return true;
}

static bool take_clock(struct text *text, int64_t *seconds)
{
    unsigned hour, minute, second;
    if (!take_digits(text, 2, &hour) || !take_char(text, ':') || !take_digits(text, 2, &minute) ||
        !take_char(text, ':') || !take_digits(text, 2, &second) || hour > 23 || minute > 59 || second > 59)
        return false;
    *seconds = hour * 3600 + minute * 60 + second;
    return true;
}

/* Absent, or a point and one to nine digits. */
static bool take_fraction(struct text *text, int64_t *nanoseconds)
{
    *nanoseconds = 0;
    if (!take_char(text, '.'))
        return true;
    int64_t unit = 100000000;
    unsigned digit;
    if (text->size == 0 || text->at[0] < '0' || text->at[0] > '9')
        return false;
    for (; take_digits(text, 1, &digit); unit /= 10) {
        if (unit == 0)
            return false;
        *nanoseconds += digit * unit;
    }
    return true;
}

static bool take_offset(struct text *text, int64_t *seconds)
{
    *seconds = 0;
    if (take_char(text, 'Z') || take_char(text, 'z'))
        return true;
    bool ahead = take_char(text, '+');
    unsigned hours, minutes;
    if ((!ahead && !take_char(text, '-')) || !take_digits(text, 2, &hours) || !take_char(text, ':') ||
        !take_digits(text, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    *seconds = (int64_t)(hours * 3600 + minutes * 60) * (ahead ? 1 : -1);
    return true;
}

bool time_parse(struct text text, int64_t *time)
{
    int64_t day, seconds, nanoseconds, offset;
    if (!take_date(&text, &day) || (!take_char(&text, 'T') && !take_char(&text, 't')) ||
        !take_clock(&text, &seconds) || !take_fraction(&text, &nanoseconds) || !take_offset(&text, &offset) ||
        text.size != 0)
        return false;
    *time = (day * 86400 + seconds - offset) * 1000000000 + nanoseconds;
    return true;
}

bool day_parse(struct text text, int64_t *day)
{
    unsigned year;
    if (text.size != 4)
        return take_date(&text, day) && text.size == 0;
    if (!take_digits(&text, 4, &year) || year < TIME_FIRST_YEAR || year > TIME_LAST_YEAR)
        return false;
    *day = day_from_civil(year, 12, 31);
    return true;
}

#include "producers/price_date.h"

#include "schemas/refusal.h"

#include <assert.h>

/* Y: a year of four digits; y: of two or four; m, d: one or two digits of a month,
 * a day; N, E: exactly two; b: an English month, three letters at least; /: one of
 * / and -; all else stands for itself. */
struct form { const char *name, *pattern; bool asked; /* read only where it is asked for */ };

#define FORMS_OF_DATES(X) \
    X("auto",          "",               true)  \
    X("YYYY-MM-DD",    "Y-m-d",          false) \
    X("YYYYMMDD",      "YNE",            false) \
    X("YYYY/MM/DD",    "Y/m/d",          false) \
    X("YYYY年M月D日",  "Y年m月d日",      false) \
    X("DD.MM.YYYY",    "d.m.Y",          false) \
    X("D-Mon-YY",      "d-b-y",          false) \
    X("D Mon YYYY",    "d b y",          false) \
    X("Mon D, YYYY",   "b d, Y",         false) \
    X("YYYY-MM",       "Y-m",            false) \
    X("YYYYM01",       "YMN",            false) \
    X("MM/DD/YYYY",    "m/d/y",          true)  \
    X("DD/MM/YYYY",    "d/m/y",          true)  \
    X("YYYY",          "Y",              true)

static const struct form forms[] = {
#define X(name, pattern, asked) {name, pattern, asked},
    FORMS_OF_DATES(X)
#undef X
};
#define FORMS ((int)(sizeof forms / sizeof forms[0]))

const char *const date_format_names[] = {
#define X(name, pattern, asked) name,
    FORMS_OF_DATES(X)
#undef X
    NULL,
};

static const char *const months[] = {"january", "february", "march",     "april",   "may",      "june",
                                     "july",    "august",   "september", "october", "november", "december"};

/* ---- pieces ---------------------------------------------------------------------- */

static void advance(struct text *text, uint32_t size)
{
    *text = (struct text){text->at + size, text->size - size};
}

static bool take_char(struct text *text, char c)
{
    if (text->size == 0 || *text->at != c)
        return false;
    advance(text, 1);
    return true;
}

/* `least` to `most` digits, as many as there are. */
static bool take_digits(struct text *text, uint32_t least, uint32_t most, unsigned *value)
{
    uint32_t size = 0;
    *value = 0;
    for (; size < most && size < text->size && (unsigned char)(text->at[size] - '0') < 10; size++)
        *value = *value * 10 + (unsigned)(text->at[size] - '0');
    advance(text, size);
    return size >= least;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static bool take_month(struct text *text, unsigned *month)
{
    for (unsigned i = 0; i < 12; i++) {
        uint32_t size = 0;
        while (size < text->size && months[i][size] != '\0' && lower(text->at[size]) == months[i][size])
            size++;
        if (size < 3)
            continue;
        advance(text, size);
        *month = i + 1;
        return true;
    }
    return false;
}

static bool take_short_year(struct text *text, unsigned *year)
{
    uint32_t before = text->size;
    if (!take_digits(text, 2, 4, year) || before - text->size == 3)
        return false;
    if (before - text->size == 2)
        *year += *year < 70 ? 2000 : 1900;
    return true;
}

/* ---- dates ----------------------------------------------------------------------- */

struct civil { unsigned year, month, day; };

static bool take_piece(struct text *text, char piece, struct civil *civil)
{
    switch (piece) {
    case 'Y':
        return take_digits(text, 4, 4, &civil->year);
    case 'y':
        return take_short_year(text, &civil->year);
    case 'm':
        return take_digits(text, 1, 2, &civil->month);
    case 'd':
        return take_digits(text, 1, 2, &civil->day);
    case 'N':
        return take_digits(text, 2, 2, &civil->month);
    case 'E':
        return take_digits(text, 2, 2, &civil->day);
    case 'b':
        return take_month(text, &civil->month);
    case '/':
        return take_char(text, '/') || take_char(text, '-');
    }
    return take_char(text, piece);
}

/* The day after the last of a month. */
static int64_t month_end(struct civil civil)
{
    return civil.month == 12 ? day_from_civil(civil.year + 1, 1, 1) : day_from_civil(civil.year, civil.month + 1, 1);
}

/* What the form leaves out is the last there is: of a month its last day. */
static bool to_day(struct civil civil, int64_t *day)
{
    if (civil.year < TIME_FIRST_YEAR || civil.year > TIME_LAST_YEAR || civil.month < 1 || civil.month > 12)
        return false;
    if (civil.day >= 1 && civil.day <= 28) { /* every month has them */
        *day = day_from_civil(civil.year, civil.month, civil.day);
        return true;
    }
    int64_t end = month_end(civil);
    int64_t first = day_from_civil(civil.year, civil.month, 1);
    if (civil.day == UINT32_MAX)
        civil.day = (unsigned)(end - first);
    *day = first + civil.day - 1;
    return civil.day >= 1 && *day < end;
}

int64_t date_month_end(int64_t day)
{
    int64_t year;
    struct civil civil;
    civil_from_day(day, &year, &civil.month, &civil.day);
    civil.year = (unsigned)year;
    return month_end(civil) - 1;
}

static bool read_form(const struct form *form, struct text text, struct price_date *date)
{
    struct civil civil = {.month = 12, .day = UINT32_MAX};
    for (const char *piece = form->pattern; *piece != '\0'; piece++)
        if (!take_piece(&text, *piece, &civil))
            return false;
    *date = (struct price_date){0};
    if (!to_day(civil, &date->day))
        return false;
    if (text.size == 0)
        return true;
    return (take_char(&text, 'T') || take_char(&text, ' ')) && date_read_time(text, date);
}

static bool read_any(struct date_reader *reader, struct text text, struct price_date *date)
{
    if (reader->format != DATE_AUTO)
        return read_form(&forms[reader->format], text, date);
    if (reader->last != DATE_AUTO && read_form(&forms[reader->last], text, date))
        return true;
    for (int i = DATE_AUTO + 1; i < FORMS; i++)
        if (!forms[i].asked && read_form(&forms[i], text, date)) {
            reader->last = i;
            return true;
        }
    return false;
}

void date_reader_init(struct date_reader *reader, int format)
{
    assert(format >= 0 && format < FORMS);
    *reader = (struct date_reader){.format = format, .last = DATE_AUTO};
}

bool date_read(struct date_reader *reader, struct text text, struct price_date *date)
{
    if (text.size == reader->size && text.size > 0 && memcmp(text.at, reader->text, text.size) == 0) {
        *date = reader->date;
        return true;
    }
    if (text.size == 0 || text.size > DATE_BYTES || !read_any(reader, text, date))
        return false;
    memcpy(reader->text, text.at, text.size);
    reader->size = text.size;
    reader->date = *date;
    return true;
}

/* ---- times of day ------------------------------------------------------------------ */

static bool take_seconds(struct text *text, int64_t *ns)
{
    unsigned second, digit;
    if (!take_char(text, ':'))
        return true;
    if (!take_digits(text, 2, 2, &second) || second > 59)
        return false;
    *ns += second * SECOND_NS;
    if (!take_char(text, '.'))
        return true;
    int64_t unit = SECOND_NS / 10;
    if (!take_digits(text, 1, 1, &digit))
        return false;
    do
        *ns += digit * unit;
    while ((unit /= 10) > 0 && take_digits(text, 1, 1, &digit));
    return true;
}

/* " PM" after an hour of twelve. */
static bool take_half(struct text *text, unsigned *hour)
{
    struct text half = *text;
    take_char(&half, ' ');
    if (half.size < 2 || lower(half.at[1]) != 'm' || (lower(half.at[0]) != 'a' && lower(half.at[0]) != 'p'))
        return true;
    if (*hour < 1 || *hour > 12)
        return false;
    *hour = *hour % 12 + (lower(half.at[0]) == 'p' ? 12 : 0);
    advance(&half, 2);
    *text = half;
    return true;
}

static bool take_offset(struct text *text, struct price_date *date)
{
    unsigned hours, minutes;
    if (text->size == 0)
        return true;
    date->zoned = true;
    if (take_char(text, 'Z'))
        return true;
    bool ahead = take_char(text, '+');
    if ((!ahead && !take_char(text, '-')) || !take_digits(text, 2, 2, &hours))
        return false;
    take_char(text, ':');
    if (!take_digits(text, 2, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    date->east = (ahead ? 1 : -1) * (hours * HOUR_NS + minutes * MINUTE_NS);
    return true;
}

bool date_read_time(struct text text, struct price_date *date)
{
    unsigned hour, minute;
    int64_t ns = 0;
    if (!take_digits(&text, 1, 2, &hour) || !take_char(&text, ':') || !take_digits(&text, 2, 2, &minute) ||
        !take_seconds(&text, &ns) || !take_half(&text, &hour) || hour > 23 || minute > 59 ||
        !take_offset(&text, date))
        return false;
    date->timed = true;
    date->of_day = hour * HOUR_NS + minute * MINUTE_NS + ns;
    return text.size == 0;
}

/* ---- words ------------------------------------------------------------------------- */

bool date_is_ambiguous(struct text text)
{
    unsigned number;
    for (int i = 0; i < 2; i++)
        if (!take_digits(&text, 1, 2, &number) || (!take_char(&text, '/') && !take_char(&text, '-')))
            return false;
    return take_short_year(&text, &number) && (text.size == 0 || *text.at == ' ');
}

void date_explain(const struct date_reader *reader, struct text text, struct line *line)
{
    line_quoted(line, text);
    if (reader->format != DATE_AUTO) {
        line_string(line, " is no date of the form ");
        line_string(line, forms[reader->format].name);
        return;
    }
    if (date_is_ambiguous(text)) {
        line_string(line, " does not say which number is the month: --date-format MM/DD/YYYY or DD/MM/YYYY does");
        return;
    }
    line_string(line, " is no date:");
    for (int i = DATE_AUTO + 1; i < FORMS; i++) {
        if (forms[i].asked)
            continue;
        line_string(line, i > DATE_AUTO + 1 ? ", " : " ");
        line_string(line, forms[i].name);
    }
}

/* Dates and times of price files. */
#include "producers/price_date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static struct date_reader reader;
static struct price_date date;

static int format_named(const char *name)
{
    for (int i = 0; date_format_names[i] != NULL; i++)
        if (strcmp(date_format_names[i], name) == 0)
            return i;
    fail_msg("there is no format '%s'", name);
    return 0;
}

static bool reads(const char *format, const char *text)
{
    date_reader_init(&reader, format_named(format));
    return date_read(&reader, text_of(text), &date);
}

/* The date as "2025-02-24", "2025-02-24 17:00:00.000000000", with " +60 min" where zoned. */
static void says(const char *what, const char *expected)
{
    char text[64], clock[48] = "";
    struct line line = line_on(text, sizeof text);
    line_day(&line, date.day);
    if (date.timed)
        snprintf(clock, sizeof clock, " %02d:%02d:%012.9f", (int)(date.of_day / HOUR_NS),
                 (int)(date.of_day / MINUTE_NS % 60), (double)(date.of_day % MINUTE_NS) / 1e9);
    line_string(&line, clock);
    if (date.zoned) {
        line_char(&line, ' ');
        line_int(&line, date.east / MINUTE_NS);
    }
    if (strcmp(text, expected) != 0)
        fail_msg("%s: '%s' instead of '%s'", what, text, expected);
}

static void every_form_is_read(void **state)
{
    static const struct { const char *what, *format, *text, *date; } cases[] = {
        {"ISO",                     "auto", "2025-02-24", "2025-02-24"},
        {"ISO, one digit",          "auto", "2025-2-3", "2025-02-03"},
        {"without separators",      "auto", "20250224", "2025-02-24"},
        {"year first, slashes",     "auto", "2025/02/24", "2025-02-24"},
        {"Chinese",                 "auto", "2025年2月24日", "2025-02-24"},
        {"Chinese, two digits",     "auto", "2025年02月04日", "2025-02-04"},
        {"German",                  "auto", "24.02.2025", "2025-02-24"},
        {"spreadsheet",             "auto", "24-Feb-25", "2025-02-24"},
        {"spreadsheet, long year",  "auto", "24-FEB-2025", "2025-02-24"},
        {"words",                   "auto", "24 Feb 2025", "2025-02-24"},
        {"whole name of a month",   "auto", "3 September 2025", "2025-09-03"},
        {"American words",          "auto", "Feb 24, 2025", "2025-02-24"},
        {"month",                   "auto", "2024-02", "2024-02-29"},
        {"month of the World Bank", "auto", "2025M02", "2025-02-28"},
        {"last century",            "auto", "24-Feb-70", "1970-02-24"},
        {"this century",            "auto", "24-Feb-69", "2069-02-24"},
        {"leap day",                "auto", "29.02.2024", "2024-02-29"},
        {"American, asked for",     "MM/DD/YYYY", "03/04/2025", "2025-03-04"},
        {"British, asked for",      "DD/MM/YYYY", "03/04/2025", "2025-04-03"},
        {"short year, asked for",   "DD/MM/YYYY", "3/4/25", "2025-04-03"},
        {"a year, asked for",       "YYYY", "2025", "2025-12-31"},
        {"with T and Z",            "auto", "2025-02-24T17:00:00Z", "2025-02-24 17:00:00.000000000 0"},
        {"with a zone",             "auto", "2025-02-24T17:00+01:00", "2025-02-24 17:00:00.000000000 60"},
        {"with a zone behind UTC",  "auto", "2025-02-24 17:00:05-0530", "2025-02-24 17:00:05.000000000 -330"},
        {"with decimals",           "auto", "2025-02-24 17:00:05.25", "2025-02-24 17:00:05.250000000"},
        {"afternoon",               "MM/DD/YYYY", "2/24/2025 5:30 PM", "2025-02-24 17:30:00.000000000"},
        {"noon",                    "auto", "24 Feb 2025 12:00 pm", "2025-02-24 12:00:00.000000000"},
        {"midnight",                "auto", "24 Feb 2025 12:00 AM", "2025-02-24 00:00:00.000000000"},
        {"one digit of an hour",    "auto", "24.02.2025 9:05", "2025-02-24 09:05:00.000000000"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        if (!reads(cases[i].format, cases[i].text))
            fail_msg("%s: '%s' is not read", cases[i].what, cases[i].text);
        says(cases[i].what, cases[i].date);
    }
}

static void what_is_no_date_is_refused(void **state)
{
    static const struct { const char *what, *format, *text; } cases[] = {
        {"31 February",            "auto", "2025-02-31"},
        {"31 February, German",    "auto", "31.02.2025"},
        {"29 February",            "auto", "29-Feb-25"},
        {"31 April",               "auto", "2025年4月31日"},
        {"month 13",               "auto", "20251301"},
        {"month 0",                "auto", "2025-00-10"},
        {"day 0",                  "auto", "2025-01-00"},
        {"ambiguous",              "auto", "03/04/2025"},
        {"clear, but of its kind", "auto", "24/02/2025"},
        {"a bare year",            "auto", "2025"},
        {"a serial number",        "auto", "45712"},
        {"another form",           "DD.MM.YYYY", "2025-02-24"},
        {"the wrong order",        "MM/DD/YYYY", "24/02/2025"},
        {"no month",               "auto", "24-Feh-25"},
        {"a short month",          "auto", "24-Fe-25"},
        {"three digits of a year", "auto", "24-Feb-025"},
        {"before the contract",    "auto", "1699-12-31"},
        {"after the contract",     "auto", "2200-01-01"},
        {"something behind",       "auto", "2025-02-24x"},
        {"hour 24",                "auto", "2025-02-24 24:00"},
        {"minute 60",              "auto", "2025-02-24 10:60"},
        {"second 60",              "auto", "2025-02-24 10:00:60"},
        {"hour 13 of twelve",      "auto", "2025-02-24 13:00 PM"},
        {"a zone that is none",    "auto", "2025-02-24 10:00 CET"},
        {"nothing",                "auto", ""},
        {"far too much",           "auto", "2025-02-24                                        "},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        if (reads(cases[i].format, cases[i].text))
            fail_msg("%s: '%s' is read", cases[i].what, cases[i].text);
}

static void every_day_of_four_centuries_is_read_back(void **state)
{
    static const char *const formats[] = {"YYYY-MM-DD", "YYYYMMDD"};
    char text[16];
    (void)state;
    for (size_t i = 0; i < COUNT(formats); i++) {
        date_reader_init(&reader, format_named(formats[i]));
        for (int64_t day = day_from_civil(1799, 1, 1); day <= day_from_civil(2199, 12, 31); day++) {
            struct line line = line_on(text, sizeof text);
            line_day(&line, day);
            if (i == 1) {
                memmove(text + 4, text + 5, 2);
                memmove(text + 6, text + 8, 3);
            }
            assert_true(date_read(&reader, text_of(text), &date));
            assert_int_equal(date.day, day);
        }
    }
}

static void a_form_is_no_hindrance_for_the_next(void **state)
{
    (void)state;
    date_reader_init(&reader, DATE_AUTO);
    assert_true(date_read(&reader, TEXT("2025-02-24"), &date));
    assert_true(date_read(&reader, TEXT("25.02.2025"), &date));
    says("another form", "2025-02-25");
    assert_false(date_read(&reader, TEXT("26/02/2025"), &date));
    assert_true(date_read(&reader, TEXT("25.02.2025"), &date));
    says("the same again", "2025-02-25");
}

static void what_is_ambiguous_is_known_to_be(void **state)
{
    (void)state;
    assert_true(date_is_ambiguous(TEXT("03/04/2025")));
    assert_true(date_is_ambiguous(TEXT("3-4-25 10:00")));
    assert_false(date_is_ambiguous(TEXT("2025/03/04")));
    assert_false(date_is_ambiguous(TEXT("03.04.2025")));
    assert_false(date_is_ambiguous(TEXT("03/04/2025x")));
}

static void a_refusal_says_what_would_be_a_date(void **state)
{
    static const struct { const char *format, *text, *part; } cases[] = {
        {"auto", "yesterday", "YYYY年M月D日"},
        {"auto", "03/04/2025", "--date-format MM/DD/YYYY or DD/MM/YYYY"},
        {"DD.MM.YYYY", "2025-02-24", "no date of the form DD.MM.YYYY"},
    };
    char text[256];
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct line line = line_on(text, sizeof text);
        date_reader_init(&reader, format_named(cases[i].format));
        date_explain(&reader, text_of(cases[i].text), &line);
        assert_false(line.cut);
        if (strstr(text, cases[i].part) == NULL || strstr(text, cases[i].text) == NULL)
            fail_msg("'%s' does not say '%s'", text, cases[i].part);
    }
}

static void a_month_ends_on_its_last_day(void **state)
{
    (void)state;
    assert_int_equal(date_month_end(day_from_civil(2024, 2, 1)), day_from_civil(2024, 2, 29));
    assert_int_equal(date_month_end(day_from_civil(2025, 12, 31)), day_from_civil(2025, 12, 31));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_is_read),
        cmocka_unit_test(what_is_no_date_is_refused),
        cmocka_unit_test(every_day_of_four_centuries_is_read_back),
        cmocka_unit_test(a_form_is_no_hindrance_for_the_next),
        cmocka_unit_test(what_is_ambiguous_is_known_to_be),
        cmocka_unit_test(a_refusal_says_what_would_be_a_date),
        cmocka_unit_test(a_month_ends_on_its_last_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

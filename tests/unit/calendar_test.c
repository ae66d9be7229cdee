/* Dates and times, against the C library where it is right and by hand where it
 * is not (strptime takes 31 February). */
#include "schemas/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#define SECOND 1000000000LL

static void times_read_as_they_are_written(void **state)
{
    static const struct { const char *text; int64_t time; const char *canonical; } cases[] = {
        {"1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00.000000000Z"},
        {"2025-02-24T00:00:00Z", 1740355200 * SECOND, "2025-02-24T00:00:00.000000000Z"},
        {"2025-02-24T00:00:00.000000000Z", 1740355200 * SECOND, "2025-02-24T00:00:00.000000000Z"},
        {"2025-02-24t01:00:00+01:00", 1740355200 * SECOND, "2025-02-24T00:00:00.000000000Z"},
        {"2025-02-23T18:30:00-05:30", 1740355200 * SECOND, "2025-02-24T00:00:00.000000000Z"},
        {"1969-12-31T23:59:59.999999999Z", -1, "1969-12-31T23:59:59.999999999Z"},
        {"1970-01-01T00:00:00.5Z", SECOND / 2, "1970-01-01T00:00:00.500000000Z"},
        {"1970-01-01T00:00:00.123456789Z", 123456789, "1970-01-01T00:00:00.123456789Z"},
        {"2024-02-29T12:00:00Z", 1709208000 * SECOND, "2024-02-29T12:00:00.000000000Z"},
        {"2000-02-29T00:00:00z", 951782400 * SECOND, "2000-02-29T00:00:00.000000000Z"},
        {"1700-01-01T00:00:00Z", TIME_LOWEST, "1700-01-01T00:00:00.000000000Z"},
        {"2199-12-31T23:59:59.999999999Z", TIME_HIGHEST, "2199-12-31T23:59:59.999999999Z"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char at[64];
        struct line line = line_on(at, sizeof at);
        int64_t time;
        assert_true(time_parse(text_of(cases[i].text), &time));
        assert_int_equal(time, cases[i].time);
        line_time(&line, time);
        assert_string_equal(at, cases[i].canonical);
    }
}

static void what_is_no_time_is_refused(void **state)
{
    static const char *const cases[] = {
        "",
        "2025-02-24",
        "2025-02-24T00:00:00",
        "2025-02-24 00:00:00Z",
        "2025-02-31T00:00:00Z",
        "2025-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2025-13-01T00:00:00Z",
        "2025-00-01T00:00:00Z",
        "2025-01-00T00:00:00Z",
        "2025-01-01T24:00:00Z",
        "2025-01-01T00:60:00Z",
        "2025-06-30T23:59:60Z",
        "2025-01-01T00:00:00.Z",
        "2025-01-01T00:00:00.1234567890Z",
        "2025-01-01T00:00:00+1:00",
        "2025-01-01T00:00:00+24:00",
        "2025-01-01T00:00:00Zx",
        "1699-12-31T23:59:59Z",
        "2200-01-01T00:00:00Z",
        "25-01-01T00:00:00Z",
        "2025-1-01T00:00:00Z",
        "+025-01-01T00:00:00Z",
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t time;
        if (time_parse(text_of(cases[i]), &time))
            fail_msg("taken: %s", cases[i]);
    }
}

static void a_bare_year_is_its_last_day(void **state)
{
    int64_t year, day;
    (void)state;
    assert_true(day_parse(TEXT("2024"), &year));
    assert_true(day_parse(TEXT("2024-12-31"), &day));
    assert_int_equal(year, day);
    assert_int_equal(day, 20088);
    assert_false(day_parse(TEXT("24"), &day));
    assert_false(day_parse(TEXT("2024-02-30"), &day));
    assert_false(day_parse(TEXT("2024-02"), &day));
    assert_false(day_parse(TEXT("1699"), &day));
    assert_false(day_parse(TEXT("2024-12-31T00:00:00Z"), &day));
}

static void every_day_of_five_hundred_years_comes_back(void **state)
{
    (void)state;
    for (int64_t day = day_from_civil(1700, 1, 1); day <= day_from_civil(2199, 12, 31); day++) {
        int64_t year;
        unsigned month, day_of_month;
        civil_from_day(day, &year, &month, &day_of_month);
        assert_int_equal(day_from_civil(year, month, day_of_month), day);
        time_t seconds = (time_t)(day * 86400);
        struct tm tm;
        assert_non_null(gmtime_r(&seconds, &tm));
        assert_int_equal(tm.tm_year + 1900, year);
        assert_int_equal(tm.tm_mon + 1, month);
        assert_int_equal(tm.tm_mday, day_of_month);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_read_as_they_are_written),
        cmocka_unit_test(what_is_no_time_is_refused),
        cmocka_unit_test(a_bare_year_is_its_last_day),
        cmocka_unit_test(every_day_of_five_hundred_years_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

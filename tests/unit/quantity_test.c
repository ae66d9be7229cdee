/* Numbers as people write them: what is taken, and what is refused whole. */
#include "runtime/quantity.h"

#include "runtime/option_value.h"
#include "schemas/limits.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

static void a_duration_is_whole_numbers_with_units(void **state)
{
    static const struct { const char *text; int64_t ns; } taken[] = {
        {"0", 0},
        {"0s", 0},
        {"500ms", 500000000},
        {"90s", 90 * SECOND_NS},
        {"5m", 5 * MINUTE_NS},
        {"1h30m", 90 * MINUTE_NS},
        {"7d", 7 * DAY_NS},
        {"1d2h3m4s5ms6us7ns", DAY_NS + 2 * HOUR_NS + 3 * MINUTE_NS + 4 * SECOND_NS + 5006007},
        {"106751d", 106751 * DAY_NS},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(taken); i++) {
        int64_t ns = -1;
        assert_true(duration_parse(taken[i].text, &ns));
        assert_int_equal(ns, taken[i].ns);
    }
}

static void what_is_no_duration_is_refused(void **state)
{
    static const char *const refused[] = {
        "",     "5",    "s",     "5x",    "5 s", " 5s",   "5s ",    "-5s",     "1.5h", "1e3s",
        "05s",  "5S",   "30m1h", "1s1s",  "5mm", "1h30",  "106752d", "99999999999999999999s", "1w",
    };
    (void)state;
    for (size_t i = 0; i < COUNT(refused); i++) {
        int64_t ns = 42;
        if (duration_parse(refused[i], &ns))
            fail_msg("'%s' was taken as a duration", refused[i]);
        assert_int_equal(ns, 42);
    }
}

static void a_size_says_its_unit_or_is_bytes(void **state)
{
    static const struct { const char *text; uint64_t bytes; } taken[] = {
        {"0", 0}, {"4096", 4096}, {"1B", 1}, {"64KiB", 64 * KIB}, {"64MiB", 64 * MIB}, {"2GiB", 2048ull * MIB},
        {"1TiB", 1024ull * 1024 * MIB}, {"18446744073709551615", UINT64_MAX},
    };
    static const char *const refused[] = {"", "64M", "64MB", "64mib", "64 MiB", "-1", "1.5GiB", "010", "MiB",
                                          "64MiB1", "18446744073709551616", "16777216TiB"};
    (void)state;
    for (size_t i = 0; i < COUNT(taken); i++) {
        uint64_t bytes = 1;
        assert_true(size_parse(taken[i].text, &bytes));
        assert_true(bytes == taken[i].bytes);
    }
    for (size_t i = 0; i < COUNT(refused); i++) {
        uint64_t bytes = 42;
        if (size_parse(refused[i], &bytes))
            fail_msg("'%s' was taken as a size", refused[i]);
        assert_int_equal(bytes, 42);
    }
}

static void a_number_is_read_whole_or_not_at_all(void **state)
{
    static const struct { const char *text; double number; } taken[] = {
        {"0", 0}, {"-0", -0.0}, {"1", 1}, {"-2.5", -2.5}, {"1e6", 1e6}, {"1E-3", 1e-3}, {"0.1", 0.1}, {"1e-400", 0},
    };
    static const char *const refused[] = {"",    "5x",  "1e400", "-1e400", "nan",  "inf", "0x10", "010", "-01", ".5",
                                          "5.",  "1e",  "1e+",   "+1",     " 1",   "1 ",  "1,5",  "1_000", "-", "--1"};
    (void)state;
    for (size_t i = 0; i < COUNT(taken); i++) {
        double number = 42;
        assert_true(number_parse(taken[i].text, &number));
        assert_true(number == taken[i].number);
    }
    for (size_t i = 0; i < COUNT(refused); i++) {
        double number = 42;
        if (number_parse(refused[i], &number))
            fail_msg("'%s' was taken as a number", refused[i]);
        assert_true(number == 42);
    }
}

static void an_integer_has_no_leading_zero(void **state)
{
    static const struct { const char *text; int64_t integer; } taken[] = {
        {"0", 0}, {"7", 7}, {"-7", -7}, {"9223372036854775807", INT64_MAX}, {"-9223372036854775808", INT64_MIN}};
    static const char *const refused[] = {"", "010", "-010", "0x1", "1.0", "1e3", "+1", "1 ", "5x",
                                          "9223372036854775808", "-9223372036854775809"};
    (void)state;
    for (size_t i = 0; i < COUNT(taken); i++) {
        int64_t integer = 1;
        assert_true(integer_parse(taken[i].text, &integer));
        assert_true(integer == taken[i].integer);
    }
    for (size_t i = 0; i < COUNT(refused); i++) {
        int64_t integer = 42;
        if (integer_parse(refused[i], &integer))
            fail_msg("'%s' was taken as an integer", refused[i]);
        assert_int_equal(integer, 42);
    }
}

static void a_locale_with_a_decimal_comma_changes_nothing(void **state)
{
    static const char *const commas[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8"};
    (void)state;
    for (size_t i = 0; i < COUNT(commas); i++)
        if (setlocale(LC_NUMERIC, commas[i]) != NULL)
            break; /* a machine without any of them tests the C locale */
    double number = 0;
    assert_true(number_parse("2.5", &number));
    assert_true(number == 2.5);
    assert_false(number_parse("2,5", &number));
    setlocale(LC_NUMERIC, "C");
}

static void what_is_printed_reads_back(void **state)
{
    static const int64_t durations[] = {0, 1, 1500000, 90 * SECOND_NS, DAY_NS + 1, INT64_MAX};
    static const uint64_t sizes[] = {0, 1, 1023, 1024, 1536, 64 * MIB, 1024ull * 1024 * MIB, INT64_MAX};
    char text[128];
    (void)state;
    for (size_t i = 0; i < COUNT(durations); i++) {
        struct line line = line_on(text, sizeof text);
        int64_t ns = -1;
        line_duration(&line, durations[i]);
        assert_true(duration_parse(text, &ns));
        assert_true(ns == durations[i]);
    }
    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct line line = line_on(text, sizeof text);
        uint64_t bytes = 1;
        line_size(&line, sizes[i]);
        assert_true(size_parse(text, &bytes));
        assert_true(bytes == sizes[i]);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_duration_is_whole_numbers_with_units),
        cmocka_unit_test(what_is_no_duration_is_refused),
        cmocka_unit_test(a_size_says_its_unit_or_is_bytes),
        cmocka_unit_test(a_number_is_read_whole_or_not_at_all),
        cmocka_unit_test(an_integer_has_no_leading_zero),
        cmocka_unit_test(a_locale_with_a_decimal_comma_changes_nothing),
        cmocka_unit_test(what_is_printed_reads_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

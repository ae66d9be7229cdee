/* Numbers and lines: the one text form. */
#include "schemas/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static char at[128];
static struct line line;

static int empty_line(void **state)
{
    (void)state;
    line = line_on(at, sizeof at);
    return 0;
}

static const char *number(double value)
{
    line = line_on(at, sizeof at);
    line_number(&line, value);
    return at;
}

static void numbers_have_at_most_six_decimals_and_no_trailing_zeros(void **state)
{
    static const struct { double value; const char *text; } cases[] = {
        {0, "0"},
        {-0.0, "0"},
        {1, "1"},
        {-3, "-3"},
        {2548.5, "2548.5"},
        {0.1, "0.1"},
        {1.0 / 3, "0.333333"},
        {2.0 / 3, "0.666667"},
        {-2.0 / 3, "-0.666667"},
        {0.000001, "0.000001"},
        {0.0000004, "0"},
        {-0.0000004, "0"},
        {100, "100"},
        {1e12, "1000000000000"},
        {123456789.123456, "123456789.123456"},
        {0.9999999, "1"},
        {99.9999995, "100"},
        {0.10, "0.1"},
        {0.050001, "0.050001"},
        {9e12, "9000000000000"},
        {1e300, "9000000000000"},
        {-1e300, "-9000000000000"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_string_equal(number(cases[i].value), cases[i].text);
}

static void halves_round_to_even(void **state)
{
    (void)state;
    assert_int_equal(micro_of(0.5e-6), 0);
    assert_int_equal(micro_of(1.5e-6), 2);
    assert_int_equal(micro_of(2.5e-6), 2);
    assert_int_equal(micro_of(-1.5e-6), -2);
    assert_int_equal(micro_of(-2.5e-6), -2);
}

static void rounding_twice_changes_nothing(void **state)
{
    (void)state;
    for (int i = -2000; i < 2000; i++) {
        double once = micro_round((double)i * 0.37123456789);
        assert_true(micro_round(once) == once);
    }
}

static void integers_keep_their_ends(void **state)
{
    (void)state;
    line_int(&line, INT64_MIN);
    line_char(&line, ' ');
    line_int(&line, INT64_MAX);
    line_char(&line, ' ');
    line_uint(&line, UINT64_MAX);
    assert_string_equal(at, "-9223372036854775808 9223372036854775807 18446744073709551615");
}

static void hexadecimal_is_lower_case(void **state)
{
    (void)state;
    line_hex(&line, "\x00\xab\x7f", 3);
    assert_string_equal(at, "00ab7f");
}

static void what_does_not_fit_is_cut_and_said(void **state)
{
    char small[6];
    struct line cut = line_on(small, sizeof small);
    (void)state;
    line_string(&cut, "abc");
    assert_false(cut.cut);
    line_string(&cut, "defg");
    assert_true(cut.cut);
    assert_string_equal(small, "abcde");
    line_string(&cut, "x");
    assert_string_equal(small, "abcde");
}

static void a_cut_splits_no_character(void **state)
{
    char small[6];
    struct line cut = line_on(small, sizeof small);
    (void)state;
    line_string(&cut, "abcdü");
    assert_true(cut.cut);
    assert_string_equal(small, "abcd");
    assert_int_equal(text_cut(TEXT("价格"), 5), 3);
    assert_int_equal(text_cut(TEXT("价格"), 6), 6);
    assert_int_equal(text_cut(TEXT("价格"), 2), 0);
}

static void a_line_without_room_stays_empty(void **state)
{
    struct line none = line_on(NULL, 0);
    (void)state;
    line_string(&none, "abc");
    assert_true(none.cut);
    assert_int_equal(none.used, 0);
}

static void texts_compare_by_bytes(void **state)
{
    const struct text empty = {NULL, 0};
    (void)state;
    assert_true(text_is(TEXT("abc"), "abc"));
    assert_false(text_is(TEXT("abc"), "abcd"));
    assert_true(text_equal(empty, TEXT("")));
    assert_true(text_starts_with(TEXT("official/us"), TEXT("official/")));
    assert_true(text_starts_with(TEXT("a"), empty));
    assert_false(text_starts_with(TEXT("a"), TEXT("ab")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_have_at_most_six_decimals_and_no_trailing_zeros),
        cmocka_unit_test(halves_round_to_even),
        cmocka_unit_test(rounding_twice_changes_nothing),
        cmocka_unit_test_setup(integers_keep_their_ends, empty_line),
        cmocka_unit_test_setup(hexadecimal_is_lower_case, empty_line),
        cmocka_unit_test(what_does_not_fit_is_cut_and_said),
        cmocka_unit_test(a_cut_splits_no_character),
        cmocka_unit_test(a_line_without_room_stays_empty),
        cmocka_unit_test(texts_compare_by_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

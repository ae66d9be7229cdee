/* Lines that came against lines that were expected. */
#include "consumers/compare.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct comparison comparison;
static char *told;
static size_t told_size;
static FILE *out;

static void expect(const char *text)
{
    FILE *expected = tmpfile();
    assert_non_null(expected);
    fputs(text, expected);
    rewind(expected);
    out = open_memstream(&told, &told_size);
    assert_non_null(out);
    comparison_init(&comparison, expected, out);
}

static int end(void **state)
{
    (void)state;
    comparison_close(&comparison);
    fclose(out);
    free(told);
    return 0;
}

static void comes(const char *line)
{
    comparison_add(&comparison, line, strlen(line));
}

static void tells(bool equal, const char *expected)
{
    assert_int_equal(comparison_end(&comparison), equal);
    fflush(out);
    assert_string_equal(told, expected);
}

#define OUTPUT(offset, part, name, value) \
    "{\"type\":\"indicator\",\"offset\":" offset ",\"part\":" part ",\"material\":\"aluminum\"," \
    "\"region\":\"EU\",\"name\":\"" name "\",\"value\":" value "}"

static void equal_lines_are_equal(void **state)
{
    (void)state;
    expect(OUTPUT("1", "0", "gap", "0.1") "\n" OUTPUT("1", "1", "cover", "0.2") "\r\n");
    comes(OUTPUT("1", "0", "gap", "0.1"));
    comes(OUTPUT("1", "1", "cover", "0.2"));
    tells(true, "");
}

static void a_field_that_differs_is_named_with_both_values(void **state)
{
    (void)state;
    expect(OUTPUT("1", "0", "gap", "0.1") "\n" OUTPUT("1", "1", "cover", "0.2") "\n");
    comes(OUTPUT("1", "0", "gap", "0.1"));
    comes(OUTPUT("1", "1", "cover", "0.25"));
    tells(false, "line 2: indicator aluminum/EU cover at offset 1, part 1\n"
                 "  value: expected 0.2, got 0.25\n"
                 "1 lines differ, 0 are missing, 0 were not expected\n");
}

static void inner_fields_are_named_by_their_path(void **state)
{
    (void)state;
    expect("{\"offset\":1,\"part\":0,\"because\":[{\"id\":\"a\"},{\"id\":\"b\"}]}\n");
    comes("{\"offset\":1,\"part\":0,\"because\":[{\"id\":\"a\"},{\"id\":\"c\",\"effect\":1}]}");
    tells(false, "line 1: ? ?/? ? at offset 1, part 0\n"
                 "  because[1].id: expected \"b\", got \"c\"\n"
                 "  because[1].effect: expected nothing, got 1\n"
                 "1 lines differ, 0 are missing, 0 were not expected\n");
}

static void a_missing_line_does_not_shift_the_rest(void **state)
{
    (void)state;
    expect(OUTPUT("1", "0", "gap", "0.1") "\n" OUTPUT("2", "0", "gap", "0.2") "\n" OUTPUT("3", "0", "gap", "0.3") "\n");
    comes(OUTPUT("1", "0", "gap", "0.1"));
    comes(OUTPUT("3", "0", "gap", "0.3"));
    tells(false, "line 2: missing: indicator aluminum/EU gap at offset 2, part 0\n"
                 "0 lines differ, 1 are missing, 0 were not expected\n");
}

static void an_extra_line_does_not_shift_the_rest(void **state)
{
    (void)state;
    expect(OUTPUT("1", "0", "gap", "0.1") "\n" OUTPUT("3", "0", "gap", "0.3") "\n");
    comes(OUTPUT("1", "0", "gap", "0.1"));
    comes(OUTPUT("2", "0", "gap", "0.2"));
    comes(OUTPUT("3", "0", "gap", "0.3"));
    comes(OUTPUT("4", "0", "gap", "0.4"));
    tells(false, "line 2: not expected: indicator aluminum/EU gap at offset 2, part 0\n"
                 "line 2: not expected: indicator aluminum/EU gap at offset 4, part 0\n"
                 "0 lines differ, 0 are missing, 2 were not expected\n");
}

static void what_is_left_of_the_expected_is_missing(void **state)
{
    (void)state;
    expect(OUTPUT("1", "0", "gap", "0.1") "\n" OUTPUT("2", "0", "gap", "0.2") "\n");
    comes(OUTPUT("1", "0", "gap", "0.1"));
    tells(false, "line 2: missing: indicator aluminum/EU gap at offset 2, part 0\n"
                 "0 lines differ, 1 are missing, 0 were not expected\n");
}

static void the_text_counts_and_not_only_the_values(void **state)
{
    (void)state;
    expect("{\"offset\":1,\"part\":0,\"value\":1}\n");
    comes("{\"part\":0,\"offset\":1,\"value\":1}");
    tells(false, "line 1: ? ?/? ? at offset 1, part 0\n"
                 "  expected {\"offset\":1,\"part\":0,\"value\":1}\n"
                 "  got      {\"part\":0,\"offset\":1,\"value\":1}\n"
                 "1 lines differ, 0 are missing, 0 were not expected\n");
}

static void only_the_first_differences_are_shown(void **state)
{
    (void)state;
    expect("");
    for (unsigned i = 0; i < 2 * COMPARE_SHOWN; i++)
        comes("{\"offset\":1,\"part\":0}");
    assert_false(comparison_end(&comparison));
    fflush(out);
    assert_non_null(strstr(told, "10 were not expected; the first 5 are shown\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(equal_lines_are_equal, end),
        cmocka_unit_test_teardown(a_field_that_differs_is_named_with_both_values, end),
        cmocka_unit_test_teardown(inner_fields_are_named_by_their_path, end),
        cmocka_unit_test_teardown(a_missing_line_does_not_shift_the_rest, end),
        cmocka_unit_test_teardown(an_extra_line_does_not_shift_the_rest, end),
        cmocka_unit_test_teardown(what_is_left_of_the_expected_is_missing, end),
        cmocka_unit_test_teardown(the_text_counts_and_not_only_the_values, end),
        cmocka_unit_test_teardown(only_the_first_differences_are_shown, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

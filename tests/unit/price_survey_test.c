/* The first pass over a price file: shape, and runs by date. */
#include "producers/price_survey.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static struct scratch scratch;
static struct text_file file;
static struct price_survey survey;
static struct survey_options options;
static char why[512];

static int begin(void **state)
{
    (void)state;
    scratch_make(&scratch);
    file.descriptor = -1;
    options = (struct survey_options){.width = 2, .header_line = 1, .delimiter = ',', .date_name = "Date",
                                      .runs_most = 3};
    return 0;
}

static int end(void **state)
{
    (void)state;
    text_file_close(&file);
    scratch_remove(&scratch);
    return 0;
}

/* `rows` stand below a header. */
static enum status look(const char *rows)
{
    static const char header[] = "Date,A\n";
    char path[PATH_MAX];
    scratch_path(&scratch, "prices.csv", path);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fputs(header, out);
    fputs(rows, out);
    assert_int_equal(fclose(out), 0);
    text_file_close(&file);
    assert_int_equal(text_file_open(&file, path, NULL, why, sizeof why), STATUS_OK);
    options.extent = (struct extent){.from = sizeof header - 1, .to = file.end, .line = 2};
    return price_survey(&survey, &file, &options, why, sizeof why);
}

static void run_is(uint32_t index, uint64_t line, uint64_t end_line, bool falling)
{
    assert_true(index < survey.runs_count);
    assert_int_equal(survey.runs[index].extent.line, line);
    assert_int_equal(survey.runs[index].extent.end_line, end_line);
    assert_int_equal(survey.runs[index].falling, falling);
}

static void refused(const char *rows, enum status status, const char *part)
{
    assert_int_equal(look(rows), status);
    if (strstr(why, part) == NULL)
        fail_msg("'%s' does not say '%s'", why, part);
}

static void a_file_by_date_is_one_run(void **state)
{
    (void)state;
    assert_int_equal(look("2025-01-01,1\n2025-01-02,2\n2025-01-02,3\n\n2025-01-03,4\n"), STATUS_OK);
    assert_int_equal(survey.runs_count, 1);
    run_is(0, 2, 7, false);
    assert_int_equal(survey.runs[0].extent.to, file.end);
}

static void a_file_that_begins_with_the_newest_is_one_falling_run(void **state)
{
    (void)state;
    assert_int_equal(look("2025-01-03,1\n2025-01-03,1\n\"2025-01-02\",2\n2025-01-01,3\n"), STATUS_OK);
    assert_int_equal(survey.runs_count, 1);
    run_is(0, 2, 6, true);
}

static void one_series_after_the_other_is_a_run_each(void **state)
{
    (void)state;
    assert_int_equal(look("2025-01-01,1\n2025-01-02,2\n2025-01-01,3\n2025-01-02,4\n"), STATUS_OK);
    assert_int_equal(survey.runs_count, 2);
    run_is(0, 2, 4, false);
    run_is(1, 4, 6, false);
    assert_int_equal(survey.runs[0].extent.to, survey.runs[1].extent.from);
    assert_int_equal(look("2025-01-02,1\n2025-01-01,2\n2025-01-02,3\n2025-01-01,4\n"), STATUS_OK);
    assert_int_equal(survey.runs_count, 2);
    run_is(1, 4, 6, true);
}

static void rows_without_a_date_belong_to_their_neighbours(void **state)
{
    (void)state;
    assert_int_equal(look("x,1\n2025-01-01,2\ny,3\n2025-01-02,4\nz,5\n"), STATUS_OK);
    assert_int_equal(survey.runs_count, 1);
    run_is(0, 2, 7, false);
}

static void too_many_runs_are_refused(void **state)
{
    (void)state;
    refused("2025-01-01,1\n2025-01-05,1\n2025-01-02,1\n2025-01-01,1\n2025-01-06,1\n2025-01-07,1\n2025-01-01,1\n",
            STATUS_TOO_MANY, "prices.csv:8: dates rise and fall more often than 3 times");
}

static void a_file_out_of_shape_is_refused_with_its_numbers(void **state)
{
    (void)state;
    refused("2025-01-01,1\n2025-01-02,2,3\n2025-01-03\n2025-01-04,1\n", STATUS_INCONSISTENT,
            "prices.csv:3: this row has 3 cells, but the header (line 1) names 2 columns; 2 of 4 rows");
    refused("2025-01-01,\"1,5\"\n2025-01-02,1,5\n", STATUS_INCONSISTENT, "prices.csv:3: this row has 3 cells");
    options.header_line = 0;
    refused("2025-01-01\n", STATUS_INCONSISTENT, "the first row has 2 columns");
    options.ragged = true;
    assert_int_equal(look("2025-01-01,1\n2025-01-02,2,3\n"), STATUS_OK);
}

static void what_cannot_be_read_is_refused(void **state)
{
    (void)state;
    refused("2025-01-01,1\n03/04/2025,1\n", STATUS_WRONG_TYPE, "prices.csv:3: Date: \"03/04/2025\" does not say which");
    refused("2025-01-01,\xc2\xc1\n", STATUS_BAD_UTF8, "prices.csv:2: byte 12 of the row is not UTF-8");
    refused("2025-01-01,\"1\n2025-01-02,1\n", STATUS_SYNTAX, "prices.csv:2: a quote opens in this row and never");
    refused("2025-01-01,1\n2025-01-02,a\"b\"\n", STATUS_SYNTAX, "prices.csv:3: byte 12 of the row");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_file_by_date_is_one_run, begin, end),
        cmocka_unit_test_setup_teardown(a_file_that_begins_with_the_newest_is_one_falling_run, begin, end),
        cmocka_unit_test_setup_teardown(one_series_after_the_other_is_a_run_each, begin, end),
        cmocka_unit_test_setup_teardown(rows_without_a_date_belong_to_their_neighbours, begin, end),
        cmocka_unit_test_setup_teardown(too_many_runs_are_refused, begin, end),
        cmocka_unit_test_setup_teardown(a_file_out_of_shape_is_refused_with_its_numbers, begin, end),
        cmocka_unit_test_setup_teardown(what_cannot_be_read_is_refused, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

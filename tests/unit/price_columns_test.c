/* Columns of a price file, by name and by number. */
#include "producers/price_columns.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static struct scratch scratch;
static struct price_options options;
static struct price_columns columns;
static char why[1024];

static int begin(void **state)
{
    (void)state;
    scratch_make(&scratch);
    options_defaults(&prices_program, &options);
    return 0;
}

static int end(void **state)
{
    (void)state;
    scratch_remove(&scratch);
    return 0;
}

static enum status read_head(const char *text)
{
    char path[PATH_MAX];
    struct text_file file;
    scratch_path(&scratch, "prices.csv", path);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fputs(text, out);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(text_file_open(&file, path, NULL, why, sizeof why), STATUS_OK);
    enum status status = price_columns_read(&columns, &options, &file, why, sizeof why);
    text_file_close(&file);
    return status;
}

static void refused(const char *text, enum status status, const char *part)
{
    assert_int_equal(read_head(text), status);
    if (strstr(why, part) == NULL)
        fail_msg("'%s' does not say '%s'", why, part);
}

static void map(const char *pair)
{
    options.map.texts[options.map.count++] = pair;
}

static void wide_is(uint32_t index, uint32_t cell, const char *name)
{
    assert_true(index < columns.wide_count);
    assert_int_equal(columns.wide[index].cell, cell);
    assert_true(text_is(columns.wide[index].name, name));
}

static void columns_are_found_by_name(void **state)
{
    (void)state;
    options.date_column = "日期";
    options.series_column = "品种";
    options.value_column = "收盘价";
    options.unit_column = "UNIT";
    assert_int_equal(read_head("品种,日期,收盘价,unit\n铝,2025-01-01,1,CNY/t\n"), STATUS_OK);
    assert_int_equal(columns.width, 4);
    assert_int_equal(columns.series, 0);
    assert_int_equal(columns.date, 1);
    assert_int_equal(columns.value, 2);
    assert_int_equal(columns.unit, 3);
    assert_int_equal(columns.time, NO_CELL);
    assert_int_equal(columns.rows.line, 2);
}

static void columns_are_found_by_number(void **state)
{
    (void)state;
    options.header = false;
    options.date_column = "2";
    options.value_column = "1";
    options.series = "X";
    assert_int_equal(read_head("5,2025-01-01\n6,2025-01-02\n"), STATUS_OK);
    assert_int_equal(columns.date, 1);
    assert_int_equal(columns.value, 0);
    assert_int_equal(columns.rows.line, 1);
    assert_int_equal(columns.rows.from, 0);
    options.value_column = "3";
    refused("5,2025-01-01\n", STATUS_UNKNOWN_FIELD, "a column is a number from 1 to 2");
}

static void a_name_goes_before_a_number(void **state)
{
    (void)state;
    options.date_column = "2";
    assert_int_equal(read_head("2,date,x\n"), STATUS_OK);
    assert_int_equal(columns.date, 0);
    wide_is(0, 1, "date");
}

static void a_wide_table_takes_all_columns_or_those_named(void **state)
{
    (void)state;
    assert_int_equal(read_head("LME.AL.3M,date,SHFE.AL\n"), STATUS_OK);
    assert_int_equal(columns.wide_count, 2);
    wide_is(0, 0, "LME.AL.3M");
    wide_is(1, 2, "SHFE.AL");
    map("3=SHFE.AL");
    assert_int_equal(read_head("\"Aluminium, 3 months\",date,铝\n"), STATUS_OK);
    wide_is(0, 2, "3");
}

static void the_delimiter_is_the_one_that_stands_most_often(void **state)
{
    static const struct { const char *head; char delimiter; } cases[] = {
        {"date,b,c\n", ','}, {"date;b;c\n", ';'}, {"date\tb\tc\n", '\t'}, {"date|b|c\n", '|'},
        {"date;\"a,b,c,d\";c\n", ';'}, {"date;b (1,5);c\n", ';'},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(read_head(cases[i].head), STATUS_OK);
        assert_int_equal(columns.delimiter, cases[i].delimiter);
        assert_int_equal(columns.width, 3);
    }
}

static void lines_before_the_header_are_skipped(void **state)
{
    (void)state;
    options.skip = 2;
    assert_int_equal(read_head("Monthly prices\n\ndate,A\n2025-01-01,1\n"), STATUS_OK);
    assert_int_equal(columns.header_line, 3);
    assert_int_equal(columns.rows.line, 4);
}

static void what_is_not_there_is_refused(void **state)
{
    (void)state;
    refused("", STATUS_NOT_FOUND, "there is no row in it");
    refused("day,close\n", STATUS_UNKNOWN_FIELD,
            "--date-column: there is no column \"date\"; nearest \"day\"; the header of line 1 has \"day\", \"close\"");
    refused("date,a,date\n", STATUS_DUPLICATE_KEY, "more than one column is called \"date\"");
    refused("date\n", STATUS_MISSING_FIELD, "no column beside the date's");
    map("Alumnium=LME.AL.3M");
    refused("date,Aluminium\n", STATUS_UNKNOWN_FIELD, "--map: there is no column \"Alumnium\"; nearest \"Aluminium\"");
    options.map.count = 0;
    options.header = false;
    options.date_column = "1";
    refused("2025-01-01,5\n", STATUS_MISSING_FIELD, "--map NUMBER=SERIES");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(columns_are_found_by_name, begin, end),
        cmocka_unit_test_setup_teardown(columns_are_found_by_number, begin, end),
        cmocka_unit_test_setup_teardown(a_name_goes_before_a_number, begin, end),
        cmocka_unit_test_setup_teardown(a_wide_table_takes_all_columns_or_those_named, begin, end),
        cmocka_unit_test_setup_teardown(the_delimiter_is_the_one_that_stands_most_often, begin, end),
        cmocka_unit_test_setup_teardown(lines_before_the_header_are_skipped, begin, end),
        cmocka_unit_test_setup_teardown(what_is_not_there_is_refused, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

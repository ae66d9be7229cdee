/* CSV sheets into baseline events. */
#include "producers/baseline_table.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define REFUSALS 8

static struct scratch scratch;
static struct baseline_tables tables;
static struct baseline_header header;
static bool headed;
static struct refusal refusals[REFUSALS];
static uint64_t refused_lines[REFUSALS];
static size_t refused;
static char why[512];

static int begin(void **state)
{
    (void)state;
    headed = false;
    refused = 0;
    baseline_tables_init(&tables);
    scratch_make(&scratch);
    return 0;
}

static int end(void **state)
{
    (void)state;
    baseline_tables_close(&tables);
    scratch_remove(&scratch);
    return 0;
}

static void refuse(uint64_t line)
{
    assert_true(refused < REFUSALS);
    refused_lines[refused++] = line;
}

static void on_row(void *self, const struct sheet_row *sheet_row)
{
    struct baseline_row row;
    struct refusal *refusal = &refusals[refused < REFUSALS ? refused : 0];
    (void)self;
    if (!headed) {
        headed = true;
        if (baseline_header_read(&header, sheet_row, refusal) != STATUS_OK)
            refuse(sheet_row->line);
        return;
    }
    if (baseline_row_read(&row, &header, sheet_row, refusal) != STATUS_OK) {
        baseline_tables_spoil(&tables, &row, "sheet.csv", sheet_row->line);
        refuse(sheet_row->line);
    } else if (baseline_tables_add(&tables, &row, "sheet.csv", sheet_row->line, refusal) != STATUS_OK) {
        refuse(sheet_row->line);
    }
}

static enum status read_sheet(const char *text)
{
    char path[PATH_MAX];
    scratch_path(&scratch, "sheet.csv", path);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
    return sheet_read(path, on_row, NULL, why, sizeof why);
}

static void holds(size_t table, const char *expected)
{
    char text[4096];
    struct line line = line_on(text, sizeof text);
    assert_true(table < tables.count);
    baseline_table_sign(tables.tables[table], TEXT("baseline"), 0);
    rows_json(event_rows[EVENT_BASELINE], &tables.tables[table]->event, &line);
    assert_string_equal(text, expected);
}

static void was_refused(size_t index, uint64_t line, const char *column, const char *part)
{
    assert_true(index < refused);
    assert_int_equal(refused_lines[index], line);
    assert_string_equal(refusals[index].field, column);
    if (strstr(refusals[index].text, part) == NULL)
        fail_msg("'%s' does not say '%s'", refusals[index].text, part);
}

#define SUPPLY "table,material,region,vintage,unit,supplier,quantity,estimate,provenance\n"

static void rows_of_one_table_are_one_event(void **state)
{
    (void)state;
    assert_int_equal(read_sheet(SUPPLY "supply,aluminum,EU,2024,t/yr,EU,100,,\"a, [A]\"\n"
                                       "supply,aluminum,US,2024-12-31,t/yr,CA,5,,c [C]\n"
                                       "supply,aluminum,EU,2024-12-31,t/yr,RU,2.5,true,b [B]\n"
                                       "supply,aluminum,EU,2024,t/yr,NO,7,false,\"a, [A]\"\n"),
                     STATUS_OK);
    assert_int_equal(refused, 0);
    assert_int_equal(tables.count, 2);
    holds(0, "{\"type\":\"baseline\",\"source\":\"baseline\",\"id\":\"supply/aluminum/EU/2024-12-31\","
             "\"time\":\"1970-01-01T00:00:00.000000000Z\",\"table\":\"supply\",\"material\":\"aluminum\","
             "\"region\":\"EU\",\"vintage\":\"2024-12-31\",\"unit\":\"t/yr\",\"rows\":["
             "{\"supplier\":\"EU\",\"quantity\":100},{\"supplier\":\"RU\",\"quantity\":2.5},"
             "{\"supplier\":\"NO\",\"quantity\":7}],\"provenance\":\"a, [A]; b [B]\",\"estimate\":true}");
    holds(1, "{\"type\":\"baseline\",\"source\":\"baseline\",\"id\":\"supply/aluminum/US/2024-12-31\","
             "\"time\":\"1970-01-01T00:00:00.000000000Z\",\"table\":\"supply\",\"material\":\"aluminum\","
             "\"region\":\"US\",\"vintage\":\"2024-12-31\",\"unit\":\"t/yr\",\"rows\":["
             "{\"supplier\":\"CA\",\"quantity\":5}],\"provenance\":\"c [C]\"}");
}

static void governance_has_no_pair(void **state)
{
    (void)state;
    assert_int_equal(read_sheet("value,country,unit,table,vintage,provenance\n"
                                "-0.9,RU,wgi_estimate,governance,2022,WGI\n"),
                     STATUS_OK);
    holds(0, "{\"type\":\"baseline\",\"source\":\"baseline\",\"id\":\"governance/2022-12-31\","
             "\"time\":\"1970-01-01T00:00:00.000000000Z\",\"table\":\"governance\",\"vintage\":\"2022-12-31\","
             "\"unit\":\"wgi_estimate\",\"rows\":[{\"country\":\"RU\",\"value\":-0.9}],\"provenance\":\"WGI\"}");
}

static void a_bad_cell_is_named_with_its_line_and_spoils_its_table(void **state)
{
    static const struct { const char *what, *row, *column, *text; } cases[] = {
        {"no number", "supply,aluminum,EU,2024,t/yr,RU,1x,,p", "quantity", "'1x' is no number"},
        {"a thousands separator", "supply,aluminum,EU,2024,t/yr,RU,\"1,000\",,p", "quantity", "'1,000' is no number"},
        {"below zero", "supply,aluminum,EU,2024,t/yr,RU,-1,,p", "quantity", "-1 lies below 0"},
        {"no quantity", "supply,aluminum,EU,2024,t/yr,RU,,,p", "quantity", "a supply table needs it"},
        {"no country", "supply,aluminum,EU,2024,t/yr,Russia,1,,p", "supplier", "'Russia' is no country"},
        {"all countries", "supply,aluminum,EU,2024,t/yr,ALL,1,,p", "supplier", "'ALL' is no country"},
        {"a unit of another kind", "supply,aluminum,EU,2024,kt,RU,1,,p", "unit", "'kt' is no unit"},
        {"another unit than before", "supply,aluminum,EU,2024,share,RU,1,,p", "unit", "first row says 't/yr'"},
        {"the supplier again", "supply,aluminum,EU,2024,t/yr,NO,1,,p", "supplier", "the table has this row already"},
        {"a doubtful estimate", "supply,aluminum,EU,2024,t/yr,RU,1,yes,p", "estimate", "'yes' is neither"},
        {"no source", "supply,aluminum,EU,2024,t/yr,RU,1,,", "provenance", "needs it"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[1024];
        headed = false;
        refused = 0;
        baseline_tables_close(&tables);
        snprintf(text, sizeof text,
                 "%ssupply,aluminum,EU,2024,t/yr,NO,1,,p\nsupply,aluminum,US,2024,t/yr,CA,1,,p\n%s\n", SUPPLY,
                 cases[i].row);
        print_message("%s\n", cases[i].what);
        assert_int_equal(read_sheet(text), STATUS_OK);
        assert_int_equal(refused, 1);
        was_refused(0, 4, cases[i].column, cases[i].text);
        assert_true(tables.tables[0]->bad);
        assert_false(tables.tables[1]->bad);
        assert_false(tables.spoiled);
    }
}

static void a_row_without_a_table_spoils_them_all(void **state)
{
    (void)state;
    assert_int_equal(read_sheet(SUPPLY "supply,aluminum,EU,2024,t/yr,NO,1,,p\n"
                                       "suply,aluminum,EU,2024,t/yr,RU,1,,p\n"
                                       "supply,aluminum,EU,31.12.2024,t/yr,RU,1,,p\n"),
                     STATUS_OK);
    assert_int_equal(refused, 2);
    was_refused(0, 3, "table", "did you mean 'supply'?");
    was_refused(1, 4, "vintage", "'31.12.2024' is no day");
    assert_true(tables.spoiled);
}

static void a_bad_first_row_names_the_column(void **state)
{
    static const struct { const char *what, *text, *column, *says; } cases[] = {
        {"a misspelt column", "table,vintage,unit,provenance,quantitty\n", "quantitty", "did you mean 'quantity'?"},
        {"a column twice", "table,vintage,unit,provenance,unit\n", "unit", "stands twice"},
        {"a missing column", "table,vintage,provenance\n", "unit", "does not name this column"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        headed = false;
        refused = 0;
        print_message("%s\n", cases[i].what);
        assert_int_equal(read_sheet(cases[i].text), STATUS_OK);
        was_refused(0, 1, cases[i].column, cases[i].says);
    }
}

static void a_quote_in_the_wrong_place_ends_the_reading(void **state)
{
    static const struct { const char *what, *text, *says; } cases[] = {
        {"within a cell", "table\nsup\"ply\n", ":2:"},
        {"never closed", "table\nx\n\"supply\n", ":3: a quote opens in this row"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        headed = true;
        memset(&header, 0, sizeof header);
        baseline_tables_close(&tables);
        refused = 0;
        print_message("%s\n", cases[i].what);
        assert_int_equal(read_sheet(cases[i].text), STATUS_SYNTAX);
        if (strstr(why, cases[i].says) == NULL)
            fail_msg("'%s' does not say '%s'", why, cases[i].says);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rows_of_one_table_are_one_event, begin, end),
        cmocka_unit_test_setup_teardown(governance_has_no_pair, begin, end),
        cmocka_unit_test_setup_teardown(a_bad_cell_is_named_with_its_line_and_spoils_its_table, begin, end),
        cmocka_unit_test_setup_teardown(a_row_without_a_table_spoils_them_all, begin, end),
        cmocka_unit_test_setup_teardown(a_bad_first_row_names_the_column, begin, end),
        cmocka_unit_test_setup_teardown(a_quote_in_the_wrong_place_ends_the_reading, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Rows of a text file, forwards and backwards, and the file itself in any encoding. */
#include "producers/csv_row.h"
#include "tests/support/dice.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define ROWS 3000

static struct scratch scratch;
static struct text_file file;
static struct raw_rows rows;
static struct raw_row row;
static char path[PATH_MAX], why[512];

static int begin(void **state)
{
    (void)state;
    scratch_make(&scratch);
    scratch_path(&scratch, "rows.csv", path);
    file.descriptor = -1;
    return 0;
}

static int end(void **state)
{
    (void)state;
    raw_rows_close(&rows);
    text_file_close(&file);
    scratch_remove(&scratch);
    return 0;
}

static void write_file(const char *bytes, size_t size)
{
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, size, out), size);
    assert_int_equal(fclose(out), 0);
}

static enum status open_file(const char *encoding)
{
    text_file_close(&file);
    return text_file_open(&file, path, encoding, why, sizeof why);
}

static uint64_t lines_of(const char *text)
{
    return raw_row_count(text, text + strlen(text), '\n') + 1;
}

static void read_from(const char *text, bool backwards)
{
    struct extent extent;
    write_file(text, strlen(text));
    assert_int_equal(open_file(NULL), STATUS_OK);
    extent = (struct extent){.from = file.start, .to = file.end, .line = 1, .end_line = lines_of(text)};
    raw_rows_close(&rows);
    assert_true(raw_rows_init(&rows, &file, &extent, backwards));
}

static void comes(uint64_t line, const char *text)
{
    assert_int_equal(raw_rows_next(&rows, &row, why, sizeof why), STATUS_OK);
    assert_int_equal(row.line, line);
    assert_int_equal(row.text.size, strlen(text));
    assert_memory_equal(row.text.at, text, row.text.size);
}

static void ends(void)
{
    assert_int_equal(raw_rows_next(&rows, &row, why, sizeof why), STATUS_NOT_FOUND);
    assert_int_equal(raw_rows_next(&rows, &row, why, sizeof why), STATUS_NOT_FOUND);
}

#define SAMPLE "a,1\n\nb,2\r\n\"c\nd\ne\",\"\"\"\n\"\nf,4\n"

static void rows_come_in_their_order(void **state)
{
    (void)state;
    read_from(SAMPLE, false);
    comes(1, "a,1\n");
    comes(3, "b,2\r\n");
    comes(4, "\"c\nd\ne\",\"\"\"\n\"\n");
    assert_true(row.quoted);
    comes(8, "f,4\n");
    assert_false(row.quoted);
    ends();
}

static void backwards_the_same_rows_come(void **state)
{
    (void)state;
    read_from(SAMPLE, true);
    comes(8, "f,4\n");
    comes(4, "\"c\nd\ne\",\"\"\"\n\"\n");
    comes(3, "b,2\r\n");
    comes(1, "a,1\n");
    assert_int_equal(row.place, 0);
    ends();
}

static void the_last_line_may_lack_its_end(void **state)
{
    (void)state;
    read_from("a\nb", false);
    comes(1, "a\n");
    comes(2, "b");
    ends();
    read_from("a\nb", true);
    rows.left.end_line = 3;
    comes(2, "b");
    comes(1, "a\n");
    ends();
}

/* A file of many blocks: random rows, some over lines, place and line of each known. */
static void every_row_comes_once_both_ways(void **state)
{
    static struct { uint64_t place, line; } known[ROWS];
    struct dice dice = {7};
    uint64_t line = 1, count = 0;
    struct extent extent;
    (void)state;
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    for (; count < ROWS; count++) {
        known[count].place = (uint64_t)ftell(out);
        known[count].line = line;
        uint32_t folds = dice_below(&dice, 4);
        fputs("x,\"", out);
        for (uint32_t i = 0; i < folds; i++)
            fprintf(out, "%*s\n\"\"", (int)dice_below(&dice, 300), "");
        fputs("\",y\n", out);
        line += folds + 1;
    }
    assert_int_equal(fclose(out), 0);
    assert_int_equal(open_file(NULL), STATUS_OK);
    extent = (struct extent){.to = file.end, .line = 1, .end_line = line};
    for (int backwards = 0; backwards < 2; backwards++) {
        raw_rows_close(&rows);
        assert_true(raw_rows_init(&rows, &file, &extent, backwards));
        for (uint64_t i = 0; i < count; i++) {
            uint64_t expected = backwards ? count - 1 - i : i;
            assert_int_equal(raw_rows_next(&rows, &row, why, sizeof why), STATUS_OK);
            assert_int_equal(row.place, known[expected].place);
            assert_int_equal(row.line, known[expected].line);
        }
        ends();
    }
}

static void a_quote_that_never_closes_is_found(void **state)
{
    static char text[RAW_ROW_BYTES * 3];
    (void)state;
    memset(text, 'x', sizeof text - 1);
    text[10] = '"';
    for (size_t i = 99; i < sizeof text - 1; i += 100)
        text[i] = '\n';
    read_from(text, false);
    assert_int_equal(raw_rows_next(&rows, &row, why, sizeof why), STATUS_TOO_LARGE);
    assert_non_null(strstr(why, "rows.csv:1: a row has more than 65536 bytes; perhaps a quote opens and never closes"));
}

/* ---- cells --------------------------------------------------------------------------- */

static enum status parse(const char *text, struct csv_row *cells)
{
    read_from(text, false);
    assert_int_equal(raw_rows_next(&rows, &row, why, sizeof why), STATUS_OK);
    return csv_row_parse(cells, file.name, &row, why, sizeof why);
}

static void cells_lose_their_quotes_and_blanks(void **state)
{
    static const char *const expected[] = {"a", "b, c", "say \"x\"", "", "2 548"};
    struct csv_row *cells = csv_row_create(';');
    (void)state;
    assert_int_equal(parse(" a ;\"b, c\";\"say \"\"x\"\"\";;2 548\r\n", cells), STATUS_OK);
    assert_int_equal(cells->count, 5);
    for (uint32_t i = 0; i < 5; i++)
        assert_true(text_is(cells->cells[i], expected[i]));
    csv_row_destroy(&cells);
}

static void a_row_that_is_none_is_refused(void **state)
{
    static const struct { const char *what, *text, *part; } cases[] = {
        {"a quote inside", "a\"b\"\n", "a quote stands where none may stand"},
        {"a letter behind a quote", "\"a\"b,c\n", "a quote stands where none may stand"},
        {"a quote to the end", "a,\"b", "never closes"},
        {"lines that end in CR", "a,b\rc,d\r", "carriage return"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct csv_row *cells = csv_row_create(',');
        if (parse(cases[i].text, cells) != STATUS_SYNTAX || strstr(why, cases[i].part) == NULL)
            fail_msg("%s: %s", cases[i].what, why);
        csv_row_destroy(&cells);
    }
}

/* ---- encodings ------------------------------------------------------------------------ */

static void holds(const char *expected)
{
    char text[64] = "";
    ssize_t size = pread(file.descriptor, text, sizeof text - 1, (off_t)file.start);
    assert_int_equal(size, file.end - file.start);
    assert_string_equal(text, expected);
}

static void a_mark_says_the_encoding(void **state)
{
    static const struct { const char *bytes; size_t size; const char *encoding; } cases[] = {
        {"\xef\xbb\xbf\xe9\x93\x9d,1\n", 9, NULL},
        {"\xff\xfe\xdd\x94,\0" "1\0\n\0", 10, NULL},
        {"\xfe\xff\x94\xdd\0,\0" "1\0\n", 10, NULL},
        {"\xc2\xc1,1\n", 5, "GB18030"},
        {"\xc2\xc1,1\n", 5, "GBK"},
        {"\xdd\x94,\0" "1\0\n\0", 8, "UTF-16LE"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        write_file(cases[i].bytes, cases[i].size);
        if (open_file(cases[i].encoding) != STATUS_OK)
            fail_msg("case %zu: %s", i, why);
        holds("铝,1\n");
    }
}

static void what_is_not_in_its_encoding_is_refused(void **state)
{
    static const struct { const char *bytes; size_t size; const char *encoding, *part; enum status status; } cases[] = {
        {"d\0a\0t\0e\0", 8, NULL, "--encoding UTF-16LE", STATUS_BAD_UTF8},
        {"\0d\0a\0t\0e", 8, NULL, "--encoding UTF-16BE", STATUS_BAD_UTF8},
        {"abc\xff\xff", 5, "GB18030", "byte 4 begins no character of GB18030", STATUS_BAD_UTF8},
        {"abc\xc2", 4, "GBK", "ends inside a character", STATUS_BAD_UTF8},
        {"abc", 3, "KLINGON", "none that iconv knows", STATUS_UNKNOWN_NAME},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        write_file(cases[i].bytes, cases[i].size);
        enum status status = open_file(cases[i].encoding);
        if (status != cases[i].status || strstr(why, cases[i].part) == NULL)
            fail_msg("case %zu: %s: %s", i, status_name(status), why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rows_come_in_their_order, begin, end),
        cmocka_unit_test_setup_teardown(backwards_the_same_rows_come, begin, end),
        cmocka_unit_test_setup_teardown(the_last_line_may_lack_its_end, begin, end),
        cmocka_unit_test_setup_teardown(every_row_comes_once_both_ways, begin, end),
        cmocka_unit_test_setup_teardown(a_quote_that_never_closes_is_found, begin, end),
        cmocka_unit_test_setup_teardown(cells_lose_their_quotes_and_blanks, begin, end),
        cmocka_unit_test_setup_teardown(a_row_that_is_none_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(a_mark_says_the_encoding, begin, end),
        cmocka_unit_test_setup_teardown(what_is_not_in_its_encoding_is_refused, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

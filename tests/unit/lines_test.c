/* Lines out of a pipe and a file. */
#include "producers/lines.h"

#include <stdlib.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct lines lines;
static int writer;

static int begin(void **state)
{
    int ends[2];
    (void)state;
    if (pipe(ends) != 0)
        return -1;
    writer = ends[1];
    return lines_init(&lines, ends[0]) ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    lines_close(&lines);
    if (writer >= 0)
        close(writer);
    return 0;
}

static void write_text(const char *text)
{
    assert_int_equal(write(writer, text, strlen(text)), strlen(text));
}

static void close_writer(void)
{
    close(writer);
    writer = -1;
}

static void comes(const char *expected)
{
    const char *line;
    size_t size;
    assert_int_equal(lines_next(&lines, &line, &size), LINES_LINE);
    assert_int_equal(size, strlen(expected));
    assert_memory_equal(line, expected, size);
}

static void says(enum lines_state state)
{
    const char *line;
    size_t size;
    assert_int_equal(lines_next(&lines, &line, &size), state);
}

static void a_line_comes_without_its_end(void **state)
{
    (void)state;
    write_text("one\ntwo\r\n\nlast");
    close_writer();
    comes("one");
    comes("two");
    comes("");
    comes("last");
    assert_int_equal(lines.number, 4);
    says(LINES_END);
}

static void a_pipe_without_a_whole_line_waits(void **state)
{
    (void)state;
    says(LINES_WAIT);
    write_text("ha");
    says(LINES_WAIT);
    write_text("lf\nnext");
    comes("half");
    says(LINES_WAIT);
    close_writer();
    comes("next");
    says(LINES_END);
}

static void a_line_beyond_the_limit_is_told_and_skipped(void **state)
{
    char path[] = "/tmp/orewatch-lines-XXXXXX";
    int file = mkstemp(path);
    (void)state;
    assert_true(file >= 0);
    unlink(path);
    char block[4096];
    memset(block, 'x', sizeof block);
    assert_int_equal(write(file, "a\n", 2), 2);
    for (size_t written = 0; written < 2 * LINES_LIMIT + 100; written += sizeof block)
        assert_int_equal(write(file, block, sizeof block), sizeof block);
    assert_int_equal(write(file, "\nb\n", 3), 3);
    lseek(file, 0, SEEK_SET);
    lines_close(&lines);
    assert_true(lines_init(&lines, file));
    comes("a");
    says(LINES_TOO_LONG);
    assert_int_equal(lines.number, 2);
    comes("b");
    says(LINES_END);
    assert_int_equal(lines.read, lines.total);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_line_comes_without_its_end, begin, end),
        cmocka_unit_test_setup_teardown(a_pipe_without_a_whole_line_waits, begin, end),
        cmocka_unit_test_setup_teardown(a_line_beyond_the_limit_is_told_and_skipped, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

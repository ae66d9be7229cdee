/* Lines for the operator: logfmt that a parser takes apart again. */
#include "runtime/logging.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define MORNING 1740380400123456789 /* 2025-02-24T07:00:00.123456789Z */

static char text[LOG_LINE_BYTES];

static const char *line_of(enum log_level level, const char *event, const struct log_field *fields, unsigned count,
                           bool journal)
{
    struct line line = line_on(text, sizeof text);
    logging_format(&line, level, event, fields, count, MORNING, journal);
    return text;
}
#define LINE(level, event, ...)                                                                      \
    line_of(level, event, (const struct log_field[]){__VA_ARGS__},                                   \
            sizeof((const struct log_field[]){__VA_ARGS__}) / sizeof(struct log_field), false)

/* What LOG writes to standard error while `say` runs; the bytes end in a zero. */
static size_t written_by(void (*say)(void), char *bytes, size_t size)
{
    int ends[2], error = dup(STDERR_FILENO);
    assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
    dup2(ends[1], STDERR_FILENO);
    say();
    dup2(error, STDERR_FILENO);
    ssize_t used = read(ends[0], bytes, size - 1);
    close(ends[0]);
    close(ends[1]);
    close(error);
    bytes[used > 0 ? used : 0] = '\0';
    return used > 0 ? (size_t)used : 0;
}

static void a_line_has_time_level_event_and_fields(void **state)
{
    (void)state;
    assert_string_equal(LINE(LOG_LEVEL_INFO, "started", LOG_NUMBER("offset", 41),
                             LOG_TEXT("ingest", "tcp://127.0.0.1:7701"), LOG_NUMBER("gap", -1)),
                        "time=2025-02-24T07:00:00.123Z level=info event=started offset=41 "
                        "ingest=tcp://127.0.0.1:7701 gap=-1");
    assert_string_equal(LINE(LOG_LEVEL_ERROR, "stopped"), "time=2025-02-24T07:00:00.123Z level=error event=stopped");
}

static void what_could_be_misread_is_quoted(void **state)
{
    static const struct { const char *value, *written; } cases[] = {
        {"plain", "plain"},      {"", "\"\""},           {"two words", "\"two words\""},
        {"a=b", "\"a=b\""},      {"say \"x\"", "\"say \\\"x\\\"\""}, {"back\\slash", "\"back\\\\slash\""},
        {"a\nb", "\"a\\nb\""},   {"\x1b[31m", "\"\\x1b[31m\""},      {"\x7f", "\"\\x7f\""},
        {"Krasnojarsk \xc3\xa4", "\"Krasnojarsk \xc3\xa4\""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *line = LINE(LOG_LEVEL_INFO, "x", LOG_TEXT("k", cases[i].value));
        assert_string_equal(strstr(line, "k=") + 2, cases[i].written);
    }
}

static void the_journal_takes_a_priority_instead_of_the_time(void **state)
{
    static const struct { enum log_level level; const char *line; } cases[] = {
        {LOG_LEVEL_DEBUG, "<7>event=x"},
        {LOG_LEVEL_INFO, "<6>event=x"},
        {LOG_LEVEL_WARNING, "<4>event=x"},
        {LOG_LEVEL_ERROR, "<3>event=x"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(line_of(cases[i].level, "x", NULL, 0, true), cases[i].line);
}

static void an_inherited_journal_is_not_ours(void **state)
{
    (void)state;
    assert_true(logging_is_journal("8:1234", 8, 1234));
    assert_false(logging_is_journal("8:1234", 8, 1235));
    assert_false(logging_is_journal("8:12345", 8, 1234));
    assert_false(logging_is_journal("", 8, 1234));
    assert_false(logging_is_journal(NULL, 8, 1234));
}

static void levels_have_names(void **state)
{
    (void)state;
    for (int level = 0; level < LOG_LEVELS; level++)
        assert_int_equal(logging_level_from(log_level_names[level]), level);
    assert_int_equal(logging_level_from("loud"), -1);
    assert_null(log_level_names[LOG_LEVELS]);
}

static void say_all_levels(void)
{
    LOG(DEBUG, "a");
    LOG(INFO, "b");
    LOG(WARNING, "c", LOG_NUMBER("n", 1));
    LOG(ERROR, "d");
}

static void lines_below_the_level_are_not_written(void **state)
{
    char bytes[LOG_LINE_BYTES];
    (void)state;
    logging_set_level(LOG_LEVEL_WARNING);
    written_by(say_all_levels, bytes, sizeof bytes);
    logging_set_level(LOG_LEVEL_INFO);
    assert_null(strstr(bytes, "event=a"));
    assert_null(strstr(bytes, "event=b"));
    assert_non_null(strstr(bytes, "level=warning event=c n=1\n"));
    assert_non_null(strstr(bytes, "level=error event=d\n"));
}

static void say_too_much(void)
{
    char *much = malloc(2 * LOG_LINE_BYTES);
    memset(much, 'x', 2 * LOG_LINE_BYTES);
    much[2 * LOG_LINE_BYTES - 1] = '\0';
    LOG(INFO, "long", LOG_TEXT("much", much));
    free(much);
}

static void a_line_too_long_is_cut_and_says_so(void **state)
{
    char bytes[3 * LOG_LINE_BYTES];
    (void)state;
    size_t used = written_by(say_too_much, bytes, sizeof bytes);
    assert_true(used <= LOG_LINE_BYTES);
    assert_string_equal(bytes + used - strlen("x cut=true\n"), "x cut=true\n");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_has_time_level_event_and_fields),
        cmocka_unit_test(what_could_be_misread_is_quoted),
        cmocka_unit_test(the_journal_takes_a_priority_instead_of_the_time),
        cmocka_unit_test(an_inherited_journal_is_not_ours),
        cmocka_unit_test(levels_have_names),
        cmocka_unit_test(lines_below_the_level_are_not_written),
        cmocka_unit_test(a_line_too_long_is_cut_and_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

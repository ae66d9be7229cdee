/* Lines of digests: what is written is read, what differs is named. */
#include "consumers/digest_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

/* The line of a text, which must be one. */
static void line_of(const char *text, struct digest_line *line)
{
    char why[256];
    uint64_t number = 0;
    FILE *file = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
    assert_int_equal(digest_line_read(file, line, &number, why, sizeof why), STATUS_OK);
    assert_int_equal(number, 1);
    fclose(file);
}

static struct digest_line one, other;

/* The names that differ between two lines, NULL when none does. */
static const char *differs(const char *first, const char *second)
{
    static char names[256];
    struct line line = line_on(names, sizeof names);
    line_of(first, &one);
    line_of(second, &other);
    return digest_line_differs(&one, &other, &line) ? names : NULL;
}

static void what_is_written_is_read(void **state)
{
    (void)state;
    struct engine *engine = engine_create();
    struct digest outputs = {{1, 2, 3}};
    digest_line_make(&one, 17, 12, &outputs, engine);
    line_of(one.text, &other);
    assert_int_equal(other.entry, 17);
    assert_int_equal(other.offset, 12);
    assert_string_equal(other.text, one.text);
    assert_non_null(strstr(one.text, " outputs=01020300000000000000000000000000 state="));
    assert_non_null(strstr(one.text, " ledger="));
    engine_destroy(&engine);
}

static void what_differs_is_named(void **state)
{
    (void)state;
    static const struct { const char *first, *second, *names; } cases[] = {
        {"1 1 outputs=aa state=bb pair=cc\n", "1 1 outputs=aa state=bb pair=cc\n", NULL},
        {"1 1 outputs=aa state=bb pair=cc", "1 1 outputs=aa state=dd pair=ee", " state pair"},
        {"1 1 outputs=aa state=bb pair=cc", "1 1 pair=cc state=bb outputs=aa", NULL},
        {"1 1 outputs=aa new=bb", "1 1 outputs=aa old=cc", NULL}, /* parts of different builds */
        {"1 1 outputs=aa", "1 1 outputs=aab", " outputs"},
        {"1 1 outputs=aa", "1 2 outputs=aa", " offset"},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *names = differs(cases[i].first, cases[i].second);
        if (cases[i].names == NULL)
            assert_null(names);
        else
            assert_string_equal(names, cases[i].names);
    }
}

static void what_is_no_digest_is_refused_with_its_line(void **state)
{
    (void)state;
    static const char *const texts[] = {"x", "1", "1 ", "1 2", "1 2 ", "1 2 outputs", "0 0 outputs=aa", "1 x outputs=aa",
                                        "{\"type\":\"alert\"}", "\n"};
    for (unsigned i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char why[256] = "";
        uint64_t number = 3;
        FILE *file = fmemopen((void *)(uintptr_t)texts[i], strlen(texts[i]), "r");
        if (digest_line_read(file, &one, &number, why, sizeof why) != STATUS_DAMAGED)
            fail_msg("'%s' is taken", texts[i]);
        assert_non_null(strstr(why, "line 4 "));
        fclose(file);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(what_differs_is_named),
        cmocka_unit_test(what_is_no_digest_is_refused_with_its_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

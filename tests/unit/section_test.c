/* A section of a checkpoint: what was put is taken, and what does not fit is damage. */
#include "runtime/section.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct section_writer written;

static int end(void **state)
{
    (void)state;
    section_close(&written);
    return 0;
}

static struct section_reader first(size_t size)
{
    assert_false(written.no_memory);
    assert_true(size <= written.size);
    return (struct section_reader){written.bytes, size, false};
}

static void what_was_put_is_taken(void **state)
{
    static char large[100000];
    struct section_reader read;
    struct text text;

    (void)state;
    memset(large, 'x', sizeof large);
    section_put_number(&written, UINT64_MAX);
    section_put_number(&written, (uint64_t)INT64_MIN);
    section_put_text(&written, "feed", 4);
    section_put_text(&written, NULL, 0);
    section_put_text(&written, large, sizeof large);
    read = first(written.size);
    assert_true(section_take_number(&read, UINT64_MAX) == UINT64_MAX);
    assert_true(section_take_time(&read) == INT64_MIN);
    assert_true(text_equal(section_take_text(&read, 4), TEXT("feed")));
    assert_int_equal(section_take_text(&read, 4).size, 0);
    assert_false(section_is_read(&read));
    text = section_take_text(&read, sizeof large);
    assert_true(text_equal(text, (struct text){large, sizeof large}));
    assert_true(section_is_read(&read));
}

static void a_cut_at_any_byte_is_damage(void **state)
{
    (void)state;
    section_put_number(&written, 7);
    section_put_text(&written, "feed", 4);
    for (size_t size = 0; size < written.size; size++) {
        struct section_reader read = first(size);

        section_take_number(&read, 10);
        section_take_text(&read, 10);
        assert_true(read.damaged);
        assert_false(section_is_read(&read));
    }
}

static void beyond_its_limit_is_damage_and_gives_zeros_from_then_on(void **state)
{
    struct section_reader read;

    (void)state;
    section_put_number(&written, 11);
    section_put_number(&written, 5);
    read = first(written.size);
    assert_int_equal(section_take_number(&read, 10), 0);
    assert_int_equal(section_take_number(&read, 10), 0);
    assert_null(section_take(&read, 0));
    assert_true(read.damaged);
}

static void a_size_that_lies_leads_nowhere(void **state)
{
    struct section_reader read;

    (void)state;
    section_put_number(&written, UINT32_MAX); /* the size of a text that is not there */
    read = first(written.size);
    assert_int_equal(section_take_text(&read, UINT32_MAX).size, 0);
    assert_true(read.damaged);
}

int main(void)
{
#define CASE(claim) cmocka_unit_test_teardown(claim, end)
    const struct CMUnitTest cases[] = {
        CASE(what_was_put_is_taken),
        CASE(a_cut_at_any_byte_is_damage),
        CASE(beyond_its_limit_is_damage_and_gives_zeros_from_then_on),
        CASE(a_size_that_lies_leads_nowhere),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}

/* A disk that fails for a while, at any call that would change it: what was acked
 * stands in the log, nothing else does, and commits work again when the disk does. */
#include "tests/support/journal.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define SEGMENT_BYTES 8192u
#define COMMITS       12u /* begin two segments */
#define LONGEST       6u /* calls that fail in a row */

/* Of the calls that change the disk, those numbered [first, last) fail. */
static struct { unsigned calls, first, last; } fault;

static bool fails(void)
{
    unsigned call = fault.calls++;
    errno = EIO;
    return call >= fault.first && call < fault.last;
}

#define WRAPPED(result, name, parameters, ...)                                                                         \
    result __real_##name parameters;                                                                                   \
    result __wrap_##name parameters;                                                                                   \
    result __wrap_##name parameters                                                                                    \
    {                                                                                                                  \
        return fails() ? -1 : __real_##name(__VA_ARGS__);                                                              \
    }
WRAPPED(int, fsync, (int fd), fd)
WRAPPED(int, fdatasync, (int fd), fd)
WRAPPED(ssize_t, pwrite, (int fd, const void *bytes, size_t size, off_t place), fd, bytes, size, place)
WRAPPED(int, rename, (const char *from, const char *to), from, to)
WRAPPED(int, unlink, (const char *path), path)

static struct journal journal;

static void nothing_fails(void)
{
    fault.calls = fault.first = fault.last = 0;
}

static void fail_calls(unsigned first, unsigned count)
{
    fault.calls = 0;
    fault.first = first;
    fault.last = first + count;
}

static enum status commit(size_t size)
{
    uint64_t offset;
    assert_int_equal(journal_add(&journal, size, &offset), STATUS_OK);
    return log_writer_commit(journal.writer, journal.why, sizeof journal.why);
}

/* Of a size of its own, so that it does not cover by chance what a larger one before
 * it left; small ones still fit where a large one begins a segment. */
static enum status commit_one(void)
{
    static const size_t sizes[] = {1500, 300, 2500, 40, 1200};
    static unsigned number;
    return commit(sizes[number++ % (sizeof sizes / sizeof *sizes)]);
}

static void holds(uint64_t expected)
{
    uint64_t events;
    assert_int_equal(journal_read(&journal, journal.path, &events), STATUS_NOT_FOUND);
    assert_int_equal(events, expected);
}

static void given(void)
{
    nothing_fails();
    journal_begin(&journal, "journal", SEGMENT_BYTES);
    assert_int_equal(journal_open(&journal), STATUS_OK);
}

static int end(void **state)
{
    (void)state;
    nothing_fails();
    journal_end(&journal);
    return 0;
}

/* A dozen commits while some calls fail; returns how many calls there were. */
static unsigned live_through(unsigned first, unsigned count, uint64_t *failed)
{
    uint64_t acked = 0;
    given();
    fail_calls(first, count);
    for (unsigned i = 0; i < COMMITS; i++)
        if (commit_one() == STATUS_OK)
            holds(++acked);
    unsigned calls = fault.calls;
    nothing_fails();
    *failed = COMMITS - acked;
    assert_int_equal(commit_one(), STATUS_OK);
    holds(acked + 1);
    journal_close(&journal);
    assert_int_equal(journal_open(&journal), STATUS_OK);
    assert_int_equal(journal.torn, 0);
    holds(acked + 1);
    end(NULL);
    return calls;
}

static void wherever_the_disk_fails_the_log_holds_what_was_acked_and_goes_on(void **state)
{
    uint64_t failed, stories = 0;
    (void)state;
    unsigned calls = live_through(0, 0, &failed);
    assert_int_equal(failed, 0);
    for (unsigned first = 0; first < calls; first++)
        for (unsigned count = 1; count <= LONGEST; count++, stories++)
            live_through(first, count, &failed);
    assert_true(stories > 100);
}

static void what_could_not_be_taken_back_is_by_the_next_commit(void **state)
{
    (void)state;
    given();
    assert_int_equal(commit_one(), STATUS_OK);
    fail_calls(1, 1000); /* the write is done, its sync fails, and so does all that would take it back */
    for (unsigned i = 0; i < 3; i++)
        assert_int_equal(commit_one(), STATUS_IO);
    assert_non_null(strstr(journal.why, strerror(EIO)));
    assert_non_null(strstr(journal.why, journal.path));
    nothing_fails();
    assert_int_equal(commit_one(), STATUS_OK);
    holds(2);
}

static void after_a_segment_that_cannot_be_begun_small_and_large_are_told_the_same(void **state)
{
    (void)state;
    given();
    assert_int_equal(commit(6000), STATUS_OK);
    fail_calls(0, 1000);
    assert_int_equal(commit(6000), STATUS_IO);
    assert_int_equal(commit(10), STATUS_IO); /* the segment in use has room for it */
    nothing_fails();
    assert_int_equal(commit(10), STATUS_OK);
    assert_int_equal(log_writer_segment(journal.writer), 2);
    holds(2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wherever_the_disk_fails_the_log_holds_what_was_acked_and_goes_on),
        cmocka_unit_test_teardown(what_could_not_be_taken_back_is_by_the_next_commit, end),
        cmocka_unit_test_teardown(after_a_segment_that_cannot_be_begun_small_and_large_are_told_the_same, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

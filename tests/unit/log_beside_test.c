/* A reader beside a writer: whatever the writer does in the middle of what the reader
 * does, no log is called damaged that is not, and nothing is read that is not there. */
#include "tests/support/journal.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#define SEGMENT_BYTES (64u * KIB)
#define PIECE         2048u /* of a look at the end of the log, before the writer goes on */
#define LARGE         6000u

static struct journal journal;
static char file[PATH_MAX], whole[PATH_MAX];
static struct log_reader *reader;
static struct log_entry entry;

/* What happens once in the middle of the next call. */
static void (*in_a_look)(void), (*in_a_sync)(void);

static void happen(void (**what)(void))
{
    void (*once)(void) = *what;
    *what = NULL;
    once();
}

/* Only the look at all of a commit is so large; it asks again for what is missing. */
ssize_t __real_pread(int fd, void *bytes, size_t size, off_t place);
ssize_t __wrap_pread(int fd, void *bytes, size_t size, off_t place);
ssize_t __wrap_pread(int fd, void *bytes, size_t size, off_t place)
{
    if (in_a_look == NULL || size < LOG_COMMIT_BYTES)
        return __real_pread(fd, bytes, size, place);
    ssize_t got = __real_pread(fd, bytes, PIECE, place);
    happen(&in_a_look);
    return got;
}

/* A sync that somebody looks into fails. */
int __real_fdatasync(int fd);
int __wrap_fdatasync(int fd);
int __wrap_fdatasync(int fd)
{
    if (in_a_sync == NULL)
        return __real_fdatasync(fd);
    happen(&in_a_sync);
    errno = EIO;
    return -1;
}

static void given(void)
{
    journal_begin(&journal, "journal", SEGMENT_BYTES);
    assert_int_equal(journal_open(&journal), STATUS_OK);
    journal_segment(&journal, 1, file);
    scratch_path(&journal.scratch, "whole", whole);
    journal_events(&journal, 1, 10);
    assert_int_equal(log_reader_open(&reader, journal.path, journal.why, sizeof journal.why), STATUS_OK);
}

static int end(void **state)
{
    (void)state;
    log_reader_close(&reader);
    journal_end(&journal);
    return 0;
}

static void reads(uint64_t offset, size_t size)
{
    if (log_reader_next(reader, &entry, journal.why, sizeof journal.why) != STATUS_OK)
        fail_msg("%s", journal.why);
    assert_int_equal(entry.offset, offset);
    assert_int_equal(entry.size, size);
}

static void nothing_more(void)
{
    assert_int_equal(log_reader_next(reader, &entry, journal.why, sizeof journal.why), STATUS_NOT_FOUND);
}

static void the_writer_writes_the_rest(void)
{
    file_copy(whole, file);
}

/* The first of two commits is half written when the reader comes to it. */
static void commits_that_are_written_under_a_look_are_no_damage(void **state)
{
    (void)state;
    given();
    reads(1, 10);
    uint64_t place = file_used(file);
    journal_events(&journal, 1, LARGE);
    journal_events(&journal, 1, LARGE);
    file_copy(file, whole);
    file_zero(file, place + PIECE / 2, file_used(file));
    in_a_look = the_writer_writes_the_rest;
    reads(2, LARGE);
    assert_null(in_a_look);
    reads(3, LARGE);
    nothing_more();
}

static void the_reader_reads_the_first(void)
{
    reads(1, 10);
}

/* Read ahead before its sync failed, it is gone when the reader comes to it. */
static void a_commit_that_was_taken_back_is_not_read(void **state)
{
    (void)state;
    uint64_t offset;
    given();
    assert_int_equal(journal_add(&journal, 300, &offset), STATUS_OK);
    in_a_sync = the_reader_reads_the_first;
    assert_int_equal(log_writer_commit(journal.writer, journal.why, sizeof journal.why), STATUS_IO);
    nothing_more();
    journal_events(&journal, 1, 500);
    reads(2, 500);
    nothing_more();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(commits_that_are_written_under_a_look_are_no_damage, end),
        cmocka_unit_test_teardown(a_commit_that_was_taken_back_is_not_read, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

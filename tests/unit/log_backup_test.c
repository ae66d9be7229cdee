/* backup: a copy of a journal, also of one that is written, that proves itself. */
#include "runtime/log_backup.h"
#include "tests/support/journal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define SEGMENT 4096u

static struct journal journal;
static struct log_backup backup;
static char dest[PATH_MAX];

/* An open journal of three segments. */
static void given(void)
{
    journal_begin(&journal, "journal", SEGMENT);
    assert_int_equal(journal_open(&journal), STATUS_OK);
    for (unsigned i = 0; i < 5; i++)
        journal_events(&journal, 10, 120);
    scratch_path(&journal.scratch, "copy", dest);
}

static int end(void **state)
{
    (void)state;
    journal_end(&journal);
    return 0;
}

static enum status take(void)
{
    return log_backup(journal.path, dest, &backup, journal.why, sizeof journal.why);
}

static void copy_holds(uint64_t expected)
{
    uint64_t events;
    assert_int_equal(journal_read(&journal, dest, &events), STATUS_NOT_FOUND);
    assert_int_equal(events, expected);
}

static bool exists(const char *path)
{
    return access(path, F_OK) == 0;
}

static void a_live_journal_is_copied_up_to_its_end(void **state)
{
    (void)state;
    given();
    assert_int_equal(take(), STATUS_OK);
    assert_true(backup.linked >= 1);
    assert_int_equal(backup.copied, 1);
    assert_int_equal(backup.first_offset, 1);
    assert_int_equal(backup.last_offset, 50);
    copy_holds(50);
}

static void what_the_journal_takes_later_is_not_in_the_copy(void **state)
{
    (void)state;
    given();
    assert_int_equal(take(), STATUS_OK);
    for (unsigned i = 0; i < 8; i++)
        journal_events(&journal, 10, 120);
    copy_holds(50);
}

static void closed_segments_take_no_space(void **state)
{
    (void)state;
    char from[PATH_MAX], to[PATH_MAX];
    struct stat one, other;
    given();
    assert_int_equal(take(), STATUS_OK);
    journal_segment(&journal, 1, from);
    snprintf(to, sizeof to, "%.*s/000000000001.ows", PATH_MAX - 32, dest);
    assert_int_equal(stat(from, &one), 0);
    assert_int_equal(stat(to, &other), 0);
    assert_int_equal(one.st_ino, other.st_ino);
}

static void a_broker_goes_on_from_a_copy_under_a_new_epoch_without_touching_the_journal(void **state)
{
    (void)state;
    given();
    assert_int_equal(take(), STATUS_OK);
    journal_close(&journal);
    char original[PATH_MAX];
    uint64_t events;
    strcpy(original, journal.path);
    strcpy(journal.path, dest);
    assert_int_equal(journal_open(&journal), STATUS_OK);
    assert_int_equal(journal.torn, 0);
    assert_int_equal(log_writer_epoch(journal.writer), backup.epoch);
    assert_int_not_equal(backup.epoch, 7);
    journal_events(&journal, 10, 120);
    journal_close(&journal);
    copy_holds(60);
    assert_int_equal(journal_read(&journal, original, &events), STATUS_NOT_FOUND);
    assert_int_equal(events, 50);
}

static void a_name_that_is_taken_is_refused(void **state)
{
    (void)state;
    given();
    assert_int_equal(mkdir(dest, 0750), 0);
    assert_int_equal(take(), STATUS_IO);
    assert_non_null(strstr(journal.why, "exists already"));
}

static void a_damaged_journal_gives_nothing_that_is_called_a_backup(void **state)
{
    (void)state;
    char segment[PATH_MAX], partial[PATH_MAX];
    given();
    journal_segment(&journal, 1, segment);
    file_set(segment, 300, (uint8_t)~file_byte(segment, 300));
    assert_int_equal(take(), STATUS_DAMAGED);
    snprintf(partial, sizeof partial, "%.*s.partial", PATH_MAX - 16, dest);
    assert_false(exists(dest));
    assert_false(exists(partial));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_live_journal_is_copied_up_to_its_end, end),
        cmocka_unit_test_teardown(what_the_journal_takes_later_is_not_in_the_copy, end),
        cmocka_unit_test_teardown(closed_segments_take_no_space, end),
        cmocka_unit_test_teardown(a_broker_goes_on_from_a_copy_under_a_new_epoch_without_touching_the_journal, end),
        cmocka_unit_test_teardown(a_name_that_is_taken_is_refused, end),
        cmocka_unit_test_teardown(a_damaged_journal_gives_nothing_that_is_called_a_backup, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

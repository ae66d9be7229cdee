/* backup: a copy of a journal, also of one that is written, that proves itself. */
#include "runtime/log_backup.h"
#include "runtime/log_retention.h"
#include "tests/support/journal.h"

#include <errno.h>
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

/* ---- checkpoints, and a head that goes ------------------------------------------- */

int __real_link(const char *from, const char *to);
int __wrap_link(const char *from, const char *to);

static bool links = true;            /* else the copy lies on another disk */
static unsigned retention_at;        /* runs before so many links more; 0: never */
static struct log_retention_done done;

static bool takes_any(const void *bytes, size_t size)
{
    (void)bytes, (void)size;
    return true;
}

static void retain(uint64_t segments)
{
    assert_int_equal(log_retention_run(journal.path, segments * SEGMENT, takes_any, &done, journal.why,
                                       sizeof journal.why),
                     STATUS_OK);
}

int __wrap_link(const char *from, const char *to)
{
    if (retention_at > 0 && --retention_at == 0)
        retain(2);
    if (links)
        return __real_link(from, to);
    errno = access(from, F_OK) == 0 ? EXDEV : ENOENT;
    return -1;
}

static void save(void)
{
    struct checkpoint_head head = {.position = log_writer_position(journal.writer)};
    assert_int_equal(checkpoint_write(journal.path, &head, &(struct checkpoint_section){"engine", "state", 5}, 1,
                                      journal.why, sizeof journal.why),
                     STATUS_OK);
}

/* An open journal of many segments, with a checkpoint behind each fifth commit. */
static void given_checkpoints(unsigned commits)
{
    journal_begin(&journal, "journal", SEGMENT);
    assert_int_equal(journal_open(&journal), STATUS_OK);
    for (unsigned i = 1; i <= commits; i++) {
        journal_events(&journal, 10, 120);
        if (i % 5 == 0)
            save();
    }
    scratch_path(&journal.scratch, "copy", dest);
}

static int end_all(void **state)
{
    links = true;
    retention_at = 0;
    return end(state);
}

/* All that the copy holds prove themselves and fit it, and so many there are; a writer
 * goes on from each. */
static void copy_has_checkpoints(uint32_t expected)
{
    struct checkpoint_names names;
    assert_int_equal(checkpoint_list(dest, &names, journal.why, sizeof journal.why), STATUS_OK);
    assert_int_equal(names.count, expected);
    assert_int_equal(backup.checkpoints, expected);
    for (uint32_t i = 0; i < names.count; i++) {
        struct log_writer *writer;
        struct checkpoint *checkpoint;
        char path[PATH_MAX];
        assert_true(checkpoint_path(path, dest, names.at[i]));
        assert_int_equal(checkpoint_open(&checkpoint, path, journal.why, sizeof journal.why), STATUS_OK);
        struct log_writer_options options = {
            .path = dest, .segment_bytes = SEGMENT, .from = &checkpoint_head(checkpoint)->position};
        assert_int_equal(log_writer_open(&writer, &options, &journal.torn, journal.why, sizeof journal.why),
                         STATUS_OK);
        assert_int_equal(log_writer_epoch(writer), backup.epoch);
        assert_int_equal(log_writer_next_offset(writer), backup.last_offset + 1);
        log_writer_close(&writer);
        checkpoint_close(&checkpoint);
    }
}

static void checkpoints_go_with_the_copy_and_fit_its_new_epoch(void **state)
{
    (void)state;
    for (int linked = 0; linked < 2; linked++) {
        given_checkpoints(20);
        links = linked;
        assert_int_equal(take(), STATUS_OK);
        assert_true(backup.can_start);
        assert_int_equal(backup.linked > 0, linked);
        copy_has_checkpoints(4);
        copy_holds(200);
        end_all(NULL);
    }
    given();
}

static void a_journal_without_its_head_is_copied_with_its_base(void **state)
{
    (void)state;
    given_checkpoints(60);
    retain(3);
    assert_true(done.first_segment > 5);
    assert_int_equal(take(), STATUS_OK);
    assert_true(backup.can_start);
    assert_int_equal(backup.first_offset, done.first_offset);
    assert_int_equal(backup.last_offset, 600);
    struct checkpoint_names names;
    assert_int_equal(checkpoint_list(journal.path, &names, journal.why, sizeof journal.why), STATUS_OK);
    copy_has_checkpoints(names.count);
}

/* Whatever of it goes while it is copied, the copy is one that a broker starts from. */
static void a_head_that_goes_while_it_is_copied_is_not_in_the_copy(void **state)
{
    (void)state;
    for (int linked = 0; linked < 2; linked++)
        for (unsigned at = 1; at <= 25; at += 6) {
            given_checkpoints(60);
            retention_at = at;
            links = linked;
            assert_int_equal(take(), STATUS_OK);
            assert_true(backup.can_start);
            assert_true(backup.checkpoints >= 2);
            assert_int_equal(backup.last_offset, 600);
            assert_true(retention_at == 0 ? backup.first_offset <= done.first_offset : backup.first_offset == 1);
            links = true;
            copy_has_checkpoints(backup.checkpoints);
            end_all(NULL);
        }
    given();
}

static void a_checkpoint_that_is_damaged_or_ahead_stays_behind(void **state)
{
    (void)state;
    struct checkpoint_names names;
    char path[PATH_MAX];
    given_checkpoints(20);
    assert_int_equal(checkpoint_list(journal.path, &names, journal.why, sizeof journal.why), STATUS_OK);
    assert_true(checkpoint_path(path, journal.path, names.at[1]));
    file_set(path, 90, (uint8_t)~file_byte(path, 90));
    struct checkpoint_head ahead = {.position = log_writer_position(journal.writer)};
    ahead.position.place += 100;
    assert_int_equal(checkpoint_write(journal.path, &ahead, NULL, 0, journal.why, sizeof journal.why), STATUS_OK);
    assert_int_equal(take(), STATUS_OK);
    copy_has_checkpoints(3);
}

static void without_a_head_and_a_checkpoint_the_copy_is_for_reading_only(void **state)
{
    (void)state;
    struct checkpoint_names names;
    char path[PATH_MAX];
    given_checkpoints(60);
    retain(3);
    assert_int_equal(checkpoint_list(journal.path, &names, journal.why, sizeof journal.why), STATUS_OK);
    for (uint32_t i = 0; i < names.count; i++) {
        assert_true(checkpoint_path(path, journal.path, names.at[i]));
        unlink(path);
    }
    assert_int_equal(take(), STATUS_OK);
    assert_false(backup.can_start);
    assert_int_equal(backup.last_offset, 600);
}

static void nothing_is_left_of_a_copy_that_failed(void **state)
{
    (void)state;
    char segment[PATH_MAX], partial[PATH_MAX];
    given_checkpoints(20);
    journal_segment(&journal, 1, segment);
    file_set(segment, 300, (uint8_t)~file_byte(segment, 300));
    assert_int_equal(take(), STATUS_DAMAGED);
    snprintf(partial, sizeof partial, "%.*s.partial", PATH_MAX - 16, dest);
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
        cmocka_unit_test_teardown(checkpoints_go_with_the_copy_and_fit_its_new_epoch, end_all),
        cmocka_unit_test_teardown(a_journal_without_its_head_is_copied_with_its_base, end_all),
        cmocka_unit_test_teardown(a_head_that_goes_while_it_is_copied_is_not_in_the_copy, end_all),
        cmocka_unit_test_teardown(a_checkpoint_that_is_damaged_or_ahead_stays_behind, end_all),
        cmocka_unit_test_teardown(without_a_head_and_a_checkpoint_the_copy_is_for_reading_only, end_all),
        cmocka_unit_test_teardown(nothing_is_left_of_a_copy_that_failed, end_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

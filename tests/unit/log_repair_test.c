/* repair: every cut of a log is repaired with all that was acked, and what was
 * cut lies beside it; damage, and logs that are written, are left alone. */
#include "runtime/log_repair.h"
#include "tests/support/journal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define SEGMENT (8u * 4096u)

static struct journal journal;
static char file[PATH_MAX], whole[PATH_MAX]; /* the log's one file, and a copy of it unharmed */
static struct log_repair repaired;
static struct log_spot damage;

/* A closed log of eight events, and two more in a commit of their own at `last`. */
static uint64_t given(const char *name)
{
    journal_begin(&journal, name, SEGMENT);
    assert_int_equal(journal_open(&journal), STATUS_OK);
    if (strcmp(name, "journal") == 0)
        journal_segment(&journal, 1, file);
    else
        strcpy(file, journal.path);
    journal_events(&journal, 4, 40);
    journal_events(&journal, 4, 40);
    uint64_t last = file_used(file);
    journal_events(&journal, 2, 40);
    journal_close(&journal);
    scratch_path(&journal.scratch, "whole", whole);
    file_copy(file, whole);
    return last;
}

static int end(void **state)
{
    (void)state;
    journal_end(&journal);
    return 0;
}

static enum status repair(bool dry_run)
{
    return log_repair(journal.path, dry_run, &repaired, &damage, journal.why, sizeof journal.why);
}

static void holds(uint64_t expected)
{
    uint64_t events;
    assert_int_equal(journal_read(&journal, journal.path, &events), STATUS_NOT_FOUND);
    assert_int_equal(events, expected);
}

/* The bytes that were cut are those that stood there. */
static void kept_from(uint64_t place)
{
    assert_true(repaired.torn);
    assert_int_equal(repaired.byte, place);
    assert_int_equal(repaired.record, 3);
    assert_int_equal(repaired.last_offset, 8);
    assert_string_equal(repaired.path, file);
    assert_int_equal(file_size(repaired.kept), repaired.bytes);
    for (uint64_t i = 0; i < repaired.bytes; i++)
        assert_int_equal(file_byte(repaired.kept, i), file_byte(whole, place + i));
    assert_int_equal(unlink(repaired.kept), 0);
}

static bool same_files(const char *one, const char *other)
{
    if (file_size(one) != file_size(other))
        return false;
    for (uint64_t i = 0; i < file_size(one); i++)
        if (file_byte(one, i) != file_byte(other, i))
            return false;
    return true;
}

/* ---- cuts ------------------------------------------------------------------------ */

static void a_recording_cut_at_any_byte_keeps_all_that_was_acked(void **state)
{
    (void)state;
    uint64_t last = given("a.owr"), used = file_size(file);
    for (uint64_t cut = last; cut <= used; cut++) {
        file_copy(whole, file);
        assert_int_equal(truncate(file, (off_t)cut), 0);
        assert_int_equal(repair(false), STATUS_OK);
        assert_int_equal(repaired.torn, cut > last && cut < used);
        if (repaired.torn) {
            assert_int_equal(repaired.bytes, cut - last);
            kept_from(last);
            assert_int_equal(file_size(file), last);
        }
        holds(cut == used ? 10 : 8);
    }
}

static void a_journal_cut_at_any_byte_keeps_all_that_was_acked_and_goes_on(void **state)
{
    (void)state;
    uint64_t last = given("journal"), used = file_used(file);
    for (uint64_t cut = last + 1; cut < used; cut++) {
        file_copy(whole, file);
        if (cut % 2 == 0)
            assert_int_equal(truncate(file, (off_t)cut), 0);
        else
            file_zero(file, cut, used);
        assert_int_equal(repair(false), STATUS_OK);
        kept_from(last);
        holds(8);
        assert_int_equal(journal_open(&journal), STATUS_OK);
        assert_int_equal(journal.torn, 0);
        journal_events(&journal, 1, 10);
        journal_close(&journal);
        holds(9);
    }
}

static void a_dry_run_says_the_same_and_changes_nothing(void **state)
{
    (void)state;
    uint64_t last = given("a.owr"), cut = last + 30;
    assert_int_equal(truncate(file, (off_t)cut), 0);
    file_copy(file, whole);
    assert_int_equal(repair(true), STATUS_OK);
    assert_true(repaired.torn);
    assert_int_equal(repaired.bytes, cut - last);
    assert_string_equal(repaired.kept, "");
    assert_true(same_files(file, whole));
}

static void bytes_that_were_kept_before_stay(void **state)
{
    (void)state;
    uint64_t last = given("a.owr");
    assert_int_equal(truncate(file, (off_t)last + 30), 0);
    assert_int_equal(repair(false), STATUS_OK);
    char first[SEGMENT_PATH];
    strcpy(first, repaired.kept);
    file_copy(whole, file);
    assert_int_equal(truncate(file, (off_t)last + 20), 0);
    assert_int_equal(repair(false), STATUS_OK);
    assert_string_not_equal(repaired.kept, first);
    assert_int_equal(file_size(first), 30);
    assert_int_equal(file_size(repaired.kept), 20);
}

static void nothing_is_cut_when_it_cannot_be_kept(void **state)
{
    (void)state;
    uint64_t last = given("a.owr");
    char name[PATH_MAX + 32], folder[PATH_MAX];
    assert_int_equal(truncate(file, (off_t)last + 30), 0);
    file_copy(file, whole);
    for (unsigned i = 1; i <= 100; i++) { /* every name that it would try is taken */
        snprintf(name, sizeof name, i == 1 ? "%s.torn-%lu" : "%s.torn-%lu-%u", file, (unsigned long)last, i);
        snprintf(folder, sizeof folder, "%.*s", PATH_MAX - 1, name);
        file_copy(file, folder);
    }
    assert_int_equal(repair(false), STATUS_IO);
    assert_non_null(strstr(journal.why, "nothing was cut"));
    assert_true(same_files(file, whole));
}

/* ---- what is left alone ------------------------------------------------------------ */

static void damage_is_refused_and_nothing_is_changed(void **state)
{
    (void)state;
    uint64_t last = given("journal");
    file_set(file, last - 60, (uint8_t)~file_byte(whole, last - 60));
    file_copy(file, whole);
    assert_int_equal(repair(false), STATUS_DAMAGED);
    assert_int_equal(damage.record, 2);
    assert_int_equal(damage.next_offset, 5);
    assert_string_equal(damage.path, file);
    assert_true(same_files(file, whole));
}

/* ---- checkpoints ---- */

/* One behind each of the commits, and one behind what was never written. */
static uint64_t given_checkpoints(void)
{
    uint64_t last = given("journal");
    struct checkpoint_head head = {0};
    struct log_reader *reader;
    struct log_entry entry;
    assert_int_equal(log_reader_open(&reader, journal.path, journal.why, sizeof journal.why), STATUS_OK);
    while (log_reader_next(reader, &entry, journal.why, sizeof journal.why) == STATUS_OK) {
        head.position = log_reader_position(reader);
        assert_int_equal(checkpoint_write(journal.path, &head, NULL, 0, journal.why, sizeof journal.why), STATUS_OK);
    }
    log_reader_close(&reader);
    head.position.number++;
    assert_int_equal(checkpoint_write(journal.path, &head, NULL, 0, journal.why, sizeof journal.why), STATUS_OK);
    return last;
}

static uint32_t checkpoints(void)
{
    struct checkpoint_names names;
    assert_int_equal(checkpoint_list(journal.path, &names, journal.why, sizeof journal.why), STATUS_OK);
    return names.count;
}

static void checkpoints_behind_the_cut_are_removed_and_named(void **state)
{
    (void)state;
    uint64_t last = given_checkpoints();
    assert_int_equal(checkpoints(), 4);
    file_zero(file, last + 100, file_used(file));
    for (int dry_run = 1; dry_run >= 0; dry_run--) {
        assert_int_equal(repair(dry_run), STATUS_OK);
        assert_true(repaired.torn);
        assert_int_equal(repaired.checkpoints.count, 2);
        assert_int_equal(repaired.checkpoints.at[0].number, 2);
        assert_int_equal(repaired.checkpoints.at[1].number, 1);
        assert_true(repaired.checkpoints.at[1].place > last);
        assert_int_equal(checkpoints(), dry_run ? 4 : 2);
    }
    holds(8);
}

static void so_are_those_behind_a_clean_end(void **state)
{
    (void)state;
    uint64_t last = given_checkpoints();
    file_zero(file, last, file_used(file)); /* a disk that lost what it had confirmed */
    assert_int_equal(repair(false), STATUS_OK);
    assert_false(repaired.torn);
    assert_int_equal(repaired.checkpoints.count, 2);
    assert_int_equal(checkpoints(), 2);
}

static void a_log_that_is_written_is_refused(void **state)
{
    (void)state;
    given("journal");
    assert_int_equal(journal_open(&journal), STATUS_OK);
    assert_int_equal(repair(false), STATUS_LOCKED);
    char pid[32];
    snprintf(pid, sizeof pid, "%ld", (long)getpid());
    assert_non_null(strstr(journal.why, pid));
    assert_int_equal(repair(true), STATUS_LOCKED);
}

static void a_recording_that_is_written_is_refused(void **state)
{
    (void)state;
    journal_begin(&journal, "a.owr", 0);
    assert_int_equal(journal_open(&journal), STATUS_OK);
    assert_int_equal(repair(false), STATUS_LOCKED);
    assert_int_equal(repair(true), STATUS_LOCKED);
}

static void one_segment_of_a_journal_is_refused(void **state)
{
    (void)state;
    given("journal");
    assert_int_equal(log_repair(file, false, &repaired, &damage, journal.why, sizeof journal.why),
                     STATUS_UNSUPPORTED);
    assert_non_null(strstr(journal.why, "name the folder"));
}

static void a_folder_that_is_no_journal_is_left_as_it_is(void **state)
{
    char lock[PATH_MAX];
    (void)state;
    journal_begin(&journal, "folder", SEGMENT);
    scratch_path(&journal.scratch, "folder/lock", lock);
    assert_int_equal(mkdir(journal.path, 0750), 0);
    assert_int_equal(repair(false), STATUS_NOT_FOUND);
    assert_non_null(strstr(journal.why, "no segment"));
    assert_int_not_equal(access(lock, F_OK), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_recording_cut_at_any_byte_keeps_all_that_was_acked, end),
        cmocka_unit_test_teardown(a_journal_cut_at_any_byte_keeps_all_that_was_acked_and_goes_on, end),
        cmocka_unit_test_teardown(a_dry_run_says_the_same_and_changes_nothing, end),
        cmocka_unit_test_teardown(bytes_that_were_kept_before_stay, end),
        cmocka_unit_test_teardown(nothing_is_cut_when_it_cannot_be_kept, end),
        cmocka_unit_test_teardown(damage_is_refused_and_nothing_is_changed, end),
        cmocka_unit_test_teardown(checkpoints_behind_the_cut_are_removed_and_named, end),
        cmocka_unit_test_teardown(so_are_those_behind_a_clean_end, end),
        cmocka_unit_test_teardown(a_log_that_is_written_is_refused, end),
        cmocka_unit_test_teardown(a_recording_that_is_written_is_refused, end),
        cmocka_unit_test_teardown(one_segment_of_a_journal_is_refused, end),
        cmocka_unit_test_teardown(a_folder_that_is_no_journal_is_left_as_it_is, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

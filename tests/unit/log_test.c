/* The log in ordinary life, on a full disk, and where it must refuse. What a
 * crash or a bad disk does to it stands in log_tail_test.c. */
#include "tests/support/journal.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static struct journal journal;

static void given(const char *name, uint64_t segment_bytes)
{
    journal_begin(&journal, name, segment_bytes);
    assert_int_equal(journal_open(&journal), STATUS_OK);
}

static void reopen(void)
{
    journal_close(&journal);
    assert_int_equal(journal_open(&journal), STATUS_OK);
}

static enum status commit(void)
{
    return log_writer_commit(journal.writer, journal.why, sizeof journal.why);
}

static void holds(uint64_t expected)
{
    uint64_t events;
    assert_int_equal(journal_read(&journal, journal.path, &events), STATUS_NOT_FOUND);
    assert_int_equal(events, expected);
}

static bool exists(const char *name)
{
    char path[PATH_MAX];
    scratch_path(&journal.scratch, name, path);
    return access(path, F_OK) == 0;
}

static int end(void **state)
{
    (void)state;
    journal_end(&journal);
    return 0;
}

/* ---- ordinary life ---------------------------------------------------------- */

static void an_entry_is_read_as_it_was_written(void **state)
{
    (void)state;
    static const struct {
        enum entry_kind kind;
        int64_t received;
        const char *bytes;
        uint64_t offset;
    } entries[] = {
        {ENTRY_CONFIG, -5, "configuration", 0},
        {ENTRY_RULES, 0, "rules", 0},
        {ENTRY_EVENTS, 10, "first", 1},
        {ENTRY_EVENTS, 11, "", 2},
        {ENTRY_TICK, 12, "", 2},
        {ENTRY_EVENTS, 12, "third", 3},
        {ENTRY_TICK, INT64_MAX, "", 3},
    };
    given("journal", 65536);
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
        uint64_t offset;
        assert_int_equal(log_writer_add(journal.writer, entries[i].kind, entries[i].received, entries[i].bytes,
                                        strlen(entries[i].bytes), &offset),
                         STATUS_OK);
        assert_int_equal(offset, entries[i].offset);
    }
    assert_int_equal(commit(), STATUS_OK);

    struct log_reader *reader;
    struct log_entry entry;
    assert_int_equal(log_reader_open(&reader, journal.path, journal.why, sizeof journal.why), STATUS_OK);
    assert_int_equal(log_reader_epoch(reader), 7);
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
        assert_int_equal(log_reader_next(reader, &entry, journal.why, sizeof journal.why), STATUS_OK);
        assert_int_equal(entry.kind, entries[i].kind);
        assert_int_equal(entry.offset, entries[i].offset);
        assert_int_equal(entry.received, entries[i].received);
        assert_int_equal(entry.size, strlen(entries[i].bytes));
        assert_memory_equal(entry.bytes, entries[i].bytes, entry.size);
    }
    assert_int_equal(log_reader_next(reader, &entry, journal.why, sizeof journal.why), STATUS_NOT_FOUND);
    log_reader_close(&reader);
}

static void what_was_not_committed_is_not_there(void **state)
{
    (void)state;
    given("journal", 65536);
    uint64_t offset;
    journal_events(&journal, 3, 50);
    assert_int_equal(journal_add(&journal, 50, &offset), STATUS_OK);
    assert_int_equal(offset, 4);
    assert_int_equal(log_writer_next_offset(journal.writer), 5);
    reopen();
    assert_int_equal(log_writer_next_offset(journal.writer), 4);
    holds(3);
}

static void a_reopened_log_goes_on_where_it_ended(void **state)
{
    (void)state;
    given("journal", 65536);
    for (unsigned i = 0; i < 5; i++) {
        journal_events(&journal, 10, 100);
        reopen();
        assert_int_equal(journal.torn, 0);
        assert_int_equal(log_writer_epoch(journal.writer), 7);
        assert_int_equal(log_writer_next_offset(journal.writer), 10 * (i + 1) + 1);
    }
    holds(50);
}

static void a_commit_that_no_longer_fits_begins_the_next_segment(void **state)
{
    (void)state;
    given("journal", 4096);
    for (unsigned i = 0; i < 40; i++)
        journal_events(&journal, 5, 100);
    assert_true(exists("journal/000000000005.ows"));
    assert_false(exists("journal/next.ows"));
    holds(200);
    reopen();
    journal_events(&journal, 5, 100);
    holds(205);
}

/* Written in whole blocks, but for the last one where it does not fit. */
static void a_segment_may_end_inside_a_block(void **state)
{
    static const uint64_t sizes[] = {4096, 4097, 5000, 8191, 12288, 13000};
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        given("journal", sizes[i]);
        for (unsigned j = 0; j < 60; j++) {
            journal_events(&journal, 1 + j % 7, 90 + j);
            if (j % 5 == 0)
                reopen();
        }
        char path[PATH_MAX];
        struct stat file;
        journal_segment(&journal, 1, path);
        assert_int_equal(stat(path, &file), 0);
        assert_int_equal(file.st_size, sizes[i]);
        holds(8 * 28 + 1 + 2 + 3 + 4);
        journal_end(&journal);
    }
    given("journal", 0);
}

static void a_segment_alone_is_a_log(void **state)
{
    (void)state;
    given("journal", 4096);
    for (unsigned i = 0; i < 10; i++)
        journal_events(&journal, 5, 100);
    char path[PATH_MAX];
    journal_segment(&journal, 2, path);
    struct log_reader *reader;
    struct log_entry entry;
    assert_int_equal(log_reader_open(&reader, path, journal.why, sizeof journal.why), STATUS_OK);
    assert_int_equal(log_reader_next(reader, &entry, journal.why, sizeof journal.why), STATUS_OK);
    assert_true(entry.offset > 1);
    log_reader_close(&reader);
}

static void a_log_may_begin_at_a_later_segment(void **state)
{
    (void)state;
    given("journal", 4096);
    for (unsigned i = 0; i < 20; i++)
        journal_events(&journal, 5, 100);
    char path[PATH_MAX];
    journal_segment(&journal, 1, path);
    assert_int_equal(remove(path), 0);
    reopen();
    assert_int_equal(log_writer_next_offset(journal.writer), 101);
}

static void the_next_segment_is_prepared_while_this_one_fills(void **state)
{
    (void)state;
    given("journal", 4096);
    journal_events(&journal, 5, 100);
    assert_false(log_writer_wants_segment(journal.writer));
    assert_int_equal(log_writer_prepare(journal.writer, journal.why, sizeof journal.why), STATUS_OK);
    assert_false(exists("journal/next.ows"));

    journal_events(&journal, 15, 100);
    assert_true(log_writer_wants_segment(journal.writer));
    assert_int_equal(log_writer_prepare(journal.writer, journal.why, sizeof journal.why), STATUS_OK);
    assert_false(log_writer_wants_segment(journal.writer));
    assert_true(exists("journal/next.ows"));

    journal_events(&journal, 15, 100);
    assert_false(exists("journal/next.ows"));
    assert_true(exists("journal/000000000002.ows"));
    holds(35);
}

static void a_segment_left_half_prepared_is_made_anew(void **state)
{
    (void)state;
    given("journal", 4096);
    char path[PATH_MAX];
    scratch_path(&journal.scratch, "journal/next.ows", path);
    FILE *left = fopen(path, "w");
    fputs("what a crash left behind, longer than nothing", left);
    fclose(left);
    reopen();
    for (unsigned i = 0; i < 20; i++)
        journal_events(&journal, 5, 100);
    holds(100);
    assert_false(exists("journal/next.ows"));
}

static void a_reader_follows_a_writer(void **state)
{
    (void)state;
    given("journal", 4096);
    struct log_reader *reader;
    struct log_entry entry;
    assert_int_equal(log_reader_open(&reader, journal.path, journal.why, sizeof journal.why), STATUS_OK);
    for (unsigned i = 0; i < 100; i++) {
        assert_int_equal(log_reader_next(reader, &entry, journal.why, sizeof journal.why), STATUS_NOT_FOUND);
        journal_events(&journal, 2, 200);
        for (unsigned event = 0; event < 2; event++) {
            assert_int_equal(log_reader_next(reader, &entry, journal.why, sizeof journal.why), STATUS_OK);
            assert_int_equal(entry.offset, 2 * i + event + 1);
        }
    }
    uint64_t done, total;
    log_reader_progress(reader, &done, &total);
    assert_true(done <= total);
    log_reader_close(&reader);
}

static void a_recording_is_exactly_as_long_as_what_it_holds(void **state)
{
    (void)state;
    given("a.owr", 0);
    assert_int_equal(file_size(journal.path), 64);
    journal_events(&journal, 2, 100);
    assert_int_equal(file_size(journal.path), 64 + 24 + 2 * 12 + 200 + 16);
    holds(2); /* while its writer is at work, too */
    journal_close(&journal);
    holds(2);
}

static void a_recording_longer_than_the_buffer_is_read(void **state)
{
    (void)state;
    given("a.owr", 0);
    for (unsigned i = 0; i < 12; i++)
        journal_events(&journal, 9, 100000 + i);
    journal_events(&journal, 4096, 200);
    journal_events(&journal, LOG_COMMIT_ENTRIES, 1);
    holds(12 * 9 + 4096 + LOG_COMMIT_ENTRIES);
}

/* ---- where it must refuse --------------------------------------------------- */

static void a_full_commit_says_so_and_loses_nothing(void **state)
{
    (void)state;
    given("journal", 0);
    uint64_t offset, added = 0;
    while (journal_add(&journal, 60000, &offset) == STATUS_OK)
        added++;
    assert_int_equal(added, LOG_COMMIT_BYTES / 60000);
    assert_int_equal(log_writer_next_offset(journal.writer), added + 1);
    assert_int_equal(commit(), STATUS_OK);
    assert_int_equal(journal_add(&journal, 60000, &offset), STATUS_OK);
    assert_int_equal(commit(), STATUS_OK);
    holds(added + 1);
}

static void a_commit_holds_a_bounded_number_of_changes_of_kind(void **state)
{
    (void)state;
    given("journal", 0);
    uint64_t offset;
    for (unsigned i = 0; i < LOG_COMMIT_RECORDS; i++)
        assert_int_equal(log_writer_add(journal.writer, ENTRY_TICK, i, "", 0, &offset), STATUS_OK);
    assert_int_equal(log_writer_add(journal.writer, ENTRY_TICK, 99, "", 0, &offset), STATUS_FULL);
    assert_int_equal(commit(), STATUS_OK);
    journal_events(&journal, 1, 10);
    holds(1);
}

static void what_no_commit_can_hold_is_too_large(void **state)
{
    (void)state;
    given("journal", 4096);
    uint64_t offset;
    assert_int_equal(journal_add(&journal, 4096 - 64 - 24 - 12 - 16 + 1, &offset), STATUS_TOO_LARGE);
    assert_int_equal(journal_add(&journal, 4096 - 64 - 24 - 12 - 16, &offset), STATUS_OK);
    assert_int_equal(commit(), STATUS_OK);
    holds(1);
    journal_end(&journal);
    given("journal", 0);
    assert_int_equal(journal_add(&journal, LIMIT_BATCH_BYTES + 1, &offset), STATUS_TOO_LARGE);
    assert_int_equal(journal_add(&journal, LIMIT_BATCH_BYTES, &offset), STATUS_OK);
    assert_int_equal(commit(), STATUS_OK);
    holds(1);
}

static void a_second_writer_is_told_who_the_first_is(void **state)
{
    (void)state;
    given("journal", 4096);
    struct journal second = journal;
    char pid[32];
    snprintf(pid, sizeof pid, "process %ld;", (long)getpid());
    assert_int_equal(journal_open(&second), STATUS_LOCKED);
    assert_non_null(strstr(second.why, pid));
    assert_non_null(strstr(second.why, journal.path));
}

static void a_dead_writer_holds_no_lock(void **state)
{
    (void)state;
    given("journal", 4096);
    journal_close(&journal);
    pid_t child = fork();
    if (child == 0)
        _exit(journal_open(&journal) == STATUS_OK ? 0 : 1);
    int result;
    assert_int_equal(waitpid(child, &result, 0), child);
    assert_int_equal(result, 0);
    assert_int_equal(journal_open(&journal), STATUS_OK);
}

static void a_recording_is_written_once(void **state)
{
    (void)state;
    given("a.owr", 0);
    journal_events(&journal, 1, 10);
    journal_close(&journal);
    assert_int_equal(journal_open(&journal), STATUS_IO);
    assert_non_null(strstr(journal.why, "exists already"));
    holds(1);
}

static void a_recording_of_a_later_part_keeps_its_offsets(void **state)
{
    struct log_writer_options options = {.path = journal.path, .epoch = 5, .first_offset = 41};
    struct log_entry entry;
    struct log_reader *reader;
    uint64_t offset;
    (void)state;
    journal_begin(&journal, "a.owr", 0);
    assert_int_equal(log_writer_open(&journal.writer, &options, &journal.torn, journal.why, sizeof journal.why),
                     STATUS_OK);
    assert_int_equal(log_writer_add(journal.writer, ENTRY_CONFIG, 1, "c", 1, &offset), STATUS_OK);
    assert_int_equal(offset, 40);
    for (uint64_t event = 41; event <= 43; event++) {
        assert_int_equal(log_writer_add(journal.writer, ENTRY_EVENTS, 1, "e", 1, &offset), STATUS_OK);
        assert_int_equal(offset, event);
    }
    assert_int_equal(log_writer_commit(journal.writer, journal.why, sizeof journal.why), STATUS_OK);
    journal_close(&journal);
    assert_int_equal(log_reader_open(&reader, journal.path, journal.why, sizeof journal.why), STATUS_OK);
    for (uint64_t last = 40; last <= 43; last++) {
        assert_int_equal(log_reader_next(reader, &entry, journal.why, sizeof journal.why), STATUS_OK);
        assert_int_equal(entry.offset, last);
    }
    assert_int_equal(log_reader_next(reader, &entry, journal.why, sizeof journal.why), STATUS_NOT_FOUND);
    log_reader_close(&reader);
}

static void what_is_no_log_is_named(void **state)
{
    (void)state;
    journal_begin(&journal, "nothing", 0);
    char path[PATH_MAX];
    uint64_t events;
    static const struct {
        const char *what, *bytes;
        size_t size;
        enum status status;
        const char *why;
    } files[] = {
        {"an empty file", "", 0, STATUS_DAMAGED, "is empty"},
        {"events as lines", "{\"type\":\"price\"}\n", 17, STATUS_DAMAGED, "`orewatch-feed events "},
        {"a text", "2025-02-24,2548.0\n", 18, STATUS_DAMAGED, "not an Orewatch log"},
        {"a header that is cut", "OREWATCH\1\0\0\0", 12, STATUS_DAMAGED, "after 12 of 64 bytes"},
        {"a newer version", "OREWATCH\2\0\0\0XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX", 64,
         STATUS_NEWER_VERSION, "version 2"},
        {"a header that does not prove itself",
         "OREWATCH\1\0\0\0\0\0\0\0XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX", 64, STATUS_DAMAGED,
         "does not prove itself"},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        scratch_path(&journal.scratch, "file.owr", path);
        FILE *file = fopen(path, "w");
        assert_int_equal(fwrite(files[i].bytes, 1, files[i].size, file), files[i].size);
        fclose(file);
        assert_int_equal(journal_read(&journal, path, &events), files[i].status);
        assert_non_null(strstr(journal.why, files[i].why));
        assert_non_null(strstr(journal.why, path));
    }
    assert_int_equal(journal_read(&journal, journal.path, &events), STATUS_NOT_FOUND);
    assert_int_equal(mkdir(journal.path, 0700), 0);
    assert_int_equal(journal_read(&journal, journal.path, &events), STATUS_NOT_FOUND);
    assert_non_null(strstr(journal.why, "holds no segment"));
}

static void a_missing_segment_is_damage(void **state)
{
    (void)state;
    given("journal", 4096);
    for (unsigned i = 0; i < 20; i++)
        journal_events(&journal, 5, 100);
    journal_close(&journal);
    char path[PATH_MAX];
    journal_segment(&journal, 2, path);
    assert_int_equal(remove(path), 0);
    uint64_t events;
    assert_int_equal(journal_read(&journal, journal.path, &events), STATUS_DAMAGED);
    assert_int_equal(journal_open(&journal), STATUS_DAMAGED);
}

static void a_segment_of_another_log_is_damage(void **state)
{
    (void)state;
    given("journal", 4096);
    for (unsigned i = 0; i < 20; i++)
        journal_events(&journal, 5, 100);
    char second[PATH_MAX], third[PATH_MAX];
    journal_segment(&journal, 2, second);
    journal_segment(&journal, 3, third);
    file_copy(third, second);
    uint64_t events;
    assert_int_equal(journal_read(&journal, journal.path, &events), STATUS_DAMAGED);
    assert_non_null(strstr(journal.why, "does not continue"));
}

/* ---- a full disk ------------------------------------------------------------ */

/* No file may grow beyond `size`: what a full disk looks like to a writer. */
static void files_end_at(rlim_t size)
{
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit limit = {.rlim_cur = size, .rlim_max = RLIM_INFINITY};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void a_full_disk_leaves_the_journal_as_it_was(void **state)
{
    (void)state;
    given("journal", 8192);
    journal_events(&journal, 50, 100);
    files_end_at(4096);
    uint64_t offset;
    for (unsigned i = 0; i < 50; i++)
        assert_int_equal(journal_add(&journal, 100, &offset), STATUS_OK);
    enum status full = commit(), prepared = log_writer_prepare(journal.writer, journal.why, sizeof journal.why);
    files_end_at(RLIM_INFINITY);
    assert_int_equal(full, STATUS_NO_SPACE);
    assert_int_equal(prepared, STATUS_NO_SPACE);
    assert_non_null(strstr(journal.why, "next.ows"));
    assert_false(exists("journal/next.ows"));
    assert_false(exists("journal/000000000002.ows"));
    assert_int_equal(log_writer_next_offset(journal.writer), 51);
    holds(50);
    journal_events(&journal, 2, 100); /* what still fits goes on */
    journal_events(&journal, 50, 100);
    holds(102);
}

/* Else the answer would be yes to what is small and no to what is not, in turn. */
static void no_room_for_a_segment_is_no_room_for_anything_until_there_is(void **state)
{
    (void)state;
    uint64_t offset;
    given("journal", 8192);
    journal_events(&journal, 20, 100);
    files_end_at(6000); /* the segment in use still has room for one, the next has none */
    for (unsigned i = 0; i < 60; i++)
        assert_int_equal(journal_add(&journal, 100, &offset), STATUS_OK);
    enum status large = commit();
    assert_int_equal(journal_add(&journal, 100, &offset), STATUS_OK);
    enum status small = commit();
    files_end_at(RLIM_INFINITY);
    assert_int_equal(large, STATUS_NO_SPACE);
    assert_int_equal(small, STATUS_NO_SPACE);
    assert_non_null(strstr(journal.why, "next.ows"));
    holds(20);
    journal_events(&journal, 1, 100);
    assert_false(exists("journal/next.ows"));
    assert_true(exists("journal/000000000002.ows"));
    holds(21);
}

static void a_full_disk_leaves_the_recording_as_it_was(void **state)
{
    (void)state;
    given("a.owr", 0);
    journal_events(&journal, 5, 100);
    uint64_t size = file_size(journal.path), offset;
    files_end_at(size + 100);
    assert_int_equal(journal_add(&journal, 500, &offset), STATUS_OK);
    enum status full = commit();
    files_end_at(RLIM_INFINITY);
    assert_int_equal(full, STATUS_NO_SPACE);
    assert_int_equal(file_size(journal.path), size);
    journal_events(&journal, 5, 100);
    holds(10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(an_entry_is_read_as_it_was_written, end),
        cmocka_unit_test_teardown(what_was_not_committed_is_not_there, end),
        cmocka_unit_test_teardown(a_reopened_log_goes_on_where_it_ended, end),
        cmocka_unit_test_teardown(a_commit_that_no_longer_fits_begins_the_next_segment, end),
        cmocka_unit_test_teardown(a_segment_may_end_inside_a_block, end),
        cmocka_unit_test_teardown(a_segment_alone_is_a_log, end),
        cmocka_unit_test_teardown(a_log_may_begin_at_a_later_segment, end),
        cmocka_unit_test_teardown(the_next_segment_is_prepared_while_this_one_fills, end),
        cmocka_unit_test_teardown(a_segment_left_half_prepared_is_made_anew, end),
        cmocka_unit_test_teardown(a_reader_follows_a_writer, end),
        cmocka_unit_test_teardown(a_recording_is_exactly_as_long_as_what_it_holds, end),
        cmocka_unit_test_teardown(a_recording_longer_than_the_buffer_is_read, end),
        cmocka_unit_test_teardown(a_full_commit_says_so_and_loses_nothing, end),
        cmocka_unit_test_teardown(a_commit_holds_a_bounded_number_of_changes_of_kind, end),
        cmocka_unit_test_teardown(what_no_commit_can_hold_is_too_large, end),
        cmocka_unit_test_teardown(a_second_writer_is_told_who_the_first_is, end),
        cmocka_unit_test_teardown(a_dead_writer_holds_no_lock, end),
        cmocka_unit_test_teardown(a_recording_is_written_once, end),
        cmocka_unit_test_teardown(a_recording_of_a_later_part_keeps_its_offsets, end),
        cmocka_unit_test_teardown(what_is_no_log_is_named, end),
        cmocka_unit_test_teardown(a_missing_segment_is_damage, end),
        cmocka_unit_test_teardown(a_segment_of_another_log_is_damage, end),
        cmocka_unit_test_teardown(a_full_disk_leaves_the_journal_as_it_was, end),
        cmocka_unit_test_teardown(no_room_for_a_segment_is_no_room_for_anything_until_there_is, end),
        cmocka_unit_test_teardown(a_full_disk_leaves_the_recording_as_it_was, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What crashes and bad disks do to a log: cut at every byte, lost sectors,
 * flipped bits; and that a cut is never taken for damage, nor damage for a cut. */
#include "tests/support/journal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define HEADER 64u
#define SECTOR 512u

static struct journal journal;
static char file[PATH_MAX], whole[PATH_MAX]; /* the log's one file, and a copy of it unharmed */

/* A closed log whose file ends with a commit of its own at `last`. */
static uint64_t given(const char *name, unsigned events, size_t size)
{
    journal_begin(&journal, name, 8 * 4096);
    assert_int_equal(journal_open(&journal), STATUS_OK);
    if (strcmp(name, "journal") == 0)
        journal_segment(&journal, 1, file);
    else
        strcpy(file, journal.path);
    journal_events(&journal, 4, 40);
    journal_events(&journal, 4, 40);
    uint64_t last = file_used(file);
    journal_events(&journal, events, size);
    journal_close(&journal);
    scratch_path(&journal.scratch, "whole", whole);
    file_copy(file, whole);
    return last;
}

static void restore(void)
{
    file_copy(whole, file);
}

static int end(void **state)
{
    (void)state;
    journal_end(&journal);
    return 0;
}

static void reads(enum status expected, uint64_t expected_events)
{
    uint64_t events;
    enum status status = journal_read(&journal, journal.path, &events);
    if (status != expected || events != expected_events)
        fail_msg("%s after %lu events: %s", status_name(status), (unsigned long)events, journal.why);
}

/* A writer cuts the log where it tore, goes on, and nothing of the cut returns. */
static void goes_on_after(uint64_t events)
{
    assert_int_equal(journal_open(&journal), STATUS_OK);
    assert_true(journal.torn > 0);
    assert_int_equal(log_writer_epoch(journal.writer), 7);
    journal_close(&journal);
    reads(STATUS_NOT_FOUND, events);
    assert_int_equal(journal_open(&journal), STATUS_OK);
    assert_int_equal(journal.torn, 0);
    journal_events(&journal, 1, 10);
    journal_close(&journal);
    reads(STATUS_NOT_FOUND, events + 1);
}

/* ---- cut ------------------------------------------------------------------- */

static void a_journal_cut_at_any_byte_is_torn_and_goes_on(void **state)
{
    (void)state;
    uint64_t last = given("journal", 2, 40), used = file_used(file);
    for (uint64_t cut = last; cut <= used; cut++) {
        restore();
        assert_int_equal(truncate(file, (off_t)cut), 0);
        if (cut == last || cut == used) {
            reads(STATUS_NOT_FOUND, cut == used ? 10 : 8);
            continue;
        }
        reads(STATUS_TORN, 8);
        assert_non_null(strstr(journal.why, file));
        goes_on_after(8);
        assert_int_equal(file_size(file), 8 * 4096);
    }
}

static void a_journal_zeroed_from_any_byte_is_torn_and_goes_on(void **state)
{
    (void)state;
    uint64_t last = given("journal", 2, 40), used = file_used(file);
    for (uint64_t cut = last + 1; cut < used; cut++) {
        restore();
        file_zero(file, cut, used);
        reads(STATUS_TORN, 8);
        goes_on_after(8);
    }
}

static void a_recording_cut_at_any_byte_is_read_up_to_there(void **state)
{
    (void)state;
    uint64_t last = given("a.owr", 2, 40), used = file_size(file);
    for (uint64_t cut = last + 1; cut < used; cut++) {
        restore();
        assert_int_equal(truncate(file, (off_t)cut), 0);
        reads(STATUS_TORN, 8);
    }
}

static void any_sector_of_the_last_commit_may_be_missing(void **state)
{
    (void)state;
    uint64_t last = given("journal", 20, 200), used = file_used(file);
    for (uint64_t sector = last / SECTOR; sector <= (used - 1) / SECTOR; sector++) {
        restore();
        uint64_t from = sector * SECTOR > last ? sector * SECTOR : last;
        file_zero(file, from, (sector + 1) * SECTOR);
        reads(STATUS_TORN, 8);
        goes_on_after(8);
    }
}

static void a_torn_commit_of_several_records_is_one_cut(void **state)
{
    (void)state;
    given("journal", 1, 10);
    uint64_t last = file_used(file), offset;
    assert_int_equal(journal_open(&journal), STATUS_OK);
    for (unsigned i = 0; i < 5; i++) {
        assert_int_equal(journal_add(&journal, 700, &offset), STATUS_OK);
        assert_int_equal(log_writer_add(journal.writer, ENTRY_TICK, 1, "", 0, &offset), STATUS_OK);
    }
    assert_int_equal(log_writer_commit(journal.writer, journal.why, sizeof journal.why), STATUS_OK);
    journal_close(&journal);
    reads(STATUS_NOT_FOUND, 14);
    file_copy(file, whole);

    uint64_t sector = last / SECTOR + 1;
    file_zero(file, sector * SECTOR, (sector + 1) * SECTOR);
    reads(STATUS_TORN, 9);
    goes_on_after(9);
    restore();
    file_zero(file, last, (last / SECTOR + 1) * SECTOR);
    reads(STATUS_TORN, 9);
    goes_on_after(9);
}

static void a_commit_under_way_is_the_end_for_now(void **state)
{
    (void)state;
    uint64_t last = given("journal", 2, 400), used = file_used(file);
    file_zero(file, last, used);
    assert_int_equal(journal_open(&journal), STATUS_OK);
    restore();
    file_zero(file, used - 100, used);
    reads(STATUS_NOT_FOUND, 8);
    file_set(file, used - 500, (uint8_t)~file_byte(file, used - 500));
    reads(STATUS_NOT_FOUND, 8);
    journal_close(&journal);
    reads(STATUS_TORN, 8);
}

/* ---- damage ---------------------------------------------------------------- */

/* Flips `bits` bits of each byte, others in each. */
static void flipped_bits_are_damage(uint64_t from, uint64_t to, unsigned bits, unsigned record, uint64_t good)
{
    char place[64];
    snprintf(place, sizeof place, "record %u, at byte %lu", record, (unsigned long)from);
    for (uint64_t byte = from; byte < to; byte++) {
        for (unsigned bit = 0; bit < bits; bit++) {
            file_set(file, byte, (uint8_t)(file_byte(whole, byte) ^ (1u << (byte + bit) % 8)));
            reads(STATUS_DAMAGED, good);
            assert_non_null(strstr(journal.why, place));
            assert_non_null(strstr(journal.why, file));
        }
        file_set(file, byte, file_byte(whole, byte));
    }
    reads(STATUS_NOT_FOUND, 10);
}

static void any_flipped_bit_of_the_last_record_is_damage(void **state)
{
    (void)state;
    uint64_t last = given("journal", 2, 20);
    flipped_bits_are_damage(last, file_used(file), 8, 3, 8);
    file_set(file, last + 60, (uint8_t)~file_byte(whole, last + 60));
    assert_int_equal(journal_open(&journal), STATUS_DAMAGED);
}

static void a_flipped_bit_of_any_byte_of_an_inner_record_is_damage(void **state)
{
    (void)state;
    uint64_t last = given("journal", 2, 20), size = (last - HEADER) / 2;
    flipped_bits_are_damage(HEADER + size, last, 1, 2, 4);
}

static void a_flipped_bit_of_any_byte_of_a_recording_is_damage(void **state)
{
    (void)state;
    uint64_t last = given("a.owr", 2, 20);
    flipped_bits_are_damage(last, file_size(file), 1, 3, 8);
}

static void any_flipped_bit_of_a_file_header_is_refused(void **state)
{
    (void)state;
    given("journal", 2, 20);
    for (uint64_t byte = 0; byte < HEADER; byte++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            file_set(file, byte, (uint8_t)(file_byte(whole, byte) ^ (1u << bit)));
            uint64_t events;
            enum status status = journal_read(&journal, journal.path, &events);
            assert_true(status == STATUS_DAMAGED || (status == STATUS_NEWER_VERSION && byte >= 8 && byte < 16));
            assert_int_equal(events, 0);
        }
        file_set(file, byte, file_byte(whole, byte));
    }
}

static void a_lost_sector_before_later_commits_is_damage(void **state)
{
    (void)state;
    given("journal", 20, 200);
    assert_int_equal(journal_open(&journal), STATUS_OK);
    journal_events(&journal, 1, 10);
    journal_close(&journal);
    file_zero(file, 4 * SECTOR, 5 * SECTOR);
    reads(STATUS_DAMAGED, 8);
    assert_int_equal(journal_open(&journal), STATUS_DAMAGED);
}

static void a_cut_before_another_segment_is_damage(void **state)
{
    (void)state;
    uint64_t last = given("journal", 20, 200);
    journal.segment_bytes = 4096;
    assert_int_equal(journal_open(&journal), STATUS_OK);
    for (unsigned i = 0; i < 16; i++)
        journal_events(&journal, 10, 200);
    journal_close(&journal);
    file_zero(file, last + 100, 8 * 4096);
    reads(STATUS_DAMAGED, 8);
    assert_int_equal(journal_open(&journal), STATUS_DAMAGED);
}

static void bytes_far_behind_the_end_are_damage(void **state)
{
    (void)state;
    journal_begin(&journal, "journal", 4 * LOG_COMMIT_BYTES);
    assert_int_equal(journal_open(&journal), STATUS_OK);
    journal_events(&journal, 8, 20);
    journal_close(&journal);
    journal_segment(&journal, 1, file);
    file_set(file, 2 * LOG_COMMIT_BYTES, 1);
    reads(STATUS_DAMAGED, 8);
    file_set(file, 2 * LOG_COMMIT_BYTES, 0);
    file_set(file, 4000, 1); /* as a commit leaves it of which only a later sector arrived */
    reads(STATUS_TORN, 8);
    goes_on_after(8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_journal_cut_at_any_byte_is_torn_and_goes_on, end),
        cmocka_unit_test_teardown(a_journal_zeroed_from_any_byte_is_torn_and_goes_on, end),
        cmocka_unit_test_teardown(a_recording_cut_at_any_byte_is_read_up_to_there, end),
        cmocka_unit_test_teardown(any_sector_of_the_last_commit_may_be_missing, end),
        cmocka_unit_test_teardown(a_torn_commit_of_several_records_is_one_cut, end),
        cmocka_unit_test_teardown(a_commit_under_way_is_the_end_for_now, end),
        cmocka_unit_test_teardown(any_flipped_bit_of_the_last_record_is_damage, end),
        cmocka_unit_test_teardown(a_flipped_bit_of_any_byte_of_an_inner_record_is_damage, end),
        cmocka_unit_test_teardown(a_flipped_bit_of_any_byte_of_a_recording_is_damage, end),
        cmocka_unit_test_teardown(any_flipped_bit_of_a_file_header_is_refused, end),
        cmocka_unit_test_teardown(a_lost_sector_before_later_commits_is_damage, end),
        cmocka_unit_test_teardown(a_cut_before_another_segment_is_damage, end),
        cmocka_unit_test_teardown(bytes_far_behind_the_end_are_damage, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

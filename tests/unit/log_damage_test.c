/* Every flipped bit of a log is found, and named by record, byte and bit; what
 * proves itself behind it is counted. */
#include "runtime/log_damage.h"
#include "tests/support/journal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define HEADER  64u
#define RECORDS 4u
#define EACH    1u /* events in a record */

static struct journal journal;
static char file[PATH_MAX];
static uint64_t begins[RECORDS + 1]; /* of record i; the last: the end */
static struct log_spot spot;

static void given(const char *name, size_t size)
{
    journal_begin(&journal, name, 64 * 4096);
    assert_int_equal(journal_open(&journal), STATUS_OK);
    if (strcmp(name, "journal") == 0)
        journal_segment(&journal, 1, file);
    else
        strcpy(file, journal.path);
    begins[0] = HEADER;
    for (unsigned i = 0; i < RECORDS; i++) {
        journal_events(&journal, EACH, size);
        begins[i + 1] = file_used(file);
    }
    journal_close(&journal);
}

static int end(void **state)
{
    (void)state;
    journal_end(&journal);
    return 0;
}

static void flip(uint64_t byte, unsigned bit)
{
    file_set(file, byte, (uint8_t)(file_byte(file, byte) ^ (1u << bit)));
}

static enum status read_all(void)
{
    static char path[PATH_MAX];
    struct log_reader *reader;
    struct log_entry entry;
    enum status status = log_reader_open(&reader, journal.path, journal.why, sizeof journal.why);
    if (status != STATUS_OK)
        return status;
    while ((status = log_reader_next(reader, &entry, journal.why, sizeof journal.why)) == STATUS_OK)
        continue;
    spot = log_reader_spot(reader);
    strcpy(path, spot.path);
    spot.path = path;
    log_reader_close(&reader);
    return status;
}

static struct log_damage look(void)
{
    struct log_damage damage;
    assert_int_equal(log_damage_look(spot.path, spot.byte, &damage, journal.why, sizeof journal.why), STATUS_OK);
    return damage;
}

static void every_bit_of_record(unsigned record)
{
    for (uint64_t byte = begins[record]; byte < begins[record + 1]; byte++)
        for (unsigned bit = 0; bit < 8; bit++) {
            flip(byte, bit);
            assert_int_equal(read_all(), STATUS_DAMAGED);
            assert_string_equal(spot.path, file);
            assert_int_equal(spot.record, record + 1);
            assert_int_equal(spot.byte, begins[record]);
            assert_int_equal(spot.next_offset, record * EACH + 1);
            struct log_damage damage = look();
            assert_true(damage.flip_found);
            assert_int_equal(damage.flip_byte, byte);
            assert_int_equal(damage.flip_bit, bit);
            flip(byte, bit);
        }
}

static void every_flipped_bit_of_a_recording_is_named(void **state)
{
    (void)state;
    given("a.owr", 12);
    for (unsigned record = 0; record < RECORDS; record++)
        every_bit_of_record(record);
    assert_int_equal(read_all(), STATUS_NOT_FOUND);
}

static void every_flipped_bit_of_a_segment_is_named(void **state)
{
    (void)state;
    given("journal", 12);
    every_bit_of_record(1);
    every_bit_of_record(RECORDS - 1);
    assert_int_equal(read_all(), STATUS_NOT_FOUND);
}

/* The hash before a record is part of what proves it: where it ends another
 * record, that one is named. */
static void what_proves_itself_behind_the_damage_is_counted(void **state)
{
    (void)state;
    given("journal", 20);
    flip(begins[1] + 30, 3);
    assert_int_equal(read_all(), STATUS_DAMAGED);
    struct log_damage damage = look();
    assert_int_equal(damage.records_after, RECORDS - 2);
    assert_int_equal(damage.events_after, (RECORDS - 2) * EACH);
    assert_int_equal(damage.first_offset_after, 2 * EACH + 1);
    assert_int_equal(damage.last_offset_after, RECORDS * EACH);
}

static void two_flipped_bits_are_damage_that_no_single_one_explains(void **state)
{
    (void)state;
    given("a.owr", 20);
    flip(begins[2] + 70, 0);
    flip(begins[2] + 71, 5);
    assert_int_equal(read_all(), STATUS_DAMAGED);
    assert_int_equal(spot.record, 3);
    assert_false(look().flip_found);
}

static void a_flipped_bit_of_a_long_record_is_named_by_its_record(void **state)
{
    (void)state;
    given("a.owr", 3 * 8192);
    flip(begins[1] + 12345, 6);
    assert_int_equal(read_all(), STATUS_DAMAGED);
    assert_int_equal(spot.record, 2);
    struct log_damage damage = look();
    assert_false(damage.flip_found);
    assert_int_equal(damage.records_after, 2);
}

static void the_header_of_a_later_segment_is_named(void **state)
{
    (void)state;
    journal_begin(&journal, "journal", 4096);
    assert_int_equal(journal_open(&journal), STATUS_OK);
    for (unsigned i = 0; i < 4; i++)
        journal_events(&journal, 10, 200);
    journal_close(&journal);
    journal_segment(&journal, 2, file);
    for (uint64_t byte = 16; byte < HEADER; byte++) {
        flip(byte, (unsigned)byte % 8);
        assert_int_equal(read_all(), STATUS_DAMAGED);
        assert_string_equal(spot.path, file);
        assert_int_equal(spot.record, 0);
        assert_int_equal(spot.byte, 0);
        flip(byte, (unsigned)byte % 8);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(every_flipped_bit_of_a_recording_is_named, end),
        cmocka_unit_test_teardown(every_flipped_bit_of_a_segment_is_named, end),
        cmocka_unit_test_teardown(what_proves_itself_behind_the_damage_is_counted, end),
        cmocka_unit_test_teardown(two_flipped_bits_are_damage_that_no_single_one_explains, end),
        cmocka_unit_test_teardown(a_flipped_bit_of_a_long_record_is_named_by_its_record, end),
        cmocka_unit_test_teardown(the_header_of_a_later_segment_is_named, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

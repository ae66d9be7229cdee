/* A position of the log: reading and writing go on from it as if they had come from
 * the first record, and a log that does not hold it says so. */
#include "tests/support/journal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define SEGMENT 4096u
#define COMMITS 20u
#define EVENTS  5u /* of a commit */

static struct journal journal;
static struct log_position positions[COMMITS + 1]; /* behind so many commits */

/* A journal of several segments. */
static void given(void)
{
    journal_begin(&journal, "journal", SEGMENT);
    assert_int_equal(journal_open(&journal), STATUS_OK);
    positions[0] = log_writer_position(journal.writer);
    for (unsigned i = 1; i <= COMMITS; i++) {
        journal_events(&journal, EVENTS, 100);
        positions[i] = log_writer_position(journal.writer);
    }
    assert_true(positions[COMMITS].number > 3);
}

static int end(void **state)
{
    (void)state;
    journal_end(&journal);
    return 0;
}

/* Reads on from a position: the offsets from `first` on, and then this answer. */
static void reads_on(const struct log_position *from, uint64_t first, uint64_t last, enum status expected)
{
    struct log_reader *reader;
    struct log_entry entry;
    enum status status;
    assert_int_equal(log_reader_open_at(&reader, journal.path, from, journal.why, sizeof journal.why), STATUS_OK);
    assert_int_equal(log_reader_spot(reader).first_offset, first);
    uint64_t offset = first;
    while ((status = log_reader_next(reader, &entry, journal.why, sizeof journal.why)) == STATUS_OK)
        assert_int_equal(entry.offset, offset++);
    assert_int_equal(status, expected);
    assert_int_equal(offset, last + 1);
    log_reader_close(&reader);
}

static enum status opens_from(const struct log_position *from)
{
    struct log_writer_options options = {
        .path = journal.path, .segment_bytes = SEGMENT, .epoch = 8, .from = from};
    return log_writer_open(&journal.writer, &options, &journal.torn, journal.why, sizeof journal.why);
}

static void is_same(const struct log_position *one, const struct log_position *other)
{
    assert_int_equal(one->epoch, other->epoch);
    assert_int_equal(one->number, other->number);
    assert_int_equal(one->place, other->place);
    assert_int_equal(one->next_offset, other->next_offset);
    assert_int_equal(one->before.low, other->before.low);
    assert_int_equal(one->before.high, other->before.high);
}

/* ---- that the log holds ------------------------------------------------------------ */

static void from_every_commit_the_rest_is_read(void **state)
{
    (void)state;
    given();
    for (unsigned i = 0; i <= COMMITS; i++)
        reads_on(&positions[i], EVENTS * i + 1, EVENTS * COMMITS, STATUS_NOT_FOUND);
    journal_close(&journal);
    for (unsigned i = 0; i <= COMMITS; i++)
        reads_on(&positions[i], EVENTS * i + 1, EVENTS * COMMITS, STATUS_NOT_FOUND);
}

static void the_reader_passes_where_the_writer_stood(void **state)
{
    (void)state;
    struct log_reader *reader;
    struct log_entry entry;
    given();
    assert_int_equal(log_reader_open(&reader, journal.path, journal.why, sizeof journal.why), STATUS_OK);
    for (unsigned i = 1; i <= COMMITS; i++) {
        for (unsigned j = 0; j < EVENTS; j++)
            assert_int_equal(log_reader_next(reader, &entry, journal.why, sizeof journal.why), STATUS_OK);
        struct log_position at = log_reader_position(reader);
        is_same(&at, &positions[i]);
    }
    log_reader_close(&reader);
}

static void from_every_commit_the_log_is_written_on(void **state)
{
    (void)state;
    given();
    for (unsigned i = 0; i <= COMMITS; i++) {
        journal_close(&journal);
        assert_int_equal(opens_from(&positions[i]), STATUS_OK);
        struct log_position at = log_writer_position(journal.writer);
        is_same(&at, &positions[COMMITS]);
    }
    journal_events(&journal, EVENTS, 100);
    journal_close(&journal);
    uint64_t events;
    assert_int_equal(journal_read(&journal, journal.path, &events), STATUS_NOT_FOUND);
    assert_int_equal(events, EVENTS * (COMMITS + 1));
}

static void a_torn_tail_is_cut_from_there_too(void **state)
{
    (void)state;
    char last[PATH_MAX];
    given();
    journal_close(&journal);
    journal_segment(&journal, (unsigned)positions[COMMITS].number, last);
    file_zero(last, positions[COMMITS].place - 30, positions[COMMITS].place);
    reads_on(&positions[COMMITS - 1], EVENTS * (COMMITS - 1) + 1, EVENTS * (COMMITS - 1), STATUS_TORN);
    assert_int_equal(opens_from(&positions[3]), STATUS_OK);
    assert_true(journal.torn > 0);
    struct log_position at = log_writer_position(journal.writer);
    is_same(&at, &positions[COMMITS - 1]);
}

/* That is the time which a checkpoint saves. */
static void what_stands_before_it_is_not_read(void **state)
{
    (void)state;
    char first[PATH_MAX];
    given();
    journal_close(&journal);
    journal_segment(&journal, 1, first);
    file_set(first, positions[1].place + 30, (uint8_t)~file_byte(first, positions[1].place + 30));
    assert_int_equal(opens_from(NULL), STATUS_DAMAGED);
    assert_int_equal(opens_from(&positions[0]), STATUS_DAMAGED);
    assert_int_equal(opens_from(&positions[1]), STATUS_DAMAGED);
    assert_int_equal(opens_from(&positions[2]), STATUS_OK);
    reads_on(&positions[2], EVENTS * 2 + 1, EVENTS * COMMITS, STATUS_NOT_FOUND);
}

static void damage_behind_it_is_found(void **state)
{
    (void)state;
    char path[PATH_MAX];
    given();
    journal_close(&journal);
    journal_segment(&journal, (unsigned)positions[9].number, path);
    file_set(path, positions[9].place - 5, (uint8_t)~file_byte(path, positions[9].place - 5));
    reads_on(&positions[7], EVENTS * 7 + 1, EVENTS * 8, STATUS_DAMAGED);
    assert_int_equal(opens_from(&positions[7]), STATUS_DAMAGED);
}

/* ---- that it does not ---------------------------------------------------------------- */

static void is_refused(const struct log_position *at, enum status expected)
{
    struct log_reader *reader;
    assert_int_equal(log_holds_position(journal.path, at, journal.why, sizeof journal.why), expected);
    journal.why[0] = '\0';
    assert_int_equal(log_reader_open_at(&reader, journal.path, at, journal.why, sizeof journal.why), expected);
    assert_non_null(strstr(journal.why, journal.path));
    journal_close(&journal);
    assert_int_equal(opens_from(at), expected);
    assert_non_null(strstr(journal.why, journal.path));
}

static void a_position_of_another_log_is_refused(void **state)
{
    (void)state;
    given();
    const struct log_position good = positions[5];
    struct log_position at[] = {good, good, good, good, good, good, good, good};
    at[0].epoch++;
    at[1].before.low ^= 1;
    at[2].before.high ^= 1;
    at[3].place = positions[4].place;
    at[4].place++;
    at[5].place = 2 * SEGMENT;
    at[6].place = 3;
    at[7].next_offset = 0;
    for (size_t i = 0; i < sizeof at / sizeof *at; i++)
        is_refused(&at[i], STATUS_DAMAGED);
    assert_int_equal(log_holds_position(journal.path, &good, journal.why, sizeof journal.why), STATUS_OK);
}

static void a_position_in_a_segment_that_is_not_there_is_not_found(void **state)
{
    (void)state;
    given();
    struct log_position at = positions[5];
    at.number = positions[COMMITS].number + 1;
    is_refused(&at, STATUS_NOT_FOUND);
    at.number = 0;
    is_refused(&at, STATUS_NOT_FOUND);
}

static void a_position_behind_the_end_is_refused(void **state)
{
    (void)state;
    char last[PATH_MAX];
    given();
    journal_close(&journal);
    journal_segment(&journal, (unsigned)positions[COMMITS].number, last);
    file_zero(last, positions[COMMITS - 1].place, positions[COMMITS].place);
    is_refused(&positions[COMMITS], STATUS_DAMAGED);
    assert_int_equal(log_holds_position(journal.path, &positions[COMMITS - 1], journal.why, sizeof journal.why),
                     STATUS_OK);
}

/* Else whoever lost its log would find a new one, and old state put in front of it. */
static void no_log_is_begun_from_a_position(void **state)
{
    (void)state;
    char segment[PATH_MAX];
    given();
    journal_close(&journal);
    for (unsigned i = 1; i <= positions[COMMITS].number; i++) {
        journal_segment(&journal, i, segment);
        unlink(segment);
    }
    assert_int_equal(opens_from(&positions[5]), STATUS_NOT_FOUND);
    journal_segment(&journal, 1, segment);
    assert_int_not_equal(access(segment, F_OK), 0);
    assert_int_equal(opens_from(NULL), STATUS_OK);
}

static void the_last_segment_is_a_position_too(void **state)
{
    struct log_position start;
    (void)state;
    given();
    assert_int_equal(log_last_segment(journal.path, &start, journal.why, sizeof journal.why), STATUS_OK);
    assert_int_equal(start.number, positions[COMMITS].number);
    log_writer_close(&journal.writer);
    reads_on(&start, start.next_offset, COMMITS * EVENTS, STATUS_NOT_FOUND);
    assert_int_equal(opens_from(&start), STATUS_OK);
    struct log_position end_of_log = log_writer_position(journal.writer);
    is_same(&end_of_log, &positions[COMMITS]);
}

static void a_recording_has_no_positions(void **state)
{
    (void)state;
    struct log_reader *reader;
    journal_begin(&journal, "a.owr", 0);
    assert_int_equal(journal_open(&journal), STATUS_OK);
    journal_events(&journal, 3, 100);
    struct log_position at = log_writer_position(journal.writer);
    assert_int_not_equal(log_reader_open_at(&reader, journal.path, &at, journal.why, sizeof journal.why), STATUS_OK);
    assert_non_null(strstr(journal.why, "a.owr"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(from_every_commit_the_rest_is_read, end),
        cmocka_unit_test_teardown(the_reader_passes_where_the_writer_stood, end),
        cmocka_unit_test_teardown(from_every_commit_the_log_is_written_on, end),
        cmocka_unit_test_teardown(a_torn_tail_is_cut_from_there_too, end),
        cmocka_unit_test_teardown(what_stands_before_it_is_not_read, end),
        cmocka_unit_test_teardown(damage_behind_it_is_found, end),
        cmocka_unit_test_teardown(a_position_of_another_log_is_refused, end),
        cmocka_unit_test_teardown(a_position_in_a_segment_that_is_not_there_is_not_found, end),
        cmocka_unit_test_teardown(a_position_behind_the_end_is_refused, end),
        cmocka_unit_test_teardown(no_log_is_begun_from_a_position, end),
        cmocka_unit_test_teardown(the_last_segment_is_a_position_too, end),
        cmocka_unit_test_teardown(a_recording_has_no_positions, end),
    };
    return cmocka_run_group_tests_name("log_position", tests, NULL, NULL);
}

/* The spool: what is committed is there again, in order, until it is answered. */
#include "runtime/spool.h"
#include "tests/support/scratch.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static struct scratch scratch;
static struct spool *spool;
static char folder[PATH_MAX], why[512];
static uint64_t torn;

static enum status open_spool(void)
{
    struct spool_options options = {.folder = folder, .bytes = SPOOL_LEAST_BYTES};
    return spool_open(&spool, &options, &torn, why, sizeof why);
}

static int begin(void **state)
{
    (void)state;
    scratch_make(&scratch);
    scratch_path(&scratch, "spool", folder);
    return open_spool() != STATUS_OK;
}

static int end(void **state)
{
    (void)state;
    spool_close(&spool);
    scratch_remove(&scratch);
    return 0;
}

/* ---- verbs ----------------------------------------------------------------------- */

/* Event `number` is `size` bytes that begin with its number. */
static enum status add(uint32_t number, size_t size)
{
    static uint8_t bytes[LIMIT_EVENT_BYTES];
    memcpy(bytes, &number, sizeof number);
    return spool_add(spool, bytes, size, number, why, sizeof why);
}

static void commit(void)
{
    assert_int_equal(spool_commit(spool, why, sizeof why), STATUS_OK);
}

static void keep(uint32_t from, uint32_t to, size_t size)
{
    for (uint32_t number = from; number <= to; number++)
        assert_int_equal(add(number, size), STATUS_OK);
    commit();
}

static void is_event(const struct log_entry *event, uint32_t number)
{
    uint32_t found;
    memcpy(&found, event->bytes, sizeof found);
    assert_int_equal(found, number);
    assert_int_equal(event->received, number);
}

static void reads(uint32_t from, uint32_t to)
{
    for (uint32_t number = from; number <= to; number++) {
        struct log_entry event;
        assert_int_equal(spool_read(spool, &event, why, sizeof why), STATUS_OK);
        is_event(&event, number);
        assert_int_equal(event.offset, number);
    }
}

static void reads_no_more(void)
{
    struct log_entry event;
    assert_int_equal(spool_read(spool, &event, why, sizeof why), STATUS_NOT_FOUND);
}

static void answered(uint64_t offset)
{
    assert_int_equal(spool_answered(spool, offset, why, sizeof why), STATUS_OK);
}

/* As after kill -9: nothing is written at the end of a spool. */
static void again(void)
{
    spool_close(&spool);
    assert_int_equal(open_spool(), STATUS_OK);
}

static uint64_t bytes_in_folder(void)
{
    uint64_t bytes = 0;
    for (unsigned number = 1; number < 1000; number++) {
        char path[PATH_MAX + 32];
        struct stat file;
        snprintf(path, sizeof path, "%s/%012u.ows", folder, number);
        bytes += stat(path, &file) == 0 ? (uint64_t)file.st_size : 0;
    }
    return bytes;
}

/* ---- cases ----------------------------------------------------------------------- */

static void what_is_committed_is_read_in_order(void **state)
{
    (void)state;
    keep(1, 100, 50);
    reads(1, 60);
    keep(101, 200, 50);
    reads(61, 200);
    reads_no_more();
}

static void what_is_not_committed_is_not_read(void **state)
{
    (void)state;
    assert_int_equal(add(1, 50), STATUS_OK);
    reads_no_more();
    commit();
    reads(1, 1);
}

static void what_was_not_answered_is_read_again_by_the_next(void **state)
{
    (void)state;
    keep(1, 100, 50);
    reads(1, 80);
    answered(30);
    again();
    assert_int_equal(spool_waiting(spool), 70);
    assert_int_equal(spool_first(spool), 31);
    reads(31, 100);
    reads_no_more();
}

static void a_mark_of_another_log_counts_for_nothing(void **state)
{
    char path[PATH_MAX + 32];
    (void)state;
    keep(1, 10, 50);
    reads(1, 10);
    answered(10);
    spool_close(&spool);
    snprintf(path, sizeof path, "%s/000000000001.ows", folder);
    assert_int_equal(unlink(path), 0); /* somebody took the log away, and left the mark */
    assert_int_equal(open_spool(), STATUS_OK);
    keep(1, 20, 50);
    reads(1, 20);
}

static void a_mark_torn_in_its_writing_leaves_the_one_before(void **state)
{
    char path[PATH_MAX + 32];
    uint8_t half[16] = {0xff};
    (void)state;
    keep(1, 10, 50);
    reads(1, 10);
    answered(4);
    answered(7); /* the second mark stands in the first slot */
    spool_close(&spool);
    snprintf(path, sizeof path, "%s/answered", folder);
    int fd = open(path, O_WRONLY);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, half, sizeof half, 0), sizeof half);
    close(fd);
    assert_int_equal(open_spool(), STATUS_OK);
    reads(5, 10);
}

static void a_torn_commit_is_cut_and_said(void **state)
{
    char path[PATH_MAX + 32];
    uint8_t zeros[40] = {0};
    (void)state;
    keep(1, 10, 50);
    keep(11, 20, 50);
    spool_close(&spool);
    snprintf(path, sizeof path, "%s/000000000001.ows", folder);
    int fd = open(path, O_RDWR);
    assert_true(fd >= 0);
    /* The end of the second commit never reached the disk. */
    off_t end_of_commits = 64 + 2 * (24 + 10 * 12 + 10 * 50 + 16);
    assert_int_equal(pwrite(fd, zeros, sizeof zeros, end_of_commits - (off_t)sizeof zeros), sizeof zeros);
    close(fd);
    assert_int_equal(open_spool(), STATUS_OK);
    assert_true(torn > 0);
    assert_int_equal(spool_waiting(spool), 10);
    reads(1, 10);
    reads_no_more();
    keep(11, 12, 50);
    reads(11, 12);
}

static void a_full_spool_says_so_and_never_takes_more_than_its_bytes(void **state)
{
    uint32_t number = 0;
    (void)state;
    while (add(number + 1, 60000) == STATUS_OK)
        number++;
    assert_int_equal(add(number + 1, 60000), STATUS_FULL);
    commit();
    assert_true(number * 60000u > SPOOL_LEAST_BYTES * 3 / 4);
    assert_true(bytes_in_folder() <= SPOOL_LEAST_BYTES);
    assert_int_equal(spool_bytes(spool), bytes_in_folder());
    reads(1, number);
}

static void what_is_answered_makes_room(void **state)
{
    uint32_t number = 0, read = 0;
    (void)state;
    for (int lap = 0; lap < 5; lap++) {
        while (add(number + 1, 60000) == STATUS_OK)
            number++;
        commit();
        assert_true(bytes_in_folder() <= SPOOL_LEAST_BYTES);
        reads(read + 1, number - 2);
        read = number - 2;
        answered(read);
        assert_int_equal(spool_waiting(spool), 2);
        assert_int_equal(spool_bytes(spool), bytes_in_folder());
        assert_true(spool_bytes(spool) <= SPOOL_LEAST_BYTES / 8);
    }
    again();
    reads(read + 1, number);
    reads_no_more();
}

static void an_event_can_be_looked_at_until_it_is_answered(void **state)
{
    struct log_entry event;
    (void)state;
    keep(1, 60, 20000); /* over several segments */
    reads(1, 60);
    for (uint32_t number = 1; number <= 60; number += 7) {
        assert_int_equal(spool_look(spool, number, &event, why, sizeof why), STATUS_OK);
        is_event(&event, number);
        answered(number);
    }
}

static void a_log_that_no_spool_made_is_refused(void **state)
{
    char path[PATH_MAX + 32];
    (void)state;
    keep(1, 200, 50);
    uint64_t bytes = bytes_in_folder();
    spool_close(&spool);
    snprintf(path, sizeof path, "%s/answered", folder);
    assert_int_equal(unlink(path), 0);
    for (int again = 0; again < 2; again++) {
        assert_int_equal(open_spool(), STATUS_CONFLICT);
        assert_non_null(strstr(why, "200 events, and no file `answered`: it is no spool"));
    }
    assert_int_equal(bytes_in_folder(), bytes);
}

static void a_second_feed_is_told_who_the_first_is(void **state)
{
    struct spool *second = NULL;
    struct spool_options options = {.folder = folder, .bytes = SPOOL_LEAST_BYTES};
    char pid[32];
    (void)state;
    assert_int_equal(spool_open(&second, &options, &torn, why, sizeof why), STATUS_LOCKED);
    snprintf(pid, sizeof pid, "process %d", (int)getpid());
    assert_non_null(strstr(why, pid));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_committed_is_read_in_order, begin, end),
        cmocka_unit_test_setup_teardown(what_is_not_committed_is_not_read, begin, end),
        cmocka_unit_test_setup_teardown(what_was_not_answered_is_read_again_by_the_next, begin, end),
        cmocka_unit_test_setup_teardown(a_mark_of_another_log_counts_for_nothing, begin, end),
        cmocka_unit_test_setup_teardown(a_mark_torn_in_its_writing_leaves_the_one_before, begin, end),
        cmocka_unit_test_setup_teardown(a_torn_commit_is_cut_and_said, begin, end),
        cmocka_unit_test_setup_teardown(a_full_spool_says_so_and_never_takes_more_than_its_bytes, begin, end),
        cmocka_unit_test_setup_teardown(what_is_answered_makes_room, begin, end),
        cmocka_unit_test_setup_teardown(an_event_can_be_looked_at_until_it_is_answered, begin, end),
        cmocka_unit_test_setup_teardown(a_log_that_no_spool_made_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(a_second_feed_is_told_who_the_first_is, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

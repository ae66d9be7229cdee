/* The keeper's worker: a checkpoint, and what retention deletes behind it. */
#include "broker/keeper.h"
#include "tests/support/journal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cmocka.h>

#define SEGMENT 4096u
#define KEEP    (4u * SEGMENT)

static struct journal journal;
static struct keeper keeper;
static enum status saved;
static bool is_full; /* the disk */

int __real_statvfs(const char *path, struct statvfs *disk);
int __wrap_statvfs(const char *path, struct statvfs *disk);
int __wrap_statvfs(const char *path, struct statvfs *disk)
{
    int result = __real_statvfs(path, disk);
    if (is_full)
        disk->f_bavail = 0;
    return result;
}

static void on_saved(void *self, enum status status, const char *why)
{
    (void)self, (void)why;
    saved = status;
}

static bool takes_any(const void *bytes, size_t size)
{
    (void)bytes, (void)size;
    return true;
}

static enum status save(void)
{
    struct checkpoint_head head = {.position = log_writer_position(journal.writer)};
    uv_loop_t loop;
    assert_int_equal(uv_loop_init(&loop), 0);
    assert_int_equal(keeper_open(&keeper, journal.path, KEEP, takes_any, journal.why, sizeof journal.why), STATUS_OK);
    keeper_start(&keeper, &loop, on_saved, NULL);
    uv_run(&loop, UV_RUN_DEFAULT); /* retention at the start */
    keeper_save(&keeper, &head, &(struct checkpoint_section){"engine", "state", 5}, 1);
    uv_run(&loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&loop), 0);
    return saved;
}

static bool segment_stands(unsigned number)
{
    char path[PATH_MAX];
    journal_segment(&journal, number, path);
    return access(path, F_OK) == 0;
}

/* Two checkpoints, and more behind them than is kept. */
static void given(void)
{
    journal_begin(&journal, "journal", SEGMENT);
    assert_int_equal(journal_open(&journal), STATUS_OK);
    for (unsigned i = 0; i < 2; i++) {
        journal_events(&journal, 20, 150);
        journal_events(&journal, 20, 150);
        assert_int_equal(save(), STATUS_OK);
        assert_true(segment_stands(1));
    }
    for (unsigned i = 0; i < 5; i++)
        journal_events(&journal, 20, 150);
}

static int end(void **state)
{
    (void)state;
    is_full = false;
    journal_end(&journal);
    return 0;
}

/* Lowering `journal_keep` and starting again makes room on a disk that is full. */
static void it_goes_at_the_start(void **state)
{
    (void)state;
    given();
    uv_loop_t loop;
    is_full = true;
    assert_int_equal(uv_loop_init(&loop), 0);
    assert_int_equal(keeper_open(&keeper, journal.path, KEEP, takes_any, journal.why, sizeof journal.why), STATUS_OK);
    keeper_start(&keeper, &loop, on_saved, NULL);
    uv_run(&loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&loop), 0);
    assert_false(segment_stands(1));
}

static void the_head_goes_behind_a_checkpoint(void **state)
{
    (void)state;
    given();
    assert_int_equal(save(), STATUS_OK);
    assert_false(segment_stands(1));
}

/* Else the disk stays full of what may go. */
static void it_goes_too_where_no_room_is_left_for_a_checkpoint(void **state)
{
    (void)state;
    given();
    is_full = true;
    assert_int_equal(save(), STATUS_NO_SPACE);
    assert_false(segment_stands(1));
    is_full = false;
    assert_int_equal(save(), STATUS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(it_goes_at_the_start, end),
        cmocka_unit_test_teardown(the_head_goes_behind_a_checkpoint, end),
        cmocka_unit_test_teardown(it_goes_too_where_no_room_is_left_for_a_checkpoint, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

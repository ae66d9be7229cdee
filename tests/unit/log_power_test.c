/* A sync that fails, a program that is killed, and then the power: what a journal showed
 * when it was opened in between is there for good, though the system called clean what
 * it never wrote; and a checkpoint that has its name is whole. The disk is that of the
 * simulation, which remembers the platter. */
#include "runtime/checkpoint.h"
#include "tests/simulation/disk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define SEEDS         60u
#define CALLS         8u /* in which the program is killed, from the failed sync on */
#define SEGMENT_BYTES (48u * KIB)
#define EVENT_BYTES   1500u /* more than a sector */

static struct log_writer *writer;
static char why[512];

static void open_journal(void)
{
    struct log_writer_options options = {.path = DISK_FOLDER, .segment_bytes = SEGMENT_BYTES, .epoch = 7};
    uint64_t torn;
    if (log_writer_open(&writer, &options, &torn, why, sizeof why) != STATUS_OK)
        fail_msg("%s", why);
}

static enum status commit_one(void)
{
    static uint8_t event[EVENT_BYTES];
    uint64_t offset;
    memset(event, 'e', sizeof event);
    assert_int_equal(log_writer_add(writer, ENTRY_EVENTS, 1, event, sizeof event, &offset), STATUS_OK);
    return log_writer_commit(writer, why, sizeof why);
}

static void die(bool power)
{
    disk.dead = true; /* what is closed now changes nothing any more */
    log_writer_close(&writer);
    disk_crash(power);
    disk.sync_fails = 0;
}

static uint64_t events_shown(void)
{
    return log_writer_next_offset(writer) - 1;
}

static void what_was_shown_between_two_deaths_stays(void **state)
{
    unsigned shown_untold = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        for (uint64_t calls = 0; calls < CALLS; calls++) {
            disk_open(seed);
            open_journal();
            for (unsigned i = 0; i < 3; i++)
                assert_int_equal(commit_one(), STATUS_OK);
            disk.sync_fails = 1;
            disk.dies_in = calls;
            assert_int_not_equal(commit_one(), STATUS_OK);
            die(false);
            open_journal();
            uint64_t shown = events_shown();
            assert_true(shown >= 3);
            shown_untold += shown > 3;
            die(true);
            open_journal();
            if (events_shown() < shown)
                fail_msg("seed %u, killed after %u calls: %u events were shown, %u are there", (unsigned)seed,
                         (unsigned)calls, (unsigned)shown, (unsigned)events_shown());
            log_writer_close(&writer);
            disk_close();
        }
    }
    assert_true(shown_untold > SEEDS / 4); /* else nothing was shown */
}

/* One that stands whatever became of those before it. */
static void save_one(uint64_t place)
{
    struct checkpoint_head head = {.position = log_writer_position(writer)};
    uint8_t state[EVENT_BYTES];
    memset(state, 's', sizeof state);
    head.position.place = place;
    const struct checkpoint_section section = {"state", state, sizeof state};
    enum status status = checkpoint_write(DISK_FOLDER, &head, &section, 1, why, sizeof why);
    assert_true(status == STATUS_OK || status == STATUS_IO);
}

static unsigned whole_checkpoints(void)
{
    struct checkpoint_names names;
    assert_int_equal(checkpoint_list(DISK_FOLDER, &names, why, sizeof why), STATUS_OK);
    for (uint32_t i = 0; i < names.count; i++) {
        struct checkpoint *checkpoint;
        char path[PATH_MAX];
        assert_true(checkpoint_path(path, DISK_FOLDER, names.at[i]));
        if (checkpoint_open(&checkpoint, path, why, sizeof why) != STATUS_OK)
            fail_msg("%s", why);
        checkpoint_close(&checkpoint);
    }
    return names.count;
}

static void a_checkpoint_that_has_its_name_is_whole(void **state)
{
    unsigned whole = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        for (uint64_t calls = 0; calls < 2 * CALLS; calls++) {
            disk_open(seed);
            for (unsigned death = 0; death < 3; death++) {
                open_journal();
                disk.sync_fails = 0.5;
                disk.dies_in = calls;
                for (unsigned i = 0; i < 4; i++)
                    save_one(64 + 4 * death + i);
                die(true);
                whole += whole_checkpoints();
            }
            disk_close();
        }
    }
    assert_true(whole > SEEDS);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(what_was_shown_between_two_deaths_stays),
        cmocka_unit_test(a_checkpoint_that_has_its_name_is_whole),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}

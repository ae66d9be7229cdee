/* Checkpoints: written whole or not at all, and nothing that is not whole is taken
 * for one. Where in the log they stand: log_position_test.c. */
#include "runtime/checkpoint.h"
#include "tests/support/journal.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cmocka.h>

#define HASH 16u

static struct journal journal;
static struct checkpoint *checkpoint;
static char path[PATH_MAX];

static const struct checkpoint_section sections[] = {
    {.name = "engine", .bytes = "what it knows", .size = 13},
    {.name = "fifteen-letters", .bytes = "\0\1\2", .size = 3},
    {.name = "nothing"},
};
#define SECTIONS (sizeof sections / sizeof *sections)

static const struct checkpoint_head head = {
    .position = {.epoch = 9, .number = 12, .place = 400123, .next_offset = 17, .before = {1, UINT64_MAX}},
    .received = -5,
};

static enum status write_at(struct checkpoint_head at, const struct checkpoint_section *list, uint32_t count)
{
    return checkpoint_write(journal.path, &at, list, count, journal.why, sizeof journal.why);
}

/* A journal, and in it the checkpoint `path`. */
static void given(void)
{
    journal_begin(&journal, "journal", 65536);
    assert_int_equal(journal_open(&journal), STATUS_OK);
    assert_int_equal(write_at(head, sections, SECTIONS), STATUS_OK);
    scratch_path(&journal.scratch, "journal/000000000012-000000400123.owc", path);
}

static enum status take(void)
{
    checkpoint_close(&checkpoint);
    return checkpoint_open(&checkpoint, path, journal.why, sizeof journal.why);
}

static void is_refused(enum status expected)
{
    assert_int_equal(take(), expected);
    assert_null(checkpoint);
    assert_non_null(strstr(journal.why, path));
}

static bool exists(const char *name)
{
    char full[PATH_MAX];
    scratch_path(&journal.scratch, name, full);
    return access(full, F_OK) == 0;
}

static int end(void **state)
{
    (void)state;
    checkpoint_close(&checkpoint);
    journal_end(&journal);
    return 0;
}

static void holds_what_was_written(void)
{
    const struct log_position *at = &checkpoint_head(checkpoint)->position;
    assert_int_equal(at->epoch, 9);
    assert_int_equal(at->number, 12);
    assert_int_equal(at->place, 400123);
    assert_int_equal(at->next_offset, 17);
    assert_int_equal(at->before.low, 1);
    assert_int_equal(at->before.high, UINT64_MAX);
    assert_int_equal(checkpoint_head(checkpoint)->received, -5);
    for (size_t i = 0; i < SECTIONS; i++) {
        size_t size;
        const void *bytes = checkpoint_section(checkpoint, sections[i].name, &size);
        assert_non_null(bytes);
        assert_int_equal(size, sections[i].size);
        if (size > 0)
            assert_memory_equal(bytes, sections[i].bytes, size);
    }
}

/* ---- written and read ----------------------------------------------------------- */

static void a_checkpoint_is_read_as_it_was_written(void **state)
{
    (void)state;
    size_t size;
    given();
    assert_false(exists("journal/next.owc"));
    assert_int_equal(take(), STATUS_OK);
    holds_what_was_written();
    assert_null(checkpoint_section(checkpoint, "engin", &size));
    assert_null(checkpoint_section(checkpoint, "", &size));
}

/* Larger than what is written at once. */
static void a_large_section_is_read_as_it_was_written(void **state)
{
    (void)state;
    size_t size = 3u * MIB + 1, found;
    uint8_t *bytes = malloc(size);
    assert_non_null(bytes);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(i * 2654435761u >> 13);
    given();
    assert_int_equal(write_at(head, &(struct checkpoint_section){"large", bytes, size}, 1), STATUS_OK);
    assert_int_equal(take(), STATUS_OK);
    assert_memory_equal(checkpoint_section(checkpoint, "large", &found), bytes, size);
    assert_int_equal(found, size);
    free(bytes);
}

static void a_checkpoint_without_sections_is_one(void **state)
{
    (void)state;
    given();
    assert_int_equal(write_at(head, NULL, 0), STATUS_OK);
    assert_int_equal(take(), STATUS_OK);
}

static void one_of_the_same_place_replaces_the_other(void **state)
{
    (void)state;
    size_t size;
    given();
    assert_int_equal(write_at(head, &(struct checkpoint_section){"engine", "anew", 4}, 1), STATUS_OK);
    assert_int_equal(take(), STATUS_OK);
    assert_memory_equal(checkpoint_section(checkpoint, "engine", &size), "anew", 4);
    assert_int_equal(size, 4);
}

static void what_is_not_there_is_not_found(void **state)
{
    (void)state;
    given();
    unlink(path);
    is_refused(STATUS_NOT_FOUND);
}

/* ---- whole or refused ------------------------------------------------------------ */

static void every_flipped_bit_is_refused(void **state)
{
    (void)state;
    given();
    for (uint64_t place = 0; place < file_size(path); place++)
        for (unsigned bit = 0; bit < 8; bit++) {
            uint8_t byte = file_byte(path, place);
            file_set(path, place, byte ^ (uint8_t)(1u << bit));
            is_refused(STATUS_DAMAGED);
            file_set(path, place, byte);
        }
    assert_int_equal(take(), STATUS_OK);
}

static void every_cut_is_refused(void **state)
{
    (void)state;
    given();
    for (uint64_t size = file_size(path); size-- > 0;) {
        assert_int_equal(truncate(path, (off_t)size), 0);
        is_refused(STATUS_DAMAGED);
    }
}

static void bytes_behind_the_end_are_refused(void **state)
{
    (void)state;
    given();
    file_set(path, file_size(path), 0);
    is_refused(STATUS_DAMAGED);
}

/* Changes bytes, and makes the hash right again. */
static void forge(uint64_t place, const void *bytes, size_t size)
{
    static uint8_t file[4096];
    size_t used = (size_t)file_size(path);
    for (size_t i = 0; i < used; i++)
        file[i] = file_byte(path, i);
    memcpy(file + place, bytes, size);
    XXH128_hash_t hash = XXH3_128bits(file, used - HASH);
    memcpy(file + used - HASH, &hash.low64, 8);
    memcpy(file + used - HASH + 8, &hash.high64, 8);
    for (size_t i = 0; i < used; i++)
        file_set(path, i, file[i]);
}

static void a_newer_version_is_named_as_one(void **state)
{
    (void)state;
    given();
    forge(8, &(uint32_t){CHECKPOINT_VERSION + 1}, 4);
    is_refused(STATUS_NEWER_VERSION);
    assert_non_null(strstr(journal.why, "version 2"));
}

static void what_proves_itself_and_cannot_be_is_refused(void **state)
{
    (void)state;
    static const struct { const char *what; uint64_t place, value; size_t size; } forged[] = {
        {"version 0", 8, 0, 4},
        {"a section less", 12, SECTIONS - 1, 4},
        {"a section more", 12, SECTIONS + 1, 4},
        {"more sections than the file is long", 12, UINT32_MAX, 4},
        {"another size", 16, 1, 8},
        {"no next offset", 48, 0, 8},
        {"a name without an end", 80 + 15, 'x', 1},
        {"a section that is shorter", 80 + 16, 12, 8},
        {"a section that is longer", 80 + 16, 14, 8},
        {"a section beyond the end", 80 + 16, UINT64_MAX - 3, 8},
    };
    for (size_t i = 0; i < sizeof forged / sizeof *forged; i++) {
        given();
        forge(forged[i].place, &forged[i].value, forged[i].size);
        if (take() != STATUS_DAMAGED)
            fail_msg("%s is not refused", forged[i].what);
        end(NULL);
    }
    given();
    forge(16, &(uint64_t){file_size(path)}, 8); /* the forger's craft alone changes nothing */
    assert_int_equal(take(), STATUS_OK);
}

/* ---- a full disk ------------------------------------------------------------------ */

static void files_end_at(rlim_t size)
{
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit limit = {.rlim_cur = size, .rlim_max = RLIM_INFINITY};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void a_full_disk_leaves_the_older_one(void **state)
{
    (void)state;
    struct checkpoint_head later = head;
    later.position.place++;
    given();
    for (rlim_t room = 0; room < file_size(path); room += 7) {
        files_end_at(room);
        enum status same = write_at(head, sections, SECTIONS), next = write_at(later, sections, SECTIONS);
        files_end_at(RLIM_INFINITY);
        assert_int_equal(same, STATUS_NO_SPACE);
        assert_int_equal(next, STATUS_NO_SPACE);
        assert_non_null(strstr(journal.why, "next.owc"));
        assert_false(exists("journal/next.owc"));
        assert_false(exists("journal/000000000012-000000400124.owc"));
        assert_int_equal(take(), STATUS_OK);
        holds_what_was_written();
    }
}

static void a_folder_that_is_not_there_takes_none(void **state)
{
    (void)state;
    given();
    assert_int_equal(checkpoint_write("/nowhere/at/all", &head, sections, SECTIONS, journal.why, sizeof journal.why),
                     STATUS_NOT_FOUND);
    assert_non_null(strstr(journal.why, "/nowhere/at/all"));
}

static void one_that_is_too_large_is_refused(void **state)
{
    (void)state;
    given();
    struct checkpoint_section huge = {"huge", "", CHECKPOINT_BYTES};
    assert_int_equal(write_at(head, &huge, 1), STATUS_TOO_LARGE);
    assert_int_equal(take(), STATUS_OK);
    holds_what_was_written();
}

/* ---- the folder -------------------------------------------------------------------- */

static struct checkpoint_names list(void)
{
    struct checkpoint_names names;
    assert_int_equal(checkpoint_list(journal.path, &names, journal.why, sizeof journal.why), STATUS_OK);
    return names;
}

static void put_at(uint64_t number, uint64_t place)
{
    struct checkpoint_head at = head;
    at.position.number = number;
    at.position.place = place;
    assert_int_equal(write_at(at, sections, SECTIONS), STATUS_OK);
}

static void touch(const char *name)
{
    char full[PATH_MAX];
    scratch_path(&journal.scratch, name, full);
    FILE *file = fopen(full, "w");
    assert_non_null(file);
    fclose(file);
}

static void the_newest_come_first(void **state)
{
    (void)state;
    static const struct checkpoint_name expected[] = {{13, 64}, {12, 400123}, {12, 99}, {9, 5000000}, {2, 70}};
    given();
    put_at(9, 5000000);
    put_at(13, 64);
    put_at(2, 70);
    put_at(12, 99);
    touch("journal/next.owc");
    touch("journal/000000000014-00000000006x.owc");
    touch("journal/000000000014-000000000064.owc.gz");
    touch("journal/14-64.owc");
    struct checkpoint_names names = list();
    assert_int_equal(names.count, 5);
    assert_int_equal(names.more, 0);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(checkpoint_compare(names.at[i], expected[i]), 0);
    assert_true(checkpoint_path(path, journal.path, names.at[1]));
    assert_int_equal(take(), STATUS_OK);
}

static void of_too_many_the_newest_are_listed(void **state)
{
    (void)state;
    given(); /* one, in segment 12 */
    for (uint64_t i = 0; i < CHECKPOINTS + 5; i++)
        put_at(100 + i * 7 % (CHECKPOINTS + 5), 64);
    struct checkpoint_names names = list();
    assert_int_equal(names.count, CHECKPOINTS);
    assert_int_equal(names.more, 6);
    for (uint32_t i = 0; i < names.count; i++)
        assert_int_equal(names.at[i].number, 100 + CHECKPOINTS + 4 - i);
}

static void what_a_crash_left_goes_when_the_log_is_opened(void **state)
{
    (void)state;
    given();
    journal_close(&journal);
    touch("journal/next.owc");
    assert_int_equal(journal_open(&journal), STATUS_OK);
    assert_false(exists("journal/next.owc"));
    assert_int_equal(list().count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_checkpoint_is_read_as_it_was_written, end),
        cmocka_unit_test_teardown(a_large_section_is_read_as_it_was_written, end),
        cmocka_unit_test_teardown(a_checkpoint_without_sections_is_one, end),
        cmocka_unit_test_teardown(one_of_the_same_place_replaces_the_other, end),
        cmocka_unit_test_teardown(what_is_not_there_is_not_found, end),
        cmocka_unit_test_teardown(every_flipped_bit_is_refused, end),
        cmocka_unit_test_teardown(every_cut_is_refused, end),
        cmocka_unit_test_teardown(bytes_behind_the_end_are_refused, end),
        cmocka_unit_test_teardown(a_newer_version_is_named_as_one, end),
        cmocka_unit_test_teardown(what_proves_itself_and_cannot_be_is_refused, end),
        cmocka_unit_test_teardown(a_full_disk_leaves_the_older_one, end),
        cmocka_unit_test_teardown(a_folder_that_is_not_there_takes_none, end),
        cmocka_unit_test_teardown(one_that_is_too_large_is_refused, end),
        cmocka_unit_test_teardown(the_newest_come_first, end),
        cmocka_unit_test_teardown(of_too_many_the_newest_are_listed, end),
        cmocka_unit_test_teardown(what_a_crash_left_goes_when_the_log_is_opened, end),
    };
    return cmocka_run_group_tests_name("checkpoint", tests, NULL, NULL);
}

/* Retention: what goes of a journal, in which order, and that what remains opens
 * wherever it is interrupted. */
#include "runtime/log_retention.h"
#include "tests/support/dice.h"
#include "tests/support/journal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- deletions that fail -------------------------------------------------------- */

static unsigned deletions_left = UINT32_MAX; /* before the machine dies */

int __real_unlink(const char *path);
int __wrap_unlink(const char *path);

int __wrap_unlink(const char *path)
{
    if (deletions_left == 0) {
        errno = EIO;
        return -1;
    }
    deletions_left--;
    return __real_unlink(path);
}

/* ---- what happens between two calls of another -------------------------------------- */

static unsigned before_call = 0; /* of open or readdir, counted: then retention runs */

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
struct dirent *__real_readdir(DIR *list);
struct dirent *__wrap_readdir(DIR *list);

static void retention_runs(void);

static void count_down(void)
{
    if (before_call > 0 && --before_call == 0)
        retention_runs();
}

int __wrap_open(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    count_down();
    return __real_open(path, flags, mode);
}

/* As a folder of thousands of names is listed, in several pieces: what is deleted
 * between them is missing from there on. */
struct dirent *__wrap_readdir(DIR *list)
{
    count_down();
    struct dirent *entry = __real_readdir(list);
    while (entry != NULL && faccessat(dirfd(list), entry->d_name, F_OK, 0) != 0)
        entry = __real_readdir(list);
    return entry;
}

/* ---- the plan -------------------------------------------------------------------- */

#define HUNDRED 100u /* bytes of a segment */
#define MOST    12u

/* Segments of a hundred bytes, of which the highest is open, and checkpoints in the
 * middle of segments, newest first. */
struct story {
    const char *what;
    uint64_t lowest, highest, keep_bytes;
    uint64_t checkpoints[MOST]; /* segment of each; 0: no more */
    uint32_t unfit;             /* bit i: checkpoint i */
    uint64_t first;             /* expected: the first segment that stays, */
    uint64_t base;              /* segment of the base, 0: none, */
    uint32_t stays;             /* and the checkpoints that stay */
};

static const struct story stories[] = {
    {"nothing is kept track of", 1, 9, 0, {0}, 0, 1, 0, 0},
    {"all is kept, and the two newest checkpoints", 1, 9, 0, {9, 7, 5, 3}, 0, 1, 0, 0x3},
    {"before there are two checkpoints nothing goes", 1, 9, 100, {9}, 0, 1, 0, 0x1},
    {"what fits stays", 1, 5, 400, {5, 4, 3}, 0, 1, 0, 0x7},
    {"what does not fit goes, down to a checkpoint", 1, 9, 400, {9, 8, 7, 6, 5, 4, 3}, 0, 5, 5, 0x1f},
    {"the checkpoint above is the base where none stands at the edge", 1, 9, 400, {9, 8, 7, 3}, 0, 7, 7, 0x7},
    {"the second newest is the last base there can be", 1, 9, 100, {9, 5, 3}, 0, 5, 5, 0x3},
    {"nothing but the open segment is asked for", 1, 9, 1, {9, 9, 5, 3}, 0, 9, 9, 0x3},
    {"a head that is gone needs its base", 5, 9, 0, {9, 8, 7, 6, 5}, 0, 5, 5, 0x13},
    {"and so it does while what remains fits", 5, 9, 1000, {9, 8, 5}, 0, 5, 5, 0x7},
    {"a base moves up when the head goes on", 5, 12, 400, {12, 11, 9, 8, 6, 5}, 0, 8, 8, 0xf},
    {"below what is there no checkpoint counts", 5, 9, 0, {9, 8, 6, 4, 3}, 0, 5, 6, 0x7},
    {"above what is there neither", 1, 9, 0, {10, 9, 8, 7}, 0, 1, 0, 0x7},
    {"one that is unfit is no base", 1, 9, 400, {9, 8, 7, 6, 5}, 1 << 4, 6, 6, 0xf},
    {"nor one of the two newest", 1, 9, 0, {9, 8, 7, 6}, 1 << 0, 1, 0, 0x7},
    {"and with one that is fit nothing goes", 1, 9, 100, {9, 8, 7}, 0x6, 1, 0, 0x7},
};

static uint64_t sizes[64];

static struct log_retention_view view_of(const struct story *story)
{
    struct log_retention_view view = {.lowest = story->lowest, .highest = story->highest, .sizes = sizes};
    for (uint32_t i = 0; i < MOST && story->checkpoints[i] != 0; i++) {
        /* Two in one segment: the newer one stands behind. */
        view.names.at[view.names.count++] = (struct checkpoint_name){story->checkpoints[i], HUNDRED - 2 * i};
        view.unfit[i] = story->unfit >> i & 1;
    }
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        sizes[i] = HUNDRED;
    return view;
}

static void what_goes_and_what_stays(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof stories / sizeof *stories; i++) {
        const struct story *story = &stories[i];
        struct log_retention_view view = view_of(story);
        struct log_retention_plan plan = log_retention_plan(&view, story->keep_bytes);
        uint64_t base = plan.base == LOG_RETENTION_NO_BASE ? 0 : view.names.at[plan.base].number;
        uint32_t stays = 0;
        for (uint32_t j = 0; j < view.names.count; j++)
            stays |= plan.goes[j] ? 0 : 1u << j;
        if (plan.first != story->first || base != story->base || stays != story->stays)
            fail_msg("%s: first %llu, base %llu, checkpoints %x", story->what, (unsigned long long)plan.first,
                     (unsigned long long)base, stays);
    }
}

/* A journal in time: it grows by chance, and after each checkpoint the head is cut.
 * `life` holds what is there. */
static void grow(struct log_retention_view *life, struct dice *dice, uint64_t *place)
{
    *place += 1 + dice_below(dice, 60);
    for (; *place > HUNDRED; *place -= HUNDRED)
        life->highest++;
    memmove(&life->names.at[1], &life->names.at[0], life->names.count++ * sizeof life->names.at[0]);
    life->names.at[0] = (struct checkpoint_name){life->highest, *place};
}

static void apply(struct log_retention_view *life, const struct log_retention_plan *plan)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < life->names.count; i++)
        if (!plan->goes[i])
            life->names.at[kept++] = life->names.at[i];
    life->names.count = kept;
    life->lowest = plan->first;
}

static void for_ever_a_journal_keeps_about_what_it_shall(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 50; seed++) {
        struct dice dice = {.state = seed};
        uint64_t keep = 800 + dice_below(&dice, 2000), place = 0;
        struct log_retention_view life = {.lowest = 1, .highest = 1, .sizes = sizes};
        for (unsigned i = 0; i < 1000; i++) {
            grow(&life, &dice, &place);
            struct checkpoint_name newest = life.names.at[0], second = life.names.at[life.names.count > 1];
            struct log_retention_plan plan = log_retention_plan(&life, keep);
            bool cut = plan.first > life.lowest;
            apply(&life, &plan);
            assert_int_equal(checkpoint_compare(life.names.at[0], newest), 0);
            assert_int_equal(checkpoint_compare(life.names.at[life.names.count > 1], second), 0);
            assert_true((life.highest - life.lowest) * HUNDRED <= keep);
            assert_true(life.names.count <= 12);
            if (life.lowest > 1) /* the base stands in the first segment that is there */
                assert_int_equal(life.names.at[life.names.count - 1].number, life.lowest);
            if (cut) /* an eighth, what a checkpoint is late, and a segment that is only begun */
                assert_true((life.highest - life.lowest) * HUNDRED >= keep - keep / 8 - 60 - 2 * HUNDRED);
        }
        assert_true(life.lowest > 100);
    }
}

/* ---- of a folder ------------------------------------------------------------------ */

#define SEGMENT 4096u
#define KEEP    (4u * SEGMENT)

static struct journal journal;
static struct log_retention_done done;

/* A journal of many segments, with a checkpoint behind every third commit. */
static void given(void)
{
    journal_begin(&journal, "journal", SEGMENT);
    assert_int_equal(journal_open(&journal), STATUS_OK);
    for (unsigned i = 1; i <= 60; i++) {
        journal_events(&journal, 5, 150);
        struct checkpoint_head head = {.position = log_writer_position(journal.writer)};
        uint64_t offset = head.position.next_offset;
        struct checkpoint_section section = {CHECKPOINT_ENGINE, &offset, sizeof offset};
        if (i % 3 == 0)
            assert_int_equal(checkpoint_write(journal.path, &head, &section, 1, journal.why, sizeof journal.why), STATUS_OK);
    }
}

/* The files of one folder under the same names in another: retention removes names, and
 * changes no file. */
static void link_all(const char *from, const char *to)
{
    char one[PATH_MAX], other[PATH_MAX];
    DIR *list = opendir(from);
    assert_non_null(list);
    for (const struct dirent *entry; (entry = __real_readdir(list)) != NULL;) {
        snprintf(one, sizeof one, "%.*s/%s", PATH_MAX - 300, from, entry->d_name);
        snprintf(other, sizeof other, "%.*s/%s", PATH_MAX - 300, to, entry->d_name);
        if (entry->d_name[0] != '.' && link(one, other) != 0)
            assert_int_equal(errno, EEXIST);
    }
    closedir(list);
}

static char spare[PATH_MAX];

/* A closed one, which can be had again as it was. */
static void given_closed(void)
{
    given();
    journal_close(&journal);
    scratch_path(&journal.scratch, "spare", spare);
    assert_int_equal(mkdir(spare, 0750), 0);
    link_all(journal.path, spare);
}

static void given_again(void)
{
    link_all(spare, journal.path);
}

static uint64_t strange_from = UINT64_MAX; /* checkpoints from this offset on are of another engine */

static int end(void **state)
{
    (void)state;
    deletions_left = UINT32_MAX;
    before_call = 0;
    strange_from = UINT64_MAX;
    journal_end(&journal);
    return 0;
}

static bool takes(const void *bytes, size_t size)
{
    uint64_t offset;
    assert_int_equal(size, sizeof offset);
    memcpy(&offset, bytes, size);
    return offset < strange_from;
}

static enum status run(uint64_t keep_bytes)
{
    return log_retention_run(journal.path, keep_bytes, takes, &done, journal.why, sizeof journal.why);
}

static void retention_runs(void)
{
    char why[512];
    assert_int_equal(log_retention_run(journal.path, KEEP, takes, &done, why, sizeof why), STATUS_OK);
}

static struct checkpoint_names names(void)
{
    struct checkpoint_names list;
    assert_int_equal(checkpoint_list(journal.path, &list, journal.why, sizeof journal.why), STATUS_OK);
    return list;
}

static struct checkpoint *take(struct checkpoint_name name)
{
    struct checkpoint *checkpoint;
    char path[PATH_MAX];
    assert_true(checkpoint_path(path, journal.path, name));
    assert_int_equal(checkpoint_open(&checkpoint, path, journal.why, sizeof journal.why), STATUS_OK);
    return checkpoint;
}

static bool segment_stands(uint64_t number)
{
    char path[PATH_MAX];
    journal_segment(&journal, (unsigned)number, path);
    return access(path, F_OK) == 0;
}

/* Reads all that is there: how it begins and ends. */
static void reads_from(uint64_t first, uint64_t last)
{
    struct log_reader *reader;
    struct log_entry entry;
    enum status status;
    assert_int_equal(log_reader_open(&reader, journal.path, journal.why, sizeof journal.why), STATUS_OK);
    assert_int_equal(log_reader_spot(reader).first_offset, first);
    while ((status = log_reader_next(reader, &entry, journal.why, sizeof journal.why)) == STATUS_OK)
        assert_int_equal(entry.offset, first++);
    assert_int_equal(status, STATUS_NOT_FOUND);
    assert_int_equal(first, last + 1);
    log_reader_close(&reader);
}

/* With a head, or with a base from which the rest is read; a broker can start. */
static void opens(void)
{
    struct checkpoint_names list = names();
    uint32_t fitting = 0;
    for (uint32_t i = 0; i < list.count; i++) {
        struct checkpoint *checkpoint = take(list.at[i]);
        struct log_position at = checkpoint_head(checkpoint)->position;
        fitting += log_holds_position(journal.path, &at, journal.why, sizeof journal.why) == STATUS_OK;
        if (i < 2)
            assert_int_equal(fitting, i + 1);
        checkpoint_close(&checkpoint);
    }
    assert_true(fitting >= 2);
    assert_int_equal(journal_open(&journal), STATUS_OK);
    assert_int_equal(journal.torn, 0);
    journal_close(&journal);
}

static void the_head_goes_and_its_base_stays(void **state)
{
    (void)state;
    given();
    uint64_t highest = log_writer_segment(journal.writer);
    assert_true(highest > 10);
    assert_int_equal(run(KEEP), STATUS_OK);
    assert_int_equal(done.segments, done.first_segment - 1);
    assert_int_equal(done.bytes, done.segments * SEGMENT);
    assert_true(done.checkpoints > 3);
    assert_int_equal(done.unfit, 0);
    for (uint64_t i = 1; i <= highest; i++)
        assert_int_equal(segment_stands(i), i >= done.first_segment);
    assert_true(highest - done.first_segment <= 4 && highest - done.first_segment >= 3);
    struct checkpoint_names list = names();
    struct checkpoint *base = take(list.at[list.count - 1]);
    assert_int_equal(checkpoint_head(base)->position.number, done.first_segment);
    assert_int_equal(checkpoint_head(base)->position.next_offset - 1, done.base_offset);
    checkpoint_close(&base);
    assert_true(done.base_offset >= done.first_offset);
    reads_from(done.first_offset, 300);
    journal_close(&journal);
    opens();
}

static void what_was_done_is_not_done_twice(void **state)
{
    (void)state;
    given();
    assert_int_equal(run(KEEP), STATUS_OK);
    uint64_t first_segment = done.first_segment, first_offset = done.first_offset;
    assert_int_equal(run(KEEP), STATUS_OK);
    assert_int_equal(done.segments, 0);
    assert_int_equal(done.checkpoints, 0);
    assert_int_equal(done.first_segment, first_segment);
    assert_int_equal(done.first_offset, first_offset);
}

static void by_default_no_segment_goes(void **state)
{
    (void)state;
    given();
    assert_int_equal(run(0), STATUS_OK);
    assert_int_equal(done.segments, 0);
    assert_int_equal(done.first_offset, 1);
    assert_int_equal(done.checkpoints, 18);
    assert_int_equal(names().count, 2);
    reads_from(1, 300);
}

/* As a machine that dies between two deletions leaves it; then it is run again. */
static void between_any_two_deletions_the_journal_opens(void **state)
{
    (void)state;
    given_closed();
    assert_int_equal(run(KEEP), STATUS_OK);
    uint64_t segments = done.segments, checkpoints = done.checkpoints, first = done.first_segment;
    uint32_t kept = names().count;
    for (unsigned deletions = 0; deletions < segments + checkpoints; deletions++) {
        given_again();
        deletions_left = deletions;
        assert_int_equal(run(KEEP), STATUS_IO);
        assert_non_null(strstr(journal.why, "cannot be deleted"));
        deletions_left = UINT32_MAX;
        assert_int_equal(done.segments + done.checkpoints, deletions);
        assert_true(done.segments == segments || done.checkpoints == 0);
        opens();
        assert_int_equal(run(KEEP), STATUS_OK);
        assert_int_equal(done.first_segment, first);
        assert_int_equal(names().count, kept);
    }
}

static void damage(struct checkpoint_name name)
{
    char path[PATH_MAX];
    assert_true(checkpoint_path(path, journal.path, name));
    file_set(path, 90, (uint8_t)~file_byte(path, 90));
}

/* Else a head would be deleted that nothing can stand for. */
static void no_head_is_cut_at_a_base_that_is_damaged(void **state)
{
    (void)state;
    given();
    assert_int_equal(run(KEEP), STATUS_OK);
    uint64_t base = done.base_offset;
    end(NULL);
    given();
    struct checkpoint_names list = names();
    for (uint32_t i = 0; i < list.count; i++) {
        struct checkpoint *checkpoint = take(list.at[i]);
        if (checkpoint_head(checkpoint)->position.next_offset == base + 1)
            damage(list.at[i]);
        checkpoint_close(&checkpoint);
    }
    assert_int_equal(run(KEEP), STATUS_OK);
    assert_int_equal(done.unfit, 1);
    assert_non_null(strstr(done.unfit_why, "does not prove itself"));
    assert_true(done.base_offset > base);
    assert_true(done.segments > 0);
}

static void damaged_checkpoints_do_not_count_as_the_newest(void **state)
{
    (void)state;
    given();
    struct checkpoint_names list = names();
    damage(list.at[0]);
    damage(list.at[1]);
    assert_int_equal(run(0), STATUS_OK);
    assert_int_equal(done.unfit, 2);
    struct checkpoint_names kept = names();
    assert_int_equal(kept.count, 4);
    for (uint32_t i = 0; i < 4; i++)
        assert_int_equal(checkpoint_compare(kept.at[i], list.at[i]), 0);
}

static uint64_t offset_of(struct checkpoint_name name)
{
    struct checkpoint *checkpoint = take(name);
    uint64_t offset = checkpoint_head(checkpoint)->position.next_offset;
    checkpoint_close(&checkpoint);
    return offset;
}

/* Else, once the only one that can be taken is damaged, nothing would stand for the head. */
static void those_of_another_engine_do_not_count_as_the_newest(void **state)
{
    (void)state;
    given();
    struct checkpoint_names list = names();
    strange_from = offset_of(list.at[1]);
    assert_int_equal(run(KEEP), STATUS_OK);
    assert_int_equal(done.unfit, 2);
    assert_non_null(strstr(done.unfit_why, "of another version of the engine"));
    struct checkpoint_names kept = names();
    assert_true(kept.count >= 4);
    for (uint32_t i = 0; i < 4; i++)
        assert_int_equal(checkpoint_compare(kept.at[i], list.at[i]), 0);
    assert_true(done.base_offset < strange_from);
}

static void where_all_are_of_another_engine_nothing_goes(void **state)
{
    (void)state;
    given();
    strange_from = 0;
    assert_int_equal(run(KEEP), STATUS_OK);
    assert_true(done.unfit > 0);
    assert_int_equal(done.segments + done.checkpoints, 0);
}

static void where_all_are_damaged_nothing_goes(void **state)
{
    (void)state;
    given();
    struct checkpoint_names list = names();
    for (uint32_t i = 0; i < list.count; i++)
        damage(list.at[i]);
    assert_int_equal(run(KEEP), STATUS_OK);
    assert_true(done.unfit > 0);
    assert_int_equal(done.segments + done.checkpoints, 0);
}

static void checkpoints_of_another_log_do_not_count(void **state)
{
    (void)state;
    char other[PATH_MAX], own[PATH_MAX];
    given();
    struct checkpoint *checkpoint = take(names().at[0]);
    struct checkpoint_head head = *checkpoint_head(checkpoint);
    checkpoint_close(&checkpoint);
    head.position.epoch++;
    head.position.place--;
    assert_int_equal(checkpoint_write(journal.path, &head, NULL, 0, journal.why, sizeof journal.why), STATUS_OK);
    assert_true(checkpoint_path(other, journal.path, names().at[1]));
    assert_true(checkpoint_path(own, journal.path, names().at[2]));
    assert_int_equal(run(0), STATUS_OK);
    assert_int_equal(done.unfit, 1);
    assert_int_equal(access(own, F_OK), 0);
}

static void more_checkpoints_than_a_list_holds_go_too(void **state)
{
    (void)state;
    given();
    struct checkpoint *checkpoint = take(names().at[0]);
    struct checkpoint_head head = *checkpoint_head(checkpoint);
    checkpoint_close(&checkpoint);
    head.position.number = 1;
    for (unsigned i = 0; i < 2 * CHECKPOINTS; i++) {
        head.position.place = 64 + i;
        assert_int_equal(checkpoint_write(journal.path, &head, NULL, 0, journal.why, sizeof journal.why), STATUS_OK);
    }
    assert_int_equal(run(0), STATUS_OK);
    assert_int_equal(names().count, 2);
    assert_int_equal(done.checkpoints, 18 + 2 * CHECKPOINTS);
}

/* Not the end of the log: whoever is that slow must know. */
static void a_reader_that_is_overtaken_is_told(void **state)
{
    (void)state;
    struct log_reader *reader;
    struct log_entry entry;
    enum status status;
    uint64_t offset = 0;
    given();
    assert_int_equal(log_reader_open(&reader, journal.path, journal.why, sizeof journal.why), STATUS_OK);
    assert_int_equal(log_reader_next(reader, &entry, journal.why, sizeof journal.why), STATUS_OK);
    assert_int_equal(run(KEEP), STATUS_OK);
    assert_true(done.segments >= 2);
    while ((status = log_reader_next(reader, &entry, journal.why, sizeof journal.why)) == STATUS_OK)
        offset = entry.offset;
    assert_int_equal(status, STATUS_GONE);
    assert_true(offset + 1 < done.first_offset);
    assert_non_null(strstr(journal.why, "retention"));
    log_reader_close(&reader);
}

static void a_reader_beside_the_head_reads_on(void **state)
{
    (void)state;
    struct log_reader *reader;
    struct log_entry entry;
    enum status status;
    uint64_t offset = 0;
    given();
    assert_int_equal(log_reader_open(&reader, journal.path, journal.why, sizeof journal.why), STATUS_OK);
    while (log_reader_spot(reader).segment < log_writer_segment(journal.writer) - 5)
        assert_int_equal(log_reader_next(reader, &entry, journal.why, sizeof journal.why), STATUS_OK);
    assert_int_equal(run(KEEP), STATUS_OK);
    assert_int_equal(log_reader_spot(reader).segment, done.first_segment - 1);
    while ((status = log_reader_next(reader, &entry, journal.why, sizeof journal.why)) == STATUS_OK)
        offset = entry.offset;
    assert_int_equal(status, STATUS_NOT_FOUND);
    assert_int_equal(offset, 300);
    log_reader_close(&reader);
}

/* Whenever retention runs while a log is opened, it opens, and begins with what is
 * there. */
static void a_log_opens_while_its_head_is_deleted(void **state)
{
    (void)state;
    static const uint64_t from[] = {0, 1, 100, 250, 299};
    given_closed();
    for (size_t i = 0; i < sizeof from / sizeof *from; i++) {
        for (unsigned call = 1; before_call == 0; call++) {
            struct log_reader *reader;
            given_again();
            before_call = call;
            assert_int_equal(
                log_reader_open_from(&reader, journal.path, from[i], journal.why, sizeof journal.why), STATUS_OK);
            uint64_t first = log_reader_spot(reader).first_offset;
            assert_true(before_call > 0 || first <= done.first_offset || first <= from[i]);
            assert_true(call > 1 || first >= done.first_offset);
            log_reader_close(&reader);
        }
        before_call = 0; /* so many calls are not made */
    }
}

static void a_folder_without_a_journal_is_not_found(void **state)
{
    (void)state;
    given();
    snprintf(journal.path, sizeof journal.path, "%s", journal.scratch.path);
    assert_int_equal(run(0), STATUS_NOT_FOUND);
    assert_non_null(strstr(journal.why, "no segment"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes_and_what_stays),
        cmocka_unit_test(for_ever_a_journal_keeps_about_what_it_shall),
        cmocka_unit_test_teardown(the_head_goes_and_its_base_stays, end),
        cmocka_unit_test_teardown(what_was_done_is_not_done_twice, end),
        cmocka_unit_test_teardown(by_default_no_segment_goes, end),
        cmocka_unit_test_teardown(between_any_two_deletions_the_journal_opens, end),
        cmocka_unit_test_teardown(no_head_is_cut_at_a_base_that_is_damaged, end),
        cmocka_unit_test_teardown(damaged_checkpoints_do_not_count_as_the_newest, end),
        cmocka_unit_test_teardown(where_all_are_damaged_nothing_goes, end),
        cmocka_unit_test_teardown(those_of_another_engine_do_not_count_as_the_newest, end),
        cmocka_unit_test_teardown(where_all_are_of_another_engine_nothing_goes, end),
        cmocka_unit_test_teardown(checkpoints_of_another_log_do_not_count, end),
        cmocka_unit_test_teardown(more_checkpoints_than_a_list_holds_go_too, end),
        cmocka_unit_test_teardown(a_reader_that_is_overtaken_is_told, end),
        cmocka_unit_test_teardown(a_reader_beside_the_head_reads_on, end),
        cmocka_unit_test_teardown(a_log_opens_while_its_head_is_deleted, end),
        cmocka_unit_test_teardown(a_folder_without_a_journal_is_not_found, end),
    };
    return cmocka_run_group_tests_name("log_retention", tests, NULL, NULL);
}

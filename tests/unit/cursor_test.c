/* A durable named cursor: what it keeps, what it refuses, and who may hold it. */
#include "runtime/cursor.h"
#include "schemas/messages.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static struct scratch scratch;
static char folder[PATH_MAX], file[PATH_MAX], why[1024];
static struct cursor *cursor;
static const char *const topics[] = {"alert.", "indicator.aluminum."};

static int begin(void **state)
{
    (void)state;
    scratch_make(&scratch);
    scratch_path(&scratch, "state", folder);
    scratch_path(&scratch, "state/desk.cursor", file);
    return 0;
}

static int end(void **state)
{
    (void)state;
    cursor_close(&cursor);
    scratch_remove(&scratch);
    return 0;
}

static enum status opens_as(const char *name)
{
    return cursor_open(&cursor, folder, name, topics, 2, why, sizeof(why));
}

static void opens(void)
{
    enum status status = opens_as("desk");

    if (status != STATUS_OK)
        fail_msg("%s: %s", status_name(status), why);
}

static void reopens(void)
{
    cursor_close(&cursor);
    opens();
}

static void is_refused(enum status status, const char *says)
{
    cursor_close(&cursor);
    assert_int_equal(opens_as("desk"), status);
    assert_null(cursor);
    if (!strstr(why, says))
        fail_msg("it says: %s", why);
}

/* Keeps one topic, up to this. */
static void keeps(const char *topic, uint64_t to)
{
    const struct holding holding = {.present = PRESENT_ALL, .topic = text_of(topic), .from = 1, .to = to, .missing = 2,
                                    .missing_from = 3, .missing_to = 5};

    cursor_begin(cursor, 77, 500, 1000);
    cursor_add(cursor, &holding);
    assert_int_equal(cursor_commit(cursor, why, sizeof(why)), STATUS_OK);
}

static size_t read_all(uint8_t bytes[4096])
{
    FILE *in = fopen(file, "rb");
    size_t size;

    assert_non_null(in);
    size = fread(bytes, 1, 4096, in);
    fclose(in);
    return size;
}

static void write_all(const void *bytes, size_t size)
{
    FILE *out = fopen(file, "wb");

    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, size, out), size);
    fclose(out);
}

/* ---- cases ------------------------------------------------------------------------ */

static void what_was_committed_is_there_again(void **state)
{
    const struct holdings *holdings;

    (void)state;
    opens();
    assert_null(cursor_holdings(cursor));
    keeps("alert.a.", 8);
    keeps("alert.b.", 9);
    reopens();
    holdings = cursor_holdings(cursor);
    assert_non_null(holdings);
    assert_int_equal(holdings->epoch, 77);
    assert_int_equal(holdings->offset, 500);
    assert_int_equal(cursor_time(cursor), 1000);
    assert_int_equal(holdings->count, 1);
    assert_true(text_is(holdings->items[0].topic, "alert.b."));
    assert_int_equal(holdings->items[0].from, 1);
    assert_int_equal(holdings->items[0].to, 9);
    assert_int_equal(holdings->items[0].missing, 2);
    assert_int_equal(holdings->items[0].missing_from, 3);
    assert_int_equal(holdings->items[0].missing_to, 5);
}

static void a_state_without_a_commit_is_none(void **state)
{
    const struct holding holding = {.present = PRESENT_ALL, .topic = TEXT("alert.a."), .from = 1, .to = 9};

    (void)state;
    opens();
    keeps("alert.a.", 8);
    cursor_begin(cursor, 78, 600, 2000);
    cursor_add(cursor, &holding);
    reopens();
    assert_int_equal(cursor_holdings(cursor)->epoch, 77);
}

static void as_many_topics_as_there_can_be_are_kept(void **state)
{
    char topic[LIMIT_TOPIC + 1];

    (void)state;
    opens();
    cursor_begin(cursor, 77, 500, 1000);
    for (unsigned i = 0; i < 32768; i++) {
        snprintf(topic, sizeof(topic), "alert.%0*u.", (int)LIMIT_TOPIC - 7, i);
        cursor_add(cursor, &(struct holding){.present = PRESENT_ALL, .topic = text_of(topic), .from = UINT64_C(1) << 52,
                                             .to = UINT64_C(1) << 53});
    }
    assert_int_equal(cursor_commit(cursor, why, sizeof(why)), STATUS_OK);
    reopens();
    assert_int_equal(cursor_holdings(cursor)->count, 32768);
    assert_true(text_starts_with(cursor_holdings(cursor)->items[32767].topic, TEXT("alert.000")));
}

/* Neither a fresh start, nor another position than the one that was kept. */
static void every_cut_and_every_flipped_bit_is_refused(void **state)
{
    uint8_t bytes[4096];
    size_t size;

    (void)state;
    opens();
    keeps("alert.a.", 8);
    size = read_all(bytes);
    cursor_close(&cursor);
    for (size_t cut = 0; cut < size; cut++) {
        write_all(bytes, cut);
        is_refused(STATUS_DAMAGED, "Move the file away");
    }
    for (size_t bit = 0; bit < 8 * size; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        write_all(bytes, size);
        is_refused(STATUS_DAMAGED, file);
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    write_all(bytes, size);
    opens();
}

static void a_file_that_is_no_cursor_is_refused(void **state)
{
    (void)state;
    opens();
    write_all("dear diary, today nothing was missing\n", 38);
    is_refused(STATUS_DAMAGED, "is no cursor");
    assert_int_equal(unlink(file), 0);
    assert_int_equal(mkdir(file, 0700), 0);
    is_refused(STATUS_DAMAGED, "is no cursor");
}

static void the_cursor_of_another_name_is_refused(void **state)
{
    uint8_t bytes[4096];
    size_t size;

    (void)state;
    assert_int_equal(opens_as("other"), STATUS_OK);
    keeps("alert.a.", 8);
    cursor_close(&cursor);
    scratch_path(&scratch, "state/other.cursor", file);
    size = read_all(bytes);
    scratch_path(&scratch, "state/desk.cursor", file);
    write_all(bytes, size);
    is_refused(STATUS_CONFLICT, "it is the cursor other");
}

static void the_cursor_of_other_topics_is_refused(void **state)
{
    (void)state;
    opens();
    keeps("alert.a.", 8);
    cursor_close(&cursor);
    assert_int_equal(cursor_open(&cursor, folder, "desk", topics, 1, why, sizeof(why)), STATUS_CONFLICT);
    assert_non_null(strstr(why, "of alert. indicator.aluminum.; given are desk of alert."));
}

static void names_that_are_no_files_are_refused(void **state)
{
    static const char *const names[] = {"", ".", "..", ".desk", "a/b", "../desk", "de sk", "d\303\251sk"};

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        assert_int_equal(opens_as(names[i]), STATUS_BAD_TOKEN);
    assert_int_equal(opens_as("Desk-1_a:b.c"), STATUS_OK);
}

static void there_is_one_holder_whose_number_is_told(void **state)
{
    struct cursor *second = NULL;
    char pid[32];

    (void)state;
    opens();
    assert_int_equal(cursor_open(&second, folder, "desk", topics, 2, why, sizeof(why)), STATUS_LOCKED);
    snprintf(pid, sizeof(pid), "process %ld;", (long)getpid());
    assert_non_null(strstr(why, pid));
    cursor_close(&cursor);
    opens();
}

/* Its lock ends with it. */
static void a_holder_that_was_killed_holds_nothing(void **state)
{
    int ended;
    pid_t child;

    (void)state;
    child = fork();
    if (child == 0) {
        opens();
        keeps("alert.a.", 8);
        raise(SIGKILL);
    }
    assert_int_equal(waitpid(child, &ended, 0), child);
    assert_true(WIFSIGNALED(ended));
    opens();
    assert_int_equal(cursor_holdings(cursor)->items[0].to, 8);
}

static void what_cannot_be_written_leaves_what_was(void **state)
{
    char beside[PATH_MAX];

    (void)state;
    opens();
    keeps("alert.a.", 8);
    scratch_path(&scratch, "state/desk.cursor.new", beside);
    assert_int_equal(mkdir(beside, 0700), 0);
    cursor_begin(cursor, 77, 600, 2000);
    assert_int_not_equal(cursor_commit(cursor, why, sizeof(why)), STATUS_OK);
    assert_non_null(strstr(why, beside));
    assert_int_equal(rmdir(beside), 0);
    reopens();
    assert_int_equal(cursor_holdings(cursor)->items[0].to, 8);
}

int main(void)
{
#define CASE(claim) cmocka_unit_test_setup_teardown(claim, begin, end)
    const struct CMUnitTest cases[] = {
        CASE(what_was_committed_is_there_again),
        CASE(a_state_without_a_commit_is_none),
        CASE(as_many_topics_as_there_can_be_are_kept),
        CASE(every_cut_and_every_flipped_bit_is_refused),
        CASE(a_file_that_is_no_cursor_is_refused),
        CASE(the_cursor_of_another_name_is_refused),
        CASE(the_cursor_of_other_topics_is_refused),
        CASE(names_that_are_no_files_are_refused),
        CASE(there_is_one_holder_whose_number_is_told),
        CASE(a_holder_that_was_killed_holds_nothing),
        CASE(what_cannot_be_written_leaves_what_was),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}

/* What was refused: kept as it came, numbered without holes, pushed out by number. */
#include "broker/quarantine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOON INT64_C(1740398400000000000)

static struct quarantine *quarantine;

/* An item as history would send it, taken apart. */
static struct {
    struct quarantined says;
    struct frame bytes;
} item;

static int begin(void **state)
{
    (void)state;
    quarantine = quarantine_create();
    return quarantine == NULL;
}

static int end(void **state)
{
    (void)state;
    quarantine_destroy(&quarantine);
    return 0;
}

static const struct refusal *because(enum status status, const char *field, const char *text)
{
    static struct refusal refusal;

    refusal.status = status;
    strncpy(refusal.field, field, sizeof(refusal.field) - 1);
    strncpy(refusal.text, text, sizeof(refusal.text) - 1);
    return &refusal;
}

static void put(const void *bytes, size_t size)
{
    quarantine_put(quarantine, NOON, "ingest", 3, because(STATUS_BAD_TOKEN, "id", "id: \"a b\" is no token"),
                   (struct frame){bytes, size});
}

/* The item of this number, decoded; false: it is not there. */
static bool look(uint64_t number)
{
    struct refusal refusal;
    struct frame packed;
    const uint8_t *at;
    size_t size;

    if (!quarantine_item(quarantine, number, &packed))
        return false;
    at = packed.bytes;
    assert_memory_equal(at, "\x93\xabquarantine.", 13);
    at += 13;
    assert_int_equal(scan_value(at, packed.size - 13, &size, &refusal), STATUS_OK);
    assert_int_equal(rows_decode(&quarantined_rows, at, size, &item.says, NULL, &refusal), STATUS_OK);
    at += size;
    assert_int_equal(at[0], 0xc6);
    item.bytes = (struct frame){at + 5, packed.size - 13 - size - 5};
    assert_int_equal(item.bytes.size, (size_t)at[1] << 24 | (size_t)at[2] << 16 | (size_t)at[3] << 8 | at[4]);
    return true;
}

static void what_was_refused_is_kept_with_reason_key_bytes_and_time(void **state)
{
    static const char event[] = "\x84\xa4type\xa5price\xa6source\xa3LME\xa2id\xa1x\xa8revision\x02";

    (void)state;
    put(event, sizeof(event) - 1);
    assert_true(look(1));
    assert_int_equal(item.says.number, 1);
    assert_int_equal(item.says.time, NOON);
    assert_int_equal(item.says.index, 3);
    assert_true(text_is(item.says.endpoint, "ingest"));
    assert_true(text_is(item.says.reason, "bad_token"));
    assert_true(text_is(item.says.field, "id"));
    assert_true(text_is(item.says.text, "id: \"a b\" is no token"));
    assert_true(text_is(item.says.source, "LME"));
    assert_true(text_is(item.says.id, "x"));
    assert_int_equal(item.says.revision, 2);
    assert_int_equal(item.says.size, sizeof(event) - 1);
    assert_int_equal(item.bytes.size, sizeof(event) - 1);
    assert_memory_equal(item.bytes.bytes, event, sizeof(event) - 1);
}

static void the_key_is_read_as_far_as_the_bytes_make_sense(void **state)
{
    static const struct {
        const char *what;
        const char *bytes;
        size_t size;
        const char *source, *id;
        bool has_revision;
    } rows[] = {
        {"nothing", "", 0, "", "", false},
        {"no map", "\x93\x01\x02\x03", 4, "", "", false},
        {"cut after the source", "\x83\xa6source\xa3LME\xa2id", 14, "LME", "", false},
        {"an id with a blank", "\x82\xa6source\xa3LME\xa2id\xa3" "a b", 20, "LME", "", false},
        {"a number for a source", "\x82\xa6source\x07\xa2id\xa1x", 14, "", "x", false},
        {"a negative revision", "\x82\xa2id\xa1x\xa8revision\xff", 16, "", "x", false},
        {"a key that is no string", "\x82\xa2id\xa1x\x07\x07", 8, "", "x", false},
        {"more keys announced than any map holds", "\xdf\xff\xff\xff\xff\xa2id\xa1x", 10, "", "", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct quarantine_key key = quarantine_key_of((struct frame){rows[i].bytes, rows[i].size});

        assert_true(text_is(key.source, rows[i].source));
        assert_true(text_is(key.id, rows[i].id));
        assert_int_equal(key.has_revision, rows[i].has_revision);
    }
}

static void of_what_is_too_large_the_beginning_is_kept(void **state)
{
    size_t size = 3 * LIMIT_QUARANTINE_KEPT;
    uint8_t *bytes = malloc(size);

    (void)state;
    assert_non_null(bytes);
    memset(bytes, 'x', size);
    put(bytes, size);
    free(bytes);
    assert_true(look(1));
    assert_int_equal(item.says.size, size);
    assert_int_equal(item.bytes.size, LIMIT_QUARANTINE_KEPT);
}

static void a_full_ring_pushes_out_the_oldest_and_says_how_many(void **state)
{
    uint8_t bytes[LIMIT_QUARANTINE_KEPT];
    uint64_t most = LIMIT_QUARANTINE_BYTES / sizeof(bytes), total = 3 * most;

    (void)state;
    for (uint64_t number = 1; number <= total; number++) {
        memset(bytes, (int)(number & 0xff), sizeof(bytes));
        put(bytes, number % 7 == 0 ? 5 : sizeof(bytes)); /* sizes that do not divide the ring */
        assert_true(quarantine_bytes(quarantine) <= LIMIT_QUARANTINE_BYTES);
    }
    assert_int_equal(quarantine_next(quarantine), total + 1);
    assert_in_range(quarantine_first(quarantine), total - most - most / 6, total - most / 2);
    assert_false(look(quarantine_first(quarantine) - 1));
    assert_false(look(total + 1));
    for (uint64_t number = quarantine_first(quarantine); number <= total; number++) {
        assert_true(look(number));
        assert_int_equal(item.says.number, number);
        memset(bytes, (int)(number & 0xff), sizeof(bytes));
        assert_memory_equal(item.bytes.bytes, bytes, item.bytes.size);
    }
}

static void so_many_small_ones_are_bounded_by_their_number(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < LIMIT_QUARANTINE_ITEMS + 10; i++)
        quarantine_put(quarantine, NOON, "open", 0, because(STATUS_NOT_A_BATCH, "", ""), (struct frame){"", 0});
    assert_int_equal(quarantine_first(quarantine), 11);
    assert_true(look(11));
    assert_true(look(LIMIT_QUARANTINE_ITEMS + 10));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
        TEST(what_was_refused_is_kept_with_reason_key_bytes_and_time),
        TEST(the_key_is_read_as_far_as_the_bytes_make_sense),
        TEST(of_what_is_too_large_the_beginning_is_kept),
        TEST(a_full_ring_pushes_out_the_oldest_and_says_how_many),
        TEST(so_many_small_ones_are_bounded_by_their_number),
#undef TEST
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

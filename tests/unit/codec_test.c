/* Encoding: what was decoded encodes and decodes equal, to the byte and in the
 * shortest form, and never past the end. */
#include "schemas/catalogue.h"
#include "schemas/pack.h"
#include "tests/support/messages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define BYTES (256u * KIB)

static struct text_pool pool;
static void *message, *again;
static uint8_t *bytes, *bytes_again;
static struct refusal refusal;

static int make_room(void **state)
{
    (void)state;
    message = malloc(MESSAGE_MOST);
    again = malloc(MESSAGE_MOST);
    bytes = malloc(BYTES);
    bytes_again = malloc(BYTES);
    return message == NULL || again == NULL || bytes == NULL || bytes_again == NULL;
}

static int free_room(void **state)
{
    (void)state;
    free(message);
    free(again);
    free(bytes);
    free(bytes_again);
    return 0;
}

static void round_trip(struct dice *dice, const struct rows *rows)
{
    pool.used = 0;
    message_throw(dice, rows, message, &pool);
    size_t size = rows_encode(rows, message, bytes, BYTES);
    assert_true(size > 0);
    if (rows_decode(rows, bytes, size, again, NULL, &refusal) != STATUS_OK)
        fail_msg("%s: %s", rows->name, refusal.text);
    if (!message_equal(rows, message, again))
        fail_msg("%s: decoded another message than was encoded", rows->name);
    assert_int_equal(rows_encode(rows, again, bytes_again, BYTES), size);
    assert_memory_equal(bytes, bytes_again, size);
}

static void decoding_undoes_encoding(void **state)
{
    struct dice dice = {2025};
    (void)state;
    for (uint32_t i = 0; i < catalogue_count; i++)
        for (int round = 0; round < 300; round++)
            round_trip(&dice, catalogue[i].rows);
}

static void a_message_fits_into_its_size_and_into_nothing_less(void **state)
{
    struct dice dice = {7};
    (void)state;
    for (uint32_t i = 0; i < catalogue_count; i++) {
        const struct rows *rows = catalogue[i].rows;
        pool.used = 0;
        message_throw(&dice, rows, message, &pool);
        size_t size = rows_encode(rows, message, bytes, BYTES);
        for (size_t capacity = 0; capacity <= size; capacity++) {
            uint8_t *exact = malloc(capacity > 0 ? capacity : 1);
            assert_non_null(exact);
            size_t used = rows_encode(rows, message, exact, capacity);
            assert_int_equal(used, capacity == size ? size : 0);
            if (used > 0)
                assert_memory_equal(exact, bytes, size);
            free(exact);
        }
    }
}

static void present_bits_without_a_row_are_not_looked_at(void **state)
{
    struct header header = {.present = PRESENT_ALL, .epoch = UINT64_MAX, .seq = 1, .offset = 0}, back;
    (void)state;
    size_t size = rows_encode(&header_rows, &header, bytes, BYTES);
    assert_int_equal(rows_decode(&header_rows, bytes, size, &back, NULL, &refusal), STATUS_OK);
    assert_true(back.epoch == UINT64_MAX);
    assert_int_equal(back.present, 7);
}

static void json_is_in_row_order_without_spaces(void **state)
{
    char text[512];
    struct line line = line_on(text, sizeof text);
    struct event event = {
        .present = (1u << EVENT_HAS_TYPE) | (1u << EVENT_HAS_SOURCE) | (1u << EVENT_HAS_ID) | (1u << EVENT_HAS_TIME) |
                   (1u << STATUS_HAS_HEALTH) | (1u << STATUS_HAS_REASON),
        .type = EVENT_STATUS,
        .source = TEXT("desk"),
        .id = TEXT("1"),
        .time = 1740355200000000001,
        .status = {.health = HEALTH_DOWN, .reason = TEXT("a \"b\" \\ ü\n\t\x01")},
    };
    (void)state;
    rows_json(event_rows[EVENT_STATUS], &event, &line);
    assert_string_equal(text, "{\"type\":\"status\",\"source\":\"desk\",\"id\":\"1\","
                              "\"time\":\"2025-02-24T00:00:00.000000001Z\",\"health\":\"down\","
                              "\"reason\":\"a \\\"b\\\" \\\\ ü\\n\\t\\u0001\"}");
}

static void json_of_lists_and_maps_nests(void **state)
{
    char text[512];
    struct line line = line_on(text, sizeof text);
    struct region_row *region;
    struct config *config = calloc(1, sizeof *config);
    (void)state;
    assert_non_null(config);
    config->present = 1u << CONFIG_HAS_REGIONS | 1u << CONFIG_HAS_BANDS;
    config->regions_count = 2;
    region = config->regions;
    region[0] = (struct region_row){.present = 3, .name = TEXT("US"), .members_count = 1, .members = {COUNTRY('U', 'S')}};
    region[1] = (struct region_row){.present = 3, .name = TEXT("WORLD")};
    config->bands_count = 2;
    config->bands[0] = 25;
    config->bands[1] = 45.5;
    rows_json(&config_rows, config, &line);
    assert_string_equal(text, "{\"regions\":[{\"name\":\"US\",\"members\":[\"US\"]},{\"name\":\"WORLD\",\"members\":[]}],"
                              "\"bands\":[25,45.5]}");
    free(config);
}

static void integers_take_the_fewest_bytes(void **state)
{
    static const struct { int64_t value; size_t size; } cases[] = {
        {0, 1},      {127, 1},         {128, 2},        {255, 2},          {256, 3},        {65535, 3},
        {65536, 5},  {4294967295, 5},  {4294967296, 9}, {INT64_MAX, 9},    {-1, 1},         {-32, 1},
        {-33, 2},    {-128, 2},        {-129, 3},       {-32768, 3},       {-32769, 5},     {INT32_MIN, 5},
        {INT32_MIN - 1LL, 9},          {INT64_MIN, 9},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pack pack = pack_on(bytes, BYTES);
        pack_int(&pack, cases[i].value);
        assert_int_equal(pack_used(&pack, bytes), cases[i].size);
    }
}

static void an_output_knows_its_rows(void **state)
{
    static union output output;
    struct dice dice = {3};
    (void)state;
    for (int type = 0; type < OUTPUT_TYPES; type++) {
        const struct rows *rows = type == OUTPUT_ALERT ? &alert_rows : &indicator_rows;
        pool.used = 0;
        message_throw(&dice, rows, message, &pool);
        ((union output *)message)->head.type = (uint8_t)type;
        size_t size = rows_encode(rows, message, bytes, BYTES);
        assert_int_equal(output_decode(bytes, size, &output, &refusal), STATUS_OK);
        assert_ptr_equal(output_rows(&output), rows);
        assert_true(message_equal(rows, message, &output));
    }
    assert_int_equal(output_decode("\x80", 1, &output, &refusal), STATUS_MISSING_FIELD);
    assert_int_equal(output_decode("\x81\xa1x\x01", 4, &output, &refusal), STATUS_MISSING_FIELD);
    assert_int_equal(output_decode("\x81\xa4type\x01", 7, &output, &refusal), STATUS_WRONG_TYPE);
    assert_int_equal(output_decode("", 0, &output, &refusal), STATUS_TRUNCATED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decoding_undoes_encoding),
        cmocka_unit_test(a_message_fits_into_its_size_and_into_nothing_less),
        cmocka_unit_test(present_bits_without_a_row_are_not_looked_at),
        cmocka_unit_test(json_is_in_row_order_without_spaces),
        cmocka_unit_test(json_of_lists_and_maps_nests),
        cmocka_unit_test(integers_take_the_fewest_bytes),
        cmocka_unit_test(an_output_knows_its_rows),
    };
    return cmocka_run_group_tests(tests, make_room, free_room);
}

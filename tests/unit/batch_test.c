/* Batches taken apart, and topics put together. */
#include "schemas/topics.h"
#include "tests/support/hex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static uint8_t bytes[LIMIT_BATCH_BYTES + 16];
static struct batch batch;
static struct refusal refusal;

static enum status open_hex(const char *hex)
{
    size_t size = hex_bytes(hex, bytes, sizeof bytes);
    return batch_open(&batch, bytes, size, &refusal);
}

/* The next element as "size:status", or "end". */
static const char *next(void)
{
    static char text[64];
    struct line line = line_on(text, sizeof text);
    const void *event;
    size_t size;
    enum status status;
    if (!batch_next(&batch, &event, &size, &status, &refusal))
        return "end";
    line_uint(&line, size);
    line_char(&line, ':');
    line_string(&line, status_name(status));
    return text;
}

static void one_map_is_a_batch_of_one(void **state)
{
    (void)state;
    assert_int_equal(open_hex("81 a1 61 01"), STATUS_OK);
    assert_int_equal(batch.count, 1);
    assert_string_equal(next(), "4:ok");
    assert_string_equal(next(), "end");
    assert_string_equal(next(), "end");
}

static void an_array_holds_its_events_in_order(void **state)
{
    (void)state;
    assert_int_equal(open_hex("93 80 81 a1 61 01 81 a1 61 92 01 02"), STATUS_OK);
    assert_string_equal(next(), "1:ok");
    assert_string_equal(next(), "4:ok");
    assert_string_equal(next(), "6:ok");
    assert_string_equal(next(), "end");
    assert_int_equal(open_hex("90"), STATUS_OK);
    assert_string_equal(next(), "end");
}

static void what_is_inside_an_event_does_not_harm_the_next(void **state)
{
    (void)state;
    assert_int_equal(open_hex("93 82 a1 61 01 a1 61 01 a1 ff 80"), STATUS_OK);
    assert_string_equal(next(), "7:ok");
    assert_string_equal(next(), "2:ok");
    assert_string_equal(next(), "1:ok");
    assert_string_equal(next(), "end");
}

static void nothing_follows_an_event_that_cannot_be_delimited(void **state)
{
    (void)state;
    assert_int_equal(open_hex("93 80 dd 02 00 00 00 80"), STATUS_OK);
    assert_string_equal(next(), "1:ok");
    assert_string_equal(next(), "6:truncated");
    assert_string_equal(next(), "end");
    assert_int_equal(open_hex("92 80 81 a1 61 c1"), STATUS_OK);
    assert_string_equal(next(), "1:ok");
    assert_string_equal(next(), "4:wrong_type");
    assert_string_equal(next(), "end");
}

static void bytes_behind_the_last_event_are_said_once(void **state)
{
    (void)state;
    assert_int_equal(open_hex("91 80 c0 c0"), STATUS_OK);
    assert_string_equal(next(), "1:ok");
    assert_string_equal(next(), "2:trailing");
    assert_string_equal(next(), "end");
}

static void frames_that_are_no_batch_are_refused_whole(void **state)
{
    static const struct { const char *hex; enum status status; } cases[] = {
        {"", STATUS_NOT_A_BATCH},
        {"c0", STATUS_NOT_A_BATCH},
        {"a1 61", STATUS_NOT_A_BATCH},
        {"07", STATUS_NOT_A_BATCH},
        {"c1", STATUS_NOT_A_BATCH},
        {"dd 02 00 00 00", STATUS_TRUNCATED},
        {"dc 00", STATUS_TRUNCATED},
        {"92 80", STATUS_TRUNCATED},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(open_hex(cases[i].hex), cases[i].status);
        assert_int_equal(refusal.status, cases[i].status);
    }
}

static void batches_have_limits(void **state)
{
    (void)state;
    memset(bytes, 0x80, sizeof bytes);
    bytes[0] = 0xdc;
    bytes[1] = LIMIT_BATCH_EVENTS >> 8;
    bytes[2] = LIMIT_BATCH_EVENTS & 0xff;
    assert_int_equal(batch_open(&batch, bytes, 3 + LIMIT_BATCH_EVENTS, &refusal), STATUS_OK);
    assert_int_equal(batch.count, LIMIT_BATCH_EVENTS);
    bytes[2]++;
    assert_int_equal(batch_open(&batch, bytes, 4 + LIMIT_BATCH_EVENTS, &refusal), STATUS_TOO_MANY);
    assert_string_equal(refusal.text, "a batch of 4097 events; at most 4096");
    assert_int_equal(batch_open(&batch, bytes, LIMIT_BATCH_BYTES + 1, &refusal), STATUS_TOO_LARGE);
    assert_string_equal(refusal.text, "a batch of 1048577 bytes; at most 1048576");
}

static void topics_end_in_a_dot_and_hold_no_other(void **state)
{
    char text[LIMIT_TOPIC];
    struct line line = line_on(text, sizeof text);
    union output *output = calloc(1, sizeof *output);
    (void)state;
    assert_non_null(output);
    output->indicator.type = OUTPUT_INDICATOR;
    output->indicator.material = TEXT("rare-earths");
    output->indicator.region = TEXT("EU");
    output->indicator.name = INDICATOR_TARIFF_COST;
    topic_of_output(output, &line);
    assert_string_equal(text, "indicator.rare-earths.EU.tariff_cost.");
    output->alert = (struct alert_output){.type = OUTPUT_ALERT, .material = TEXT("a.b"), .region = TEXT("US"),
                                          .kind = ALERT_KIND_RELIEF};
    line = line_on(text, sizeof text);
    topic_of_output(output, &line);
    assert_string_equal(text, "alert.a_b.US.relief.");
    line = line_on(text, sizeof text);
    topic_of_status(TEXT("press/reuters.com"), &line);
    assert_string_equal(text, "status.press/reuters_com.");
    free(output);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_map_is_a_batch_of_one),
        cmocka_unit_test(an_array_holds_its_events_in_order),
        cmocka_unit_test(what_is_inside_an_event_does_not_harm_the_next),
        cmocka_unit_test(nothing_follows_an_event_that_cannot_be_delimited),
        cmocka_unit_test(bytes_behind_the_last_event_are_said_once),
        cmocka_unit_test(frames_that_are_no_batch_are_refused_whole),
        cmocka_unit_test(batches_have_limits),
        cmocka_unit_test(topics_end_in_a_dot_and_hold_no_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

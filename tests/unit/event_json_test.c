/* Events back into lines of JSON: what NDJSON made of a line comes back from it, and
 * what the door refuses can be written too. */
#include "runtime/event_json.h"
#include "runtime/ndjson.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static uint8_t bytes[LIMIT_EVENT_BYTES], back[LIMIT_EVENT_BYTES];
static char text[EVENT_JSON_BYTES];

static void comes_back(const char *line)
{
    size_t size, again;
    int64_t received, received_again;
    struct refusal refusal;
    struct line written = line_on(text, sizeof text);
    assert_int_equal(ndjson_event(line, strlen(line), bytes, sizeof bytes, &size, &received, &refusal), STATUS_OK);
    assert_true(event_json(&written, bytes, size, received));
    if (ndjson_event(text, written.used, back, sizeof back, &again, &received_again, &refusal) != STATUS_OK)
        fail_msg("%s: %s", text, refusal.text);
    assert_int_equal(again, size);
    assert_memory_equal(back, bytes, size);
    assert_true(received_again == received);
}

static void a_line_comes_back_byte_for_byte(void **state)
{
    static const struct { const char *what, *line; } rows[] = {
        {"a price", "{\"type\":\"price\",\"id\":\"1\",\"time\":\"2025-02-24T07:00:00.5Z\",\"value\":2548.25}"},
        {"a whole number as real", "{\"type\":\"price\",\"value\":2548.0,\"revision\":3}"},
        {"the smallest difference", "{\"type\":\"price\",\"value\":0.30000000000000004}"},
        {"a large real", "{\"type\":\"price\",\"value\":1.5e300,\"other\":-1e-300}"},
        {"integers to their ends", "{\"type\":\"price\",\"a\":-9223372036854775808,\"b\":9223372036854775807}"},
        {"a name that nobody knows", "{\"type\":\"price\",\"unit\":\"USD/ton\",\"source\":\"a b\"}"},
        {"received within", "{\"type\":\"news\",\"received\":\"2025-02-24T07:00:01Z\",\"headline\":\"\"}"},
        {"texts", "{\"type\":\"news\",\"headline\":\"a \\\"b\\\" \\\\ \\n \\u0001 \\u00e9 \\u4e2d\"}"},
        {"nested, with times", "{\"type\":\"policy\",\"legs\":[{\"from\":\"2025-01-01T00:00:00Z\",\"value\":0.5},{}]}"},
        {"unknown keys", "{\"type\":\"price\",\"x\":{\"y\":[1,2.5,null,true,false,{}],\"time\":5}}"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        comes_back(rows[i].line);
}

static const char *written(const void *event, size_t size, int64_t received)
{
    struct line line = line_on(text, sizeof text);
    return event_json(&line, event, size, received) ? text : NULL;
}

static void received_beside_the_event_is_written_into_it(void **state)
{
    static const uint8_t event[] = {0x81, 0xa1, 'a', 0x01};
    (void)state;
    assert_string_equal(written(event, sizeof event, 1740380400000000000),
                        "{\"received\":\"2025-02-24T07:00:00.000000000Z\",\"a\":1}");
    assert_string_equal(written(event, sizeof event, 0), "{\"a\":1}");
}

static void what_json_has_no_word_for_is_not_written(void **state)
{
    static const struct { const char *what; uint8_t bytes[16]; size_t size; } rows[] = {
        {"nothing", {0}, 0},
        {"no map", {0x01}, 1},
        {"a binary", {0x81, 0xa1, 'a', 0xc4, 0x01, 0x00}, 6},
        {"an extension", {0x81, 0xa1, 'a', 0xd4, 0x01, 0x00}, 6},
        {"NaN", {0x81, 0xa1, 'a', 0xcb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0}, 12},
        {"broken UTF-8", {0x81, 0xa1, 'a', 0xa1, 0xff}, 5},
        {"a key that is no text", {0x81, 0x01, 0x01}, 3},
        {"cut", {0x82, 0xa1, 'a', 0x01}, 4},
        {"more behind it", {0x80, 0x80}, 2},
        {"never used", {0x81, 0xa1, 'a', 0xc1}, 4},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (written(rows[i].bytes, rows[i].size, 0) != NULL)
            fail_msg("%s: %s", rows[i].what, text);
}

static void nesting_has_an_end(void **state)
{
    (void)state;
    memset(bytes, 0x91, sizeof bytes);
    memcpy(bytes, "\x81\xa1" "a", 3);
    assert_null(written(bytes, sizeof bytes, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_comes_back_byte_for_byte),
        cmocka_unit_test(received_beside_the_event_is_written_into_it),
        cmocka_unit_test(what_json_has_no_word_for_is_not_written),
        cmocka_unit_test(nesting_has_an_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

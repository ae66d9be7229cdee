/* Lines of JSON into events: times become ns, the rest stays as it stands. */
#include "runtime/ndjson.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define MORNING 1740380400000000000LL /* 2025-02-24T07:00:00Z */

static uint8_t bytes[LIMIT_EVENT_BYTES];
static size_t used;
static int64_t received;
static struct refusal refusal;
static struct event event;
static struct unknown_keys unknown;

static enum status take(const char *line)
{
    return ndjson_event(line, strlen(line), bytes, sizeof bytes, &used, &received, &refusal);
}

/* Takes a line that must be right, and decodes it. */
static void given(const char *line)
{
    if (take(line) != STATUS_OK)
        fail_msg("%s", refusal.text);
    unknown = (struct unknown_keys){0};
    if (event_decode(bytes, used, &event, &unknown, &refusal) != STATUS_OK)
        fail_msg("%s", refusal.text);
}

/* The one text form of the event that was given. */
static const char *canonical(void)
{
    static char text[4096];
    struct line line = line_on(text, sizeof text);
    rows_json(event_rows[event.type], &event, &line);
    return text;
}

static void times_become_nanoseconds(void **state)
{
    (void)state;
    given("{\"type\":\"price\",\"source\":\"lme\",\"id\":\"1\",\"time\":\"2025-02-24T08:00:00.5+01:00\","
          "\"received\":\"2025-02-24T07:00:01Z\",\"series\":\"LME.AL.3M\",\"value\":2548,\"unit\":\"USD/t\"}");
    assert_true(event.time == MORNING + SECOND_NS / 2);
    assert_true(event.received == MORNING + SECOND_NS);
    assert_true(received == MORNING + SECOND_NS);
    assert_true(event.price.value == 2548);
}

static void without_received_it_is_zero(void **state)
{
    (void)state;
    given("{\"type\":\"status\",\"source\":\"lme\",\"id\":\"1\",\"time\":\"2025-02-24T07:00:00Z\",\"health\":\"ok\","
          "\"reason\":\"login\"}");
    assert_int_equal(received, 0);
}

/* Line in -> MessagePack -> event -> line out: the same facts, in row order. */
static void a_line_comes_back_in_the_one_text_form(void **state)
{
    static const struct { const char *line, *canonical; } cases[] = {
        {" { \"unit\" : \"USD/t\", \"value\": 2.548e3 , \"series\":\"LME.AL.3M\",\"time\":\"2025-02-24T08:00:00+01:00\","
         "\"id\":\"1\", \"source\":\"lme\",\"type\":\"price\" }\r\n",
         "{\"type\":\"price\",\"source\":\"lme\",\"id\":\"1\",\"time\":\"2025-02-24T07:00:00.000000000Z\","
         "\"series\":\"LME.AL.3M\",\"value\":2548,\"unit\":\"USD/t\"}"},
        {"{\"type\":\"policy\",\"source\":\"official/eu\",\"id\":\"16\",\"revision\":2,\"time\":\"2025-02-24T07:00:00Z\","
         "\"policy\":\"eu-16\",\"status\":\"adopted\",\"instrument\":\"import_quota\",\"implementer\":\"EU\","
         "\"origins\":[\"RU\"],\"materials\":[\"aluminum\"],\"legs\":[{\"from\":\"2025-02-26T00:00:00Z\","
         "\"value\":275000,\"unit\":\"t/yr\"}],\"claimed\":{\"unit\":\"share\",\"value\":0.150},"
         "\"title\":\"\\u00fcber\"}",
         "{\"type\":\"policy\",\"source\":\"official/eu\",\"id\":\"16\",\"revision\":2,"
         "\"time\":\"2025-02-24T07:00:00.000000000Z\",\"policy\":\"eu-16\",\"status\":\"adopted\","
         "\"instrument\":\"import_quota\",\"implementer\":\"EU\",\"origins\":[\"RU\"],\"materials\":[\"aluminum\"],"
         "\"legs\":[{\"from\":\"2025-02-26T00:00:00.000000000Z\",\"value\":275000,\"unit\":\"t/yr\"}],"
         "\"claimed\":{\"value\":0.15,\"unit\":\"share\"},\"title\":\"\xc3\xbc" "ber\"}"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        given(cases[i].line);
        assert_string_equal(canonical(), cases[i].canonical);
        given(cases[i].canonical); /* and once more, it is at rest */
        assert_string_equal(canonical(), cases[i].canonical);
    }
}

static void unknown_keys_travel_along(void **state)
{
    (void)state;
    given("{\"type\":\"status\",\"source\":\"a\",\"id\":\"1\",\"time\":\"2025-02-24T07:00:00Z\",\"health\":\"ok\","
          "\"reason\":\"x\",\"resaon\":{\"deep\":[1,2.5,null,true,false,\"2025-02-24T07:00:00Z\",[[]],{}]}}");
    assert_int_equal(unknown.count, 1);
    assert_string_equal(unknown.keys[0].key, "resaon");
    assert_string_equal(unknown.keys[0].nearest, "reason");
}

static void any_message_is_read_by_its_rows(void **state)
{
    static const char line[] = "{\"epoch\":7,\"seq\":1,\"offset\":41}";
    struct header header;
    (void)state;
    assert_int_equal(ndjson_message(&header_rows, line, strlen(line), bytes, sizeof bytes, &used, &refusal),
                     STATUS_OK);
    assert_int_equal(rows_decode(&header_rows, bytes, used, &header, NULL, &refusal), STATUS_OK);
    assert_int_equal(header.offset, 41);
}

static void a_line_that_is_no_event_is_refused(void **state)
{
    static const struct { const char *what, *line; enum status status; const char *field, *says; } cases[] = {
        {"empty", "", STATUS_NOT_JSON, "", "column "},
        {"array", "[1]", STATUS_NOT_JSON, "", "a line holds one JSON object"},
        {"number", "5", STATUS_NOT_JSON, "", "column 1: "},
        {"cut", "{\"type\":\"price\"", STATUS_NOT_JSON, "", "column 15: "},
        {"two", "{} {}", STATUS_NOT_JSON, "", "column 4: "},
        {"single quotes", "{'type':1}", STATUS_NOT_JSON, "", "column 2: "},
        {"twice", "{\"type\":\"price\",\"type\":\"news\"}", STATUS_DUPLICATE_KEY, "", "column 22: "},
        {"twice deep", "{\"x\":{\"a\":1,\"a\":2}}", STATUS_DUPLICATE_KEY, "", "column "},
        {"UTF-8", "{\"type\":\"\xff\"}", STATUS_BAD_UTF8, "", "column "},
        {"zero", "{\"type\":\"a\\u0000\"}", STATUS_NOT_JSON, "", "column "},
        {"large integer", "{\"value\":9223372036854775808}", STATUS_OUT_OF_RANGE, "", "column "},
        {"large real", "{\"value\":1e400}", STATUS_OUT_OF_RANGE, "", "column "},
        {"NaN", "{\"value\":NaN}", STATUS_NOT_JSON, "", "column "},
        {"no type", "{\"source\":\"a\"}", STATUS_MISSING_FIELD, "type", "type: "},
        {"type no text", "{\"type\":1}", STATUS_WRONG_TYPE, "type", "type: "},
        {"type near", "{\"type\":\"prise\"}", STATUS_UNKNOWN_NAME, "type", "nearest \"price\""},
        {"time", "{\"type\":\"price\",\"time\":\"2025-02-31T00:00:00Z\"}", STATUS_WRONG_TYPE, "time",
         "time: \"2025-02-31T00:00:00Z\" is not an RFC 3339 time such as"},
        {"time in ns", "{\"type\":\"price\",\"time\":1740380400000000000}", STATUS_WRONG_TYPE, "time",
         "time: is not an RFC 3339 time such as"},
        {"time of a leg", "{\"type\":\"policy\",\"legs\":[{},{\"from\":\"soon\"}]}", STATUS_WRONG_TYPE,
         "legs[1].from", "legs[1].from: \"soon\" is not"},
        {"received", "{\"type\":\"price\",\"received\":null}", STATUS_WRONG_TYPE, "received", "received: is not"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        used = 42;
        received = 42;
        if (take(cases[i].line) != cases[i].status)
            fail_msg("%s: not %s", cases[i].what, status_name(cases[i].status));
        assert_int_equal(refusal.status, cases[i].status);
        assert_string_equal(refusal.field, cases[i].field);
        if (strstr(refusal.text, cases[i].says) == NULL)
            fail_msg("%s: \"%s\" does not hold \"%s\"", cases[i].what, refusal.text, cases[i].says);
        assert_int_equal(used, 42);
        assert_int_equal(received, 42);
    }
}

static void deep_nesting_is_refused(void **state)
{
    char line[8192] = "{\"type\":\"news\",\"x\":";
    (void)state;
    for (int depth = 0; depth < 40; depth++)
        strcat(line, "[");
    for (int depth = 0; depth < 40; depth++)
        strcat(line, "]");
    strcat(line, "}");
    assert_int_equal(take(line), STATUS_TOO_DEEP);
    memset(line, '[', sizeof line - 1);
    memcpy(line, "{\"x\":", 5);
    line[sizeof line - 1] = '\0';
    assert_int_equal(take(line), STATUS_TOO_DEEP);
}

static void an_event_larger_than_its_room_is_refused(void **state)
{
    static const char line[] = "{\"type\":\"status\",\"text\":\"0123456789\"}";
    (void)state;
    assert_int_equal(ndjson_event(line, strlen(line), bytes, 20, &used, &received, &refusal), STATUS_TOO_LARGE);
    assert_string_equal(refusal.text, "more than the 20 bytes a message may have");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_become_nanoseconds),
        cmocka_unit_test(without_received_it_is_zero),
        cmocka_unit_test(a_line_comes_back_in_the_one_text_form),
        cmocka_unit_test(unknown_keys_travel_along),
        cmocka_unit_test(any_message_is_read_by_its_rows),
        cmocka_unit_test(a_line_that_is_no_event_is_refused),
        cmocka_unit_test(deep_nesting_is_refused),
        cmocka_unit_test(an_event_larger_than_its_room_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

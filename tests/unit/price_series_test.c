/* What a name in a price file means, when its day closes, and its events. */
#include "producers/price_series.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static struct config config;
static struct price_options options;
static struct price_closes closes;
static struct price_series_table table;
static struct refusal refusal;

static void add_market(const char *series, const char *close, enum zone zone)
{
    struct market_row *market = &config.markets[config.markets_count++];
    *market = (struct market_row){.series = text_of(series), .close = text_of(close), .zone = (uint8_t)zone};
}

static int begin(void **state)
{
    (void)state;
    config.markets_count = 0;
    add_market("LME.AL.3M", "17:00", ZONE_LONDON);
    add_market("SHFE.AL", "15:00", ZONE_SHANGHAI);
    options_defaults(&prices_program, &options);
    options.unit = "USD/t";
    closes = (struct price_closes){{NOT_SAID, NOT_SAID}, &config};
    price_series_table_init(&table, &options, &closes, TEXT("test"));
    return 0;
}

static int end(void **state)
{
    (void)state;
    price_series_table_close(&table);
    return 0;
}

static enum status look_up(const char *name, const char *unit, struct price_series **series)
{
    return price_series_find(&table, text_of(name), text_of(unit), "name", series, &refusal);
}

static struct price_series *find(const char *name, const char *unit)
{
    struct price_series *series;
    if (look_up(name, unit, &series) != STATUS_OK)
        fail_msg("%s", refusal.text);
    return series;
}

static void is_refused(const char *name, const char *unit, enum status status, const char *part)
{
    struct price_series *series;
    assert_int_equal(look_up(name, unit, &series), status);
    if (strstr(refusal.text, part) == NULL)
        fail_msg("'%s' does not say '%s'", refusal.text, part);
}

/* ---- names and units ------------------------------------------------------------------ */

static void a_name_is_a_series_or_is_mapped_to_one(void **state)
{
    (void)state;
    assert_string_equal(find("LME.AL.3M", "")->name, "LME.AL.3M");
    assert_ptr_equal(find("LME.AL.3M", ""), find("LME.AL.3M", ""));
    is_refused("LME Al 3M", "", STATUS_BAD_TOKEN, "--map");
    is_refused("", "", STATUS_BAD_TOKEN, "--map");
    price_series_table_close(&table);
    options.map = (struct option_texts){.texts = {"铝=SHFE.AL"}, .count = 1};
    assert_string_equal(find("铝", "")->name, "SHFE.AL");
    assert_true(find("铝", "")->wanted);
    assert_false(find("铜", "")->wanted);
}

static void the_nearest_unit_counts(void **state)
{
    (void)state;
    options.units = (struct option_texts){.texts = {"SHFE.AL=CNY/t"}, .count = 1};
    assert_int_equal(find("LME.AL.3M", "")->unit, PRICE_UNIT_USD_T);
    assert_int_equal(find("SHFE.AL", "")->unit, PRICE_UNIT_CNY_T);
    assert_int_equal(find("SHFE.AL", "USD/kg")->unit, PRICE_UNIT_USD_KG);
    is_refused("SHFE.AL", "CNY/to", STATUS_UNKNOWN_NAME, "nearest \"CNY/t\"");
    options.unit = NULL;
    is_refused("OTHER", "", STATUS_MISSING_FIELD, "what OTHER is counted in");
}

static void series_beyond_the_limit_are_refused(void **state)
{
    char name[16];
    (void)state;
    for (unsigned i = 0; i < PRICE_SERIES_MOST; i++) {
        snprintf(name, sizeof name, "S%u", i);
        (void)find(name, "");
    }
    is_refused("ONE.MORE", "", STATUS_FULL, "more than 4096 series");
    assert_string_equal(find("S7", "")->name, "S7");
}

/* ---- times ---------------------------------------------------------------------------- */

static void a_day_closes_as_its_market(void **state)
{
    static const struct { const char *what, *series, *day, *time; } cases[] = {
        {"winter",          "LME.AL.3M", "2025-02-24", "2025-02-24T17:00:00.000000000Z"},
        {"summer",          "LME.AL.3M", "2025-07-24", "2025-07-24T16:00:00.000000000Z"},
        {"before a change", "LME.AL.3M", "2025-03-29", "2025-03-29T17:00:00.000000000Z"},
        {"on its day",      "LME.AL.3M", "2025-03-30", "2025-03-30T16:00:00.000000000Z"},
        {"and back",        "LME.AL.3M", "2025-10-26", "2025-10-26T17:00:00.000000000Z"},
        {"no summer time",  "SHFE.AL",   "2025-07-24", "2025-07-24T07:00:00.000000000Z"},
    };
    char text[40];
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct price_date date = {0};
        struct line line = line_on(text, sizeof text);
        int64_t time;
        assert_true(day_parse(text_of(cases[i].day), &date.day));
        assert_int_equal(price_series_time(&table, find(cases[i].series, ""), &date, &time, &refusal), STATUS_OK);
        line_time(&line, time);
        if (strcmp(text, cases[i].time) != 0)
            fail_msg("%s: %s instead of %s", cases[i].what, text, cases[i].time);
    }
}

static int64_t time_of(const char *name, const struct price_date *date)
{
    int64_t time;
    if (price_series_time(&table, find(name, ""), date, &time, &refusal) != STATUS_OK)
        fail_msg("%s", refusal.text);
    return time;
}

/* Days in any order, against the clocks asked one by one. */
static void stretches_of_days_close_as_each_of_them(void **state)
{
    static const struct price_close close = {17 * 60, ZONE_LONDON};
    (void)state;
    for (int64_t i = 0; i < 20000; i++) {
        const struct price_date date = {.day = 19000 - (i * 7919) % 20000};
        int64_t expected;
        assert_true(price_local_time(&close, date.day, 17 * HOUR_NS, &expected));
        assert_int_equal(time_of("LME.AL.3M", &date), expected);
    }
}

static void what_the_options_say_goes_before_the_market(void **state)
{
    (void)state;
    const struct price_date date = {.day = 20000};
    closes.all = (struct price_close){12 * 60, NOT_SAID};
    assert_int_equal(time_of("SHFE.AL", &date), 20000 * DAY_NS + 4 * HOUR_NS);
    assert_int_equal(time_of("UNKNOWN", &date), 20000 * DAY_NS + 12 * HOUR_NS);
    price_series_table_close(&table);
    closes.all = (struct price_close){NOT_SAID, ZONE_UTC};
    assert_int_equal(time_of("SHFE.AL", &date), 20000 * DAY_NS + 15 * HOUR_NS);
}

static void nothing_is_assumed_where_nobody_says(void **state)
{
    struct price_date date = {.day = 20000};
    int64_t time;
    (void)state;
    assert_int_equal(price_series_time(&table, find("LME.AL.3N", ""), &date, &time, &refusal), STATUS_MISSING_FIELD);
    assert_non_null(strstr(refusal.text, "nearest \"LME.AL.3M\""));
    date.timed = true;
    assert_int_equal(price_series_time(&table, find("LME.AL.3N", ""), &date, &time, &refusal), STATUS_MISSING_FIELD);
    date.zoned = true;
    date.of_day = HOUR_NS;
    date.east = 2 * HOUR_NS;
    assert_int_equal(time_of("LME.AL.3N", &date), 20000 * DAY_NS - HOUR_NS);
}

static void a_time_that_the_clocks_left_out_is_none(void **state)
{
    struct price_date date = {.day = day_from_civil(2025, 3, 30), .timed = true, .of_day = 90 * MINUTE_NS};
    int64_t time;
    (void)state;
    assert_int_equal(price_series_time(&table, find("LME.AL.3M", ""), &date, &time, &refusal), STATUS_OUT_OF_RANGE);
    date.of_day = 2 * HOUR_NS + 5 * SECOND_NS;
    assert_int_equal(time_of("LME.AL.3M", &date), date.day * DAY_NS + HOUR_NS + 5 * SECOND_NS);
}

/* ---- events --------------------------------------------------------------------------- */

static void event_is(uint32_t size, const uint8_t *bytes, const char *expected)
{
    char text[512];
    struct line line = line_on(text, sizeof text);
    struct event event;
    assert_true(size > 0);
    if (event_decode(bytes, size, &event, NULL, &refusal) != STATUS_OK)
        fail_msg("%s", refusal.text);
    rows_json(event_rows[EVENT_PRICE], &event, &line);
    assert_string_equal(text, expected);
}

static void an_event_is_what_the_rows_would_make(void **state)
{
    uint8_t bytes[PRICE_EVENT_BYTES];
    (void)state;
    struct price_series *series = find("LME.AL.3M", "");
    event_is(price_series_pack(&table, series, ID_DAY, 20143, INT64_C(1740416400000000000), 2548.5, bytes), bytes,
             "{\"type\":\"price\",\"source\":\"test\",\"id\":\"LME.AL.3M/2025-02-24\","
             "\"time\":\"2025-02-24T17:00:00.000000000Z\",\"series\":\"LME.AL.3M\",\"value\":2548.5,"
             "\"unit\":\"USD/t\"}");
    event_is(price_series_pack(&table, series, ID_SECOND, 20143, INT64_C(1740416401000000000), -1, bytes), bytes,
             "{\"type\":\"price\",\"source\":\"test\",\"id\":\"LME.AL.3M/2025-02-24T17:00:01Z\","
             "\"time\":\"2025-02-24T17:00:01.000000000Z\",\"series\":\"LME.AL.3M\",\"value\":-1,\"unit\":\"USD/t\"}");
    event_is(price_series_pack(&table, series, ID_NANOSECOND, 20143, INT64_C(1740416401000000005), 0, bytes), bytes,
             "{\"type\":\"price\",\"source\":\"test\",\"id\":\"LME.AL.3M/2025-02-24T17:00:01.000000005Z\","
             "\"time\":\"2025-02-24T17:00:01.000000005Z\",\"series\":\"LME.AL.3M\",\"value\":0,\"unit\":\"USD/t\"}");
    /* Times around 1970, where a number could be written shorter. */
    event_is(price_series_pack(&table, series, ID_DAY, 0, 5, 1, bytes), bytes,
             "{\"type\":\"price\",\"source\":\"test\",\"id\":\"LME.AL.3M/1970-01-01\","
             "\"time\":\"1970-01-01T00:00:00.000000005Z\",\"series\":\"LME.AL.3M\",\"value\":1,\"unit\":\"USD/t\"}");
    event_is(price_series_pack(&table, series, ID_DAY, -1, -5, 1, bytes), bytes,
             "{\"type\":\"price\",\"source\":\"test\",\"id\":\"LME.AL.3M/1969-12-31\","
             "\"time\":\"1969-12-31T23:59:59.999999995Z\",\"series\":\"LME.AL.3M\",\"value\":1,\"unit\":\"USD/t\"}");
}

static void revision_and_region_are_said_where_given(void **state)
{
    uint8_t bytes[PRICE_EVENT_BYTES];
    (void)state;
    options.revision = 3;
    options.region = "EU";
    event_is(price_series_pack(&table, find("A.SERIES.OF.FORTY.LETTERS.AND.THEN.SOME.4", ""), ID_DAY, 20143,
                               INT64_C(1740416400000000000), 2, bytes), bytes,
             "{\"type\":\"price\",\"source\":\"test\",\"id\":\"A.SERIES.OF.FORTY.LETTERS.AND.THEN.SOME.4/2025-02-24\","
             "\"revision\":3,\"time\":\"2025-02-24T17:00:00.000000000Z\","
             "\"series\":\"A.SERIES.OF.FORTY.LETTERS.AND.THEN.SOME.4\",\"value\":2,\"unit\":\"USD/t\","
             "\"region\":\"EU\"}");
}

static void an_id_that_would_be_too_long_is_none(void **state)
{
    uint8_t bytes[PRICE_EVENT_BYTES];
    (void)state;
    struct price_series *series = find("A.SERIES.OF.FIFTY.LETTERS.AND.THEN.SOME.MORE.50", "");
    assert_true(price_series_pack(&table, series, ID_DAY, 0, 0, 1, bytes) > 0);
    assert_int_equal(price_series_pack(&table, series, ID_SECOND, 0, 0, 1, bytes), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_name_is_a_series_or_is_mapped_to_one, begin, end),
        cmocka_unit_test_setup_teardown(the_nearest_unit_counts, begin, end),
        cmocka_unit_test_setup_teardown(series_beyond_the_limit_are_refused, begin, end),
        cmocka_unit_test_setup_teardown(a_day_closes_as_its_market, begin, end),
        cmocka_unit_test_setup_teardown(stretches_of_days_close_as_each_of_them, begin, end),
        cmocka_unit_test_setup_teardown(what_the_options_say_goes_before_the_market, begin, end),
        cmocka_unit_test_setup_teardown(nothing_is_assumed_where_nobody_says, begin, end),
        cmocka_unit_test_setup_teardown(a_time_that_the_clocks_left_out_is_none, begin, end),
        cmocka_unit_test_setup_teardown(an_event_is_what_the_rows_would_make, begin, end),
        cmocka_unit_test_setup_teardown(revision_and_region_are_said_where_given, begin, end),
        cmocka_unit_test_setup_teardown(an_id_that_would_be_too_long_is_none, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

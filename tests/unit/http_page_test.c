/* What an operator is shown: pages made of facts, without a socket. */
#include "broker/http_address.h"
#include "broker/http_page.h"
#include "broker/metrics.h"
#include "broker/status_page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>
#include <jansson.h>

static struct facts facts;
static char body[HTTP_PAGE_BYTES];

/* A broker of one source that says little. */
static int begin(void **state)
{
    (void)state;
    memset(&facts, 0, sizeof(facts));
    facts_begin(&facts);
    facts.present = PRESENT_ALL & ~(UINT64_C(1) << FACTS_HAS_REASON);
    facts.offset = 42;
    facts.refused[facts.refused_count++] = (struct refused_fact){PRESENT_ALL, TEXT("future"), 3};
    facts.sources[facts.sources_count++] = (struct source_fact){.present = PRESENT_ALL,
                                                                .source = TEXT("official/eu"),
                                                                .health = HEALTH_DEGRADED,
                                                                .reason = TEXT("says \"little\""),
                                                                .last_received = 1740380400500000000,
                                                                .silent_seconds = 2.5};
    return 0;
}

static struct http_page page(enum http_method method, const char *path)
{
    struct line line = line_on(body, sizeof(body));
    struct http_page page = http_page(method, text_of(path), &facts, &line);

    assert_false(line.cut);
    return page;
}

static bool shows(const char *line)
{
    char whole[512];

    snprintf(whole, sizeof(whole), "\n%s\n", line);
    return strstr(body, whole) != NULL;
}

static json_t *status(void)
{
    json_error_t error;
    json_t *json;

    assert_int_equal(page(HTTP_GET, "/status").code, 200);
    json = json_loads(body, JSON_REJECT_DUPLICATES, &error);
    if (!json)
        fail_msg("%s at %d", error.text, error.position);
    return json;
}

/* ---- the four paths -------------------------------------------------------- */

static void each_path_is_answered_by_its_page(void **state)
{
    static const struct {
        const char *path, *type, *begins;
        unsigned code;
    } cases[] = {
        {"/livez", "text/plain; charset=utf-8", "live\n", 200},
        {"/readyz", "text/plain; charset=utf-8", "ready\n", 200},
        {"/status", "application/json", "{\"program\":\"orewatchd\"", 200},
        {"/metrics", "text/plain; version=0.0.4; charset=utf-8", "# HELP orewatch_ready ", 200},
        {"/", "text/plain; charset=utf-8", "not found; there are:\n/metrics  ", 404},
        {"/status/", "text/plain; charset=utf-8", "not found", 404},
        {"", "text/plain; charset=utf-8", "not found", 404},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct http_page got = page(HTTP_GET, cases[i].path);

        assert_int_equal(got.code, cases[i].code);
        assert_string_equal(got.type, cases[i].type);
        assert_null(got.allow);
        assert_memory_equal(body, cases[i].begins, strlen(cases[i].begins));
    }
}

static void what_is_not_found_lists_what_is(void **state)
{
    (void)state;
    page(HTTP_OTHER, "/nothing");
    for (const char **path = (const char *[]){"/metrics", "/livez", "/readyz", "/status", NULL}; *path; path++)
        assert_non_null(strstr(body, *path));
}

static void any_other_method_is_not_allowed(void **state)
{
    struct http_page got;

    (void)state;
    got = page(HTTP_OTHER, "/status");
    assert_int_equal(got.code, 405);
    assert_string_equal(got.allow, "GET, HEAD");
}

static void a_head_has_the_length_of_the_page(void **state)
{
    (void)state;
    assert_int_equal(page(HTTP_HEAD, "/livez").code, 200);
    assert_string_equal(body, "live\n");
}

static void who_is_not_ready_says_why_and_lives(void **state)
{
    (void)state;
    facts_not_ready(&facts, TEXT("the disk is full"));
    assert_int_equal(page(HTTP_GET, "/readyz").code, 503);
    assert_string_equal(body, "not ready: the disk is full\n");
    assert_int_equal(page(HTTP_GET, "/livez").code, 200);
    assert_int_equal(page(HTTP_GET, "/status").code, 200);
    assert_non_null(strstr(body, "\"ready\":false,\"reason\":\"the disk is full\""));
    page(HTTP_GET, "/metrics");
    assert_true(shows("orewatch_ready 0"));
}

/* ---- status ---------------------------------------------------------------- */

static void status_is_json_with_sections_that_are_there(void **state)
{
    json_t *json, *source;

    (void)state;
    facts.present &= ~(UINT64_C(1) << FACTS_HAS_JOURNAL); /* --journal none */
    json = status();
    assert_int_equal(json_integer_value(json_object_get(json, "offset")), 42);
    assert_null(json_object_get(json, "journal"));
    assert_non_null(json_object_get(json, "clock"));
    source = json_array_get(json_object_get(json, "sources"), 0);
    assert_string_equal(json_string_value(json_object_get(source, "health")), "degraded");
    assert_string_equal(json_string_value(json_object_get(source, "reason")), "says \"little\"");
    assert_string_equal(json_string_value(json_object_get(source, "last_received")), "2025-02-24T07:00:00.500000000Z");
    json_decref(json);
}

/* Every name of the longest, every byte of a reason one that JSON writes as six. */
static void the_largest_page_fits(void **state)
{
    static char name[LIMIT_TOKEN], reason[FACTS_REASON], path[FACTS_PATH], why[LIMIT_TITLE];
    struct text source = {name, sizeof(name)};

    (void)state;
    memset(name, '/', sizeof(name));
    memset(reason, 1, sizeof(reason));
    memset(path, 1, sizeof(path));
    memset(why, 1, sizeof(why));
    facts_not_ready(&facts, (struct text){why, sizeof(why)});
    facts.refused_count = STATUSES;
    for (unsigned i = 0; i < STATUSES; i++)
        facts.refused[i] = (struct refused_fact){PRESENT_ALL, source, INT64_MAX};
    facts.engine_count = FACTS_ENGINE;
    for (unsigned i = 0; i < FACTS_ENGINE; i++)
        facts.engine[i] = (struct engine_fact){PRESENT_ALL, source, INT64_MAX};
    facts.journal =
        (struct journal_facts){.present = PRESENT_ALL, .path = {path, sizeof(path)}, .failure = {why, sizeof(why)}};
    facts.sources_count = FACTS_SOURCES;
    for (unsigned i = 0; i < FACTS_SOURCES; i++)
        facts.sources[i] = (struct source_fact){PRESENT_ALL,  source,    HEALTH_DEGRADED, {reason, sizeof(reason)},
                                                INT64_MAX,    INT64_MAX, INT64_MAX,       INT64_MAX,
                                                TIME_HIGHEST, -9e12};
    json_decref(status());
    page(HTTP_GET, "/metrics");
}

/* ---- metrics --------------------------------------------------------------- */

static void a_family_has_a_sample_for_each_item(void **state)
{
    (void)state;
    page(HTTP_GET, "/metrics");
    assert_true(shows("# TYPE orewatch_refused_total counter\norewatch_refused_total{reason=\"future\"} 3"));
    assert_true(shows("orewatch_source_health{source=\"official/eu\"} 1"));
    assert_true(shows("orewatch_source_last_received_seconds{source=\"official/eu\"} 1740380400.5"));
    assert_true(shows("orewatch_log_offset 42"));
}

static void a_label_is_escaped(void **state)
{
    (void)state;
    facts.sources[0].source = TEXT("a\\b\"c\nd");
    page(HTTP_GET, "/metrics");
    assert_true(shows("orewatch_source_health{source=\"a\\\\b\\\"c\\nd\"} 1"));
}

static void what_is_not_known_has_no_sample(void **state)
{
    (void)state;
    facts.sources[0].present &= ~(UINT64_C(1) << SOURCE_FACT_HAS_LAST_RECEIVED);
    facts.clock.present = UINT64_C(1) << CLOCK_HAS_NOW;
    page(HTTP_GET, "/metrics");
    assert_null(strstr(body, "orewatch_source_last_received_seconds{"));
    assert_null(strstr(body, "orewatch_lag_seconds"));
    assert_null(strstr(body, "orewatch_journal_")); /* the section is absent */
}

static void buckets_of_a_histogram_add_up(void **state)
{
    (void)state;
    facts.journal.present = PRESENT_ALL;
    histogram_add(&facts.journal.commit_times, 0);
    histogram_add(&facts.journal.commit_times, 50000); /* at its bound: inside */
    histogram_add(&facts.journal.commit_times, 50001);
    histogram_add(&facts.journal.commit_times, 3000000000);
    page(HTTP_GET, "/metrics");
    assert_true(shows("orewatch_commit_seconds_bucket{le=\"0.00005\"} 2"));
    assert_true(shows("orewatch_commit_seconds_bucket{le=\"0.0001\"} 3"));
    assert_true(shows("orewatch_commit_seconds_bucket{le=\"1\"} 3"));
    assert_true(shows("orewatch_commit_seconds_bucket{le=\"+Inf\"} 4"));
    assert_true(shows("orewatch_commit_seconds_sum 3.0001"));
    assert_true(shows("orewatch_commit_seconds_count 4"));
}

static void the_table_of_metrics_follows_the_rules_of_names(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < metrics_count; i++) {
        const char *name = metrics[i].name, *total = strstr(name, "_total");

        assert_memory_equal(name, "orewatch_", 9);
        assert_int_equal(total != NULL, metrics[i].type == METRIC_COUNTER);
        assert_int_equal(metrics[i].help[strlen(metrics[i].help) - 1], '.');
        for (uint32_t other = 0; other < i; other++)
            assert_string_not_equal(name, metrics[other].name);
    }
}

/* ---- where it listens ------------------------------------------------------ */

static void an_address_is_an_address_and_a_port(void **state)
{
    static const struct {
        const char *text;
        bool right, loopback;
    } cases[] = {
        {"127.0.0.1:7780", true, true},
        {"127.9.9.9:0", true, true},
        {"[::1]:7780", true, true},
        {"0.0.0.0:65535", true, false},
        {"[::]:80", true, false},
        {"10.0.0.1:80", true, false},
        {"", false, false},
        {"127.0.0.1", false, false},
        {"127.0.0.1:", false, false},
        {"7780", false, false},
        {":7780", false, false},
        {"127.0.0.1:65536", false, false},
        {"localhost:80", false, false},
        {"127.0.0.1:80x", false, false},
        {"127.0.0.1:-1", false, false},
        {"::1:7780", false, false},
        {"[127.0.0.1]:80", false, false},
        {"127.0.0.1:000080", false, false},
        {"[]:80", false, false},
        {"1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16.17.18.19.20:1", false, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct http_address address;
        char why[256] = "", text[64];
        enum status status = http_address_parse(cases[i].text, &address, why, sizeof(why));

        if (!cases[i].right) {
            assert_int_equal(status, STATUS_SYNTAX);
            assert_non_null(strstr(why, cases[i].text));
            continue;
        }
        assert_int_equal(status, STATUS_OK);
        assert_int_equal(address.is_loopback, cases[i].loopback);
        http_address_print(&address, text, sizeof(text));
        assert_string_equal(text, cases[i].text);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(each_path_is_answered_by_its_page, begin),
        cmocka_unit_test_setup(what_is_not_found_lists_what_is, begin),
        cmocka_unit_test_setup(any_other_method_is_not_allowed, begin),
        cmocka_unit_test_setup(a_head_has_the_length_of_the_page, begin),
        cmocka_unit_test_setup(who_is_not_ready_says_why_and_lives, begin),
        cmocka_unit_test_setup(status_is_json_with_sections_that_are_there, begin),
        cmocka_unit_test_setup(the_largest_page_fits, begin),
        cmocka_unit_test_setup(a_family_has_a_sample_for_each_item, begin),
        cmocka_unit_test_setup(a_label_is_escaped, begin),
        cmocka_unit_test_setup(what_is_not_known_has_no_sample, begin),
        cmocka_unit_test_setup(buckets_of_a_histogram_add_up, begin),
        cmocka_unit_test_setup(the_table_of_metrics_follows_the_rules_of_names, begin),
        cmocka_unit_test_setup(an_address_is_an_address_and_a_port, begin),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

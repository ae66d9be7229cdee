/* data, of a source: what it says of itself, where it has supplied something. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/support/alerts_heard.h"

static int set_up(void **state)
{
    (void)state;
    aluminum_world();
    return 0;
}

static struct event *says(const char *source, const char *id, enum health health, const char *reason)
{
    struct event *event = begin_sentence(EVENT_STATUS, source, id);
    event->status.health = (uint8_t)health;
    event->status.reason = text_of(reason);
    return event;
}

static void a_source_that_is_degraded_is_told_where_it_supplied_tables(void **state)
{
    (void)state;
    says("official/statistics", "1", HEALTH_DEGRADED, "list shrunken")->status.text = TEXT("3 rows of 61");
    const struct heard *data = needed_alert(ALERT_KIND_DATA, "WORLD");
    assert_int_equal(data->state, ALERT_FIRING);
    assert_int_equal(data->severity, SEVERITY_MODERATE);
    assert_string_equal(data->material, "aluminum");
    assert_string_equal(data->reason, "official/statistics says it is degraded: list shrunken; 3 rows of 61");
    assert_string_equal(data->cause, "1");
    assert_int_equal(heard_count, 1);
}

static void a_source_of_measures_is_told_for_their_materials(void **state)
{
    (void)state;
    import_ban("EU", "RU"), said_by("press/paper");
    end_sentence();
    uint32_t before = heard_count;
    says("press/paper", "1", HEALTH_DOWN, "login refused");
    assert_int_equal(needed_alert(ALERT_KIND_DATA, "WORLD")->severity, SEVERITY_ELEVATED);
    assert_int_equal(heard_count, before + 1);
}

static void a_source_that_has_supplied_nothing_is_recorded(void **state)
{
    (void)state;
    says("press/nobody", "1", HEALTH_DOWN, "login refused");
    assert_null(last_alert(ALERT_KIND_DATA, "WORLD"));
}

static void from_degraded_to_down_is_a_rise_and_only_ok_resolves(void **state)
{
    (void)state;
    says("official/statistics", "1", HEALTH_DEGRADED, "slow");
    says("official/statistics", "2", HEALTH_DOWN, "gone");
    assert_int_equal(needed_alert(ALERT_KIND_DATA, "WORLD")->severity, SEVERITY_ELEVATED);
    assert_int_equal(needed_alert(ALERT_KIND_DATA, "WORLD")->transition, 2);
    pass(365 * DAY_NS);
    assert_int_equal(needed_alert(ALERT_KIND_DATA, "WORLD")->state, ALERT_FIRING);
    says("official/statistics", "3", HEALTH_OK, "back");
    assert_int_equal(needed_alert(ALERT_KIND_DATA, "WORLD")->state, ALERT_RESOLVED);
    assert_non_null(strstr(needed_alert(ALERT_KIND_DATA, "WORLD")->reason, "official/statistics says it is ok: back"));
}

static void an_older_word_moves_nothing(void **state)
{
    (void)state;
    says("official/statistics", "1", HEALTH_OK, "fine");
    says("official/statistics", "2", HEALTH_DOWN, "an hour ago")->time -= HOUR_NS;
    assert_null(last_alert(ALERT_KIND_DATA, "WORLD"));
    says("official/statistics", "1", HEALTH_DOWN, "an older revision")->revision = 1;
    assert_null(last_alert(ALERT_KIND_DATA, "WORLD"));
}

static void a_word_that_is_taken_back_leaves_it_unknown(void **state)
{
    (void)state;
    says("official/statistics", "1", HEALTH_DOWN, "gone");
    says("official/statistics", "1", HEALTH_DOWN, "")->withdrawn = true;
    const struct heard *data = needed_alert(ALERT_KIND_DATA, "WORLD");
    assert_int_equal(data->state, ALERT_UNKNOWN);
    assert_non_null(strstr(data->reason, "taken back"));
}

static void two_sources_are_two_alerts(void **state)
{
    (void)state;
    import_ban("EU", "RU"), said_by("press/paper");
    says("press/paper", "1", HEALTH_DOWN, "gone");
    char first[32];
    memcpy(first, needed_alert(ALERT_KIND_DATA, "WORLD")->id, sizeof first);
    says("official/statistics", "1", HEALTH_DOWN, "gone");
    assert_string_not_equal(needed_alert(ALERT_KIND_DATA, "WORLD")->id, first);
}

static void every_place_held_by_the_sick_is_counted(void **state)
{
    static char names[LIMIT_HEALTHS + 1][16];
    struct engine_counter counters[64];
    uint64_t full = 0;
    (void)state;
    for (uint32_t i = 0; i <= LIMIT_HEALTHS; i++) {
        struct line line = line_on(names[i], sizeof names[i]);
        line_string(&line, "feed/");
        line_uint(&line, i);
        says(names[i], "1", HEALTH_DOWN, "gone");
    }
    end_sentence();
    uint32_t count = engine_counters(the_engine(), counters, 64);
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(counters[i].name, "health_full") == 0)
            full = counters[i].count;
    assert_int_equal(full, 1);
}

#define CLAIM(test) cmocka_unit_test_setup_teardown(test, set_up, leave_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM(a_source_that_is_degraded_is_told_where_it_supplied_tables),
        CLAIM(a_source_of_measures_is_told_for_their_materials),
        CLAIM(a_source_that_has_supplied_nothing_is_recorded),
        CLAIM(from_degraded_to_down_is_a_rise_and_only_ok_resolves),
        CLAIM(an_older_word_moves_nothing),
        CLAIM(a_word_that_is_taken_back_leaves_it_unknown),
        CLAIM(two_sources_are_two_alerts),
        CLAIM(every_place_held_by_the_sick_is_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

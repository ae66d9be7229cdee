/* delta: a composite that rose or fell by its threshold within its window. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/support/alerts_heard.h"
#include "tests/support/near.h"

static int set_up(void **state)
{
    (void)state;
    aluminum_world();
    return 0;
}

/* A ban of so much of the lane, which moves the composite by itself. */
static void cut(const char *name, const char *of, double share)
{
    import_ban("EU", of), named(name), valued(share, MEASURE_SHARE);
    end_sentence();
}

static void lift(const char *name, const char *of)
{
    import_ban("EU", of), named(name), with_status(POLICY_REVOKED);
    end_sentence();
}

/* The last of this rule, of this sign. */
static const struct heard *last_of(const char *rule, bool rise)
{
    for (uint32_t i = heard_count; i > 0; i--)
        if (strcmp(heard[i - 1].rule, rule) == 0 && (strstr(heard[i - 1].reason, rise ? "rose" : "fell") != NULL))
            return &heard[i - 1];
    return NULL;
}

static void a_rise_within_the_window_is_told_with_what_changed(void **state)
{
    (void)state;
    cut("old", "CA", .05);
    pass(3 * DAY_NS);
    double before = composite_of("aluminum", "EU");
    cut("new", "RU", 1);
    double after = composite_of("aluminum", "EU");
    assert_true(after - before >= 8);
    const struct heard *day = last_of("delta-day", true);
    assert_non_null(day);
    assert_int_equal(day->state, ALERT_FIRING);
    assert_near(day->value, after - before, 1e-6);
    assert_near(day->threshold, 8, 0);
    assert_string_equal(day->cause, "new");
    assert_true(day->causes <= 2); /* the old measure did not change; `others` may remain */
    assert_near(day->effects, day->value, 1e-5);
}

static void the_hour_and_the_day_are_two_rules(void **state)
{
    (void)state;
    cut("new", "RU", 1);
    assert_non_null(last_of("delta-hour", true));
    assert_string_not_equal(last_of("delta-hour", true)->id, last_of("delta-day", true)->id);
}

static void small_steps_add_up_within_the_day_and_not_within_the_hour(void **state)
{
    (void)state;
    double start = composite_of("aluminum", "EU");
    for (int i = 1; i <= 40 && composite_of("aluminum", "EU") - start < 8; i++) {
        char name[16];
        struct line line = line_on(name, sizeof name);
        line_string(&line, "step");
        line_int(&line, i);
        cut(name, i % 2 == 0 ? "NO" : "CA", .012);
        pass(30 * MINUTE_NS);
    }
    assert_true(composite_of("aluminum", "EU") - start >= 8);
    assert_non_null(last_of("delta-day", true));
    assert_null(last_of("delta-hour", true));
}

static void what_is_given_back_clears_the_rise_and_is_a_fall(void **state)
{
    (void)state;
    cut("new", "RU", 1);
    pass(MINUTE_NS);
    lift("new", "RU");
    const struct heard *fall = last_of("delta-day", false);
    assert_non_null(fall);
    assert_int_equal(fall->state, ALERT_FIRING);
    assert_int_equal(fall->severity, SEVERITY_INFO);
    assert_true(fall->value <= -8);
    assert_near(fall->threshold, -8, 0);
    assert_string_equal(fall->cause, "new");
    assert_int_equal(fall->causes, 1);
    assert_near(fall->effects, fall->value, 1e-6);
}

static void a_rise_resolves_when_it_has_left_its_window(void **state)
{
    (void)state;
    cut("new", "RU", 1);
    int64_t told = last_of("delta-day", true)->time;
    pass(DAY_NS - 1);
    uint32_t resolved = 0;
    for (uint32_t i = 0; i < heard_count; i++)
        resolved += strcmp(heard[i].rule, "delta-day") == 0 && heard[i].state == ALERT_RESOLVED;
    assert_int_equal(resolved, 0);
    pass(1);
    const struct heard *one = last_alert(ALERT_KIND_DELTA, "EU");
    assert_string_equal(one->rule, "delta-day");
    assert_int_equal(one->state, ALERT_RESOLVED);
    assert_int_equal(one->time, told + DAY_NS);
}

static void new_figures_are_no_change(void **state)
{
    (void)state;
    double before = composite_of("aluminum", "EU");
    table("aluminum", "EU"), as_of("2024-12-31");
    supplies("RU", 900000);
    supplies("NO", 1000);
    assert_true(composite_of("aluminum", "EU") > before + 8);
    assert_null(last_alert(ALERT_KIND_DELTA, "EU"));
}

static void a_lost_past_leaves_it_unknown_until_a_window_is_known_again(void **state)
{
    (void)state;
    cut("new", "RU", 1);
    begin_sentence(EVENT_BASELINE, "official/statistics", "EU")->withdrawn = true;
    assert_int_equal(needed_alert(ALERT_KIND_DELTA, "EU")->state, ALERT_UNKNOWN);
    pass(7 * DAY_NS);
    table("aluminum", "EU"), as_of("2024-12-31");
    supplies("RU", 300000);
    supplies("NO", 500000);
    supplies("CA", 200000);
    end_sentence();
    pass(HOUR_NS - 1);
    assert_int_equal(alerts_in(ALERT_KIND_DELTA, "EU", ALERT_RESOLVED), 0);
    pass(DAY_NS - HOUR_NS);
    assert_int_equal(alerts_in(ALERT_KIND_DELTA, "EU", ALERT_RESOLVED), 1); /* the hour's */
    pass(1);
    assert_int_equal(needed_alert(ALERT_KIND_DELTA, "EU")->state, ALERT_RESOLVED);
}

static void a_window_longer_than_a_day_is_refused(void **state)
{
    (void)state;
    usual_rule(ALERT_KIND_DELTA)->window = DAY_NS + 1;
    assert_false(rules_are(usual_rules()));
    usual_rule(ALERT_KIND_DELTA)->window = 0;
    assert_false(rules_are(usual_rules()));
}

#define CLAIM(test) cmocka_unit_test_setup_teardown(test, set_up, leave_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM(a_rise_within_the_window_is_told_with_what_changed),
        CLAIM(the_hour_and_the_day_are_two_rules),
        CLAIM(small_steps_add_up_within_the_day_and_not_within_the_hour),
        CLAIM(what_is_given_back_clears_the_rise_and_is_a_fall),
        CLAIM(a_rise_resolves_when_it_has_left_its_window),
        CLAIM(new_figures_are_no_change),
        CLAIM(a_lost_past_leaves_it_unknown_until_a_window_is_known_again),
        CLAIM(a_window_longer_than_a_day_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

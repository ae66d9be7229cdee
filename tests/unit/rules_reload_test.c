/* Rules are replaced while alerts are open: what keeps its name goes on, what is
 * removed is unknown and never said to be over. */
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
    import_ban("EU", "RU"), named("ban");
    end_sentence();
    return 0;
}

static const struct heard *gap(void)
{
    return needed_alert(ALERT_KIND_GAP, "EU");
}

/* The default rules without those of this kind. */
static void remove_rules(enum alert_kind kind)
{
    struct rules *rules = usual_rules();
    uint32_t kept = 0;
    for (uint32_t i = 0; i < rules->rules_count; i++)
        if (rules->rules[i].kind != kind)
            rules->rules[kept++] = rules->rules[i];
    rules->rules_count = kept;
}

static void the_same_rules_again_say_nothing(void **state)
{
    (void)state;
    pass(DAY_NS);
    uint64_t before = outputs_count;
    assert_true(rules_are(usual_rules()));
    pass(HOUR_NS);
    assert_int_equal(outputs_count, before);
}

static void a_rule_that_keeps_its_name_keeps_its_alerts(void **state)
{
    (void)state;
    usual_rule(ALERT_KIND_GAP)->threshold = .4;
    usual_rule(ALERT_KIND_GAP)->clear = .35;
    assert_true(rules_are(usual_rules()));
    assert_int_equal(gap()->transition, 1);
    import_ban("EU", "RU"), named("ban"), with_status(POLICY_REVOKED);
    assert_int_equal(gap()->state, ALERT_RESOLVED);
    assert_int_equal(gap()->transition, 2);
}

static void every_pair_is_judged_by_the_new_numbers_at_once(void **state)
{
    (void)state;
    usual_rule(ALERT_KIND_GAP)->threshold = .9;
    usual_rule(ALERT_KIND_GAP)->clear = .85;
    assert_true(rules_are(usual_rules()));
    assert_int_equal(gap()->state, ALERT_RESOLVED);
    assert_int_equal(gap()->offset, the_engine()->offset);
    usual_rule(ALERT_KIND_GAP)->threshold = .8;
    usual_rule(ALERT_KIND_GAP)->clear = .7;
    pass(HOUR_NS);
    assert_true(rules_are(usual_rules()));
    assert_int_equal(gap()->state, ALERT_FIRING);
}

static void a_shorter_duration_is_over_when_it_was_met_already(void **state)
{
    (void)state;
    import_ban("EU", "RU"), named("ban"), with_status(POLICY_REVOKED);
    usual_rule(ALERT_KIND_GAP)->hold = DAY_NS;
    assert_true(rules_are(usual_rules()));
    pass(HOUR_NS);
    import_ban("EU", "RU"), named("ban");
    assert_int_equal(gap()->state, ALERT_PENDING);
    pass(2 * HOUR_NS);
    usual_rule(ALERT_KIND_GAP)->hold = HOUR_NS;
    assert_true(rules_are(usual_rules()));
    assert_int_equal(gap()->state, ALERT_FIRING);
    assert_int_equal(gap()->time, the_engine()->now);
}

static void a_removed_rule_leaves_its_alerts_unknown_and_not_over(void **state)
{
    (void)state;
    remove_rules(ALERT_KIND_GAP);
    assert_true(rules_are(usual_rules()));
    assert_int_equal(gap()->state, ALERT_UNKNOWN);
    assert_non_null(strstr(gap()->reason, "unknown: rule removed"));
    import_ban("EU", "RU"), named("ban"), with_status(POLICY_REVOKED);
    pass(365 * DAY_NS);
    assert_int_equal(gap()->transition, 2);
}

static void a_rule_that_comes_back_takes_its_alerts_up_again(void **state)
{
    (void)state;
    remove_rules(ALERT_KIND_GAP);
    assert_true(rules_are(usual_rules()));
    pass(DAY_NS);
    assert_true(rules_are(engine_default_rules()));
    assert_int_equal(gap()->state, ALERT_FIRING);
    assert_int_equal(gap()->transition, 3);
}

static void a_rule_that_speaks_of_another_region_now_has_left_this_one(void **state)
{
    (void)state;
    usual_rule(ALERT_KIND_GAP)->region = TEXT("JP");
    assert_true(rules_are(usual_rules()));
    assert_int_equal(gap()->state, ALERT_UNKNOWN);
}

static void what_happens_once_expires_whatever_becomes_of_its_rule(void **state)
{
    (void)state;
    int64_t told = needed_alert(ALERT_KIND_STATE, "EU")->time;
    remove_rules(ALERT_KIND_STATE);
    assert_true(rules_are(usual_rules()));
    pass(8 * DAY_NS);
    assert_int_equal(needed_alert(ALERT_KIND_STATE, "EU")->state, ALERT_RESOLVED);
    assert_int_equal(needed_alert(ALERT_KIND_STATE, "EU")->time, told + 7 * DAY_NS);
}

static void rules_that_are_refused_change_nothing(void **state)
{
    (void)state;
    uint64_t before = outputs_count;
    usual_rule(ALERT_KIND_GAP)->flap_window = 0;
    assert_false(rules_are(usual_rules()));
    assert_int_equal(outputs_count, before);
    import_ban("EU", "RU"), named("ban"), with_status(POLICY_REVOKED);
    assert_int_equal(gap()->state, ALERT_RESOLVED);
}

#define CLAIM(test) cmocka_unit_test_setup_teardown(test, set_up, leave_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM(the_same_rules_again_say_nothing),
        CLAIM(a_rule_that_keeps_its_name_keeps_its_alerts),
        CLAIM(every_pair_is_judged_by_the_new_numbers_at_once),
        CLAIM(a_shorter_duration_is_over_when_it_was_met_already),
        CLAIM(a_removed_rule_leaves_its_alerts_unknown_and_not_over),
        CLAIM(a_rule_that_comes_back_takes_its_alerts_up_again),
        CLAIM(a_rule_that_speaks_of_another_region_now_has_left_this_one),
        CLAIM(what_happens_once_expires_whatever_becomes_of_its_rule),
        CLAIM(rules_that_are_refused_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

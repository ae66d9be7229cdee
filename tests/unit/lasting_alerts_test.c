/* What lasts, told by the engine: pending, cool-down, severities, flapping, and
 * what is unknown because data are missing. */
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

static void ban(void)
{
    import_ban("EU", "RU"), named("ban");
}

static void lift(void)
{
    import_ban("EU", "RU"), named("ban"), with_status(POLICY_REVOKED);
}

static const struct heard *gap(void)
{
    return needed_alert(ALERT_KIND_GAP, "EU");
}

/* The table of the world is taken back, as if it had never been known. */
static void lose_the_table(void)
{
    begin_sentence(EVENT_BASELINE, "official/statistics", "EU")->withdrawn = true;
    end_sentence();
    assert_false(standing_of("aluminum", "EU")->known);
}

static void a_table(double unspecified_t)
{
    table("aluminum", "EU");
    as_of("2024-12-31");
    supplies("RU", 300000);
    supplies("NO", 500000);
    supplies("CA", 200000);
    if (unspecified_t > 0)
        supplies("XX", unspecified_t);
    end_sentence();
}

static void a_gap_that_grows_is_more_severe_and_one_that_shrinks_says_nothing(void **state)
{
    (void)state;
    ban();
    assert_int_equal(gap()->severity, SEVERITY_HIGH);
    import_ban("EU", "CA"), named("another");
    assert_int_equal(gap()->state, ALERT_FIRING);
    assert_int_equal(gap()->severity, SEVERITY_CRITICAL);
    assert_int_equal(gap()->transition, 2);
    import_ban("EU", "CA"), named("another"), with_status(POLICY_REVOKED);
    assert_int_equal(gap()->transition, 2);
}

static void a_crossing_within_the_cool_down_pends_and_fires_at_its_end(void **state)
{
    (void)state;
    ban();
    lift();
    int64_t resolved = gap()->time;
    assert_int_equal(gap()->state, ALERT_RESOLVED);
    pass(10 * MINUTE_NS);
    ban();
    assert_int_equal(gap()->state, ALERT_PENDING);
    pass(DAY_NS);
    assert_int_equal(gap()->state, ALERT_FIRING);
    assert_int_equal(gap()->time, resolved + 30 * MINUTE_NS);
    assert_int_equal(gap()->transition, 4);
}

/* Japan makes most of its metal itself: it stands in the lowest band. */
static void a_calm_japan(void)
{
    table("aluminum", "JP");
    supplies("JP", 800000);
    supplies("NO", 70000), spare(300000);
    supplies("CA", 70000), spare(300000);
    supplies("AU", 60000), spare(300000);
    pass(DAY_NS);
    assert_true(composite_of("aluminum", "JP") < 22);
}

static void a_level_pends_for_its_dwell_and_says_until_when(void **state)
{
    (void)state;
    a_calm_japan();
    import_ban("JP", "NO"), also_from("CA"), named("japan");
    const struct heard *level = needed_alert(ALERT_KIND_LEVEL, "JP");
    assert_int_equal(level->state, ALERT_PENDING);
    assert_non_null(strstr(level->reason, "pending: fires if it lasts until 2025-01-03T00:30:00.000000000Z"));
    pass(30 * MINUTE_NS - 1);
    assert_int_equal(needed_alert(ALERT_KIND_LEVEL, "JP")->state, ALERT_PENDING);
    pass(1);
    assert_int_equal(needed_alert(ALERT_KIND_LEVEL, "JP")->state, ALERT_FIRING);
    assert_int_equal(needed_alert(ALERT_KIND_LEVEL, "JP")->transition, 2);
}

static void a_level_that_went_away_while_pending_ends_after_its_dwell(void **state)
{
    (void)state;
    a_calm_japan();
    import_ban("JP", "NO"), also_from("CA"), named("japan");
    pass(10 * MINUTE_NS);
    import_ban("JP", "NO"), also_from("CA"), named("japan"), with_status(POLICY_REVOKED);
    pass(30 * MINUTE_NS - 1);
    assert_int_equal(needed_alert(ALERT_KIND_LEVEL, "JP")->state, ALERT_PENDING);
    pass(1);
    const struct heard *level = needed_alert(ALERT_KIND_LEVEL, "JP");
    assert_int_equal(level->state, ALERT_RESOLVED);
    assert_non_null(strstr(level->reason, "went away before it fired"));
    assert_int_equal(alerts_in(ALERT_KIND_LEVEL, "JP", ALERT_FIRING), 0);
}

static void a_band_that_is_left_downwards_is_told_as_less_severe(void **state)
{
    (void)state;
    ban();
    import_ban("EU", "NO"), named("more");
    pass(HOUR_NS);
    uint8_t high = needed_alert(ALERT_KIND_LEVEL, "EU")->severity;
    assert_true(high > SEVERITY_MODERATE);
    import_ban("EU", "NO"), named("more"), with_status(POLICY_REVOKED);
    lift();
    pass(30 * MINUTE_NS - 1);
    assert_int_equal(needed_alert(ALERT_KIND_LEVEL, "EU")->severity, high);
    pass(1);
    const struct heard *level = needed_alert(ALERT_KIND_LEVEL, "EU");
    assert_int_equal(level->state, ALERT_FIRING);
    assert_int_equal(level->severity, SEVERITY_MODERATE);
    assert_non_null(strstr(level->reason, "less severe: composite is in the band moderate"));
    assert_near(level->threshold, 45 - 3, 1e-9);
}

static void many_crossings_of_a_gap_flap_and_are_counted(void **state)
{
    struct engine_counter counters[64];
    (void)state;
    usual_rule(ALERT_KIND_GAP)->cooldown = 0;
    assert_true(rules_are(usual_rules()));
    for (int i = 0; i < 50; i++) {
        ban();
        pass(MINUTE_NS);
        lift();
        pass(MINUTE_NS);
    }
    assert_int_equal(gap()->transition, 7);
    assert_int_equal(gap()->state, ALERT_FIRING);
    assert_non_null(strstr(gap()->reason, "flapping: more than 6 changes within 6h"));
    int64_t stable = the_engine()->now - MINUTE_NS;
    pass(DAY_NS);
    assert_int_equal(gap()->state, ALERT_RESOLVED);
    assert_int_equal(gap()->time, stable + 6 * HOUR_NS);
    uint32_t count = engine_counters(the_engine(), counters, 64);
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(counters[i].name, "alerts_flapping") == 0)
            assert_in_range(counters[i].count, 1, 5); /* the changes of the composite flap as well */
}

static void a_gap_without_its_table_is_unknown_for_as_long_as_it_takes(void **state)
{
    (void)state;
    ban();
    lose_the_table();
    assert_int_equal(gap()->state, ALERT_UNKNOWN);
    assert_non_null(strstr(gap()->reason, "no supply table"));
    lift();
    pass(365 * DAY_NS);
    assert_int_equal(gap()->state, ALERT_UNKNOWN);
    assert_int_equal(gap()->transition, 2);
    a_table(0);
    assert_int_equal(gap()->state, ALERT_RESOLVED);
    assert_non_null(strstr(gap()->reason, "fresh data meet the clear threshold"));
}

static void a_gap_whose_table_comes_back_fires_on(void **state)
{
    (void)state;
    ban();
    lose_the_table();
    pass(DAY_NS);
    a_table(0);
    assert_int_equal(gap()->state, ALERT_FIRING);
    assert_int_equal(gap()->transition, 3);
}

static void a_level_is_unknown_while_a_channel_that_it_rests_on_is(void **state)
{
    (void)state;
    ban();
    import_ban("EU", "NO");
    pass(DAY_NS);
    assert_int_equal(needed_alert(ALERT_KIND_LEVEL, "EU")->state, ALERT_FIRING);
    a_table(700000);
    const struct heard *level = needed_alert(ALERT_KIND_LEVEL, "EU");
    assert_int_equal(level->state, ALERT_UNKNOWN);
    assert_non_null(strstr(level->reason, "concentration is unknown, rest above its limit"));
    pass(7 * DAY_NS);
    assert_int_equal(needed_alert(ALERT_KIND_LEVEL, "EU")->state, ALERT_UNKNOWN);
}

static void a_lane_that_is_not_known_any_more_leaves_its_doubt_unknown(void **state)
{
    (void)state;
    import_quota("EU", "RU", 400000);
    assert_int_equal(needed_alert(ALERT_KIND_DATA, "EU")->state, ALERT_FIRING);
    lose_the_table();
    assert_int_equal(needed_alert(ALERT_KIND_DATA, "EU")->state, ALERT_UNKNOWN);
}

static void a_doubt_about_a_measure_ends_with_the_measure(void **state)
{
    (void)state;
    import_quota("EU", "RU", 400000), until("2025-03-01");
    assert_int_equal(needed_alert(ALERT_KIND_DATA, "EU")->state, ALERT_FIRING);
    today("2025-03-02");
    assert_int_equal(needed_alert(ALERT_KIND_DATA, "EU")->state, ALERT_RESOLVED);
}

static void a_doubt_ends_where_the_measure_is_said_to_speak_of_others(void **state)
{
    (void)state;
    supply_offer("RU", "EU", 1000), named("offer"), claimed(50000, MEASURE_T_PER_YEAR), observed(10000);
    assert_int_equal(needed_alert(ALERT_KIND_DATA, "EU")->state, ALERT_FIRING);
    supply_offer("RU", "JP", 1000), named("offer"), claimed(50000, MEASURE_T_PER_YEAR), observed(10000);
    assert_int_equal(needed_alert(ALERT_KIND_DATA, "EU")->state, ALERT_RESOLVED);
}

static void a_claim_with_nothing_to_compare_is_unknown_and_not_over(void **state)
{
    (void)state;
    supply_offer("RU", "EU", 1000), claimed(50000, MEASURE_T_PER_YEAR), observed(10000);
    supply_offer("RU", "EU", 1000), claimed(50000, MEASURE_T_PER_YEAR);
    assert_int_equal(needed_alert(ALERT_KIND_DATA, "EU")->state, ALERT_UNKNOWN);
    supply_offer("RU", "EU", 1000);
    assert_int_equal(needed_alert(ALERT_KIND_DATA, "EU")->state, ALERT_RESOLVED);
}

static void an_alert_that_pends_can_be_acknowledged(void **state)
{
    (void)state;
    ban();
    lift();
    ban();
    assert_int_equal(gap()->state, ALERT_PENDING);
    struct event *seen = begin_sentence(EVENT_ACKNOWLEDGE, "desk", "1");
    seen->present |= UINT64_C(1) << OPERATOR_HAS_PREFIX;
    seen->operator.prefix = TEXT("alert.aluminum.EU.gap.");
    seen->operator.author = TEXT("trader");
    seen->operator.comment = TEXT("seen");
    assert_string_equal(gap()->acknowledged, "trader");
    assert_int_equal(gap()->state, ALERT_PENDING);
    pass(HOUR_NS);
    assert_int_equal(gap()->state, ALERT_FIRING);
    assert_string_equal(gap()->acknowledged, "");
}

#define CLAIM(test) cmocka_unit_test_setup_teardown(test, set_up, leave_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM(a_gap_that_grows_is_more_severe_and_one_that_shrinks_says_nothing),
        CLAIM(a_crossing_within_the_cool_down_pends_and_fires_at_its_end),
        CLAIM(a_level_pends_for_its_dwell_and_says_until_when),
        CLAIM(a_level_that_went_away_while_pending_ends_after_its_dwell),
        CLAIM(a_band_that_is_left_downwards_is_told_as_less_severe),
        CLAIM(many_crossings_of_a_gap_flap_and_are_counted),
        CLAIM(a_gap_without_its_table_is_unknown_for_as_long_as_it_takes),
        CLAIM(a_gap_whose_table_comes_back_fires_on),
        CLAIM(a_level_is_unknown_while_a_channel_that_it_rests_on_is),
        CLAIM(a_lane_that_is_not_known_any_more_leaves_its_doubt_unknown),
        CLAIM(a_doubt_about_a_measure_ends_with_the_measure),
        CLAIM(a_doubt_ends_where_the_measure_is_said_to_speak_of_others),
        CLAIM(a_claim_with_nothing_to_compare_is_unknown_and_not_over),
        CLAIM(an_alert_that_pends_can_be_acknowledged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

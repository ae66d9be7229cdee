/* What the engine says, and when: the kinds state, relief, gap, data and level,
 * and the timers that fire at their own time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/support/alerts_heard.h"
#include "tests/support/near.h"

/* An operator's word of today. */
static struct event *note(enum event_type type, const char *id, const char *alert, const char *prefix)
{
    struct event *event = begin_sentence(type, "desk", id);
    unsigned bit = alert != NULL ? OPERATOR_HAS_ALERT : OPERATOR_HAS_PREFIX;
    event->present |= UINT64_C(1) << bit;
    if (alert != NULL)
        event->operator.alert = text_of(alert);
    else
        event->operator.prefix = text_of(prefix);
    event->operator.author = TEXT("trader");
    event->operator.comment = TEXT("seen");
    return event;
}

static int set_up(void **state)
{
    (void)state;
    aluminum_world();
    return 0;
}

static void a_new_measure_is_told_with_its_cause_and_its_effect(void **state)
{
    (void)state;
    double before = composite_of("aluminum", "EU");
    import_ban("EU", "RU"), named("ban"), said_by("official/eu");
    const struct heard *one = needed_alert(ALERT_KIND_STATE, "EU");
    assert_int_equal(one->state, ALERT_FIRING);
    assert_int_equal(one->transition, 1);
    assert_near(one->before, before, 1e-6);
    assert_near(one->value, composite_of("aluminum", "EU"), 1e-6);
    assert_true(one->value > before + .2);
    assert_true(one->cause[0] != '\0');
}

static void a_state_alert_expires_after_its_keep(void **state)
{
    (void)state;
    import_ban("EU", "RU");
    int64_t told = needed_alert(ALERT_KIND_STATE, "EU")->time;
    today("2025-03-01");
    const struct heard *one = needed_alert(ALERT_KIND_STATE, "EU");
    assert_int_equal(one->state, ALERT_RESOLVED);
    assert_int_equal(one->transition, 2);
    assert_int_equal(one->time, told + 7 * DAY_NS);
    assert_string_equal(one->reason, "expired");
}

static void taking_a_measure_back_is_a_relief(void **state)
{
    (void)state;
    import_ban("EU", "RU"), named("ban");
    double harmed = composite_of("aluminum", "EU");
    import_ban("EU", "RU"), named("ban"), with_status(POLICY_REVOKED);
    const struct heard *one = needed_alert(ALERT_KIND_RELIEF, "EU");
    assert_near(one->before, harmed, 1e-6);
    assert_true(one->value < harmed);
}

static void what_lets_a_named_region_fall_is_a_relief_that_wakes_nobody(void **state)
{
    (void)state;
    import_ban("EU", "RU"), named("ban");
    assert_true(needed_alert(ALERT_KIND_STATE, "EU")->severity > SEVERITY_INFO);
    import_ban("EU", "RU"), named("ban"), valued(.1, MEASURE_SHARE);
    const struct heard *one = needed_alert(ALERT_KIND_RELIEF, "EU");
    assert_true(one->value < one->before - 2);
    assert_int_equal(one->severity, SEVERITY_INFO);
}

static void a_leg_begins_at_its_own_time_without_input(void **state)
{
    (void)state;
    import_ban("EU", "RU"), starting("2025-06-01");
    today("2025-05-01");
    double before = composite_of("aluminum", "EU");
    uint32_t told = heard_count;
    today("2025-07-01");
    assert_true(heard_count > told);
    const struct heard *began = NULL;
    for (uint32_t i = told; i < heard_count; i++)
        if (heard[i].kind == ALERT_KIND_STATE && heard[i].state == ALERT_FIRING)
            began = &heard[i];
    assert_non_null(began);
    assert_int_equal(began->time, day_ns("2025-06-01"));
    assert_non_null(strstr(began->reason, "begins"));
    assert_true(composite_of("aluminum", "EU") > before);
}

static void an_end_in_sight_is_told_thirty_seven_and_one_days_ahead(void **state)
{
    static const char *const days[] = {"2025-05-02", "2025-05-25", "2025-05-31", "2025-06-01"};
    (void)state;
    uint32_t found = 0;
    import_ban("EU", "RU"), until("2025-06-01");
    today("2025-07-01");
    for (uint32_t i = 0; i < heard_count; i++)
        for (size_t j = 0; j < sizeof days / sizeof days[0]; j++)
            if (heard[i].state == ALERT_FIRING && heard[i].time == day_ns(days[j]))
                found |= 1u << j;
    assert_int_equal(found, 0xf);
}

static void a_suspension_that_passes_without_a_word_is_unresolved(void **state)
{
    (void)state;
    import_ban("EU", "RU"), named("ban"), with_status(POLICY_SUSPENDED), ending_on("2025-06-01");
    today("2025-05-31");
    assert_null(last_alert(ALERT_KIND_DATA, "EU"));
    double suspended = composite_of("aluminum", "EU");
    today("2025-06-02");
    const struct heard *one = needed_alert(ALERT_KIND_DATA, "EU");
    assert_int_equal(one->time, day_ns("2025-06-01"));
    assert_true(composite_of("aluminum", "EU") > suspended);
    import_ban("EU", "RU"), named("ban"), with_status(POLICY_REVOKED);
    assert_int_equal(needed_alert(ALERT_KIND_DATA, "EU")->state, ALERT_RESOLVED);
}

static void a_large_gap_fires_and_clears_with_hysteresis(void **state)
{
    (void)state;
    import_ban("EU", "RU"), named("ban");
    assert_int_equal(needed_alert(ALERT_KIND_GAP, "EU")->state, ALERT_FIRING);
    import_ban("EU", "RU"), named("ban"), with_status(POLICY_REVOKED);
    const struct heard *one = needed_alert(ALERT_KIND_GAP, "EU");
    assert_int_equal(one->state, ALERT_RESOLVED);
    assert_int_equal(one->transition, 2);
}

static void a_claim_above_twice_what_was_observed_is_a_data_alert(void **state)
{
    (void)state;
    supply_offer("RU", "EU", 1000), claimed(50000, MEASURE_T_PER_YEAR), observed(10000);
    assert_near(needed_alert(ALERT_KIND_DATA, "EU")->value, 5, 1e-9);
}

static void a_quota_above_its_lane_is_a_data_alert_and_never_a_silent_nothing(void **state)
{
    (void)state;
    double before = composite_of("aluminum", "EU");
    import_quota("EU", "RU", 400000);
    assert_near(needed_alert(ALERT_KIND_DATA, "EU")->value, 400000. / 300000, 1e-6);
    assert_near(composite_of("aluminum", "EU"), before, 1e-6);
}

static void a_quota_below_its_lane_raises_none(void **state)
{
    (void)state;
    import_quota("EU", "RU", 240000);
    assert_null(last_alert(ALERT_KIND_DATA, "EU"));
}

static void sources_in_conflict_are_told_and_the_better_tier_counts(void **state)
{
    (void)state;
    import_ban("EU", "RU"), named("ban"), said_by("official/eu");
    double banned = composite_of("aluminum", "EU");
    import_ban("EU", "RU"), named("ban"), said_by("press/paper"), with_status(POLICY_REVOKED);
    assert_non_null(strstr(needed_alert(ALERT_KIND_DATA, "EU")->reason, "contradict"));
    assert_near(composite_of("aluminum", "EU"), banned, 1e-6);
}

static void an_offer_shows_what_would_be_if_it_were_true(void **state)
{
    (void)state;
    supply_offer("RU", "EU", 100000), with_status(POLICY_PROPOSED);
    assert_true(needed_alert(ALERT_KIND_RELIEF, "EU")->if_true);
}

static void where_a_pair_first_stands_is_no_level_alert(void **state)
{
    (void)state;
    today("2025-02-01");
    assert_true(composite_of("aluminum", "EU") > 25);
    assert_null(last_alert(ALERT_KIND_LEVEL, "EU"));
}

static void a_band_is_left_after_its_dwell(void **state)
{
    (void)state;
    import_ban("EU", "RU");
    int64_t told = needed_alert(ALERT_KIND_STATE, "EU")->time;
    today("2025-02-01");
    const struct heard *one = needed_alert(ALERT_KIND_LEVEL, "EU");
    assert_int_equal(one->time, told + 30 * MINUTE_NS);
    assert_int_equal(one->state, ALERT_FIRING);
}

static void a_visit_shorter_than_the_dwell_is_no_level_alert(void **state)
{
    (void)state;
    import_ban("EU", "RU"), named("ban");
    import_ban("EU", "RU"), named("ban"), with_status(POLICY_REVOKED);
    today("2025-02-01");
    assert_null(last_alert(ALERT_KIND_LEVEL, "EU"));
}

static void identities_do_not_depend_on_values(void **state)
{
    char id[32];
    (void)state;
    import_ban("EU", "RU"), named("ban"), valued(.5, MEASURE_SHARE);
    memcpy(id, needed_alert(ALERT_KIND_STATE, "EU")->id, sizeof id);
    import_ban("EU", "RU"), named("ban");
    assert_string_equal(needed_alert(ALERT_KIND_STATE, "EU")->id, id);
    assert_int_equal(needed_alert(ALERT_KIND_STATE, "EU")->transition, 2);
}

static void an_older_revision_says_and_moves_nothing(void **state)
{
    (void)state;
    import_ban("EU", "RU"), named("ban"), revised(3);
    double banned = composite_of("aluminum", "EU");
    uint64_t said = outputs_count;
    import_ban("EU", "RU"), named("ban"), with_status(POLICY_REVOKED), revised(2);
    assert_near(composite_of("aluminum", "EU"), banned, 0);
    assert_int_equal(outputs_count, said);
}

static void an_acknowledgement_is_shown_until_the_alert_fires_anew(void **state)
{
    static char id[32];
    (void)state;
    import_ban("EU", "RU"), named("ban"), valued(.5, MEASURE_SHARE);
    memcpy(id, needed_alert(ALERT_KIND_STATE, "EU")->id, sizeof id);
    note(EVENT_ACKNOWLEDGE, "1", id, NULL);
    const struct heard *one = needed_alert(ALERT_KIND_STATE, "EU");
    assert_string_equal(one->acknowledged, "trader");
    assert_int_equal(one->state, ALERT_FIRING);
    assert_int_equal(one->transition, 2);
    today("2025-01-03");
    import_ban("EU", "RU"), named("ban");
    assert_string_equal(needed_alert(ALERT_KIND_STATE, "EU")->acknowledged, "");
}

static void a_silence_stands_beside_alerts_and_stops_none(void **state)
{
    (void)state;
    struct event *silence = note(EVENT_SILENCE, "1", NULL, "alert.aluminum.EU.");
    silence->present |= UINT64_C(1) << OPERATOR_HAS_UNTIL;
    silence->operator.until = day_ns("2025-03-01");
    import_ban("EU", "RU"), named("ban"), valued(.5, MEASURE_SHARE);
    assert_string_equal(needed_alert(ALERT_KIND_STATE, "EU")->silenced, "trader");
    today("2025-03-01");
    import_ban("EU", "RU"), named("ban");
    assert_string_equal(needed_alert(ALERT_KIND_STATE, "EU")->silenced, "");
}

static void a_silence_taken_back_is_silent_no_more(void **state)
{
    (void)state;
    note(EVENT_SILENCE, "1", NULL, "alert.");
    struct event *back = note(EVENT_SILENCE, "1", NULL, "alert.");
    back->withdrawn = true;
    back->revision = sentence()->revision + 1;
    import_ban("EU", "RU");
    assert_string_equal(needed_alert(ALERT_KIND_STATE, "EU")->silenced, "");
}

static void ticks_change_nothing(void **state)
{
    static struct heard undisturbed[256];
    uint32_t count;
    uint64_t outputs;
    import_ban("EU", "RU"), starting("2025-06-01"), until("2026-06-01");
    today("2025-12-01");
    count = heard_count;
    outputs = outputs_count;
    memcpy(undisturbed, heard, count * sizeof heard[0]);
    leave_world(state);
    set_up(state);
    import_ban("EU", "RU"), starting("2025-06-01"), until("2026-06-01");
    for (const char *const *day = (const char *const[]){"2025-02-11", "2025-05-31", "2025-06-01", "2025-06-02",
                                                        "2025-09-09", "2025-12-01", NULL};
         *day != NULL; day++)
        today(*day);
    assert_int_equal(heard_count, count);
    assert_int_equal(outputs_count, outputs);
    assert_memory_equal(undisturbed, heard, count * sizeof heard[0]);
}

static void a_copy_of_the_state_is_a_fork(void **state)
{
    static struct heard told[256];
    struct entry tick = {.kind = ENTRY_TICK, .offset = 99, .received = day_ns("2025-07-01")};
    struct refusal refusal;
    (void)state;
    import_ban("EU", "RU"), starting("2025-06-01");
    end_sentence();
    struct engine *fork = malloc(engine_size());
    assert_non_null(fork);
    memcpy(fork, the_engine(), engine_size());
    (void)alerts_heard_from_here();
    today("2025-07-01");
    uint32_t count = heard_count;
    assert_in_range(count, 1, 256);
    memcpy(told, heard, count * sizeof told[0]);
    assert_int_equal(engine_step(fork, &tick, alerts_heard_from_here(), &refusal), STATUS_OK);
    assert_int_equal(heard_count, count);
    assert_memory_equal(told, heard, count * sizeof told[0]);
    engine_destroy(&fork);
}

#define CLAIM(test) cmocka_unit_test_setup_teardown(test, set_up, leave_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM(a_new_measure_is_told_with_its_cause_and_its_effect),
        CLAIM(a_state_alert_expires_after_its_keep),
        CLAIM(taking_a_measure_back_is_a_relief),
        CLAIM(what_lets_a_named_region_fall_is_a_relief_that_wakes_nobody),
        CLAIM(a_leg_begins_at_its_own_time_without_input),
        CLAIM(an_end_in_sight_is_told_thirty_seven_and_one_days_ahead),
        CLAIM(a_suspension_that_passes_without_a_word_is_unresolved),
        CLAIM(a_large_gap_fires_and_clears_with_hysteresis),
        CLAIM(a_claim_above_twice_what_was_observed_is_a_data_alert),
        CLAIM(a_quota_above_its_lane_is_a_data_alert_and_never_a_silent_nothing),
        CLAIM(a_quota_below_its_lane_raises_none),
        CLAIM(sources_in_conflict_are_told_and_the_better_tier_counts),
        CLAIM(an_offer_shows_what_would_be_if_it_were_true),
        CLAIM(where_a_pair_first_stands_is_no_level_alert),
        CLAIM(a_band_is_left_after_its_dwell),
        CLAIM(a_visit_shorter_than_the_dwell_is_no_level_alert),
        CLAIM(identities_do_not_depend_on_values),
        CLAIM(an_older_revision_says_and_moves_nothing),
        CLAIM(an_acknowledgement_is_shown_until_the_alert_fires_anew),
        CLAIM(a_silence_stands_beside_alerts_and_stops_none),
        CLAIM(a_silence_taken_back_is_silent_no_more),
        CLAIM(ticks_change_nothing),
        CLAIM(a_copy_of_the_state_is_a_fork),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

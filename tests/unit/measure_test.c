/* A measure in time: how far it is believed (p) and how strong a leg is (k). */
#include "engine/engine.h"
#include "engine/measure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "tests/support/near.h"

#define DAY(n) ((int64_t)(n) * DAY_NS)
#define TODAY DAY(20000)

static struct settings settings;
static struct event event;
static struct measure measure;

static int set_up(void **state)
{
    struct refusal refusal;
    (void)state;
    assert_int_equal(settings_from(engine_default_config(), &settings, &refusal), STATUS_OK);
    memset(&event, 0, sizeof event);
    event.type = EVENT_POLICY;
    event.source = TEXT("official/test");
    event.id = TEXT("1");
    event.time = event.received = TODAY;
    event.policy.policy = TEXT("measure");
    event.policy.instrument = INSTRUMENT_IMPORT_BAN;
    event.policy.status = POLICY_ADOPTED;
    event.policy.implementer = COUNTRY_EU;
    event.policy.materials_count = 1;
    event.policy.materials[0] = TEXT("aluminum");
    return 0;
}

static struct leg *leg(int64_t from)
{
    struct leg *leg = &event.policy.legs[event.policy.legs_count++];
    leg->present = 1 << LEG_FROM;
    leg->from = from;
    return leg;
}

static double strength(int64_t now, int64_t t)
{
    measure_take(&measure, &event, &settings, TODAY);
    return leg_strength(&measure, &measure.leg[0], &settings, now, t);
}

static double probability(void)
{
    measure_take(&measure, &event, &settings, TODAY);
    return measure_probability(&measure, &settings);
}

static void each_status_is_believed_as_the_notes_say(void **state)
{
    static const struct { enum policy_status status; double p; } rows[] = {
        {POLICY_RUMOUR, .15}, {POLICY_PROPOSED, .35}, {POLICY_ANNOUNCED, .80}, {POLICY_ADOPTED, 1},
        {POLICY_IN_FORCE, 1}, {POLICY_SUSPENDED, .25}, {POLICY_EXPIRED, 0}, {POLICY_REVOKED, 0}, {POLICY_UNRESOLVED, .5},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        event.policy.status = rows[i].status;
        assert_near(probability(), rows[i].p, 0);
    }
}

static void an_offer_without_a_legal_act_is_hardly_believed(void **state)
{
    (void)state;
    event.policy.instrument = INSTRUMENT_SUPPLY_OFFER;
    event.policy.status = POLICY_PROPOSED;
    assert_near(probability(), .05, 0);
    event.policy.status = POLICY_IN_FORCE;
    assert_near(probability(), 1, 0);
}

static void a_stated_probability_overrides_but_does_not_revive(void **state)
{
    (void)state;
    event.present = UINT64_C(1) << POLICY_HAS_PROBABILITY;
    event.policy.probability = .6;
    assert_near(probability(), .6, 0);
    event.policy.status = POLICY_REVOKED;
    assert_near(probability(), 0, 0);
}

static void a_leg_is_felt_a_year_ahead_and_full_from_its_day(void **state)
{
    (void)state;
    leg(TODAY + DAY(400));
    assert_near(strength(TODAY, TODAY), 0, 0);
    assert_near(strength(TODAY, TODAY + DAY(35)), .15, 0);
    assert_near(strength(TODAY, TODAY + DAY(399)), .15, 0);
    assert_near(strength(TODAY, TODAY + DAY(400)), 1, 0);
}

static void a_rumour_of_tomorrow_is_not_felt_today(void **state)
{
    (void)state;
    event.policy.status = POLICY_RUMOUR;
    leg(TODAY + DAY(1));
    assert_near(strength(TODAY, TODAY), 0, 0);
    assert_near(strength(TODAY, TODAY + DAY(1)), 1, 0);
}

static void nothing_is_felt_before_it_was_announced(void **state)
{
    (void)state;
    leg(TODAY + DAY(10));
    assert_near(strength(TODAY, TODAY - 1), 0, 0);
    assert_near(strength(TODAY, TODAY), .15, 0);
}

static void a_leg_grows_from_the_anticipated_to_the_full(void **state)
{
    (void)state;
    struct leg *growing = leg(TODAY);
    growing->present |= 1 << LEG_FULL;
    growing->full = TODAY + DAY(100);
    assert_near(strength(TODAY, TODAY), .15, 1e-12);
    assert_near(strength(TODAY, TODAY + DAY(50)), .575, 1e-12);
    assert_near(strength(TODAY, TODAY + DAY(100)), 1, 0);
    assert_true(measure_ramps(&measure, TODAY + DAY(50)));
    assert_false(measure_ramps(&measure, TODAY + DAY(100)));
}

static void a_leg_ends_at_its_until(void **state)
{
    (void)state;
    struct leg *ending = leg(TODAY);
    ending->present |= 1 << LEG_UNTIL;
    ending->until = TODAY + DAY(5);
    assert_near(strength(TODAY, TODAY + DAY(5) - 1), 1, 0);
    assert_near(strength(TODAY, TODAY + DAY(5)), 0, 0);
    assert_int_equal(measure_end(&measure), TODAY + DAY(5));
}

static void a_suspended_measure_is_anticipated_now_and_returns_by_its_date(void **state)
{
    (void)state;
    event.policy.status = POLICY_SUSPENDED;
    event.present = UINT64_C(1) << POLICY_HAS_UNTIL;
    event.policy.until = TODAY + DAY(365);
    leg(TODAY - DAY(30));
    assert_near(strength(TODAY, TODAY), .15, 0);
    assert_near(strength(TODAY, TODAY + DAY(90)), .15, 0);
    assert_near(strength(TODAY, TODAY + DAY(365)), 1, 0);
    assert_int_equal(measure_return(&measure), TODAY + DAY(365));
}

static void a_suspension_that_says_its_end_returns_then_whatever_its_legs_say(void **state)
{
    (void)state;
    event.policy.status = POLICY_SUSPENDED;
    leg(TODAY + DAY(20));
    leg(TODAY + DAY(10));
    strength(TODAY, TODAY);
    assert_int_equal(measure_return(&measure), TODAY + DAY(10));
    event.present = UINT64_C(1) << POLICY_HAS_UNTIL;
    event.policy.until = TODAY + DAY(365);
    strength(TODAY, TODAY);
    assert_int_equal(measure_return(&measure), TODAY + DAY(365));
}

static void a_suspension_whose_date_passed_is_half_believed_at_full_strength(void **state)
{
    (void)state;
    event.policy.status = POLICY_UNRESOLVED;
    leg(TODAY - DAY(30));
    assert_near(probability(), .5, 0);
    assert_near(strength(TODAY, TODAY), 1, 0);
}

static void a_technology_ban_works_two_years_on(void **state)
{
    (void)state;
    event.policy.instrument = INSTRUMENT_TECH_EXPORT_BAN;
    leg(TODAY);
    assert_near(strength(TODAY, TODAY + DAY(729)), .15, 0);
    assert_near(strength(TODAY, TODAY + DAY(730)), 1, 0);
}

static void names_taken_out_are_neither_origin_nor_target(void **state)
{
    (void)state;
    event.policy.origins_count = 1;
    event.policy.origins[0] = COUNTRY_ALL;
    event.policy.targets_count = 1;
    event.policy.targets[0] = TEXT("ALL");
    event.policy.except_count = 2;
    event.policy.except[0] = TEXT("CA");
    event.policy.except[1] = TEXT("JP");
    measure_take(&measure, &event, &settings, TODAY);
    assert_true(measure_touches_origin(&measure, COUNTRY('R', 'U')));
    assert_false(measure_touches_origin(&measure, COUNTRY('C', 'A')));
    assert_true(measure_touches_region(&measure, settings_region(&settings, TEXT("US"))));
    assert_false(measure_touches_region(&measure, settings_region(&settings, TEXT("JP"))));
}

static void the_eu_as_origin_means_its_members(void **state)
{
    (void)state;
    event.policy.origins_count = 1;
    event.policy.origins[0] = COUNTRY_EU;
    measure_take(&measure, &event, &settings, TODAY);
    assert_true(measure_touches_origin(&measure, COUNTRY('D', 'E')));
    assert_false(measure_touches_origin(&measure, COUNTRY('G', 'B')));
}

static void an_import_measure_touches_its_implementer_alone(void **state)
{
    (void)state;
    measure_take(&measure, &event, &settings, TODAY);
    for (uint32_t r = 0; r < settings.regions; r++)
        assert_int_equal(measure_touches_region(&measure, r), r == settings_region(&settings, TEXT("EU")));
}

static void the_next_edge_is_the_next_date_on_which_anything_changes(void **state)
{
    (void)state;
    struct leg *ending = leg(TODAY + DAY(400));
    ending->present |= 1 << LEG_UNTIL;
    ending->until = TODAY + DAY(500);
    measure_take(&measure, &event, &settings, TODAY);
    assert_int_equal(measure_next_edge(&measure, &settings, TODAY), TODAY + DAY(35));
    assert_int_equal(measure_next_edge(&measure, &settings, TODAY + DAY(35)), TODAY + DAY(400));
    assert_int_equal(measure_next_edge(&measure, &settings, TODAY + DAY(400)), TODAY + DAY(500));
    assert_int_equal(measure_next_edge(&measure, &settings, TODAY + DAY(500)), ALWAYS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(each_status_is_believed_as_the_notes_say, set_up),
        cmocka_unit_test_setup(an_offer_without_a_legal_act_is_hardly_believed, set_up),
        cmocka_unit_test_setup(a_stated_probability_overrides_but_does_not_revive, set_up),
        cmocka_unit_test_setup(a_leg_is_felt_a_year_ahead_and_full_from_its_day, set_up),
        cmocka_unit_test_setup(a_rumour_of_tomorrow_is_not_felt_today, set_up),
        cmocka_unit_test_setup(nothing_is_felt_before_it_was_announced, set_up),
        cmocka_unit_test_setup(a_leg_grows_from_the_anticipated_to_the_full, set_up),
        cmocka_unit_test_setup(a_leg_ends_at_its_until, set_up),
        cmocka_unit_test_setup(a_suspended_measure_is_anticipated_now_and_returns_by_its_date, set_up),
        cmocka_unit_test_setup(a_suspension_that_says_its_end_returns_then_whatever_its_legs_say, set_up),
        cmocka_unit_test_setup(a_suspension_whose_date_passed_is_half_believed_at_full_strength, set_up),
        cmocka_unit_test_setup(a_technology_ban_works_two_years_on, set_up),
        cmocka_unit_test_setup(names_taken_out_are_neither_origin_nor_target, set_up),
        cmocka_unit_test_setup(the_eu_as_origin_means_its_members, set_up),
        cmocka_unit_test_setup(an_import_measure_touches_its_implementer_alone, set_up),
        cmocka_unit_test_setup(the_next_edge_is_the_next_date_on_which_anything_changes, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

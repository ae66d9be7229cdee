/* What each instrument does to a lane (domain notes 8.2): one measure, one lane of
 * 100 t from RU to the EU among 1,000 t, RU making 2,000 t in all. */
#include "engine/engine.h"
#include "engine/flow.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "tests/support/near.h"

#define EU_REGION 1
#define WORLD_REGION 7
#define TODAY (20000 * DAY_NS)

static struct settings settings;
static struct supply_table tables[LIMIT_REGIONS];
static struct governance_table governance;
static struct ledger ledger;
static struct view view;
static struct event event;

static void supplies(uint32_t region, country supplier, double quantity)
{
    struct supply_table *table = &tables[region];
    table->known = true;
    table->row[table->count++] = (struct supplier){supplier, supplier, false, quantity, UNKNOWN_T, UNKNOWN_T};
    table->demand_t += quantity;
    table->foreign_t += quantity;
}

static int set_up(void **state)
{
    struct refusal refusal;
    (void)state;
    assert_int_equal(settings_from(engine_default_config(), &settings, &refusal), STATUS_OK);
    memset(tables, 0, sizeof tables);
    memset(&ledger, 0, sizeof ledger);
    supplies(EU_REGION, COUNTRY('R', 'U'), 100);
    supplies(EU_REGION, COUNTRY('N', 'O'), 900);
    supplies(WORLD_REGION, COUNTRY('R', 'U'), 2000);
    supplies(WORLD_REGION, COUNTRY('N', 'O'), 1500);
    return 0;
}

static void look(void)
{
    struct tables of = {.settings = &settings, .region = tables, .world = &tables[WORLD_REGION],
                        .governance = &governance};
    view_make(&view, &ledger, &of, TODAY, &everything);
}

static struct policy_event *measure(enum instrument instrument, country origin)
{
    memset(&event, 0, sizeof event);
    event.type = EVENT_POLICY;
    event.source = TEXT("official/test");
    event.revision = 1;
    event.time = event.received = TODAY - DAY_NS;
    event.policy.status = POLICY_IN_FORCE;
    event.policy.instrument = (uint8_t)instrument;
    event.policy.implementer = COUNTRY_EU;
    event.policy.origins_count = 1;
    event.policy.origins[0] = origin;
    event.policy.targets_count = 1;
    event.policy.targets[0] = TEXT("EU");
    event.policy.materials_count = 1;
    event.policy.materials[0] = TEXT("aluminum");
    return &event.policy;
}

static void leg(double value, enum measure_unit unit)
{
    struct leg *leg = &event.policy.legs[event.policy.legs_count++];
    *leg = (struct leg){.present = 1 << LEG_FROM | 1 << LEG_VALUE | 1 << LEG_UNIT, .from = TODAY - DAY_NS,
                        .value = value, .unit = (uint8_t)unit};
}

static void enact(const char *name)
{
    uint32_t policy;
    event.policy.policy = event.id = text_of(name);
    assert_int_equal(ledger_enter(&ledger, &settings, &event, 1, &policy), LEDGER_TAKEN);
    look();
}

static struct lane lane_of(country supplier, country origin)
{
    struct lane_effects effects;
    struct lane lane;
    lane_effects_at(&view, TODAY, &effects);
    lane_at(&effects, supplier, origin, false, EU_REGION, &lane);
    return lane;
}

static struct lane lane(country supplier)
{
    return lane_of(supplier, supplier);
}

static double mean_duty(void)
{
    struct lane_effects effects;
    struct lane lanes[LIMIT_SUPPLIERS];
    lane_effects_at(&view, TODAY, &effects);
    return lanes_at(&effects, EU_REGION, lanes);
}

static double kept(country supplier)
{
    struct lane now = lane(supplier);
    return now.exporter * now.importer * now.physical * duty_factor(now.duty, mean_duty());
}

static void each_instrument_cuts_its_part(void **state)
{
    static const struct { const char *what; enum instrument instrument; double value; enum measure_unit unit; double cut; }
    rows[] = {
        {"a ban of all",               INSTRUMENT_IMPORT_BAN,        1,    MEASURE_SHARE,         1},
        {"a ban of a part",            INSTRUMENT_EXPORT_BAN,        .4,   MEASURE_SHARE,         .4},
        {"a quota of its lane",        INSTRUMENT_IMPORT_QUOTA,      80,   MEASURE_T_PER_YEAR,    .2},
        {"a quota above its lane",     INSTRUMENT_IMPORT_QUOTA,      120,  MEASURE_T_PER_YEAR,    0},
        {"an export quota",            INSTRUMENT_EXPORT_QUOTA,      25,   MEASURE_T_PER_YEAR,    .75},
        {"a licence, 9 in 10 granted", INSTRUMENT_EXPORT_LICENCE,    .9,   MEASURE_APPROVAL_RATE, .1},
        {"an export tax of 10 %",      INSTRUMENT_EXPORT_TAX,        .10,  MEASURE_AD_VALOREM,    .173554},
        {"an export tax of 25 %",      INSTRUMENT_EXPORT_TAX,        .25,  MEASURE_AD_VALOREM,    .36},
        {"a rebate cut of 50 %",       INSTRUMENT_EXPORT_REBATE_CUT, .50,  MEASURE_AD_VALOREM,    .555556},
        {"a sanctioned tenth",         INSTRUMENT_ENTITY_SANCTION,   .1,   MEASURE_SHARE,         .1},
        {"an outage of 500 of 2,000",  INSTRUMENT_OUTAGE,            500,  MEASURE_T_PER_YEAR,    .25},
        {"a curb of a fifth",          INSTRUMENT_PRODUCTION_CURB,   .2,   MEASURE_SHARE,         .2},
        {"a strait half closed",       INSTRUMENT_CHOKEPOINT,        .5,   MEASURE_SHARE,         .5},
        {"a delisting",                INSTRUMENT_EXCHANGE_DELISTING, 1,   MEASURE_SHARE,         0},
        {"a stockpile",                INSTRUMENT_STOCKPILE,         1,    MEASURE_SHARE,         0},
        {"an agreement",               INSTRUMENT_AGREEMENT,         1,    MEASURE_SHARE,         0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        set_up(state);
        measure(rows[i].instrument, COUNTRY('R', 'U'));
        leg(rows[i].value, rows[i].unit);
        enact(rows[i].what);
        assert_near(1 - kept(COUNTRY('R', 'U')), rows[i].cut, 1e-6);
        assert_near(kept(COUNTRY('N', 'O')), 1, 0);
    }
}

static void a_licence_without_a_rate_cuts_half(void **state)
{
    (void)state;
    measure(INSTRUMENT_EXPORT_LICENCE, COUNTRY('R', 'U'));
    enact("licence");
    assert_near(kept(COUNTRY('R', 'U')), .5, 1e-12);
}

static void a_quota_is_judged_against_what_was_observed(void **state)
{
    (void)state;
    struct policy_event *quota = measure(INSTRUMENT_IMPORT_QUOTA, COUNTRY('R', 'U'));
    quota->observed = (struct quantity){0x3, 160, MEASURE_T_PER_YEAR};
    event.present |= UINT64_C(1) << POLICY_HAS_OBSERVED;
    leg(80, MEASURE_T_PER_YEAR);
    enact("quota");
    assert_near(kept(COUNTRY('R', 'U')), .5, 1e-12);
}

/* RU ships next to nothing: the mean duty is that of the others. */
static void a_tiny_lane(void)
{
    tables[EU_REGION].row[0].quantity_t = 1e-6;
    tables[EU_REGION].foreign_t = 900;
}

static void russia_alone_at_two_hundred_percent_is_shut_out(void **state)
{
    (void)state;
    a_tiny_lane();
    measure(INSTRUMENT_IMPORT_TARIFF, COUNTRY('R', 'U'));
    leg(2, MEASURE_AD_VALOREM);
    enact("duty");
    assert_near(1 - kept(COUNTRY('R', 'U')), .888889, 1e-6);
}

static void everybody_taxed_alike_moves_no_share(void **state)
{
    (void)state;
    measure(INSTRUMENT_IMPORT_TARIFF, COUNTRY_ALL);
    leg(.25, MEASURE_AD_VALOREM);
    enact("duty");
    assert_near(kept(COUNTRY('R', 'U')), 1, 1e-12);
    assert_near(kept(COUNTRY('N', 'O')), 1, 1e-12);
    assert_near(lane(COUNTRY('N', 'O')).duty, .25, 1e-12);
}

static void one_tiny_exemption_opens_no_hole(void **state)
{
    (void)state;
    a_tiny_lane();
    struct policy_event *duty = measure(INSTRUMENT_IMPORT_TARIFF, COUNTRY_ALL);
    duty->except_count = 1;
    duty->except[0] = TEXT("RU");
    leg(.5, MEASURE_AD_VALOREM);
    enact("duty");
    assert_near(kept(COUNTRY('N', 'O')), 1, 1e-6);
}

static void legs_of_one_measure_replace_each_other_and_measures_multiply(void **state)
{
    (void)state;
    measure(INSTRUMENT_IMPORT_BAN, COUNTRY('R', 'U'));
    leg(.2, MEASURE_SHARE);
    leg(.5, MEASURE_SHARE);
    enact("one");
    assert_near(kept(COUNTRY('R', 'U')), .5, 1e-12);
    measure(INSTRUMENT_EXPORT_BAN, COUNTRY('R', 'U'));
    leg(.5, MEASURE_SHARE);
    enact("two");
    assert_near(kept(COUNTRY('R', 'U')), .25, 1e-12);
}

static void trade_matches_the_shipper_and_an_outage_the_mine(void **state)
{
    (void)state;
    measure(INSTRUMENT_OUTAGE, COUNTRY('R', 'U'));
    leg(.5, MEASURE_SHARE);
    enact("outage");
    assert_near(lane_of(COUNTRY('E', 'E'), COUNTRY('R', 'U')).physical, .5, 1e-12);
    set_up(state);
    measure(INSTRUMENT_IMPORT_BAN, COUNTRY('R', 'U'));
    enact("ban");
    assert_near(lane_of(COUNTRY('E', 'E'), COUNTRY('R', 'U')).importer, 1, 0);
}

static void a_binding_quota_lets_no_extra_tonne_through(void **state)
{
    (void)state;
    measure(INSTRUMENT_IMPORT_QUOTA, COUNTRY('R', 'U'));
    leg(80, MEASURE_T_PER_YEAR);
    enact("quota");
    assert_near(lane(COUNTRY('R', 'U')).room, 0, 0);
    assert_near(lane(COUNTRY('N', 'O')).room, 1, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(each_instrument_cuts_its_part, set_up),
        cmocka_unit_test_setup(a_licence_without_a_rate_cuts_half, set_up),
        cmocka_unit_test_setup(a_quota_is_judged_against_what_was_observed, set_up),
        cmocka_unit_test_setup(russia_alone_at_two_hundred_percent_is_shut_out, set_up),
        cmocka_unit_test_setup(everybody_taxed_alike_moves_no_share, set_up),
        cmocka_unit_test_setup(one_tiny_exemption_opens_no_hole, set_up),
        cmocka_unit_test_setup(legs_of_one_measure_replace_each_other_and_measures_multiply, set_up),
        cmocka_unit_test_setup(trade_matches_the_shipper_and_an_outage_the_mine, set_up),
        cmocka_unit_test_setup(a_binding_quota_lets_no_extra_tonne_through, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

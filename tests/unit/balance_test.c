/* Golden values of the supply model (domain notes 8.2): imports-only tables, g
 * rounded to four decimals, XX .5. Quantities are in kt (US) and in % (EU): the
 * model does not know the difference. */
#include "engine/composite.h"
#include "engine/engine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/support/near.h"

#define US_REGION 0
#define EU_REGION 1
#define WORLD_REGION 7

struct fixture {
    struct settings settings;
    struct supply_table table[LIMIT_REGIONS];
    struct governance_table governance;
    struct ledger ledger;
    struct balance balance[LIMIT_REGIONS];
    struct outlook outlook[LIMIT_REGIONS];
};

static const int64_t today = 20000 * DAY_NS;

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct refusal refusal;
    assert_int_equal(settings_from(engine_default_config(), &fixture->settings, &refusal), STATUS_OK);
    static const struct { country code; double g; } governed[] = {
        {COUNTRY('C', 'A'), .3454}, {COUNTRY('A', 'E'), .3598}, {COUNTRY('A', 'R'), .5018}, {COUNTRY('Z', 'A'), .6444},
        {COUNTRY('A', 'U'), .3132}, {COUNTRY('I', 'N'), .6138}, {COUNTRY('R', 'U'), .6838}, {COUNTRY('C', 'N'), .5882},
        {COUNTRY('M', 'Y'), .4719},
    };
    fixture->governance.known = true;
    for (unsigned i = 0; i < COUNTRY_CODES; i++)
        fixture->governance.g[i] = -1;
    for (size_t i = 0; i < sizeof governed / sizeof governed[0]; i++)
        fixture->governance.g[governed[i].code] = governed[i].g;
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    free(*state);
    return 0;
}

static void supplies(struct supply_table *table, const char *supplier, double quantity, double spare)
{
    struct supplier *row = &table->row[table->count++];
    *row = (struct supplier){.quantity_t = quantity, .spare_t = spare, .capacity_t = UNKNOWN_T};
    row->supplier = row->origin = country_from(supplier, 2);
    table->known = true;
    table->from.vintage = 19000;
    table->demand_t += quantity;
    table->foreign_t += quantity;
    if (row->supplier == COUNTRY_XX)
        table->rest_t += quantity;
}

static void us_aluminum(struct fixture *fixture)
{
    struct supply_table *table = &fixture->table[US_REGION];
    supplies(table, "CA", 2744, UNKNOWN_T);
    supplies(table, "AE", 435.2, UNKNOWN_T);
    supplies(table, "AR", 174.8, UNKNOWN_T);
    supplies(table, "ZA", 131.6, UNKNOWN_T);
    supplies(table, "AU", 82.4, UNKNOWN_T);
    supplies(table, "IN", 73, UNKNOWN_T);
    supplies(table, "XX", 276, UNKNOWN_T);
    supplies(&fixture->table[WORLD_REGION], "RU", 3900, UNKNOWN_T);
}

static void eu_rare_earths(struct fixture *fixture, double cn, double ru, double my, double xx)
{
    struct supply_table *table = &fixture->table[EU_REGION];
    supplies(table, "CN", 46.3, cn);
    supplies(table, "RU", 28.4, ru);
    supplies(table, "MY", 19.9, my);
    supplies(table, "XX", 5.4, xx);
}

static void policy(struct fixture *fixture, uint8_t instrument, const char *implementer, const char *origin,
                   const char *target, double value, uint8_t unit, double probability)
{
    static struct event event;
    uint32_t index;
    memset(&event, 0, sizeof event);
    event.type = EVENT_POLICY;
    event.source = TEXT("test");
    event.id = TEXT("one");
    event.revision = 1;
    event.time = event.received = today;
    event.present = UINT64_C(1) << POLICY_HAS_PROBABILITY;
    event.policy.policy = TEXT("one");
    event.policy.status = POLICY_IN_FORCE;
    event.policy.instrument = instrument;
    event.policy.implementer = country_from(implementer, strlen(implementer));
    event.policy.origins_count = 1;
    event.policy.origins[0] = country_from(origin, 2);
    event.policy.targets_count = 1;
    event.policy.targets[0] = text_of(target);
    event.policy.materials_count = 1;
    event.policy.materials[0] = TEXT("aluminum");
    event.policy.probability = probability;
    event.policy.legs_count = 1;
    event.policy.legs[0].present = 1 << LEG_VALUE | 1 << LEG_UNIT | 1 << LEG_FROM;
    event.policy.legs[0].from = today;
    event.policy.legs[0].value = value;
    event.policy.legs[0].unit = unit;
    assert_int_equal(ledger_enter(&fixture->ledger, &fixture->settings, &event, 1, &index), LEDGER_TAKEN);
}

static struct quote read_one(struct fixture *fixture, uint32_t region, const struct indicator_row *indicator)
{
    struct tables tables = {.settings = &fixture->settings, .region = fixture->table,
                            .world = &fixture->table[WORLD_REGION], .governance = &fixture->governance};
    static struct view view;
    struct quote quote = {0};
    view_make(&view, &fixture->ledger, &tables, today, &everything);
    outlook_make(&view, fixture->balance, fixture->outlook);
    indicator->read(&fixture->outlook[region], &quote);
    return quote;
}

static double concentration(struct fixture *fixture, uint32_t region)
{
    return read_one(fixture, region, &indicator_concentration).value;
}

static double governance(struct fixture *fixture, uint32_t region)
{
    return read_one(fixture, region, &indicator_governance).value;
}

/* G = 10 * SUM s^2 g, the quadratic form of the EU methodology. */
static double squared_governance(struct fixture *fixture, uint32_t region)
{
    const struct vector *vector = &fixture->balance[region].delivered;
    double foreign = vector_foreign(vector), sum = 0;
    for (uint32_t i = 0; i < vector->count; i++) {
        double g, share = vector->row[i].quantity_t / foreign;
        governance_of(&fixture->governance, &fixture->settings, vector->row[i].supplier, &g);
        sum += share * share * g;
    }
    return 10 * sum;
}

static double top_share(struct fixture *fixture, uint32_t region, const char *supplier)
{
    const struct vector *vector = &fixture->balance[region].delivered;
    return vector_tonnes(vector, country_from(supplier, 2)) / vector_foreign(vector);
}

static void us_aluminum_stands_where_the_notes_say(void **state)
{
    struct fixture *fixture = *state;
    us_aluminum(fixture);
    assert_near(concentration(fixture, US_REGION), .511970, 1e-6);
    assert_near(governance(fixture, US_REGION), .379243, 1e-6);
    assert_near(squared_governance(fixture, US_REGION), 1.785078, 1e-6);
    assert_near(top_share(fixture, US_REGION, "CA"), .700536, 1e-6);
}

static void a_certain_russian_offer_lowers_concentration_and_raises_governance(void **state)
{
    struct fixture *fixture = *state;
    us_aluminum(fixture);
    policy(fixture, INSTRUMENT_SUPPLY_OFFER, "RU", "RU", "US", 2000, MEASURE_T_PER_YEAR, 1);
    assert_near(concentration(fixture, US_REGION), .392770, 1e-6);
    assert_near(governance(fixture, US_REGION), .424729, 1e-6);
    assert_near(squared_governance(fixture, US_REGION), 1.444218, 1e-6);
    assert_near(top_share(fixture, US_REGION, "CA"), .595912, 1e-6);
    assert_near(vector_tonnes(&fixture->balance[US_REGION].delivered, COUNTRY('R', 'U')), 585, 1e-6);
}

static void an_unlikely_offer_moves_little(void **state)
{
    struct fixture *fixture = *state;
    us_aluminum(fixture);
    policy(fixture, INSTRUMENT_SUPPLY_OFFER, "RU", "RU", "US", 2000, MEASURE_T_PER_YEAR, .05);
    assert_near(concentration(fixture, US_REGION), .504408, 1e-6);
    assert_near(governance(fixture, US_REGION), .381518, 1e-6);
    assert_near(squared_governance(fixture, US_REGION), 1.758899, 1e-6);
}

static void eu_rare_earths_stand_where_the_notes_say(void **state)
{
    struct fixture *fixture = *state;
    eu_rare_earths(fixture, 0, 0, 0, 0);
    assert_near(concentration(fixture, EU_REGION), .337542, 1e-6);
    assert_near(governance(fixture, EU_REGION), .587444, 1e-6);
    assert_near(squared_governance(fixture, EU_REGION), 2.013901, 1e-6);
}

static void a_ban_without_spare_leaves_its_gap(void **state)
{
    struct fixture *fixture = *state;
    eu_rare_earths(fixture, 0, 0, 0, 0);
    policy(fixture, INSTRUMENT_IMPORT_BAN, "EU", "RU", "EU", 1, MEASURE_SHARE, 1);
    assert_near(read_one(fixture, EU_REGION, &indicator_gap).value, .284, 1e-6);
    assert_near(top_share(fixture, EU_REGION, "CN"), .646648, 1e-6);
    assert_near(concentration(fixture, EU_REGION), .501088, 1e-6);
    assert_near(squared_governance(fixture, EU_REGION), 2.852547, 1e-6);
}

static void spare_closes_part_of_the_gap(void **state)
{
    struct fixture *fixture = *state;
    eu_rare_earths(fixture, 9, 0, 5, 2);
    policy(fixture, INSTRUMENT_IMPORT_BAN, "EU", "RU", "EU", 1, MEASURE_SHARE, 1);
    assert_near(read_one(fixture, EU_REGION, &indicator_gap).value, .124, 1e-6);
    assert_near(fixture->balance[EU_REGION].refilled_t, 16, 1e-6);
    assert_near(top_share(fixture, EU_REGION, "CN"), .631279, 1e-6);
    assert_near(concentration(fixture, EU_REGION), .486445, 1e-6);
    assert_near(squared_governance(fixture, EU_REGION), 2.761008, 1e-6);
}

static void more_chinese_spare_means_a_smaller_gap_and_more_concentration(void **state)
{
    struct fixture *fixture = *state;
    eu_rare_earths(fixture, 20, 0, 5, 2);
    policy(fixture, INSTRUMENT_IMPORT_BAN, "EU", "RU", "EU", 1, MEASURE_SHARE, 1);
    assert_true(read_one(fixture, EU_REGION, &indicator_gap).value < .124);
    assert_true(concentration(fixture, EU_REGION) > .486445);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(us_aluminum_stands_where_the_notes_say, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_certain_russian_offer_lowers_concentration_and_raises_governance, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(an_unlikely_offer_moves_little, set_up, tear_down),
        cmocka_unit_test_setup_teardown(eu_rare_earths_stand_where_the_notes_say, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_ban_without_spare_leaves_its_gap, set_up, tear_down),
        cmocka_unit_test_setup_teardown(spare_closes_part_of_the_gap, set_up, tear_down),
        cmocka_unit_test_setup_teardown(more_chinese_spare_means_a_smaller_gap_and_more_concentration, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What no single row can say of an event, and names that the configuration does
 * not know. */
#include "schemas/messages.h"
#include "tests/support/packed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static uint8_t bytes[LIMIT_EVENT_BYTES];
static struct event event;
static struct refusal refusal;

static enum status given(const char *json)
{
    size_t size = packed(json, bytes, sizeof bytes);
    refusal = (struct refusal){0};
    return event_decode(bytes, size, &event, NULL, &refusal);
}

#define HEAD(type) "{'type':'" type "','source':'s','id':'i','time':5,"
#define POLICY(legs, more)                                                                                        \
    HEAD("policy") "'policy':'p','status':'adopted','instrument':'import_quota','implementer':'EU','origins':['RU'],"  \
                   "'materials':['aluminum'],'legs':[" legs "]" more ",'title':'t'}"
#define BASELINE(table, unit, more, rows)                                                                         \
    HEAD("baseline") "'table':'" table "','vintage':'2024','unit':'" unit "','provenance':'p'," more "'rows':[" rows "]}"
#define PAIR "'material':'aluminum','region':'US',"

struct refused_case { const char *json; enum status status; const char *text; };

static void refused(const struct refused_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        enum status status = given(cases[i].json);
        if (status != cases[i].status || refusal.status != status || strcmp(refusal.text, cases[i].text) != 0)
            fail_msg("%s\n  gave %s, text\n  %s\n  instead of\n  %s", cases[i].json, status_name(status), refusal.text,
                     cases[i].text);
    }
}

static void accepted(const char *const *cases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (given(cases[i]) != STATUS_OK)
            fail_msg("%s\n  gave %s", cases[i], refusal.text);
}

static void policies_that_contradict_themselves_are_refused(void **state)
{
    static const struct refused_case cases[] = {
        {POLICY("{'from':10000000000,'full':5000000000}", ""), STATUS_INCONSISTENT,
         "legs[0].full: 1970-01-01T00:00:05.000000000Z is before `from`, 1970-01-01T00:00:10.000000000Z"},
        {POLICY("{'from':1},{'from':10000000000,'until':10000000000}", ""), STATUS_INCONSISTENT,
         "legs[1].until: 1970-01-01T00:00:10.000000000Z is not after `from`, 1970-01-01T00:00:10.000000000Z"},
        {POLICY("{'from':1,'value':1,'unit':'ad_valorem'}", ""), STATUS_INCONSISTENT,
         "legs[0].unit: \"ad_valorem\" does not measure import_quota; allowed: share t/yr"},
        {POLICY("{'from':1,'instrument':'import_ban','value':1,'unit':'t/yr'}", ""), STATUS_INCONSISTENT,
         "legs[0].unit: \"t/yr\" does not measure import_ban; allowed: share approval_rate"},
        {POLICY("{'from':1,'value':1.5,'unit':'share'}", ""), STATUS_OUT_OF_RANGE,
         "legs[0].value: 1.5 is above 1, and the unit is share"},
        {POLICY("{'from':1,'value':1}", ""), STATUS_MISSING_FIELD, "legs[0].unit: absent; a value needs its unit"},
        {POLICY("{'from':1,'unit':'share'}", ""), STATUS_MISSING_FIELD,
         "legs[0].value: absent; a unit needs its value"},
        {POLICY("", ",'claimed':{'value':2,'unit':'share'}"), STATUS_OUT_OF_RANGE,
         "claimed.value: 2 is above 1, and the unit is share"},
        {POLICY("", ",'observed':{'value':2,'unit':'approval_rate'}"), STATUS_OUT_OF_RANGE,
         "observed.value: 2 is above 1, and the unit is approval_rate"},
        {HEAD("policy") "'policy':'p','status':'adopted','instrument':'outage','implementer':'EU','origins':['RU'],"
                        "'materials':[],'legs':[],'title':'t'}",
         STATUS_MISSING_FIELD, "materials: empty; a measure acts on at least one material"},
        {HEAD("policy") "'policy':'p','status':'adopted','instrument':'outage','implementer':'EU','origins':[],"
                        "'materials':['aluminum'],'legs':[],'title':'t'}",
         STATUS_MISSING_FIELD, "origins: empty; name at least one country, or ALL"},
    };
    (void)state;
    refused(cases, sizeof cases / sizeof cases[0]);
}

static void policies_as_they_come_are_accepted(void **state)
{
    static const char *const cases[] = {
        POLICY("", ""),
        POLICY("{'from':1}", ""),
        POLICY("{'from':1,'full':1,'until':2}", ""),
        POLICY("{'from':1,'value':275000,'unit':'t/yr'},{'from':9,'instrument':'import_ban','value':1,'unit':'share'}", ""),
        POLICY("{'from':1,'instrument':'import_tariff','value':2,'unit':'ad_valorem'}", ""),
        POLICY("{'from':1,'instrument':'export_licence','value':0.5,'unit':'approval_rate'}", ""),
        POLICY("{'from':1,'instrument':'supply_offer','value':2000000,'unit':'t/yr'}", ""),
        POLICY("{'from':1,'instrument':'outage','value':100000,'unit':'t/yr'}", ""),
        POLICY("", ",'claimed':{'value':0.15,'unit':'share'},'observed':{'value':158000,'unit':'t/yr'}"),
    };
    (void)state;
    accepted(cases, sizeof cases / sizeof cases[0]);
}

static void every_instrument_can_be_measured_as_a_share(void **state)
{
    (void)state;
    for (int i = 0; i < INSTRUMENTS; i++) {
        char json[512];
        snprintf(json, sizeof json, POLICY("{'from':1,'instrument':'%s','value':0.5,'unit':'share'}", ""),
                 instrument_names[i]);
        if (given(json) != STATUS_OK)
            fail_msg("%s", refusal.text);
    }
}

static void tables_that_lack_something_are_refused(void **state)
{
    static const struct refused_case cases[] = {
        {BASELINE("supply", "t/yr", "'region':'US',", ""), STATUS_MISSING_FIELD, "material: absent; required in supply"},
        {BASELINE("supply", "t/yr", "'material':'aluminum',", ""), STATUS_MISSING_FIELD,
         "region: absent; required in supply"},
        {BASELINE("supply", "t", PAIR, ""), STATUS_INCONSISTENT, "unit: \"t\" where a table of supply has t/yr"},
        {BASELINE("supply", "t/yr", PAIR, "{'supplier':'RU'}"), STATUS_MISSING_FIELD,
         "rows[0].quantity: absent; required in a row of supply"},
        {BASELINE("supply", "t/yr", PAIR, "{'supplier':'RU','quantity':1},{'quantity':1}"), STATUS_MISSING_FIELD,
         "rows[1].supplier: absent; required in a row of supply"},
        {BASELINE("governance", "wgi_estimate", "", "{'value':1}"), STATUS_MISSING_FIELD,
         "rows[0].country: absent; required in a row of governance"},
        {BASELINE("governance", "wgi_estimate", "", "{'country':'RU'}"), STATUS_MISSING_FIELD,
         "rows[0].value: absent; required in a row of governance"},
        {BASELINE("governance", "share", "", "{'country':'RU','value':1}"), STATUS_INCONSISTENT,
         "unit: \"share\" where a table of governance has wgi_estimate"},
        {BASELINE("governance", "wgi_estimate", "", "{'country':'RU','value':2.6}"), STATUS_OUT_OF_RANGE,
         "rows[0].value: 2.6 is above 2.5"},
        {BASELINE("governance", "wgi_estimate", "", "{'country':'RU','value':-2.6}"), STATUS_OUT_OF_RANGE,
         "rows[0].value: -2.6 is below -2.5"},
        {BASELINE("reliance", "share", "'material':'aluminum',", "{'country':'US','value':1.1}"), STATUS_OUT_OF_RANGE,
         "rows[0].value: 1.1 is above 1"},
        {BASELINE("stocks", "t", "", "{'country':'US','value':1}"), STATUS_MISSING_FIELD,
         "material: absent; required in stocks"},
    };
    (void)state;
    refused(cases, sizeof cases / sizeof cases[0]);
}

static void whole_tables_are_accepted(void **state)
{
    static const char *const cases[] = {
        BASELINE("supply", "t/yr", PAIR, "{'supplier':'CA','quantity':2744000,'spare':0,'capacity':3000000}"),
        BASELINE("supply", "t/yr", PAIR, "{'supplier':'EE','origin':'RU','quantity':10}"),
        BASELINE("governance", "wgi_estimate", "", "{'country':'RU','value':-0.9}"),
        BASELINE("reliance", "share", "'material':'aluminum',", "{'country':'US','value':0.8}"),
        BASELINE("stocks", "t", "'material':'aluminum',", "{'country':'US','value':500000}"),
    };
    (void)state;
    accepted(cases, sizeof cases / sizeof cases[0]);
}

/* `count` suppliers, which need not differ here. */
static enum status given_suppliers(unsigned count)
{
    static char json[32 * 1024];
    size_t used = (size_t)snprintf(json, sizeof json, "%s", HEAD("baseline") PAIR
                                   "'table':'supply','vintage':'2024','unit':'t/yr','provenance':'p','rows':[");
    for (unsigned i = 0; i < count; i++)
        used += (size_t)snprintf(json + used, sizeof json - used, "%s{'supplier':'RU','quantity':1}", i > 0 ? "," : "");
    snprintf(json + used, sizeof json - used, "]}");
    return given(json);
}

static void a_supply_table_has_at_most_sixty_four_rows(void **state)
{
    (void)state;
    assert_int_equal(given_suppliers(LIMIT_SUPPLIERS), STATUS_OK);
    assert_int_equal(given_suppliers(LIMIT_SUPPLIERS + 1), STATUS_TOO_MANY);
    assert_string_equal(refusal.text, "rows: 65 items; at most 64");
}

static void an_operator_names_an_alert_or_a_prefix(void **state)
{
    static const struct refused_case cases[] = {
        {HEAD("silence") "'author':'a','comment':'c'}", STATUS_MISSING_FIELD,
         "alert: absent, and so is `prefix`; give one"},
        {HEAD("silence") "'alert':'1f','prefix':'alert.','author':'a','comment':'c'}", STATUS_INCONSISTENT,
         "alert: stands beside `prefix`; give one of the two"},
        {HEAD("acknowledge") "'alert':'1f','author':'a'}", STATUS_MISSING_FIELD,
         "comment: absent; required in acknowledge"},
    };
    static const char *const good[] = {
        HEAD("silence") "'prefix':'alert.aluminum.','until':9,'author':'a','comment':'c'}",
        HEAD("acknowledge") "'alert':'1f','author':'a','comment':'c'}",
    };
    (void)state;
    refused(cases, sizeof cases / sizeof cases[0]);
    accepted(good, sizeof good / sizeof good[0]);
}

static void what_is_withdrawn_needs_its_head_alone(void **state)
{
    (void)state;
    assert_int_equal(given(HEAD("policy") "'withdrawn':true,'revision':2}"), STATUS_OK);
    assert_true(event.withdrawn);
    assert_int_equal(event.policy.legs_count, 0);
    assert_int_equal(given(HEAD("policy") "'withdrawn':false,'revision':2}"), STATUS_MISSING_FIELD);
    assert_int_equal(given("{'type':'price','source':'s','id':'i','withdrawn':true}"), STATUS_MISSING_FIELD);
    assert_string_equal(refusal.text, "time: absent; required in price");
}

static const struct text materials[] = {TEXT("aluminum"), TEXT("rare-earths")};
static const struct text regions[] = {TEXT("US"), TEXT("EU"), TEXT("WORLD")};
static const struct names names = {2, 3, materials, regions};

static void names_out_of_the_configuration_are_refused(void **state)
{
    static const struct refused_case cases[] = {
        {HEAD("price") "'series':'A','value':1,'unit':'t','region':'EUR'}", STATUS_UNKNOWN_NAME,
         "region: \"EUR\" is no region of the configuration; nearest \"EU\""},
        {HEAD("policy") "'policy':'p','status':'adopted','instrument':'outage','implementer':'EU','origins':['RU'],"
                        "'materials':['aluminum','aluminium'],'legs':[],'title':'t'}",
         STATUS_UNKNOWN_NAME,
         "materials[1]: \"aluminium\" is no material of the configuration; nearest \"aluminum\""},
        {POLICY("", ",'targets':['US','CN','Mars']"), STATUS_UNKNOWN_NAME,
         "targets[2]: \"Mars\" is no country or region of the configuration"},
        {POLICY("", ",'except':['ZZ']"), STATUS_UNKNOWN_NAME,
         "except[0]: \"ZZ\" is no country or region of the configuration"},
        {BASELINE("supply", "t/yr", "'material':'gold','region':'US',", ""), STATUS_UNKNOWN_NAME,
         "material: \"gold\" is no material of the configuration"},
        {BASELINE("supply", "t/yr", "'material':'aluminum','region':'us',", ""), STATUS_UNKNOWN_NAME,
         "region: \"us\" is no region of the configuration; nearest \"US\""},
        {HEAD("news") "'headline':'h','outlet':'o','signals':[{'material':'rare-earth','origins':['CN'],"
                      "'category':'threat','direction':1,'severity':1,'confidence':1}]}",
         STATUS_UNKNOWN_NAME,
         "signals[0].material: \"rare-earth\" is no material of the configuration; nearest \"rare-earths\""},
        {HEAD("news") "'headline':'h','outlet':'o','signals':[{'material':'rare-earths','origins':['CN'],"
                      "'regions':['US','CN'],'category':'threat','direction':1,'severity':1,'confidence':1}]}",
         STATUS_UNKNOWN_NAME, "signals[0].regions[1]: \"CN\" is no region of the configuration"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(given(cases[i].json), STATUS_OK);
        assert_int_equal(event_judge(&event, &names, &refusal), cases[i].status);
        assert_string_equal(refusal.text, cases[i].text);
    }
}

static void names_of_the_configuration_pass(void **state)
{
    static const char *const cases[] = {
        HEAD("price") "'series':'A','value':1,'unit':'t','region':'EU'}",
        HEAD("price") "'series':'A','value':1,'unit':'t'}",
        POLICY("", ",'targets':['US','CN','ALL'],'except':['EU','NO']"),
        BASELINE("governance", "wgi_estimate", "", ""),
        BASELINE("supply", "t/yr", "'material':'aluminum','region':'WORLD',", ""),
        HEAD("status") "'health':'ok','reason':'r'}",
        HEAD("policy") "'withdrawn':true}",
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(given(cases[i]), STATUS_OK);
        if (event_judge(&event, &names, &refusal) != STATUS_OK)
            fail_msg("%s: %s", cases[i], refusal.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(policies_that_contradict_themselves_are_refused),
        cmocka_unit_test(policies_as_they_come_are_accepted),
        cmocka_unit_test(every_instrument_can_be_measured_as_a_share),
        cmocka_unit_test(tables_that_lack_something_are_refused),
        cmocka_unit_test(whole_tables_are_accepted),
        cmocka_unit_test(a_supply_table_has_at_most_sixty_four_rows),
        cmocka_unit_test(an_operator_names_an_alert_or_a_prefix),
        cmocka_unit_test(what_is_withdrawn_needs_its_head_alone),
        cmocka_unit_test(names_out_of_the_configuration_are_refused),
        cmocka_unit_test(names_of_the_configuration_pass),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

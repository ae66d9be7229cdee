/* Decoding by rows: what is taken, what is refused, and in which words. */
#include "schemas/messages.h"
#include "tests/support/hex.h"
#include "tests/support/packed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static uint8_t bytes[LIMIT_EVENT_BYTES + 64];
static size_t size;
static struct event event;
static struct refusal refusal;
static struct unknown_keys unknown;

static enum status decode(void)
{
    memset(&event, 0xa5, sizeof event); /* what is absent must be cleared, not found clear */
    unknown = (struct unknown_keys){0};
    refusal = (struct refusal){0};
    return event_decode(bytes, size, &event, &unknown, &refusal);
}

static enum status given(const char *json)
{
    size = packed(json, bytes, sizeof bytes);
    return decode();
}

static void must(enum status status)
{
    if (status != STATUS_OK)
        fail_msg("%s: %s", status_name(status), refusal.text);
}

static void a_price_comes_out_as_it_went_in(void **state)
{
    (void)state;
    must(given("{'type':'price','source':'press/metals','id':'p1','revision':3,'withdrawn':false,'time':5,'received':6,"
               "'seq':7,'series':'LME.AL.3M','value':2548.5,'unit':'USD/t','region':'EU'}"));
    assert_int_equal(event.type, EVENT_PRICE);
    assert_true(text_is(event.source, "press/metals"));
    assert_true(text_is(event.id, "p1"));
    assert_int_equal(event.revision, 3);
    assert_false(event.withdrawn);
    assert_int_equal(event.time, 5);
    assert_int_equal(event.received, 6);
    assert_int_equal(event.seq, 7);
    assert_true(text_is(event.price.series, "LME.AL.3M"));
    assert_true(event.price.value == 2548.5);
    assert_int_equal(event.price.unit, PRICE_UNIT_USD_T);
    assert_true(text_is(event.price.region, "EU"));
    assert_int_equal(event.present, 0xfff);
    assert_int_equal(unknown.count, 0);
}

static void what_is_absent_is_zero(void **state)
{
    (void)state;
    must(given("{'type':'price','source':'s','id':'p1','time':5,'series':'A','value':1,'unit':'t'}"));
    assert_int_equal(event.revision, 1);
    assert_false(event.withdrawn);
    assert_int_equal(event.received, 0);
    assert_int_equal(event.seq, 0);
    assert_int_equal(event.price.region.size, 0);
    assert_true(event.price.value == 1);
    must(given("{'type':'news','source':'s','id':'n','time':5,'headline':'','outlet':'o'}"));
    assert_int_equal(event.news.signals_count, 0);
    assert_int_equal(event.news.body.size, 0);
}

static void keys_may_come_in_any_order(void **state)
{
    (void)state;
    must(given("{'unit':'USD/t','value':2548.5,'series':'LME.AL.3M','time':5,'id':'p1','source':'s','type':'price'}"));
    assert_int_equal(event.type, EVENT_PRICE);
    assert_true(event.price.value == 2548.5);
    must(given("{'extra':{'a':[1,2]},'type':'price','unit':'t','source':'s','value':1,'id':'p1','time':5,'series':'A'}"));
    assert_int_equal(unknown.count, 1);
}

static void a_policy_holds_its_lists_and_maps(void **state)
{
    (void)state;
    must(given("{'type':'policy','source':'official/eu','id':'r','time':5,'policy':'p','status':'adopted',"
               "'instrument':'import_quota','implementer':'EU','origins':['RU','XX'],'targets':['EU','GB'],"
               "'except':['NO'],'materials':['aluminum'],'legs':[{'from':1,'until':9,'value':275000,'unit':'t/yr'},"
               "{'from':9,'instrument':'import_ban','value':1,'unit':'share'}],'probability':0.5,"
               "'claimed':{'value':0.15,'unit':'share'},'title':'t'}"));
    assert_int_equal(event.policy.origins_count, 2);
    assert_int_equal(event.policy.origins[0], COUNTRY('R', 'U'));
    assert_int_equal(event.policy.origins[1], COUNTRY_XX);
    assert_true(text_is(event.policy.targets[1], "GB"));
    assert_true(text_is(event.policy.except[0], "NO"));
    assert_int_equal(event.policy.legs_count, 2);
    assert_int_equal(event.policy.legs[0].until, 9);
    assert_int_equal(event.policy.legs[1].until, 0);
    assert_false(message_has(event.policy.legs[1].present, LEG_UNTIL));
    assert_int_equal(event.policy.legs[1].instrument, INSTRUMENT_IMPORT_BAN);
    assert_true(event.policy.claimed.value == 0.15);
    assert_true(message_has(event.present, POLICY_HAS_CLAIMED));
    assert_false(message_has(event.present, POLICY_HAS_OBSERVED));
    assert_int_equal(event.policy.observed.present, 0);
}

/* type source id time, and after them the bytes of key and value. */
static enum status given_time(const char *time_hex)
{
    size = hex_bytes("87 a4 74797065 a5 7072696365 a6 736f75726365 a1 73 a2 6964 a1 69 a6 736572696573 a1 41"
                     "a5 76616c7565 01 a4 756e6974 a1 74 a4 74696d65",
                     bytes, sizeof bytes);
    size += hex_bytes(time_hex, bytes + size, sizeof bytes - size);
    return decode();
}

static void integers_of_every_width_are_taken(void **state)
{
    static const struct { const char *hex; int64_t time; } cases[] = {
        {"05", 5},           {"cc 05", 5},
        {"cd 00 05", 5},     {"ce 00 00 00 05", 5},
        {"cf 00 00 00 00 00 00 00 05", 5},
        {"d0 05", 5},        {"d1 00 05", 5},
        {"d2 00 00 00 05", 5},
        {"d3 00 00 00 00 00 00 00 05", 5},
        {"ff", -1},          {"d0 ff", -1},
        {"d1 ff ff", -1},    {"d2 ff ff ff ff", -1},
        {"d3 ff ff ff ff ff ff ff ff", -1},
        {"cc ff", 255},      {"cd ff ff", 65535},
        {"ce ff ff ff ff", 4294967295},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        must(given_time(cases[i].hex));
        assert_int_equal(event.time, cases[i].time);
    }
    assert_int_equal(given_time("cf ff ff ff ff ff ff ff ff"), STATUS_OUT_OF_RANGE);
    assert_string_equal(refusal.text, "time: 18446744073709551615 ns since 1970 is outside the years 1700 to 2199");
    assert_int_equal(given_time("d3 80 00 00 00 00 00 00 00"), STATUS_OUT_OF_RANGE);
    assert_int_equal(given_time("cb 40 14 00 00 00 00 00 00"), STATUS_WRONG_TYPE);
    assert_string_equal(refusal.text, "time: a float where an integer belongs");
    assert_int_equal(given_time("cf 00 00"), STATUS_TRUNCATED);
    assert_int_equal(given_time(""), STATUS_TRUNCATED);
}

#define PRICE "'type':'price','source':'s','id':'p','time':5,'series':'A'"

static void refusals_name_field_value_and_what_is_allowed(void **state)
{
    static const struct { const char *json; enum status status; const char *field, *text; } cases[] = {
        {"{" PRICE ",'value':'x','unit':'t'}", STATUS_WRONG_TYPE, "value", "value: a string where a number belongs"},
        {"{" PRICE ",'value':null,'unit':'t'}", STATUS_WRONG_TYPE, "value", "value: nil where a number belongs"},
        {"{" PRICE ",'value':1e13,'unit':'t'}", STATUS_OUT_OF_RANGE, "value",
         "value: 10000000000000 is above 9000000000000"},
        {"{" PRICE ",'value':-1e300,'unit':'t'}", STATUS_OUT_OF_RANGE, "value",
         "value: a number below -9e18 is below -9000000000000"},
        {"{" PRICE ",'value':1,'unit':'t','seq':9007199254740994}", STATUS_OUT_OF_RANGE, "seq",
         "seq: 9007199254740994 is above 9007199254740992"},
        {"{" PRICE ",'value':1,'unit':'USD/tt'}", STATUS_UNKNOWN_NAME, "unit",
         "unit: \"USD/tt\" is not one of the allowed names: USD/t CNY/t EUR/t JPY/t USD/kg CNY/kg USc/lb t kt CNY/USD "
         "USD/EUR share index; nearest \"USD/t\""},
        {"{" PRICE ",'value':1}", STATUS_MISSING_FIELD, "unit", "unit: absent; required in price"},
        {"{" PRICE ",'value':1,'unit':'t','seq':-3}", STATUS_OUT_OF_RANGE, "seq", "seq: -3 is below 0"},
        {"{" PRICE ",'value':1,'unit':'t','revision':0}", STATUS_OUT_OF_RANGE, "revision", "revision: 0 is below 1"},
        {"{" PRICE ",'value':1,'unit':'t','withdrawn':1}", STATUS_WRONG_TYPE, "withdrawn",
         "withdrawn: an integer where a bool belongs"},
        {"{'type':'price','source':'a b','id':'p','time':5}", STATUS_BAD_TOKEN, "source",
         "source: \"a b\" is no token; 1 to 64 of [A-Za-z0-9._:/-]"},
        {"{'type':'price','source':'','id':'p','time':5}", STATUS_BAD_TOKEN, "source",
         "source: token of 0 bytes; 1 to 64 of [A-Za-z0-9._:/-]"},
        {"{'type':'price','source':'0123456789012345678901234567890123456789012345678901234567890123456789','id':'p'}",
         STATUS_BAD_TOKEN, "source", "source: token of 70 bytes; 1 to 64 of [A-Za-z0-9._:/-]"},
        {"{'type':'prize','source':'s'}", STATUS_UNKNOWN_NAME, "type",
         "type: \"prize\" is not one of the allowed names: price policy news baseline status acknowledge silence; "
         "nearest \"price\""},
        {"{'source':'s','id':'p'}", STATUS_MISSING_FIELD, "type", "type: absent; required in every event"},
        {"{'source':'s','type':7}", STATUS_WRONG_TYPE, "type", "type: an integer where a string belongs"},
        {"{'type':'policy','implementer':'ru'}", STATUS_UNKNOWN_NAME, "implementer",
         "implementer: \"ru\" is no country: ISO 3166-1 alpha-2, EU, XX or ALL; nearest \"RU\""},
        {"{'type':'policy','origins':['RU','Rus']}", STATUS_UNKNOWN_NAME, "origins[1]",
         "origins[1]: \"Rus\" is no country: ISO 3166-1 alpha-2, EU, XX or ALL; nearest \"RS\""},
        {"{'type':'policy','legs':[{'from':1},{'from':2},{'from':3,'instrument':'import_bann'}]}", STATUS_UNKNOWN_NAME,
         "legs[2].instrument",
         "legs[2].instrument: \"import_bann\" is not one of the allowed names; nearest \"import_ban\""},
        {"{'type':'policy','legs':[{'until':1}]}", STATUS_MISSING_FIELD, "legs[0].from",
         "legs[0].from: absent; required in leg"},
        {"{'type':'policy','legs':{'from':1}}", STATUS_WRONG_TYPE, "legs", "legs: a map where an array belongs"},
        {"{'type':'policy','legs':[7]}", STATUS_WRONG_TYPE, "legs[0]", "legs[0]: an integer where a map belongs"},
        {"{'type':'policy','claimed':{'value':-1,'unit':'share'}}", STATUS_OUT_OF_RANGE, "claimed.value",
         "claimed.value: -1 is below 0"},
        {"{'type':'baseline','vintage':'2024-02-31'}", STATUS_OUT_OF_RANGE, "vintage",
         "vintage: \"2024-02-31\" is no day; YYYY-MM-DD or YYYY, in the years 1700 to 2199"},
        {"{'type':'policy','legs':[{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}]}", STATUS_TOO_MANY, "legs",
         "legs: 17 items; at most 16"},
        {"[1,2]", STATUS_WRONG_TYPE, "", "an array where a map belongs"},
        {"{}", STATUS_MISSING_FIELD, "type", "type: absent; required in every event"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        enum status status = given(cases[i].json);
        if (status != cases[i].status || strcmp(refusal.field, cases[i].field) != 0 ||
            strcmp(refusal.text, cases[i].text) != 0)
            fail_msg("%s\n  gave %s, field \"%s\", text\n  %s\n  instead of\n  %s", cases[i].json, status_name(status),
                     refusal.field, refusal.text, cases[i].text);
        assert_int_equal(refusal.status, status);
    }
}

static void hostile_events_are_refused(void **state)
{
    static const struct { const char *what, *hex; enum status status; } cases[] = {
        {"nothing",                         "", STATUS_TRUNCATED},
        {"a bomb of five bytes",            "dd 02 00 00 00", STATUS_TRUNCATED},
        {"a bomb of nine bytes",            "df ff ff ff ff dd ff ff ff ff", STATUS_TRUNCATED},
        {"a known key twice",               "82 a4 74797065 a5 7072696365 a4 74797065 a5 7072696365",
         STATUS_DUPLICATE_KEY},
        {"a known key twice, in two forms", "82 a4 74797065 a5 7072696365 d9 04 74797065 a5 7072696365",
         STATUS_DUPLICATE_KEY},
        {"an unknown key twice",            "83 a4 74797065 a5 7072696365 a1 78 01 a1 78 01", STATUS_DUPLICATE_KEY},
        {"an unknown key, its map twice",   "82 a4 74797065 a5 7072696365 a1 78 82 a1 61 01 a1 61 01",
         STATUS_DUPLICATE_KEY},
        {"a key that is no string",         "82 a4 74797065 a5 7072696365 01 01", STATUS_WRONG_TYPE},
        {"a key that is bad UTF-8",         "82 a4 74797065 a5 7072696365 a1 ff 01", STATUS_BAD_UTF8},
        {"a token that is bad UTF-8",       "82 a4 74797065 a5 7072696365 a6 736f75726365 a1 ff", STATUS_BAD_UTF8},
        {"a name that is bad UTF-8",        "81 a4 74797065 a1 ff", STATUS_BAD_UTF8},
        {"a title that is bad UTF-8",       "82 a4 74797065 a6 706f6c696379 a5 7469746c65 a1 ff", STATUS_BAD_UTF8},
        {"NaN",                             "82 a4 74797065 a5 7072696365 a5 76616c7565 cb 7ff8000000000000",
         STATUS_NOT_FINITE},
        {"infinity",                        "82 a4 74797065 a5 7072696365 a5 76616c7565 cb 7ff0000000000000",
         STATUS_NOT_FINITE},
        {"a narrow infinity",               "82 a4 74797065 a5 7072696365 a5 76616c7565 ca 7f800000",
         STATUS_NOT_FINITE},
        {"NaN under an unknown key",        "82 a4 74797065 a5 7072696365 a1 78 cb 7ff8000000000000",
         STATUS_NOT_FINITE},
        {"an extension",                    "82 a4 74797065 a5 7072696365 a5 76616c7565 d4 01 00", STATUS_WRONG_TYPE},
        {"binary",                          "82 a4 74797065 a5 7072696365 a6 736f75726365 c4 01 61",
         STATUS_WRONG_TYPE},
        {"the byte that begins nothing",    "82 a4 74797065 a5 7072696365 a5 76616c7565 c1", STATUS_WRONG_TYPE},
        {"cut inside a key",                "82 a4 74797065 a5 7072696365 a6 7372", STATUS_TRUNCATED},
        {"cut before a value",              "82 a4 74797065 a5 7072696365 a2 6964", STATUS_TRUNCATED},
        {"cut inside the type",             "82 a4 74797065 a5 7072", STATUS_TRUNCATED},
        {"a list that asks for too much",   "82 a4 74797065 a6 706f6c696379 a4 6c656773 dd ffffffff",
         STATUS_TRUNCATED},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size = hex_bytes(cases[i].hex, bytes, sizeof bytes);
        enum status status = decode();
        if (status != cases[i].status || refusal.status != status || refusal.text[0] == '\0')
            fail_msg("%s: %s (\"%s\")", cases[i].what, status_name(status), refusal.text);
    }
}

static void every_cut_of_an_event_is_refused(void **state)
{
    (void)state;
    must(given("{'type':'policy','source':'official/eu','id':'r','time':5,'policy':'p','status':'adopted',"
               "'instrument':'import_quota','implementer':'EU','origins':['RU','XX'],'materials':['aluminum'],"
               "'legs':[{'from':1,'until':9,'value':275000,'unit':'t/yr'}],'title':'price and prejudice','x':[{'a':1}]}"));
    size_t whole = size;
    for (size = 0; size < whole; size++) {
        uint8_t *exact = malloc(size > 0 ? size : 1);
        assert_non_null(exact);
        memcpy(exact, bytes, size);
        enum status status = event_decode(exact, size, &event, NULL, &refusal);
        free(exact);
        if (status != STATUS_TRUNCATED)
            fail_msg("cut at %zu: %s", size, status_name(status));
    }
    size = whole;
    bytes[size++] = 0xc0;
    assert_int_equal(decode(), STATUS_TRAILING);
    assert_string_equal(refusal.text, "1 bytes follow the value");
}

static void an_event_counts_as_one_level(void **state)
{
    (void)state;
    must(given("{" PRICE ",'value':1,'unit':'t','x':0}"));
    size_t at = size - 1;
    memset(bytes + at, 0x91, 64);
    bytes[at + 31] = 0xc0;
    size = at + 32;
    must(decode());
    bytes[at + 31] = 0x91;
    bytes[at + 32] = 0xc0;
    size = at + 33;
    assert_int_equal(decode(), STATUS_TOO_DEEP);
    assert_string_equal(refusal.text, "x: values are nested more than 32 deep");
}

static void unknown_keys_are_listed_with_the_nearest_known(void **state)
{
    (void)state;
    must(given("{'type':'policy','source':'s','id':'r','time':5,'policy':'p','status':'adopted',"
               "'instrument':'import_ban','implementer':'EU','origins':['RU'],'materials':['aluminum'],"
               "'legs':[{'from':1,'vlaue':1},{'from':1,'vlaue':1},{'from':2}],'title':'t','probabilty':0.5,'zzzzzz':1}"));
    assert_int_equal(unknown.count, 4);
    assert_int_equal(unknown.listed, 4);
    assert_string_equal(unknown.keys[0].key, "legs[0].vlaue");
    assert_string_equal(unknown.keys[0].nearest, "value");
    assert_string_equal(unknown.keys[2].key, "probabilty");
    assert_string_equal(unknown.keys[2].nearest, "probability");
    assert_string_equal(unknown.keys[3].key, "zzzzzz");
    assert_null(unknown.keys[3].nearest);
}

static void unknown_keys_of_a_batch_are_listed_once(void **state)
{
    (void)state;
    size = packed("{" PRICE ",'value':1,'unit':'t','a':1,'b':1,'c':1,'d':1,'e':1,'f':1}", bytes, sizeof bytes);
    unknown = (struct unknown_keys){0};
    for (int i = 0; i < 3; i++)
        must(event_decode(bytes, size, &event, &unknown, &refusal));
    assert_int_equal(unknown.count, 18);
    assert_int_equal(unknown.listed, 6);
    size = packed("{" PRICE ",'value':1,'unit':'t','g':1,'h':1,'i':1}", bytes, sizeof bytes);
    must(event_decode(bytes, size, &event, &unknown, &refusal));
    assert_int_equal(unknown.count, 21);
    assert_int_equal(unknown.listed, LIMIT_UNKNOWN_KEYS);
}

static void anything_may_stand_under_an_unknown_key(void **state)
{
    (void)state;
    must(given("{" PRICE ",'value':1,'unit':'t','x':0}"));
    size_t at = size - 1;
    size = at + hex_bytes("93 c4 02 00 ff c0 d6 ff 00 00 00 00", bytes + at, 64);
    must(decode());
}

static void an_event_too_large_is_refused_whole(void **state)
{
    (void)state;
    size = LIMIT_EVENT_BYTES + 1;
    memset(bytes, 0, size);
    assert_int_equal(decode(), STATUS_TOO_LARGE);
    assert_string_equal(refusal.text, "an event of 65537 bytes; at most 65536");
}

static void a_refusal_never_shows_control_bytes_or_half_characters(void **state)
{
    (void)state;
    assert_int_equal(given("{'type':'price','source':'a\\u001b[31m\\u007f'}"), STATUS_BAD_TOKEN);
    assert_string_equal(refusal.text, "source: \"a?[31m?\" is no token; 1 to 64 of [A-Za-z0-9._:/-]");
    assert_int_equal(given("{'type':'price','source':'价格价格价格价格价格价格价格价格价格价格'}"), STATUS_BAD_TOKEN);
    assert_string_equal(refusal.text,
                        "source: \"价格价格价格价格价格价格价...\" is no token; 1 to 64 of [A-Za-z0-9._:/-]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_price_comes_out_as_it_went_in),
        cmocka_unit_test(what_is_absent_is_zero),
        cmocka_unit_test(keys_may_come_in_any_order),
        cmocka_unit_test(a_policy_holds_its_lists_and_maps),
        cmocka_unit_test(integers_of_every_width_are_taken),
        cmocka_unit_test(refusals_name_field_value_and_what_is_allowed),
        cmocka_unit_test(hostile_events_are_refused),
        cmocka_unit_test(every_cut_of_an_event_is_refused),
        cmocka_unit_test(an_event_counts_as_one_level),
        cmocka_unit_test(unknown_keys_are_listed_with_the_nearest_known),
        cmocka_unit_test(unknown_keys_of_a_batch_are_listed_once),
        cmocka_unit_test(anything_may_stand_under_an_unknown_key),
        cmocka_unit_test(an_event_too_large_is_refused_whole),
        cmocka_unit_test(a_refusal_never_shows_control_bytes_or_half_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

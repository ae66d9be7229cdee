/* Configuration and rules: what no single row can judge. */
#include "engine/engine.h"
#include "engine/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static struct settings settings;
static struct rulebook rulebook;
static struct refusal refusal;

static void refused(enum status status, enum status expected, const char *field, const char *words)
{
    assert_int_equal(status, expected);
    assert_string_equal(refusal.field, field);
    if (strstr(refusal.text, words) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", refusal.text, words);
}

static void the_defaults_are_taken(void **state)
{
    (void)state;
    assert_int_equal(settings_from(engine_default_config(), &settings, &refusal), STATUS_OK);
    assert_int_equal(rulebook_from(engine_default_rules(), &settings, &rulebook, &refusal), STATUS_OK);
    assert_int_equal(settings_material(&settings, TEXT("rare-earths")), 2);
    assert_int_equal(settings_region(&settings, TEXT("XY")), NO_INDEX);
}

static void the_weights_of_the_notes_add_up_to_one_for_aluminum(void **state)
{
    double sum = 0;
    (void)state;
    assert_int_equal(settings_from(engine_default_config(), &settings, &refusal), STATUS_OK);
    for (unsigned i = 0; i < INDICATORS; i++)
        sum += i == INDICATOR_DISLOCATION ? 0 : settings.weight[i];
    assert_true(sum > 1 - 1e-12 && sum < 1 + 1e-12);
}

static void a_name_given_twice_is_refused_by_its_place(void **state)
{
    (void)state;
    struct config config = *engine_default_config();
    config.materials[3] = config.materials[0];
    refused(settings_from(&config, &settings, &refusal), STATUS_INCONSISTENT, "engine.materials[3]", "\"aluminum\"");
    config = *engine_default_config();
    config.regions[4].name = config.regions[1].name;
    refused(settings_from(&config, &settings, &refusal), STATUS_INCONSISTENT, "engine.regions[4].name", "\"EU\"");
}

static void bands_must_rise(void **state)
{
    (void)state;
    struct config config = *engine_default_config();
    config.bands[2] = 40;
    refused(settings_from(&config, &settings, &refusal), STATUS_INCONSISTENT, "engine.bands[2]", "\"40\" is not above");
}

static void news_of_now_fades_faster_than_a_habit(void **state)
{
    (void)state;
    struct config config = *engine_default_config();
    config.news.fast_days = 180;
    refused(settings_from(&config, &settings, &refusal), STATUS_INCONSISTENT, "engine.news.fast_days",
            "180 is not below slow_days, 180");
    config = *engine_default_config();
    config.news.tier_weights_count = 0;
    refused(settings_from(&config, &settings, &refusal), STATUS_MISSING_FIELD, "engine.news.tier_weights",
            "at least one");
    config.present &= ~(UINT64_C(1) << CONFIG_HAS_NEWS);
    assert_int_equal(settings_from(&config, &settings, &refusal), STATUS_OK);
    assert_false(settings.news.listens);
}

static void tiers_beyond_the_weights_weigh_like_the_last(void **state)
{
    (void)state;
    assert_int_equal(settings_from(engine_default_config(), &settings, &refusal), STATUS_OK);
    assert_true(news_tier_weight(&settings.news, 1) == 1);
    assert_true(news_tier_weight(&settings.news, settings_tier(&settings, TEXT("press/wire"))) == .7);
    assert_true(news_tier_weight(&settings.news, 3) == .4 && news_tier_weight(&settings.news, 64) == .4);
    assert_true(news_tier_weight(&settings.news, settings_tier(&settings, TEXT("nobody"))) == .4);
}

static void a_rule_of_an_unknown_region_names_the_nearest(void **state)
{
    (void)state;
    struct rules rules = *engine_default_rules();
    assert_int_equal(settings_from(engine_default_config(), &settings, &refusal), STATUS_OK);
    rules.rules[1].material = TEXT("aluminium");
    refused(rulebook_from(&rules, &settings, &rulebook, &refusal), STATUS_UNKNOWN_NAME, "rules[1].material",
            "nearest \"aluminum\"");
    rules = *engine_default_rules();
    rules.rules[0].region = TEXT("WORD");
    refused(rulebook_from(&rules, &settings, &rulebook, &refusal), STATUS_UNKNOWN_NAME, "rules[0].region",
            "nearest \"WORLD\"");
    assert_string_equal(refusal.text, "rules[0].region: \"WORD\" is not one of the allowed names: US EU JP CN KR GB IN WORLD; "
                                      "nearest \"WORLD\"");
    rules.rules[0].region = TEXT("nowhere at all");
    refused(rulebook_from(&rules, &settings, &rulebook, &refusal), STATUS_UNKNOWN_NAME, "rules[0].region",
            "\"nowhere at all\" is not one of the allowed names");
}

static void the_longest_prefix_gives_a_source_its_tier(void **state)
{
    (void)state;
    assert_int_equal(settings_from(engine_default_config(), &settings, &refusal), STATUS_OK);
    assert_int_equal(settings_tier(&settings, TEXT("official/eu")), 1);
    assert_int_equal(settings_tier(&settings, TEXT("press/paper")), 2);
    assert_true(settings_tier(&settings, TEXT("somebody")) > 2);
}

static void a_ladder_gives_the_severity_that_was_reached(void **state)
{
    static const struct rule_kept rule = {.severity = SEVERITY_INFO, .steps = 4, .ladder = {.5, 2, 5, 10}};
    (void)state;
    assert_int_equal(rule_severity(&rule, .4), SEVERITY_INFO);
    assert_int_equal(rule_severity(&rule, -2), SEVERITY_ELEVATED);
    assert_int_equal(rule_severity(&rule, 99), SEVERITY_CRITICAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_defaults_are_taken),
        cmocka_unit_test(the_weights_of_the_notes_add_up_to_one_for_aluminum),
        cmocka_unit_test(a_name_given_twice_is_refused_by_its_place),
        cmocka_unit_test(bands_must_rise),
        cmocka_unit_test(news_of_now_fades_faster_than_a_habit),
        cmocka_unit_test(tiers_beyond_the_weights_weigh_like_the_last),
        cmocka_unit_test(a_rule_of_an_unknown_region_names_the_nearest),
        cmocka_unit_test(the_longest_prefix_gives_a_source_its_tier),
        cmocka_unit_test(a_ladder_gives_the_severity_that_was_reached),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

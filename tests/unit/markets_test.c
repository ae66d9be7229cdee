/* The rows of `markets`: which series tells which pair what, and what is refused. */
#include "engine/engine.h"
#include "engine/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct config config;
static struct settings settings;
static struct refusal refusal;

static int the_defaults(void **state)
{
    (void)state;
    config = *engine_default_config();
    return 0;
}

static struct market_row *series_row(const char *series)
{
    for (uint32_t i = 0; i < config.markets_count; i++)
        if (text_is(config.markets[i].series, series))
            return &config.markets[i];
    fail_msg("no row of %s", series);
    return NULL;
}

static struct market_row *another_row(const char *series)
{
    assert_true(config.markets_count < LIMIT_MARKETS);
    struct market_row *row = &config.markets[config.markets_count++];
    *row = config.markets[0];
    row->series = text_of(series);
    return row;
}

static void taken(void)
{
    if (settings_from(&config, &settings, &refusal) != STATUS_OK)
        fail_msg("%s", refusal.text);
}

static void refused(enum status expected, const char *field, const char *words)
{
    assert_int_equal(settings_from(&config, &settings, &refusal), expected);
    assert_string_equal(refusal.field, field);
    if (strstr(refusal.text, words) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", refusal.text, words);
}

/* "LME.AL.3M", or "A B" when there are two, in their order. */
static void is_fed(const char *material, const char *region, enum role role, const char *names)
{
    char text[256];
    struct line line = line_on(text, sizeof text);
    uint32_t m = settings_material(&settings, text_of(material)), r = settings_region(&settings, text_of(region));
    const struct feeds *feeds = &settings.feeds[m][r];
    for (uint32_t i = 0; i < feeds->count[role]; i++) {
        uint8_t series = feeds->series[role][i];
        line_string(&line, i > 0 ? " " : "");
        line_text(&line, name_text(&settings.series_row[series].name));
        assert_true((settings.fed[series].regions[m] >> r) & 1);
        assert_true((settings.fed[series].materials >> m) & 1);
    }
    assert_string_equal(text, names);
}

static void a_row_of_all_regions_feeds_those_without_their_own(void **state)
{
    (void)state;
    taken();
    is_fed("aluminum", "US", ROLE_PRICE, "LME.AL.3M");
    is_fed("aluminum", "WORLD", ROLE_PRICE, "LME.AL.3M");
    is_fed("aluminum", "CN", ROLE_PRICE, "SHFE.AL");
    is_fed("aluminum", "CN", ROLE_CASH, "LME.AL.CASH");
    is_fed("aluminum", "US", ROLE_PREMIUM, "US.MWP");
    is_fed("aluminum", "EU", ROLE_PREMIUM, "EU.DUTYPAID");
    is_fed("aluminum", "JP", ROLE_PREMIUM, "");
    is_fed("aluminum-feed", "US", ROLE_PRICE, "");
    is_fed("rare-earths-heavy", "EU", ROLE_PRICE, "EU.DY.OXIDE EU.TB.OXIDE");
    is_fed("rare-earths-heavy", "CN", ROLE_PRICE, "CN.DY.OXIDE CN.TB.OXIDE");
}

static void every_series_is_found_by_its_name_and_no_other(void **state)
{
    (void)state;
    for (uint32_t i = config.markets_count; i < LIMIT_MARKETS; i++) {
        static char names[LIMIT_MARKETS][8];
        struct line line = line_on(names[i], sizeof names[i]);
        line_char(&line, 'S');
        line_int(&line, i);
        struct market_row *row = another_row(names[i]);
        row->region = i % 2 == 0 ? TEXT("US") : TEXT("EU");
        row->role = (uint8_t)(i % 3 == 0 ? ROLE_CASH : i % 3 == 1 ? ROLE_STOCK : ROLE_FX);
        row->material = config.materials[i / 6 % config.materials_count];
    }
    assert_int_equal(config.markets_count, LIMIT_MARKETS);
    taken();
    for (uint32_t i = 0; i < config.markets_count; i++) {
        uint32_t series = settings_series(&settings, config.markets[i].series);
        assert_int_not_equal(series, NO_INDEX);
        assert_true(name_is(&settings.series_row[series].name, config.markets[i].series));
    }
    assert_int_equal(settings_series(&settings, TEXT("LME.AL")), NO_INDEX);
    assert_int_equal(settings_series(&settings, TEXT("LME.AL.3MX")), NO_INDEX);
}

static void what_a_row_leaves_out_is_a_day(void **state)
{
    (void)state;
    struct market_row *row = another_row("A");
    row->region = TEXT("GB");
    row->present &= ~(UINT64_C(1) << MARKET_HAS_BAR | UINT64_C(1) << MARKET_HAS_INTERVAL);
    row->bar = row->interval = 0;
    taken();
    assert_int_equal(settings.series_row[settings_series(&settings, TEXT("A"))].bar, DAY_NS);
    assert_int_equal(settings.series_row[settings_series(&settings, TEXT("A"))].interval, DAY_NS);
}

static void holidays_are_kept_in_order(void **state)
{
    (void)state;
    struct market_row *row = series_row("SHFE.AL");
    row->holidays_count = 3;
    row->holidays[0] = 20000, row->holidays[1] = 10, row->holidays[2] = 500;
    taken();
    const struct series_row *series = &settings.series_row[settings_series(&settings, TEXT("SHFE.AL"))];
    assert_int_equal(series->holiday[0], 10);
    assert_int_equal(series->holiday[1], 500);
    assert_int_equal(series->holiday[2], 20000);
}

static void without_markets_nothing_is_fed(void **state)
{
    (void)state;
    config.present &= ~(UINT64_C(1) << CONFIG_HAS_MARKETS);
    taken();
    assert_int_equal(settings.series, 0);
    assert_int_equal(settings_series(&settings, TEXT("LME.AL.3M")), NO_INDEX);
}

static void a_series_described_twice_must_be_one(void **state)
{
    (void)state;
    another_row("LME.AL.3M")->region = TEXT("GB");
    config.markets[config.markets_count - 1].unit = PRICE_UNIT_CNY_T;
    refused(STATUS_INCONSISTENT, "engine.markets[17].unit", "\"LME.AL.3M\" was described otherwise");
}

static void names_and_times_are_judged(void **state)
{
    (void)state;
    series_row("LME.AL.CASH")->material = TEXT("aluminium");
    refused(STATUS_UNKNOWN_NAME, "engine.markets[2].material", "nearest \"aluminum\"");
    the_defaults(state);
    series_row("LME.AL.CASH")->region = TEXT("UK");
    refused(STATUS_UNKNOWN_NAME, "engine.markets[2].region", "\"UK\" is not one of the allowed names");
    the_defaults(state);
    series_row("LME.AL.CASH")->close = TEXT("24:00");
    refused(STATUS_OUT_OF_RANGE, "engine.markets[2].close", "\"24:00\" is not a time of the day");
    series_row("LME.AL.CASH")->close = TEXT("7:00");
    refused(STATUS_OUT_OF_RANGE, "engine.markets[2].close", "\"7:00\" is not a time of the day");
    the_defaults(state);
    series_row("LME.AL.CASH")->bar = 7 * HOUR_NS;
    refused(STATUS_OUT_OF_RANGE, "engine.markets[2].bar", "do not divide a day");
    the_defaults(state);
    another_row("LME.AL.3M");
    refused(STATUS_INCONSISTENT, "engine.markets[17]", "stands twice");
}

static void a_role_of_a_pair_has_four_series_at_most(void **state)
{
    static const char *const names[] = {"A", "B", "C", "D"};
    (void)state;
    for (size_t i = 0; i < 4; i++)
        another_row(names[i]);
    refused(STATUS_FULL, "engine.markets[20]", "\"D\" is one series more than the 4");
}

static void the_largest_configuration_has_room(void **state)
{
    static uint8_t bytes[LIMIT_CONFIG_BYTES];
    static char names[LIMIT_MARKETS][LIMIT_TOKEN];
    (void)state;
    config.markets_count = LIMIT_MARKETS;
    for (uint32_t i = 0; i < LIMIT_MARKETS; i++) {
        memset(names[i], 'A', LIMIT_TOKEN);
        config.markets[i] = (struct market_row){
            .present = PRESENT_ALL, .material = {names[i], LIMIT_NAME}, .region = {names[i], LIMIT_NAME},
            .role = ROLE_CANCELLED, .series = {names[i], LIMIT_TOKEN}, .unit = PRICE_UNIT_CNY_USD, .bar = DAY_NS,
            .close = TEXT("17:30"), .zone = ZONE_LOS_ANGELES, .interval = 366 * DAY_NS,
            .holidays_count = LIMIT_HOLIDAYS};
    }
    size_t markets = rows_encode(&config_rows, &config, bytes, sizeof bytes);
    assert_true(markets > 100 * KIB);
    config.markets_count = 0;
    config.regions_count = LIMIT_REGIONS;
    for (uint32_t i = 0; i < LIMIT_REGIONS; i++) {
        config.regions[i] = (struct region_row){.present = PRESENT_ALL, .name = {names[i], LIMIT_NAME},
                                                .members_count = LIMIT_COUNTRIES};
        for (uint32_t j = 0; j < LIMIT_COUNTRIES; j++)
            config.regions[i].members[j] = COUNTRY_EU;
    }
    config.materials_count = LIMIT_MATERIALS;
    for (uint32_t i = 0; i < LIMIT_MATERIALS; i++)
        config.materials[i] = (struct text){names[i], LIMIT_NAME};
    config.tiers_count = LIMIT_TIERS;
    for (uint32_t i = 0; i < LIMIT_TIERS; i++)
        config.tiers[i] = (struct tier_row){PRESENT_ALL, {names[i], LIMIT_TOKEN}, 64};
    size_t rest = rows_encode(&config_rows, &config, bytes, sizeof bytes);
    assert_true(rest > 0);
    assert_true(markets + rest < LIMIT_CONFIG_BYTES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_row_of_all_regions_feeds_those_without_their_own, the_defaults),
        cmocka_unit_test_setup(every_series_is_found_by_its_name_and_no_other, the_defaults),
        cmocka_unit_test_setup(what_a_row_leaves_out_is_a_day, the_defaults),
        cmocka_unit_test_setup(holidays_are_kept_in_order, the_defaults),
        cmocka_unit_test_setup(without_markets_nothing_is_fed, the_defaults),
        cmocka_unit_test_setup(a_series_described_twice_must_be_one, the_defaults),
        cmocka_unit_test_setup(names_and_times_are_judged, the_defaults),
        cmocka_unit_test_setup(a_role_of_a_pair_has_four_series_at_most, the_defaults),
        cmocka_unit_test_setup(the_largest_configuration_has_room, the_defaults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

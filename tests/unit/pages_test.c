/* What a desk reads: paragraphs, tables, colour. */
#include "consumers/alert_text.h"
#include "consumers/board.h"
#include "consumers/pair_filter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char text[ALERT_TEXT_BYTES];

static struct page plain(void)
{
    return page_on(text, sizeof text, false);
}

static int64_t at(const char *time)
{
    int64_t ns;
    assert_true(time_parse(text_of(time), &ns));
    return ns;
}

#define BIT(n) (UINT64_C(1) << (n))

/* ---- pages ----------------------------------------------------------------- */

static void columns_count_characters_and_not_bytes_or_colour(void **state)
{
    struct page page = plain();
    (void)state;
    page_left(&page, TEXT("Tromsø"), 8);
    page_right(&page, TEXT("ø"), 3);
    assert_string_equal(text, "Tromsø    ø");
    page = page_on(text, sizeof text, true);
    page_painted(&page, PAINT_STRONG, "ab");
    page_fill(&page, 0, 4);
    page_string(&page, "|");
    assert_string_equal(text, "\033[1mab\033[0m  |");
}

static void a_long_text_is_wrapped_between_words(void **state)
{
    struct page page = plain();
    (void)state;
    page_wrap(&page, TEXT("one two three four five six seven"), 2);
    assert_string_equal(text, "  one two three four five six seven");
    page = plain();
    page.width = 23;
    page_wrap(&page, TEXT("one two three four five six seven"), 2);
    assert_string_equal(text, "  one two three four\n  five six seven");
    page = plain();
    page.width = 23;
    page_wrap(&page, TEXT("a-word-longer-than-any-line at-all"), 2);
    assert_string_equal(text, "  a-word-longer-than-any-line\n  at-all");
    page = plain();
    page.width = 25;
    page_string(&page, "EU  ");
    page_hang(&page, TEXT("one two three four five six seven"), 4);
    assert_string_equal(text, "EU  one two three four\n    five six seven");
}

static void numbers_have_their_places_and_no_negative_zero(void **state)
{
    static const struct { double value; unsigned decimals; size_t width; const char *text; } cases[] = {
        {41.316, 2, 0, "41.32"}, {-0.001, 2, 0, "0.00"}, {-1.5, 1, 6, "  -1.5"}, {62.4, 0, 4, "  62"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct page page = plain();
        page_number(&page, cases[i].value, cases[i].decimals, cases[i].width);
        assert_string_equal(text, cases[i].text);
    }
}

static void a_time_shows_a_fraction_only_when_it_has_one(void **state)
{
    (void)state;
    struct page page = plain();
    page_time(&page, at("2025-02-24T12:00:00Z"));
    assert_string_equal(text, "2025-02-24 12:00:00");
    page = plain();
    page_time(&page, at("2025-02-24T12:00:00.250Z"));
    assert_string_equal(text, "2025-02-24 12:00:00.25");
    page = plain();
    page_day(&page, at("2025-02-26T00:00:00Z"));
    assert_string_equal(text, "2025-02-26");
    page = plain();
    page_day(&page, at("2025-02-26T08:00:00Z"));
    assert_string_equal(text, "2025-02-26 08:00:00");
}

/* ---- alerts ---------------------------------------------------------------- */

static struct alert_output offer(void)
{
    return (struct alert_output){
        .present = PRESENT_ALL & ~(BIT(ALERT_HAS_THRESHOLD) | BIT(ALERT_HAS_ACKNOWLEDGED) | BIT(ALERT_HAS_SILENCED)),
        .time = at("2025-02-24T18:00:00Z"),
        .state = ALERT_FIRING,
        .kind = ALERT_KIND_RELIEF,
        .severity = SEVERITY_MODERATE,
        .material = TEXT("aluminum"),
        .region = TEXT("US"),
        .value = 32.1,
        .before = 32.2,
        .coverage = 0.7,
        .reason = TEXT("proposed: an offer"),
        .contributions_count = 3,
        .contributions = {{.name = INDICATOR_GAP, .points = 0},
                          {.name = INDICATOR_GOVERNANCE, .points = 5060000},
                          {.name = INDICATOR_RELIANCE, .points = 9950000}},
        .because_count = 1,
        .because = {{.present = PRESENT_ALL,
                     .source = TEXT("press/reuters"),
                     .id = TEXT("offer"),
                     .offset = 19,
                     .effect = -0.1}},
        .measures_count = 1,
        .measures = {{.present = BIT(MEASURE_HAS_CLAIMED) | BIT(MEASURE_HAS_OBSERVED),
                      .policy = TEXT("ru-offer"),
                      .status = POLICY_PROPOSED,
                      .probability = 0.05,
                      .claimed = {.value = 0.15, .unit = MEASURE_SHARE},
                      .observed = {.value = 0.0041, .unit = MEASURE_SHARE}}},
        .if_true_count = 2,
        .if_true = {{.name = INDICATOR_CONCENTRATION, .value = 0.392771}, {.name = INDICATOR_COMPOSITE, .value = 31.5}},
    };
}

static void an_alert_says_what_where_why_and_how_sure(void **state)
{
    struct alert_output alert = offer();
    struct page page = plain();
    (void)state;
    alert_text(&page, &alert);
    assert_string_equal(text, "2025-02-24 18:00:00  MODERATE  aluminum/US  relief\n"
                              "  proposed: an offer\n"
                              "  composite  32.10, was 32.20 (-0.10)\n"
                              "  made of    reliance 9.95, governance 5.06\n"
                              "  because    press/reuters offer (offset 19) -0.10\n"
                              "  measures   ru-offer proposed p 0.05, claimed 0.15 share, observed 0.0041 share\n"
                              "  if true    composite 31.50, concentration 0.393\n"
                              "  trust      coverage 70 % of the channels' weight\n");
}

static void a_resolved_alert_is_told_in_short(void **state)
{
    struct alert_output alert = offer();
    struct page page = plain();
    (void)state;
    alert.state = ALERT_RESOLVED;
    alert_text(&page, &alert);
    assert_string_equal(text, "2025-02-24 18:00:00  MODERATE  aluminum/US  relief, resolved\n"
                              "  proposed: an offer\n"
                              "  composite  32.10, was 32.20 (-0.10)\n"
                              "  because    press/reuters offer (offset 19) -0.10\n");
}

static void many_causes_are_counted(void **state)
{
    struct alert_output alert = offer();
    struct page page = plain();
    (void)state;
    alert.because_count = 9;
    for (uint32_t i = 0; i < alert.because_count; i++)
        alert.because[i] = (struct cause){.source = TEXT("s"), .id = TEXT("i")};
    alert_text(&page, &alert);
    assert_non_null(strstr(text, "\n             and 3 more\n"));
}

static void the_largest_alert_fits_its_page(void **state)
{
    static char long_text[LIMIT_TOKEN];
    struct alert_output alert = offer();
    struct page page = page_on(text, sizeof text, true);
    (void)state;
    memset(long_text, 'x', sizeof long_text);
    alert.because_count = LIMIT_CAUSES;
    for (uint32_t i = 0; i < LIMIT_CAUSES; i++)
        alert.because[i] = (struct cause){.present = PRESENT_ALL, .source = {long_text, LIMIT_TOKEN},
                                          .id = {long_text, LIMIT_TOKEN}, .offset = UINT32_MAX, .effect = -100};
    alert_text(&page, &alert);
    assert_false(page.line.cut);
}

/* ---- board ----------------------------------------------------------------- */

static void a_band_begins_at_its_threshold(void **state)
{
    const struct bands bands = {.from = {25, 45, 65, 80}, .count = 4};
    (void)state;
    assert_string_equal(band_name(band_of(&bands, 24.999)), "normal");
    assert_string_equal(band_name(band_of(&bands, 25)), "moderate");
    assert_string_equal(band_name(band_of(&bands, 79.9)), "high");
    assert_string_equal(band_name(band_of(&bands, 100)), "critical");
}

static void changes_stand_in_columns(void **state)
{
    const struct change changes[] = {
        {TEXT("aluminum"), TEXT("EU"), true, true, 24.8, 35.25},
        {TEXT("aluminum"), TEXT("JP"), true, true, 45.69, 44.04},
        {TEXT("aluminum"), TEXT("CN"), true, true, 26.25, 26.2461},
        {TEXT("rare-earths"), TEXT("WORLD"), false, true, 0, 33.13},
    };
    struct page page = plain();
    (void)state;
    board_changes(&page, changes, 4, at("2025-02-24T12:00:00Z"), at("2026-03-01T00:00:00Z"));
    assert_string_equal(text, "  composite                 2025-02-24 12:00:00  2026-03-01 00:00:00   change\n"
                              "  aluminum/EU                             24.80                35.25   +10.45\n"
                              "  aluminum/JP                             45.69                44.04    -1.65\n"
                              "  aluminum/CN                             26.25                26.25     0.00\n"
                              "  rare-earths/WORLD                           -                33.13\n");
}

/* ---- pairs ----------------------------------------------------------------- */

static const struct text materials[] = {{"aluminum", 8}, {"rare-earths", 11}};
static const struct text regions[] = {{"US", 2}, {"EU", 2}};
static const struct names names = {2, 2, materials, regions};

static void a_pair_is_named_in_three_ways(void **state)
{
    static const struct { const char *text; bool us_aluminum, eu_aluminum, eu_rare_earths, single; } cases[] = {
        {"aluminum/EU", false, true, false, true},
        {"aluminum", true, true, false, false},
        {"EU", false, true, true, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pair_filter filter;
        char why[256];
        assert_true(pair_filter_parse(&filter, cases[i].text, &names, why, sizeof why));
        assert_int_equal(pair_filter_takes(&filter, TEXT("aluminum"), TEXT("US")), cases[i].us_aluminum);
        assert_int_equal(pair_filter_takes(&filter, TEXT("aluminum"), TEXT("EU")), cases[i].eu_aluminum);
        assert_int_equal(pair_filter_takes(&filter, TEXT("rare-earths"), TEXT("EU")), cases[i].eu_rare_earths);
        assert_int_equal(pair_filter_single(&filter), cases[i].single);
    }
}

static void an_unknown_pair_names_the_nearest(void **state)
{
    static const struct { const char *text, *says; } cases[] = {
        {"aluminium/EU", "'aluminium' is no material; the nearest is 'aluminum'"},
        {"aluminum/EUR", "'EUR' is no region; the nearest is 'EU'"},
        {"rare-earth", "'rare-earth' is no material, region or MATERIAL/REGION; the nearest is 'rare-earths'"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pair_filter filter;
        char why[256];
        assert_false(pair_filter_parse(&filter, cases[i].text, &names, why, sizeof why));
        assert_string_equal(why, cases[i].says);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_count_characters_and_not_bytes_or_colour),
        cmocka_unit_test(a_long_text_is_wrapped_between_words),
        cmocka_unit_test(numbers_have_their_places_and_no_negative_zero),
        cmocka_unit_test(a_time_shows_a_fraction_only_when_it_has_one),
        cmocka_unit_test(an_alert_says_what_where_why_and_how_sure),
        cmocka_unit_test(a_resolved_alert_is_told_in_short),
        cmocka_unit_test(many_causes_are_counted),
        cmocka_unit_test(the_largest_alert_fits_its_page),
        cmocka_unit_test(a_band_begins_at_its_threshold),
        cmocka_unit_test(changes_stand_in_columns),
        cmocka_unit_test(a_pair_is_named_in_three_ways),
        cmocka_unit_test(an_unknown_pair_names_the_nearest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Prices in the whole engine: when they show, what they alert, what they may never
 * do to a composite. */
#include "tests/support/dice.h"
#include "tests/support/price_words.h"
#include "tests/support/supply_words.h"

#include "engine/state.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LME "LME.AL.3M"

/* ---- what is heard --------------------------------------------------------------------- */

struct heard {
    uint8_t kind, state, severity, figures;
    int64_t time;
    double value, effect;
    uint32_t because;
    char region[LIMIT_NAME + 1], reason[LIMIT_PROVENANCE], cause[LIMIT_TOKEN + 1];
};

static struct heard heard[4096];
static uint32_t heard_count;
static uint64_t outputs_hash;
static int64_t composite_time;

static void copy(char *into, size_t size, struct text text)
{
    struct line line = line_on(into, size);
    line_text(&line, text);
}

static void listen_alert(const struct alert_output *alert)
{
    struct heard *one = &heard[heard_count++];
    assert_true(heard_count < sizeof heard / sizeof heard[0]);
    *one = (struct heard){.kind = alert->kind, .state = alert->state, .severity = alert->severity,
                          .figures = alert->figures, .time = alert->time, .value = alert->value,
                          .because = alert->because_count};
    copy(one->region, sizeof one->region, alert->region);
    copy(one->reason, sizeof one->reason, alert->reason);
    if (alert->because_count > 0) {
        copy(one->cause, sizeof one->cause, alert->because[0].id);
        one->effect = alert->because[0].effect;
    }
}

static void listen(void *self, const union output *output)
{
    static uint8_t bytes[LIMIT_OUTPUT_BYTES];
    (void)self;
    size_t size = rows_encode(output_rows(output), output, bytes, sizeof bytes);
    assert_true(size > 0);
    for (size_t i = 0; i < size; i++)
        outputs_hash = (outputs_hash ^ bytes[i]) * UINT64_C(1099511628211);
    if (output->head.type == OUTPUT_ALERT)
        listen_alert(&output->alert);
    else if (output->indicator.name == INDICATOR_COMPOSITE && text_is(output->indicator.region, "EU"))
        composite_time = output->indicator.time;
}

static const struct outputs listener = {listen, NULL};

/* Of those that fired. */
static uint32_t count_of(enum alert_kind kind, const char *region)
{
    uint32_t count = 0;
    end_sentence();
    for (uint32_t i = 0; i < heard_count; i++)
        count += heard[i].kind == kind && heard[i].state == ALERT_FIRING && strcmp(heard[i].region, region) == 0;
    return count;
}

static const struct heard *last(enum alert_kind kind, const char *region)
{
    end_sentence();
    for (uint32_t i = heard_count; i > 0; i--)
        if (heard[i - 1].kind == kind && strcmp(heard[i - 1].region, region) == 0)
            return &heard[i - 1];
    fail_msg("no %s alert for %s", alert_kind_names[kind], region);
    return NULL;
}

/* The last alert that says this. */
static const struct heard *saying(const char *words)
{
    end_sentence();
    for (uint32_t i = heard_count; i > 0; i--)
        if (strstr(heard[i - 1].reason, words) != NULL)
            return &heard[i - 1];
    fail_msg("no alert says \"%s\"", words);
    return NULL;
}

static void says(const struct heard *one, const char *words)
{
    if (strstr(one->reason, words) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", one->reason, words);
}

/* Aluminum of the EU, half of it from one supplier; nothing heard yet. */
static void say_tables(void)
{
    table("aluminum", "EU");
    supplies("DE", 500000);
    supplies("RU", 1000000), spare(0);
    supplies("NO", 500000), spare(0);
    table("aluminum", "WORLD");
    supplies("RU", 4000000);
    supplies("NO", 1400000);
    governance();
    stability("RU", -.9), stability("NO", 1), stability("DE", .7);
    end_sentence();
}

static int begin(void **state)
{
    (void)state;
    new_live_world("2025-01-06", &listener);
    heard_count = 0;
    outputs_hash = 0;
    say_tables();
    return 0;
}

static int end(void **state)
{
    (void)state;
    end_world();
    return 0;
}

static int64_t composite(void)
{
    return standing_of("aluminum", "EU")->composite;
}

static double sigma(void)
{
    return returns_sigma(&series_of(LME)->returns);
}

/* ---- the grid ---------------------------------------------------------------------------- */

static void a_price_shows_at_the_first_grid_point_after_it(void **state)
{
    (void)state;
    closes(LME, 30, 2500);
    later(SECOND_NS);
    int64_t before = composite();
    close_at(LME, 2700);
    int64_t time = clock_now();
    assert_int_equal(composite(), before);
    later(SECOND_NS - 1);
    assert_int_equal(composite(), before);
    later(1);
    assert_true(composite() > before);
    assert_int_equal(composite_time, time + SECOND_NS);
}

static void what_decays_goes_on_by_the_hour_until_nothing_is_left(void **state)
{
    (void)state;
    closes(LME, 30, 2500);
    close_at(LME, 2800);
    later(HOUR_NS);
    double x = x_of(INDICATOR_JUMP, "aluminum", "EU");
    assert_true(x > .9);
    later(2 * DAY_NS);
    assert_true(fabs(x_of(INDICATOR_JUMP, "aluminum", "EU") / x - .5) < .01);
    for (int i = 0; i < 60; i++)
        close_at(LME, 2800 + i % 3);
    assert_true(x_of(INDICATOR_JUMP, "aluminum", "EU") == 0);
}

static void inserted_ticks_change_no_byte(void **state)
{
    uint64_t hashes[2];
    for (int round = 0; round < 2; round++) {
        struct dice dice = {5};
        begin(state);
        for (int i = 0; i < 400; i++) {
            later((int64_t)dice_below(&dice, 30000) * SECOND_NS + 1);
            price(i % 3 == 0 ? "SHFE.AL" : LME, i % 3 == 0 ? 20000 + i : 2500 * (1 + .05 * (dice_unit(&dice) - .5)));
            end_sentence();
            int64_t time = clock_now(), ahead = (int64_t)dice_below(&dice, 1000) * SECOND_NS / 1000;
            if (round == 1) { /* at any moment before the next price, which is a second away at least */
                it_is(time + ahead);
                it_is(time);
            }
        }
        later(100 * DAY_NS);
        hashes[round] = outputs_hash;
        end(state);
    }
    assert_true(hashes[0] == hashes[1]);
}

/* ---- jumps --------------------------------------------------------------------------------- */

static void a_jump_is_said_at_once_in_the_name_of_the_world(void **state)
{
    (void)state;
    closes(LME, 40, 2500);
    double close = series_of(LME)->close.value;
    later(15 * HOUR_NS);
    price(LME, close * exp(4.5 * sigma()));
    const struct heard *jump = last(ALERT_KIND_JUMP, "WORLD");
    assert_int_equal(jump->time, clock_now());
    assert_int_equal(jump->severity, SEVERITY_ELEVATED);
    assert_true(fabs(jump->value - 4.5) < 1e-5);
    assert_int_equal(jump->because, 1);
    assert_string_equal(jump->cause, series_of(LME)->last.id.at);
    says(jump, "LME.AL.3M: ");
    says(jump, "z +4.5; the bar is open");
    assert_int_equal(count_of(ALERT_KIND_JUMP, "EU"), 0);
}

static void once_a_bar_and_direction_and_again_when_worse(void **state)
{
    static const struct { double z; uint32_t said; } rows[] = {
        {3.2, 1}, {3.1, 1}, {3.9, 1}, {4.1, 2}, {3.2, 2}, {-3.3, 3}, {3.5, 3}, {-3.5, 3}, {6.5, 4}, {9, 4}, {-7, 5},
    };
    (void)state;
    closes(LME, 40, 2500);
    double close = series_of(LME)->close.value, s = sigma();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        later(MINUTE_NS);
        price(LME, close * exp(rows[i].z * s));
        if (count_of(ALERT_KIND_JUMP, "WORLD") != rows[i].said)
            fail_msg("after z %g: %u", rows[i].z, count_of(ALERT_KIND_JUMP, "WORLD"));
    }
    close_at(LME, close);
    later(HOUR_NS);
    price(LME, close * exp(3.2 * sigma()));
    assert_int_equal(count_of(ALERT_KIND_JUMP, "WORLD"), 6);
}

/* What was judged in an older bar must not raise the levels of a new one. */
static void a_new_bar_is_judged_from_the_threshold_on(void **state)
{
    (void)state;
    closes(LME, 40, 2500);
    close_at(LME, 3000);
    later(10 * DAY_NS);
    no_close(LME);
    later(HOUR_NS);
    price(LME, 3000 * exp(.5 * sigma())); /* alive again, in a bar of its own */
    end_sentence();
    assert_int_equal(last(ALERT_KIND_DATA, "WORLD")->state, ALERT_RESOLVED);
    later(HOUR_NS);
    price(LME, 3000 * exp(3.5 * series_of(LME)->spread));
    assert_int_equal(count_of(ALERT_KIND_JUMP, "WORLD"), 2);
}

static void a_jump_expires_after_its_keep(void **state)
{
    (void)state;
    closes(LME, 40, 2500);
    close_at(LME, 2900);
    assert_int_equal(last(ALERT_KIND_JUMP, "WORLD")->state, ALERT_FIRING);
    later(2 * DAY_NS);
    assert_int_equal(last(ALERT_KIND_JUMP, "WORLD")->state, ALERT_RESOLVED);
    says(last(ALERT_KIND_JUMP, "WORLD"), "expired");
    assert_true(last(ALERT_KIND_JUMP, "WORLD")->value > 3);
}

static void a_price_speaks_for_the_region_it_names(void **state)
{
    (void)state;
    closes(LME, 40, 2500);
    later(HOUR_NS);
    price(LME, 2900), about("EU");
    assert_int_equal(count_of(ALERT_KIND_JUMP, "EU"), 1);
    assert_int_equal(count_of(ALERT_KIND_JUMP, "WORLD"), 0);
    closes("SHFE.AL", 40, 20000);
    later(HOUR_NS);
    price("SHFE.AL", 22000);
    assert_int_equal(count_of(ALERT_KIND_JUMP, "CN"), 1);
}

static void the_cause_tells_what_the_composite_will_change_by(void **state)
{
    (void)state;
    closes(LME, 40, 2500);
    later(SECOND_NS);
    int64_t before = standing_of("aluminum", "WORLD")->composite;
    close_at(LME, 2800);
    double effect = last(ALERT_KIND_JUMP, "WORLD")->effect;
    later(SECOND_NS);
    assert_true(effect > .1);
    assert_true(fabs(effect - (double)(standing_of("aluminum", "WORLD")->composite - before) / POINT) < 1e-3);
}

/* ---- floor rules ------------------------------------------------------------------------------ */

static void a_jump_weighs_more_where_much_is_missing(void **state)
{
    static const struct { const char *what; double cut, z; uint8_t severity; } rows[] = {
        {"nothing missing",       0,   3.2, SEVERITY_MODERATE},
        {"some, a moderate move", .12, 3.2, SEVERITY_MODERATE},
        {"some, and a jump",      .12, 5.9, SEVERITY_HIGH},
        {"some, and a crash",     .12, -5.9, SEVERITY_ELEVATED},
        {"much",                  .4,  3.2, SEVERITY_HIGH},
        {"half of all",           1,   3.2, SEVERITY_CRITICAL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        begin(state);
        if (rows[i].cut > 0)
            entity_sanction("EU", "RU", rows[i].cut);
        closes(LME, 40, 2500);
        double close = series_of(LME)->close.value, s = sigma();
        no_close(LME);
        price(LME, close * exp(rows[i].z * s)), about("EU");
        if (last(ALERT_KIND_JUMP, "EU")->severity != rows[i].severity)
            fail_msg("%s: %s at a gap of x %g", rows[i].what, severity_names[last(ALERT_KIND_JUMP, "EU")->severity],
                     x_of(INDICATOR_GAP, "aluminum", "EU"));
        end(state);
    }
}

/* ---- what is wrong with a feed ------------------------------------------------------------------- */

static void a_stale_series_is_said_and_holds_what_it_said(void **state)
{
    (void)state;
    closes(LME, 40, 2500);
    close_at(LME, 2700);
    later(HOUR_NS);
    double coverage = standing_of("aluminum", "EU")->coverage;
    later(10 * DAY_NS);
    const struct heard *data = last(ALERT_KIND_DATA, "WORLD");
    assert_int_equal(data->state, ALERT_FIRING);
    says(data, "no price since");
    assert_true(standing_of("aluminum", "EU")->coverage < coverage);
    assert_string_equal(reason_words(standing_of("aluminum", "EU")->quote[INDICATOR_JUMP].reason), "no fresh price");
    int64_t held = composite();
    later(100 * DAY_NS);
    assert_int_equal(composite(), held);
    assert_int_equal(last(ALERT_KIND_DATA, "WORLD")->state, ALERT_FIRING);
    close_at(LME, 2700);
    assert_int_equal(last(ALERT_KIND_DATA, "WORLD")->state, ALERT_RESOLVED);
    later(SECOND_NS);
    assert_true(standing_of("aluminum", "EU")->coverage == coverage);
}

static void a_factor_is_named_with_the_value_and_the_last_close(void **state)
{
    (void)state;
    closes("CN.NDPR.OXIDE", 20, 632000);
    close_at("CN.NDPR.OXIDE", 632);
    const struct heard *data = last(ALERT_KIND_DATA, "WORLD");
    says(data, "CN.NDPR.OXIDE: 632 CNY/t is the last close of 638320 divided by 1000");
    assert_true(fabs(data->value - .001) < 1e-12);
    close_at("CN.NDPR.OXIDE", 633);
    close_at("CN.NDPR.OXIDE", 634);
    assert_int_equal(saying("its new basis, without a return")->state, ALERT_RESOLVED);
    assert_int_equal(saying("no price since")->state, ALERT_FIRING); /* none that could be used */
    assert_int_equal(count_of(ALERT_KIND_JUMP, "WORLD"), 0);
}

static void what_one_region_saw_wrong_another_may_see_right(void **state)
{
    (void)state;
    price_in(PRICE_UNIT_CNY_T, LME, 20000), about("EU");
    end_sentence();
    assert_int_equal(count_of(ALERT_KIND_DATA, "EU"), 0);
    assert_int_equal(last(ALERT_KIND_DATA, "WORLD")->state, ALERT_FIRING);
    later(HOUR_NS);
    price(LME, 2500), about("JP");
    assert_int_equal(last(ALERT_KIND_DATA, "WORLD")->state, ALERT_RESOLVED);
}

/* Heavy rare earths have no table in this world. */
static void a_pair_without_a_table_is_spoken_for_with_unknown_figures(void **state)
{
    (void)state;
    closes("EU.DY.OXIDE", 20, 280);
    close_at("EU.DY.OXIDE", 850);
    assert_int_equal(last(ALERT_KIND_JUMP, "WORLD")->severity, SEVERITY_HIGH);
    assert_int_equal(last(ALERT_KIND_JUMP, "WORLD")->figures, VALUE_UNKNOWN);
    assert_false(standing_of("rare-earths-heavy", "EU")->known);
    later(SECOND_NS);
    assert_true(standing_of("rare-earths-heavy", "EU")->quote[INDICATOR_JUMP].x > .9);
    assert_false(standing_of("rare-earths-heavy", "EU")->known);
}

static void another_currency_is_named(void **state)
{
    (void)state;
    price_in(PRICE_UNIT_CNY_T, LME, 20000);
    says(last(ALERT_KIND_DATA, "WORLD"), "LME.AL.3M: CNY/t does not convert to USD/t");
    later(HOUR_NS);
    price(LME, 2500);
    assert_int_equal(last(ALERT_KIND_DATA, "WORLD")->state, ALERT_RESOLVED);
    says(last(ALERT_KIND_DATA, "WORLD"), "as it should be again");
}

/* ---- axioms ---------------------------------------------------------------------------------------- */

/* A random walk of so many closes, the same for each seed. */
static void walk(uint64_t seed, uint32_t count)
{
    struct dice dice = {seed};
    double value = 2500;
    for (uint32_t i = 0; i < count; i++) {
        value *= exp(.02 * (dice_unit(&dice) + dice_unit(&dice) + dice_unit(&dice) - 1.5));
        close_at(LME, value);
    }
}

static void a_crash_raises_no_composite(void **state)
{
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct dice dice = {seed * 77};
        begin(state);
        walk(seed, 60);
        later(SECOND_NS);
        int64_t before = composite();
        close_at(LME, series_of(LME)->close.value * (1 - .5 * dice_unit(&dice)));
        later(SECOND_NS);
        assert_true(composite() <= before);
        end(state);
    }
}

static void a_dead_feed_lowers_no_composite(void **state)
{
    for (uint64_t seed = 1; seed <= 20; seed++) {
        begin(state);
        walk(seed, 50 + (uint32_t)seed);
        later(SECOND_NS);
        while (!series_in(series_of(LME), TROUBLE_STALE))
            later(HOUR_NS);
        int64_t at_death = composite();
        later(200 * DAY_NS);
        assert_int_equal(composite(), at_death);
        end(state);
    }
}

static void an_alarm_lowers_no_composite(void **state)
{
    (void)state;
    closes(LME, 20, 2500);
    int64_t before = composite();
    double drift = 0;
    for (int i = 0; i < 40; i++) { /* it rises and rises, and the alarm is crossed on the way */
        close_at(LME, series_of(LME)->close.value * 1.015);
        later(SECOND_NS);
        assert_true(series_of(LME)->returns.drift >= drift);
        drift = series_of(LME)->returns.drift;
        assert_true(x_of(INDICATOR_DRIFT, "aluminum", "EU") >= (drift >= 5 ? 1 : 0));
    }
    assert_true(drift == 10 && composite() > before);
}

static void a_counterfactual_differs_by_its_measure_alone(void **state)
{
    struct standing with[LIMIT_REGIONS], without[LIMIT_REGIONS];
    (void)state;
    closes(LME, 40, 2500);
    close_at(LME, 2700);
    later(SECOND_NS);
    import_ban("EU", "RU");
    end_sentence();
    standings_under(&everything, "aluminum", with);
    standings_under(&(struct scenario){0, NO_INDEX, false}, "aluminum", without);
    assert_true(with[1].composite > without[1].composite);
    assert_int_equal(with[1].composite, composite());
    for (enum indicator name = INDICATOR_VOLATILITY; name <= INDICATOR_DRIFT; name++) {
        assert_true(with[1].quote[name].present);
        assert_memory_equal(&with[1].quote[name], &without[1].quote[name], sizeof(struct quote));
    }
}

/* ---- configuration ------------------------------------------------------------------------------------ */

static void what_is_known_of_a_series_outlives_a_configuration(void **state)
{
    static uint8_t bytes[LIMIT_CONFIG_BYTES];
    static struct config config;
    struct refusal refusal;
    (void)state;
    closes(LME, 30, 2500);
    struct returns before = series_of(LME)->returns;
    config = *engine_default_config();
    for (uint32_t i = 0; i < config.markets_count / 2; i++) { /* the same rows in another order */
        struct market_row row = config.markets[i];
        config.markets[i] = config.markets[config.markets_count - 1 - i];
        config.markets[config.markets_count - 1 - i] = row;
    }
    size_t size = rows_encode(&config_rows, &config, bytes, sizeof bytes);
    struct entry entry = {.kind = ENTRY_CONFIG, .offset = 99, .received = clock_now(), .bytes = bytes, .size = size};
    assert_int_equal(engine_step(the_engine(), &entry, &listener, &refusal), STATUS_OK);
    assert_memory_equal(&series_of(LME)->returns, &before, sizeof before);
    later(SECOND_NS);
    close_at(LME, 2900);
    assert_int_equal(count_of(ALERT_KIND_JUMP, "WORLD"), 1);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        CASE(a_price_shows_at_the_first_grid_point_after_it),
        CASE(what_decays_goes_on_by_the_hour_until_nothing_is_left),
        cmocka_unit_test(inserted_ticks_change_no_byte),
        CASE(a_jump_is_said_at_once_in_the_name_of_the_world),
        CASE(once_a_bar_and_direction_and_again_when_worse),
        CASE(a_new_bar_is_judged_from_the_threshold_on),
        CASE(a_jump_expires_after_its_keep),
        CASE(a_price_speaks_for_the_region_it_names),
        CASE(the_cause_tells_what_the_composite_will_change_by),
        cmocka_unit_test(a_jump_weighs_more_where_much_is_missing),
        CASE(a_stale_series_is_said_and_holds_what_it_said),
        CASE(a_factor_is_named_with_the_value_and_the_last_close),
        CASE(a_pair_without_a_table_is_spoken_for_with_unknown_figures),
        CASE(another_currency_is_named),
        CASE(what_one_region_saw_wrong_another_may_see_right),
        cmocka_unit_test(a_crash_raises_no_composite),
        cmocka_unit_test(a_dead_feed_lowers_no_composite),
        CASE(an_alarm_lowers_no_composite),
        CASE(a_counterfactual_differs_by_its_measure_alone),
        CASE(what_is_known_of_a_series_outlives_a_configuration),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* One series: bars, late and equal times, corrections, units, silence. */
#include "engine/series.h"
#include "engine/measure.h"
#include "tests/support/dice.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* ---- the words of these tests ------------------------------------------------------ */

/* London's dollars a ton, one close a day at 17:00. */
static const struct series_row london = {.unit = PRICE_UNIT_USD_T, .zone = ZONE_LONDON, .close_min = 1020,
                                         .priced = true, .bar = DAY_NS, .interval = DAY_NS};
static const struct series_row shanghai = {.unit = PRICE_UNIT_CNY_T, .zone = ZONE_SHANGHAI, .close_min = 900,
                                           .priced = true, .bar = DAY_NS, .interval = DAY_NS};
static const struct series_limits limits = {.close_grace = 15 * MINUTE_NS, .stale_intervals = 3, .frozen_bars = 5,
                                            .rebase_bars = 3, .watch = 3};

static const struct series_row *row;
static struct series series;
static uint64_t offset;
static int64_t now;
static char id[16];

static int a_new_series(void **state)
{
    (void)state;
    row = &london;
    series_init(&series);
    offset = 0;
    now = 0;
    return 0;
}

static int64_t at(const char *time)
{
    int64_t moment;
    assert_true(time_parse(text_of(time), &moment));
    return moment;
}

/* Fires what is due, as the engine does before each entry. */
static unsigned until(int64_t moment)
{
    unsigned effect = 0;
    while (series_due(&series) <= moment) {
        int64_t due = series_due(&series);
        effect |= series_fire(&series, row, &limits, due);
        assert_true(series_due(&series) > due);
    }
    now = moment > now ? moment : now;
    return effect;
}

static unsigned published(int64_t time, double value, enum price_unit unit, const char *name, uint64_t revision)
{
    struct price_said said = {.source = name_of(TEXT("press/metals")), .id = name_of(text_of(name)),
                              .offset = ++offset, .revision = revision, .time = time, .value = value};
    until(time > now ? time : now);
    return series_take(&series, row, &limits, &said, unit, now);
}

static unsigned price(int64_t time, double value)
{
    snprintf(id, sizeof id, "p%llu", (unsigned long long)offset + 1);
    return published(time, value, (enum price_unit)row->unit, id, 1);
}

/* The close of the n-th trading day from Monday, 6 January 2025. */
static int64_t day_close(unsigned n)
{
    int64_t day = day_from_civil(2025, 1, 6) + n / 5 * 7 + n % 5;
    return zone_moment(row->zone, (struct local){day, row->close_min});
}

/* Closes that move by one per cent up and down. */
static void history(unsigned days, double value)
{
    for (unsigned n = 0; n < days; n++)
        price(day_close(n), n % 2 == 0 ? value : value * 1.01);
}

/* ---- bars ---------------------------------------------------------------------------- */

static void a_bar_closes_with_a_price_at_its_close(void **state)
{
    (void)state;
    price(at("2025-01-06T09:00:00Z"), 2500);
    assert_false(series.closed);
    price(at("2025-01-06T17:00:00Z"), 2510);
    assert_true(series.closed && !series.open);
    assert_true(series.close.value == 2510);
}

static void a_bar_closes_with_a_price_after_its_close(void **state)
{
    (void)state;
    price(at("2025-01-06T16:59:00Z"), 2500);
    price(at("2025-01-06T17:01:00Z"), 2400);
    assert_true(series.closed && series.open);
    assert_true(series.close.value == 2500 && series.last.value == 2400);
}

static void a_bar_closes_by_itself_a_while_after_its_close(void **state)
{
    (void)state;
    price(at("2025-01-06T16:00:00Z"), 2500);
    until(at("2025-01-06T17:14:59Z"));
    assert_false(series.closed);
    assert_true((until(at("2025-01-06T17:15:00Z")) & EFFECT_TOUCHES) != 0);
    assert_true(series.closed && series.close.value == 2500);
}

static void a_day_without_a_price_has_no_bar(void **state)
{
    (void)state;
    price(at("2025-01-06T17:00:00Z"), 2500);
    price(at("2025-01-08T17:00:00Z"), 2600);
    assert_int_equal(series.returns.count, 1);
    assert_true(fabs(series.returns.last - log(2600. / 2500)) < 1e-15);
}

static void an_older_price_is_late_and_moves_nothing(void **state)
{
    (void)state;
    history(20, 2500);
    price(at("2025-02-03T12:00:00Z"), 2510);
    struct series before = series;
    assert_int_equal(price(at("2025-02-03T11:59:59Z"), 9999), EFFECT_LATE);
    assert_memory_equal(&series, &before, sizeof series);
}

static void of_equal_times_the_later_entry_counts(void **state)
{
    (void)state;
    price(at("2025-01-06T12:00:00Z"), 2500);
    price(at("2025-01-06T12:00:00Z"), 2510);
    assert_true(series.last.value == 2510);
    price(at("2025-01-06T17:00:00Z"), 2520);
    price(at("2025-01-06T17:00:00Z"), 2530);
    assert_true(series.close.value == 2530);
}

static void the_same_event_again_moves_nothing(void **state)
{
    (void)state;
    published(at("2025-01-06T12:00:00Z"), 2500, PRICE_UNIT_USD_T, "a", 2);
    assert_int_equal(published(at("2025-01-06T12:00:00Z"), 2510, PRICE_UNIT_USD_T, "a", 1), EFFECT_OLDER);
    assert_true(series.last.value == 2500);
}

/* ---- corrections ----------------------------------------------------------------------- */

static void a_corrected_close_leaves_what_it_would_have_been(void **state)
{
    struct returns expected;
    (void)state;
    history(30, 2500);
    published(day_close(30), 2600, PRICE_UNIT_USD_T, "close", 1);
    expected = series.returns;
    double rise = series.rise;
    a_new_series(state);
    history(30, 2500);
    published(day_close(30), 3300, PRICE_UNIT_USD_T, "close", 1);
    assert_true((published(day_close(30), 2600, PRICE_UNIT_USD_T, "close", 2) & EFFECT_TOUCHES) != 0);
    assert_memory_equal(&series.returns, &expected, sizeof expected);
    assert_true(series.rise == rise);
    assert_int_equal(published(day_close(30), 9000, PRICE_UNIT_USD_T, "close", 2), EFFECT_OLDER);
}

static void a_close_is_corrected_also_after_the_next_price(void **state)
{
    (void)state;
    history(30, 2500);
    published(day_close(30), 2700, PRICE_UNIT_USD_T, "close", 1);
    price(day_close(31) - HOUR_NS, 2510);
    published(day_close(30), 2500, PRICE_UNIT_USD_T, "close", 2);
    assert_true(series.close.value == 2500 && series.last.value == 2510);
    assert_true(series.open);
}

static void a_close_taken_back_leaves_the_one_before(void **state)
{
    struct returns expected;
    (void)state;
    history(30, 2500);
    expected = series.returns;
    double close = series.close.value;
    published(day_close(30), 2700, PRICE_UNIT_USD_T, "close", 1);
    assert_true(series_withdraw(&series, row, &limits, TEXT("press/metals"), TEXT("other"), 2) == 0);
    assert_true(series_withdraw(&series, row, &limits, TEXT("press/metals"), TEXT("close"), 1) == EFFECT_OLDER);
    assert_true(series_withdraw(&series, row, &limits, TEXT("press/metals"), TEXT("close"), 2) == EFFECT_TOUCHES);
    assert_memory_equal(&series.returns, &expected, sizeof expected);
    assert_true(series.close.value == close && series.rise == 0);
}

/* ---- units -------------------------------------------------------------------------------- */

static void kilotons_and_tons_give_the_same(void **state)
{
    static const struct series_row stock = {.unit = PRICE_UNIT_TONNE, .zone = ZONE_LONDON, .close_min = 540,
                                            .priced = true, .bar = DAY_NS, .interval = DAY_NS};
    struct returns tons;
    (void)state;
    row = &stock;
    for (unsigned n = 0; n < 40; n++)
        published(day_close(n), 321000 + 1000. * (n * n % 7), PRICE_UNIT_TONNE, "t", n + 1);
    tons = series.returns;
    a_new_series(state);
    row = &stock;
    for (unsigned n = 0; n < 40; n++)
        published(day_close(n), 321 + (double)(n * n % 7), PRICE_UNIT_KILOTONNE, "kt", n + 1);
    assert_memory_equal(&series.returns, &tons, sizeof tons);
}

static void a_unit_that_does_not_convert_is_set_aside(void **state)
{
    (void)state;
    history(5, 2500);
    double last = series.last.value;
    assert_int_equal(published(day_close(5), 18000, PRICE_UNIT_CNY_T, "x", 1),
                     EFFECT_ASIDE | EFFECT_TROUBLE | EFFECT_TOUCHES);
    assert_true(series_in(&series, TROUBLE_UNIT) && series.last.value == last);
    price(day_close(6), 2500);
    assert_false(series_in(&series, TROUBLE_UNIT));
}

static void a_price_off_by_a_known_factor_is_set_aside(void **state)
{
    static const double factors[] = {1000, .001, 10 / .45359237, .45359237 / 10, 1.13, 1 / 1.13};
    (void)state;
    for (size_t i = 0; i < sizeof factors / sizeof factors[0]; i++) {
        a_new_series(state);
        row = &shanghai;
        history(20, 20000);
        struct returns before = series.returns;
        unsigned effect = price(day_close(20), series.close.value * factors[i]);
        assert_true((effect & EFFECT_ASIDE) != 0);
        assert_true(series.factor == factors[i]);
        assert_memory_equal(&series.returns, &before, sizeof before);
        price(day_close(21), 20100);
        assert_false(series_in(&series, TROUBLE_FACTOR));
        assert_int_equal(series.consistent, 0);
        assert_int_equal(series.returns.count, before.count + 1);
    }
}

static void a_factor_that_stays_is_the_new_basis_without_a_return(void **state)
{
    (void)state;
    row = &shanghai;
    history(20, 632000);
    struct returns before = series.returns;
    for (unsigned n = 20; n < 22; n++)
        assert_true((price(day_close(n), 632 + n) & EFFECT_ASIDE) != 0);
    assert_true((price(day_close(22), 650) & EFFECT_ASIDE) == 0);
    assert_false(series_in(&series, TROUBLE_FACTOR));
    assert_true(series.close.value == 650);
    assert_int_equal(series.returns.count, before.count);
    price(day_close(23), 656.5);
    assert_true(fabs(series.returns.last - log(1.01)) < 1e-12);
}

static void a_move_of_thirteen_per_cent_in_dollars_is_a_move(void **state)
{
    (void)state;
    history(20, 2500);
    assert_true((price(day_close(20), series.close.value * 1.13) & EFFECT_ASIDE) == 0);
}

/* ---- frozen and stale ----------------------------------------------------------------------- */

/* An exchange closed by its own order goes on publishing its last price. */
static void a_price_frozen_at_its_high_tells_nothing_more(void **state)
{
    (void)state;
    history(20, 2500);
    price(day_close(20), 3200);
    struct returns high = series.returns;
    unsigned effect = 0;
    for (unsigned n = 21; n < 26; n++)
        effect |= price(day_close(n), 3200);
    assert_true((effect & EFFECT_TROUBLE) != 0 && series_in(&series, TROUBLE_FROZEN));
    assert_true(memcmp(&series.returns, &high, sizeof high) == 0);
    bool moving;
    double held = series_rise(&series, now, &moving);
    assert_false(moving);
    assert_true(held > 0 && series_rise(&series, now + 30 * DAY_NS, &moving) == held);
    assert_true((price(day_close(27), 3100) & EFFECT_TROUBLE) != 0);
    assert_false(series_in(&series, TROUBLE_FROZEN));
    assert_int_equal(series.returns.count, high.count + 1);
}

static void a_series_without_prices_is_stale_by_trading_time(void **state)
{
    (void)state;
    history(20, 2500); /* the last on Friday, 31 January */
    assert_true((until(at("2025-02-05T16:59:59Z")) & EFFECT_TROUBLE) == 0);
    assert_true((until(at("2025-02-05T17:00:00Z")) & EFFECT_TROUBLE) != 0);
    assert_true(series_in(&series, TROUBLE_STALE));
    assert_int_equal(series_due(&series), ALWAYS);
    assert_true((price(at("2025-02-06T17:00:00Z"), 2500) & EFFECT_TROUBLE) != 0);
    assert_false(series_in(&series, TROUBLE_STALE));
}

static void what_is_stale_decays_no_more(void **state)
{
    bool moving;
    (void)state;
    history(20, 2500);
    price(day_close(20), 2800);
    until(day_close(20) + 20 * DAY_NS);
    assert_true(series_in(&series, TROUBLE_STALE));
    double held = series_rise(&series, now, &moving);
    assert_true(held > 0 && held < series.rise * 1.000001 && !moving);
    assert_true(series_rise(&series, now + 100 * DAY_NS, &moving) == held);
}

static void an_old_price_is_no_sign_of_life(void **state)
{
    (void)state;
    history(20, 2500);
    until(at("2025-06-01T00:00:00Z"));
    assert_true(series_in(&series, TROUBLE_STALE));
    price(at("2025-02-10T17:00:00Z"), 2510); /* what was missed is brought in */
    assert_true(series_in(&series, TROUBLE_STALE));
    assert_int_equal(series_due(&series), ALWAYS);
}

static void a_return_over_silence_counts_as_one_over_its_length(void **state)
{
    (void)state;
    history(20, 2500);
    double close = series.close.value;
    price(day_close(30), close * 1.10);
    assert_true(fabs(series.returns.last - log(1.10) / sqrt(11)) < 1e-12);
}

/* ---- the test against the last close ---------------------------------------------------------- */

static void the_live_price_is_judged_by_the_spread_of_yesterday(void **state)
{
    (void)state;
    history(40, 2500);
    double close = series.close.value, sigma = returns_sigma(&series.returns);
    int64_t morning = day_close(40) - 6 * HOUR_NS;
    assert_int_equal(price(morning, close * exp(2.99 * sigma)) & EFFECT_JUDGE, 0);
    assert_true((price(morning + 1, close * exp(3.01 * sigma)) & EFFECT_JUDGE) != 0);
    assert_true(fabs(series.z - 3.01) < 1e-9);
    series_watch(&series, &limits);
    assert_int_equal(price(morning + 2, close * exp(3.5 * sigma)) & EFFECT_JUDGE, 0);
    assert_true((price(morning + 3, close * exp(4.2 * sigma)) & EFFECT_JUDGE) != 0);
    assert_true((price(morning + 4, close * exp(-3.2 * sigma)) & EFFECT_JUDGE) != 0);
    assert_true(series.z < -3 && !series.judged_close);
    assert_true((price(day_close(40), close * exp(-8 * sigma)) & EFFECT_JUDGE) != 0);
    assert_true(series.judged_close);
}

static void without_enough_returns_nothing_is_judged(void **state)
{
    (void)state;
    history(16, 2500);
    assert_int_equal(price(day_close(16), 4000) & EFFECT_JUDGE, 0);
}

/* ---- against doing it over from the start -------------------------------------------------------- */

/* Closes by definition: of each bar the price of the latest time, of equal times
 * the later entry; prices that came after a later one do not count. */
static void rolling_figures_are_those_of_all_closes(void **state)
{
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct dice dice = {seed};
        struct returns expected = {0};
        double closes[400], value = 2500;
        unsigned count = 0;
        int64_t bar = 0, latest = 0;
        a_new_series(state);
        int64_t time = day_close(0) - 8 * HOUR_NS;
        for (unsigned i = 0; i < 600; i++) {
            int64_t step = (int64_t)dice_below(&dice, 12) * HOUR_NS;
            int64_t when = dice_chance(&dice, .1) ? time - (int64_t)dice_below(&dice, 40) * HOUR_NS : (time += step);
            value *= 1 + .01 * (dice_unit(&dice) - .5);
            price(when, value);
            if (when < latest)
                continue;
            latest = when;
            int64_t of = 0;
            for (unsigned n = 0; of < when; n++)
                of = day_close(n);
            count += count == 0 || of != bar;
            bar = of;
            closes[count - 1] = value;
        }
        until(bar + DAY_NS);
        for (unsigned n = 1; n < count; n++)
            returns_add(&expected, log(closes[n] / closes[n - 1]));
        assert_int_equal(series.returns.count, expected.count);
        assert_true(fabs(returns_sigma(&series.returns) / returns_sigma(&expected) - 1) < 1e-9);
        assert_true(fabs(series.returns.drift - expected.drift) < 1e-9);
        assert_true(series.close.value == closes[count - 1]);
    }
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup(name, a_new_series)
    const struct CMUnitTest tests[] = {
        CASE(a_bar_closes_with_a_price_at_its_close),
        CASE(a_bar_closes_with_a_price_after_its_close),
        CASE(a_bar_closes_by_itself_a_while_after_its_close),
        CASE(a_day_without_a_price_has_no_bar),
        CASE(an_older_price_is_late_and_moves_nothing),
        CASE(of_equal_times_the_later_entry_counts),
        CASE(the_same_event_again_moves_nothing),
        CASE(a_corrected_close_leaves_what_it_would_have_been),
        CASE(a_close_is_corrected_also_after_the_next_price),
        CASE(a_close_taken_back_leaves_the_one_before),
        CASE(kilotons_and_tons_give_the_same),
        CASE(a_unit_that_does_not_convert_is_set_aside),
        CASE(a_price_off_by_a_known_factor_is_set_aside),
        CASE(a_factor_that_stays_is_the_new_basis_without_a_return),
        CASE(a_move_of_thirteen_per_cent_in_dollars_is_a_move),
        CASE(a_price_frozen_at_its_high_tells_nothing_more),
        CASE(a_series_without_prices_is_stale_by_trading_time),
        CASE(what_is_stale_decays_no_more),
        CASE(an_old_price_is_no_sign_of_life),
        CASE(a_return_over_silence_counts_as_one_over_its_length),
        CASE(the_live_price_is_judged_by_the_spread_of_yesterday),
        CASE(without_enough_returns_nothing_is_judged),
        CASE(rolling_figures_are_those_of_all_closes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

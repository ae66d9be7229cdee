/* Twenty years of daily closes without an event: how often is somebody woken?
 *
 * At most one alert above `elevated` a pair and year, outside the weeks of months
 * whose average moved by more than 8 %; and the same when the returns are
 * shuffled, so that no calm comes before a storm.
 *
 * The closes are made, by GARCH(1,1) with Student's t of five degrees, which is
 * what fits metals well (spread 1.3 % a day, its memory 50 days): no daily series
 * of a metal is free to be handed on. */
#include "tests/support/dice.h"
#include "tests/support/price_words.h"
#include "tests/support/supply_words.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define YEARS 20
#define DAYS (YEARS * 261) /* without holidays */
#define LME "LME.AL.3M"
#define SPREAD .013

static double returns_of[DAYS];
static double close_of[DAYS];
static int64_t close_time[DAYS];
static int64_t alert_time[DAYS];
static uint32_t alerts_count;

static void listen(void *self, const union output *output)
{
    (void)self;
    if (output->head.type != OUTPUT_ALERT)
        return;
    const struct alert_output *alert = &output->alert;
    if (alert->state == ALERT_FIRING && alert->severity > SEVERITY_ELEVATED && alerts_count < DAYS)
        alert_time[alerts_count++] = alert->time;
}

static const struct outputs listener = {listen, NULL};

static double normal(struct dice *dice)
{
    return sqrt(-2 * log(1 - dice_unit(dice))) * cos(2 * acos(-1) * dice_unit(dice));
}

/* Of five degrees, with a variance of 1. */
static double student(struct dice *dice)
{
    double sum = 0, x = normal(dice);
    for (int i = 0; i < 5; i++) {
        double y = normal(dice);
        sum += y * y;
    }
    return x / sqrt(sum / 5) * sqrt(3. / 5);
}

static void make_returns(struct dice *dice)
{
    double variance = SPREAD * SPREAD;
    for (int i = 0; i < DAYS; i++) {
        returns_of[i] = sqrt(variance) * student(dice);
        variance = .02 * SPREAD * SPREAD + .06 * returns_of[i] * returns_of[i] + .92 * variance;
    }
}

static void shuffle(struct dice *dice)
{
    for (uint32_t i = DAYS - 1; i > 0; i--) {
        uint32_t j = dice_below(dice, i + 1);
        double r = returns_of[i];
        returns_of[i] = returns_of[j];
        returns_of[j] = r;
    }
}

static void live_through(void)
{
    double value = 2000;
    new_live_world("2001-01-01", &listener);
    table("aluminum", "WORLD");
    supplies("CN", 43000000), supplies("RU", 4000000), supplies("CA", 3300000);
    end_sentence();
    alerts_count = 0;
    for (int i = 0; i < DAYS; i++) {
        value *= exp(returns_of[i]);
        close_at(LME, value);
        close_of[i] = value;
        close_time[i] = clock_now();
    }
    end_world();
}

static int month_of(int64_t time)
{
    int64_t year;
    unsigned month, day;
    civil_from_day(time / DAY_NS, &year, &month, &day);
    return (int)(year * 12 + month);
}

static double average_of(int month)
{
    double sum = 0;
    int count = 0;
    for (int i = 0; i < DAYS; i++)
        if (month_of(close_time[i]) == month) {
            sum += close_of[i];
            count++;
        }
    return count > 0 ? sum / count : 0;
}

static bool is_wild(int64_t time)
{
    double average = average_of(month_of(time)), before = average_of(month_of(time) - 1);
    return before > 0 && fabs(average / before - 1) > .08;
}

static uint32_t woken(void)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < alerts_count; i++)
        count += !is_wild(alert_time[i]);
    return count;
}

static void at_most_one_alert_a_year_above_elevated(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct dice dice = {seed};
        make_returns(&dice);
        live_through();
        uint32_t made = woken();
        shuffle(&dice);
        live_through();
        uint32_t shuffled = woken();
        print_message("seed %u: %u in %d years, %u shuffled\n", (unsigned)seed, made, YEARS, shuffled);
        assert_true(made <= YEARS);
        assert_true(shuffled <= YEARS);
        assert_true(made + shuffled > 0); /* it does hear */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(at_most_one_alert_a_year_above_elevated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

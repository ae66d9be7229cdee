/* Closes, weekends, holidays, summer time; trading time against counting minutes. */
#include "engine/session.h"
#include "tests/support/dice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* London, at 17:00; closed on 18 and 21 April 2025. */
static struct series_row london = {.zone = ZONE_LONDON, .close_min = 1020, .bar = DAY_NS, .interval = DAY_NS};
static const struct series_row shanghai = {.zone = ZONE_SHANGHAI, .close_min = 900, .bar = HOUR_NS,
                                           .interval = HOUR_NS};

static int64_t at(const char *time)
{
    int64_t moment;
    assert_true(time_parse(text_of(time), &moment));
    return moment;
}

static int easter(void **state)
{
    (void)state;
    london.holidays = 2;
    london.holiday[0] = (int32_t)day_from_civil(2025, 4, 18);
    london.holiday[1] = (int32_t)day_from_civil(2025, 4, 21);
    return 0;
}

static void a_price_belongs_to_the_first_close_at_or_after_it(void **state)
{
    static const struct { const char *what; const struct series_row *row; const char *time, *close; } rows[] = {
        {"in the morning",           &london,   "2025-02-24T08:00:00Z", "2025-02-24T17:00:00Z"},
        {"at the close",             &london,   "2025-02-24T17:00:00Z", "2025-02-24T17:00:00Z"},
        {"just after it",            &london,   "2025-02-24T17:00:00.000000001Z", "2025-02-25T17:00:00Z"},
        {"on a Friday evening",      &london,   "2025-02-28T18:00:00Z", "2025-03-03T17:00:00Z"},
        {"on a Sunday",              &london,   "2025-03-02T12:00:00Z", "2025-03-03T17:00:00Z"},
        {"after the clocks changed", &london,   "2025-03-31T08:00:00Z", "2025-03-31T16:00:00Z"},
        {"before Easter",            &london,   "2025-04-17T16:30:00Z", "2025-04-22T16:00:00Z"},
        {"an hour of the day",       &shanghai, "2025-02-24T02:30:00Z", "2025-02-24T03:00:00Z"},
        {"the last hour",            &shanghai, "2025-02-24T06:59:00Z", "2025-02-24T07:00:00Z"},
        {"the night session",        &shanghai, "2025-02-24T13:30:00Z", "2025-02-24T14:00:00Z"},
        {"on a Saturday, the first bar of Monday", &shanghai, "2025-03-01T10:00:00Z", "2025-03-02T08:00:00Z"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (session_close(rows[i].row, at(rows[i].time)) != at(rows[i].close)) {
            char got[64];
            struct line line = line_on(got, sizeof got);
            line_time(&line, session_close(rows[i].row, at(rows[i].time)));
            fail_msg("%s: %s", rows[i].what, got);
        }
}

static void a_weekend_and_a_holiday_are_no_trading_time(void **state)
{
    (void)state;
    assert_int_equal(session_span(&london, at("2025-02-28T17:00:00Z"), at("2025-03-03T17:00:00Z")), DAY_NS);
    assert_int_equal(session_span(&london, at("2025-04-17T16:00:00Z"), at("2025-04-22T16:00:00Z")), DAY_NS);
    assert_int_equal(session_span(&london, at("2025-03-01T00:00:00Z"), at("2025-03-02T00:00:00Z")), 0);
    assert_int_equal(session_after(&london, at("2025-04-16T16:00:00Z"), 3 * DAY_NS), at("2025-04-23T16:00:00Z"));
}

/* Minute by minute, by the definition. */
static int64_t counted(const struct series_row *row, int64_t from, int64_t to)
{
    int64_t span = 0;
    for (int64_t t = from; t < to; t += MINUTE_NS)
        for (int64_t day = t / DAY_NS - 1; day <= t / DAY_NS + 2; day++) {
            int64_t close = zone_moment(row->zone, (struct local){day, row->close_min});
            bool trades = (day + 4) % 7 != 0 && (day + 4) % 7 != 6;
            for (uint32_t i = 0; i < row->holidays; i++)
                trades &= row->holiday[i] != day;
            if (trades && t >= close - DAY_NS && t < close) {
                span += MINUTE_NS;
                break;
            }
        }
    return span;
}

static void trading_time_is_what_counting_minutes_gives(void **state)
{
    struct dice dice = {11};
    (void)state;
    for (int i = 0; i < 60; i++) {
        int64_t from = at("2025-03-25T00:00:00Z") + (int64_t)dice_below(&dice, 30 * 1440) * MINUTE_NS;
        int64_t to = from + (int64_t)dice_below(&dice, 9 * 1440) * MINUTE_NS;
        const struct series_row *row = i % 2 == 0 ? &london : &shanghai;
        int64_t span = session_span(row, from, to);
        int64_t difference = span - counted(row, from, to);
        /* the day of the change has 23 hours, of which two days share one */
        assert_true(difference >= 0 && difference <= HOUR_NS);
        if (row == &shanghai)
            assert_int_equal(difference, 0);
        if (span > 0)
            assert_int_equal(session_span(row, from, session_after(row, from, span)), span);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_price_belongs_to_the_first_close_at_or_after_it, easter),
        cmocka_unit_test_setup(a_weekend_and_a_holiday_are_no_trading_time, easter),
        cmocka_unit_test_setup(trading_time_is_what_counting_minutes_gives, easter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

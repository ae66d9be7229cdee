/* The life of an alert by itself: durations to the nanosecond, the cool-down, what
 * is missing, severities, flapping; and over random walks what every turn rests on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "engine/life.h"
#include "tests/support/dice.h"

static struct life life;
static struct rule_kept rule;
static int64_t now;

static int set_up(void **state)
{
    (void)state;
    life = life_begin();
    rule = (struct rule_kept){0};
    now = 1000 * DAY_NS;
    return 0;
}

/* Takes the turns that are due up to `time`; the last of them. */
static enum turn wait_until(int64_t time)
{
    enum turn last = TURN_NONE;
    for (int64_t due = life_due(&life, &rule); due <= time; due = life_due(&life, &rule)) {
        now = due > now ? due : now;
        last = life_turn(&life, &rule, now);
        assert_int_not_equal(last, TURN_NONE);
    }
    now = time;
    return last;
}

static enum turn wait(int64_t ns)
{
    return wait_until(now + ns);
}

static enum turn hear(struct evidence evidence)
{
    life_hear(&life, &rule, now, &evidence);
    return life_turn(&life, &rule, now);
}

static enum turn met(uint8_t severity)
{
    return hear((struct evidence){.found = FOUND_MET, .severity = severity});
}

static enum turn found(enum found what)
{
    return hear((struct evidence){.found = (uint8_t)what});
}

/* Of a kind that falls: the band that is reached and the one that is kept. */
static enum turn band(uint8_t reached, uint8_t kept)
{
    return hear((struct evidence){.found = reached > 0 ? FOUND_MET : kept > 0 ? FOUND_BETWEEN : FOUND_CLEAR,
                                  .severity = reached, .falls = true, .kept = kept});
}

static void without_a_duration_it_fires_at_once(void **state)
{
    (void)state;
    assert_int_equal(met(1), TURN_FIRES);
    assert_int_equal(life.severity, 1);
    assert_int_equal(life_due(&life, &rule), ALWAYS);
}

static void it_pends_and_fires_when_its_duration_is_over_and_not_before(void **state)
{
    (void)state;
    rule.hold = 30 * MINUTE_NS;
    assert_int_equal(met(0), TURN_PENDS);
    assert_int_equal(wait(30 * MINUTE_NS - 1), TURN_NONE);
    assert_int_equal(wait(1), TURN_FIRES);
}

static void a_threshold_crossed_often_while_pending_is_said_once(void **state)
{
    (void)state;
    rule.hold = 30 * MINUTE_NS;
    assert_int_equal(met(0), TURN_PENDS);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(wait(10 * MINUTE_NS), TURN_NONE);
        assert_int_equal(i % 2 == 0 ? found(FOUND_CLEAR) : met(0), TURN_NONE);
    }
    assert_int_equal(life.state, ALERT_PENDING);
}

static void what_goes_away_while_pending_ends_as_slowly_as_it_would_have_fired(void **state)
{
    (void)state;
    rule.hold = 30 * MINUTE_NS;
    rule.clear_for = 5 * MINUTE_NS;
    (void)met(0);
    (void)wait(MINUTE_NS);
    (void)found(FOUND_CLEAR);
    assert_int_equal(wait(30 * MINUTE_NS - 1), TURN_NONE);
    assert_int_equal(wait(1), TURN_PASSES);
    assert_int_equal(life.quiet, INT64_MIN);
}

static void it_resolves_when_it_was_clear_for_its_duration_and_not_before(void **state)
{
    (void)state;
    rule.clear_for = HOUR_NS;
    (void)met(0);
    (void)found(FOUND_CLEAR);
    assert_int_equal(wait(HOUR_NS - 1), TURN_NONE);
    assert_int_equal(wait(1), TURN_CLEARS);
}

static void between_the_thresholds_nothing_begins_and_nothing_ends(void **state)
{
    (void)state;
    rule.clear_for = HOUR_NS;
    assert_int_equal(found(FOUND_BETWEEN), TURN_NONE);
    (void)met(0);
    (void)found(FOUND_CLEAR);
    (void)wait(HOUR_NS / 2);
    assert_int_equal(found(FOUND_BETWEEN), TURN_NONE);
    assert_int_equal(wait(DAY_NS), TURN_NONE);
    (void)found(FOUND_CLEAR);
    assert_int_equal(wait(HOUR_NS - 1), TURN_NONE);
    assert_int_equal(wait(1), TURN_CLEARS);
}

static void a_crossing_in_the_cool_down_waits_for_its_end(void **state)
{
    (void)state;
    rule.cooldown = 30 * MINUTE_NS;
    (void)met(0);
    (void)found(FOUND_CLEAR);
    (void)wait(10 * MINUTE_NS);
    assert_int_equal(met(0), TURN_PENDS);
    assert_int_equal(wait(20 * MINUTE_NS - 1), TURN_NONE);
    assert_int_equal(wait(1), TURN_FIRES);
}

static void a_crossing_that_goes_away_in_the_cool_down_is_said_once_and_its_end_after_it(void **state)
{
    (void)state;
    rule.cooldown = 30 * MINUTE_NS;
    (void)met(0);
    (void)found(FOUND_CLEAR);
    assert_int_equal(met(0), TURN_PENDS);
    for (int i = 0; i < 29; i++) {
        assert_int_equal(wait(MINUTE_NS), TURN_NONE);
        assert_int_equal(i % 2 == 0 ? found(FOUND_CLEAR) : met(0), TURN_NONE);
    }
    assert_int_equal(wait(MINUTE_NS - 1), TURN_NONE);
    assert_int_equal(wait(1), TURN_PASSES);
}

static void after_the_cool_down_it_fires_at_once(void **state)
{
    (void)state;
    rule.cooldown = 30 * MINUTE_NS;
    (void)met(0);
    (void)found(FOUND_CLEAR);
    (void)wait(30 * MINUTE_NS);
    assert_int_equal(met(0), TURN_FIRES);
}

static void missing_data_make_it_unknown_and_no_time_resolves_it(void **state)
{
    (void)state;
    rule.clear_for = MINUTE_NS;
    (void)met(0);
    (void)found(FOUND_CLEAR);
    assert_int_equal(found(FOUND_MISSING), TURN_LOSES);
    assert_int_equal(wait(365 * DAY_NS), TURN_NONE);
    assert_int_equal(life.state, ALERT_UNKNOWN);
}

static void a_pending_alert_without_data_is_unknown(void **state)
{
    (void)state;
    rule.hold = HOUR_NS;
    (void)met(0);
    assert_int_equal(found(FOUND_MISSING), TURN_LOSES);
}

static void a_resolved_alert_without_data_says_nothing(void **state)
{
    (void)state;
    assert_int_equal(found(FOUND_MISSING), TURN_NONE);
    assert_int_equal(life.state, ALERT_RESOLVED);
}

static void from_unknown_fresh_data_lead_back_after_their_whole_duration(void **state)
{
    (void)state;
    rule.hold = HOUR_NS;
    rule.clear_for = 2 * HOUR_NS;
    for (int clear = 0; clear < 2; clear++) {
        life = life_begin();
        (void)met(2);
        (void)wait(HOUR_NS);
        (void)found(FOUND_MISSING);
        assert_int_equal(found(FOUND_BETWEEN), TURN_NONE);
        assert_int_equal(wait(DAY_NS), TURN_NONE);
        assert_int_equal(clear ? found(FOUND_CLEAR) : met(1), TURN_NONE);
        assert_int_equal(wait((1 + clear) * HOUR_NS - 1), TURN_NONE);
        assert_int_equal(wait(1), clear ? TURN_CLEARS : TURN_FIRES);
    }
}

static void a_higher_severity_is_a_turn_and_a_lower_one_is_none(void **state)
{
    (void)state;
    assert_int_equal(met(1), TURN_FIRES);
    assert_int_equal(met(3), TURN_RISES);
    assert_int_equal(met(1), TURN_NONE);
    assert_int_equal(met(3), TURN_NONE);
    assert_int_equal(met(4), TURN_RISES);
    assert_int_equal(life.severity, 4);
}

static void a_higher_severity_must_last_as_well(void **state)
{
    (void)state;
    rule.hold = HOUR_NS;
    (void)met(1);
    (void)wait(HOUR_NS / 2);
    (void)met(4);
    assert_int_equal(wait(HOUR_NS / 2), TURN_FIRES);
    assert_int_equal(life.severity, 1);
    assert_int_equal(wait(HOUR_NS / 2 - 1), TURN_NONE);
    assert_int_equal(wait(1), TURN_RISES);
    assert_int_equal(life.severity, 4);
}

static void a_band_falls_when_it_was_missed_for_its_duration(void **state)
{
    (void)state;
    rule.clear_for = HOUR_NS;
    (void)band(3, 3);
    assert_int_equal(band(2, 3), TURN_NONE);
    assert_int_equal(wait(DAY_NS), TURN_NONE);
    (void)band(2, 2);
    (void)wait(HOUR_NS / 2);
    (void)band(1, 1);
    assert_int_equal(wait(HOUR_NS / 2 - 1), TURN_NONE);
    assert_int_equal(wait(1), TURN_FALLS);
    assert_int_equal(life.severity, 2);
    assert_int_equal(wait(HOUR_NS / 2 - 1), TURN_NONE);
    assert_int_equal(wait(1), TURN_FALLS);
    assert_int_equal(life.severity, 1);
}

static void more_changes_than_its_count_flap_and_are_held_until_it_is_stable(void **state)
{
    (void)state;
    rule.flap_count = 4;
    rule.flap_window = HOUR_NS;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(met(0), TURN_FIRES);
        (void)wait(MINUTE_NS);
        assert_int_equal(found(FOUND_CLEAR), TURN_CLEARS);
        (void)wait(MINUTE_NS);
    }
    assert_false(life.flapping);
    assert_int_equal(met(0), TURN_FIRES);
    assert_true(life.flapping);
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(wait(10 * MINUTE_NS), TURN_NONE);
        assert_int_equal(i % 2 == 0 ? found(FOUND_CLEAR) : met(0), TURN_NONE);
    }
    (void)found(FOUND_CLEAR);
    assert_int_equal(wait(HOUR_NS - 1), TURN_NONE);
    assert_int_equal(wait(1), TURN_CLEARS);
    assert_false(life.flapping);
    assert_int_equal(met(0), TURN_FIRES);
    assert_false(life.flapping);
}

static void what_stays_met_for_a_window_flaps_no_more(void **state)
{
    (void)state;
    rule.flap_count = 1;
    rule.flap_window = HOUR_NS;
    (void)met(0);
    (void)found(FOUND_CLEAR);
    assert_false(life.flapping); /* what has resolved is quiet already */
    (void)met(0);
    assert_true(life.flapping);
    (void)wait(HOUR_NS);
    assert_int_equal(found(FOUND_CLEAR), TURN_CLEARS);
}

static void changes_a_whole_window_apart_do_not_flap(void **state)
{
    (void)state;
    rule.flap_count = 1;
    rule.flap_window = HOUR_NS;
    for (int i = 0; i < 20; i++) {
        assert_int_equal(i % 2 == 0 ? met(0) : found(FOUND_CLEAR), i % 2 == 0 ? TURN_FIRES : TURN_CLEARS);
        assert_false(life.flapping);
        (void)wait(HOUR_NS);
    }
}

static void a_source_that_comes_and_goes_flaps_too(void **state)
{
    (void)state;
    rule.flap_count = 4;
    rule.flap_window = HOUR_NS;
    uint32_t turns = 0;
    for (int i = 0; i < 100; i++) {
        turns += (i % 2 == 0 ? met(0) : found(FOUND_MISSING)) != TURN_NONE;
        (void)wait(MINUTE_NS);
    }
    assert_true(life.flapping);
    assert_int_equal(life.state, ALERT_UNKNOWN);
    assert_in_range(turns, 5, 7);
}

/* ---- random walks ------------------------------------------------------------------ */

/* What was heard, each until the next. */
static struct { int64_t since; struct evidence evidence; } story[4096];
static uint32_t told;

/* Was this found, at least so severe, from `since` to now without a break? */
static bool lasted(enum found what, uint8_t severity, int64_t since)
{
    for (uint32_t i = told; i > 0; i--) {
        const struct evidence *evidence = &story[i - 1].evidence;
        if (evidence->found != what || (what == FOUND_MET && evidence->severity < severity))
            return false;
        if (story[i - 1].since <= since)
            return true;
    }
    return false;
}

static void check_turn(enum turn turn, uint8_t before, bool flapped, int64_t quiet)
{
    switch (turn) {
    case TURN_PENDS:
        assert_true(lasted(FOUND_MET, 0, now));
        assert_true(rule.hold > 0 || now < quiet);
        break;
    case TURN_FIRES:
    case TURN_RISES:
        assert_true(lasted(FOUND_MET, life.severity, now - rule.hold));
        assert_true(turn == TURN_FIRES ? now >= quiet : life.severity > before);
        break;
    case TURN_CLEARS:
    case TURN_PASSES:
        assert_true(lasted(FOUND_CLEAR, 0, now - rule.clear_for));
        assert_true(!flapped || lasted(FOUND_CLEAR, 0, now - rule.flap_window));
        break;
    case TURN_LOSES:
        assert_true(lasted(FOUND_MISSING, 0, now));
        break;
    case TURN_NONE:
    case TURN_FALLS:
    case TURNS:
        fail();
    }
}

/* Nothing that is due is left over. */
static void check_rest(void)
{
    bool missing = told > 0 && story[told - 1].evidence.found == FOUND_MISSING;
    assert_false(life.state == ALERT_RESOLVED && lasted(FOUND_MET, 0, now));
    assert_false((life.state == ALERT_FIRING || life.state == ALERT_PENDING) && missing);
    assert_false(life.state == ALERT_PENDING && now >= life.quiet && lasted(FOUND_MET, 0, now - rule.hold));
    assert_false(life.state == ALERT_FIRING && !life.flapping && lasted(FOUND_CLEAR, 0, now - rule.clear_for));
    assert_true(life_due(&life, &rule) > now);
}

static void take_turn(void)
{
    uint8_t before = life.severity;
    bool flapped = life.flapping;
    int64_t quiet = life.quiet;
    enum turn turn = life_turn(&life, &rule, now);
    if (turn != TURN_NONE)
        check_turn(turn, before, flapped, quiet);
}

static void walk(struct dice *dice, uint32_t steps)
{
    life = life_begin();
    told = 0;
    for (uint32_t i = 0; i < steps; i++) {
        int64_t next = now + (int64_t)dice_below(dice, 40) * MINUTE_NS;
        while (life_due(&life, &rule) <= next) {
            now = life_due(&life, &rule);
            take_turn();
        }
        now = next;
        struct evidence evidence = {.found = (uint8_t)dice_below(dice, 4), .severity = (uint8_t)dice_below(dice, 5)};
        story[told].since = now;
        story[told++].evidence = evidence;
        life_hear(&life, &rule, now, &evidence);
        take_turn();
        check_rest();
    }
}

static void every_turn_rests_on_what_was_found_for_its_duration(void **state)
{
    (void)state;
    struct dice dice = {20250224};
    for (int i = 0; i < 300; i++) {
        rule = (struct rule_kept){.hold = (int64_t)dice_below(&dice, 3) * 20 * MINUTE_NS,
                                  .clear_for = (int64_t)dice_below(&dice, 3) * 15 * MINUTE_NS,
                                  .cooldown = (int64_t)dice_below(&dice, 3) * 45 * MINUTE_NS,
                                  .flap_count = dice_below(&dice, 4), .flap_window = 3 * HOUR_NS};
        walk(&dice, 400);
    }
}

#define CLAIM(test) cmocka_unit_test_setup(test, set_up)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM(without_a_duration_it_fires_at_once),
        CLAIM(it_pends_and_fires_when_its_duration_is_over_and_not_before),
        CLAIM(a_threshold_crossed_often_while_pending_is_said_once),
        CLAIM(what_goes_away_while_pending_ends_as_slowly_as_it_would_have_fired),
        CLAIM(it_resolves_when_it_was_clear_for_its_duration_and_not_before),
        CLAIM(between_the_thresholds_nothing_begins_and_nothing_ends),
        CLAIM(a_crossing_in_the_cool_down_waits_for_its_end),
        CLAIM(a_crossing_that_goes_away_in_the_cool_down_is_said_once_and_its_end_after_it),
        CLAIM(after_the_cool_down_it_fires_at_once),
        CLAIM(missing_data_make_it_unknown_and_no_time_resolves_it),
        CLAIM(a_pending_alert_without_data_is_unknown),
        CLAIM(a_resolved_alert_without_data_says_nothing),
        CLAIM(from_unknown_fresh_data_lead_back_after_their_whole_duration),
        CLAIM(a_higher_severity_is_a_turn_and_a_lower_one_is_none),
        CLAIM(a_higher_severity_must_last_as_well),
        CLAIM(a_band_falls_when_it_was_missed_for_its_duration),
        CLAIM(more_changes_than_its_count_flap_and_are_held_until_it_is_stable),
        CLAIM(what_stays_met_for_a_window_flaps_no_more),
        CLAIM(changes_a_whole_window_apart_do_not_flap),
        CLAIM(a_source_that_comes_and_goes_flaps_too),
        CLAIM(every_turn_rests_on_what_was_found_for_its_duration),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

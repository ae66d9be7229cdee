/* Alerts over random stories: the order that a desk relies on (checked as each is
 * heard, tests/support/alerts_heard.h), and that neither ticks nor a restart at any
 * step change a word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/support/alerts_heard.h"
#include "tests/support/dice.h"

#define STEPS 120u

/* How the story is heard: the ears open after this step; a tick more after each. */
struct manner { uint32_t deaf_until; bool ticks; };

static void a_measure(struct dice *dice)
{
    static const char *const names[] = {"one", "two", "three", "four"};
    static const char *const origins[] = {"RU", "NO", "CA", "RU"};
    uint32_t which = dice_below(dice, 4);
    double share = dice_between(dice, .05, 1);
    bool revoked = dice_chance(dice, .45), suspended = dice_chance(dice, .1);
    import_ban("EU", origins[which]), named(names[which]), valued(share, MEASURE_SHARE);
    if (revoked || suspended)
        with_status(revoked ? POLICY_REVOKED : POLICY_SUSPENDED);
    if (dice_chance(dice, .2))
        claimed(.8, MEASURE_SHARE);
    end_sentence();
}

/* The figures anew; now and then hidden in the rest, or taken back. */
static void a_table(struct dice *dice, uint32_t step)
{
    if (dice_chance(dice, .3)) {
        begin_sentence(EVENT_BASELINE, "official/statistics", "EU")->withdrawn = true;
        end_sentence();
        return;
    }
    table("aluminum", "EU");
    sentence()->baseline.vintage = day_ns("2024-01-01") / DAY_NS + step;
    supplies("EU", dice_chance(dice, .4) ? 9000000 : 1000);
    supplies("RU", dice_between(dice, 100000, 400000));
    supplies("NO", dice_between(dice, 100000, 900000));
    supplies("CA", 200000);
    supplies("XX", dice_chance(dice, .4) ? 900000 : 1000);
    end_sentence();
}

static void a_word_of_itself(struct dice *dice)
{
    struct event *event = begin_sentence(EVENT_STATUS, "official/statistics", "health");
    event->status.health = (uint8_t)dice_below(dice, HEALTHS);
    event->status.reason = TEXT("so it is");
    end_sentence();
}

static void other_rules(struct dice *dice)
{
    usual_rule(ALERT_KIND_GAP)->hold = (int64_t)dice_below(dice, 3) * 10 * MINUTE_NS;
    usual_rule(ALERT_KIND_GAP)->cooldown = (int64_t)dice_below(dice, 3) * 20 * MINUTE_NS;
    usual_rule(ALERT_KIND_LEVEL)->clear_for = (int64_t)dice_below(dice, 4) * 15 * MINUTE_NS;
    usual_rule(ALERT_KIND_SHARE)->region = dice_chance(dice, .3) ? TEXT("JP") : TEXT("*");
    assert_true(rules_are(usual_rules()));
}

static void step(struct dice *dice, uint32_t number)
{
    switch (dice_below(dice, 10)) {
    case 0:
    case 1:
        a_table(dice, number);
        return;
    case 2:
        a_word_of_itself(dice);
        return;
    case 3:
        other_rules(dice);
        return;
    default:
        a_measure(dice);
    }
}

static void tell(uint64_t seed, struct manner manner)
{
    struct dice dice = {seed};
    aluminum_world();
    if (manner.deaf_until > 0) {
        (void)alerts_heard_from_here();
        listen(false);
    }
    for (uint32_t i = 0; i < STEPS; i++) {
        int64_t wait = (int64_t)dice_below(&dice, 60) * MINUTE_NS + (dice_chance(&dice, .1) ? 9 * DAY_NS : 0);
        if (i == manner.deaf_until)
            listen(true);
        if (manner.ticks) {
            pass(wait / 3);
            pass(wait - wait / 3 - wait / 5);
            pass(wait / 5);
        } else {
            pass(wait);
        }
        step(&dice, i);
    }
    pass(30 * DAY_NS);
}

static struct heard undisturbed[LIMIT_HEARD];

static int leave_none(void **state)
{
    (void)state;
    end_world();
    return 0;
}

static void random_stories_are_told_in_order(void **state)
{
    static uint32_t states[ALERT_KINDS][ALERT_STATES];
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        tell(seed, (struct manner){0, false});
        for (uint32_t i = 0; i < heard_count; i++)
            states[heard[i].kind][heard[i].state]++;
    }
    /* The walks do reach what they are to prove. */
    for (unsigned s = 0; s < ALERT_STATES; s++) {
        assert_true(states[ALERT_KIND_GAP][s] > 0);
        assert_true(states[ALERT_KIND_LEVEL][s] > 0);
    }
    assert_true(states[ALERT_KIND_DELTA][ALERT_FIRING] > 0 && states[ALERT_KIND_DELTA][ALERT_UNKNOWN] > 0);
    assert_true(states[ALERT_KIND_SHARE][ALERT_FIRING] > 0 && states[ALERT_KIND_SHARE][ALERT_UNKNOWN] > 0);
    assert_true(states[ALERT_KIND_DATA][ALERT_FIRING] > 0 && states[ALERT_KIND_DATA][ALERT_RESOLVED] > 0);
}

static void ticks_change_no_word(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        tell(seed, (struct manner){0, false});
        uint32_t count = heard_count;
        uint64_t outputs = outputs_count;
        memcpy(undisturbed, heard, count * sizeof heard[0]);
        tell(seed, (struct manner){0, true});
        assert_int_equal(heard_count, count);
        assert_int_equal(outputs_count, outputs);
        assert_memory_equal(undisturbed, heard, count * sizeof heard[0]);
    }
}

static void a_restart_at_any_step_goes_on_as_if_there_was_none(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 2; seed++) {
        tell(seed, (struct manner){0, false});
        uint32_t count = heard_count;
        memcpy(undisturbed, heard, count * sizeof heard[0]);
        for (uint32_t cut = 1; cut < STEPS; cut += 7) {
            tell(seed, (struct manner){cut, cut % 2 == 0});
            assert_true(heard_count <= count && (cut > STEPS / 2 || heard_count > 0));
            assert_memory_equal(&undisturbed[count - heard_count], heard, heard_count * sizeof heard[0]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(random_stories_are_told_in_order, leave_none),
        cmocka_unit_test_teardown(ticks_change_no_word, leave_none),
        cmocka_unit_test_teardown(a_restart_at_any_step_goes_on_as_if_there_was_none, leave_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Alerts that are not resolved, as the broker keeps them. */
#include "broker/firing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct firing *firing;
static uint64_t place;

static int begin(void **state)
{
    (void)state;
    place = 0;
    firing = firing_create();
    return firing == NULL;
}

static int end(void **state)
{
    (void)state;
    firing_destroy(&firing);
    return 0;
}

/* The alert of this number is said, with its number as the bytes. */
static bool says(uint32_t number, uint8_t alert_state)
{
    char id[17];
    snprintf(id, sizeof id, "%016x", number);
    struct alert_output alert = {.id = text_of(id), .state = alert_state};
    struct firing_alert as = {.place = place, .seq = place + 1, .offset = place, .topic = number % 3};
    place++;
    return firing_say(firing, &alert, &as, &number, sizeof number);
}

static void kept_from(uint64_t from, const char *numbers)
{
    char text[256] = "";
    for (const struct firing_alert *alert = firing_from(firing, from); alert; alert = alert->after) {
        uint32_t number;
        assert_int_equal(alert->size, sizeof number);
        memcpy(&number, alert->bytes, sizeof number);
        assert_int_equal(alert->topic, number % 3);
        snprintf(text + strlen(text), sizeof text - strlen(text), "%u ", number);
    }
    assert_string_equal(text, numbers);
}

static void each_stays_until_it_is_resolved_in_the_order_they_were_said(void **state)
{
    (void)state;
    kept_from(0, "");
    for (uint32_t number = 1; number <= 4; number++)
        assert_true(says(number, ALERT_FIRING));
    kept_from(0, "1 2 3 4 ");
    assert_true(says(2, ALERT_RESOLVED));
    kept_from(0, "1 3 4 ");
    assert_true(says(1, ALERT_FIRING)); /* once more: it is the newest */
    kept_from(0, "3 4 1 ");
    assert_true(says(4, ALERT_UNKNOWN)); /* not resolved either */
    kept_from(0, "3 1 4 ");
    for (uint32_t number = 1; number <= 4; number++)
        assert_true(says(number, ALERT_RESOLVED));
    kept_from(0, "");
    assert_int_equal(firing_count(firing), 0);
}

static void a_reader_goes_on_from_a_place(void **state)
{
    (void)state;
    for (uint32_t number = 0; number < 5; number++)
        assert_true(says(number, ALERT_FIRING));
    kept_from(3, "3 4 ");
    assert_true(says(3, ALERT_RESOLVED));
    kept_from(3, "4 ");
    kept_from(5, "");
}

static void no_more_are_kept_than_the_engine_remembers(void **state)
{
    (void)state;
    for (uint32_t number = 0; number < LIMIT_ALERTS; number++)
        assert_true(says(number, ALERT_FIRING));
    assert_false(says(LIMIT_ALERTS, ALERT_FIRING));
    assert_int_equal(firing_count(firing), LIMIT_ALERTS);
    assert_true(says(7, ALERT_FIRING)); /* one that is there is said again */
    assert_true(says(8, ALERT_RESOLVED));
    assert_true(says(LIMIT_ALERTS, ALERT_FIRING));
}

int main(void)
{
#define CASE(claim) cmocka_unit_test_setup_teardown(claim, begin, end)
    const struct CMUnitTest cases[] = {
        CASE(each_stays_until_it_is_resolved_in_the_order_they_were_said),
        CASE(a_reader_goes_on_from_a_place),
        CASE(no_more_are_kept_than_the_engine_remembers),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}

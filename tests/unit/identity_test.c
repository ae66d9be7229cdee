/* By what an alert is known: rule, material, region, kind, cause and the name
 * behind the cause; never a value. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "engine/alerts.h"
#include "engine/engine.h"

static struct alerts *alerts;
static struct settings settings;
static struct rulebook rulebook;

static int set_up(void **state)
{
    struct refusal refusal;
    (void)state;
    alerts = calloc(1, sizeof *alerts);
    assert_non_null(alerts);
    assert_int_equal(settings_from(engine_default_config(), &settings, &refusal), STATUS_OK);
    assert_int_equal(rulebook_from(engine_default_rules(), &settings, &rulebook, &refusal), STATUS_OK);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    free(alerts);
    return 0;
}

static const struct rule_kept *rule_of(enum alert_kind kind)
{
    const struct rule_kept *rule = rulebook_find(&rulebook, kind, 0, 0);
    assert_non_null(rule);
    return rule;
}

static struct alert *alert_about(enum alert_kind kind, struct subject subject)
{
    struct alert *alert = alerts_get(alerts, rule_of(kind), &subject, &settings, 0);
    assert_non_null(alert);
    return alert;
}

static void the_same_subject_is_the_same_alert(void **state)
{
    (void)state;
    struct alert *alert = alert_about(ALERT_KIND_DATA, subject_named(0, 1, CAUSE_HEALTH, TEXT("press/paper")));
    alert->value = 3;
    alert->transition = 7;
    assert_ptr_equal(alert_about(ALERT_KIND_DATA, subject_named(0, 1, CAUSE_HEALTH, TEXT("press/paper"))), alert);
    assert_int_equal(alert->transition, 7);
    assert_int_equal(alerts->count, 1);
}

static void each_part_of_a_subject_makes_another_alert(void **state)
{
    const struct subject subjects[] = {
        subject_pair(0, 0, CAUSE_HEALTH),
        subject_pair(0, 1, CAUSE_HEALTH),
        subject_pair(1, 0, CAUSE_HEALTH),
        subject_pair(0, 0, CAUSE_PRICE),
        subject_named(0, 0, CAUSE_HEALTH, TEXT("press/paper")),
        subject_named(0, 0, CAUSE_HEALTH, TEXT("press/papers")),
        subject_named(0, 0, CAUSE_PRICE, TEXT("press/paper")),
    };
    const uint32_t count = sizeof subjects / sizeof subjects[0];
    (void)state;
    for (uint32_t i = 0; i < count; i++)
        (void)alert_about(ALERT_KIND_DATA, subjects[i]);
    assert_int_equal(alerts->count, count);
    (void)alert_about(ALERT_KIND_GAP, subjects[0]);
    assert_int_equal(alerts->count, count + 1);
}

static void an_alert_keeps_the_name_behind_its_cause(void **state)
{
    (void)state;
    const struct alert *alert = alert_about(ALERT_KIND_DATA, subject_named(0, 0, CAUSE_PRICE, TEXT("LME.AL.3M")));
    assert_true(name_is(&alert->name, TEXT("LME.AL.3M")));
    assert_int_equal(alert->policy, NO_INDEX);
}

/* One of many: by the name of its source. */
static struct alert *numbered(uint32_t number, int64_t now)
{
    char name[32];
    struct line line = line_on(name, sizeof name);
    line_string(&line, "feed/");
    line_uint(&line, number);
    struct subject subject = subject_named(0, 0, CAUSE_HEALTH, (struct text){name, (uint32_t)line.used});
    return alerts_get(alerts, rule_of(ALERT_KIND_DATA), &subject, &settings, now);
}

static void a_full_table_of_open_alerts_takes_no_more(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < LIMIT_ALERTS; i++)
        numbered(i, 0)->life.state = ALERT_FIRING;
    assert_null(numbered(LIMIT_ALERTS, 1));
    assert_non_null(numbered(17, 1));
}

static void the_longest_resolved_makes_room_and_no_number_repeats(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < LIMIT_ALERTS; i++) {
        struct alert *alert = numbered(i, 0);
        alert->life.state = i % 3 == 0 ? ALERT_FIRING : ALERT_RESOLVED;
        alert->since = i;
        alert->transition = 2 + i % 5;
    }
    for (uint32_t i = 0; i < 8000; i++) {
        struct alert *alert = numbered(LIMIT_ALERTS + i, LIMIT_ALERTS + i);
        assert_non_null(alert);
        assert_true(alert->transition >= 3 && alert->life.state == ALERT_RESOLVED);
        alert->life.state = ALERT_FIRING;
        alert->transition++;
    }
    assert_int_equal(alerts->count, LIMIT_ALERTS);
    for (uint32_t i = 0; i < LIMIT_ALERTS; i += 3) /* the open ones are where they were */
        assert_int_equal(numbered(i, LIMIT_ALERTS)->transition, 2 + i % 5);
    for (uint32_t i = 0; i < 8000; i++)
        assert_int_equal(numbered(LIMIT_ALERTS + i, 0)->life.state, ALERT_FIRING);
}

#define CLAIM(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM(the_same_subject_is_the_same_alert),
        CLAIM(each_part_of_a_subject_makes_another_alert),
        CLAIM(an_alert_keeps_the_name_behind_its_cause),
        CLAIM(a_full_table_of_open_alerts_takes_no_more),
        CLAIM(the_longest_resolved_makes_room_and_no_number_repeats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

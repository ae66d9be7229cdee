#include "tests/support/alerts_heard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

struct heard heard[LIMIT_HEARD];
uint32_t heard_count;
uint64_t outputs_count;
static bool open = true, from_here;

static void copy(char *into, size_t size, struct text text)
{
    struct line line = line_on(into, size);
    line_text(&line, text);
}

static void keep_causes(struct heard *one, const struct alert_output *alert)
{
    one->causes = alert->because_count;
    for (uint32_t i = 0; i < alert->because_count; i++)
        one->effects += alert->because[i].effect;
    if (alert->because_count > 0)
        copy(one->cause, sizeof one->cause, alert->because[0].id);
}

static void check_sum(const struct alert_output *alert)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < alert->contributions_count; i++)
        sum += alert->contributions[i].points;
    if (alert->kind == ALERT_KIND_STATE || alert->kind == ALERT_KIND_RELIEF || alert->kind == ALERT_KIND_LEVEL)
        assert_true(!message_has(alert->present, ALERT_HAS_VALUE) || micro_of(alert->value) == sum);
}

static const struct heard *before(const struct heard *one)
{
    for (const struct heard *other = one - 1; other >= heard; other--)
        if (strcmp(other->id, one->id) == 0)
            return other;
    return NULL;
}

static bool says_itself_anew(const struct heard *one)
{
    return one->kind == ALERT_KIND_STATE || one->kind == ALERT_KIND_RELIEF ||
           strstr(one->reason, "more severe") == one->reason || strstr(one->reason, "less severe") == one->reason ||
           strcmp(one->reason, "acknowledged") == 0;
}

static void check_order(const struct heard *one)
{
    const struct heard *last = before(one);
    if (last == NULL && from_here)
        return;
    assert_int_equal(one->transition, last == NULL ? 1 : last->transition + 1);
    if (last == NULL)
        assert_true(one->state != ALERT_RESOLVED || one->kind == ALERT_KIND_LEVEL);
    else if (last->state == one->state && !says_itself_anew(one))
        fail_msg("%s of %s: %s is said twice: %s", alert_kind_names[one->kind], one->region,
                 alert_state_names[one->state], one->reason);
    assert_true(one->state != ALERT_PENDING || last == NULL || last->state == ALERT_RESOLVED || says_itself_anew(one));
}

static void hear_output(void *self, const union output *output)
{
    (void)self;
    outputs_count++;
    if (output->head.type != OUTPUT_ALERT || !open)
        return;
    const struct alert_output *alert = &output->alert;
    assert_true(heard_count < LIMIT_HEARD);
    struct heard *one = &heard[heard_count++];
    *one = (struct heard){.kind = alert->kind, .state = alert->state, .severity = alert->severity, .time = alert->time,
                          .transition = alert->transition, .part = alert->part, .offset = alert->offset,
                          .value = alert->value, .before = alert->before, .threshold = alert->threshold,
                          .if_true = alert->if_true_count > 0};
    copy(one->material, sizeof one->material, alert->material);
    copy(one->region, sizeof one->region, alert->region);
    copy(one->rule, sizeof one->rule, alert->rule);
    copy(one->reason, sizeof one->reason, alert->reason);
    copy(one->id, sizeof one->id, alert->id);
    copy(one->acknowledged, sizeof one->acknowledged, alert->acknowledged.author);
    copy(one->silenced, sizeof one->silenced, alert->silenced.author);
    keep_causes(one, alert);
    check_sum(alert);
    check_order(one);
}

static const struct outputs ears = {hear_output, NULL};

const struct outputs *alerts_heard(void)
{
    heard_count = 0;
    outputs_count = 0;
    open = true;
    from_here = false;
    return &ears;
}

const struct outputs *alerts_heard_from_here(void)
{
    const struct outputs *same = alerts_heard();
    from_here = true;
    return same;
}

void aluminum_world(void)
{
    new_live_world("2025-01-01", alerts_heard());
    table("aluminum", "EU");
    supplies("RU", 300000);
    supplies("NO", 500000);
    supplies("CA", 200000);
    governance();
    stability("RU", -.9);
    stability("NO", .9);
    stability("CA", .8);
    today("2025-01-02");
    *usual_rules() = *engine_default_rules();
}

int leave_world(void **state)
{
    (void)state;
    end_world();
    return 0;
}

struct rules *usual_rules(void)
{
    static struct rules rules;
    return &rules;
}

struct rule *usual_rule(enum alert_kind kind)
{
    for (uint32_t i = 0; i < usual_rules()->rules_count; i++)
        if (usual_rules()->rules[i].kind == kind)
            return &usual_rules()->rules[i];
    fail_msg("no rule of %s", alert_kind_names[kind]);
    return NULL;
}

void listen(bool now_open)
{
    end_sentence();
    open = now_open;
}

const struct heard *last_alert(enum alert_kind kind, const char *region)
{
    end_sentence();
    for (uint32_t i = heard_count; i > 0; i--)
        if (heard[i - 1].kind == kind && strcmp(heard[i - 1].region, region) == 0)
            return &heard[i - 1];
    return NULL;
}

const struct heard *needed_alert(enum alert_kind kind, const char *region)
{
    const struct heard *one = last_alert(kind, region);
    if (one == NULL)
        fail_msg("no %s alert for %s", alert_kind_names[kind], region);
    return one;
}

uint32_t alerts_in(enum alert_kind kind, const char *region, enum alert_state state)
{
    uint32_t count = 0;
    end_sentence();
    for (uint32_t i = 0; i < heard_count; i++)
        count += heard[i].kind == kind && heard[i].state == state && strcmp(heard[i].region, region) == 0;
    return count;
}

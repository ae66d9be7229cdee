#include "engine/alerts.h"

#include "engine/hash.h"

#include <string.h>

struct subject subject_pair(uint32_t material, uint32_t region, uint8_t cause)
{
    return (struct subject){.material = material, .region = region, .cause = cause, .policy = NO_INDEX};
}

struct subject subject_policy(const struct ledger *ledger, uint32_t material, uint32_t region, uint8_t cause,
                              uint32_t policy)
{
    return (struct subject){material, region, cause, policy, ledger->policy[policy].policy};
}

struct subject subject_named(uint32_t material, uint32_t region, uint8_t cause, struct text name)
{
    return (struct subject){material, region, cause, NO_INDEX, name_of(name)};
}

static uint64_t identity(const struct rule_kept *rule, const struct subject *subject, const struct settings *settings)
{
    struct hash hash = hash_start();
    hash_text(&hash, name_text(&rule->name));
    hash_text(&hash, name_text(&settings->material[subject->material]));
    hash_text(&hash, name_text(&settings->region[subject->region].name));
    hash_number(&hash, rule->kind);
    hash_number(&hash, subject->cause);
    if (subject->name.size > 0)
        hash_text(&hash, name_text(&subject->name));
    return hash_value(&hash);
}

static struct alert *find(struct alerts *alerts, uint64_t id)
{
    for (uint32_t i = 0; i < alerts->count; i++)
        if (alerts->alert[i].id == id)
            return &alerts->alert[i];
    return NULL;
}

static struct alert *longest_resolved(struct alerts *alerts)
{
    struct alert *oldest = NULL;
    for (uint32_t i = 0; i < alerts->count; i++) {
        struct alert *alert = &alerts->alert[i];
        if (alert->state == ALERT_RESOLVED && (oldest == NULL || alert->since < oldest->since))
            oldest = alert;
    }
    return oldest;
}

struct alert *alerts_find(struct alerts *alerts, const struct rule_kept *rule, const struct subject *subject,
                          const struct settings *settings)
{
    return find(alerts, identity(rule, subject, settings));
}

struct alert *alerts_get(struct alerts *alerts, const struct rule_kept *rule, const struct subject *subject,
                         const struct settings *settings)
{
    uint64_t id = identity(rule, subject, settings);
    struct alert *alert = find(alerts, id);
    if (alert != NULL)
        return alert;
    alert = alerts->count < LIMIT_ALERTS ? &alerts->alert[alerts->count++] : longest_resolved(alerts);
    if (alert == NULL)
        return NULL;
    *alert = (struct alert){.id = id, .rule = rule->name, .rule_hash = rule->hash, .kind = rule->kind,
                            .state = ALERT_RESOLVED, .cause = subject->cause, .material = subject->material,
                            .region = subject->region, .policy = subject->policy, .name = subject->name,
                            .due = ALWAYS};
    return alert;
}

bool alert_of_series(const struct alert *alert)
{
    return alert->cause == CAUSE_PRICE || alert->cause >= CAUSE_TROUBLE;
}

int64_t alerts_due(const struct alerts *alerts)
{
    int64_t due = ALWAYS;
    for (uint32_t i = 0; i < alerts->count; i++)
        if (alerts->alert[i].due < due)
            due = alerts->alert[i].due;
    return due;
}

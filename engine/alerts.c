#include "engine/alerts.h"

#include "engine/hash.h"

#include <string.h>

static uint64_t identity(const struct rule_kept *rule, uint32_t material, uint32_t region, uint8_t kind, uint8_t cause,
                         const struct name *policy, const struct settings *settings)
{
    struct hash hash = hash_start();
    hash_text(&hash, name_text(&rule->name));
    hash_text(&hash, name_text(&settings->material[material]));
    hash_text(&hash, name_text(&settings->region[region].name));
    hash_number(&hash, kind);
    hash_number(&hash, cause);
    if (policy != NULL)
        hash_text(&hash, name_text(policy));
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

struct alert *alerts_find(struct alerts *alerts, const struct rule_kept *rule, uint32_t material, uint32_t region,
                          uint8_t kind, uint8_t cause, const struct name *policy_name,
                          const struct settings *settings)
{
    return find(alerts, identity(rule, material, region, kind, cause, policy_name, settings));
}

struct alert *alerts_get(struct alerts *alerts, const struct rule_kept *rule, uint32_t material, uint32_t region,
                         uint8_t kind, uint8_t cause, uint32_t policy, const struct name *policy_name,
                         const struct settings *settings)
{
    uint64_t id = identity(rule, material, region, kind, cause, policy_name, settings);
    struct alert *alert = find(alerts, id);
    if (alert != NULL)
        return alert;
    alert = alerts->count < LIMIT_ALERTS ? &alerts->alert[alerts->count++] : longest_resolved(alerts);
    if (alert == NULL)
        return NULL;
    *alert = (struct alert){.id = id, .rule = rule->name, .rule_hash = rule->hash, .kind = kind, .cause = cause,
                            .state = ALERT_RESOLVED, .material = material, .region = region, .policy = policy,
                            .due = ALWAYS};
    return alert;
}

int64_t alerts_due(const struct alerts *alerts)
{
    int64_t due = ALWAYS;
    for (uint32_t i = 0; i < alerts->count; i++)
        if (alerts->alert[i].due < due)
            due = alerts->alert[i].due;
    return due;
}

#include "engine/alerts.h"

#include "engine/hash.h"

#include <assert.h>
#include <math.h>

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

/* ---- the index ------------------------------------------------------------------- */

static_assert(LIMIT_ALERTS < UINT16_MAX, "a slot holds an index and one");
static_assert((ALERT_SLOTS & (ALERT_SLOTS - 1)) == 0, "slots are counted by a mask");

/* Where the id stands, or the free slot where it would: half of them are free. */
static uint32_t slot_of(const struct alerts *alerts, uint64_t id)
{
    uint32_t slot = (uint32_t)id & (ALERT_SLOTS - 1);
    while (alerts->slot[slot] != 0 && alerts->alert[alerts->slot[slot] - 1].id != id)
        slot = (slot + 1) & (ALERT_SLOTS - 1);
    return slot;
}

static struct alert *find(struct alerts *alerts, uint64_t id)
{
    uint16_t held = alerts->slot[slot_of(alerts, id)];
    return held == 0 ? NULL : &alerts->alert[held - 1];
}

/* Frees a slot and moves up those behind it that were pushed on by it (Knuth,
 * TAOCP 6.4, algorithm R). */
static void release(struct alerts *alerts, uint64_t id)
{
    uint32_t hole = slot_of(alerts, id);
    for (uint32_t slot = (hole + 1) & (ALERT_SLOTS - 1); alerts->slot[slot] != 0;
         slot = (slot + 1) & (ALERT_SLOTS - 1)) {
        uint32_t home = (uint32_t)alerts->alert[alerts->slot[slot] - 1].id & (ALERT_SLOTS - 1);
        if (((slot - home) & (ALERT_SLOTS - 1)) < ((slot - hole) & (ALERT_SLOTS - 1)))
            continue;
        alerts->slot[hole] = alerts->slot[slot];
        hole = slot;
    }
    alerts->slot[hole] = 0;
}

static struct alert *longest_resolved(struct alerts *alerts, int64_t now)
{
    struct alert *oldest = NULL;
    for (uint32_t i = 0; i < alerts->count; i++) {
        struct alert *alert = &alerts->alert[i];
        bool over = alert->life.state == ALERT_RESOLVED && alert->since < now; /* of now: it is still to be said */
        if (over && (oldest == NULL || alert->since < oldest->since))
            oldest = alert;
    }
    return oldest;
}

static struct alert *make_room(struct alerts *alerts, int64_t now)
{
    if (alerts->count < LIMIT_ALERTS)
        return &alerts->alert[alerts->count++];
    struct alert *alert = longest_resolved(alerts, now);
    if (alert == NULL)
        return NULL;
    release(alerts, alert->id);
    if (alert->transition > alerts->forgotten)
        alerts->forgotten = alert->transition;
    return alert;
}

/* ---- getting and finding --------------------------------------------------------- */

struct alert *alerts_find(struct alerts *alerts, const struct rule_kept *rule, const struct subject *subject,
                          const struct settings *settings)
{
    return find(alerts, identity(rule, subject, settings));
}

struct alert *alerts_get(struct alerts *alerts, const struct rule_kept *rule, const struct subject *subject,
                         const struct settings *settings, int64_t now)
{
    uint64_t id = identity(rule, subject, settings);
    struct alert *alert = find(alerts, id);
    if (alert != NULL)
        return alert;
    alert = make_room(alerts, now);
    if (alert == NULL)
        return NULL;
    *alert = (struct alert){.id = id, .transition = alerts->forgotten, .rule = rule->name, .kind = rule->kind,
                            .cause = subject->cause, .material = subject->material, .region = subject->region,
                            .policy = subject->policy, .name = subject->name, .life = life_begin(),
                            .since = NEVER_SAID, .expires = ALWAYS, .due = ALWAYS,
                            .value = NAN, .before = NAN, .threshold = NAN, .fires_at = NAN, .clears_at = NAN};
    alerts->slot[slot_of(alerts, id)] = (uint16_t)(alert - alerts->alert + 1);
    return alert;
}

bool alert_of_series(const struct alert *alert)
{
    return alert->cause == CAUSE_PRICE || alert->cause == CAUSE_UNTOLD || alert->cause >= CAUSE_TROUBLE;
}

int64_t alerts_due(const struct alerts *alerts)
{
    int64_t due = ALWAYS;
    for (uint32_t i = 0; i < alerts->count; i++)
        if (alerts->alert[i].due < due)
            due = alerts->alert[i].due;
    return due;
}

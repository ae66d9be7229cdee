#include "engine/ledger.h"

#include <string.h>

static uint32_t find_policy(const struct ledger *ledger, struct text policy)
{
    for (uint32_t i = 0; i < ledger->policies; i++)
        if (name_is(&ledger->policy[i].policy, policy))
            return i;
    return NO_INDEX;
}

static uint32_t find_word(const struct ledger *ledger, uint32_t policy, struct text source)
{
    for (uint32_t i = 0; i < ledger->words; i++)
        if (ledger->word_policy[i] == policy && name_is(&ledger->word[i].source, source))
            return i;
    return NO_INDEX;
}

/* A withdrawal names source, id and revision alone: it finds its word by id. */
static uint32_t find_by_id(const struct ledger *ledger, const struct event *event)
{
    for (uint32_t i = 0; i < ledger->words; i++)
        if (name_is(&ledger->word[i].source, event->source) && name_is(&ledger->word[i].id, event->id))
            return i;
    return NO_INDEX;
}

static bool speaks_before(const struct settings *settings, const struct measure *a, const struct measure *b)
{
    uint32_t tier_a = settings_tier(settings, name_text(&a->source));
    uint32_t tier_b = settings_tier(settings, name_text(&b->source));
    if (tier_a != tier_b)
        return tier_a < tier_b;
    return a->received != b->received ? a->received > b->received : a->offset > b->offset;
}

static void choose_acting(struct ledger *ledger, const struct settings *settings, uint32_t policy)
{
    uint32_t acting = NO_INDEX;
    for (uint32_t i = 0; i < ledger->words; i++)
        if (ledger->word_policy[i] == policy && !ledger->word[i].withdrawn &&
            (acting == NO_INDEX || speaks_before(settings, &ledger->word[i], &ledger->word[acting])))
            acting = i;
    ledger->policy[policy].acting = acting;
}

/* Of one id the higher revision is newer; of two ids the later story. */
static bool newer(const struct event *event, const struct measure *word)
{
    if (name_is(&word->id, event->id))
        return event->revision > word->revision;
    return event->time >= word->time;
}

static enum ledger_verdict withdraw(struct ledger *ledger, const struct settings *settings, const struct event *event,
                                    uint64_t offset, uint32_t *policy)
{
    uint32_t word = find_by_id(ledger, event);
    if (word == NO_INDEX || !newer(event, &ledger->word[word]))
        return LEDGER_OLDER;
    struct measure *measure = &ledger->word[word];
    measure->withdrawn = true;
    measure->revision = event->revision;
    measure->offset = offset;
    measure->received = event->received;
    *policy = ledger->word_policy[word];
    choose_acting(ledger, settings, *policy);
    return LEDGER_TAKEN;
}

enum ledger_verdict ledger_enter(struct ledger *ledger, const struct settings *settings, const struct event *event,
                                 uint64_t offset, uint32_t *policy)
{
    if (event->withdrawn)
        return withdraw(ledger, settings, event, offset, policy);
    *policy = find_policy(ledger, event->policy.policy);
    if (*policy == NO_INDEX) {
        if (ledger->policies == LIMIT_MEASURES || ledger->words == LIMIT_ASSERTIONS)
            return LEDGER_FULL;
        *policy = ledger->policies++;
        ledger->policy[*policy] = (struct policy_entry){name_of(event->policy.policy), event->time, NO_INDEX};
    }
    uint32_t word = find_word(ledger, *policy, event->source);
    if (word == NO_INDEX) {
        if (ledger->words == LIMIT_ASSERTIONS)
            return LEDGER_FULL;
        word = ledger->words++;
        ledger->word_policy[word] = *policy;
    } else if (!newer(event, &ledger->word[word])) {
        return LEDGER_OLDER;
    }
    measure_take(&ledger->word[word], event, settings, ledger->policy[*policy].first);
    ledger->word[word].offset = offset;
    choose_acting(ledger, settings, *policy);
    return LEDGER_TAKEN;
}

const struct measure *ledger_acting(const struct ledger *ledger, uint32_t policy)
{
    uint32_t acting = ledger->policy[policy].acting;
    return acting == NO_INDEX ? NULL : &ledger->word[acting];
}

struct measure *ledger_acting_mutable(struct ledger *ledger, uint32_t policy)
{
    uint32_t acting = ledger->policy[policy].acting;
    return acting == NO_INDEX ? NULL : &ledger->word[acting];
}

const struct measure *ledger_last_word(const struct ledger *ledger, uint32_t policy)
{
    const struct measure *last = ledger_acting(ledger, policy);
    for (uint32_t i = 0; ledger->policy[policy].acting == NO_INDEX && i < ledger->words; i++)
        if (ledger->word_policy[i] == policy && (last == NULL || ledger->word[i].offset > last->offset))
            last = &ledger->word[i];
    return last;
}

static bool same_terms(const struct measure *a, const struct measure *b)
{
    if (a->status != b->status || a->legs != b->legs)
        return false;
    for (uint32_t i = 0; i < a->legs; i++) {
        const struct leg_kept *x = &a->leg[i], *y = &b->leg[i];
        if (x->instrument != y->instrument || x->unit != y->unit || x->value != y->value || x->from != y->from ||
            x->until != y->until)
            return false;
    }
    return true;
}

const struct measure *ledger_dissent(const struct ledger *ledger, uint32_t policy)
{
    const struct measure *acting = ledger_acting(ledger, policy);
    for (uint32_t i = 0; acting != NULL && i < ledger->words; i++)
        if (ledger->word_policy[i] == policy && !ledger->word[i].withdrawn && &ledger->word[i] != acting &&
            !same_terms(acting, &ledger->word[i]))
            return &ledger->word[i];
    return NULL;
}

/* The ledger of measures: what each source says of each policy, and which of
 * them the engine acts on.
 *
 * Each source keeps its own newest word; the best tier speaks, then the latest
 * `received`. A withdrawn word stays as a marker, so that an older revision of it
 * can not come back. */
#ifndef OREWATCH_ENGINE_LEDGER_H
#define OREWATCH_ENGINE_LEDGER_H

#include "engine/measure.h"

struct policy_entry {
    struct name policy;
    int64_t first;     /* when it was first heard of */
    uint32_t acting;   /* index into word; NO_INDEX: nobody stands by it */
};

struct ledger {
    uint32_t policies, words;
    struct policy_entry policy[LIMIT_MEASURES];
    struct measure word[LIMIT_ASSERTIONS];
    uint32_t word_policy[LIMIT_ASSERTIONS];
};

enum ledger_verdict {
    LEDGER_TAKEN,    /* the source's newest word: what is acted on may have changed */
    LEDGER_OLDER,    /* an older revision or an older story: moves nothing */
    LEDGER_FULL,
};

/* Enters a policy event. `policy` gets its index. */
enum ledger_verdict ledger_enter(struct ledger *ledger, const struct settings *settings, const struct event *event,
                                 uint64_t offset, uint32_t *policy);
/* The measure acted on, or NULL. */
const struct measure *ledger_acting(const struct ledger *ledger, uint32_t policy);
struct measure *ledger_acting_mutable(struct ledger *ledger, uint32_t policy);
/* The measure acted on, or, when nobody stands by the policy any more, what was
 * last said of it. */
const struct measure *ledger_last_word(const struct ledger *ledger, uint32_t policy);
/* Another source's word on the policy that differs from the acting one in
 * status or in a leg; NULL when all agree. */
const struct measure *ledger_dissent(const struct ledger *ledger, uint32_t policy);

#endif

/* Alert identities and their transitions.
 *
 * An alert is known by the hash of (rule, material, region, kind, cause), never
 * of a value; its transitions count from 1, go on when it fires again, and never
 * repeat: what was forgotten in a full table begins above the highest number that
 * was forgotten.
 *
 * jump, state and relief fire once and expire after the rule's `keep`; what lasts
 * has a life (engine/life.h). */
#ifndef OREWATCH_ENGINE_ALERTS_H
#define OREWATCH_ENGINE_ALERTS_H

#include "engine/ledger.h"
#include "engine/life.h"

/* Why an alert exists, beside its pair and kind; part of its identity. */
enum cause_kind {
    CAUSE_MEASURE,     /* state, relief: the policy's status or a leg */
    CAUSE_SUNSET,      /* state: an end is near */
    CAUSE_BAND,        /* level */
    CAUSE_GAP,         /* gap */
    CAUSE_CLAIM,       /* data: claimed over observed */
    CAUSE_SCOPE,       /* data: a quota above its lane */
    CAUSE_UNRESOLVED,  /* data: a date passed without a word */
    CAUSE_DISSENT,     /* data: sources in conflict */
    CAUSE_PRICE,       /* jump: a price series */
    CAUSE_HEALTH,      /* data: what a source says of itself */
    CAUSE_RISE,        /* delta */
    CAUSE_FALL,        /* delta */
    CAUSE_SHARE,       /* share */
    CAUSE_CALM,        /* divergence: a gap that no price answers */
    CAUSE_UNTOLD,      /* divergence: a price series that nothing explains */
    CAUSE_TROUBLE,     /* data: what is wrong with a price series; one each of enum trouble */
};

/* What an alert is about. `name` is that of the policy, the price series or the
 * source behind the cause, empty when there is none; it enters the identity, a
 * value never does. */
struct subject {
    uint32_t material, region;
    uint8_t cause;
    uint32_t policy; /* NO_INDEX: the cause is none */
    struct name name;
};

#define NEVER_SAID INT64_MIN

/* What was said of jumps in a bar: 1 + severity by direction; 0: nothing. */
struct jump_said { int64_t bar; uint8_t up, down; };

struct alert {
    uint64_t id, transition, rule_hash;
    struct name rule;
    uint8_t kind, cause;
    uint32_t material, region, policy; /* policy: NO_INDEX when the cause is none */
    struct name name;                  /* of the cause: a policy, series or source; empty */
    struct life life;
    int64_t since;                     /* of its last transition, an acknowledgement apart; NEVER_SAID */
    int64_t expires, due;              /* ALWAYS when it does not; when it must be looked at again */
    int64_t from;                      /* delta: when what it is compared with changed */
    uint32_t rests_on;                 /* channels without which nothing is known of it: bits by enum indicator */
    double value, before, threshold;   /* as judged last; threshold: what it met by its last transition */
    double fires_at, clears_at;        /* the two thresholds of what was found last */
    uint8_t say;                       /* enum say: its sentence, with the numbers that it shows */
    double number, basis;
    struct jump_said said;             /* of a jump */
};

/* `slot` finds an alert by its id: indices into `alert` by hash, one more than
 * the index, 0 when free. */
#define ALERT_SLOTS (2u * LIMIT_ALERTS)
struct alerts {
    uint32_t count;
    uint64_t forgotten; /* the highest transition of those that made room */
    struct alert alert[LIMIT_ALERTS];
    uint16_t slot[ALERT_SLOTS];
};

/* About the pair itself. */
struct subject subject_pair(uint32_t material, uint32_t region, uint8_t cause);
/* About a policy of the ledger. */
struct subject subject_policy(const struct ledger *ledger, uint32_t material, uint32_t region, uint8_t cause,
                              uint32_t policy);
/* About a price series, or a source. */
struct subject subject_named(uint32_t material, uint32_t region, uint8_t cause, struct text name);

/* The alert of this identity, made when it is new; when the table is full the
 * longest resolved one makes room. NULL when none of them is. */
struct alert *alerts_get(struct alerts *alerts, const struct rule_kept *rule, const struct subject *subject,
                         const struct settings *settings, int64_t now);
/* The alert of this identity, or NULL. */
struct alert *alerts_find(struct alerts *alerts, const struct rule_kept *rule, const struct subject *subject,
                          const struct settings *settings);
/* Is it about a price series, rather than a measure or the pair? */
bool alert_of_series(const struct alert *alert);
/* When the first of them must be looked at again; ALWAYS when none must. */
int64_t alerts_due(const struct alerts *alerts);

#endif

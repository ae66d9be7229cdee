/* The judges: one file for each kind of alert, one public symbol each.
 *
 * A judge looks at one pair at an occasion of its own and says what deserves an
 * alert by the three verbs below; it looks at nothing outside the state. A new
 * one is a file in this folder, a row in table.c, a rule in engine/defaults.c
 * and a sentence in engine/explain.c. */
#ifndef OREWATCH_ENGINE_JUDGES_JUDGES_H
#define OREWATCH_ENGINE_JUDGES_JUDGES_H

#include "engine/moment.h"

/* When a pair is judged; bits. */
enum occasion {
    AT_TRIGGER   = 1 << 0, /* a measure of the material changed, or one of its dates came: moment->trigger */
    AT_RECOMPUTE = 1 << 1, /* the pair was recomputed: its standing may be another than moment->before */
    AT_TABLES    = 1 << 2, /* it was, because a supply table of the material changed */
    AT_DWELL     = 1 << 3, /* the dwell of its band is over */
    AT_PRICE     = 1 << 4, /* moment->series has something to say of the pair: moment->effect */
};

struct judge_row {
    uint32_t kinds;     /* of alerts that it raises: bits by enum alert_kind */
    unsigned when;      /* enum occasion, one or more */
    const char *reads;  /* what it looks at */
    const char *source; /* of the rule */
    void (*judge)(struct moment *moment, uint32_t material, uint32_t region);
};

extern const struct judge_row judge_level, judge_jump, judge_state, judge_gap, judge_data, judge_feed;

/* Those that are built, in the order of their first kind. */
extern const struct judge_row *const judge_table[];
extern const uint32_t judge_table_count;

#define KIND_BIT(kind) (UINT32_C(1) << (kind))

/* ---- what every judge says it with ----------------------------------------------- */

/* The alert of this rule and subject, or NULL when it never fired. */
struct alert *alert_find(struct moment *moment, const struct rule_kept *rule, const struct subject *subject);
/* It fires now, or fires again: the next transition, and the expiry when the rule
 * has a `keep`. The caller fills severity, value, before and threshold, then
 * notifies. NULL, and counted, when the table of alerts is full of firing ones. */
struct alert *alert_fire(struct moment *moment, const struct rule_kept *rule, const struct subject *subject);
/* It is over: fresh data met the clear threshold, or its `keep` has passed. The
 * caller fills the numbers, then notifies. */
void alert_resolve(struct moment *moment, struct alert *alert);
/* The alert is said as it stands, once for each transition, with this sentence;
 * the caller adds to the notice what the sentence shows. */
struct notice *alert_notify(struct moment *moment, const struct alert *alert, uint8_t say);

/* Micro-points as points. */
double points_of(int64_t micro);

#endif

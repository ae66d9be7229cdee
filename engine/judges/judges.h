/* The judges: one file for each kind of alert, one public symbol each.
 *
 * A judge looks at one pair at an occasion of its own and says what it found by
 * the verbs below; it looks at nothing outside the state, and what becomes of an
 * alert is not its affair but that of its life (engine/life.h). A new one is a
 * file in this folder, a row in table.c, a rule in engine/defaults.c and a
 * sentence in engine/explain.c. */
#ifndef OREWATCH_ENGINE_JUDGES_JUDGES_H
#define OREWATCH_ENGINE_JUDGES_JUDGES_H

#include "engine/moment.h"

/* When a pair is judged; bits. */
enum occasion {
    AT_TRIGGER   = 1 << 0, /* a measure changed, or one of its dates came: moment->trigger; every pair */
    AT_RECOMPUTE = 1 << 1, /* the pair was recomputed: its standing may be another than moment->before */
    AT_TABLES    = 1 << 2, /* it was, because a supply table of the material or the rules changed */
    AT_DWELL     = 1 << 3, /* its first band has stood long enough, or its past has moved on: pair.due */
    AT_HEALTH    = 1 << 4, /* a source said how it is: moment->health; every pair */
    AT_PRICE     = 1 << 5, /* moment->series has something to say of the pair: moment->effect */
};

struct judge_row {
    uint32_t kinds;     /* of alerts that it raises: bits by enum alert_kind */
    unsigned when;      /* enum occasion, one or more */
    const char *reads;  /* what it looks at */
    const char *source; /* of the rule */
    void (*judge)(struct moment *moment, uint32_t material, uint32_t region);
    /* What an alert met by this turn, where neither fires_at nor clears_at is it. NULL: one of them is. */
    double (*threshold)(const struct engine *engine, const struct alert *alert, enum turn turn);
};

extern const struct judge_row judge_level, judge_delta, judge_jump, judge_state, judge_share, judge_gap, judge_divergence, judge_data,
    judge_health, judge_feed;

/* Those that are built, in the order of their first kind. */
extern const struct judge_row *const judge_table[];
extern const uint32_t judge_table_count;

#define KIND_BIT(kind) (UINT32_C(1) << (kind))

/* ---- what lasts: a condition that is met, or clear, or unknown --------------------- */

/* What a judge found about one subject. */
struct finding {
    struct evidence evidence;
    double value, threshold, clear; /* what was judged, and by what */
    uint32_t rests_on;              /* channels it was read from: bits by enum indicator */
    const char *missing;            /* of FOUND_MISSING: why */
    uint8_t say;                    /* the sentence of the alert, with what it shows */
    double number, basis;
    int64_t from;                   /* delta: when what it is compared with changed */
};

/* The alert takes in what was found and is said when that is a turn. An alert that
 * never was begins when its threshold is met. It is missing its data, whatever was
 * found, while a channel that it rested on when it began is unknown. When the
 * table of alerts is full of those that are not resolved, that is counted. */
void alert_follow(struct moment *moment, const struct rule_kept *rule, const struct subject *subject,
                  const struct finding *finding);
/* It was so when we first looked: it fires from now on, without a word. */
void alert_presume(struct moment *moment, const struct rule_kept *rule, const struct subject *subject,
                   const struct finding *finding);
/* Its time has come: the turn that is due by itself, or its expiry. */
void alert_ripen(struct moment *moment, struct alert *alert);
/* Nobody judges it any more: its rule was removed, or speaks of other pairs now. */
void alert_orphan(struct moment *moment, struct alert *alert);
/* Met at the threshold, clear below the clear threshold. */
struct evidence evidence_above(const struct rule_kept *rule, double size, uint8_t severity);
/* The channels that a standing is made of: bits by enum indicator. */
uint32_t channels_of(const struct standing *standing);

/* ---- what happens once: jump, state, relief ---------------------------------------- */

/* The alert of this rule and subject, or NULL when it never began. */
struct alert *alert_find(struct moment *moment, const struct rule_kept *rule, const struct subject *subject);
/* It fires now, or fires again: the next transition, and the expiry by the rule's
 * `keep`. The caller fills life.severity, value, before and threshold, then
 * notifies. NULL, and counted, when the table of alerts is full. */
struct alert *alert_fire(struct moment *moment, const struct rule_kept *rule, const struct subject *subject);
/* The alert is said as it stands, once a moment, with this sentence; the caller
 * adds to the notice what the sentence shows. */
struct notice *alert_notify(struct moment *moment, const struct alert *alert, uint8_t say);

/* Micro-points as points. */
double points_of(int64_t micro);

#endif

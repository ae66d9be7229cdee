/* One moment of the engine's clock: what was touched, what is to be said.
 *
 * begin -> touch materials, name the trigger -> recompute or refresh -> judge
 * (judge.c and judges/ add notices) -> emit (emit.c: indicators in table order,
 * then alerts by kind). */
#ifndef OREWATCH_ENGINE_MOMENT_H
#define OREWATCH_ENGINE_MOMENT_H

#include "engine/schedule.h"

/* One alert to send. */
struct notice {
    uint32_t alert;        /* index into the engine's alerts */
    uint32_t policy;       /* that caused it; NO_INDEX */
    uint8_t say;           /* enum say: the reason's sentence */
    uint32_t leg;          /* of the policy, for sentences that name one */
    double number, basis;  /* for sentences that compare */
    bool if_true;          /* show the pair at probability 1 of the policy */
    uint8_t turn;          /* enum turn: of its life; TURN_NONE: it happens once, or was acknowledged */
    uint8_t channel;       /* TURN_LOSES: the channel that is unknown, INDICATORS when it is none */
    const char *why;       /* TURN_LOSES: for what reason */
};

enum say {
    SAY_STATUS,            /* "adopted: <title>" */
    SAY_WITHDRAWN,
    SAY_LEG_BEGINS, SAY_LEG_ENDS, SAY_ENDS,
    SAY_SUNSET_30, SAY_SUNSET_7, SAY_SUNSET_1,
    SAY_CLAIM, SAY_SCOPE, SAY_UNRESOLVED, SAY_DISSENT,
    SAY_BAND, SAY_DELTA, SAY_SHARE, SAY_GAP, SAY_CALM, SAY_UNTOLD, SAY_HEALTH,
    SAY_JUMP, SAY_UNIT, SAY_FACTOR, SAY_REBASED, SAY_FROZEN, SAY_STALE, SAY_PRICE_BACK,
    SAY_EXPIRED, SAY_ACKNOWLEDGED,
    SAYS
};

/* The policy that changed, or whose date came: one for each moment. */
struct trigger { uint32_t policy; uint32_t leg; uint8_t say; };

/* An alert is said at most once a moment. */
#define LIMIT_NOTICES LIMIT_ALERTS

struct moment {
    struct engine *engine;
    const struct outputs *outputs;
    uint32_t touched;                                    /* bit by material: all is computed again */
    uint32_t refreshed[LIMIT_MATERIALS];                 /* bits by region: prices and stories are read again */
    bool tables_changed;                                 /* what measures act on is another */
    bool rebased;                                        /* reference figures or configuration, not the world, moved */
    bool rules_changed;
    bool ripens;                                         /* only what time alone brings to alerts */
    bool triggered; struct trigger trigger;
    uint32_t series; unsigned effect;                    /* the series it is about; NO_INDEX: none */
    uint32_t region;                                     /* that its price names; NO_INDEX: none */
    const struct health_kept *health;                    /* NULL: no source spoke of itself */
    const struct note_kept *acknowledges;                /* NULL: nobody acknowledged */
    int64_t before[LIMIT_MATERIALS][LIMIT_REGIONS];      /* composites, of touched pairs */
    uint32_t notices; struct notice notice[LIMIT_NOTICES];
};

void moment_begin(struct moment *moment, struct engine *engine, const struct outputs *outputs);
void moment_touch(struct moment *moment, uint32_t materials);
void moment_refresh(struct moment *moment, uint32_t material, uint32_t regions);
/* Was the pair computed again, in whole or in part? */
bool moment_touches(const struct moment *moment, uint32_t material, uint32_t region);
void moment_trigger(struct moment *moment, uint32_t policy, uint8_t say, uint32_t leg);
/* A price went far, or something became wrong with its series or right again.
 * `region`: the one it names, or NO_INDEX. */
void moment_series(struct moment *moment, uint32_t series, uint32_t region, unsigned effect);
/* Is the pair one in whose name the moment's series speaks, by its rows? */
bool moment_speaks_for(const struct moment *moment, uint32_t material, uint32_t region);
/* The same of this price: the region it names comes before those of the rows. */
bool moment_names(const struct moment *moment, uint32_t material, uint32_t region);
/* A source has said how it is. */
void moment_health(struct moment *moment, const struct health_kept *health);
/* Alerts whose time has come turn; nothing else is judged. */
void moment_ripen(struct moment *moment);
/* The rules are others: every pair is judged anew. */
void moment_rules(struct moment *moment);
/* An operator has seen alerts: those of the note are to be said again. */
void moment_acknowledge(struct moment *moment, const struct note_kept *note);
/* Recomputes, judges, emits, and sets the timers of what was touched. */
void moment_end(struct moment *moment);

/* judge.c: adds the notices of this moment. */
void judge(struct moment *moment);
/* emit.c: sends indicators and alerts. */
void emit(struct moment *moment);

#endif

/* The life of an alert: from what is found to what is said.
 *
 *   resolved --met for `for`, no cool-down----------------------> firing
 *      | ^ ^                                                       ^ | |
 *      | | '--clear for `clear_for`: cool-down begins--------------+-' |
 *    met '--clear for both, cool-down over--.                      |   | missing
 *      '------------------------------> pending --met for `for`----'   v
 *                                          '------missing-------> unknown
 *
 * Two thresholds and two durations: what is neither met nor clear changes
 * nothing. From `unknown` only fresh data lead back: to firing when they meet the
 * threshold for `for`, to resolved when they meet the clear threshold for its
 * duration; nothing resolves because data are missing. While it fires a severity
 * that is met for `for` is a turn of its own; one that is no longer met is none
 * (but of kinds that fall: the band of a level).
 *
 * An alert that turns more than `flap_count` times within `flap_window` flaps:
 * it may still fire, but is quiet until it is stable, that is clear (or, from
 * `unknown`, met) for a whole window.
 *
 * Pure: times come in, turns go out. Between two findings the last one holds, so
 * that a duration ends at its own time without a new finding. */
#ifndef OREWATCH_ENGINE_LIFE_H
#define OREWATCH_ENGINE_LIFE_H

#include "engine/settings.h"

/* What was found of the condition. */
enum found {
    FOUND_MISSING, /* no data, or unknown ones */
    FOUND_CLEAR,   /* the clear threshold is met */
    FOUND_BETWEEN, /* neither is */
    FOUND_MET,     /* the threshold is met */
};

struct evidence {
    uint8_t found;    /* enum found */
    uint8_t severity; /* of FOUND_MET: what is reached now */
    bool falls;       /* the severity follows the data down, too */
    uint8_t kept;     /* of kinds that fall: the severity that is not left yet */
};

/* What becomes of an alert. */
enum turn {
    TURN_NONE,
    TURN_PENDS,  /* the threshold is met, its duration is not over */
    TURN_FIRES,
    TURN_RISES,  /* fires on, more severe */
    TURN_FALLS,  /* fires on, less severe */
    TURN_CLEARS, /* resolved: the clear threshold was met for its duration */
    TURN_PASSES, /* resolved without having fired */
    TURN_LOSES,  /* unknown: its data are missing */
    TURNS
};

struct life {
    uint8_t state, severity;
    bool flapping;
    int64_t met[SEVERITIES];    /* since when the threshold of each severity is met; ALWAYS: it is not */
    int64_t clear;              /* since when the clear threshold is met */
    int64_t missing;            /* since when data are missing */
    int64_t left[SEVERITIES];   /* of kinds that fall: since when each severity is not kept */
    int64_t quiet;              /* when the cool-down ends */
    uint32_t turns;             /* taken, of those that count as flapping */
    int64_t turned[LIMIT_FLAPS]; /* when, in a ring */
};

/* Resolved, and never said. */
struct life life_begin(void);
/* Takes what was found now; the turn it may cause is life_turn's. */
void life_hear(struct life *life, const struct rule_kept *rule, int64_t now, const struct evidence *evidence);
/* Takes the turn that is due, at most one: ask again when life_due says so. */
enum turn life_turn(struct life *life, const struct rule_kept *rule, int64_t now);
/* When the next turn is due if nothing else is found; ALWAYS when none is. */
int64_t life_due(const struct life *life, const struct rule_kept *rule);

#endif

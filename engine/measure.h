/* A measure: one policy as the engine acts on it.
 *
 *   rumour .15 -> proposed .35 -> announced .80 -> adopted 1 -> in_force 1
 *                                     |                            |
 *                                  revoked 0 <------ suspended .25 +-> expired 0
 *                                                        |
 *                            its date passes, no word -> unresolved .5
 *
 * A measure acts through legs, each a stretch of time with a strength: k(t) is
 * the part of its strength a leg has at t, s what it cuts of a lane at full
 * strength, p how far we believe in the measure. The legs of one measure
 * replace each other (the strongest counts), measures multiply. */
#ifndef OREWATCH_ENGINE_MEASURE_H
#define OREWATCH_ENGINE_MEASURE_H

#include "engine/instrument.h"
#include "engine/settings.h"

struct leg_kept {
    uint8_t instrument, unit;
    bool valued;
    double value;
    int64_t announced, from, full, until; /* until: ALWAYS when open */
    struct leg shown;                     /* as published */
};

struct measure {
    struct name policy, source, id;
    struct text_kept { char at[LIMIT_TITLE]; uint16_t size; } title;
    uint64_t revision, offset;
    int64_t time, received;
    bool withdrawn, unresolved, has_probability;
    uint8_t status, instrument;
    country implementer;
    struct country_set origins;  /* `except` taken out; ALL stays as a member */
    uint32_t targets, materials; /* bits by region, by material */
    double probability;
    int64_t ends;                /* the measure's own `until`; ALWAYS when open */
    struct quantity claimed, observed;
    uint32_t legs; struct leg_kept leg[LIMIT_LEGS];
};

/* Reads the terms of a policy event. `first`: when the policy was first heard
 * of, the announcement of legs that give none. */
void measure_take(struct measure *measure, const struct event *event, const struct settings *settings, int64_t first);

/* p, 0..1. */
double measure_probability(const struct measure *measure, const struct settings *settings);
/* k of a leg at `t`, 0..1, seen from `now` (a suspended measure counts as
 * anticipated now, and by its dates in the forward curve: t > now). */
double leg_strength(const struct measure *measure, const struct leg_kept *leg, const struct settings *settings,
                    int64_t now, int64_t t);
/* When a suspended measure is due to return: the end of the suspension where it
 * is said, else the first leg that begins after the suspending revision. ALWAYS
 * when no date is known. */
int64_t measure_return(const struct measure *measure);
/* The last moment at which the measure does anything; ALWAYS when open. */
int64_t measure_end(const struct measure *measure);
bool measure_touches_origin(const struct measure *measure, country supplier);
bool measure_touches_region(const struct measure *measure, uint32_t region);
/* Relief rather than risk: an offer, or a step back. */
bool measure_eases(const struct measure *measure);
/* The first moment after `t` at which some leg's strength changes or a date of
 * the measure passes; ALWAYS when none does. */
int64_t measure_next_edge(const struct measure *measure, const struct settings *settings, int64_t t);
/* Does a leg grow from day to day at t? */
bool measure_ramps(const struct measure *measure, int64_t t);

#endif

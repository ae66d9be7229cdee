/* Flow factors: what part of a lane's tonnes still comes at a time t.
 *
 *   f(c -> r, t) = PRODUCT over measures (1 - p * MAX over its legs of k * s)
 *
 * A `view` is the set of measures looked at: all of them, or all but one
 * (attribution), or one of them taken for certain (if_true). */
#ifndef OREWATCH_ENGINE_FLOW_H
#define OREWATCH_ENGINE_FLOW_H

#include "engine/ledger.h"
#include "engine/supply.h"

/* The tables of one material, one for each region; `world` may be unknown. */
struct tables {
    const struct settings *settings;
    const struct supply_table *region;  /* array, by region */
    const struct supply_table *world;   /* NULL when no region is WORLD */
    const struct governance_table *governance;
    uint32_t material;
};

struct acting {
    const struct measure *measure;
    uint32_t policy;
    double probability;
    double covered_t;  /* of a quota: the lanes it covers */
    double output_t;   /* of a physical loss: what its origins make */
};

struct view {
    struct tables tables;
    int64_t now;
    uint32_t count;
    struct acting acting[LIMIT_MATERIAL_MEASURES];
};

/* Whom to look at. NO_INDEX: nobody. */
struct scenario {
    uint32_t without;  /* leave this policy out */
    uint32_t certain;  /* take this policy at p = 1, and lift what forbids it */
    bool bare;         /* no policy at all */
};

extern const struct scenario everything;

void view_make(struct view *view, const struct ledger *ledger, const struct tables *tables, int64_t now,
               const struct scenario *scenario);

/* Another view without one of its policies; all of them, while fewer act than a
 * view may hold, else the next one would have come in. */
void view_without(const struct view *view, uint32_t policy, struct view *fewer);
/* Whether every leg is as strong at one time as at the other. A time enters a
 * balance by nothing else, so the balances are then the same. */
bool view_is_steady(const struct view *view, int64_t t, int64_t other);

/* What happens to one lane, each a factor 0..1 of what remains. */
struct lane {
    double exporter, importer, physical; /* by side; a duty above the mean is the importer's */
    double room;      /* of spare: a quota lets no extra tonne through, an outage idles its part */
    double delisted;  /* part that must take another way */
    double duty;      /* expected, ad valorem */
};

/* What one measure does at one time to each lane that it applies to. */
struct lane_effect {
    double exporter, importer, physical, room; /* factors, as of a lane */
    double direct;    /* part that need not take another way */
    double duty;
};

#define MEASURE_WORDS (LIMIT_MATERIAL_MEASURES / 64)

/* The effects of a view's measures at a time `t`, worked out once for all lanes. */
struct lane_effects {
    const struct view *view;
    int64_t t;
    struct lane_effect effect[LIMIT_MATERIAL_MEASURES]; /* by place in the view */
    struct { uint64_t words[MEASURE_WORDS]; } reaching[LIMIT_REGIONS]; /* bits by place: those some lane may feel */
};

void lane_effects_at(const struct view *view, int64_t t, struct lane_effects *effects);

/* One lane, without the comparison of duties (duty_factor). Rows of the region's
 * own output feel physical losses only. */
void lane_at(const struct lane_effects *effects, country supplier, country origin, bool own, uint32_t region,
             struct lane *lane);
/* What the measure at `place` alone does to a foreign lane: unharmed when it does not
 * apply. */
void lane_under(const struct lane_effects *effects, uint32_t place, country supplier, uint32_t region, struct lane *lane);
/* All lanes of a region's table, and the import-weighted mean of their duties. */
double lanes_at(const struct lane_effects *effects, uint32_t region, struct lane lanes[LIMIT_SUPPLIERS]);
/* The factor of a duty against the mean: ((1+tau)/(1+mean))^-2 above it, else 1. */
double duty_factor(double duty, double mean);
/* The absolute factor of a lane that need not be in the table: how open the
 * region is to that supplier's metal. */
double openness(const struct lane_effects *effects, country supplier, uint32_t region, double mean);

/* What one leg cuts at full strength (domain section 8.2, table of
 * instruments); not for duties and additions. */
double leg_cut(const struct acting *acting, const struct leg_kept *leg, const struct settings *settings);

#endif

/* The grid of log time on which prices and stories show.
 *
 * What a price or a story touches is read again at the first multiple of
 * `emit_every` strictly after it; what decays by itself, at multiples of
 * `decay_every`. Between grid points a pair keeps its standing, so that a
 * thousand prices a second cost one reading. */
#ifndef OREWATCH_ENGINE_GRID_H
#define OREWATCH_ENGINE_GRID_H

#include "engine/settings.h"

struct grid {
    uint32_t touched[LIMIT_MATERIALS]; /* bits by region */
    uint32_t moving[LIMIT_MATERIALS];  /* those that decay */
    int64_t due, decay_due;            /* ALWAYS: none is touched; none decays */
};

/* The first multiple of `step` strictly after t. */
int64_t grid_after(int64_t t, int64_t step);
/* A price or a story that tells these regions something came at `now`. */
void grid_touch(struct grid *grid, const struct settings *settings, uint32_t material, uint32_t regions, int64_t now);
/* Whether a pair decays, after it was read at `now`. */
void grid_move(struct grid *grid, uint32_t material, uint32_t region, bool moving);
/* Sets decay_due after `now`. */
void grid_schedule(struct grid *grid, const struct settings *settings, int64_t now);
/* The regions to be read again at a due time; what was touched is touched no more. */
uint32_t grid_take(struct grid *grid, uint32_t material, int64_t now);

#endif

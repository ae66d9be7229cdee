/* Attribution: what each measure does to the composite of each region, by
 * leaving it out (dC_j = C(all) - C(all without j)). Its sign per region *is*
 * the direction: no hand-set direction. */
#ifndef OREWATCH_ENGINE_ATTRIBUTION_H
#define OREWATCH_ENGINE_ATTRIBUTION_H

#include "engine/state.h"

struct attribution {
    bool made;
    uint32_t count;                     /* at most LIMIT_ATTRIBUTED, the largest p s q first */
    uint32_t policy[LIMIT_ATTRIBUTED];
    bool others;                        /* more measures act than were judged one by one */
    int64_t effect[LIMIT_ATTRIBUTED][LIMIT_REGIONS]; /* micro-points */
    int64_t remainder[LIMIT_REGIONS];   /* interaction, or the others and it */
};

void attribution_make(const struct engine *engine, uint32_t material, struct attribution *attribution);
/* The standings of a material under a scenario, as of the engine's now; prices and
 * stories as the pairs hold them. */
void scenario_standings(const struct engine *engine, uint32_t material, const struct scenario *scenario,
                        struct standing *standings);

#endif

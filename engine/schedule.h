/* When the engine must wake: dates of measures, grid points of materials that
 * still move, durations and expiries of alerts, pairs whose past is due. */
#ifndef OREWATCH_ENGINE_SCHEDULE_H
#define OREWATCH_ENGINE_SCHEDULE_H

#include "engine/state.h"

/* What happens to a measure at a date. */
enum date_kind {
    DATE_NONE,
    DATE_LEG_BEGINS, DATE_LEG_ENDS, DATE_ENDS, /* spoken: a state or relief alert */
    DATE_RETURN,                               /* a suspension's date passes without a word */
    DATE_SUNSET_30, DATE_SUNSET_7, DATE_SUNSET_1,
    DATE_RECOMPUTE,                            /* changes numbers, says nothing by itself */
};

/* What the measure's calendar says of exactly this moment; `leg` gets the leg it
 * is about. The most telling one when several fall together. */
enum date_kind schedule_date(const struct measure *measure, const struct settings *settings, int64_t t, uint32_t *leg);
/* Sets policy_due of one policy, material_due of one material: the next after
 * the engine's now. */
void schedule_policy(struct engine *engine, uint32_t policy);
void schedule_material(struct engine *engine, uint32_t material);
/* Sets engine->due from all of them. */
void schedule_earliest(struct engine *engine);

#endif

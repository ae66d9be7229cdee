/* What an alert is because of, and the measures that it names.
 *
 * Measures by leave-one-out, the cause itself first; of a change those that were
 * said or had a date since; the stories that the pair's news channels stand on; a
 * source that is not well; else the supply table that it rests on: so each alert
 * names an event. */
#ifndef OREWATCH_ENGINE_CAUSES_H
#define OREWATCH_ENGINE_CAUSES_H

#include "engine/attribution.h"

void causes_view(const struct engine *engine, const struct alert *alert, const struct attribution *attribution,
                 struct alert_output *output);
/* One more cause; `offset` 0: it is no event. */
void cause_add(struct alert_output *output, struct text source, struct text id, uint64_t offset, double effect);

#endif

/* What an alert is because of, and the measures that it names.
 *
 * Measures by leave-one-out, the cause itself first; of a change those that were
 * said or had a date since; a source that is not well; else the supply table that
 * it rests on: so each alert names an event. */
#ifndef OREWATCH_ENGINE_CAUSES_H
#define OREWATCH_ENGINE_CAUSES_H

#include "engine/attribution.h"

void causes_view(const struct engine *engine, const struct alert *alert, const struct attribution *attribution,
                 struct alert_output *output);

#endif

/* Views of the state as messages of the contract, rounded once. */
#ifndef OREWATCH_ENGINE_VIEWS_H
#define OREWATCH_ENGINE_VIEWS_H

#include "engine/attribution.h"
#include "engine/moment.h"

/* One indicator of a pair; false when it is not built or was never seen. Offset,
 * part and time are the caller's. */
bool indicator_view(const struct engine *engine, uint32_t material, uint32_t region, enum indicator name,
                    struct indicator_output *output);

/* The room for the texts that an alert points to. */
struct alert_texts { char id[17], rule_hash[17], config[17], reason[1024]; };

/* An alert with causes, measures, contributions and what would be if its cause
 * were true. Offset and part are the caller's. */
void alert_view(const struct engine *engine, const struct notice *notice, const struct attribution *attribution,
                struct alert_output *output, struct alert_texts *texts);
/* One more cause; `offset` 0: it is no event. */
void cause_add(struct alert_output *output, struct text source, struct text id, uint64_t offset, double effect);
void measure_view(const struct measure *measure, const struct settings *settings, struct measure_view *view);

#endif

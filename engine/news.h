/* Stories in the engine: from events into the newsroom, and from there to pairs. */
#ifndef OREWATCH_ENGINE_NEWS_H
#define OREWATCH_ENGINE_NEWS_H

#include "engine/state.h"

/* A news event: counts its fate, and touches the pairs it moves. */
void news_take(struct engine *engine, const struct event *event);
/* A pair has a table: it listens from now on, if it did not yet. */
void news_listen(struct engine *engine, uint32_t material, uint32_t region);
/* What a pair hears now; nothing when stories are recorded only. */
struct news_reading news_of_pair(const struct engine *engine, uint32_t material, uint32_t region);

#endif

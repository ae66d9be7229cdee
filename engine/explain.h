/* The sentence of an alert: why it fires, for a person at 3 a.m. */
#ifndef OREWATCH_ENGINE_EXPLAIN_H
#define OREWATCH_ENGINE_EXPLAIN_H

#include "engine/moment.h"

void explain(const struct engine *engine, const struct notice *notice, struct line *line);

#endif

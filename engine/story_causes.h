/* What stories do to the composite of a pair, in an alert's `because`.
 *
 * The points of news_intensity and news_tone are shared out by what each story is
 * of the sums behind them: of the risk stories lately, and of the tone (in which
 * one that points the other way takes away). The weightiest are named, the rest
 * is one line, `stories` of `engine`, so that all add up to these points exactly. */
#ifndef OREWATCH_ENGINE_STORY_CAUSES_H
#define OREWATCH_ENGINE_STORY_CAUSES_H

#include "engine/state.h"

/* Adds them behind the causes that are there. */
void story_causes(const struct engine *engine, uint32_t material, uint32_t region, struct alert_output *output);

#endif

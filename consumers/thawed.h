/* The engine out of a checkpoint. */
#ifndef OREWATCH_CONSUMERS_THAWED_H
#define OREWATCH_CONSUMERS_THAWED_H

#include "engine/engine.h"
#include "runtime/checkpoint.h"

/* Makes an engine as the checkpoint holds it. NEWER_VERSION: its state is laid out as
 * another version of the engine does. DAMAGED: there is none in it, or what is there
 * cannot be one. `why` says which checkpoint, by its offset, and what. */
MUST_CHECK enum status thawed_engine(struct engine **engine, const struct checkpoint *checkpoint, char *why,
                                     size_t why_size);

#endif

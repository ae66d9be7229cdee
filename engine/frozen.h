/* The engine's state as bytes, and back: a checkpoint, from which an engine goes
 * on as if it had taken every entry itself.
 *
 *   frozen = layout, 8 bytes | every field, in the order of the rows (state_rows.h)
 *
 * Numbers as they lie in memory (little-endian), lists and texts behind their
 * counts, of sparse lists the places that hold something; nothing of what lies
 * behind the end of a list, and no padding. The layout is a hash of the rows and
 * of ENGINE_VERSION (state_layout): a program with other rows says so and reads
 * no further.
 *
 * A quarter of a megabyte when nothing was told, 24 when no table has room.
 *
 * What is thawed is the same engine: the same digest, whole and by part, and from
 * there on the same outputs to the byte.
 *
 * Thawing looks at every count, size and index, so that no bytes can lead outside
 * of the state. That they are the bytes which were frozen is to be known by a hash
 * that whoever keeps them puts around them. */
#ifndef OREWATCH_ENGINE_FROZEN_H
#define OREWATCH_ENGINE_FROZEN_H

#include "engine/engine.h"

/* Where frozen bytes go, in pieces of FROZEN_PIECE bytes but for the last. A sink
 * that fails remembers it by itself: freezing does not end early. */
#define FROZEN_PIECE 4096u
struct engine_sink {
    void (*put)(void *self, const void *bytes, size_t size);
    void *self;
};

void engine_freeze(const struct engine *engine, const struct engine_sink *sink);

/* Are they laid out as this program's? Else thawing says NEWER_VERSION. */
bool engine_thaws(const void *bytes, size_t size);
/* Makes the engine, whatever it was, the frozen one. When it fails the engine is
 * one that was told nothing, as engine_create makes it:
 * NEWER_VERSION  the layout is not that of this program
 * DAMAGED        cut, too long, or a number outside its limit: `refusal` has the
 *                member, such as "ledger.word[3].status", and the place in `bytes` */
MUST_CHECK enum status engine_thaw(struct engine *engine, const void *bytes, size_t size, struct refusal *refusal);

#endif

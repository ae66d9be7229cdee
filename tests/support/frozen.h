/* Engines that are frozen and thawed, and streams of entries that they take. What
 * goes wrong fails the running test. */
#ifndef OREWATCH_TESTS_SUPPORT_FROZEN_H
#define OREWATCH_TESTS_SUPPORT_FROZEN_H

#include "engine/frozen.h"
#include "tests/support/random_stream.h"

#define FROZEN_CAPACITY (8u * MIB)

/* The bytes of a state; there is room for FROZEN_CAPACITY. */
struct frozen { uint8_t *bytes; size_t size; };

struct frozen frozen_of(const struct engine *engine);
void frozen_free(struct frozen *frozen);
void thaw(struct engine *engine, const struct frozen *frozen);
/* Thaws exactly these bytes, so that a sanitizer sees the first step over; what
 * fails has a reason. */
enum status thaw_copy(struct engine *engine, const struct frozen *frozen, size_t size, struct refusal *refusal);
/* By their digests; the first part that is another is named. */
void assert_same_state(const struct engine *a, const struct engine *b);

/* What an engine said in the last step, and how much in all. */
struct said { uint8_t bytes[4u * MIB]; size_t size; uint64_t outputs, alerts; };

struct engine *new_engine(void);
void step(struct engine *engine, const struct entry *entry, struct said *said);
/* Both take the entry, and say the same. */
void step_both(struct engine *one, struct engine *other, const struct entry *entry, struct said *said);
/* A new engine that took so many entries of a stream; what follows them is its next. */
struct engine *engine_after(struct random_stream *stream, uint64_t seed, uint32_t entries);

#endif

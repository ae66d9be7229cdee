/* A digest of the engine's state: XXH3-128, field by field (state_rows.h), so
 * that two builds that hold the same state give the same bytes, and the first
 * entry after which two differ can be found.
 *
 * Who made the state shows in its parts: a digest of each member of the engine
 * stands beside that of the whole, so that `ledger` or `pair` can be named. */
#ifndef OREWATCH_ENGINE_DIGEST_H
#define OREWATCH_ENGINE_DIGEST_H

#include "engine/engine.h"

#define DIGEST_BYTES 16u
#define DIGEST_PARTS 48u /* members of struct engine at most */

struct digest { uint8_t bytes[DIGEST_BYTES]; }; /* big-endian, as it is printed */

struct state_digest {
    struct digest whole;
    uint32_t count;
    struct { const char *name; struct digest digest; } part[DIGEST_PARTS];
};

void engine_digest(const struct engine *engine, struct state_digest *digest);

#endif

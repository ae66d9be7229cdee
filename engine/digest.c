#include "engine/digest.h"

#include "engine/state_rows.h"

#include <assert.h>
#include <string.h>

/* Inlined whole, without streaming, which would bring malloc: blocks are chained
 * instead, each beginning with the hash of those before it. */
#define XXH_INLINE_ALL
#define XXH_NO_STDLIB
#include <xxhash.h>

#define BLOCK 4096u

/* Invariant: DIGEST_BYTES <= used <= BLOCK; the hash of all earlier blocks stands first. */
struct chain { uint8_t block[BLOCK]; size_t used; };

static void begin(struct chain *chain)
{
    memset(chain->block, 0, DIGEST_BYTES);
    chain->used = DIGEST_BYTES;
}

static void close_block(struct chain *chain)
{
    XXH128_canonical_t hash;
    XXH128_canonicalFromHash(&hash, XXH3_128bits(chain->block, chain->used));
    memcpy(chain->block, hash.digest, DIGEST_BYTES);
    chain->used = DIGEST_BYTES;
}

static void add(struct chain *chain, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;
    while (size > 0) {
        size_t room = BLOCK - chain->used, piece = size < room ? size : room;
        memcpy(chain->block + chain->used, at, piece);
        chain->used += piece;
        at += piece;
        size -= piece;
        if (chain->used == BLOCK)
            close_block(chain);
    }
}

static struct digest end(struct chain *chain)
{
    struct digest digest;
    close_block(chain);
    memcpy(digest.bytes, chain->block, DIGEST_BYTES);
    return digest;
}

static void on_field(void *self, const struct state_field *field, const void *bytes, size_t size)
{
    (void)field;
    add(self, bytes, size);
}

void engine_digest(const struct engine *engine, struct state_digest *digest)
{
    struct chain whole, part;
    struct state_visitor visitor = {.visit = on_field, .self = &part};

    assert(engine_state.count <= DIGEST_PARTS);
    digest->count = engine_state.count;
    begin(&whole);
    for (uint32_t i = 0; i < engine_state.count; i++) {
        begin(&part);
        state_walk_field(&engine_state.fields[i], engine, &visitor);
        digest->part[i].name = engine_state.fields[i].name;
        digest->part[i].digest = end(&part);
        add(&whole, &digest->part[i].digest, DIGEST_BYTES);
    }
    digest->whole = end(&whole);
}

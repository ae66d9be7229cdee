#include "broker/credit.h"

#include <assert.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t credit_peer(struct frame routing_id, uint64_t seed)
{
    return XXH3_64bits_withSeed(routing_id.bytes, routing_id.size, seed) | 1; /* 0 is an empty slot */
}

/* The slot of the peer, or the empty one where it would stand. */
static uint32_t slot_of(const struct credit *credit, uint64_t peer)
{
    uint32_t slot = (uint32_t)(peer >> 32) % CREDIT_SLOTS;

    while (credit->slots[slot].peer != peer && credit->slots[slot].peer != 0)
        slot = (slot + 1) % CREDIT_SLOTS;
    return slot;
}

uint32_t credit_outstanding(const struct credit *credit, uint64_t peer)
{
    return credit->slots[slot_of(credit, peer)].events;
}

void credit_add(struct credit *credit, uint64_t peer, uint32_t events)
{
    uint32_t slot = slot_of(credit, peer);

    if (credit->slots[slot].peer == 0) {
        assert(credit->used_count < CREDIT_PEERS);
        credit->slots[slot].peer = peer;
        credit->used[credit->used_count++] = slot;
    }
    credit->slots[slot].events += events;
}

void credit_clear(struct credit *credit)
{
    for (uint32_t i = 0; i < credit->used_count; i++) {
        credit->slots[credit->used[i]].peer = 0;
        credit->slots[credit->used[i]].events = 0;
    }
    credit->used_count = 0;
}

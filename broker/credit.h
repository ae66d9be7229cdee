/* Events outstanding of each producer in one group: taken in, and their receipt
 * not sent yet.
 *
 * A producer may have LIMIT_CREDIT of them over both groups, so that one alone
 * cannot fill what all share. Peers are known by a hash of their routing id with
 * a secret seed: nobody can choose an id that spends the credit of another. */
#ifndef OREWATCH_BROKER_CREDIT_H
#define OREWATCH_BROKER_CREDIT_H

#include "runtime/frame.h"

#include <stdint.h>

#define CREDIT_PEERS 2048u              /* as many as a group has tickets */
#define CREDIT_SLOTS (2 * CREDIT_PEERS) /* half of them stay empty: a search is short */

struct credit {
    struct { uint64_t peer; uint32_t events; } slots[CREDIT_SLOTS];
    uint32_t used_count, used[CREDIT_PEERS];
};

uint64_t credit_peer(struct frame routing_id, uint64_t seed);
uint32_t credit_outstanding(const struct credit *credit, uint64_t peer);
void credit_add(struct credit *credit, uint64_t peer, uint32_t events);
/* All receipts were sent. */
void credit_clear(struct credit *credit);

#endif

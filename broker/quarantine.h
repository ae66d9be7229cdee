/* Quarantine: what was refused, byte for byte, with the reason, in a ring.
 *
 * Items are numbered from 1 since the broker started. A new one pushes out as
 * many of the oldest as it needs room for; since the numbers have no holes,
 * what was pushed out is counted by the lowest number that is left. An item
 * lies there as history sends it: ["quarantine.", the map `quarantined`, bytes].
 * Memory is taken as the ring fills for the first time. */
#ifndef OREWATCH_BROKER_QUARANTINE_H
#define OREWATCH_BROKER_QUARANTINE_H

#include "runtime/frame.h"
#include "schemas/messages.h"

struct quarantine;

struct quarantine *quarantine_create(void); /* NULL: no memory */
void quarantine_destroy(struct quarantine **quarantine);

/* Keeps what was refused at `time`. Of more than LIMIT_QUARANTINE_KEPT bytes the
 * first ones are kept. */
void quarantine_put(struct quarantine *quarantine, int64_t time, const char *endpoint, uint64_t index,
                    const struct refusal *refusal, struct frame refused);

/* The lowest number that is kept, and the one that the next item takes; equal:
 * it is empty. The bytes that the items take. */
uint64_t quarantine_first(const struct quarantine *quarantine);
uint64_t quarantine_next(const struct quarantine *quarantine);
uint64_t quarantine_bytes(const struct quarantine *quarantine);
/* Packed; lives until the next put. False: pushed out, or not there yet. */
bool quarantine_item(const struct quarantine *quarantine, uint64_t number, struct frame *item);

/* Who says it, as far as the bytes of a refused event tell; the texts point into
 * them. */
struct quarantine_key {
    struct text source, id;
    uint64_t revision;
    bool has_revision;
};
struct quarantine_key quarantine_key_of(struct frame refused);

#endif

/* The last outputs in the order they left, for consumers that missed some.
 *
 * A bounded ring: a new output pushes out the oldest ones. The outputs of one
 * topic are linked both ways, so that a range is found without a search over the
 * others. A place is a number that rises for ever; one that was pushed out is
 * recognised by outbox_get. */
#ifndef OREWATCH_BROKER_OUTBOX_H
#define OREWATCH_BROKER_OUTBOX_H

#include "schemas/limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OUTBOX_OUTPUTS 65536u       /* a minute of a thousand outputs a second */
#define OUTBOX_BYTES (32u * MIB)    /* of 400 bytes on average */
#define OUTBOX_NOWHERE UINT64_MAX

struct outbox;

struct posted {
    uint64_t seq, offset;
    uint64_t before, after;         /* places of the same topic; OUTBOX_NOWHERE */
    uint64_t at;
    uint32_t size, topic;
    const void *bytes;
};

struct outbox *outbox_create(void); /* NULL: no memory */
void outbox_destroy(struct outbox **outbox);
/* An empty outbox goes on at this place: what stood before it is pushed out. */
void outbox_begin_at(struct outbox *outbox, uint64_t place);
/* Puts an output; `before` is the place of the topic's last one. Returns its place. */
uint64_t outbox_put(struct outbox *outbox, uint32_t topic, uint64_t seq, uint64_t offset, uint64_t before,
                    const void *bytes, size_t size);
/* False: it was pushed out, or there is none. The bytes live until the next put. */
bool outbox_get(const struct outbox *outbox, uint64_t place, struct posted *posted);
/* The place of the oldest output that is kept, and the place that the next one takes. */
uint64_t outbox_places(const struct outbox *outbox, uint64_t *next);
/* The place of the lowest output of a topic with seq >= from, going back from
 * its last; OUTBOX_NOWHERE when there is none. */
uint64_t outbox_find(const struct outbox *outbox, uint64_t last, uint64_t from);

#endif

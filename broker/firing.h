/* Every alert that is not resolved, as it was said last.
 *
 * A topic is shared by all alerts of its pair and kind: its last output may hide
 * one that still fires. So each identity is kept by itself, with its output byte
 * for byte as on the stream, from the moment it is said until it is resolved.
 *
 * A fold over the outputs, filled by the stream, live and at a restart alike;
 * bounded by LIMIT_ALERTS, as what the engine remembers. */
#ifndef OREWATCH_BROKER_FIRING_H
#define OREWATCH_BROKER_FIRING_H

#include "schemas/messages.h"

struct firing;

struct firing_alert {
    struct firing_alert *after;                /* the next one, in the order they were said */
    struct firing_alert *before, *bucket_next; /* private */
    uint64_t place;                            /* in the outbox: rises from one to the next */
    uint64_t seq, offset;
    uint32_t topic;                            /* its number in the stream */
    uint32_t size, id_size;
    char id[LIMIT_TOKEN];
    uint8_t bytes[];
};

struct firing *firing_create(void); /* NULL: no memory */
void firing_destroy(struct firing **firing);
uint32_t firing_count(const struct firing *firing);
/* The alert was said: `as` gives place, seq, offset and topic, `bytes` what went
 * out. False: there is no room for it; it is not among them. */
MUST_CHECK bool firing_say(struct firing *firing, const struct alert_output *alert, const struct firing_alert *as,
                           const void *bytes, size_t size);
/* The same of one that is not resolved, with its identity. */
MUST_CHECK bool firing_keep(struct firing *firing, struct text id, const struct firing_alert *as, const void *bytes,
                            size_t size);
/* The first one said at this place or later; NULL: there is none. */
const struct firing_alert *firing_from(const struct firing *firing, uint64_t place);

#endif

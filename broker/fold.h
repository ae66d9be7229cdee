/* The fold: entries of the log, one after the other, into state and outputs.
 *
 * Live (after the commit) and at a restart (from the log) it is the same; only
 * the stream is silent then. So numbers and last outputs come out the same. */
#ifndef OREWATCH_BROKER_FOLD_H
#define OREWATCH_BROKER_FOLD_H

#include "broker/sources.h"
#include "broker/stream.h"
#include "engine/engine.h"

struct fold {
    struct engine *engine;
    struct stream *stream;
    struct sources *sources;
    uint64_t offset;            /* of the last event */
    int64_t received;           /* of the last entry */
    uint64_t entries, bytes;    /* folded since the last checkpoint (checkpointer.h) */
    struct name_list list;      /* the texts of `names` */
    struct names names;         /* what the configuration knows, for the door */
    struct event event;         /* of an entry that comes as bytes */
};

/* False without memory. The stream and the sources are the caller's. */
bool fold_init(struct fold *fold, struct stream *stream, struct sources *sources);
void fold_close(struct fold *fold);
/* An event out of the log, decoded as the engine takes it; it lives until the next one. */
MUST_CHECK enum status fold_decode(struct fold *fold, int64_t received, const void *bytes, size_t size,
                                   const struct event **event, struct refusal *refusal);
/* An event that took `offset`; `event` NULL: it is decoded from its bytes. */
MUST_CHECK enum status fold_event(struct fold *fold, uint64_t offset, int64_t received, const struct event *event,
                                  const void *bytes, size_t size, struct refusal *refusal);
/* A tick, a configuration, rules. */
MUST_CHECK enum status fold_own(struct fold *fold, enum entry_kind kind, int64_t received, const void *bytes,
                                size_t size, struct refusal *refusal);

#endif

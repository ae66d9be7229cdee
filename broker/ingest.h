/* Ingest and open: frames -> batch -> door -> group, and the draft of the receipt;
 * what is refused goes to the quarantine.
 *
 * ingest: [peer][number][one event, or an array][array of received], answered by
 * a receipt; open: [topic][one event, or an array], answered by nobody. Whatever
 * comes is answered where it can be: a frame that is no batch, a batch that is
 * too large, a batch beyond the credit of its producer, a batch while the journal
 * fails. These last two pass, and the producer still has the events: they are kept
 * in quarantine only when they came through open. */
#ifndef OREWATCH_BROKER_INGEST_H
#define OREWATCH_BROKER_INGEST_H

#include "broker/quarantine.h"
#include "broker/refusals.h"
#include "broker/sequencer.h"
#include "runtime/door.h"

struct ingest {
    const struct world *world;
    struct sequencer *sequencer;
    struct fold *fold;
    struct door *door;
    enum clock clock;
    struct refusals refusals;
    struct draft *draft;
    struct quarantine *quarantine;
    uint64_t peers; /* the seed of their hashes */
    struct event event; /* when the group has no room for it */
    int64_t received[LIMIT_BATCH_EVENTS];
};

void ingest_receive(struct ingest *ingest, const struct frame *frames, size_t count);
void open_receive(struct ingest *ingest, const struct frame *frames, size_t count);

#endif

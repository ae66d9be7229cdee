/* The broker's core: a state machine over the world (world.h).
 *
 * In a life: create; load, where there is a checkpoint; restore, once for each
 * entry of the log behind it; start; then receive, committed, saved and timer as
 * they come; stop, and destroy when idle. It owns no socket, file, clock or thread,
 * so that a test decides over all of them.
 * What always holds: no receipt before the commit of what it speaks of, no output
 * before the commit of its entry. */
#ifndef OREWATCH_BROKER_BROKER_H
#define OREWATCH_BROKER_BROKER_H

#include "broker/world.h"
#include "runtime/checkpoint.h"
#include "runtime/door.h"
#include "runtime/log.h"

struct broker_options {
    enum clock clock;
    bool journal;                 /* false: nothing is logged, receipts come at once */
    uint64_t epoch;               /* of the outputs (epoch.h) */
    uint64_t checkpoint_every;    /* entries; 0: CHECKPOINT_EVERY_ENTRIES */
    const void *config, *rules;   /* messages, checked; they outlive the broker */
    size_t config_size, rules_size;
};

struct broker;

struct broker *broker_create(const struct broker_options *options, const struct world *world); /* NULL: no memory */
void broker_destroy(struct broker **broker);

/* The state as a checkpoint has it, into a new broker. DAMAGED, NEWER_VERSION,
 * NO_MEMORY with `why`: the broker is of no use, make another. */
MUST_CHECK enum status broker_load(struct broker *broker, const struct checkpoint *checkpoint, char *why,
                                   size_t why_size);
/* One entry of the log, in order. Fails when this version cannot take it: an
 * event that no longer decodes, a configuration that names what is not known. */
MUST_CHECK enum status broker_restore(struct broker *broker, const struct log_entry *entry, struct refusal *refusal);
/* Everything was restored: logs configuration and rules where they differ from
 * the last logged ones, and begins to speak. */
void broker_start(struct broker *broker);

void broker_receive(struct broker *broker, enum endpoint endpoint, const struct frame *frames, size_t count);
/* The commit that was asked for is durable, or is not (`why` for people). */
void broker_committed(struct broker *broker, enum status status, const char *why);
/* The checkpoint that was asked for stands, or does not. */
void broker_saved(struct broker *broker, enum status status, const char *why);
void broker_timer(struct broker *broker);

/* Takes nothing more in; what is in hand is committed and answered. */
void broker_stop(struct broker *broker);
bool broker_idle(const struct broker *broker);
uint64_t broker_offset(const struct broker *broker); /* of the last event that is durable and folded */

/* The parts, for those who only look (facts.h). */
struct broker_parts {
    enum clock clock;
    const struct world *world;
    const struct door *door;
    const struct stream *stream;
    const struct sources *sources;
    const struct quarantine *quarantine;
    const struct fold *fold;
    const struct sequencer *sequencer;
    const struct draft *draft;
    const struct checkpointer *checkpointer;
};
struct broker_parts broker_parts(const struct broker *broker);

#endif

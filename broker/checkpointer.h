/* Checkpoints: what the broker knows, as sections, between two commits; and back
 * again at a restart, so that only the end of the log has to be folded.
 *
 *          due, after a commit                    the world wrote it, or did not
 *   idle ----------------------> saving ---------------------------------------> idle
 *
 * They save time and nothing else: a checkpoint that is missing, damaged or of
 * another version costs the time that an older one, or the whole log, takes. The
 * state is copied while the loop stands still, and written by the world beside it.
 * How long the copy took decides when the next one may be made, so that copying
 * never takes more than a fiftieth of the time.
 *
 * What is saved is the fold up to the last durable entry. The door runs ahead of it
 * by the events whose commit has not ended: these are left out, and come again out
 * of the log, or from their producer. */
#ifndef OREWATCH_BROKER_CHECKPOINTER_H
#define OREWATCH_BROKER_CHECKPOINTER_H

#include "broker/sequencer.h"
#include "runtime/checkpoint.h"

#define CHECKPOINT_EVERY_ENTRIES 262144u   /* folded again in half a second at most */
#define CHECKPOINT_EVERY_BYTES (64u * MIB) /* of entries; a segment, where a head may be cut */
#define CHECKPOINT_IDLE 50                 /* times as long as the copy took */
#define CHECKPOINT_PARTS 6u

struct checkpointer {
    const struct world *world;
    struct fold *fold;
    struct door *door;
    struct stream *stream;
    struct sources *sources;
    struct sequencer *sequencer;
    uint64_t every;                        /* entries */
    bool is_saving;
    int64_t not_before;
    uint64_t saving, saved;                /* offset of the one that is being written, and of the last that was */
    uint64_t failed;
    enum status last;                      /* how the one that ended last went */
    struct section_writer sections[CHECKPOINT_PARTS];
};

void checkpointer_close(struct checkpointer *checkpointer);
/* A commit succeeded and was folded: makes a checkpoint when one is due. */
void checkpointer_turn(struct checkpointer *checkpointer);
/* It stands, or does not (`why` for people). */
void checkpointer_saved(struct checkpointer *checkpointer, enum status status, const char *why);
/* Into a broker that has restored nothing. DAMAGED, NEWER_VERSION, NO_MEMORY with
 * `why`: the broker is of no use. */
MUST_CHECK enum status checkpointer_load(struct checkpointer *checkpointer, const struct checkpoint *checkpoint,
                                         char *why, size_t why_size);

#endif

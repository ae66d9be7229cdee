/* The sequencer: from accepted to durable to folded.
 *
 *              add            commit                 durable
 *   batches --------> gathering -----> committing -----------> receipts, fold
 *      ^                  |                |
 *      |                  +--- failed <----+   both groups are refused
 *      +---- refused at once, until a probe commits again (every second)
 *
 * All that arrives while one group commits is the next group. A receipt leaves
 * after the commit of everything it speaks of, duplicates too; the engine steps
 * after that. When a commit fails, what came after it cannot be durable either:
 * both groups are taken back from the door and refused; events that no receipt
 * tells of go to the quarantine. Without a journal there is nothing to wait for. */
#ifndef OREWATCH_BROKER_SEQUENCER_H
#define OREWATCH_BROKER_SEQUENCER_H

#include "broker/draft.h"
#include "broker/fold.h"
#include "broker/group.h"
#include "broker/quarantine.h"

#define SEQUENCER_RETRY_NS SECOND_NS

/* A message of the broker's own that shall stand in the log: configuration, rules. */
struct notice {
    enum entry_kind kind;
    const void *bytes;
    size_t size;
    bool pending;
};
#define SEQUENCER_NOTICES 2u
/* What was logged of its kind decides whether ours is news. */
void notice_compare(struct notice *notice, const void *logged, size_t size);

struct sequencer {
    const struct world *world;
    struct fold *fold;
    struct door *door;
    struct draft *draft;
    struct quarantine *quarantine;
    bool journal;
    struct group *gathering, *committing;
    uint64_t next_offset;
    uint64_t accepted;                /* events folded since the start */
    bool is_committing, tick_waits, paused, stopped;
    enum status failure;              /* OK, or why commits fail */
    int64_t retry_at;
    struct notice notices[SEQUENCER_NOTICES];
};

/* False without memory; sequencer_close takes what is half built. */
bool sequencer_init(struct sequencer *sequencer, const struct world *world, struct fold *fold, struct door *door,
                    struct draft *draft, struct quarantine *quarantine, bool journal);
void sequencer_close(struct sequencer *sequencer);
/* After the fold of the log: offsets go on from there. */
void sequencer_resume(struct sequencer *sequencer);

/* A batch that goes into the group: where its bytes live until it has left it.
 * Without a journal that is before intake returns, and they stay where they are. */
const uint8_t *sequencer_hold(struct sequencer *sequencer, const void *bytes, size_t size);
/* The group to add to; always with room while intake is not paused. */
struct group *sequencer_gathering(struct sequencer *sequencer);
uint64_t sequencer_take_offset(struct sequencer *sequencer);
/* Events of this peer that wait for their receipt. */
uint32_t sequencer_outstanding(const struct sequencer *sequencer, uint64_t peer);
/* Time passed: makes it durable, and the timers fire. */
void sequencer_tick(struct sequencer *sequencer, int64_t received);
/* Logs the notices that are pending. */
void sequencer_notices(struct sequencer *sequencer, int64_t received);
/* Something was added: commits it, now or after the commit under way. */
void sequencer_push(struct sequencer *sequencer);
void sequencer_committed(struct sequencer *sequencer, enum status status, const char *why);
/* Tries again after a failure, when it is time. */
void sequencer_retry(struct sequencer *sequencer, int64_t now, int64_t received);
/* Intake ends for good. */
void sequencer_stop(struct sequencer *sequencer);
/* Why nothing is accepted while commits fail. */
void sequencer_refusal(const struct sequencer *sequencer, struct refusal *refusal);
/* Nothing waits for the disk or for its receipt. */
bool sequencer_idle(const struct sequencer *sequencer);

#endif

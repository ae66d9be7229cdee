/* Deleting the head of a journal, and the checkpoints that nobody needs.
 *
 * A head is cut at a checkpoint, the base: only segments wholly below it go, from
 * the lowest on, each durably before the next, and then the checkpoints below it.
 * Whenever that is interrupted, what remains is a journal that opens. A base proves
 * itself, and the log holds it, before anything goes.
 *
 *   segments      | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 >
 *   checkpoints           b       s      s    n n      b: base, s: a later one, n: newest
 *   deleted       |<--->|
 *
 * Always kept are the two newest checkpoints that prove themselves and that the broker
 * can take, for those of another engine stand for nothing; the base of a journal whose
 * head is gone; while heads are cut also one for each eighth of what is
 * kept, so that a later base stands near the head. While there are not two, nothing
 * goes. */
#ifndef OREWATCH_RUNTIME_LOG_RETENTION_H
#define OREWATCH_RUNTIME_LOG_RETENTION_H

#include "runtime/checkpoint.h"

/* A journal as the plan sees it. */
struct log_retention_view {
    uint64_t lowest, highest; /* segments that are there; the highest is the open one */
    const uint64_t *sizes;    /* in bytes, of each from the lowest on */
    struct checkpoint_names names;
    bool unfit[CHECKPOINTS];  /* does not prove itself, the log does not hold its position, or it cannot be taken */
};

#define LOG_RETENTION_NO_BASE CHECKPOINTS

struct log_retention_plan {
    uint64_t first;          /* segments below it go */
    uint32_t base;           /* of the names; LOG_RETENTION_NO_BASE: the head is there and stays */
    bool goes[CHECKPOINTS];  /* of the names */
};

/* `keep_bytes` of closed segments at most, as far as checkpoints allow; 0: all. */
struct log_retention_plan log_retention_plan(const struct log_retention_view *view, uint64_t keep_bytes);

struct log_retention_done {
    uint64_t segments, bytes; /* deleted */
    uint32_t checkpoints;     /* deleted */
    uint64_t first_segment;   /* that is there now */
    uint64_t first_offset;    /* that the log can begin with now */
    uint64_t base_offset;     /* of the last event that the base knows, where segments were deleted */
    uint32_t unfit;           /* checkpoints that were needed, and of no use */
    char unfit_why[512];      /* of one of them */
};

/* Carries the plan out. By whoever holds the lock, one at a time; may run on a worker
 * thread, beside commits and checkpoint_write. A failure leaves what is not deleted
 * yet for the next time, and `done` says what is. `takes`: could a broker begin with
 * this one? IO, DAMAGED; NOT_FOUND: no journal. */
MUST_CHECK enum status log_retention_run(const char *folder, uint64_t keep_bytes,
                                         checkpoint_takes *takes,
                                         struct log_retention_done *done, char *why, size_t why_size);

#endif

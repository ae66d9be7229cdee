/* The checkpoints beside a journal: does each prove itself, does the log hold the
 * place that it speaks of, and is the engine in it the one that the log gives when
 * it is folded up to there? The last is the statement that a restart from it, and
 * from the whole log, say the same for ever after.
 *
 * Where retention deleted the head, the fold begins at the base, whose own state
 * nothing is left to derive: it is taken as it is. */
#ifndef OREWATCH_CONSUMERS_CHECKPOINT_PROOF_H
#define OREWATCH_CONSUMERS_CHECKPOINT_PROOF_H

#include "runtime/checkpoint.h"

enum checkpoint_verdict {
    CHECKPOINT_GOOD,
    CHECKPOINT_UNREAD,  /* not compared: its engine is of another version, or retention overtook the fold */
    CHECKPOINT_DIFFERS, /* it holds another state than the log gives */
    CHECKPOINT_DAMAGED, /* it does not prove itself, or the log does not hold its place */
};

struct checkpoint_proof {
    enum checkpoint_verdict worst;
    uint32_t good;         /* checkpoints, the base among them */
    uint32_t left_over;    /* below the head that is there: stand for nothing, retention removes them */
    bool from_base;        /* the head is gone */
    uint64_t base_offset;
    uint32_t faults_count; /* of checkpoints, and what is wrong with the fold of the log */
    struct checkpoint_fault { char path[PATH_MAX], why[1024]; } faults[CHECKPOINTS + 1];
};

/* Of a recording, and of a journal without checkpoints that has its head: good, with
 * none. What cannot be read is a fault too. */
void checkpoint_proof_make(struct checkpoint_proof *proof, const char *log);

#endif

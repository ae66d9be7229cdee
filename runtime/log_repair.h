/* Cutting a torn tail: what a crash left of the last commit, which nobody was
 * told of. A broker does it at its start; this does it for a log that no broker
 * opens, and keeps what it cuts in a file beside it. Checkpoints that stand behind
 * the end of the log, of which nothing is left, go too.
 *
 * Damage is not repaired: what stands before it is good, what stands behind it
 * hangs on a record that is gone. log_damage.h says what proves itself. */
#ifndef OREWATCH_RUNTIME_LOG_REPAIR_H
#define OREWATCH_RUNTIME_LOG_REPAIR_H

#include "runtime/checkpoint.h"
#include "runtime/log_reader.h"

struct log_repair {
    bool torn;                /* there is something to cut; else only last_offset and checkpoints are set */
    char path[SEGMENT_PATH];  /* the file */
    char kept[SEGMENT_PATH];  /* where the bytes went; empty: nowhere yet */
    uint64_t record, byte;    /* where the torn commit begins */
    uint64_t bytes;           /* of it */
    uint64_t last_offset;     /* the log ends with this event, 0: it holds none */
    struct checkpoint_names checkpoints; /* behind that end */
};

/* Cuts durably, after the bytes are durable beside the log; with `dry_run` only
 * says what it would do. LOCKED: somebody writes the log. As log_reader_next for
 * a log that is damaged: nothing is changed, and `damage` gets where. */
MUST_CHECK enum status log_repair(const char *path, bool dry_run, struct log_repair *repair, struct log_spot *damage,
                                  char *why, size_t why_size);

#endif

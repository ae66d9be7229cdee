/* A copy of a journal, also while a broker writes it. Closed segments and
 * checkpoints never change: they are linked, and take no space on the same disk. Of
 * the open segment the records that prove themselves are copied. Checkpoints that do
 * not prove themselves, or speak of more than was copied, stay behind.
 *
 * The copy ends with a segment of its own, which holds nothing but a new epoch: a
 * broker that starts from it goes on from where the copy was taken, perhaps not
 * from where the journal ended, and consumers that were ahead of it notice. The
 * segments before it keep theirs, and so the checkpoints fit the copy as they are.
 *
 * The copy grows under the name DEST.partial; when it has proven itself from the
 * first record to the last it is renamed: a folder that is called DEST is whole. */
#ifndef OREWATCH_RUNTIME_LOG_BACKUP_H
#define OREWATCH_RUNTIME_LOG_BACKUP_H

#include "runtime/log.h"

struct log_backup {
    uint64_t linked, copied;  /* segments */
    uint64_t bytes_copied;
    uint64_t records;         /* that the copy holds */
    uint64_t first_offset, last_offset; /* of it; last < first: no event */
    uint64_t epoch;           /* of the copy */
    uint32_t checkpoints;     /* that the copy holds */
    bool can_start;           /* it has its head, or a checkpoint that stands for it */
};

/* NOT_FOUND: no journal. IO: `dest` exists, or a file cannot be made. DAMAGED:
 * the journal does not prove itself; nothing is called `dest` then. */
MUST_CHECK enum status log_backup(const char *journal, const char *dest, struct log_backup *backup, char *why,
                                  size_t why_size);

#endif

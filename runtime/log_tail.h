/* What stands where no record proves itself: the end, a torn commit, or damage.
 * The rule is that of log.h. */
#ifndef OREWATCH_RUNTIME_LOG_TAIL_H
#define OREWATCH_RUNTIME_LOG_TAIL_H

#include "runtime/log_record.h"

enum tail {
    TAIL_CLEAN,    /* zeros, or the end of the file */
    TAIL_WHOLE,    /* a record after all: its writer was at work when it was looked at */
    TAIL_TORN,     /* bytes of the last commit are missing */
    TAIL_UNPROVEN, /* the last commit is all there and wrong */
    TAIL_FOLLOWED, /* wrong, and later commits follow */
};

/* Judges the file from `place` on, which stands behind a hash. `bytes` gets how
 * many bytes from there on are not the zeros of a clean end. IO, NO_MEMORY with
 * errno set. */
MUST_CHECK enum status log_tail_judge(int fd, uint64_t place, enum tail *tail, uint64_t *bytes);

#endif

/* The next segment of a journal: the file `next.ows`, prewritten off the commit
 * path and taken by the commit that begins the segment.
 *
 *          want            prepare            take
 *   none --------> wanted ---------> ready ----------> none
 *     |                                                 ^
 *     +------------------- take ------------------------+  made on the spot
 *
 * log_next_prepare may run beside the rest, on a thread of its own. */
#ifndef OREWATCH_RUNTIME_LOG_NEXT_H
#define OREWATCH_RUNTIME_LOG_NEXT_H

#include "runtime/log_segment.h"

#include <pthread.h>
#include <stdatomic.h>

struct log_next {
    char path[SEGMENT_PATH];
    uint64_t bytes;
    pthread_mutex_t making; /* held by whoever writes the file */
    atomic_bool wanted, ready;
};

/* IO: the name is too long. */
MUST_CHECK enum status log_next_init(struct log_next *next, const char *folder, uint64_t bytes, char *why,
                                     size_t why_size);
/* Removes the file when it was made and not taken. */
void log_next_close(struct log_next *next);
/* Unless it stands ready. */
void log_next_want(struct log_next *next);
/* When it is wanted. */
MUST_CHECK enum status log_next_prepare(struct log_next *next, char *why, size_t why_size);
/* Opens the file for the taker, making it where nobody has; until it is wanted
 * again the file is the taker's, to rename or to remove. */
MUST_CHECK enum status log_next_take(struct log_next *next, int *fd, char *why, size_t why_size);

#endif

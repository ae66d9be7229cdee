/* The base of a journal whose head retention deleted: the oldest checkpoint that
 * proves itself, whose position the log holds, and which whoever folds the log can
 * take: of another version of the engine it is passed over, as a broker does. The fold
 * begins there instead of at the beginning. */
#ifndef OREWATCH_RUNTIME_LOG_BASE_H
#define OREWATCH_RUNTIME_LOG_BASE_H

#include "runtime/checkpoint.h"

/* `takes`: can it be taken? Where none can, the oldest is given, for its version to be told.
 * OK with NULL: a recording, one segment, a journal that has its head, or none at all
 * (which log_reader_open tells). NOT_FOUND: the head is gone, and no checkpoint stands
 * for it, or there is no such path. IO, DAMAGED. `why` gets path and reason. */
MUST_CHECK enum status log_base_open(struct checkpoint **base, const char *path,
                                     checkpoint_takes *takes, char *why, size_t why_size);

#endif

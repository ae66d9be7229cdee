/* The base of a journal whose head retention deleted: the oldest checkpoint that
 * proves itself and whose position the log holds. Whoever folds the log from its
 * beginning begins there instead. */
#ifndef OREWATCH_RUNTIME_LOG_BASE_H
#define OREWATCH_RUNTIME_LOG_BASE_H

#include "runtime/checkpoint.h"

/* OK with NULL: a recording, one segment, a journal that has its head, or none at all
 * (which log_reader_open tells). NOT_FOUND: the head is gone, and no checkpoint stands
 * for it, or there is no such path. IO, DAMAGED. `why` gets path and reason. */
MUST_CHECK enum status log_base_open(struct checkpoint **base, const char *path, char *why, size_t why_size);

#endif

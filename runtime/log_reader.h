/* How whoever holds the lock of a log walks it before it is changed. For
 * log_writer.c and log_repair.c only; everybody else uses log.h. */
#ifndef OREWATCH_RUNTIME_LOG_READER_H
#define OREWATCH_RUNTIME_LOG_READER_H

#include "runtime/log_segment.h"

/* An unfinished record is torn, not under way. `from`: as log_reader_open_at, NULL:
 * from the first record that is there. */
MUST_CHECK enum status log_reader_open_locked(struct log_reader **reader, const char *path,
                                              const struct log_position *from, char *why, size_t why_size);

#endif

/* How the writer walks a log before it appends to it: a reader, and where it
 * stands. For log_writer.c only; everybody else uses log.h. */
#ifndef OREWATCH_RUNTIME_LOG_READER_H
#define OREWATCH_RUNTIME_LOG_READER_H

#include "runtime/log_segment.h"

struct log_position {
    uint64_t epoch, number, place, next_offset;
    struct hash before; /* the hash that the next record stands behind */
    uint64_t torn;      /* bytes from `place` on that belong to a torn commit */
};

/* Opens for whoever holds the lock: an unfinished record is torn, not under way. */
MUST_CHECK enum status log_reader_open_locked(struct log_reader **reader, const char *path, char *why, size_t why_size);
struct log_position log_reader_position(const struct log_reader *reader);

#endif

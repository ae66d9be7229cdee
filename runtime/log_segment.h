/* Files of the log: their header, their names, and making them durable.
 *
 * A journal is a folder of segments 1, 2, 3 ..., each prewritten with zeros
 * under the name `next.ows`, and renamed when its header and first commit are
 * durable: a segment that has its number is whole at its head. */
#ifndef OREWATCH_RUNTIME_LOG_SEGMENT_H
#define OREWATCH_RUNTIME_LOG_SEGMENT_H

#include "runtime/log_record.h"

#include <limits.h>

#define LOG_VERSION    1u
#define SEGMENT_HEADER 64u
#define SEGMENT_PATH   PATH_MAX

struct segment_header {
    uint64_t epoch;
    uint64_t number;      /* 0: a recording */
    uint64_t next_offset; /* of the first event in this file */
    struct log_hash before;
};

/* A new log begins with the hash of nothing but its epoch. */
struct log_hash segment_first_hash(uint64_t epoch);
void segment_header_write(const struct segment_header *header, uint8_t bytes[SEGMENT_HEADER]);
/* DAMAGED, NEWER_VERSION with `why`; `size`: bytes there are. */
MUST_CHECK enum status segment_header_read(const uint8_t *bytes, size_t size, const char *path,
                                           struct segment_header *header, char *why, size_t why_size);
/* The same of an open file; IO too. */
MUST_CHECK enum status segment_header_load(int fd, const char *path, struct segment_header *header, char *why,
                                           size_t why_size);

/* False when the name gets too long. */
bool segment_path(char path[SEGMENT_PATH], const char *folder, uint64_t number);
bool segment_next_path(char path[SEGMENT_PATH], const char *folder);
/* The lowest and highest number in a folder, 0 when there is none; DAMAGED when
 * one between is missing. */
MUST_CHECK enum status segment_list(const char *folder, uint64_t *lowest, uint64_t *highest, char *why,
                                    size_t why_size);

/* Makes a file of `size` zeros, durable but for its name; removed on failure. */
MUST_CHECK enum status segment_prewrite(const char *path, uint64_t size, char *why, size_t why_size);

#endif

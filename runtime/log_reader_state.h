/* What a reader of the log is made of: for log_reader.c, which walks it, and
 * log_reader_open.c, which finds its first record. */
#ifndef OREWATCH_RUNTIME_LOG_READER_STATE_H
#define OREWATCH_RUNTIME_LOG_READER_STATE_H

#include "runtime/log_reader.h"

#define LOG_READER_BUFFER (2u * MIB) /* read at once; bounded, whatever the file holds */
static_assert(LOG_READER_BUFFER >= RECORD_HASH + LIMIT_RECORD_BYTES, "the largest record fits, with the hash before it");

/* It walks the records of one file, then of the next segment. The bytes are read
 * into a buffer, not mapped: a disk that fails is then an error, not a signal.
 *
 * Invariants: the buffer holds buffer_used bytes of the file from buffer_place
 * on; everything before `place` has proven itself, and `before` is its last
 * hash; `at` points at the record under delivery, whose entries from `entry` on
 * are still to come, their bytes at `bytes`. */
struct log_reader {
    char *folder; /* of a journal; NULL: one file */
    bool holds_lock;
    int fd;
    char path[SEGMENT_PATH];
    uint64_t epoch, number, next_offset;
    uint64_t place, records, torn;
    uint64_t records_before, files, first_offset; /* records of the files before this one */
    bool header_fails;                            /* of the file at `path` */
    struct log_hash before;

    uint8_t *buffer;
    uint64_t buffer_place;
    size_t buffer_used;

    struct record_header header;
    const uint8_t *at, *bytes;
    uint32_t entry;

    uint64_t done_before, total; /* bytes of the files before this one, and of all */
};

/* Opens the file at reader->path and stands behind its header. */
MUST_CHECK enum status log_reader_open_file(struct log_reader *reader, struct segment_header *header, char *why,
                                            size_t why_size);

#endif

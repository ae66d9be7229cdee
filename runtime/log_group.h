/* The commit under construction: entries gathered in memory, then written as
 * records with one call. */
#ifndef OREWATCH_RUNTIME_LOG_GROUP_H
#define OREWATCH_RUNTIME_LOG_GROUP_H

#include "runtime/log_output.h"
#include "runtime/log_record.h"

/* Invariants: the entries, their sizes and their bytes lie in the order they were
 * added; record r begins with entry records[r].entry and byte records[r].byte;
 * every record but the last is followed by one of another kind, or is full. */
struct log_group {
    int64_t *received; /* LOG_COMMIT_ENTRIES */
    uint32_t *sizes;   /* likewise */
    uint8_t *bytes;    /* LOG_COMMIT_BYTES */
    uint8_t *blocks;   /* for log_output_write */
    uint32_t entries, records_count;
    size_t bytes_used;
    uint64_t events; /* of the entries, those that take an offset */
    struct log_group_record {
        enum entry_kind kind;
        uint32_t entry, count;
        size_t byte, size;
        uint64_t first_offset;
    } records[LOG_COMMIT_RECORDS];
};

MUST_CHECK enum status log_group_init(struct log_group *group);
void log_group_close(struct log_group *group);
void log_group_clear(struct log_group *group);
/* Bytes that the group takes in the file. */
size_t log_group_size(const struct log_group *group);
/* `offset`: the entry's. FULL when the group would take more than `limit` bytes
 * of the file, or more entries or records than a commit may hold; TOO_LARGE when
 * it would do so alone. */
MUST_CHECK enum status log_group_add(struct log_group *group, enum entry_kind kind, uint64_t offset, int64_t received,
                                     const void *bytes, size_t size, size_t limit);
/* Writes the group at `place`, behind the hash `before`; gives the hash of its
 * last record. IO or NO_SPACE with errno; some of it may stand in the file. */
MUST_CHECK enum status log_group_write(const struct log_group *group, struct log_output *output, uint64_t place,
                                       struct log_hash before, struct log_hash *last);

#endif

/* One record of the log: its layout (see log.h) and how it proves itself.
 *
 * A record always stands behind a hash, that of the record before it or the one
 * that ends the file header: the functions that take a record's bytes `at` look
 * at the RECORD_HASH bytes before it too. */
#ifndef OREWATCH_RUNTIME_LOG_RECORD_H
#define OREWATCH_RUNTIME_LOG_RECORD_H

#include "runtime/log.h"

#define RECORD_HASH   16u
#define RECORD_HEADER 24u
#define RECORD_ENTRY  12u /* `received` and size of one entry */
#define RECORD_FRAME  (RECORD_HEADER + RECORD_HASH)
#define COMMIT_SIZE   (LOG_COMMIT_BYTES + RECORD_ENTRY * LOG_COMMIT_ENTRIES + RECORD_FRAME * LOG_COMMIT_RECORDS)

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "numbers are written as they lie in memory");
static_assert(RECORD_FRAME + RECORD_ENTRY * LIMIT_BATCH_EVENTS + LIMIT_BATCH_BYTES <= LIMIT_RECORD_BYTES,
              "a full batch is one record");

struct record_header {
    uint32_t size;
    uint8_t kind, part;
    uint16_t zero;
    uint64_t first_offset;
    uint32_t count, check;
};
static_assert(sizeof(struct record_header) == RECORD_HEADER, "as in the file");

/* A record to be written, in the pieces it is written from. */
struct record_pieces {
    struct record_header header;
    const int64_t *received;
    const uint32_t *sizes;
    const uint8_t *bytes;
    size_t bytes_size;
    struct log_hash hash;
};
/* Fills size, check and hash. */
void record_seal(struct record_pieces *record, struct log_hash before);

/* Does a record begin at `at`? Looks at RECORD_HEADER bytes. */
bool record_header_proves(const uint8_t *at, struct record_header *header);
/* Are all `header->size` bytes as they were written? */
bool record_proves(const uint8_t *at, const struct record_header *header);

int64_t record_received(const uint8_t *at, uint32_t entry);
uint32_t record_entry_size(const uint8_t *at, const struct record_header *header, uint32_t entry);
const uint8_t *record_bytes(const uint8_t *at, const struct record_header *header);
struct log_hash record_hash(const uint8_t *at, const struct record_header *header);

#endif

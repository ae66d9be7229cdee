#include "runtime/log_record.h"

#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

/* No record ends in a zero byte, and two bits would have to flip to make it so:
 * zeros at the end of a record mean that it was cut. */
#define HASH_ALWAYS UINT64_C(0x8100000000000000)

static struct log_hash hash_of(XXH128_hash_t value)
{
    return (struct log_hash){.low = value.low64, .high = value.high64 | HASH_ALWAYS};
}

static uint32_t header_check(const uint8_t *at)
{
    return (uint32_t)XXH3_64bits(at - RECORD_HASH, RECORD_HASH + offsetof(struct record_header, check));
}

void record_seal(struct record_pieces *record, struct log_hash before)
{
    struct record_header *header = &record->header;
    header->size = (uint32_t)(RECORD_FRAME + RECORD_ENTRY * (size_t)header->count + record->bytes_size);
    header->zero = 0;

    uint8_t start[RECORD_HASH + RECORD_HEADER];
    memcpy(start, &before, RECORD_HASH);
    memcpy(start + RECORD_HASH, header, RECORD_HEADER);
    header->check = header_check(start + RECORD_HASH);
    memcpy(start + RECORD_HASH, header, RECORD_HEADER);

    XXH3_state_t state;
    XXH3_128bits_reset(&state);
    XXH3_128bits_update(&state, start, sizeof start);
    XXH3_128bits_update(&state, record->received, header->count * sizeof *record->received);
    XXH3_128bits_update(&state, record->sizes, header->count * sizeof *record->sizes);
    XXH3_128bits_update(&state, record->bytes, record->bytes_size);
    record->hash = hash_of(XXH3_128bits_digest(&state));
}

bool record_header_proves(const uint8_t *at, struct record_header *header)
{
    struct record_header found;
    memcpy(&found, at, RECORD_HEADER);
    if (found.kind < ENTRY_EVENTS || found.kind > ENTRY_RULES || found.zero != 0 || found.part >= LOG_COMMIT_RECORDS)
        return false;
    if (found.count < 1 || found.count > LIMIT_BATCH_EVENTS || found.size > LIMIT_RECORD_BYTES ||
        found.size < RECORD_FRAME + RECORD_ENTRY * found.count)
        return false;
    if (found.kind != ENTRY_EVENTS && found.count != 1)
        return false;
    if (found.check != header_check(at))
        return false;
    *header = found;
    return true;
}

/* The sizes must add up even if the hash is right: it may be forged. */
static bool sizes_add_up(const uint8_t *at, const struct record_header *header)
{
    uint64_t sum = RECORD_FRAME + RECORD_ENTRY * (uint64_t)header->count;
    for (uint32_t entry = 0; entry < header->count; entry++)
        sum += record_entry_size(at, header, entry);
    return sum == header->size;
}

bool record_proves(const uint8_t *at, const struct record_header *header)
{
    struct log_hash stored = record_hash(at, header);
    struct log_hash found = hash_of(XXH3_128bits(at - RECORD_HASH, header->size));
    return stored.low == found.low && stored.high == found.high && sizes_add_up(at, header);
}

int64_t record_received(const uint8_t *at, uint32_t entry)
{
    int64_t received;
    memcpy(&received, at + RECORD_HEADER + entry * sizeof received, sizeof received);
    return received;
}

uint32_t record_entry_size(const uint8_t *at, const struct record_header *header, uint32_t entry)
{
    uint32_t size;
    memcpy(&size, at + RECORD_HEADER + header->count * sizeof(int64_t) + entry * sizeof size, sizeof size);
    return size;
}

const uint8_t *record_bytes(const uint8_t *at, const struct record_header *header)
{
    return at + RECORD_HEADER + header->count * (size_t)RECORD_ENTRY;
}

struct log_hash record_hash(const uint8_t *at, const struct record_header *header)
{
    struct log_hash hash;
    memcpy(&hash, at + header->size - RECORD_HASH, sizeof hash);
    return hash;
}

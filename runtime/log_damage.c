#include "runtime/log_damage.h"

#include "runtime/log_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BUFFER (2u * MIB)
static_assert(BUFFER >= RECORD_HASH + LIMIT_RECORD_BYTES, "the largest record fits, with the hash before it");

/* A window of the file. Invariant: it holds `used` bytes of the file from `from` on. */
struct window { int fd; uint8_t *bytes; uint64_t from; size_t used; };

/* The bytes at `place` with the hash before them: how many there are. */
static enum status look_at(struct window *window, uint64_t place, size_t size, const uint8_t **at, size_t *have)
{
    uint64_t from = place - RECORD_HASH;
    if (from < window->from || from + RECORD_HASH + size > window->from + window->used) {
        ssize_t got = log_file_read(window->fd, window->bytes, BUFFER, from);
        if (got < 0)
            return STATUS_IO;
        window->from = from;
        window->used = (size_t)got;
    }
    uint64_t end = window->from + window->used;
    *at = window->bytes + (place - window->from);
    *have = end > place ? (size_t)(end - place) : 0;
    return STATUS_OK;
}

/* ---- one flipped bit --------------------------------------------------------------- */

static bool proves(const uint8_t *at, size_t have)
{
    struct record_header header;
    return have >= RECORD_HEADER && record_header_proves(at, &header) && header.size <= have &&
           header.size <= LOG_DAMAGE_RECORD && record_proves(at, &header);
}

/* Tries the bits of the bytes [from, to) of the record. */
static bool try_bits(uint8_t *at, size_t have, size_t from, size_t to, size_t *byte, uint8_t *bit)
{
    for (size_t i = from; i < to; i++)
        for (uint8_t j = 0; j < 8; j++) {
            at[i] ^= (uint8_t)(1u << j);
            bool found = proves(at, have);
            at[i] ^= (uint8_t)(1u << j);
            if (found) {
                *byte = i;
                *bit = j;
                return true;
            }
        }
    return false;
}

/* A header that proves itself tells where the record ends; else the bit lies in
 * the header. */
static bool find_flip(uint8_t *at, size_t have, size_t *byte, uint8_t *bit)
{
    struct record_header header;
    if (have < RECORD_HEADER)
        return false;
    if (!record_header_proves(at, &header))
        return try_bits(at, have, 0, RECORD_HEADER, byte, bit);
    return header.size <= have && header.size <= LOG_DAMAGE_RECORD &&
           try_bits(at, header.size, RECORD_HEADER, header.size, byte, bit);
}

static enum status look_for_flip(struct window *window, uint64_t place, struct log_damage *damage)
{
    const uint8_t *at;
    size_t have, byte;
    enum status status = look_at(window, place, LOG_DAMAGE_RECORD, &at, &have);
    if (status != STATUS_OK)
        return status;
    damage->flip_found = find_flip(window->bytes + (at - window->bytes), have, &byte, &damage->flip_bit);
    damage->flip_byte = damage->flip_found ? place + byte : 0;
    return STATUS_OK;
}

/* ---- what stands behind it --------------------------------------------------------- */

static void count(struct log_damage *damage, const struct record_header *header)
{
    damage->records_after++;
    if (header->kind != ENTRY_EVENTS)
        return;
    damage->events_after += header->count;
    if (damage->first_offset_after == 0)
        damage->first_offset_after = header->first_offset;
    damage->last_offset_after = header->first_offset + header->count - 1;
}

/* Moves on from `place`, byte by byte until a record proves itself, then record
 * by record. */
static enum status look_behind(struct window *window, uint64_t place, struct log_damage *damage)
{
    for (;;) {
        struct record_header header;
        const uint8_t *at;
        size_t have;
        enum status status = look_at(window, place, RECORD_HEADER, &at, &have);
        if (status != STATUS_OK || have < RECORD_HEADER)
            return status;
        if (!record_header_proves(at, &header)) {
            place++;
            continue;
        }
        status = look_at(window, place, header.size, &at, &have);
        if (status != STATUS_OK)
            return status;
        bool whole = have >= header.size && record_proves(at, &header);
        if (whole)
            count(damage, &header);
        place += whole ? header.size : 1;
    }
}

enum status log_damage_look(const char *path, uint64_t place, struct log_damage *damage, char *why, size_t why_size)
{
    struct log_damage found = {0};
    struct window window = {.fd = open(path, O_RDONLY | O_CLOEXEC), .bytes = malloc(BUFFER)};
    enum status status = STATUS_NO_MEMORY;
    if (window.fd < 0)
        status = log_explain_errno(why, why_size, path, "cannot be opened");
    else if (window.bytes == NULL)
        log_explain(why, why_size, "%s: no memory to look at it", path);
    else
        status = look_for_flip(&window, place, &found);
    if (status == STATUS_OK)
        status = look_behind(&window, place + 1, &found);
    if (status == STATUS_IO && window.fd >= 0)
        log_explain_errno(why, why_size, path, "cannot be read");
    free(window.bytes);
    if (window.fd >= 0)
        close(window.fd);
    if (status == STATUS_OK)
        *damage = found;
    return status;
}

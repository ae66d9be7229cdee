/* A closer look at a record that does not prove itself: is it one flipped bit,
 * and which, and what stands behind it that proves itself again?
 *
 * For reports only. Nothing is mended by it: a record that is changed until it
 * proves itself has been made, not kept. */
#ifndef OREWATCH_RUNTIME_LOG_DAMAGE_H
#define OREWATCH_RUNTIME_LOG_DAMAGE_H

#include "runtime/log_reader.h"

/* Of a record that is looked at bit by bit: 2^17 tries of 16 KiB take a second. */
#define LOG_DAMAGE_RECORD (16u * 1024u)

struct log_damage {
    bool flip_found;          /* turning one bit over would prove the record */
    uint64_t flip_byte;       /* in the file */
    uint8_t flip_bit;         /* 0: the lowest */
    uint64_t records_after;   /* that prove themselves behind it, in the same file */
    uint64_t events_after;
    uint64_t first_offset_after, last_offset_after; /* of their events; 0: none */
};

/* Looks at the file `path` from the record at `place` on. */
MUST_CHECK enum status log_damage_look(const char *path, uint64_t place, struct log_damage *damage, char *why,
                                       size_t why_size);

#endif

/* One section of a checkpoint: the state of one part, value behind value, written
 * by the part whose state it is and read back by it in the same order.
 *
 * Numbers are 8 bytes, little-endian; a text is its size and its bytes. Neither
 * names nor kinds are written: a section is read by the version that wrote it
 * (checkpoint.h), and what it holds has been proven by a hash. Still a reader
 * trusts no size: what does not fit makes it `damaged`, and from then on it gives
 * zeros, so that it is asked once, at the end. */
#ifndef OREWATCH_RUNTIME_SECTION_H
#define OREWATCH_RUNTIME_SECTION_H

#include "schemas/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct section_writer {
    uint8_t *bytes;
    size_t size, capacity;
    bool no_memory; /* something is missing: the section is of no use */
};

void section_close(struct section_writer *section);
void section_put(struct section_writer *section, const void *bytes, size_t size);
void section_put_number(struct section_writer *section, uint64_t number);
void section_put_text(struct section_writer *section, const void *bytes, size_t size);

struct section_reader {
    const uint8_t *at;
    size_t left;
    bool damaged;
};

/* Points into the section; NULL, and damaged, when so much is not left. */
const void *section_take(struct section_reader *section, size_t size);
/* At most `most`, else damaged and 0. */
uint64_t section_take_number(struct section_reader *section, uint64_t most);
int64_t section_take_time(struct section_reader *section);
/* At most `most` bytes; empty when damaged. */
struct text section_take_text(struct section_reader *section, uint32_t most);
/* All was read, and nothing was damaged. */
bool section_is_read(const struct section_reader *section);

#endif

/* The duplicate window: which triples came lately, and with which bytes.
 *
 * Each source has a ring of its own, at most LIMIT_WINDOW_SOURCE long, so that a
 * busy source does not push out a quiet one; all rings together hold at most
 * LIMIT_WINDOW. Rings and the table over them grow as they fill: an idle broker
 * pays a few KiB, a full window 40 MiB and 32 MiB of table. */
#ifndef OREWATCH_RUNTIME_DOOR_WINDOW_H
#define OREWATCH_RUNTIME_DOOR_WINDOW_H

#include "runtime/door_identity.h"
#include "runtime/section.h"
#include "schemas/limits.h"
#include "schemas/status.h"

#include <stdint.h>

struct window_entry {
    struct triple triple;
    uint64_t digest;
    uint64_t seq;    /* 0: none */
    uint64_t number; /* of its admission, over all sources */
};

/* Invariants: capacity is 0 or a power of two; count <= capacity; entry i, oldest
 * first, stands at (first + i) mod capacity. */
struct window_ring {
    struct window_entry *entries;
    uint32_t capacity, first, count;
    uint64_t forgotten_seq; /* the highest that fell out of it */
};

struct window {
    struct window_ring rings[LIMIT_SOURCES];
    uint64_t oldest[LIMIT_SOURCES]; /* number of each ring's oldest entry, UINT64_MAX of none */
    uint64_t *cells;                /* open addressing, see door_window.c */
    uint32_t cells_count, count;
    uint64_t next_number;
};

enum window_found { WINDOW_ABSENT, WINDOW_SAME, WINDOW_OTHER };

MUST_CHECK enum status window_init(struct window *window);
void window_close(struct window *window);
/* Calls for what window_find and window_add will look at, a cache miss: some events
 * later it is there. */
void window_prefetch(const struct window *window, struct triple triple);
enum window_found window_find(const struct window *window, struct triple triple, uint64_t digest);
/* Remembers a triple that is absent, forgetting the oldest where it must.
 * NO_MEMORY leaves the window as it was. */
MUST_CHECK enum status window_add(struct window *window, uint32_t source, struct triple triple, uint64_t digest,
                                  uint64_t seq);
/* Forgets the newest of a source. */
void window_take_back(struct window *window, uint32_t source);
/* The highest `seq` of the source that is no longer in the window. */
uint64_t window_forgotten_seq(const struct window *window, uint32_t source);
/* What is remembered of a source, but for its `newest` entries; and into a window that
 * remembers nothing of it. DAMAGED, NO_MEMORY: the window is of no use. */
void window_save(const struct window *window, uint32_t source, uint32_t newest, struct section_writer *section);
MUST_CHECK enum status window_load(struct window *window, uint32_t source, struct section_reader *section);

#endif

/* The numbers (`seq`) that came from one source, as ranges. */
#ifndef OREWATCH_RUNTIME_DOOR_RANGES_H
#define OREWATCH_RUNTIME_DOOR_RANGES_H

#include "runtime/section.h"
#include "schemas/status.h"

#include <stdbool.h>
#include <stdint.h>

struct range {
    uint64_t from, to; /* both included */
};

/* Invariants: ranges ascend and a gap stands between any two; count <=
 * DOOR_RANGES; what is below `floor` is no longer told apart. */
struct ranges {
    struct range *items;
    uint32_t count, capacity;
    uint64_t floor, given_up; /* given_up: numbers in gaps below the floor */
};

void ranges_close(struct ranges *ranges);
bool ranges_has(const struct ranges *ranges, uint64_t number);
/* Adds a number that is not there. NO_MEMORY leaves them as they were. */
MUST_CHECK enum status ranges_add(struct ranges *ranges, uint64_t number);
/* Takes out a number that was added last. */
void ranges_remove(struct ranges *ranges, uint64_t number);
uint64_t ranges_highest(const struct ranges *ranges); /* 0 of none */
uint64_t ranges_missing(const struct ranges *ranges);
/* NO_MEMORY: there is no copy. */
MUST_CHECK enum status ranges_copy(struct ranges *copy, const struct ranges *ranges);
/* Into ranges that hold nothing: DAMAGED, NO_MEMORY leave them of no use. */
void ranges_save(const struct ranges *ranges, struct section_writer *section);
MUST_CHECK enum status ranges_load(struct ranges *ranges, struct section_reader *section);

#endif

/* The sources that the door knows, by name, and what it counts of each. */
#ifndef OREWATCH_RUNTIME_DOOR_SOURCES_H
#define OREWATCH_RUNTIME_DOOR_SOURCES_H

#include "runtime/door_ranges.h"
#include "schemas/limits.h"
#include "schemas/text.h"

struct source {
    char name[LIMIT_TOKEN];
    uint32_t name_size;
    uint64_t accepted, duplicate, refused;
    int64_t last_received;
    struct ranges seen; /* its `seq` */
};

#define SOURCE_NONE  UINT32_MAX
#define SOURCE_CELLS (2u * LIMIT_SOURCES)

/* Sources are never forgotten. `cells`: open addressing, index + 1 or 0. */
struct sources {
    struct source rows[LIMIT_SOURCES];
    uint32_t count;
    uint16_t cells[SOURCE_CELLS];
};

void sources_close(struct sources *sources);
uint64_t sources_hash(struct text name);
/* Its index, or SOURCE_NONE. */
uint32_t sources_find(const struct sources *sources, struct text name, uint64_t hash);
/* Adds one that is not there; count < LIMIT_SOURCES. */
uint32_t sources_add(struct sources *sources, struct text name, uint64_t hash);

#endif

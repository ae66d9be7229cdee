/* Which event it is, and which bytes it has. */
#ifndef OREWATCH_RUNTIME_DOOR_IDENTITY_H
#define OREWATCH_RUNTIME_DOOR_IDENTITY_H

#include <stdint.h>

/* XXH3-128 of the id, its seed made of source and revision, and the source. */
struct triple {
    uint64_t low, high;
};

struct identity {
    uint64_t source; /* XXH3-64 of the name */
    struct triple triple;
    uint64_t digest; /* XXH3-64 of the event's bytes */
};

#endif

/* What the door holds. For door.c and door_saved.c only; everybody else uses door.h. */
#ifndef OREWATCH_RUNTIME_DOOR_STATE_H
#define OREWATCH_RUNTIME_DOOR_STATE_H

#include "runtime/door.h"
#include "runtime/door_sources.h"
#include "runtime/door_window.h"

/* What an admission changed besides the counters, so that it can be taken back. */
struct admission {
    int64_t clock, source_received; /* as they were before */
    uint64_t seq;
    uint32_t source;
    bool has_seq;
};

/* Invariants: `undoable` <= DOOR_UNDO admissions, the newest at undo[next_undo - 1]
 * (mod DOOR_UNDO), are also the newest in the window. */
struct door {
    struct door_options options;
    int64_t clock;
    struct sources sources;
    struct window window;
    struct admission undo[DOOR_UNDO];
    uint32_t next_undo, undoable;
};

#endif

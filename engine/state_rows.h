/* The members of the engine's state as rows: what a digest covers, field by
 * field, so that neither padding nor what lies behind the end of a list or a
 * text counts.
 *
 * A new member of the state is a line in a file of engine/state/; system.state
 * fails, and names the member, when one is missing. */
#ifndef OREWATCH_ENGINE_STATE_ROWS_H
#define OREWATCH_ENGINE_STATE_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum state_kind {
    STATE_VALUES, /* numbers, as they lie in memory: little-endian, without padding among them */
    STATE_TEXT,   /* bytes with their size in another member */
    STATE_PARTS,  /* structs with rows of their own */
};

struct state_part;

/* A member: one item, a list, or a grid (a list of lists, all equally long).
 * Capacities of 1 with NO_COUNT are one item. Counts are uint32_t members of the
 * same struct, or of a struct in it; they have rows of their own. */
struct state_field {
    const char *name;
    enum state_kind kind;
    uint32_t offset, size;            /* of one item; of a text: its capacity */
    uint32_t capacity, count_at;
    uint32_t across, across_at;       /* of a grid: the inner list */
    uint32_t size_at, size_width;     /* of a text: its size, 1 or 2 bytes */
    uint32_t width, limit;            /* of values: each, of `width` bytes, is below the limit; 0: any will do */
    bool or_none;                     /* or all its bits are set: NO_INDEX and its kind */
    const struct state_part *part;
    bool sparse;                      /* of parts: those that hold nothing but zeros are left out */
};
#define NO_COUNT UINT32_MAX

struct state_part {
    const char *name;
    const struct state_field *fields;
    uint32_t count;
    uint32_t size;                    /* of the struct */
};

/* Of struct engine; all others are reached from it. */
extern const struct state_part engine_state;

/* Calls `visit` with the bytes of each field that lives in the state at `at`, in
 * the order of the rows; lists and texts come with their counts before them, and
 * the parts of a sparse list with their places, its capacity behind the last. */
struct state_visitor {
    void (*visit)(void *self, const struct state_field *field, const void *bytes, size_t size);
    void *self;
};
void state_walk(const struct state_part *part, const void *at, const struct state_visitor *visitor);
/* The same of one member. */
void state_walk_field(const struct state_field *field, const void *at, const struct state_visitor *visitor);
/* A hash of the rows, down to the last part, and of ENGINE_VERSION: what a walk
 * visits means the same to two programs only if theirs are equal. What rows do not
 * show, such as an enum in another order, raises ENGINE_VERSION. */
uint64_t state_layout(const struct state_part *part);

#endif

#include "engine/frozen.h"

#include "engine/state_rows.h"

#include <string.h>

/* Fields have a few bytes each: they are put together before they go out. */
struct piece { const struct engine_sink *sink; uint8_t bytes[FROZEN_PIECE]; size_t used; };

static void put_out(struct piece *piece)
{
    piece->sink->put(piece->sink->self, piece->bytes, piece->used);
    piece->used = 0;
}

static void add(struct piece *piece, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;
    while (size > 0) {
        size_t room = FROZEN_PIECE - piece->used, part = size < room ? size : room;
        memcpy(piece->bytes + piece->used, at, part);
        piece->used += part;
        at += part;
        size -= part;
        if (piece->used == FROZEN_PIECE)
            put_out(piece);
    }
}

static void on_field(void *self, const struct state_field *field, const void *bytes, size_t size)
{
    (void)field;
    add(self, bytes, size);
}

void engine_freeze(const struct engine *engine, const struct engine_sink *sink)
{
    struct piece piece = {.sink = sink, .used = 0};
    struct state_visitor visitor = {.visit = on_field, .self = &piece};
    uint64_t layout = state_layout(&engine_state);
    add(&piece, &layout, sizeof layout);
    state_walk(&engine_state, engine, &visitor);
    if (piece.used > 0)
        put_out(&piece);
}

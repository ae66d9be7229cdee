#include "runtime/door_window.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>

/* A cell of the table names an entry by its place, (source, slot of its ring) in
 * 26 bits; the other 6 are a tag out of the triple, so that a probe rarely has to
 * look at the entry, which is a cache miss. At most half the cells are used. */
#define SLOT_BITS   16u
#define PLACE_BITS  26u
#define TAGS        63u
#define EMPTY       UINT32_MAX
#define FIRST_CELLS 1024u
#define FIRST_RING  16u

static_assert(LIMIT_WINDOW_SOURCE <= 1u << SLOT_BITS, "a slot fits its bits");
static_assert(LIMIT_SOURCES <= 1u << (PLACE_BITS - SLOT_BITS), "a source fits its bits");
static_assert((LIMIT_WINDOW_SOURCE & (LIMIT_WINDOW_SOURCE - 1)) == 0, "rings double up to it");

/* ---- the table ------------------------------------------------------------- */

static uint32_t cell_of(uint32_t source, uint32_t slot, struct triple triple)
{
    return (uint32_t)(triple.high % TAGS) << PLACE_BITS | source << SLOT_BITS | slot;
}

static const struct window_entry *entry_of(const struct window *window, uint32_t cell)
{
    uint32_t place = cell & ((1u << PLACE_BITS) - 1);
    return &window->rings[place >> SLOT_BITS].entries[place & ((1u << SLOT_BITS) - 1)];
}

static uint32_t home_of(const struct window *window, struct triple triple)
{
    return (uint32_t)triple.low & (window->cells_count - 1);
}

static uint32_t after(const struct window *window, uint32_t index)
{
    return (index + 1) & (window->cells_count - 1);
}

static void put_cell(struct window *window, uint32_t cell, struct triple triple)
{
    uint32_t index = home_of(window, triple);
    while (window->cells[index] != EMPTY)
        index = after(window, index);
    window->cells[index] = cell;
}

/* Where this very cell stands. */
static uint32_t index_of(const struct window *window, uint32_t cell, struct triple triple)
{
    uint32_t index = home_of(window, triple);
    while (window->cells[index] != cell) {
        assert(window->cells[index] != EMPTY);
        index = after(window, index);
    }
    return index;
}

/* Empties a cell and moves up those behind it that it kept from their home. */
static void remove_cell(struct window *window, uint32_t cell, struct triple triple)
{
    uint32_t hole = index_of(window, cell, triple), mask = window->cells_count - 1;
    for (uint32_t index = after(window, hole); window->cells[index] != EMPTY; index = after(window, index)) {
        uint32_t home = home_of(window, entry_of(window, window->cells[index])->triple);
        if (((index - home) & mask) >= ((index - hole) & mask)) {
            window->cells[hole] = window->cells[index];
            hole = index;
        }
    }
    window->cells[hole] = EMPTY;
}

static uint32_t *make_cells(uint32_t count)
{
    uint32_t *cells = malloc(count * sizeof *cells);
    for (uint32_t i = 0; cells != NULL && i < count; i++)
        cells[i] = EMPTY;
    return cells;
}

static enum status grow_table(struct window *window)
{
    uint32_t *old = window->cells, old_count = window->cells_count;
    uint32_t *cells = make_cells(2 * old_count);
    if (cells == NULL)
        return STATUS_NO_MEMORY;
    window->cells = cells;
    window->cells_count = 2 * old_count;
    for (uint32_t i = 0; i < old_count; i++) {
        if (old[i] != EMPTY)
            put_cell(window, old[i], entry_of(window, old[i])->triple);
    }
    free(old);
    return STATUS_OK;
}

/* ---- the rings ------------------------------------------------------------- */

static uint32_t slot_of(const struct window_ring *ring, uint32_t index)
{
    return (ring->first + index) & (ring->capacity - 1);
}

static void note_oldest(struct window *window, uint32_t source)
{
    const struct window_ring *ring = &window->rings[source];
    window->oldest[source] = ring->count > 0 ? ring->entries[ring->first].number : UINT64_MAX;
}

static void remove_cells(struct window *window, uint32_t source)
{
    const struct window_ring *ring = &window->rings[source];
    for (uint32_t i = 0; i < ring->count; i++) {
        uint32_t slot = slot_of(ring, i);
        remove_cell(window, cell_of(source, slot, ring->entries[slot].triple), ring->entries[slot].triple);
    }
}

static void put_cells(struct window *window, uint32_t source)
{
    const struct window_ring *ring = &window->rings[source];
    for (uint32_t i = 0; i < ring->count; i++) {
        uint32_t slot = slot_of(ring, i);
        put_cell(window, cell_of(source, slot, ring->entries[slot].triple), ring->entries[slot].triple);
    }
}

/* Doubles a ring, its oldest entry at the start. */
static enum status grow_ring(struct window *window, uint32_t source)
{
    struct window_ring *ring = &window->rings[source];
    uint32_t capacity = ring->capacity == 0 ? FIRST_RING : 2 * ring->capacity;
    struct window_entry *entries = malloc(capacity * sizeof *entries);
    if (entries == NULL)
        return STATUS_NO_MEMORY;
    bool moves = ring->first != 0; /* else every entry keeps its slot, and its cell */
    if (moves)
        remove_cells(window, source);
    for (uint32_t i = 0; i < ring->count; i++)
        entries[i] = ring->entries[slot_of(ring, i)];
    free(ring->entries);
    ring->entries = entries;
    ring->capacity = capacity;
    ring->first = 0;
    if (moves)
        put_cells(window, source);
    return STATUS_OK;
}

static void forget_oldest(struct window *window, uint32_t source)
{
    struct window_ring *ring = &window->rings[source];
    const struct window_entry *entry = &ring->entries[ring->first];
    remove_cell(window, cell_of(source, ring->first, entry->triple), entry->triple);
    if (entry->seq > ring->forgotten_seq)
        ring->forgotten_seq = entry->seq;
    ring->first = slot_of(ring, 1);
    ring->count--;
    window->count--;
    note_oldest(window, source);
}

/* The source whose oldest entry is the oldest of all. */
static uint32_t oldest_source(const struct window *window)
{
    uint32_t source = 0;
    for (uint32_t i = 1; i < LIMIT_SOURCES; i++)
        source = window->oldest[i] < window->oldest[source] ? i : source;
    return source;
}

/* ---- the window ------------------------------------------------------------ */

enum status window_init(struct window *window)
{
    *window = (struct window){.cells = make_cells(FIRST_CELLS), .cells_count = FIRST_CELLS};
    for (uint32_t i = 0; i < LIMIT_SOURCES; i++)
        window->oldest[i] = UINT64_MAX;
    return window->cells != NULL ? STATUS_OK : STATUS_NO_MEMORY;
}

void window_close(struct window *window)
{
    for (uint32_t i = 0; i < LIMIT_SOURCES; i++)
        free(window->rings[i].entries);
    free(window->cells);
    window->cells = NULL;
}

enum window_found window_find(const struct window *window, struct triple triple, uint64_t digest)
{
    uint32_t tag = cell_of(0, 0, triple);
    for (uint32_t index = home_of(window, triple); window->cells[index] != EMPTY; index = after(window, index)) {
        uint32_t cell = window->cells[index];
        if ((cell ^ tag) >> PLACE_BITS != 0)
            continue;
        const struct window_entry *entry = entry_of(window, cell);
        if (entry->triple.low == triple.low && entry->triple.high == triple.high)
            return entry->digest == digest ? WINDOW_SAME : WINDOW_OTHER;
    }
    return WINDOW_ABSENT;
}

/* Sees to it that one more entry of the source fits. */
static enum status make_room(struct window *window, uint32_t source)
{
    struct window_ring *ring = &window->rings[source];
    enum status status = STATUS_OK;
    if (2 * (window->count + 1) > window->cells_count)
        status = grow_table(window);
    if (status == STATUS_OK && ring->count == ring->capacity && ring->capacity < LIMIT_WINDOW_SOURCE)
        status = grow_ring(window, source);
    if (status != STATUS_OK)
        return status;
    if (ring->count == LIMIT_WINDOW_SOURCE)
        forget_oldest(window, source);
    if (window->count == LIMIT_WINDOW)
        forget_oldest(window, oldest_source(window));
    return STATUS_OK;
}

enum status window_add(struct window *window, uint32_t source, struct triple triple, uint64_t digest, uint64_t seq)
{
    assert(source < LIMIT_SOURCES);
    enum status status = make_room(window, source);
    if (status != STATUS_OK)
        return status;
    struct window_ring *ring = &window->rings[source];
    uint32_t slot = slot_of(ring, ring->count++);
    ring->entries[slot] = (struct window_entry){triple, digest, seq, window->next_number++};
    put_cell(window, cell_of(source, slot, triple), triple);
    window->count++;
    note_oldest(window, source);
    return STATUS_OK;
}

void window_take_back(struct window *window, uint32_t source)
{
    struct window_ring *ring = &window->rings[source];
    assert(ring->count > 0);
    uint32_t slot = slot_of(ring, --ring->count);
    remove_cell(window, cell_of(source, slot, ring->entries[slot].triple), ring->entries[slot].triple);
    window->count--;
    note_oldest(window, source);
}

uint64_t window_forgotten_seq(const struct window *window, uint32_t source)
{
    return window->rings[source].forgotten_seq;
}

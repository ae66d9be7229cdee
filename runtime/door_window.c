#include "runtime/door_window.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* A cell of the table names an entry by its place + 1, (source, slot of its ring)
 * in 27 bits; the others hold the lowest of the triple: where the cell is at home,
 * and a tag by which a probe rarely has to look at another's entry. So the table
 * is kept without a look at the entries, each of which is a cache miss. At most a
 * quarter of the cells is used: a probe mostly ends where it begins, which the
 * processor foresees. */
#define SLOT_BITS   16u
#define PLACE_BITS  27u
#define EMPTY       UINT64_C(0)
#define FIRST_CELLS 1024u
#define FIRST_RING  16u
#define SPARSE      4u
#define AHEAD       8u /* so many before it is forgotten, the cell of an entry is called for */

static_assert(LIMIT_WINDOW_SOURCE <= 1u << SLOT_BITS, "a slot fits its bits");
static_assert(LIMIT_SOURCES < 1u << (PLACE_BITS - SLOT_BITS), "a source fits its bits");
static_assert((LIMIT_WINDOW_SOURCE & (LIMIT_WINDOW_SOURCE - 1)) == 0, "rings double up to it");

/* ---- the table ------------------------------------------------------------- */

static uint64_t cell_of(uint32_t source, uint32_t slot, struct triple triple)
{
    return triple.low << PLACE_BITS | ((source << SLOT_BITS | slot) + 1);
}

static const struct window_entry *entry_of(const struct window *window, uint64_t cell)
{
    uint32_t place = (uint32_t)(cell & ((1u << PLACE_BITS) - 1)) - 1;
    return &window->rings[place >> SLOT_BITS].entries[place & ((1u << SLOT_BITS) - 1)];
}

static uint32_t home_of(const struct window *window, uint64_t cell)
{
    return (uint32_t)(cell >> PLACE_BITS) & (window->cells_count - 1);
}

static uint32_t after(const struct window *window, uint32_t index)
{
    return (index + 1) & (window->cells_count - 1);
}

static void put_cell(struct window *window, uint64_t cell)
{
    uint32_t index = home_of(window, cell);
    while (window->cells[index] != EMPTY)
        index = after(window, index);
    window->cells[index] = cell;
}

/* Where this very cell stands. */
static uint32_t index_of(const struct window *window, uint64_t cell)
{
    uint32_t index = home_of(window, cell);
    while (window->cells[index] != cell) {
        assert(window->cells[index] != EMPTY);
        index = after(window, index);
    }
    return index;
}

/* Empties a cell and moves up those behind it that it kept from their home. */
static void remove_cell(struct window *window, uint64_t cell)
{
    uint32_t hole = index_of(window, cell), mask = window->cells_count - 1;
    for (uint32_t index = after(window, hole); window->cells[index] != EMPTY; index = after(window, index)) {
        uint32_t home = home_of(window, window->cells[index]);
        if (((index - home) & mask) >= ((index - hole) & mask)) {
            window->cells[hole] = window->cells[index];
            hole = index;
        }
    }
    window->cells[hole] = EMPTY;
}

static enum status grow_table(struct window *window)
{
    uint32_t old_count = window->cells_count;
    uint64_t *old = window->cells, *cells = calloc(2 * old_count, sizeof *cells);
    if (cells == NULL)
        return STATUS_NO_MEMORY;
    window->cells = cells;
    window->cells_count = 2 * old_count;
    for (uint32_t i = 0; i < old_count; i++) {
        if (old[i] != EMPTY)
            put_cell(window, old[i]);
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
        remove_cell(window, cell_of(source, slot, ring->entries[slot].triple));
    }
}

static void put_cells(struct window *window, uint32_t source)
{
    const struct window_ring *ring = &window->rings[source];
    for (uint32_t i = 0; i < ring->count; i++) {
        uint32_t slot = slot_of(ring, i);
        put_cell(window, cell_of(source, slot, ring->entries[slot].triple));
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

void window_prefetch(const struct window *window, struct triple triple)
{
    __builtin_prefetch(&window->cells[home_of(window, cell_of(0, 0, triple))], 1);
}

static void forget_oldest(struct window *window, uint32_t source)
{
    struct window_ring *ring = &window->rings[source];
    const struct window_entry *entry = &ring->entries[ring->first];
    if (ring->count > 2 * AHEAD) {
        window_prefetch(window, ring->entries[slot_of(ring, AHEAD)].triple);
        __builtin_prefetch(&ring->entries[slot_of(ring, 2 * AHEAD)]);
    }
    remove_cell(window, cell_of(source, ring->first, entry->triple));
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
    *window = (struct window){.cells = calloc(FIRST_CELLS, sizeof *window->cells), .cells_count = FIRST_CELLS};
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
    uint64_t tag = cell_of(0, 0, triple);
    for (uint32_t index = home_of(window, tag); window->cells[index] != EMPTY; index = after(window, index)) {
        uint64_t cell = window->cells[index];
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
    if (ring->count == LIMIT_WINDOW_SOURCE) {
        forget_oldest(window, source); /* whose place the new one takes */
        return STATUS_OK;
    }
    if (window->count < LIMIT_WINDOW && SPARSE * (window->count + 1) > window->cells_count)
        status = grow_table(window);
    if (status == STATUS_OK && ring->count == ring->capacity)
        status = grow_ring(window, source);
    if (status == STATUS_OK && window->count == LIMIT_WINDOW)
        forget_oldest(window, oldest_source(window));
    return status;
}

static enum status append(struct window *window, uint32_t source, const struct window_entry *entry)
{
    assert(source < LIMIT_SOURCES);
    enum status status = make_room(window, source);
    if (status != STATUS_OK)
        return status;
    struct window_ring *ring = &window->rings[source];
    uint32_t slot = slot_of(ring, ring->count++);
    ring->entries[slot] = *entry;
    put_cell(window, cell_of(source, slot, entry->triple));
    window->count++;
    note_oldest(window, source);
    return STATUS_OK;
}

enum status window_add(struct window *window, uint32_t source, struct triple triple, uint64_t digest, uint64_t seq)
{
    enum status status =
        append(window, source, &(struct window_entry){triple, digest, seq, window->next_number});
    if (status == STATUS_OK)
        window->next_number++;
    return status;
}

void window_take_back(struct window *window, uint32_t source)
{
    struct window_ring *ring = &window->rings[source];
    assert(ring->count > 0);
    uint32_t slot = slot_of(ring, --ring->count);
    remove_cell(window, cell_of(source, slot, ring->entries[slot].triple));
    window->count--;
    note_oldest(window, source);
}

uint64_t window_forgotten_seq(const struct window *window, uint32_t source)
{
    return window->rings[source].forgotten_seq;
}

/* ---- in a checkpoint --------------------------------------------------------- */

static_assert(sizeof(struct window_entry) == 40, "no padding is written");

void window_save(const struct window *window, uint32_t source, uint32_t newest, struct section_writer *section)
{
    const struct window_ring *ring = &window->rings[source];
    assert(newest <= ring->count);
    uint32_t count = ring->count - newest;
    uint32_t to_the_end = ring->capacity - ring->first, first = count < to_the_end ? count : to_the_end;
    section_put_number(section, ring->forgotten_seq);
    section_put_number(section, count);
    section_put(section, ring->entries + ring->first, first * sizeof *ring->entries);
    section_put(section, ring->entries, (count - first) * sizeof *ring->entries);
}

enum status window_load(struct window *window, uint32_t source, struct section_reader *section)
{
    uint64_t forgotten_seq = section_take_number(section, UINT64_MAX);
    uint32_t count = (uint32_t)section_take_number(section, LIMIT_WINDOW_SOURCE);
    const uint8_t *entries = section_take(section, count * sizeof(struct window_entry));
    if (entries == NULL || window->rings[source].count > 0 || count > LIMIT_WINDOW - window->count)
        return STATUS_DAMAGED;
    for (uint32_t i = 0; i < count; i++) {
        struct window_entry entry;
        memcpy(&entry, entries + i * sizeof entry, sizeof entry);
        enum status status = append(window, source, &entry);
        if (status != STATUS_OK)
            return status;
        if (entry.number >= window->next_number)
            window->next_number = entry.number + 1;
    }
    window->rings[source].forgotten_seq = forgotten_seq;
    return STATUS_OK;
}

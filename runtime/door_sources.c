#include "runtime/door_sources.h"

#include "schemas/bytes.h"

#include <assert.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

static_assert((SOURCE_CELLS & (SOURCE_CELLS - 1)) == 0, "a mask takes the place of the division");
static_assert(LIMIT_SOURCES < UINT16_MAX, "an index fits a cell");

/* The cell that holds the name, or the empty one where it would stand. */
static uint32_t cell_of(const struct sources *sources, struct text name, uint64_t hash)
{
    uint32_t cell = (uint32_t)hash & (SOURCE_CELLS - 1);
    for (; sources->cells[cell] != 0; cell = (cell + 1) & (SOURCE_CELLS - 1)) {
        const struct source *source = &sources->rows[sources->cells[cell] - 1];
        if (source->name_size == name.size && same_bytes(source->name, name.at, name.size))
            break;
    }
    return cell;
}

void sources_close(struct sources *sources)
{
    for (uint32_t i = 0; i < sources->count; i++)
        ranges_close(&sources->rows[i].seen);
}

uint64_t sources_hash(struct text name)
{
    return XXH3_64bits(name.at, name.size);
}

uint32_t sources_find(const struct sources *sources, struct text name, uint64_t hash)
{
    uint16_t held = sources->cells[cell_of(sources, name, hash)];
    return held != 0 ? held - 1u : SOURCE_NONE;
}

uint32_t sources_add(struct sources *sources, struct text name, uint64_t hash)
{
    assert(sources->count < LIMIT_SOURCES);
    assert(name.size <= LIMIT_TOKEN);
    uint32_t cell = cell_of(sources, name, hash);
    assert(sources->cells[cell] == 0);
    uint32_t index = sources->count++;
    struct source *source = &sources->rows[index];
    memcpy(source->name, name.at, name.size);
    source->name_size = name.size;
    sources->cells[cell] = (uint16_t)(index + 1);
    return index;
}

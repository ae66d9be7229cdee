#include "engine/state_rows.h"

#include <assert.h>
#include <string.h>

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "numbers are digested as they lie in memory");

static void visit(const struct state_visitor *visitor, const struct state_field *field, const void *bytes, size_t size)
{
    visitor->visit(visitor->self, field, bytes, size);
}

static uint32_t count_of(const uint8_t *at, uint32_t count_at, uint32_t capacity)
{
    uint32_t count = capacity;
    if (count_at != NO_COUNT)
        memcpy(&count, at + count_at, sizeof count);
    assert(count <= capacity);
    return count;
}

static void walk_text(const struct state_field *field, const uint8_t *at, const struct state_visitor *visitor)
{
    uint32_t size = 0;
    memcpy(&size, at + field->size_at, field->size_width);
    assert(size <= field->size);
    visit(visitor, field, at + field->size_at, field->size_width);
    visit(visitor, field, at + field->offset, size);
}

static void note_content(void *self, const struct state_field *field, const void *bytes, size_t size)
{
    static const uint8_t zeros[256];
    const uint8_t *at = bytes;
    bool *content = self;
    (void)field;
    for (size_t piece; size > 0 && !*content; at += piece, size -= piece) {
        piece = size < sizeof zeros ? size : sizeof zeros;
        *content = memcmp(at, zeros, piece) != 0;
    }
}

/* Does any of its fields hold anything? What lies between them may. */
static bool has_content(const struct state_field *field, const uint8_t *item)
{
    bool content = false;
    note_content(&content, field, item, field->size);
    if (!content)
        return false;
    content = false;
    struct state_visitor visitor = {note_content, &content};
    state_walk(field->part, item, &visitor);
    return content;
}

/* `count` items that follow each other. */
static void walk_items(const struct state_field *field, const uint8_t *items, uint32_t count,
                       const struct state_visitor *visitor)
{
    if (field->kind == STATE_VALUES) {
        visit(visitor, field, items, (size_t)count * field->size);
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        const uint8_t *item = items + (size_t)i * field->size;
        if (field->sparse && !has_content(field, item))
            continue;
        if (field->sparse)
            visit(visitor, field, &i, sizeof i);
        state_walk(field->part, item, visitor);
    }
    if (field->sparse)
        visit(visitor, field, &count, sizeof count);
}

static void walk_list(const struct state_field *field, const uint8_t *at, const struct state_visitor *visitor)
{
    uint32_t count = count_of(at, field->count_at, field->capacity);
    uint32_t across = count_of(at, field->across_at, field->across);
    if (field->count_at != NO_COUNT)
        visit(visitor, field, &count, sizeof count);
    if (field->across == 1) {
        walk_items(field, at + field->offset, count, visitor);
        return;
    }
    visit(visitor, field, &across, sizeof across);
    for (uint32_t i = 0; i < count; i++)
        walk_items(field, at + field->offset + (size_t)i * field->across * field->size, across, visitor);
}

void state_walk_field(const struct state_field *field, const void *at, const struct state_visitor *visitor)
{
    switch (field->kind) {
    case STATE_TEXT:
        walk_text(field, at, visitor);
        return;
    case STATE_VALUES:
    case STATE_PARTS:
        walk_list(field, at, visitor);
        return;
    }
    assert(!"a field is one of these");
}

void state_walk(const struct state_part *part, const void *at, const struct state_visitor *visitor)
{
    for (uint32_t i = 0; i < part->count; i++)
        state_walk_field(&part->fields[i], at, visitor);
}

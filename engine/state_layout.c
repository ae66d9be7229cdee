#include "engine/engine.h"
#include "engine/hash.h"
#include "engine/state_rows.h"

/* Where a member lies in its struct is left out: a walk does not show it. */

static void add_part(struct hash *hash, const struct state_part *part);

static void add_field(struct hash *hash, const struct state_field *field)
{
    const uint32_t numbers[] = {
        (uint32_t)field->kind, field->size,  field->capacity,   field->count_at != NO_COUNT,
        field->across,         field->width, field->size_width, field->across_at != NO_COUNT,
        field->limit,          field->or_none, field->sparse,   field->part != NULL,
    };
    hash_text(hash, text_of(field->name));
    hash_bytes(hash, numbers, sizeof numbers);
    if (field->part != NULL)
        add_part(hash, field->part);
}

static void add_part(struct hash *hash, const struct state_part *part)
{
    hash_text(hash, text_of(part->name));
    hash_number(hash, part->count);
    for (uint32_t i = 0; i < part->count; i++)
        add_field(hash, &part->fields[i]);
}

uint64_t state_layout(const struct state_part *part)
{
    struct hash hash = hash_start();
    hash_number(&hash, ENGINE_VERSION);
    add_part(&hash, part);
    return hash_value(&hash);
}

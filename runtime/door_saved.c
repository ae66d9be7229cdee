/* The door in a checkpoint. */
#include "runtime/door_state.h"

#include <assert.h>
#include <stdlib.h>

/* The admissions that are not saved: how many of each source, and what was before the
 * first of them. */
struct pending {
    uint32_t count, of[LIMIT_SOURCES];
    int64_t received[LIMIT_SOURCES];
    int64_t clock;
};

/* The admission that `back` others followed. */
static const struct admission *admission(const struct door *door, uint32_t back)
{
    return &door->undo[(door->next_undo + DOOR_UNDO - 1 - back) % DOOR_UNDO];
}

static void look_back(const struct door *door, uint32_t count, struct pending *pending)
{
    assert(count <= door->undoable);
    pending->count = count;
    pending->clock = door->clock;
    for (uint32_t i = 0; i < door->sources.count; i++)
        pending->received[i] = door->sources.rows[i].last_received;
    for (uint32_t back = 0; back < count; back++) {
        const struct admission *last = admission(door, back);
        pending->of[last->source]++;
        pending->received[last->source] = last->source_received;
        pending->clock = last->clock;
    }
}

/* The numbers of a source, without those of its pending events. */
static void save_ranges(const struct door *door, uint32_t source, uint32_t pending, struct section_writer *section)
{
    struct ranges seen;
    if (ranges_copy(&seen, &door->sources.rows[source].seen) != STATUS_OK) {
        section->no_memory = true;
        return;
    }
    for (uint32_t back = 0; back < pending; back++) {
        const struct admission *last = admission(door, back);
        if (last->source == source && last->has_seq)
            ranges_remove(&seen, last->seq);
    }
    ranges_save(&seen, section);
    ranges_close(&seen);
}

static void save_source(const struct door *door, uint32_t index, const struct pending *pending,
                        struct section_writer *section)
{
    const struct source *source = &door->sources.rows[index];
    uint32_t of = pending->of[index];
    section_put_text(section, source->name, source->name_size);
    section_put_number(section, source->accepted - of);
    section_put_number(section, (uint64_t)pending->received[index]);
    save_ranges(door, index, of > 0 ? pending->count : 0, section);
    window_save(&door->window, index, of, section);
}

void door_save(const struct door *door, uint32_t pending, struct section_writer *section)
{
    struct pending *last = calloc(1, sizeof *last);
    if (last == NULL) {
        section->no_memory = true;
        return;
    }
    look_back(door, pending, last);
    section_put_number(section, (uint64_t)last->clock);
    section_put_number(section, door->sources.count);
    for (uint32_t i = 0; i < door->sources.count; i++)
        save_source(door, i, last, section);
    free(last);
}

static enum status load_source(struct door *door, struct section_reader *section)
{
    struct text name = section_take_text(section, LIMIT_TOKEN);
    uint64_t hash = sources_hash(name);
    if (name.size == 0 || sources_find(&door->sources, name, hash) != SOURCE_NONE)
        return STATUS_DAMAGED;
    uint32_t index = sources_add(&door->sources, name, hash);
    struct source *source = &door->sources.rows[index];
    source->accepted = section_take_number(section, UINT64_MAX);
    source->last_received = section_take_time(section);
    enum status status = ranges_load(&source->seen, section);
    return status == STATUS_OK ? window_load(&door->window, index, section) : status;
}

enum status door_load(struct door *door, struct section_reader *section)
{
    assert(door->sources.count == 0);
    door->clock = section_take_time(section);
    uint32_t sources = (uint32_t)section_take_number(section, LIMIT_SOURCES);
    enum status status = STATUS_OK;
    for (uint32_t i = 0; i < sources && status == STATUS_OK; i++)
        status = load_source(door, section);
    if (status == STATUS_OK && !section_is_read(section))
        status = STATUS_DAMAGED;
    return status;
}

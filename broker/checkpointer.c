#include "broker/checkpointer.h"

#include "engine/frozen.h"

#include <stdio.h>

/* ---- the broker's own part -------------------------------------------------- */

/* How far the fold has come, and what was logged last of configuration and rules: a
 * broker that starts with others logs them. */
static void save_fold(const struct checkpointer *checkpointer, struct section_writer *section)
{
    section_put_number(section, checkpointer->fold->offset);
    section_put_number(section, (uint64_t)checkpointer->fold->received);
    for (uint32_t i = 0; i < SEQUENCER_NOTICES; i++) {
        const struct notice *notice = &checkpointer->sequencer->notices[i];

        section_put_text(section, notice->bytes, notice->size);
    }
}

static enum status load_fold(struct checkpointer *checkpointer, struct section_reader *section,
                             struct refusal *refusal)
{
    struct fold *fold = checkpointer->fold;

    (void)refusal;
    fold->offset = section_take_number(section, UINT64_MAX);
    fold->received = section_take_time(section);
    for (uint32_t i = 0; i < SEQUENCER_NOTICES; i++) {
        struct text logged = section_take_text(section, UINT32_MAX);

        notice_compare(&checkpointer->sequencer->notices[i], logged.at, logged.size);
    }
    return section_is_read(section) ? STATUS_OK : STATUS_DAMAGED;
}

/* ---- the others', each with its own hand ------------------------------------- */

static void put(void *self, const void *bytes, size_t size)
{
    section_put(self, bytes, size);
}

static void save_engine(const struct checkpointer *checkpointer, struct section_writer *section)
{
    engine_freeze(checkpointer->fold->engine, &(struct engine_sink){put, section});
}

static enum status load_engine(struct checkpointer *checkpointer, struct section_reader *section,
                               struct refusal *refusal)
{
    struct fold *fold = checkpointer->fold;
    enum status status = engine_thaw(fold->engine, section->at, section->left, refusal);

    fold->names = engine_names(fold->engine, &fold->list);
    return status;
}

static void save_door(const struct checkpointer *checkpointer, struct section_writer *section)
{
    const struct sequencer *sequencer = checkpointer->sequencer;

    door_save(checkpointer->door, sequencer->committing->events_count + sequencer->gathering->events_count, section);
}

static enum status load_door(struct checkpointer *checkpointer, struct section_reader *section,
                             struct refusal *refusal)
{
    (void)refusal;
    return door_load(checkpointer->door, section);
}

static void save_stream(const struct checkpointer *checkpointer, struct section_writer *section)
{
    stream_save(checkpointer->stream, section);
}

static enum status load_stream(struct checkpointer *checkpointer, struct section_reader *section,
                               struct refusal *refusal)
{
    (void)refusal;
    return stream_load(checkpointer->stream, section);
}

static void save_sources(const struct checkpointer *checkpointer, struct section_writer *section)
{
    sources_save(checkpointer->sources, section);
}

static enum status load_sources(struct checkpointer *checkpointer, struct section_reader *section,
                                struct refusal *refusal)
{
    (void)refusal;
    return sources_load(checkpointer->sources, section);
}

static const struct part {
    const char *name;
    void (*save)(const struct checkpointer *checkpointer, struct section_writer *section);
    enum status (*load)(struct checkpointer *checkpointer, struct section_reader *section, struct refusal *refusal);
} parts[] = {
    {CHECKPOINT_ENGINE, save_engine, load_engine}, /* whoever verifies a log reads this one */
    {"fold", save_fold, load_fold},
    {"door", save_door, load_door},
    {"stream", save_stream, load_stream},
    {"sources", save_sources, load_sources},
};
#define PARTS (sizeof(parts) / sizeof(parts[0]))
static_assert(PARTS <= CHECKPOINT_PARTS, "every part has a section");

/* ---- saving ------------------------------------------------------------------ */

void checkpointer_close(struct checkpointer *checkpointer)
{
    for (uint32_t i = 0; i < PARTS; i++)
        section_close(&checkpointer->sections[i]);
}

static bool is_due(const struct checkpointer *checkpointer, int64_t now)
{
    const struct fold *fold = checkpointer->fold;

    return !checkpointer->is_saving && now >= checkpointer->not_before &&
           (fold->entries >= checkpointer->every || fold->bytes >= CHECKPOINT_EVERY_BYTES);
}

/* False without memory. */
static bool copy(struct checkpointer *checkpointer)
{
    bool whole = true;

    for (uint32_t i = 0; i < PARTS; i++) {
        parts[i].save(checkpointer, &checkpointer->sections[i]);
        whole = whole && !checkpointer->sections[i].no_memory;
    }
    return whole;
}

static void hand_over(struct checkpointer *checkpointer)
{
    struct checkpoint_section sections[PARTS];

    for (uint32_t i = 0; i < PARTS; i++)
        sections[i] = (struct checkpoint_section){parts[i].name, checkpointer->sections[i].bytes,
                                                  checkpointer->sections[i].size};
    checkpointer->world->save(checkpointer->world->self, sections, PARTS, checkpointer->fold->received);
}

void checkpointer_turn(struct checkpointer *checkpointer)
{
    const struct world *world = checkpointer->world;
    int64_t began = world->now(world->self);
    bool whole;

    if (!is_due(checkpointer, began))
        return;
    checkpointer->is_saving = true;
    checkpointer->saving = checkpointer->fold->offset;
    checkpointer->fold->entries = checkpointer->fold->bytes = 0;
    whole = copy(checkpointer);
    checkpointer->not_before = began + CHECKPOINT_IDLE * (world->now(world->self) - began);
    if (whole)
        hand_over(checkpointer);
    else
        checkpointer_saved(checkpointer, STATUS_NO_MEMORY, "no memory for a copy of the state");
}

void checkpointer_saved(struct checkpointer *checkpointer, enum status status, const char *why)
{
    checkpointer_close(checkpointer);
    checkpointer->is_saving = false;
    if (status == STATUS_OK)
        checkpointer->saved = checkpointer->saving;
    else
        checkpointer->failed++;
    if (status != STATUS_OK && checkpointer->last == STATUS_OK) /* said once, until one stands again */
        WORLD_SAY(checkpointer->world, WARNING, "checkpoint_fails", LOG_TEXT("reason", status_name(status)),
                  LOG_TEXT("text", why), LOG_NUMBER("offset", (int64_t)checkpointer->saving));
    checkpointer->last = status;
}

/* ---- loading ----------------------------------------------------------------- */

/* A file that proves itself was written so: where a part says no more, it was by a
 * version that lays it out otherwise. */
static void explain(const struct part *part, enum status status, const struct refusal *refusal, char *why,
                    size_t why_size)
{
    const char *said = status == STATUS_NO_MEMORY ? status_sentence(status) : "another version wrote it";

    snprintf(why, why_size, "its section %s cannot be taken: %s", part->name,
             refusal->text[0] ? refusal->text : said);
}

enum status checkpointer_load(struct checkpointer *checkpointer, const struct checkpoint *checkpoint, char *why,
                              size_t why_size)
{
    for (uint32_t i = 0; i < PARTS; i++) {
        struct section_reader section = {0};
        struct refusal refusal = {0};
        enum status status = STATUS_DAMAGED;

        section.at = checkpoint_section(checkpoint, parts[i].name, &section.left);
        if (section.at)
            status = parts[i].load(checkpointer, &section, &refusal);
        if (status != STATUS_OK) {
            explain(&parts[i], status, &refusal, why, why_size);
            return status;
        }
    }
    door_advance(checkpointer->door, checkpointer->fold->received);
    checkpointer->saved = checkpointer->fold->offset;
    return STATUS_OK;
}

#include "broker/sources.h"

#include "runtime/topic_table.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define WITHOUT_REASON (PRESENT_ALL & ~(UINT64_C(1) << SOURCE_STATUS_HAS_REASON))

/* What was said last of one source, and what it says of itself. */
struct source {
    uint64_t accepted, duplicate, refused, missing;
    uint8_t health;
    bool spoke; /* it sent a status since the last message */
    uint32_t reason_size;
    char reason[LIMIT_TITLE];
};

struct sources {
    struct topic_table *names;
    struct source sources[LIMIT_SOURCES];
};

static_assert(LIMIT_SOURCES <= TOPIC_TABLE_CAPACITY, "every source has a number");

struct sources *sources_create(void)
{
    struct sources *sources = calloc(1, sizeof(*sources));

    if (!sources)
        return NULL;
    sources->names = topic_table_create();
    if (!sources->names)
        sources_destroy(&sources);
    return sources;
}

void sources_destroy(struct sources **sources)
{
    if (!*sources)
        return;
    topic_table_destroy(&(*sources)->names);
    free(*sources);
    *sources = NULL;
}

/* NULL: more sources than the door would ever let in. */
static struct source *source_of(struct sources *sources, struct text name)
{
    uint32_t number = topic_table_find(sources->names, name);

    if (number == TOPIC_NONE && topic_table_count(sources->names) < LIMIT_SOURCES)
        number = topic_table_add(sources->names, name);
    return number == TOPIC_NONE ? NULL : &sources->sources[number];
}

void sources_note(struct sources *sources, const struct event *event)
{
    struct text reason = event->status.reason;
    struct source *source;

    if (event->type != EVENT_STATUS || !(source = source_of(sources, event->source)))
        return;
    source->health = event->status.health;
    assert(reason.size <= sizeof(source->reason));
    source->reason_size = reason.size;
    if (reason.size > 0)
        memcpy(source->reason, reason.at, reason.size);
    source->spoke = true;
}

static bool changed(const struct source *source, const struct door_source *counted)
{
    return source->spoke || source->accepted != counted->accepted || source->duplicate != counted->duplicate ||
           source->refused != counted->refused || source->missing != counted->missing;
}

static void describe(const struct source *source, const struct door_source *counted, struct source_status *status)
{
    *status = (struct source_status){.present = source && source->reason_size > 0 ? PRESENT_ALL : WITHOUT_REASON,
                                     .source = counted->source,
                                     .time = counted->last_received > 0 ? counted->last_received : 0,
                                     .accepted = counted->accepted,
                                     .duplicate = counted->duplicate,
                                     .refused = counted->refused,
                                     .missing = counted->missing};
    if (!source)
        return;
    status->health = source->health;
    status->reason = (struct text){source->reason, source->reason_size};
}

void sources_status(const struct sources *sources, const struct door *door, uint32_t index,
                    struct source_status *status)
{
    struct door_source counted;
    uint32_t number;

    door_source(door, index, &counted);
    number = topic_table_find(sources->names, counted.source);
    describe(number == TOPIC_NONE ? NULL : &sources->sources[number], &counted, status);
}

static void publish(struct source *source, const struct door_source *counted, struct stream *stream, uint64_t offset)
{
    struct source_status status;

    describe(source, counted, &status);
    stream_status(stream, &status, offset);
    source->accepted = counted->accepted;
    source->duplicate = counted->duplicate;
    source->refused = counted->refused;
    source->missing = counted->missing;
    source->spoke = false;
}

void sources_publish(struct sources *sources, const struct door *door, struct stream *stream, uint64_t offset)
{
    struct door_source counted;
    struct source *source;

    for (uint32_t i = 0; i < door_sources(door); i++) {
        door_source(door, i, &counted);
        source = source_of(sources, counted.source);
        if (source && changed(source, &counted))
            publish(source, &counted, stream, offset);
    }
}

/* ---- in a checkpoint --------------------------------------------------------- */

void sources_save(const struct sources *sources, struct section_writer *section)
{
    section_put_number(section, topic_table_count(sources->names));
    for (uint32_t i = 0; i < topic_table_count(sources->names); i++) {
        const struct source *source = &sources->sources[i];
        struct text name = topic_table_name(sources->names, i);

        section_put_text(section, name.at, name.size);
        section_put_number(section, source->health);
        section_put_text(section, source->reason, source->reason_size);
    }
}

static enum status load(struct sources *sources, struct section_reader *section)
{
    struct text name = section_take_text(section, LIMIT_TOKEN), reason;
    uint8_t health = (uint8_t)section_take_number(section, HEALTHS - 1);
    struct source *source;

    reason = section_take_text(section, sizeof(source->reason));
    if (section->damaged)
        return STATUS_DAMAGED;
    source = source_of(sources, name);
    if (!source)
        return STATUS_NO_MEMORY;
    source->health = health;
    source->reason_size = reason.size;
    memcpy(source->reason, reason.at, reason.size);
    return STATUS_OK;
}

enum status sources_load(struct sources *sources, struct section_reader *section)
{
    uint64_t count = section_take_number(section, LIMIT_SOURCES);
    enum status status = STATUS_OK;

    for (uint64_t i = 0; i < count && status == STATUS_OK; i++)
        status = load(sources, section);
    if (status == STATUS_OK && !section_is_read(section))
        status = STATUS_DAMAGED;
    return status;
}

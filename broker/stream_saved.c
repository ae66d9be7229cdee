/* The stream in a checkpoint. Statuses are left out: they are the broker's own words
 * about the moment, and it says them anew. So topics are numbered without them. */
#include "broker/stream_state.h"

#include <assert.h>
#include <stdlib.h>

/* ---- saving ------------------------------------------------------------------ */

/* The number that each topic has among those that are saved; NULL without memory. */
static uint32_t *number_topics(const struct stream *stream, uint32_t *saved)
{
    uint32_t count = topic_table_count(stream->table);
    uint32_t *numbers = calloc(count + 1, sizeof(*numbers));

    *saved = 0;
    for (uint32_t i = 0; numbers && i < count; i++)
        numbers[i] = stream->topics[i].transient ? TOPIC_NONE : (*saved)++;
    return numbers;
}

static void save_topics(const struct stream *stream, uint32_t saved, struct section_writer *section)
{
    section_put_number(section, saved);
    for (uint32_t i = 0; i < topic_table_count(stream->table); i++) {
        const struct topic *topic = &stream->topics[i];
        struct text name = topic_table_name(stream->table, i);

        if (topic->transient)
            continue;
        section_put_text(section, name.at, name.size);
        section_put_number(section, topic->seq);
        section_put_number(section, topic->offset);
        section_put_text(section, topic->bytes, topic->size);
    }
}

static void save_outbox(const struct stream *stream, const uint32_t *numbers, struct section_writer *section)
{
    uint64_t next, oldest = outbox_places(stream->outbox, &next);
    struct posted posted;

    section_put_number(section, oldest);
    section_put_number(section, next - oldest);
    for (uint64_t place = oldest; outbox_get(stream->outbox, place, &posted); place++) {
        section_put_number(section, numbers[posted.topic]);
        section_put_number(section, posted.seq);
        section_put_number(section, posted.offset);
        section_put_text(section, posted.bytes, posted.size);
    }
}

static void save_firing(const struct stream *stream, const uint32_t *numbers, struct section_writer *section)
{
    section_put_number(section, firing_count(stream->firing));
    for (const struct firing_alert *alert = firing_from(stream->firing, 0); alert; alert = alert->after) {
        section_put_text(section, alert->id, alert->id_size);
        section_put_number(section, alert->place);
        section_put_number(section, numbers[alert->topic]);
        section_put_number(section, alert->seq);
        section_put_number(section, alert->offset);
        section_put_text(section, alert->bytes, alert->size);
    }
}

void stream_save(const struct stream *stream, struct section_writer *section)
{
    uint32_t saved, *numbers = number_topics(stream, &saved);

    if (!numbers) {
        section->no_memory = true;
        return;
    }
    save_topics(stream, saved, section);
    save_outbox(stream, numbers, section);
    save_firing(stream, numbers, section);
    free(numbers);
}

/* ---- loading ----------------------------------------------------------------- */

static enum status load_topic(struct stream *stream, uint32_t number, struct section_reader *section)
{
    struct topic *topic = &stream->topics[number];
    struct text name = section_take_text(section, LIMIT_TOPIC), last;

    topic->seq = section_take_number(section, UINT64_MAX);
    topic->offset = section_take_number(section, UINT64_MAX);
    topic->place = OUTBOX_NOWHERE;
    last = section_take_text(section, LIMIT_OUTPUT_BYTES);
    if (name.size == 0 || topic->seq == 0 || last.size == 0 || topic_table_find(stream->table, name) != TOPIC_NONE)
        return STATUS_DAMAGED;
    if (topic_table_add(stream->table, name) != number || !stream_keep(topic, last.at, last.size))
        return STATUS_NO_MEMORY;
    return STATUS_OK;
}

static enum status load_topics(struct stream *stream, struct section_reader *section)
{
    uint32_t count = (uint32_t)section_take_number(section, TOPIC_TABLE_CAPACITY);
    enum status status = STATUS_OK;

    for (uint32_t number = 0; number < count && status == STATUS_OK; number++)
        status = load_topic(stream, number, section);
    return status;
}

/* The number of a topic that is there. */
static enum status take_topic(const struct stream *stream, struct section_reader *section, uint32_t *number)
{
    *number = (uint32_t)section_take_number(section, TOPIC_TABLE_CAPACITY - 1);
    return section->damaged || *number >= topic_table_count(stream->table) ? STATUS_DAMAGED : STATUS_OK;
}

static enum status load_posted(struct stream *stream, struct section_reader *section)
{
    uint32_t number;
    enum status status = take_topic(stream, section, &number);
    uint64_t seq = section_take_number(section, UINT64_MAX), offset = section_take_number(section, UINT64_MAX);
    struct text bytes = section_take_text(section, LIMIT_OUTPUT_BYTES);
    struct topic *topic;

    if (status != STATUS_OK || bytes.size == 0)
        return STATUS_DAMAGED;
    topic = &stream->topics[number];
    topic->place = outbox_put(stream->outbox, number, seq, offset, topic->place, bytes.at, bytes.size);
    return STATUS_OK;
}

static enum status load_outbox(struct stream *stream, struct section_reader *section)
{
    uint64_t oldest = section_take_number(section, OUTBOX_NOWHERE - OUTBOX_OUTPUTS - 1);
    uint64_t count = section_take_number(section, OUTBOX_OUTPUTS);
    enum status status = STATUS_OK;

    outbox_begin_at(stream->outbox, oldest);
    for (uint64_t i = 0; i < count && status == STATUS_OK; i++)
        status = load_posted(stream, section);
    return status;
}

static enum status load_alert(struct stream *stream, struct section_reader *section)
{
    struct firing_alert as = {0};
    struct text id = section_take_text(section, LIMIT_TOKEN), bytes;
    enum status status;

    as.place = section_take_number(section, UINT64_MAX);
    status = take_topic(stream, section, &as.topic);
    as.seq = section_take_number(section, UINT64_MAX);
    as.offset = section_take_number(section, UINT64_MAX);
    bytes = section_take_text(section, LIMIT_OUTPUT_BYTES);
    if (status != STATUS_OK || bytes.size == 0)
        return STATUS_DAMAGED;
    return firing_keep(stream->firing, id, &as, bytes.at, bytes.size) ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status load_firing(struct stream *stream, struct section_reader *section)
{
    uint64_t count = section_take_number(section, LIMIT_ALERTS);
    enum status status = STATUS_OK;

    for (uint64_t i = 0; i < count && status == STATUS_OK; i++)
        status = load_alert(stream, section);
    return status;
}

enum status stream_load(struct stream *stream, struct section_reader *section)
{
    enum status status;

    assert(topic_table_count(stream->table) == 0);
    status = load_topics(stream, section);
    if (status == STATUS_OK)
        status = load_outbox(stream, section);
    if (status == STATUS_OK)
        status = load_firing(stream, section);
    if (status == STATUS_OK && !section_is_read(section))
        status = STATUS_DAMAGED;
    return status;
}

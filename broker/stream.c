#include "broker/stream_state.h"

#include "schemas/topics.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define HEADER_BYTES 64u

struct stream *stream_create(const struct world *world, uint64_t epoch)
{
    struct stream *stream = calloc(1, sizeof(*stream));

    if (!stream)
        return NULL;
    stream->world = *world;
    stream->epoch = epoch;
    /* Behind every number of the process before: none of these is taken for its next. */
    stream->heartbeats = (uint64_t)(world->now(world->self) / (SECOND_NS / 1000));
    stream->joined_at = INT64_MIN / 2;
    stream->table = topic_table_create();
    stream->outbox = outbox_create();
    stream->firing = firing_create();
    if (!stream->table || !stream->outbox || !stream->firing)
        stream_destroy(&stream);
    return stream;
}

void stream_destroy(struct stream **stream)
{
    if (!*stream)
        return;
    for (uint32_t i = 0; i < TOPIC_TABLE_CAPACITY; i++)
        free((*stream)->topics[i].bytes);
    topic_table_destroy(&(*stream)->table);
    outbox_destroy(&(*stream)->outbox);
    firing_destroy(&(*stream)->firing);
    free(*stream);
    *stream = NULL;
}

uint64_t stream_epoch(const struct stream *stream)
{
    return stream->epoch;
}

void stream_set_silent(struct stream *stream, bool silent)
{
    stream->silent = silent;
}

uint64_t stream_lost(const struct stream *stream)
{
    return stream->lost;
}

uint64_t stream_subscriptions(const struct stream *stream)
{
    return stream->subscriptions;
}

/* ---- outputs --------------------------------------------------------------- */

static void send(struct stream *stream, struct text topic, uint64_t seq, uint64_t offset, const void *bytes,
                 size_t size)
{
    struct header header = {PRESENT_ALL, stream->epoch, seq, offset};
    uint8_t header_bytes[HEADER_BYTES];
    size_t header_size = rows_encode(&header_rows, &header, header_bytes, sizeof(header_bytes));
    struct frame frames[] = {{topic.at, topic.size}, {header_bytes, header_size}, {bytes, size}};

    assert(header_size > 0);
    if (!stream->silent)
        stream->world.send(stream->world.self, ENDPOINT_STREAM, frames, 3);
}

static void mark_changed(struct stream *stream, uint32_t number)
{
    if (stream->topics[number].changed)
        return;
    stream->topics[number].changed = true;
    stream->changed[stream->changed_count++] = number;
}

bool stream_keep(struct topic *topic, const void *bytes, size_t size)
{
    if (size > topic->capacity) {
        size_t capacity = topic->capacity ? topic->capacity : 256;
        uint8_t *room;

        while (capacity < size)
            capacity *= 2;
        room = realloc(topic->bytes, capacity);
        if (!room)
            return false;
        topic->bytes = room;
        topic->capacity = (uint32_t)capacity;
    }
    memcpy(topic->bytes, bytes, size);
    topic->size = (uint32_t)size;
    return true;
}

/* Gives the output in stream->output its number and place, and sends it. Returns
 * the number of its topic; TOPIC_NONE: it was lost. */
static uint32_t say(struct stream *stream, struct text name, size_t size, uint64_t offset, bool transient)
{
    uint32_t number = topic_table_add(stream->table, name);
    struct topic *topic = &stream->topics[number];

    if (size == 0 || number == TOPIC_NONE || !stream_keep(topic, stream->output, size)) {
        stream->lost++;
        return TOPIC_NONE;
    }
    if (topic->seq == 0)
        topic->place = OUTBOX_NOWHERE;
    topic->seq++;
    topic->offset = offset;
    topic->transient = transient;
    if (!transient) {
        topic->place = outbox_put(stream->outbox, number, topic->seq, offset, topic->place, stream->output, size);
        mark_changed(stream, number);
    }
    send(stream, name, topic->seq, offset, stream->output, size);
    return number;
}

/* The alert in stream->output is its identity's last. */
static void keep_alert(struct stream *stream, const struct alert_output *alert, uint32_t number, size_t size)
{
    const struct topic *topic = &stream->topics[number];
    struct firing_alert as = {.place = topic->place, .seq = topic->seq, .offset = topic->offset, .topic = number};

    if (!firing_say(stream->firing, alert, &as, stream->output, size))
        stream->lost++;
}

void stream_output(struct stream *stream, const union output *output)
{
    char name[LIMIT_TOPIC];
    struct line line = line_on(name, sizeof(name));
    /* Both outputs have their offset after the type, as their rows say. */
    uint64_t offset = output->head.type == OUTPUT_ALERT ? output->alert.offset : output->indicator.offset;

    size_t size = rows_encode(output_rows(output), output, stream->output, sizeof(stream->output));
    uint32_t number;

    topic_of_output(output, &line);
    number = say(stream, (struct text){line.at, (uint32_t)line.used}, size, offset, false);
    if (number != TOPIC_NONE && output->head.type == OUTPUT_ALERT)
        keep_alert(stream, &output->alert, number, size);
}

void stream_status(struct stream *stream, const struct source_status *status, uint64_t offset)
{
    char name[LIMIT_TOPIC];
    struct line line = line_on(name, sizeof(name));

    topic_of_status(status->source, &line);
    say(stream, (struct text){line.at, (uint32_t)line.used},
        rows_encode(&source_status_rows, status, stream->output, sizeof(stream->output)), offset, true);
}

/* ---- heartbeats ------------------------------------------------------------ */

/* Each of each consumer is told when it comes and when it goes, with its consumer too. */
static void count_subscription(struct stream *stream, char begins)
{
    if (begins == 1)
        stream->subscriptions++;
    else if (stream->subscriptions > 0) /* a stranger may say anything */
        stream->subscriptions--;
}

void stream_subscribed(struct stream *stream, const void *bytes, size_t size)
{
    const char *subscription = bytes;
    struct text prefix = {subscription + 1, (uint32_t)size - 1};

    if (size >= 1)
        count_subscription(stream, subscription[0]);
    if (size < 1 || size > LIMIT_TOPIC || subscription[0] != 1 || !text_starts_with(TEXT(TOPIC_HEARTBEAT), prefix))
        return;
    stream->joining = true;
}

static void send_page(struct stream *stream, int64_t time, uint64_t offset, bool all)
{
    struct heartbeat *heartbeat = &stream->heartbeat;
    uint64_t absent = (all ? 0 : UINT64_C(1) << HEARTBEAT_HAS_ALL) |
                      (heartbeat->page > 0 ? 0 : UINT64_C(1) << HEARTBEAT_HAS_PAGE);
    size_t size;

    heartbeat->present = PRESENT_ALL & ~absent;
    heartbeat->contract = CONTRACT;
    heartbeat->epoch = stream->epoch;
    heartbeat->offset = offset;
    heartbeat->time = time;
    heartbeat->all = all;
    size = rows_encode(&heartbeat_rows, heartbeat, stream->heartbeat_bytes, sizeof(stream->heartbeat_bytes));
    assert(size > 0);
    send(stream, TEXT(TOPIC_HEARTBEAT), ++stream->heartbeats, offset, stream->heartbeat_bytes, size);
    heartbeat->topics_count = 0;
}

static void list(struct stream *stream, uint32_t number)
{
    struct heartbeat *heartbeat = &stream->heartbeat;

    heartbeat->topics[heartbeat->topics_count++] = (struct topic_seq){
        .present = PRESENT_ALL, .topic = topic_table_name(stream->table, number), .seq = stream->topics[number].seq};
}

static void beat_all(struct stream *stream, int64_t time, uint64_t offset)
{
    for (uint32_t i = 0; i < topic_table_count(stream->table); i++) {
        if (stream->topics[i].transient)
            continue;
        if (stream->heartbeat.topics_count == LIMIT_HEARTBEAT_TOPICS) {
            send_page(stream, time, offset, true);
            stream->heartbeat.page++;
        }
        list(stream, i);
    }
    send_page(stream, time, offset, true);
    stream->heartbeat.page = 0;
}

static void beat_changed(struct stream *stream, int64_t time, uint64_t offset)
{
    for (uint32_t i = 0; i < stream->changed_count; i++) {
        if (stream->heartbeat.topics_count == LIMIT_HEARTBEAT_TOPICS)
            send_page(stream, time, offset, false);
        list(stream, stream->changed[i]);
    }
    send_page(stream, time, offset, false);
}

static void forget_changes(struct stream *stream)
{
    for (uint32_t i = 0; i < stream->changed_count; i++)
        stream->topics[stream->changed[i]].changed = false;
    stream->changed_count = 0;
}

int64_t stream_due(const struct stream *stream)
{
    int64_t joining = stream->joined_at + STREAM_JOIN_NS;

    return stream->joining && joining < stream->next_beat ? joining : stream->next_beat;
}

void stream_beat(struct stream *stream, int64_t now, int64_t time, uint64_t offset)
{
    bool full = now >= stream->next_full || stream->joining;

    if (now < stream_due(stream))
        return;
    if (full)
        beat_all(stream, time, offset);
    else
        beat_changed(stream, time, offset);
    forget_changes(stream);
    stream->next_beat = now + STREAM_HEARTBEAT_NS;
    if (full)
        stream->next_full = now + STREAM_FULL_HEARTBEAT_NS;
    if (stream->joining)
        stream->joined_at = now;
    stream->joining = false;
}

/* ---- looking back ---------------------------------------------------------- */

uint32_t stream_topics(const struct stream *stream)
{
    return topic_table_count(stream->table);
}

static struct header header_of(const struct stream *stream, uint64_t seq, uint64_t offset)
{
    return (struct header){PRESENT_ALL, stream->epoch, seq, offset};
}

void stream_last(const struct stream *stream, uint32_t number, struct said *said)
{
    const struct topic *topic = &stream->topics[number];

    *said = (struct said){.topic = topic_table_name(stream->table, number),
                          .header = header_of(stream, topic->seq, topic->offset),
                          .bytes = topic->bytes,
                          .size = topic->size};
}

const struct firing *stream_firing(const struct stream *stream)
{
    return stream->firing;
}

void stream_firing_said(const struct stream *stream, const struct firing_alert *alert, struct said *said)
{
    *said = (struct said){.topic = topic_table_name(stream->table, alert->topic),
                          .header = header_of(stream, alert->seq, alert->offset),
                          .bytes = alert->bytes,
                          .size = alert->size};
}

/* The lowest number of the topic that a range can still give. */
static uint64_t floor_of(const struct stream *stream, const struct topic *topic)
{
    struct posted posted;
    uint64_t place = outbox_find(stream->outbox, topic->place, 0);

    return outbox_get(stream->outbox, place, &posted) ? posted.seq : topic->seq + 1;
}

enum status stream_range(const struct stream *stream, struct text topic, uint64_t from, uint64_t *place,
                         uint64_t *floor)
{
    uint32_t number = topic_table_find(stream->table, topic);

    if (number == TOPIC_NONE || stream->topics[number].transient)
        return STATUS_NOT_FOUND;
    *floor = floor_of(stream, &stream->topics[number]);
    *place = outbox_find(stream->outbox, stream->topics[number].place, from);
    return from < *floor && from <= stream->topics[number].seq ? STATUS_GONE : STATUS_OK;
}

uint64_t stream_places(const struct stream *stream, uint64_t *next)
{
    return outbox_places(stream->outbox, next);
}

bool stream_posted(const struct stream *stream, uint64_t place, struct said *said, uint64_t *after)
{
    struct posted posted;

    if (!outbox_get(stream->outbox, place, &posted))
        return false;
    *said = (struct said){.topic = topic_table_name(stream->table, posted.topic),
                          .header = header_of(stream, posted.seq, posted.offset),
                          .bytes = posted.bytes,
                          .size = posted.size};
    *after = posted.after;
    return true;
}

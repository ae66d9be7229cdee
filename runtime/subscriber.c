#include "runtime/subscriber.h"

#include "runtime/topic_table.h"
#include "schemas/topics.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define PREFIXES 256 /* subscriptions are messages: more would be dropped on the way (lessons: HWM) */

struct subscriber {
    struct zsocket socket;
    struct subscriber_callbacks callbacks;
    struct topic_table *topics;
    uint64_t last[TOPIC_TABLE_CAPACITY]; /* sequence number by topic */
    struct text prefixes[PREFIXES];      /* the caller's texts, copied */
    size_t prefixes_count;
    uint64_t epoch;
    uint64_t beats;   /* `seq` of the last heartbeat */
    uint64_t offset;  /* of the log, as it said */
    bool joined;
    bool chained;     /* none is missing since the first page of one that listed every topic */
    bool certain;     /* and the last one was a last page */
    bool in_baseline; /* the heartbeat we joined with has further pages */
    struct heartbeat heartbeat;
};

static bool has_gaps(struct text topic)
{
    return !text_starts_with(topic, TEXT("status.")) && !text_starts_with(topic, TEXT(TOPIC_HEARTBEAT));
}

static bool is_ours(const struct subscriber *subscriber, struct text topic)
{
    for (size_t i = 0; i < subscriber->prefixes_count; i++)
        if (text_starts_with(topic, subscriber->prefixes[i]))
            return true;
    return subscriber->prefixes_count == 0;
}

static void start_epoch(struct subscriber *subscriber, uint64_t epoch)
{
    bool another = subscriber->epoch != 0;

    subscriber->epoch = epoch;
    subscriber->joined = subscriber->chained = subscriber->certain = false;
    subscriber->in_baseline = false;
    subscriber->beats = subscriber->offset = 0;
    memset(subscriber->last, 0, sizeof(subscriber->last));
    if (another && subscriber->callbacks.on_epoch)
        subscriber->callbacks.on_epoch(subscriber->callbacks.self, epoch);
}

/* Topic -> its last sequence number; NULL when more topics came than there can be. */
static uint64_t *last_of(struct subscriber *subscriber, struct text topic)
{
    uint32_t number = topic_table_add(subscriber->topics, topic);

    return number == TOPIC_NONE ? NULL : &subscriber->last[number];
}

/* What lies between the last one and the one before `seq` did not come. Before we
 * joined, the first message of a topic tells nothing about those before it. */
static void report_gap(struct subscriber *subscriber, struct text topic, uint64_t last, uint64_t seq)
{
    if (seq > last + 1 && (last > 0 || subscriber->joined) && subscriber->callbacks.on_gap)
        subscriber->callbacks.on_gap(subscriber->callbacks.self, topic, last + 1, seq - 1);
}

static void receive_output(struct subscriber *subscriber, struct text topic, const struct header *header,
                           struct frame output)
{
    if (has_gaps(topic)) {
        uint64_t *last = last_of(subscriber, topic);

        if (last && header->seq <= *last)
            return;
        if (last) {
            report_gap(subscriber, topic, *last, header->seq);
            *last = header->seq;
        }
    }
    if (subscriber->callbacks.on_output)
        subscriber->callbacks.on_output(subscriber->callbacks.self, topic, header, output.bytes, output.size);
}

/* A heartbeat was lost, and with it the topics that it listed; the next that lists
 * them all comes within a minute, but at once to one who subscribes. */
static void ask_for_baseline(struct subscriber *subscriber)
{
    zsocket_unsubscribe(&subscriber->socket, TOPIC_HEARTBEAT, strlen(TOPIC_HEARTBEAT));
    zsocket_subscribe(&subscriber->socket, TOPIC_HEARTBEAT, strlen(TOPIC_HEARTBEAT));
}

/* A listing begins with its page 0 and ends with a page that is not full; so does
 * one of changes. A full page proves nothing: others may come after it, which name
 * what this one leaves out. */
static void count_heartbeat(struct subscriber *subscriber, uint64_t seq_of_beat)
{
    const struct heartbeat *heartbeat = &subscriber->heartbeat;
    bool begins = heartbeat->all && heartbeat->page == 0, follows = seq_of_beat == subscriber->beats + 1;

    if (!begins && !follows && (subscriber->joined || heartbeat->all))
        ask_for_baseline(subscriber);
    subscriber->chained = begins || (subscriber->chained && follows);
    subscriber->certain = subscriber->chained && heartbeat->topics_count < LIMIT_HEARTBEAT_TOPICS;
    subscriber->beats = seq_of_beat;
    subscriber->in_baseline &= follows && heartbeat->page > 0;
    if (begins && !subscriber->joined)
        subscriber->joined = subscriber->in_baseline = true;
}

/* A log only grows. One that is shorter at a later heartbeat was put back, by a copy of
 * its folder or of the whole machine, and goes on otherwise under the same epoch. */
static bool was_put_back(const struct subscriber *subscriber, uint64_t seq_of_beat)
{
    return seq_of_beat > subscriber->beats && subscriber->heartbeat.offset < subscriber->offset;
}

static void receive_heartbeat(struct subscriber *subscriber, uint64_t seq_of_beat, struct frame bytes)
{
    struct heartbeat *heartbeat = &subscriber->heartbeat;
    struct refusal refusal;

    if (rows_decode(&heartbeat_rows, bytes.bytes, bytes.size, heartbeat, NULL, &refusal) != STATUS_OK)
        return;
    if (was_put_back(subscriber, seq_of_beat))
        start_epoch(subscriber, subscriber->epoch);
    count_heartbeat(subscriber, seq_of_beat);
    if (heartbeat->offset > subscriber->offset)
        subscriber->offset = heartbeat->offset;
    for (uint32_t i = 0; i < heartbeat->topics_count; i++) {
        struct text topic = heartbeat->topics[i].topic;
        uint64_t seq = heartbeat->topics[i].seq, *last;

        if (!is_ours(subscriber, topic))
            continue;
        last = last_of(subscriber, topic);
        subscriber->certain &= last != NULL;
        if (!last || seq <= *last)
            continue;
        if (!subscriber->in_baseline)
            report_gap(subscriber, topic, *last, seq + 1);
        *last = seq;
    }
    if (subscriber->callbacks.on_heartbeat)
        subscriber->callbacks.on_heartbeat(subscriber->callbacks.self, heartbeat);
    subscriber->in_baseline &= heartbeat->topics_count == LIMIT_HEARTBEAT_TOPICS;
}

static void on_message(struct zsocket *socket, const struct frame *frames, size_t count)
{
    struct subscriber *subscriber = socket->data;
    struct refusal refusal;
    struct header header;
    struct text topic;

    if (count != 3 || frames[0].size > LIMIT_TOPIC ||
        rows_decode(&header_rows, frames[1].bytes, frames[1].size, &header, NULL, &refusal) != STATUS_OK)
        return;
    topic = (struct text){frames[0].bytes, (uint32_t)frames[0].size};
    if (header.epoch != subscriber->epoch)
        start_epoch(subscriber, header.epoch);
    if (text_equal(topic, TEXT(TOPIC_HEARTBEAT)))
        receive_heartbeat(subscriber, header.seq, frames[2]);
    else
        receive_output(subscriber, topic, &header, frames[2]);
}

static void on_drained(struct zsocket *socket)
{
    const struct subscriber *subscriber = socket->data;

    subscriber->callbacks.on_drained(subscriber->callbacks.self);
}

static void release(struct subscriber *subscriber)
{
    for (size_t i = 0; i < subscriber->prefixes_count; i++)
        free((char *)subscriber->prefixes[i].at);
    topic_table_destroy(&subscriber->topics);
    free(subscriber);
}

static void on_closed(struct zsocket *socket)
{
    release(socket->data);
}

static bool copy_prefixes(struct subscriber *subscriber, const char *const *topics, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char *copy = strdup(topics[i]);

        if (!copy)
            return false;
        subscriber->prefixes[subscriber->prefixes_count++] = text_of(copy);
    }
    return true;
}

/* The heartbeat last: when the broker sees it, it has seen all the others. */
static void subscribe(struct subscriber *subscriber)
{
    for (size_t i = 0; i < subscriber->prefixes_count; i++)
        zsocket_subscribe(&subscriber->socket, subscriber->prefixes[i].at, subscriber->prefixes[i].size);
    if (subscriber->prefixes_count == 0)
        zsocket_subscribe(&subscriber->socket, "", 0);
    zsocket_subscribe(&subscriber->socket, TOPIC_HEARTBEAT, strlen(TOPIC_HEARTBEAT));
}

enum status subscriber_create(struct subscriber **subscriber, uv_loop_t *loop, void *context, const char *endpoint,
                              const char *const *topics, size_t topics_count,
                              const struct subscriber_callbacks *callbacks, char *why, size_t why_size)
{
    struct zsocket_options options = {.type = ZMQ_SUB, .endpoint = endpoint};
    struct subscriber *new;
    enum status status = STATUS_NO_MEMORY;

    if (topics_count > PREFIXES) {
        struct line line = line_on(why, why_size);

        line_string(&line, "topics: ");
        line_int(&line, (int64_t)topics_count);
        line_string(&line, " given, allowed are ");
        line_int(&line, PREFIXES);
        return STATUS_TOO_MANY;
    }
    new = calloc(1, sizeof(*new));
    if (new &&copy_prefixes(new, topics, topics_count) && (new->topics = topic_table_create()))
        status = zsocket_open(&new->socket, loop, context, &options, on_message, new, why, why_size);
    if (status != STATUS_OK) {
        if (new)
            release(new);
        return status;
    }
    new->callbacks = *callbacks;
    if (callbacks->on_drained)
        new->socket.on_drained = on_drained;
    subscribe(new);
    *subscriber = new;
    return STATUS_OK;
}

void subscriber_destroy(struct subscriber **subscriber)
{
    if (!*subscriber)
        return;
    zsocket_close(&(*subscriber)->socket, on_closed);
    *subscriber = NULL;
}

bool subscriber_joined(const struct subscriber *subscriber)
{
    return subscriber->joined;
}

bool subscriber_certain(const struct subscriber *subscriber)
{
    return subscriber->joined && subscriber->certain;
}

bool subscriber_hears(const struct subscriber *subscriber, struct text topic)
{
    return has_gaps(topic) && is_ours(subscriber, topic);
}

bool subscriber_in_baseline(const struct subscriber *subscriber)
{
    return subscriber->in_baseline;
}

/* What the stream holds. For stream.c and stream_saved.c only; everybody else uses
 * stream.h. */
#ifndef OREWATCH_BROKER_STREAM_STATE_H
#define OREWATCH_BROKER_STREAM_STATE_H

#include "broker/stream.h"
#include "runtime/topic_table.h"

#define HEARTBEAT_BYTES (2u * MIB) /* LIMIT_HEARTBEAT_TOPICS of the longest topics */

/* What is known of one topic. */
struct topic {
    uint64_t seq, offset;
    uint64_t place; /* of its last output in the outbox */
    uint8_t *bytes; /* its last output, kept when the outbox has let it go */
    uint32_t size, capacity;
    bool changed;   /* since the last heartbeat */
    bool transient; /* a status */
};

struct stream {
    struct world world;
    uint64_t epoch, lost, heartbeats, subscriptions;
    int64_t next_beat, next_full, joined_at;
    bool silent, joining;
    struct topic_table *table;
    struct outbox *outbox;
    struct firing *firing;
    struct topic topics[TOPIC_TABLE_CAPACITY];
    uint32_t changed_count, changed[TOPIC_TABLE_CAPACITY];
    uint8_t output[LIMIT_OUTPUT_BYTES];
    uint8_t heartbeat_bytes[HEARTBEAT_BYTES];
    struct heartbeat heartbeat;
};

/* Keeps the last output of a topic; its room grows by doubling and stays. False
 * without memory. */
bool stream_keep(struct topic *topic, const void *bytes, size_t size);

#endif

#include "runtime/newest.h"

#include <stdlib.h>
#include <string.h>

static void forget(struct newest *newest, uint32_t topic)
{
    struct held_message *message = newest->messages[topic];

    if (!message)
        return;
    newest->bytes -= sizeof(*message) + message->size;
    newest->messages[topic] = NULL;
    free(message);
}

void newest_clear(struct newest *newest)
{
    struct held_message *message;

    while ((message = newest_take(newest)))
        free(message);
}

static void line_up(struct newest *newest, uint32_t topic)
{
    if (newest->queued[topic])
        return;
    newest->queued[topic] = true;
    newest->queue[(newest->first + newest->count++) % TOPIC_TABLE_CAPACITY] = topic;
}

bool newest_put(struct newest *newest, uint32_t topic, const struct header *header, struct frame output)
{
    size_t bytes = sizeof(struct held_message) + output.size;
    struct held_message *message;

    forget(newest, topic);
    if (newest->bytes + bytes > HELD_BYTES || !(message = malloc(bytes)))
        return false;
    *message = (struct held_message){.topic = topic, .header = *header, .size = output.size};
    memcpy(message->bytes, output.bytes, output.size);
    newest->messages[topic] = message;
    newest->bytes += bytes;
    line_up(newest, topic);
    return true;
}

struct held_message *newest_take(struct newest *newest)
{
    struct held_message *message = NULL;

    while (!message && newest->count > 0) {
        uint32_t topic = newest->queue[newest->first];

        newest->first = (newest->first + 1) % TOPIC_TABLE_CAPACITY;
        newest->count--;
        message = newest->messages[topic];
        newest->messages[topic] = NULL;
        newest->queued[topic] = false;
    }
    if (message)
        newest->bytes -= sizeof(*message) + message->size;
    return message;
}

#include "runtime/held.h"

#include <stdlib.h>
#include <string.h>

void held_init(struct held *held)
{
    *held = (struct held){0};
    held->last = &held->first;
}

void held_clear(struct held *held)
{
    while (held->first) {
        struct held_message *message = held->first;

        held->first = message->next;
        free(message);
    }
    held_init(held);
}

bool held_put(struct held *held, uint32_t topic, const struct header *header, struct frame output)
{
    size_t bytes = sizeof(struct held_message) + output.size;
    struct held_message *message;

    if (held->bytes + bytes > HELD_BYTES || !(message = malloc(bytes)))
        return false;
    message->next = NULL;
    message->topic = topic;
    message->header = *header;
    message->size = output.size;
    memcpy(message->bytes, output.bytes, output.size);
    *held->last = message;
    held->last = &message->next;
    held->bytes += bytes;
    return true;
}

struct held_message **held_find(struct held *held, bool (*is_wanted)(void *self, uint32_t topic), void *self)
{
    for (struct held_message **place = &held->first; *place; place = &(*place)->next)
        if (is_wanted(self, (*place)->topic))
            return place;
    return NULL;
}

struct held_message *held_take(struct held *held, struct held_message **place)
{
    struct held_message *message = *place;

    *place = message->next;
    if (held->last == &message->next)
        held->last = place;
    held->bytes -= sizeof(*message) + message->size;
    return message;
}

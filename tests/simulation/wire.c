#include "tests/simulation/wire.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void wire_open(struct wire *wire, void (*ring)(void *), void *self)
{
    wire->last = &wire->first;
    wire->alarm = (struct alarm){.ring = ring, .self = self};
}

void wire_put(struct wire *wire, const struct frame *frames, size_t count, int64_t due)
{
    size_t size = 0;
    struct message *message;
    uint8_t *at;

    assert(count <= WIRE_PARTS);
    for (size_t i = 0; i < count; i++)
        size += frames[i].size;
    message = malloc(sizeof(*message) + size);
    assert(message);
    *message = (struct message){.due = due, .count = count};
    at = message->bytes;
    for (size_t i = 0; i < count; i++) {
        message->sizes[i] = frames[i].size;
        if (frames[i].size > 0)
            memcpy(at, frames[i].bytes, frames[i].size);
        at += frames[i].size;
    }
    *wire->last = message;
    wire->last = &message->next;
    if (wire->count++ == 0)
        alarm_set(&wire->alarm, due);
}

struct message *wire_take(struct wire *wire)
{
    struct message *message = wire->first;

    wire->first = message->next;
    if (!wire->first)
        wire->last = &wire->first;
    wire->count--;
    return message;
}

unsigned wire_cut(struct wire *wire, unsigned kept)
{
    struct message **place = &wire->first;
    unsigned lost = 0;

    for (unsigned i = 0; i < kept && *place; i++)
        place = &(*place)->next;
    while (*place) {
        struct message *message = *place;

        *place = message->next;
        wire->count--;
        lost++;
        free(message);
    }
    wire->last = place;
    if (!wire->first)
        alarm_clear(&wire->alarm);
    return lost;
}

size_t message_frames(const struct message *message, struct frame *frames)
{
    const uint8_t *at = message->bytes;

    for (size_t i = 0; i < message->count; i++) {
        frames[i] = (struct frame){at, message->sizes[i]};
        at += message->sizes[i];
    }
    return message->count;
}

/* Messages of the stream that wait until what lies before them was fetched.
 *
 * In the order they came, over all topics, in bounded memory: what finds no room
 * is let go, and is fetched from history like what never came. */
#ifndef OREWATCH_RUNTIME_HELD_H
#define OREWATCH_RUNTIME_HELD_H

#include "runtime/frame.h"
#include "schemas/messages.h"

#define HELD_BYTES (16u * MIB) /* a second of 16,000 outputs */

struct held_message {
    struct held_message *next;
    uint32_t topic;              /* its number, as the holder counts */
    struct header header;
    size_t size;
    uint8_t bytes[];
};

struct held { struct held_message *first, **last; size_t bytes; };

void held_init(struct held *held);
void held_clear(struct held *held);
/* Copies it. False: no room. */
bool held_put(struct held *held, uint32_t topic, const struct header *header, struct frame output);
/* Where the first message stands for which `is_wanted`; NULL: there is none. */
struct held_message **held_find(struct held *held, bool (*is_wanted)(void *self, uint32_t topic), void *self);
/* Takes out what stands there; it is the caller's to free. */
struct held_message *held_take(struct held *held, struct held_message **place);

#endif

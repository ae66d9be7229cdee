/* One direction of a connection: messages in their order, each with the time from
 * which on it may be read. The alarm is that of the first. */
#ifndef OREWATCH_TESTS_SIMULATION_WIRE_H
#define OREWATCH_TESTS_SIMULATION_WIRE_H

#include "runtime/frame.h"
#include "tests/simulation/calendar.h"

#include <stddef.h>

#define WIRE_PARTS 4u /* of a message, at most */

struct message { struct message *next; int64_t due; size_t count, sizes[WIRE_PARTS]; uint8_t bytes[]; };
struct wire { struct message *first, **last; unsigned count; struct alarm alarm; };

void wire_open(struct wire *wire, void (*ring)(void *), void *self);
/* Copies the message. */
void wire_put(struct wire *wire, const struct frame *frames, size_t count, int64_t due);
/* The first message; it is the caller's to free. */
struct message *wire_take(struct wire *wire);
/* Keeps the first ones; returns how many were lost. */
unsigned wire_cut(struct wire *wire, unsigned kept);
/* Points into the message; returns how many. */
size_t message_frames(const struct message *message, struct frame *frames);

#endif

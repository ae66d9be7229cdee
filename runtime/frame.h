/* One part of a message: bytes that somebody else owns. */
#ifndef OREWATCH_RUNTIME_FRAME_H
#define OREWATCH_RUNTIME_FRAME_H

#include <stddef.h>

struct frame { const void *bytes; size_t size; };

#endif

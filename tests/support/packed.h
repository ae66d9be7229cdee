/* MessagePack of what a JSON text says, with ' for ", so that a test can show
 * its message: packed("{'type':'price','value':2548.5}", bytes, sizeof bytes).
 * Nothing is converted: times are integers here. */
#ifndef OREWATCH_TESTS_SUPPORT_PACKED_H
#define OREWATCH_TESTS_SUPPORT_PACKED_H

#include <stddef.h>

size_t packed(const char *json, void *bytes, size_t capacity);

#endif

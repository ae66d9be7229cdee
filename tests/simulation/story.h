/* Events for tests of the broker, as bytes, and what it answered, as words. */
#ifndef OREWATCH_TESTS_SIMULATION_STORY_H
#define OREWATCH_TESTS_SIMULATION_STORY_H

#include "schemas/messages.h"

#include <stddef.h>

#define STORY_EVENT_BYTES 1024u

/* A supply table of aluminum in a region: China delivers `tonnes`, Norway 1 Mt.
 * The engine answers with indicators, and with others for other tonnes. */
size_t story_supply(const char *source, uint64_t id, const char *region, double tonnes, int64_t time, void *bytes);
/* A source about itself. */
size_t story_status(const char *source, uint64_t id, int64_t time, void *bytes);
/* The source and number that story_supply or story_status gave an event. */
void story_name(const void *bytes, size_t size, char source[LIMIT_TOKEN + 1], uint64_t *id);

#endif

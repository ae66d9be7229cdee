/* What the broker says of its sources: `status.<source>.` on the stream, once a
 * second for those whose counters or health changed. */
#ifndef OREWATCH_BROKER_SOURCES_H
#define OREWATCH_BROKER_SOURCES_H

#include "broker/stream.h"
#include "runtime/door.h"

struct sources;

struct sources *sources_create(void); /* NULL: no memory */
void sources_destroy(struct sources **sources);
/* Takes over what a source says of its own health (status events). */
void sources_note(struct sources *sources, const struct event *event);
/* What is known of one source, by the door's number. Texts live as long as both. */
void sources_status(const struct sources *sources, const struct door *door, uint32_t index,
                    struct source_status *status);
/* What sources say of themselves, as a section of a checkpoint; and into sources that
 * heard nothing. DAMAGED, NO_MEMORY: they are of no use. */
void sources_save(const struct sources *sources, struct section_writer *section);
MUST_CHECK enum status sources_load(struct sources *sources, struct section_reader *section);
/* Says what changed since the last time. */
void sources_publish(struct sources *sources, const struct door *door, struct stream *stream, uint64_t offset);

#endif

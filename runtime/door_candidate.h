/* An event before the door: who it says it is, and whether that was here before. */
#ifndef OREWATCH_RUNTIME_DOOR_CANDIDATE_H
#define OREWATCH_RUNTIME_DOOR_CANDIDATE_H

#include "runtime/door_sources.h"
#include "runtime/door_window.h"
#include "schemas/messages.h"

struct candidate {
    const struct event *event;
    struct identity identity;
    uint32_t source; /* SOURCE_NONE: not known yet */
};

struct identity identity_of(const struct event *event, const void *bytes, size_t size);
/* OK: new. DUPLICATE, CONFLICT, GONE: see door.h. */
MUST_CHECK enum status candidate_judge(const struct candidate *candidate, const struct sources *sources,
                                       const struct window *window, struct refusal *refusal);

static inline bool event_has_seq(const struct event *event)
{
    return message_has(event->present, EVENT_HAS_SEQ);
}

#endif

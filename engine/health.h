/* What sources say of themselves: the newest word of each. */
#ifndef OREWATCH_ENGINE_HEALTH_H
#define OREWATCH_ENGINE_HEALTH_H

#include "engine/settings.h"

struct health_kept {
    struct name source, id;  /* of the event: a higher revision replaces it */
    uint64_t revision, offset;
    int64_t time;
    uint8_t health;          /* enum health */
    bool withdrawn;
    uint16_t reason_size, text_size;
    char reason[LIMIT_TITLE], text[LIMIT_TITLE]; /* text: its beginning */
};

struct healths { uint32_t count; struct health_kept health[LIMIT_HEALTHS]; };

enum health_verdict {
    HEALTH_TAKEN,
    HEALTH_OLDER, /* an older revision or an older word: moves nothing */
    HEALTH_FULL,  /* every place is held by a source that is not well */
};

/* Enters a status event. `kept` gets the word. */
enum health_verdict health_take(struct healths *healths, const struct event *event, uint64_t offset,
                                const struct health_kept **kept);
/* The newest word of a source, or NULL. */
const struct health_kept *health_of(const struct healths *healths, const struct name *source);

#endif

/* What operators have said of alerts: acknowledgements and silences.
 *
 * A note speaks of one alert by its id, or of all whose topic begins with a
 * prefix. An acknowledgement holds until the alert fires anew; a silence holds
 * until its time. Neither stops an alert: it is said with the note beside it. */
#ifndef OREWATCH_ENGINE_NOTEBOOK_H
#define OREWATCH_ENGINE_NOTEBOOK_H

#include "engine/alerts.h"

struct note_kept {
    struct name source, id;       /* of the event: a higher revision replaces it */
    uint64_t revision, offset;
    uint8_t type;                 /* EVENT_ACKNOWLEDGE or EVENT_SILENCE */
    int64_t said, until;          /* until: ALWAYS when it holds for good */
    struct name alert;            /* empty: the prefix speaks */
    uint16_t prefix_size, author_size, comment_size;
    char prefix[LIMIT_TOPIC], author[LIMIT_TITLE], comment[LIMIT_COMMENT];
};

struct notebook { uint32_t count; struct note_kept note[LIMIT_NOTES]; };

/* Enters an operator's event. NULL when it was withdrawn, was an older revision,
 * or found every place taken by a note that still holds. */
const struct note_kept *notebook_take(struct notebook *notebook, const struct event *event, uint64_t offset,
                                      int64_t now);
/* The newest note of this type that holds for the alert now, or NULL. */
const struct note_kept *notebook_find(const struct notebook *notebook, enum event_type type,
                                      const struct alert *alert, const struct settings *settings, int64_t now);
bool note_speaks_of(const struct note_kept *note, const struct alert *alert, const struct settings *settings);

#endif

#include "engine/notebook.h"

#include "engine/hash.h"
#include "schemas/topics.h"

#include <assert.h>
#include <string.h>

bool note_speaks_of(const struct note_kept *note, const struct alert *alert, const struct settings *settings)
{
    char bytes[LIMIT_TOPIC], id[17];
    hash_hex(alert->id, id);
    if (note->alert.size > 0)
        return name_is(&note->alert, text_of(id));
    struct line topic = line_on(bytes, sizeof bytes);
    topic_of_alert(name_text(&settings->material[alert->material]), name_text(&settings->region[alert->region].name),
                   alert->kind, &topic);
    return text_starts_with((struct text){bytes, (uint32_t)topic.used},
                            (struct text){note->prefix, note->prefix_size});
}

static bool holds(const struct note_kept *note, int64_t now)
{
    return note->until > now;
}

static struct note_kept *find(struct notebook *notebook, const struct event *event)
{
    for (uint32_t i = 0; i < notebook->count; i++)
        if (name_is(&notebook->note[i].source, event->source) && name_is(&notebook->note[i].id, event->id))
            return &notebook->note[i];
    return NULL;
}

/* A place for a new note: a free one, else that of one that no longer holds, else
 * that of the oldest acknowledgement. A silence is never forgotten. */
static struct note_kept *make_room(struct notebook *notebook, int64_t now)
{
    struct note_kept *oldest = NULL;
    if (notebook->count < LIMIT_NOTES)
        return &notebook->note[notebook->count++];
    for (uint32_t i = 0; i < notebook->count; i++) {
        struct note_kept *note = &notebook->note[i];
        if (!holds(note, now))
            return note;
        if (note->type == EVENT_ACKNOWLEDGE && (oldest == NULL || note->offset < oldest->offset))
            oldest = note;
    }
    return oldest;
}

static uint16_t keep(char *into, size_t room, struct text text)
{
    assert(text.size <= room);
    if (text.size > 0)
        memcpy(into, text.at, text.size);
    return (uint16_t)text.size;
}

static void fill(struct note_kept *note, const struct event *event, uint64_t offset, int64_t now)
{
    const struct operator_event *word = &event->operator;
    memset(note, 0, sizeof *note);
    note->source = name_of(event->source);
    note->id = name_of(event->id);
    note->revision = event->revision;
    note->offset = offset;
    note->type = event->type;
    note->said = now;
    note->until = message_has(event->present, OPERATOR_HAS_UNTIL) ? word->until : ALWAYS;
    note->alert = name_of(word->alert);
    note->prefix_size = keep(note->prefix, sizeof note->prefix, word->prefix);
    note->author_size = keep(note->author, sizeof note->author, word->author);
    note->comment_size = keep(note->comment, sizeof note->comment, word->comment);
}

const struct note_kept *notebook_take(struct notebook *notebook, const struct event *event, uint64_t offset,
                                      int64_t now)
{
    struct note_kept *note = find(notebook, event);
    if (note != NULL && event->revision <= note->revision)
        return NULL;
    if (event->withdrawn) {
        if (note != NULL) {
            note->revision = event->revision;
            note->until = now;
        }
        return NULL;
    }
    if (note == NULL)
        note = make_room(notebook, now);
    if (note == NULL)
        return NULL;
    fill(note, event, offset, now);
    return note;
}

const struct note_kept *notebook_find(const struct notebook *notebook, enum event_type type,
                                      const struct alert *alert, const struct settings *settings, int64_t now)
{
    const struct note_kept *newest = NULL;
    for (uint32_t i = 0; i < notebook->count; i++) {
        const struct note_kept *note = &notebook->note[i];
        bool in_time = holds(note, now) && (type == EVENT_SILENCE || note->said >= alert->since);
        if (note->type == type && in_time && (newest == NULL || note->offset > newest->offset) &&
            note_speaks_of(note, alert, settings))
            newest = note;
    }
    return newest;
}

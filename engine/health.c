#include "engine/health.h"

#include <string.h>

static struct health_kept *find(struct healths *healths, struct text source)
{
    for (uint32_t i = 0; i < healths->count; i++)
        if (name_is(&healths->health[i].source, source))
            return &healths->health[i];
    return NULL;
}

const struct health_kept *health_of(const struct healths *healths, const struct name *source)
{
    for (uint32_t i = 0; i < healths->count; i++)
        if (name_is(&healths->health[i].source, name_text(source)))
            return &healths->health[i];
    return NULL;
}

/* A free place, else that of the source which has been well for longest. */
static struct health_kept *make_room(struct healths *healths)
{
    struct health_kept *oldest = NULL;
    if (healths->count < LIMIT_HEALTHS)
        return &healths->health[healths->count++];
    for (uint32_t i = 0; i < healths->count; i++) {
        struct health_kept *kept = &healths->health[i];
        if (kept->health == HEALTH_OK && (oldest == NULL || kept->offset < oldest->offset))
            oldest = kept;
    }
    return oldest;
}

/* Of one id the higher revision is newer; of two ids the later word. */
static bool newer(const struct event *event, const struct health_kept *kept)
{
    if (name_is(&kept->id, event->id))
        return event->revision > kept->revision;
    return !event->withdrawn && event->time >= kept->time;
}

static uint16_t keep(char into[LIMIT_TITLE], struct text text)
{
    uint32_t size = text_cut(text, LIMIT_TITLE);
    if (size > 0)
        memcpy(into, text.at, size);
    return (uint16_t)size;
}

enum health_verdict health_take(struct healths *healths, const struct event *event, uint64_t offset,
                                const struct health_kept **kept)
{
    struct health_kept *health = find(healths, event->source);
    if (health == NULL ? event->withdrawn : !newer(event, health))
        return HEALTH_OLDER;
    if (health == NULL)
        health = make_room(healths);
    if (health == NULL)
        return HEALTH_FULL;
    *kept = health;
    if (event->withdrawn) { /* what it had said stays, for people */
        health->revision = event->revision;
        health->offset = offset;
        health->withdrawn = true;
        return HEALTH_TAKEN;
    }
    *health = (struct health_kept){.source = name_of(event->source), .id = name_of(event->id),
                                   .revision = event->revision, .offset = offset, .time = event->time,
                                   .health = event->status.health};
    health->reason_size = keep(health->reason, event->status.reason);
    health->text_size = keep(health->text, event->status.text);
    return HEALTH_TAKEN;
}

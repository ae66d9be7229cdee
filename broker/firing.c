#include "broker/firing.h"

#include <assert.h>
#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define BUCKETS (2u * LIMIT_ALERTS)

static_assert((BUCKETS & (BUCKETS - 1)) == 0, "a power of two");

struct firing {
    uint32_t count;
    struct firing_alert *first, *last; /* in the order they were said */
    struct firing_alert *buckets[BUCKETS];
};

struct firing *firing_create(void)
{
    return calloc(1, sizeof(struct firing));
}

void firing_destroy(struct firing **firing)
{
    if (!*firing)
        return;
    for (struct firing_alert *alert = (*firing)->first, *after; alert; alert = after) {
        after = alert->after;
        free(alert);
    }
    free(*firing);
    *firing = NULL;
}

uint32_t firing_count(const struct firing *firing)
{
    return firing->count;
}

static struct firing_alert **bucket_of(struct firing *firing, struct text id)
{
    return &firing->buckets[XXH3_64bits(id.at, id.size) & (BUCKETS - 1)];
}

/* Where the pointer to it stands, or would stand. */
static struct firing_alert **link_to(struct firing *firing, struct text id)
{
    struct firing_alert **link = bucket_of(firing, id);

    while (*link && !text_equal((struct text){(*link)->id, (*link)->id_size}, id))
        link = &(*link)->bucket_next;
    return link;
}

static void take_out(struct firing *firing, struct firing_alert **link)
{
    struct firing_alert *alert = *link;

    if (!alert)
        return;
    *link = alert->bucket_next;
    *(alert->before ? &alert->before->after : &firing->first) = alert->after;
    *(alert->after ? &alert->after->before : &firing->last) = alert->before;
    firing->count--;
    free(alert);
}

static void append(struct firing *firing, struct firing_alert *alert)
{
    struct firing_alert **bucket = bucket_of(firing, (struct text){alert->id, alert->id_size});

    alert->bucket_next = *bucket;
    *bucket = alert;
    alert->before = firing->last;
    *(firing->last ? &firing->last->after : &firing->first) = alert;
    firing->last = alert;
    firing->count++;
}

bool firing_keep(struct firing *firing, struct text id, const struct firing_alert *as, const void *bytes, size_t size)
{
    struct firing_alert *new;

    take_out(firing, link_to(firing, id));
    assert(id.size <= LIMIT_TOKEN && size <= LIMIT_OUTPUT_BYTES);
    if (firing->count == LIMIT_ALERTS || !(new = malloc(sizeof(*new) + size)))
        return false;
    *new = *as;
    new->after = NULL;
    new->id_size = id.size;
    memcpy(new->id, id.at, id.size);
    new->size = (uint32_t)size;
    memcpy(new->bytes, bytes, size);
    append(firing, new);
    return true;
}

bool firing_say(struct firing *firing, const struct alert_output *alert, const struct firing_alert *as,
                const void *bytes, size_t size)
{
    if (alert->state != ALERT_RESOLVED)
        return firing_keep(firing, alert->id, as, bytes, size);
    take_out(firing, link_to(firing, alert->id));
    return true;
}

const struct firing_alert *firing_from(const struct firing *firing, uint64_t place)
{
    const struct firing_alert *alert = firing->first;

    while (alert && alert->place < place)
        alert = alert->after;
    return alert;
}

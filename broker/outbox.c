#include "broker/outbox.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static_assert((OUTBOX_OUTPUTS & (OUTBOX_OUTPUTS - 1)) == 0, "a power of two");
static_assert(OUTBOX_BYTES >= 2 * LIMIT_OUTPUT_BYTES, "the largest output always fits");

struct outbox {
    uint64_t oldest, next; /* places */
    uint64_t head;         /* of the bytes; rises for ever */
    uint8_t *bytes;
    struct posted posted[OUTBOX_OUTPUTS];
};

static struct posted *posted_at(struct outbox *outbox, uint64_t place)
{
    return &outbox->posted[place & (OUTBOX_OUTPUTS - 1)];
}

struct outbox *outbox_create(void)
{
    struct outbox *outbox = calloc(1, sizeof(*outbox));

    if (!outbox)
        return NULL;
    outbox->bytes = malloc(OUTBOX_BYTES);
    if (!outbox->bytes)
        outbox_destroy(&outbox);
    return outbox;
}

void outbox_destroy(struct outbox **outbox)
{
    if (!*outbox)
        return;
    free((*outbox)->bytes);
    free(*outbox);
    *outbox = NULL;
}

void outbox_begin_at(struct outbox *outbox, uint64_t place)
{
    assert(outbox->next == outbox->oldest);
    outbox->oldest = outbox->next = place;
}

static bool is_kept(const struct outbox *outbox, uint64_t place)
{
    return place >= outbox->oldest && place < outbox->next;
}

/* Bytes that lie between the oldest output and `end`. */
static uint64_t held(struct outbox *outbox, uint64_t end)
{
    return outbox->oldest == outbox->next ? 0 : end - posted_at(outbox, outbox->oldest)->at;
}

uint64_t outbox_put(struct outbox *outbox, uint32_t topic, uint64_t seq, uint64_t offset, uint64_t before,
                    const void *bytes, size_t size)
{
    uint64_t rest = OUTBOX_BYTES - outbox->head % OUTBOX_BYTES;
    uint64_t at = size > rest ? outbox->head + rest : outbox->head;
    uint64_t place = outbox->next;

    assert(size <= LIMIT_OUTPUT_BYTES);
    while (place - outbox->oldest >= OUTBOX_OUTPUTS || held(outbox, at + size) > OUTBOX_BYTES)
        outbox->oldest++;
    if (is_kept(outbox, before))
        posted_at(outbox, before)->after = place;
    *posted_at(outbox, place) = (struct posted){.seq = seq,
                                                .offset = offset,
                                                .before = before,
                                                .after = OUTBOX_NOWHERE,
                                                .at = at,
                                                .size = (uint32_t)size,
                                                .topic = topic,
                                                .bytes = outbox->bytes + at % OUTBOX_BYTES};
    memcpy(outbox->bytes + at % OUTBOX_BYTES, bytes, size);
    outbox->head = at + size;
    outbox->next++;
    return place;
}

bool outbox_get(const struct outbox *outbox, uint64_t place, struct posted *posted)
{
    if (!is_kept(outbox, place))
        return false;
    *posted = outbox->posted[place & (OUTBOX_OUTPUTS - 1)];
    return true;
}

uint64_t outbox_places(const struct outbox *outbox, uint64_t *next)
{
    *next = outbox->next;
    return outbox->oldest;
}

uint64_t outbox_find(const struct outbox *outbox, uint64_t last, uint64_t from)
{
    uint64_t found = OUTBOX_NOWHERE;
    struct posted posted;

    for (uint64_t place = last; outbox_get(outbox, place, &posted) && posted.seq >= from; place = posted.before)
        found = place;
    return found;
}

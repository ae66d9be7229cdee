#include "broker/group.h"

#include <assert.h>
#include <string.h>

#define NOT_KEPT  UINT32_MAX
#define ALIGNMENT 16u

void group_clear(struct group *group, uint64_t first_offset)
{
    group->first_offset = first_offset;
    group->items_count = group->events_count = group->tickets_count = 0;
    group->bytes_used = group->decoded_used = group->ticket_bytes_used = 0;
    credit_clear(&group->credit);
}

bool group_has_room(const struct group *group)
{
    return group->items_count + LIMIT_BATCH_EVENTS + GROUP_OWN_ITEMS <= GROUP_ITEMS &&
           group->bytes_used + LIMIT_BATCH_BYTES <= GROUP_BYTES && group->tickets_count < GROUP_TICKETS &&
           group->ticket_bytes_used + 2 * GROUP_PEER + GROUP_RECEIPT_BYTES <= GROUP_TICKET_BYTES;
}

const uint8_t *group_copy(struct group *group, const void *bytes, size_t size)
{
    uint8_t *copy = group->bytes + group->bytes_used;

    assert(size <= GROUP_BYTES - group->bytes_used);
    memcpy(copy, bytes, size);
    group->bytes_used += (uint32_t)size;
    return copy;
}

/* How much of the struct an event of this type uses. */
static size_t extent_of(const struct event *event)
{
    switch ((enum event_type)event->type) {
    case EVENT_PRICE:
        return offsetof(struct event, price) + sizeof(event->price);
    case EVENT_POLICY:
        return offsetof(struct event, policy) + sizeof(event->policy);
    case EVENT_NEWS:
        return offsetof(struct event, news.signals) + event->news.signals_count * sizeof(event->news.signals[0]);
    case EVENT_STATUS:
        return offsetof(struct event, status) + sizeof(event->status);
    case EVENT_ACKNOWLEDGE:
    case EVENT_SILENCE:
        return offsetof(struct event, operator) + sizeof(event->operator);
    case EVENT_BASELINE:
    case EVENT_TYPES:
        break;
    }
    return sizeof(*event);
}

static bool has_room(const struct group *group)
{
    return GROUP_DECODED_BYTES - group->decoded_used >= sizeof(struct event);
}

struct event *group_room(struct group *group)
{
    return has_room(group) ? (struct event *)(void *)(group->decoded + group->decoded_used) : NULL;
}

void group_take_room(struct group *group)
{
    assert(has_room(group));
    group->decoded_used += (uint32_t)(extent_of(group_room(group)) + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
}

/* Where the event stands among the decoded ones; one from elsewhere is not kept. */
static uint32_t place_of(const struct group *group, const struct event *event)
{
    uintptr_t place = (uintptr_t)event - (uintptr_t)group->decoded;

    return place < GROUP_DECODED_BYTES ? (uint32_t)place : NOT_KEPT;
}

static void add(struct group *group, enum entry_kind kind, int64_t received, const void *bytes, size_t size,
                uint32_t decoded_at)
{
    assert(group->items_count < GROUP_ITEMS);
    group->unanswered[group->items_count] = false;
    group->items[group->items_count] =
        (struct commit_item){.kind = kind, .size = (uint32_t)size, .received = received, .bytes = bytes};
    group->decoded_at[group->items_count++] = decoded_at;
}

void group_add_event(struct group *group, const void *bytes, size_t size, const struct event *event, bool unanswered)
{
    add(group, ENTRY_EVENTS, event->received, bytes, size, place_of(group, event));
    group->unanswered[group->items_count - 1] = unanswered;
    group->events_count++;
}

void group_add_own(struct group *group, enum entry_kind kind, int64_t received, const void *bytes, size_t size)
{
    assert(kind != ENTRY_EVENTS);
    add(group, kind, received, bytes, size, NOT_KEPT);
}

const struct event *group_event(const struct group *group, uint32_t item)
{
    uint32_t at = group->decoded_at[item];

    return at == NOT_KEPT ? NULL : (const struct event *)(const void *)(group->decoded + at);
}

struct ticket *group_add_ticket(struct group *group, struct frame peer, struct frame number, uint32_t events)
{
    struct ticket *ticket = &group->tickets[group->tickets_count++];
    uint8_t *at = group->ticket_bytes + group->ticket_bytes_used;

    assert(group->tickets_count <= GROUP_TICKETS);
    assert(peer.size <= GROUP_PEER && number.size <= GROUP_PEER);
    *ticket = (struct ticket){.at = group->ticket_bytes_used,
                              .events = events,
                              .peer_size = (uint8_t)peer.size,
                              .number_size = (uint8_t)number.size};
    memcpy(at, peer.bytes, peer.size);
    memcpy(at + peer.size, number.bytes, number.size);
    return ticket;
}

uint8_t *group_receipt(struct group *group, const struct ticket *ticket)
{
    return group->ticket_bytes + ticket->at + ticket->peer_size + ticket->number_size;
}

void group_set_receipt_size(struct group *group, struct ticket *ticket, size_t size)
{
    assert(size > 0 && size <= GROUP_RECEIPT_BYTES);
    ticket->receipt_size = (uint32_t)size;
    group->ticket_bytes_used = (uint32_t)(ticket->at + ticket->peer_size + ticket->number_size + size);
}

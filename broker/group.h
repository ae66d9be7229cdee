/* A group: the entries that become durable together, and the receipts that wait
 * for it. There are two: one gathers while the other commits.
 *
 * The bytes of a batch are copied once; events stay where they are in it, decoded
 * beside, so that the engine need not decode again after the commit. A decoded
 * event that finds no room is decoded a second time: its bytes are kept.
 * Invariant: while group_has_room, one more batch of any content fits. */
#ifndef OREWATCH_BROKER_GROUP_H
#define OREWATCH_BROKER_GROUP_H

#include "broker/credit.h"
#include "broker/world.h"
#include "runtime/log.h"

#define GROUP_ITEMS 8192u                 /* two of the largest batches: 2 ms of engine */
#define GROUP_BYTES (3u * MIB)            /* three of the largest batches */
#define GROUP_DECODED_BYTES (4u * MIB)    /* a price takes 250 bytes: all of a group's prices fit */
#define GROUP_TICKETS 2048u               /* batches of one event each */
#define GROUP_TICKET_BYTES (1u * MIB)     /* their receipts; an ordinary one has 60 bytes */
#define GROUP_PEER 255u                   /* ZeroMQ's limit of a routing id */
#define GROUP_RECEIPT_BYTES (256u * KIB)  /* the largest receipt; see receipts.h */
#define GROUP_OWN_ITEMS 4u                /* tick, configuration, rules: the broker's own entries */

static_assert(GROUP_ITEMS >= LIMIT_BATCH_EVENTS + GROUP_OWN_ITEMS, "a batch fits a group");
static_assert(GROUP_BYTES >= LIMIT_BATCH_BYTES, "a batch fits a group");
static_assert(GROUP_TICKETS <= CREDIT_PEERS, "each ticket may be of another peer");
static_assert(GROUP_ITEMS <= LOG_COMMIT_ENTRIES, "a group is one commit");
static_assert(GROUP_BYTES + LIMIT_BATCH_BYTES <= LOG_COMMIT_BYTES, "with configuration and rules too");

/* A batch that waits for its receipt. */
struct ticket {
    uint32_t at;                          /* of peer, number and receipt, one after the other */
    uint32_t receipt_size;
    uint32_t events;                      /* in the batch */
    uint8_t peer_size, number_size;
};

struct group {
    uint64_t first_offset;                /* of its first event */
    uint32_t items_count, events_count, tickets_count;
    uint32_t bytes_used, decoded_used, ticket_bytes_used;
    struct credit credit;                 /* events that wait for a receipt, by peer */
    struct commit_item items[GROUP_ITEMS];
    bool unanswered[GROUP_ITEMS];         /* the event came through open: no receipt tells of it */
    uint32_t decoded_at[GROUP_ITEMS];
    struct ticket tickets[GROUP_TICKETS];
    uint8_t bytes[GROUP_BYTES];
    uint8_t ticket_bytes[GROUP_TICKET_BYTES];
    _Alignas(16) uint8_t decoded[GROUP_DECODED_BYTES];
};

void group_clear(struct group *group, uint64_t first_offset);
bool group_has_room(const struct group *group);
/* Copies a batch; its events may then be added. */
const uint8_t *group_copy(struct group *group, const void *bytes, size_t size);
/* Where an event may be decoded, so that it need not be copied; NULL: no room. */
struct event *group_room(struct group *group);
/* Keeps what was decoded there. */
void group_take_room(struct group *group);
/* Adds an accepted event, whose texts point into the group's copy. `unanswered`:
 * no receipt will tell of it. */
void group_add_event(struct group *group, const void *bytes, size_t size, const struct event *event, bool unanswered);
/* Adds a tick, a configuration, rules: the bytes are the caller's. */
void group_add_own(struct group *group, enum entry_kind kind, int64_t received, const void *bytes, size_t size);
/* The decoded event of an item, NULL when it has to be decoded again. */
const struct event *group_event(const struct group *group, uint32_t item);
/* Adds a ticket; the receipt is written by the caller at group_receipt, at most
 * GROUP_RECEIPT_BYTES, and its size set. */
struct ticket *group_add_ticket(struct group *group, struct frame peer, struct frame number, uint32_t events);
uint8_t *group_receipt(struct group *group, const struct ticket *ticket);
void group_set_receipt_size(struct group *group, struct ticket *ticket, size_t size);

#endif

#include "broker/ingest.h"

#include "broker/received.h"
#include "schemas/refusal.h"

#include <assert.h>

#define INGEST_FRAMES 3u /* peer, number, events; a fourth says when they were received */
#define OPEN_FRAMES   2u /* topic, events */
#define NUMBER_BYTES  8u

/* A batch on its way in. */
struct arrival {
    enum endpoint endpoint;
    struct frame peer, events;
    const struct frame *received; /* NULL: not sent */
};

/* ---- refusing -------------------------------------------------------------- */

/* Reasons that lie in the moment and not in the event: it may come again as it is. */
static const bool passing[STATUSES] = {
    [STATUS_OVER_CREDIT] = true,
    [STATUS_NO_SPACE] = true,
    [STATUS_IO] = true,
    [STATUS_NO_MEMORY] = true,
};

static void refuse_event(struct ingest *ingest, enum endpoint endpoint, uint32_t index, const struct refusal *refusal,
                         struct frame bytes)
{
    draft_refuse(ingest->draft, index, refusal);
    refusals_say(&ingest->refusals, ingest->world, endpoint, index, refusal);
    if (endpoint == ENDPOINT_OPEN || !passing[refusal->status])
        quarantine_put(ingest->quarantine, ingest->world->now(ingest->world->self), endpoint_names[endpoint], index,
                       refusal, bytes);
}

/* "a message of 5 frames; a publication has 2: topic and events" */
static void no_batch(struct refusal *refusal, uint64_t actual, const char *wanted)
{
    struct line line = refuse(refusal, STATUS_NOT_A_BATCH, TEXT(""));

    line_string(&line, "a message of ");
    line_uint(&line, actual);
    line_string(&line, actual == 1 ? " frame; " : " frames; ");
    line_string(&line, wanted);
}

/* Takes the batch apart to refuse each of its events; after one whose end cannot
 * be found, the others are refused without bytes. */
static void refuse_all(struct ingest *ingest, enum endpoint endpoint, struct batch *batch,
                       const struct refusal *refusal)
{
    struct refusal unused;
    enum status status;
    struct frame event;
    uint32_t index = 0;

    for (; index < batch->count && batch_next(batch, &event.bytes, &event.size, &status, &unused); index++)
        refuse_event(ingest, endpoint, index, refusal, event);
    for (; index < batch->count; index++)
        draft_refuse(ingest->draft, index, refusal);
}

/* ---- one batch ------------------------------------------------------------- */

/* Events are decoded some at a time before the first of them goes through the
 * door, so that what it remembers of each has come out of memory by then. */
#define ABREAST 16u

/* A decoded event in front of the door. */
struct waiting {
    struct frame bytes;
    struct event *event;
    struct identity identity;
};

/* Decodes the next event of the batch; false when there is none. */
static bool decode(struct ingest *ingest, struct batch *batch, struct waiting *next, enum status *status,
                   struct refusal *refusal)
{
    struct group *group = sequencer_gathering(ingest->sequencer);
    struct event *room = group_room(group);

    next->event = room ? room : &ingest->event;
    if (!batch_decode(batch, &next->bytes.bytes, &next->bytes.size, next->event, &ingest->draft->unknown, status,
                      refusal))
        return false;
    if (*status != STATUS_OK)
        return true;
    if (room)
        group_take_room(group);
    next->identity = door_identify(ingest->door, next->event, next->bytes.bytes, next->bytes.size);
    return true;
}

static void admit(struct ingest *ingest, enum endpoint endpoint, uint32_t index, const struct waiting *waiting,
                  int64_t now, int64_t sent)
{
    struct frame bytes = waiting->bytes;
    struct refusal refusal;
    enum status status;

    status = door_admit_identified(ingest->door, &ingest->fold->names, &waiting->identity, now, sent, waiting->event,
                                   &refusal);
    if (status == STATUS_OK) {
        group_add_event(sequencer_gathering(ingest->sequencer), bytes.bytes, bytes.size, waiting->event,
                        endpoint == ENDPOINT_OPEN);
        sequencer_take_offset(ingest->sequencer);
        ingest->draft->receipt.accepted++;
    } else if (status == STATUS_DUPLICATE) {
        ingest->draft->receipt.duplicate++;
    } else {
        refuse_event(ingest, endpoint, index, &refusal, bytes);
    }
}

static void admit_all(struct ingest *ingest, enum endpoint endpoint, struct batch *batch, bool has_received)
{
    int64_t now = ingest->world->now(ingest->world->self);
    struct waiting waiting[ABREAST];
    struct refusal refusal;
    enum status status;
    uint32_t index = 0;

    for (bool more = true; more;) {
        uint32_t count = 0;

        status = STATUS_OK;
        while (count < ABREAST && (more = decode(ingest, batch, &waiting[count], &status, &refusal)) &&
               status == STATUS_OK && waiting[count++].event != &ingest->event)
            continue;
        for (uint32_t i = 0; i < count; i++, index++)
            admit(ingest, endpoint, index, &waiting[i], now, has_received ? ingest->received[index] : 0);
        if (status != STATUS_OK)
            refuse_event(ingest, endpoint, index++, &refusal, waiting[count].bytes);
    }
    /* After an event whose end cannot be found, the others cannot be read. */
    for (; index < batch->count; index++)
        draft_refuse(ingest->draft, index, &refusal);
}

static bool within_credit(struct ingest *ingest, const struct arrival *arrival, uint32_t events,
                          struct refusal *refusal)
{
    uint64_t peer = credit_peer(arrival->peer, ingest->peers);
    uint32_t outstanding = sequencer_outstanding(ingest->sequencer, peer);
    struct line line;

    if (events + outstanding <= LIMIT_CREDIT) {
        credit_add(&sequencer_gathering(ingest->sequencer)->credit, peer, events);
        return true;
    }
    line = refuse(refusal, STATUS_OVER_CREDIT, TEXT(""));
    line_string(&line, "a batch of ");
    line_uint(&line, events);
    line_string(&line, " events while ");
    line_uint(&line, outstanding);
    line_string(&line, " wait for their receipt; at most ");
    line_uint(&line, LIMIT_CREDIT);
    line_string(&line, " may be outstanding; send it again after the next receipt");
    return false;
}

/* What can be said of a batch before its events are looked at. */
static bool may_enter(struct ingest *ingest, const struct arrival *arrival, uint32_t events, struct refusal *refusal)
{
    if (ingest->sequencer->failure != STATUS_OK) {
        sequencer_refusal(ingest->sequencer, refusal);
        return false;
    }
    if (arrival->received && received_decode(arrival->received->bytes, arrival->received->size, ingest->received,
                                             events, refusal) != STATUS_OK)
        return false;
    return arrival->endpoint == ENDPOINT_OPEN || within_credit(ingest, arrival, events, refusal);
}

/* Takes a batch in and drafts its receipt; returns how many events it has. */
static uint32_t take_batch(struct ingest *ingest, const struct arrival *arrival)
{
    struct refusal refusal;
    struct batch batch;

    if (batch_open(&batch, arrival->events.bytes, arrival->events.size, &refusal) != STATUS_OK) {
        refuse_event(ingest, arrival->endpoint, 0, &refusal, arrival->events);
        return 1;
    }
    if (!may_enter(ingest, arrival, batch.count, &refusal)) {
        refuse_all(ingest, arrival->endpoint, &batch, &refusal);
        return batch.count;
    }
    batch.at = sequencer_hold(ingest->sequencer, arrival->events.bytes, arrival->events.size);
    admit_all(ingest, arrival->endpoint, &batch, arrival->received != NULL);
    return batch.count;
}

/* ---- the two endpoints ----------------------------------------------------- */

/* Drafts the receipt of a message whose number can be answered. */
static uint32_t take_message(struct ingest *ingest, const struct frame *frames, size_t count)
{
    struct arrival arrival = {.endpoint = ENDPOINT_INGEST, .peer = frames[0]};
    struct refusal refusal;

    if (frames[1].size != NUMBER_BYTES) {
        struct line line = refuse(&refusal, STATUS_NOT_A_BATCH, TEXT(""));

        line_string(&line, "a batch number of ");
        line_uint(&line, frames[1].size);
        line_string(&line, " bytes; it has 8");
    } else if (count != INGEST_FRAMES && count != INGEST_FRAMES + 1) {
        no_batch(&refusal, count - 1, "a batch has 2 or 3: number, events, and perhaps `received`");
    } else {
        arrival.events = frames[2];
        if (count > INGEST_FRAMES && ingest->clock == CLOCK_EVENTS)
            arrival.received = &frames[3];
        return take_batch(ingest, &arrival);
    }
    refuse_event(ingest, ENDPOINT_INGEST, 0, &refusal, frames[count > 2 ? 2 : 1]);
    return 1;
}

/* What the receipt begins with: also who sent no number is answered, by the
 * beginning of what came in its place. */
static struct frame number_of(struct frame frame)
{
    return (struct frame){frame.bytes, frame.size < GROUP_PEER ? frame.size : GROUP_PEER};
}

void ingest_receive(struct ingest *ingest, const struct frame *frames, size_t count)
{
    struct group *group = sequencer_gathering(ingest->sequencer);
    struct ticket *ticket;
    uint32_t events;

    assert(count >= 2); /* a ROUTER puts the peer before the frames, and there is one at least */
    draft_begin(ingest->draft);
    events = take_message(ingest, frames, count);
    ticket = group_add_ticket(group, frames[0], number_of(frames[1]), events);
    group_set_receipt_size(group, ticket,
                           draft_encode(ingest->draft, ingest->sequencer->next_offset - 1, group_receipt(group, ticket),
                                        GROUP_RECEIPT_BYTES));
    sequencer_push(ingest->sequencer);
}

void open_receive(struct ingest *ingest, const struct frame *frames, size_t count)
{
    struct arrival arrival = {.endpoint = ENDPOINT_OPEN};
    struct refusal refusal;

    draft_begin(ingest->draft);
    if (count != OPEN_FRAMES) {
        no_batch(&refusal, count, "a publication has 2: topic and events");
        refuse_event(ingest, ENDPOINT_OPEN, 0, &refusal, frames[count - 1]);
        return;
    }
    arrival.events = frames[1];
    take_batch(ingest, &arrival);
    sequencer_push(ingest->sequencer);
}

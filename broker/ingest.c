#include "broker/ingest.h"

#include "broker/received.h"

#include <assert.h>

#define INGEST_FRAMES 3u /* peer, number, events; a fourth says when they were received */
#define OPEN_FRAMES   2u /* topic, events */
#define NUMBER_BYTES  8u

/* ---- refusing -------------------------------------------------------------- */

static void refuse(struct ingest *ingest, enum endpoint endpoint, uint32_t index, const struct refusal *refusal)
{
    draft_refuse(ingest->draft, index, refusal);
    refusals_say(&ingest->refusals, ingest->world, endpoint, index, refusal);
}

static struct refusal whole(enum status status, const char *what, uint64_t actual)
{
    struct refusal refusal = {.status = status};
    struct line line = line_on(refusal.text, sizeof(refusal.text));

    line_string(&line, what);
    line_int(&line, (int64_t)actual);
    return refusal;
}

static void refuse_from(struct ingest *ingest, enum endpoint endpoint, uint32_t from, uint32_t count,
                        const struct refusal *refusal)
{
    for (uint32_t index = from; index < count; index++)
        refuse(ingest, endpoint, index, refusal);
}

/* ---- one batch ------------------------------------------------------------- */

static void admit(struct ingest *ingest, enum endpoint endpoint, uint32_t index, const void *bytes, size_t size,
                  int64_t now, int64_t sent)
{
    struct refusal refusal;
    enum status status;

    status = door_admit(ingest->door, &ingest->fold->names, bytes, size, now, sent, &ingest->event,
                        &ingest->draft->unknown, &refusal);
    if (status == STATUS_OK) {
        group_add_event(sequencer_gathering(ingest->sequencer), bytes, size, &ingest->event);
        sequencer_take_offset(ingest->sequencer);
        ingest->draft->receipt.accepted++;
    } else if (status == STATUS_DUPLICATE) {
        ingest->draft->receipt.duplicate++;
    } else {
        refuse(ingest, endpoint, index, &refusal);
    }
}

static void admit_all(struct ingest *ingest, enum endpoint endpoint, struct batch *batch, bool has_received)
{
    int64_t now = ingest->world->now(ingest->world->self);
    struct refusal refusal;
    enum status status;
    const void *bytes;
    uint32_t index = 0;
    size_t size;

    for (; batch_next(batch, &bytes, &size, &status, &refusal); index++) {
        if (status == STATUS_OK)
            admit(ingest, endpoint, index, bytes, size, now, has_received ? ingest->received[index] : 0);
        else
            refuse(ingest, endpoint, index, &refusal);
    }
    /* After an event whose end cannot be found, the others cannot be read. */
    refuse_from(ingest, endpoint, index, batch->count, &refusal);
}

/* Takes a batch in and drafts its receipt; returns how many events it has. */
static uint32_t take_batch(struct ingest *ingest, enum endpoint endpoint, struct frame events,
                           const struct frame *received)
{
    bool has_received = received && ingest->clock == CLOCK_EVENTS;
    struct refusal refusal;
    struct batch batch;

    if (events.size > LIMIT_BATCH_BYTES) {
        refusal = whole(STATUS_TOO_LARGE, "batch: allowed are 1048576 bytes, this one has ", events.size);
        refuse(ingest, endpoint, 0, &refusal);
        return 1;
    }
    events.bytes = group_copy(sequencer_gathering(ingest->sequencer), events.bytes, events.size);
    if (batch_open(&batch, events.bytes, events.size, &refusal) != STATUS_OK) {
        refuse(ingest, endpoint, 0, &refusal);
        return 1;
    }
    if (ingest->sequencer->failure != STATUS_OK) {
        sequencer_refusal(ingest->sequencer, &refusal);
        refuse_from(ingest, endpoint, 0, batch.count, &refusal);
    } else if (has_received &&
               received_decode(received->bytes, received->size, ingest->received, batch.count, &refusal) != STATUS_OK) {
        refuse_from(ingest, endpoint, 0, batch.count, &refusal);
    } else {
        admit_all(ingest, endpoint, &batch, has_received);
    }
    return batch.count;
}

/* ---- the two endpoints ----------------------------------------------------- */

void ingest_receive(struct ingest *ingest, const struct frame *frames, size_t count)
{
    struct group *group = sequencer_gathering(ingest->sequencer);
    struct refusal refusal;
    struct ticket *ticket;
    uint32_t events = 1;

    if (count < 2 || frames[1].size > GROUP_PEER) {
        refusal =
            whole(STATUS_NOT_A_BATCH, "batch: its first frame is a number of 8 bytes; frames that came: ", count - 1);
        refusals_say(&ingest->refusals, ingest->world, ENDPOINT_INGEST, 0, &refusal);
        return;
    }
    draft_begin(ingest->draft);
    if (frames[1].size != NUMBER_BYTES) {
        refusal = whole(STATUS_NOT_A_BATCH, "batch: its number has 8 bytes, this one has ", frames[1].size);
        refuse(ingest, ENDPOINT_INGEST, 0, &refusal);
    } else if (count != INGEST_FRAMES && count != INGEST_FRAMES + 1) {
        refusal = whole(STATUS_NOT_A_BATCH,
                        "batch: number, events and at most `received` are 2 or 3 frames, this one has ", count - 1);
        refuse(ingest, ENDPOINT_INGEST, 0, &refusal);
    } else {
        events = take_batch(ingest, ENDPOINT_INGEST, frames[2], count > INGEST_FRAMES ? &frames[3] : NULL);
    }
    ticket = group_add_ticket(group, frames[0], frames[1], events);
    group_set_receipt_size(group, ticket,
                           draft_encode(ingest->draft, ingest->sequencer->next_offset - 1, group_receipt(group, ticket),
                                        GROUP_RECEIPT_BYTES));
    sequencer_push(ingest->sequencer);
}

void open_receive(struct ingest *ingest, const struct frame *frames, size_t count)
{
    struct refusal refusal;

    if (count != OPEN_FRAMES) {
        refusal = whole(STATUS_NOT_A_BATCH, "batch: topic and events are 2 frames, this one has ", count);
        refusals_say(&ingest->refusals, ingest->world, ENDPOINT_OPEN, 0, &refusal);
        return;
    }
    draft_begin(ingest->draft);
    take_batch(ingest, ENDPOINT_OPEN, frames[1], NULL);
    sequencer_push(ingest->sequencer);
}

#include "broker/sequencer.h"

#include "runtime/door.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

bool sequencer_init(struct sequencer *sequencer, const struct world *world, struct fold *fold, struct door *door,
                    struct draft *draft, struct quarantine *quarantine, bool journal)
{
    *sequencer = (struct sequencer){.world = world,
                                    .fold = fold,
                                    .door = door,
                                    .draft = draft,
                                    .quarantine = quarantine,
                                    .journal = journal};
    sequencer->gathering = calloc(1, sizeof(struct group));
    sequencer->committing = calloc(1, sizeof(struct group));
    if (!sequencer->gathering || !sequencer->committing)
        return false;
    sequencer_resume(sequencer);
    return true;
}

void sequencer_close(struct sequencer *sequencer)
{
    free(sequencer->gathering);
    free(sequencer->committing);
    sequencer->gathering = sequencer->committing = NULL;
}

void sequencer_resume(struct sequencer *sequencer)
{
    sequencer->next_offset = sequencer->fold->offset + 1;
    group_clear(sequencer->gathering, sequencer->next_offset);
    group_clear(sequencer->committing, sequencer->next_offset);
}

struct group *sequencer_gathering(struct sequencer *sequencer)
{
    return sequencer->gathering;
}

const uint8_t *sequencer_hold(struct sequencer *sequencer, const void *bytes, size_t size)
{
    return sequencer->journal ? group_copy(sequencer->gathering, bytes, size) : bytes;
}

uint64_t sequencer_take_offset(struct sequencer *sequencer)
{
    return sequencer->next_offset++;
}

uint32_t sequencer_outstanding(const struct sequencer *sequencer, uint64_t peer)
{
    return credit_outstanding(&sequencer->gathering->credit, peer) +
           credit_outstanding(&sequencer->committing->credit, peer);
}

bool sequencer_idle(const struct sequencer *sequencer)
{
    return !sequencer->is_committing && sequencer->gathering->items_count == 0 &&
           sequencer->gathering->tickets_count == 0;
}

/* ---- receipts -------------------------------------------------------------- */

static struct frame receipt_of(struct group *group, const struct ticket *ticket)
{
    return (struct frame){group_receipt(group, ticket), ticket->receipt_size};
}

/* A receipt that its peer does not take is gone: the peer sends the batch again. */
static void answer(struct sequencer *sequencer, struct group *group, const struct ticket *ticket, struct frame receipt)
{
    const uint8_t *at = group->ticket_bytes + ticket->at;
    struct frame frames[] = {{at, ticket->peer_size}, {at + ticket->peer_size, ticket->number_size}, receipt};

    sequencer->world->send(sequencer->world->self, ENDPOINT_INGEST, frames, 3);
}

/* ---- what is durable ------------------------------------------------------- */

static void fold_item(struct sequencer *sequencer, const struct group *group, uint32_t index, uint64_t *offset)
{
    const struct commit_item *item = &group->items[index];
    struct refusal refusal;
    enum status status;

    if (item->kind == ENTRY_EVENTS) {
        status = fold_event(sequencer->fold, (*offset)++, item->received, group_event(group, index), item->bytes,
                            item->size, &refusal);
        assert(status == STATUS_OK);
        sequencer->accepted++;
        return;
    }
    if (item->kind == ENTRY_TICK)
        sequencer->tick_waits = false;
    status = fold_own(sequencer->fold, item->kind, item->received, item->bytes, item->size, &refusal);
    if (status != STATUS_OK)
        WORLD_SAY(sequencer->world, ERROR, "configuration_refused", LOG_TEXT("field", refusal.field),
                  LOG_TEXT("text", refusal.text));
}

static void settle(struct sequencer *sequencer, struct group *group)
{
    uint64_t offset = group->first_offset;

    for (uint32_t i = 0; i < group->tickets_count; i++)
        answer(sequencer, group, &group->tickets[i], receipt_of(group, &group->tickets[i]));
    for (uint32_t i = 0; i < group->items_count; i++)
        fold_item(sequencer, group, i, &offset);
    group_clear(group, sequencer->next_offset);
}

static void start_commit(struct sequencer *sequencer)
{
    struct group *group = sequencer->gathering;

    sequencer->gathering = sequencer->committing;
    sequencer->committing = group;
    sequencer->is_committing = true;
    sequencer->world->commit(sequencer->world->self, group->items, group->items_count);
}

static void set_paused(struct sequencer *sequencer)
{
    bool paused = sequencer->stopped || !group_has_room(sequencer->gathering);

    if (paused != sequencer->paused)
        sequencer->world->pause(sequencer->world->self, paused);
    sequencer->paused = paused;
}

void sequencer_stop(struct sequencer *sequencer)
{
    sequencer->stopped = true;
    set_paused(sequencer);
}

void sequencer_push(struct sequencer *sequencer)
{
    if (!sequencer->is_committing) {
        if (sequencer->journal && sequencer->gathering->items_count > 0) {
            start_commit(sequencer);
            group_clear(sequencer->gathering, sequencer->next_offset);
        } else {
            settle(sequencer, sequencer->gathering);
        }
    }
    set_paused(sequencer);
}

/* The next commit starts before the durable group is answered: the disk works
 * while the engine does. */
static void succeed(struct sequencer *sequencer)
{
    struct group *durable = sequencer->committing;

    if (sequencer->failure != STATUS_OK)
        WORLD_SAY(sequencer->world, INFO, "journal_works_again");
    sequencer->failure = STATUS_OK;
    sequencer->is_committing = false;
    if (sequencer->gathering->items_count > 0) {
        start_commit(sequencer);
        settle(sequencer, durable);
        return;
    }
    settle(sequencer, durable);
    settle(sequencer, sequencer->gathering);
}

/* ---- what is not ----------------------------------------------------------- */

static void restore_notices(struct sequencer *sequencer, const struct group *group)
{
    for (uint32_t i = 0; i < group->items_count; i++)
        for (uint32_t n = 0; n < SEQUENCER_NOTICES; n++)
            if (group->items[i].bytes && group->items[i].bytes == sequencer->notices[n].bytes)
                sequencer->notices[n].pending = true;
}

/* Who published through open hears nothing: the operator finds it here. */
static void keep_unanswered(struct sequencer *sequencer, const struct group *group, const struct refusal *refusal)
{
    for (uint32_t i = 0; i < group->items_count; i++)
        if (group->unanswered[i]) {
            sequencer->draft->refused[refusal->status]++;
            quarantine_put(sequencer->quarantine, sequencer->world->now(sequencer->world->self),
                           endpoint_names[ENDPOINT_OPEN], 0, refusal,
                           (struct frame){group->items[i].bytes, group->items[i].size});
        }
}

static void refuse(struct sequencer *sequencer, struct group *group, const struct refusal *refusal, uint64_t last)
{
    for (uint32_t i = 0; i < group->tickets_count; i++) {
        const struct ticket *ticket = &group->tickets[i];

        answer(sequencer, group, ticket,
               draft_refuse_rest(sequencer->draft, receipt_of(group, ticket), ticket->events, refusal, last));
    }
    keep_unanswered(sequencer, group, refusal);
    restore_notices(sequencer, group);
}

void sequencer_refusal(const struct sequencer *sequencer, struct refusal *refusal)
{
    struct line line = line_on(refusal->text, sizeof(refusal->text));

    refusal->status = sequencer->failure;
    refusal->field[0] = '\0';
    line_string(&line, "not accepted: ");
    line_string(&line, status_sentence(sequencer->failure));
    line_string(&line, "; send it again when the journal can be written");
}

static void fail(struct sequencer *sequencer, enum status status, const char *why)
{
    struct group *first = sequencer->committing, *second = sequencer->gathering;
    uint64_t last = first->first_offset - 1;
    struct refusal refusal;

    if (sequencer->failure != status)
        WORLD_SAY(sequencer->world, ERROR, "journal_fails", LOG_TEXT("reason", status_name(status)),
                  LOG_TEXT("text", why), LOG_NUMBER("events_refused", first->events_count + second->events_count));
    sequencer->failure = status;
    sequencer->retry_at = sequencer->world->now(sequencer->world->self) + SEQUENCER_RETRY_NS;
    sequencer->is_committing = sequencer->tick_waits = false;
    sequencer->next_offset = first->first_offset;
    door_withdraw(sequencer->door, first->events_count + second->events_count);
    sequencer_refusal(sequencer, &refusal);
    refuse(sequencer, first, &refusal, last);
    refuse(sequencer, second, &refusal, last);
    group_clear(first, sequencer->next_offset);
    group_clear(second, sequencer->next_offset);
}

void sequencer_committed(struct sequencer *sequencer, enum status status, const char *why)
{
    assert(sequencer->is_committing);
    if (status == STATUS_OK)
        succeed(sequencer);
    else
        fail(sequencer, status, why);
    set_paused(sequencer);
}

/* ---- the broker's own entries ---------------------------------------------- */

void sequencer_tick(struct sequencer *sequencer, int64_t received)
{
    if (sequencer->tick_waits)
        return;
    sequencer->tick_waits = true;
    group_add_own(sequencer->gathering, ENTRY_TICK, received, NULL, 0);
    sequencer_push(sequencer);
}

void notice_compare(struct notice *notice, const void *logged, size_t size)
{
    notice->pending = notice->size != size || memcmp(notice->bytes, logged, size) != 0;
}

void sequencer_notices(struct sequencer *sequencer, int64_t received)
{
    bool added = false;

    for (uint32_t i = 0; i < SEQUENCER_NOTICES; i++) {
        struct notice *notice = &sequencer->notices[i];

        if (!notice->pending)
            continue;
        notice->pending = false;
        added = true;
        group_add_own(sequencer->gathering, notice->kind, received, notice->bytes, notice->size);
    }
    if (added)
        sequencer_push(sequencer);
}

void sequencer_retry(struct sequencer *sequencer, int64_t now, int64_t received)
{
    if (sequencer->failure == STATUS_OK || sequencer->is_committing || now < sequencer->retry_at)
        return;
    sequencer->retry_at = now + SEQUENCER_RETRY_NS;
    sequencer_notices(sequencer, received);
    if (!sequencer->is_committing)
        sequencer_tick(sequencer, received);
}

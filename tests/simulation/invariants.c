#include "tests/simulation/invariants.h"

#include "broker/stream.h"
#include "runtime/history_page.h"
#include "schemas/topics.h"
#include "tests/simulation/consumer.h"
#include "tests/simulation/crier.h"
#include "tests/simulation/ledger.h"
#include "tests/simulation/machine.h"
#include "tests/simulation/producer.h"
#include "tests/simulation/tale.h"

#include <assert.h>
#include <string.h>

struct truth said;

/* ---- what stands in the log --------------------------------------------------------- */

/* Each event once; of a producer in its order, but for what it was told to send again. */
static void on_entry(const struct log_entry *entry)
{
    char source[LIMIT_TOKEN + 1];
    struct producer *producer;
    struct errand_of_event *event;
    uint64_t id;

    if (entry->kind != ENTRY_EVENTS)
        return;
    story_name(entry->bytes, entry->size, source, &id);
    if (strcmp(source, CRIER_SOURCE) == 0) {
        crier_logged(id, entry->offset);
        return;
    }
    producer = producer_of_source(source);
    assert(producer && id >= 1 && id <= producer->made);
    event = &producer->events[id];
    if (event->offset != 0)
        broken("event %llu of %s stands in the log twice, at %llu and %llu", (unsigned long long)id, source,
               (unsigned long long)event->offset, (unsigned long long)entry->offset);
    event->offset = entry->offset;
    if (event->refused_once)
        return;
    if (id > producer->last_logged) {
        producer->last_logged = id;
        producer->last_received = entry->received;
    } else if (event->time <= producer->last_received + LIMIT_SKEW_NS) { /* else it came from the future then */
        broken("event %llu of %s entered the log after its event %llu", (unsigned long long)id, source,
               (unsigned long long)producer->last_logged);
    }
}

void invariants_committed(const struct commit_item *items, size_t count, uint64_t offset)
{
    ledger_committed(items, count);
    tell("%zu entries are durable, up to offset %llu", count, (unsigned long long)offset);
    if (ledger.offset != offset)
        broken("the log gives offset %llu, the commit ends at %llu", (unsigned long long)offset,
               (unsigned long long)ledger.offset);
}

void invariants_restore_begins(bool headless)
{
    ledger_read_begins(headless);
}

void invariants_restored(const struct log_entry *entry)
{
    ledger_read(entry);
}

void invariants_restore_ends(void)
{
    ledger_read_ends();
}

void invariants_open_failed(enum status status, const char *why)
{
    if (status == STATUS_DAMAGED || status == STATUS_NEWER_VERSION || status == STATUS_LOCKED ||
        status == STATUS_NOT_FOUND)
        broken("the journal cannot be opened: %s", why);
}

/* ---- what is said -------------------------------------------------------------------- */

static void note_heartbeat(struct frame output)
{
    static struct heartbeat heartbeat; /* large; one at a time is looked at */
    struct refusal refusal;
    enum status status = rows_decode(&heartbeat_rows, output.bytes, output.size, &heartbeat, NULL, &refusal);

    assert(status == STATUS_OK);
    truth_beat(&said, heartbeat.time, heartbeat.offset);
}

static void check_header(struct text topic, struct frame bytes, struct frame output)
{
    struct refusal refusal;
    struct header header;
    enum status status = rows_decode(&header_rows, bytes.bytes, bytes.size, &header, NULL, &refusal);

    assert(status == STATUS_OK);
    if (header.offset > ledger.offset)
        broken("%.*s of offset %llu is said, and the log ends at %llu", (int)topic.size, topic.at,
               (unsigned long long)header.offset, (unsigned long long)ledger.offset);
    if (truth_concerns(topic))
        truth_note(&said, topic, header.seq, header.offset, output);
    else if (text_is(topic, TOPIC_HEARTBEAT))
        note_heartbeat(output);
}

static void check_page(const struct frame *frames)
{
    struct history_items items;
    struct history_item item;
    enum status status = history_items_open(&items, frames[3]);

    while (status == STATUS_OK && (status = history_items_next(&items, &item)) == STATUS_OK)
        if (truth_concerns(item.topic)) /* entries of the log are the auditor's */
            check_header(item.topic, item.header, item.body);
    if (status != STATUS_NOT_FOUND)
        broken("a page of history is broken");
}

/* The events of a batch that the receipt refuses; all others must be durable. */
static void check_batch(struct producer *producer, uint32_t batch, const struct receipt *receipt)
{
    uint32_t first = producer->batches[batch].first, count = producer->batches[batch].count, next = 0;

    if (receipt->accepted + receipt->duplicate + receipt->refused_count != count)
        broken("a receipt of %s speaks of other events than its batch has", producer->node.name);
    for (uint32_t i = 0; i < count; i++) {
        struct errand_of_event *event = &producer->events[producer->ids[first + i]];

        if (next < receipt->refused_count && receipt->refused[next].index == i) {
            event->refused_once = true;
            next++;
        } else if (event->offset == 0) {
            broken("a receipt acks event %u of %s, which is not in the log", producer->ids[first + i],
                   producer->node.name);
        }
    }
}

/* Of a batch of an earlier life nobody knows any more what was in it. */
static void note_refused_before(struct producer *producer, const struct receipt *receipt)
{
    for (uint32_t id = 1; id <= producer->made && receipt->refused_count > 0; id++)
        producer->events[id].refused_once |= producer->events[id].offset == 0;
}

static void check_receipt(const struct frame *frames)
{
    static struct receipt receipt; /* large; one at a time is looked at */
    unsigned life;
    struct producer *producer = producer_of_node(network_peer(frames[0], &life));
    const uint8_t *number = frames[1].bytes;
    struct refusal refusal;
    enum status status = rows_decode(&receipt_rows, frames[2].bytes, frames[2].size, &receipt, NULL, &refusal);

    assert(status == STATUS_OK);
    if (!producer)
        return; /* nothing of its connection is left */
    if (producer->node.life == life)
        check_batch(producer, (uint32_t)number[6] << 8 | number[7], &receipt);
    else
        note_refused_before(producer, &receipt);
}

void invariants_said(enum endpoint endpoint, const struct frame *frames, size_t count)
{
    switch (endpoint) {
    case ENDPOINT_INGEST:
        assert(count == 3);
        check_receipt(frames);
        return;
    case ENDPOINT_STREAM:
        assert(count == 3);
        check_header((struct text){frames[0].bytes, (uint32_t)frames[0].size}, frames[1], frames[2]);
        return;
    case ENDPOINT_HISTORY:
        assert(count == 4);
        check_page(frames);
        return;
    case ENDPOINT_OPEN:
    case ENDPOINTS:
        assert(!"nobody is answered there");
    }
}

/* ---- memory ------------------------------------------------------------------------- */

void invariants_check_memory(void)
{
    for (unsigned i = 0; i < consumers_count; i++)
        consumer_check_memory(&consumers[i]);
    if (machine.broker && stream_lost(broker_parts(machine.broker).stream) > 0)
        broken("the broker lost outputs");
}

/* ---- rest --------------------------------------------------------------------------- */

static bool consumer_has_all(const struct consumer *consumer)
{
    return machine.broker && consumer_rests(consumer, broker_parts(machine.broker).stream);
}

bool invariants_rest(void)
{
    bool rest = machine_quiet() && broker_offset(machine.broker) == ledger.offset;

    for (unsigned i = 0; i < producers_count && rest; i++)
        rest = producer_done(&producers[i]);
    for (unsigned i = 0; i < consumers_count && rest; i++)
        rest = consumer_has_all(&consumers[i]);
    return rest;
}

void invariants_tell_unrest(void)
{
    if (!machine_quiet())
        tell_always("the broker is not at rest");
    for (unsigned i = 0; i < producers_count; i++)
        if (!producer_done(&producers[i]))
            tell_always("%s waits for receipts", producers[i].node.name);
    for (unsigned i = 0; i < consumers_count; i++)
        if (!consumer_has_all(&consumers[i]))
            tell_always("%s lacks something: live %d, complete %d, certain %d, missed %llu, filled %llu, lost %llu",
                        consumers[i].node.name, consumers[i].follower && follower_live(consumers[i].follower),
                        consumers[i].follower && follower_complete(consumers[i].follower),
                        consumers[i].follower && follower_certain(consumers[i].follower),
                        (unsigned long long)consumers[i].missed, (unsigned long long)consumers[i].filled,
                        (unsigned long long)consumers[i].lost);
}

void invariants_open(void)
{
    truth_open(&said);
    ledger_open(on_entry);
}

void invariants_close(void)
{
    truth_close(&said);
    ledger_close();
}

#include "tests/simulation/producer.h"

#include "tests/simulation/story.h"

#include <assert.h>
#include <string.h>

static struct receipt receipt; /* large; one at a time is looked at */

static size_t event(const struct producer *producer, uint64_t id, uint8_t *bytes)
{
    static const char *const regions[] = {"EU", "US", "JP"};
    int64_t time = SIMULATED_START - DAY_NS;

    /* The same number always gives the same bytes: a resend is a duplicate. */
    if (id % 4 == 0)
        return story_status(producer->name, id, time, bytes);
    return story_supply(producer->name, id, regions[id % 3], 1e6 + (double)(id * 7919 % 1000) * 1e3, time, bytes);
}

static void send(struct producer *producer)
{
    uint8_t batch[PRODUCER_BATCH * STORY_EVENT_BYTES], number[8];
    size_t size = 1;

    batch[0] = (uint8_t)(0x90 | (producer->last - producer->first + 1));
    for (uint64_t id = producer->first; id <= producer->last; id++)
        size += event(producer, id, batch + size);
    for (int i = 0; i < 8; i++)
        number[i] = (uint8_t)(producer->number >> (56 - 8 * i));
    producer->sent_at = producer->simulated->now;
    simulated_receive(producer->simulated, ENDPOINT_INGEST,
                      (const struct frame[]){{producer->name, strlen(producer->name)}, {number, 8}, {batch, size}}, 3);
}

void producer_turn(struct producer *producer)
{
    static uint64_t numbers;

    if (producer->simulated->paused || producer_done(producer))
        return;
    if (producer->number == 0) {
        uint64_t left = producer->total - producer->acked;
        uint64_t count = 1 + dice_below(&producer->simulated->dice, PRODUCER_BATCH - 1);

        producer->number = ++numbers;
        producer->first = producer->acked + 1;
        producer->last = producer->acked + (count < left ? count : left);
        if (producer->last > producer->made)
            producer->made = producer->last;
        send(producer);
    } else if (producer->simulated->now - producer->sent_at >= PRODUCER_PATIENCE_NS) {
        send(producer);
    }
}

bool producer_hear(struct producer *producer, const struct simulated_sent *sent, bool lost)
{
    const uint8_t *bytes = sent->frames[1].bytes;
    uint64_t number = 0, events;
    struct refusal refusal;
    enum status status;

    for (int i = 0; i < 8; i++)
        number = number << 8 | bytes[i];
    if (lost || number != producer->number)
        return !lost;
    status = rows_decode(&receipt_rows, sent->frames[2].bytes, sent->frames[2].size, &receipt, NULL, &refusal);
    assert(status == STATUS_OK);
    events = producer->last - producer->first + 1;
    assert(receipt.accepted + receipt.duplicate + receipt.refused_count == events);
    producer->number = 0;
    if (receipt.refused_count > 0) /* the disk failed: the same events come again in another batch */
        producer->told_refused++;
    else
        producer->acked = producer->last;
    return true;
}

bool producer_done(const struct producer *producer)
{
    return producer->acked == producer->total;
}

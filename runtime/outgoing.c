#include "runtime/outgoing.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define ARRAY_HEADER   3u                                       /* dc, and a 16-bit count */
#define RECEIVED_BYTES (ARRAY_HEADER + 9u * LIMIT_BATCH_EVENTS) /* d3, and 8 bytes each */
#define ROOM           (LIMIT_BATCH_BYTES + RECEIVED_BYTES)     /* what the largest batch takes */

static_assert(LIMIT_BATCH_EVENTS <= UINT16_MAX, "a batch is an array 16");
static_assert((OUTGOING_BATCHES & (OUTGOING_BATCHES - 1)) == 0, "a power of two");
static_assert(OUTGOING_BYTES >= 4 * ROOM, "several batches are on their way at once");

struct outgoing {
    uint8_t *ring;
    struct parcel parcels[OUTGOING_BATCHES];
    uint64_t oldest, unsent, open; /* numbers: oldest <= unsent <= open */
    uint64_t head;                 /* place of the open batch */
    bool is_open;
    bool has_received; /* of the open batch */
    int64_t received[LIMIT_BATCH_EVENTS];
};

static struct parcel *parcel_of(struct outgoing *outgoing, uint64_t number)
{
    return &outgoing->parcels[number & (OUTGOING_BATCHES - 1)];
}

static uint8_t *bytes_of(const struct outgoing *outgoing, const struct parcel *parcel)
{
    return outgoing->ring + parcel->at % OUTGOING_BYTES;
}

struct outgoing *outgoing_create(void)
{
    struct outgoing *outgoing = calloc(1, sizeof(*outgoing));

    if (!outgoing)
        return NULL;
    outgoing->ring = malloc(OUTGOING_BYTES);
    outgoing->oldest = outgoing->unsent = outgoing->open = 1;
    if (!outgoing->ring)
        outgoing_destroy(&outgoing);
    return outgoing;
}

void outgoing_destroy(struct outgoing **outgoing)
{
    if (!*outgoing)
        return;
    free((*outgoing)->ring);
    free(*outgoing);
    *outgoing = NULL;
}

static bool open_batch(struct outgoing *outgoing, uint64_t index)
{
    uint64_t tail = outgoing->oldest == outgoing->open ? outgoing->head : parcel_of(outgoing, outgoing->oldest)->at;
    uint64_t rest = OUTGOING_BYTES - outgoing->head % OUTGOING_BYTES;
    uint64_t at = rest < ROOM ? outgoing->head + rest : outgoing->head;

    if (at + ROOM - tail > OUTGOING_BYTES || outgoing->open - outgoing->oldest >= OUTGOING_BATCHES)
        return false;
    *parcel_of(outgoing, outgoing->open) =
        (struct parcel){.number = outgoing->open, .first_index = index, .at = at, .events_size = ARRAY_HEADER};
    outgoing->head = at;
    outgoing->is_open = true;
    outgoing->has_received = false;
    return true;
}

bool outgoing_add(struct outgoing *outgoing, const void *event, size_t size, int64_t received, uint64_t index,
                  uint32_t batch_events)
{
    struct parcel *parcel = parcel_of(outgoing, outgoing->open);

    assert(size <= LIMIT_EVENT_BYTES);
    assert(batch_events <= LIMIT_BATCH_EVENTS);
    if (outgoing->is_open && (parcel->count >= batch_events || parcel->events_size + size > LIMIT_BATCH_BYTES))
        outgoing_close(outgoing);
    if (!outgoing->is_open && !open_batch(outgoing, index))
        return false;
    parcel = parcel_of(outgoing, outgoing->open);
    memcpy(bytes_of(outgoing, parcel) + parcel->events_size, event, size);
    parcel->events_size += (uint32_t)size;
    outgoing->received[parcel->count++] = received;
    outgoing->has_received |= received != 0;
    return true;
}

static void put_array_header(uint8_t *at, uint32_t count)
{
    at[0] = 0xdc;
    at[1] = (uint8_t)(count >> 8);
    at[2] = (uint8_t)count;
}

static uint8_t *put_int64(uint8_t *at, int64_t value)
{
    *at++ = 0xd3;
    for (int shift = 56; shift >= 0; shift -= 8)
        *at++ = (uint8_t)((uint64_t)value >> shift);
    return at;
}

void outgoing_close(struct outgoing *outgoing)
{
    struct parcel *parcel = parcel_of(outgoing, outgoing->open);
    uint8_t *start, *at;

    if (!outgoing->is_open)
        return;
    put_array_header(bytes_of(outgoing, parcel), parcel->count);
    start = at = bytes_of(outgoing, parcel) + parcel->events_size;
    if (outgoing->has_received) {
        put_array_header(at, parcel->count);
        at += ARRAY_HEADER;
        for (uint32_t i = 0; i < parcel->count; i++)
            at = put_int64(at, outgoing->received[i]);
    }
    parcel->received_size = (uint32_t)(at - start);
    outgoing->head = parcel->at + parcel->events_size + parcel->received_size;
    outgoing->is_open = false;
    outgoing->open++;
}

struct parcel *outgoing_unsent(struct outgoing *outgoing)
{
    while (outgoing->unsent < outgoing->open) {
        struct parcel *parcel = parcel_of(outgoing, outgoing->unsent);

        if (!parcel->sent && !parcel->answered)
            return parcel;
        outgoing->unsent++;
    }
    return NULL;
}

bool outgoing_is_oldest(const struct outgoing *outgoing, const struct parcel *parcel)
{
    return parcel->number == outgoing->oldest;
}

struct parcel *outgoing_find(struct outgoing *outgoing, uint64_t number)
{
    struct parcel *parcel = parcel_of(outgoing, number);

    if (number < outgoing->oldest || number >= outgoing->open || parcel->answered)
        return NULL;
    return parcel;
}

size_t outgoing_frames(const struct outgoing *outgoing, const struct parcel *parcel, uint8_t number[8],
                       struct frame frames[OUTGOING_FRAMES])
{
    const uint8_t *bytes = bytes_of(outgoing, parcel);

    for (int i = 0; i < 8; i++)
        number[i] = (uint8_t)(parcel->number >> (56 - 8 * i));
    frames[0] = (struct frame){number, 8};
    frames[1] = (struct frame){bytes, parcel->events_size};
    frames[2] = (struct frame){bytes + parcel->events_size, parcel->received_size};
    return parcel->received_size ? 3 : 2;
}

void outgoing_answered(struct outgoing *outgoing, struct parcel *parcel)
{
    parcel->answered = true;
    while (outgoing->oldest < outgoing->open && parcel_of(outgoing, outgoing->oldest)->answered)
        outgoing->oldest++;
    if (outgoing->unsent < outgoing->oldest)
        outgoing->unsent = outgoing->oldest;
}

bool outgoing_resend(struct outgoing *outgoing)
{
    bool again = false;

    for (uint64_t number = outgoing->oldest; number < outgoing->open; number++) {
        struct parcel *parcel = parcel_of(outgoing, number);

        again |= parcel->sent && !parcel->answered;
        parcel->sent = false;
    }
    outgoing->unsent = outgoing->oldest;
    return again;
}

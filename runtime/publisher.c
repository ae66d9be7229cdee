#include "runtime/publisher.h"

#include "runtime/backoff.h"
#include "runtime/outgoing.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define TIMER_MS        250 /* how exactly PUBLISHER_RESEND_MS is kept */
#define BATCHES_AT_ONCE 4 /* the credit is spent in so many batches, so that the next is on its way while one commits  \
                           */

struct publisher {
    struct zsocket socket;
    uv_timer_t timer;
    struct publisher_callbacks callbacks;
    struct publisher_totals totals;
    struct outgoing *outgoing;
    uint64_t credit, outstanding;
    uint64_t heard_ms; /* the last receipt, or the first send after silence */
    struct backoff backoff;
    uint64_t losses;   /* of connections, when something was sent last */
    unsigned open_handles;
    bool connected, told_full;
    bool keeps; /* see publisher_keep */
    struct receipt receipt;
};

/* ---- sending --------------------------------------------------------------- */

/* With a connection ends what was under way in it. On the next one everything that
 * is unanswered goes first: what is new must not overtake what was lost. */
static void notice_loss(struct publisher *publisher)
{
    uint64_t losses = zsocket_losses(&publisher->socket);

    if (losses == publisher->losses)
        return;
    publisher->losses = losses;
    if (outgoing_resend(publisher->outgoing))
        publisher->totals.resent++;
}

static struct parcel *next_parcel(struct publisher *publisher)
{
    notice_loss(publisher);
    return outgoing_unsent(publisher->outgoing);
}

static void send_batches(struct publisher *publisher)
{
    struct frame frames[OUTGOING_FRAMES];
    struct parcel *parcel;
    uint8_t number[8];

    while ((parcel = next_parcel(publisher))) {
        if (publisher->keeps && !outgoing_is_oldest(publisher->outgoing, parcel))
            return;
        size_t count = outgoing_frames(publisher->outgoing, parcel, number, frames);

        if (!zsocket_send(&publisher->socket, frames, count)) {
            zsocket_want_write(&publisher->socket);
            return;
        }
        parcel->sent = true;
        publisher->connected = true;
    }
}

static void on_writable(struct zsocket *socket)
{
    struct publisher *publisher = socket->data;

    publisher->heard_ms = uv_now(publisher->timer.loop);
    backoff_worked(&publisher->backoff); /* a peer is there */
    send_batches(publisher);
}

static void on_timer(uv_timer_t *timer)
{
    struct publisher *publisher = timer->data;
    uint64_t silence = uv_now(timer->loop) - publisher->heard_ms;

    send_batches(publisher); /* the connection may have ended */
    if (publisher->outstanding == 0 || silence < publisher->backoff.wait_ms)
        return;
    publisher->heard_ms = uv_now(timer->loop);
    backoff_tried(&publisher->backoff);
    publisher->totals.resent++;
    outgoing_resend(publisher->outgoing);
    send_batches(publisher);
}

/* ---- receipts -------------------------------------------------------------- */

static void report(struct publisher *publisher, const struct parcel *parcel)
{
    const struct publisher_callbacks *callbacks = &publisher->callbacks;
    const struct receipt *receipt = &publisher->receipt;

    for (uint32_t i = 0; i < receipt->refused_count && callbacks->on_refused; i++) {
        const struct refused *refused = &receipt->refused[i];

        callbacks->on_refused(callbacks->self, parcel->first_index + refused->index, refused->reason, refused->field,
                              refused->text);
    }
    for (uint32_t i = 0; i < receipt->unknown_keys_count && callbacks->on_unknown_key; i++)
        callbacks->on_unknown_key(callbacks->self, receipt->unknown_keys[i].key, receipt->unknown_keys[i].nearest);
}

static void settle(struct publisher *publisher, struct parcel *parcel)
{
    const struct receipt *receipt = &publisher->receipt;

    publisher->totals.accepted += receipt->accepted;
    publisher->totals.duplicate += receipt->duplicate;
    publisher->totals.refused += parcel->count - receipt->accepted - receipt->duplicate;
    if (receipt->offset > publisher->totals.offset)
        publisher->totals.offset = receipt->offset;
    if (receipt->credit > 0)
        publisher->credit = receipt->credit;
    publisher->outstanding -= parcel->count;
    backoff_worked(&publisher->backoff);
    publisher->heard_ms = uv_now(publisher->timer.loop);
}

/* Why a broker takes nothing now, whatever the event. */
static const enum status passing[] = {STATUS_OVER_CREDIT, STATUS_NO_SPACE, STATUS_IO, STATUS_NO_MEMORY};

/* Is it refused for the broker's own reasons? Who keeps the events sends them again. */
static bool put_off(struct publisher *publisher)
{
    const struct publisher_callbacks *callbacks = &publisher->callbacks;

    for (uint32_t i = 0; publisher->keeps && i < publisher->receipt.refused_count; i++) {
        const struct refused *refused = &publisher->receipt.refused[i];

        for (size_t n = 0; n < sizeof(passing) / sizeof(passing[0]); n++) {
            if (!text_is(refused->reason, status_name(passing[n])))
                continue;
            if (callbacks->on_put_off)
                callbacks->on_put_off(callbacks->self, refused->reason, refused->text);
            return true;
        }
    }
    return false;
}

static uint64_t number_of(struct frame frame)
{
    const uint8_t *bytes = frame.bytes;
    uint64_t number = 0;

    for (size_t i = 0; i < frame.size; i++)
        number = number << 8 | bytes[i];
    return number;
}

static void on_message(struct zsocket *socket, const struct frame *frames, size_t count)
{
    struct publisher *publisher = socket->data;
    struct refusal refusal;
    struct parcel *parcel;

    /* A second receipt of a batch that was sent twice finds no parcel. */
    if (count != 2 || frames[0].size != 8 || !(parcel = outgoing_find(publisher->outgoing, number_of(frames[0]))) ||
        rows_decode(&receipt_rows, frames[1].bytes, frames[1].size, &publisher->receipt, NULL, &refusal) != STATUS_OK ||
        publisher->receipt.accepted + publisher->receipt.duplicate > parcel->count || put_off(publisher))
        return;
    settle(publisher, parcel);
    report(publisher, parcel);
    outgoing_answered(publisher->outgoing, parcel);
    if (publisher->callbacks.on_receipt)
        publisher->callbacks.on_receipt(publisher->callbacks.self, &publisher->receipt, parcel->number);
    if (publisher->keeps)
        send_batches(publisher);
    if (publisher->told_full && publisher->outstanding < publisher->credit) {
        publisher->told_full = false;
        if (publisher->callbacks.on_room)
            publisher->callbacks.on_room(publisher->callbacks.self);
    }
}

/* ---- life ------------------------------------------------------------------ */

static void release(struct publisher *publisher)
{
    if (--publisher->open_handles > 0)
        return;
    outgoing_destroy(&publisher->outgoing);
    free(publisher);
}

static void on_socket_closed(struct zsocket *socket)
{
    release(socket->data);
}

static void on_timer_closed(uv_handle_t *handle)
{
    release(handle->data);
}

enum status publisher_create(struct publisher **publisher, uv_loop_t *loop, void *context, const char *endpoint,
                             const struct publisher_callbacks *callbacks, char *why, size_t why_size)
{
    struct zsocket_options options = {.type = ZMQ_DEALER, .endpoint = endpoint, .immediate = true, .watched = true};
    struct publisher *new = calloc(1, sizeof(*new));
    enum status status = STATUS_NO_MEMORY;

    if (new)
        new->outgoing = outgoing_create();
    if (new &&new->outgoing)
        status = zsocket_open(&new->socket, loop, context, &options, on_message, new, why, why_size);
    if (status != STATUS_OK) {
        if (new)
            outgoing_destroy(&new->outgoing);
        free(new);
        return status;
    }
    new->socket.on_writable = on_writable;
    new->callbacks = *callbacks;
    new->credit = LIMIT_CREDIT;
    backoff_init(&new->backoff, PUBLISHER_RESEND_MS, 0);
    new->open_handles = 2;
    uv_timer_init(loop, &new->timer);
    new->timer.data = new;
    uv_timer_start(&new->timer, on_timer, TIMER_MS, TIMER_MS);
    *publisher = new;
    return STATUS_OK;
}

void publisher_destroy(struct publisher **publisher)
{
    if (!*publisher)
        return;
    zsocket_close(&(*publisher)->socket, on_socket_closed);
    uv_close((uv_handle_t *)&(*publisher)->timer, on_timer_closed);
    *publisher = NULL;
}

void publisher_seed(struct publisher *publisher, uint64_t seed)
{
    backoff_init(&publisher->backoff, PUBLISHER_RESEND_MS, seed);
}

void publisher_keep(struct publisher *publisher)
{
    assert(publisher->totals.added == 0);
    publisher->keeps = true;
}

/* ---- publishing ------------------------------------------------------------ */

static void refuse_here(struct publisher *publisher, size_t size)
{
    char text[LIMIT_REFUSAL_TEXT];
    struct line line = line_on(text, sizeof(text));

    line_string(&line, "event: has ");
    line_int(&line, (int64_t)size);
    line_string(&line, " bytes, allowed are ");
    line_int(&line, LIMIT_EVENT_BYTES);
    publisher->totals.refused++;
    if (publisher->callbacks.on_refused)
        publisher->callbacks.on_refused(publisher->callbacks.self, publisher->totals.added - 1,
                                        text_of(status_name(STATUS_TOO_LARGE)), TEXT(""),
                                        (struct text){line.at, (uint32_t)line.used});
}

static enum status full(struct publisher *publisher)
{
    publisher_flush(publisher); /* or the receipts that make room would never come */
    publisher->told_full = true;
    return STATUS_FULL;
}

enum status publisher_add(struct publisher *publisher, const void *event, size_t size, int64_t received)
{
    uint64_t batch_events = publisher->credit / BATCHES_AT_ONCE;

    if (batch_events == 0)
        batch_events = 1;
    if (batch_events > LIMIT_BATCH_EVENTS)
        batch_events = LIMIT_BATCH_EVENTS;
    if (size > LIMIT_EVENT_BYTES) {
        publisher->totals.added++;
        refuse_here(publisher, size);
        return STATUS_OK;
    }
    if (publisher->outstanding >= publisher->credit ||
        !outgoing_add(publisher->outgoing, event, size, received, publisher->totals.added, (uint32_t)batch_events))
        return full(publisher);
    if (publisher->outstanding == 0)
        publisher->heard_ms = uv_now(publisher->timer.loop);
    publisher->outstanding++;
    publisher->totals.added++;
    send_batches(publisher);
    return STATUS_OK;
}

void publisher_flush(struct publisher *publisher)
{
    outgoing_close(publisher->outgoing);
    send_batches(publisher);
}

bool publisher_idle(const struct publisher *publisher)
{
    return publisher->outstanding == 0;
}

bool publisher_connected(const struct publisher *publisher)
{
    return publisher->connected;
}

struct publisher_totals publisher_totals(const struct publisher *publisher)
{
    return publisher->totals;
}

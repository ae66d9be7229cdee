#include "tests/bench/backfillers.h"

#include "schemas/messages.h"
#include "tests/bench/figures.h"

#include <poll.h>
#include <zmq.h>

#define CHUNK   20000u /* events of a question: four pages */
#define BIT(of) (UINT64_C(1) << (of))

static void ask(const struct backfillers *backfillers, struct backfiller *one)
{
    uint8_t bytes[128], number[8] = {0};
    struct history_request request = {.present = BIT(HISTORY_REQUEST_HAS_OP) | BIT(HISTORY_REQUEST_HAS_FROM) |
                                                 BIT(HISTORY_REQUEST_HAS_TO),
                                      .op = HISTORY_EVENTS,
                                      .from = one->next,
                                      .to = one->next + CHUNK - 1};
    size_t size = rows_encode(&history_request_rows, &request, bytes, sizeof bytes);
    if (zmq_send(one->socket, number, sizeof number, ZMQ_SNDMORE) < 0 || zmq_send(one->socket, bytes, size, 0) < 0)
        wrong("cannot ask history");
    one->next = one->next + CHUNK > backfillers->events ? 1 : one->next + CHUNK;
    one->asks = true;
}

/* One page, if there is one. */
static bool read_page(struct backfillers *backfillers, struct backfiller *one)
{
    static uint8_t head[4096];
    struct history_page page;
    struct refusal refusal;
    zmq_msg_t items;
    uint8_t number[8];
    if (zmq_recv(one->socket, number, sizeof number, ZMQ_DONTWAIT) < 0)
        return false;
    int size = zmq_recv(one->socket, head, sizeof head, 0);
    zmq_msg_init(&items);
    if (zmq_msg_recv(&items, one->socket, 0) < 0 ||
        rows_decode(&history_page_rows, head, (size_t)size, &page, NULL, &refusal) != STATUS_OK)
        wrong("a page that cannot be read");
    atomic_fetch_add(&backfillers->bytes, zmq_msg_size(&items));
    zmq_msg_close(&items);
    if (message_has(page.present, HISTORY_PAGE_HAS_ERROR))
        atomic_fetch_add(&backfillers->refused, 1);
    one->asks = page.more;
    return true;
}

static void *read_all(void *self)
{
    struct backfillers *backfillers = self;
    while (!atomic_load(&backfillers->leaves)) {
        zmq_pollitem_t items[BACKFILLERS];
        unsigned asking = 0;
        for (unsigned i = 0; i < BACKFILLERS; i++) {
            struct backfiller *one = &backfillers->each[i];
            if (one->asks)
                while (read_page(backfillers, one) && one->asks)
                    continue;
            if (!one->asks && atomic_load(&backfillers->fills))
                ask(backfillers, one);
            asking += one->asks;
            items[i] = (zmq_pollitem_t){.socket = one->socket, .events = ZMQ_POLLIN};
        }
        atomic_store(&backfillers->asking, asking);
        zmq_poll(items, BACKFILLERS, 1);
    }
    return NULL;
}

void backfillers_come(struct backfillers *backfillers, void *context, const char *endpoint, uint64_t events)
{
    backfillers->events = events;
    for (unsigned i = 0; i < BACKFILLERS; i++) {
        struct backfiller *one = &backfillers->each[i];
        *one = (struct backfiller){.socket = zmq_socket(context, ZMQ_DEALER), .next = 1 + i * (events / BACKFILLERS)};
        if (zmq_connect(one->socket, endpoint) != 0)
            wrong("cannot connect to %s", endpoint);
    }
    if (pthread_create(&backfillers->reader, NULL, read_all, backfillers) != 0)
        wrong("no thread");
}

void backfillers_fill(struct backfillers *backfillers, bool fills)
{
    atomic_store(&backfillers->fills, fills);
    while (atomic_load(&backfillers->asking) != (fills ? BACKFILLERS : 0))
        poll(NULL, 0, 1);
}

void backfillers_leave(struct backfillers *backfillers)
{
    atomic_store(&backfillers->leaves, true);
    pthread_join(backfillers->reader, NULL);
    for (unsigned i = 0; i < BACKFILLERS; i++)
        zmq_close(backfillers->each[i].socket);
}

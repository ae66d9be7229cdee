#include "consumers/refused_items.h"

#include "schemas/reader.h"

#include <stdio.h>
#include <zmq.h>

#define NUMBER_BYTES 8u

static enum exit_code fail(struct refused_items *items, enum exit_code code, const char *endpoint, const char *why)
{
    snprintf(items->why, sizeof items->why, "%s: %s", endpoint, why);
    return code;
}

/* ---- life ---------------------------------------------------------------------- */

static void *dealer(struct refused_items *items, const char *endpoint)
{
    int linger = 0;
    void *socket = zmq_socket(items->context, ZMQ_DEALER);
    if (socket == NULL || zmq_setsockopt(socket, ZMQ_LINGER, &linger, sizeof linger) != 0 ||
        zmq_connect(socket, endpoint) != 0) {
        fail(items, EXIT_FAILED, endpoint, zmq_strerror(zmq_errno()));
        if (socket != NULL)
            zmq_close(socket);
        return NULL;
    }
    return socket;
}

bool refused_items_open(struct refused_items *items)
{
    items->context = zmq_ctx_new();
    if (items->context == NULL)
        return fail(items, EXIT_FAILED, "ZeroMQ", zmq_strerror(zmq_errno())) == EXIT_OK;
    items->question = dealer(items, items->history);
    if (items->question != NULL && items->ingest != NULL)
        items->publication = dealer(items, items->ingest);
    return items->question != NULL && (items->publication != NULL || items->ingest == NULL);
}

void refused_items_close(struct refused_items *items)
{
    if (items->question != NULL)
        zmq_close(items->question);
    if (items->publication != NULL)
        zmq_close(items->publication);
    if (items->context != NULL)
        zmq_ctx_term(items->context);
    items->question = items->publication = items->context = NULL;
}

/* ---- frames -------------------------------------------------------------------- */

static void write_number(uint8_t *bytes, uint64_t number)
{
    for (unsigned i = 0; i < NUMBER_BYTES; i++)
        bytes[i] = (uint8_t)(number >> (56 - 8 * i));
}

static bool send_two(void *socket, uint64_t number, struct frame frame)
{
    uint8_t bytes[NUMBER_BYTES];
    write_number(bytes, number);
    return zmq_send(socket, bytes, sizeof bytes, ZMQ_SNDMORE | ZMQ_DONTWAIT) >= 0 &&
           zmq_send(socket, frame.bytes, frame.size, ZMQ_DONTWAIT) >= 0;
}

static bool readable(const struct refused_items *items, void *socket)
{
    zmq_pollitem_t item = {.socket = socket, .events = ZMQ_POLLIN};
    return zmq_poll(&item, 1, (long)(items->patience / 1000000)) > 0;
}

/* One answer: the message number and `count` frames, which the caller closes. */
static bool receive(struct refused_items *items, void *socket, zmq_msg_t *frames, size_t count)
{
    size_t came = 0;
    bool more = readable(items, socket);
    if (!more)
        return false;
    for (; more; came++) {
        zmq_msg_t spare, *frame = came < count ? &frames[came] : &spare;
        zmq_msg_init(&spare);
        if (zmq_msg_recv(frame, socket, 0) < 0)
            return false;
        more = zmq_msg_more(frame);
        zmq_msg_close(&spare);
    }
    return came == count;
}

static void close_frames(zmq_msg_t *frames, size_t count)
{
    for (size_t i = 0; i < count; i++)
        zmq_msg_close(&frames[i]);
}

static void init_frames(zmq_msg_t *frames, size_t count)
{
    for (size_t i = 0; i < count; i++)
        zmq_msg_init(&frames[i]);
}

/* ---- asking -------------------------------------------------------------------- */

#define PAGE_FRAMES 3u /* number, head, items */

static bool ask(struct refused_items *items, uint64_t from, uint64_t to)
{
    uint8_t bytes[128];
    struct history_request request = {.present = UINT64_C(1) << HISTORY_REQUEST_HAS_OP, .op = HISTORY_QUARANTINE};
    if (from > 0)
        request.present |= UINT64_C(1) << HISTORY_REQUEST_HAS_FROM;
    if (to > 0)
        request.present |= UINT64_C(1) << HISTORY_REQUEST_HAS_TO;
    request.from = from;
    request.to = to;
    return send_two(items->question, 1,
                    (struct frame){bytes, rows_encode(&history_request_rows, &request, bytes, sizeof bytes)});
}

/* An item is ["quarantine.", map, bytes]. */
static const uint8_t *take_item(const uint8_t *at, const uint8_t *end, struct quarantined *says, struct frame *bytes)
{
    struct refusal refusal;
    size_t size[3];
    const uint8_t *part[3];
    if (at == end || *at++ != 0x93)
        return NULL;
    for (int i = 0; i < 3; i++) {
        if (scan_size(at, (size_t)(end - at), &size[i], &refusal) != STATUS_OK)
            return NULL;
        part[i] = at;
        at += size[i];
    }
    if (rows_decode(&quarantined_rows, part[1], size[1], says, NULL, &refusal) != STATUS_OK || *part[2] != 0xc6)
        return NULL;
    *bytes = (struct frame){part[2] + 5, size[2] - 5};
    return at;
}

static enum exit_code walk_page(struct refused_items *items, zmq_msg_t *page,
                                enum exit_code (*on_item)(void *, const struct quarantined *, struct frame),
                                void *self)
{
    const uint8_t *at = zmq_msg_data(page), *end = at + zmq_msg_size(page);
    uint32_t count = 0;
    enum exit_code code = EXIT_OK;
    if (at != end)
        at = read_count_header(at, (size_t)(end - at), 0x90, 0xdc, &count);
    for (uint32_t i = 0; i < count && code == EXIT_OK; i++) {
        struct quarantined says;
        struct frame bytes;
        at = take_item(at, end, &says, &bytes);
        if (at == NULL)
            return fail(items, EXIT_FAILED, items->history, "a page that cannot be read");
        code = on_item(self, &says, bytes);
    }
    return code;
}

/* Takes over the head; false: it is broken, or says why there are no items. */
static bool take_head(struct refused_items *items, zmq_msg_t *frame, struct history_page *head)
{
    struct refusal refusal;
    if (rows_decode(&history_page_rows, zmq_msg_data(frame), zmq_msg_size(frame), head, NULL, &refusal) != STATUS_OK) {
        fail(items, EXIT_FAILED, items->history, refusal.text);
        return false;
    }
    items->floor = head->floor;
    if (head->error.size == 0)
        return true;
    snprintf(items->why, sizeof items->why, "%s: %.*s", items->history, (int)head->error.size, head->error.at);
    return false;
}

enum exit_code refused_items_walk(struct refused_items *items, uint64_t from, uint64_t to,
                                  enum exit_code (*on_item)(void *self, const struct quarantined *says,
                                                            struct frame bytes),
                                  void *self)
{
    enum exit_code code = EXIT_OK;
    bool more = ask(items, from, to);
    if (!more)
        return fail(items, EXIT_CANNOT_CONNECT, items->history, "nobody answers; is orewatchd running there?");
    while (more && code == EXIT_OK) {
        zmq_msg_t frames[PAGE_FRAMES];
        struct history_page head;
        init_frames(frames, PAGE_FRAMES);
        if (!receive(items, items->question, frames, PAGE_FRAMES))
            code = fail(items, EXIT_CANNOT_CONNECT, items->history, "nobody answers; is orewatchd running there?");
        else if (!take_head(items, &frames[1], &head))
            code = EXIT_FAILED;
        else
            code = walk_page(items, &frames[2], on_item, self);
        more = code == EXIT_OK && head.more;
        close_frames(frames, PAGE_FRAMES);
    }
    return code;
}

/* ---- sending again ------------------------------------------------------------- */

#define RECEIPT_FRAMES 2u

static enum exit_code take_receipt(struct refused_items *items, receipt_taker *on_receipt, void *self)
{
    zmq_msg_t frames[RECEIPT_FRAMES];
    struct refusal refusal;
    enum exit_code code = EXIT_OK;
    init_frames(frames, RECEIPT_FRAMES);
    if (!receive(items, items->publication, frames, RECEIPT_FRAMES))
        code = fail(items, EXIT_CANNOT_CONNECT, items->ingest, "nobody answers; is orewatchd running there?");
    else if (zmq_msg_size(&frames[0]) != NUMBER_BYTES ||
             rows_decode(&receipt_rows, zmq_msg_data(&frames[1]), zmq_msg_size(&frames[1]), &items->receipt, NULL,
                         &refusal) != STATUS_OK)
        code = fail(items, EXIT_FAILED, items->ingest, "a receipt that cannot be read");
    else
        on_receipt(self, load64(zmq_msg_data(&frames[0])), &items->receipt);
    close_frames(frames, RECEIPT_FRAMES);
    items->outstanding--;
    return code;
}

enum exit_code refused_items_send(struct refused_items *items, uint64_t number, struct frame bytes,
                                  receipt_taker *on_receipt, void *self)
{
    if (!send_two(items->publication, number, bytes))
        return fail(items, EXIT_CANNOT_CONNECT, items->ingest, "nobody answers; is orewatchd running there?");
    items->outstanding++;
    return items->outstanding < REFUSED_ITEMS_AT_ONCE ? EXIT_OK : take_receipt(items, on_receipt, self);
}

enum exit_code refused_items_settle(struct refused_items *items, receipt_taker *on_receipt, void *self)
{
    enum exit_code code = EXIT_OK;
    while (items->outstanding > 0 && code == EXIT_OK)
        code = take_receipt(items, on_receipt, self);
    return code;
}

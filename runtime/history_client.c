#include "runtime/history_client.h"

#include "runtime/zsocket.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define TIMER_MS     100 /* how exactly retries and patience are kept */
#define PAGE_FRAMES  3u
#define NUMBER_BYTES 8u

struct history_client {
    struct zsocket socket;
    uv_timer_t timer;
    unsigned open_handles;
    const char *endpoint;
    struct history_question question;
    char prefix[LIMIT_TOPIC], topic[LIMIT_TOPIC];
    bool busy, sent, again;  /* again: told `full`, ask once more at the next turn of the timer */
    uint64_t number;         /* of the request that is out */
    uint64_t asked_ms, heard_ms;
};

/* ---- asking ---------------------------------------------------------------- */

static void send_request(struct history_client *client)
{
    uint8_t request[2 * LIMIT_TOPIC + 128], number[NUMBER_BYTES];
    size_t size = rows_encode(&history_request_rows, &client->question.request, request, sizeof(request));
    struct frame frames[] = {{number, sizeof(number)}, {request, size}};

    assert(size > 0);
    for (unsigned i = 0; i < NUMBER_BYTES; i++)
        number[i] = (uint8_t)(client->number >> (8 * (NUMBER_BYTES - 1 - i)));
    client->sent = zsocket_send(&client->socket, frames, 2);
    if (!client->sent)
        zsocket_want_write(&client->socket);
}

static void on_writable(struct zsocket *socket)
{
    struct history_client *client = socket->data;

    if (client->busy && !client->sent)
        send_request(client);
}

/* Pages of an earlier number are of no question any more. */
static void ask_now(struct history_client *client)
{
    client->number++;
    client->again = false;
    client->asked_ms = uv_now(client->timer.loop);
    send_request(client);
}

static void keep_text(struct text *text, char *room)
{
    assert(text->size <= LIMIT_TOPIC);
    if (text->size > 0)
        memcpy(room, text->at, text->size);
    text->at = room;
}

void history_client_ask(struct history_client *client, const struct history_question *question)
{
    assert(!client->busy);
    client->question = *question;
    keep_text(&client->question.request.prefix, client->prefix);
    keep_text(&client->question.request.topic, client->topic);
    client->busy = true;
    uv_update_time(client->timer.loop);
    client->heard_ms = uv_now(client->timer.loop);
    ask_now(client);
}

bool history_client_busy(const struct history_client *client)
{
    return client->busy;
}

void history_client_drop(struct history_client *client)
{
    client->busy = false;
    client->number++;
}

/* ---- time ------------------------------------------------------------------ */

static void end(struct history_client *client, enum status status, const struct history_page *page, struct text why)
{
    client->busy = false;
    client->question.on_end(client->question.self, status, page, why);
}

static void end_late(struct history_client *client)
{
    const struct history_page none = {0};
    char why[512];
    struct line line = line_on(why, sizeof(why));

    line_string(&line, "no answer from ");
    line_string(&line, client->endpoint);
    line_string(&line, "; is orewatchd running there?");
    end(client, STATUS_TIMEOUT, &none, (struct text){line.at, (uint32_t)line.used});
}

static void on_timer(uv_timer_t *timer)
{
    struct history_client *client = timer->data;
    uint64_t now = uv_now(timer->loop);
    int64_t silence_ns = (int64_t)(now - client->heard_ms) * 1000000;

    if (!client->busy)
        return;
    if (client->question.patience > 0 && silence_ns >= client->question.patience) {
        end_late(client);
        return;
    }
    if (!client->sent || (!client->again && now - client->asked_ms < HISTORY_CLIENT_RETRY_MS))
        return;
    if (client->question.on_again)
        client->question.on_again(client->question.self);
    ask_now(client);
}

/* ---- pages ----------------------------------------------------------------- */

/* "gone: from: 3 is no longer kept": the status is the word before the colon. */
static enum status status_of(struct text error)
{
    uint32_t size = 0;

    while (size < error.size && error.at[size] != ':')
        size++;
    for (int status = 0; status < STATUSES; status++)
        if (text_is((struct text){error.at, size}, status_name((enum status)status)))
            return (enum status)status;
    return STATUS_UNSUPPORTED;
}

/* False: the question was dropped meanwhile, or the page is broken. */
static enum status give_items(struct history_client *client, const struct history_page *page, struct frame bytes)
{
    uint64_t number = client->number;
    struct history_items items;
    struct history_item item;
    enum status status = history_items_open(&items, bytes);

    while (status == STATUS_OK && (status = history_items_next(&items, &item)) == STATUS_OK) {
        client->question.on_item(client->question.self, page, &item);
        if (number != client->number)
            return STATUS_GONE;
    }
    return status;
}

static void receive_page(struct history_client *client, const struct history_page *page, struct frame items)
{
    uint64_t number = client->number;
    enum status status;

    client->asked_ms = client->heard_ms = uv_now(client->timer.loop);
    status = give_items(client, page, items);
    if (number != client->number)
        return;
    if (status != STATUS_NOT_FOUND)
        end(client, status, page, TEXT("a page of history is broken"));
    else if (!message_has(page->present, HISTORY_PAGE_HAS_ERROR)) {
        if (!page->more)
            end(client, STATUS_OK, page, TEXT(""));
    } else if (status_of(page->error) == STATUS_FULL) {
        client->again = true;
    } else {
        end(client, status_of(page->error), page, page->error);
    }
}

static bool is_ours(const struct history_client *client, struct frame number)
{
    uint64_t value = 0;

    for (unsigned i = 0; i < number.size && i < NUMBER_BYTES; i++)
        value = value << 8 | ((const uint8_t *)number.bytes)[i];
    return client->busy && number.size == NUMBER_BYTES && value == client->number;
}

static void on_message(struct zsocket *socket, const struct frame *frames, size_t count)
{
    struct history_client *client = socket->data;
    struct history_page page;
    struct refusal refusal;

    if (count != PAGE_FRAMES || !is_ours(client, frames[0]))
        return;
    if (rows_decode(&history_page_rows, frames[1].bytes, frames[1].size, &page, NULL, &refusal) == STATUS_OK)
        receive_page(client, &page, frames[2]);
}

/* ---- life ------------------------------------------------------------------ */

static void release(struct history_client *client)
{
    if (--client->open_handles == 0)
        free(client);
}

static void on_socket_closed(struct zsocket *socket)
{
    release(socket->data);
}

static void on_timer_closed(uv_handle_t *timer)
{
    release(timer->data);
}

enum status history_client_create(struct history_client **client, uv_loop_t *loop, void *context, const char *endpoint,
                                  char *why, size_t why_size)
{
    struct zsocket_options options = {.type = ZMQ_DEALER, .endpoint = endpoint, .immediate = true};
    struct history_client *new = calloc(1, sizeof(*new));
    enum status status;

    if (!new) {
        struct line line = line_on(why, why_size);

        line_string(&line, "no memory");
        return STATUS_NO_MEMORY;
    }
    status = zsocket_open(&new->socket, loop, context, &options, on_message, new, why, why_size);
    if (status != STATUS_OK) {
        free(new);
        return status;
    }
    new->socket.on_writable = on_writable;
    new->endpoint = endpoint;
    new->open_handles = 2;
    uv_timer_init(loop, &new->timer);
    new->timer.data = new;
    uv_timer_start(&new->timer, on_timer, TIMER_MS, TIMER_MS);
    *client = new;
    return STATUS_OK;
}

void history_client_destroy(struct history_client **client)
{
    if (!*client)
        return;
    (*client)->busy = false;
    zsocket_close(&(*client)->socket, on_socket_closed);
    uv_close((uv_handle_t *)&(*client)->timer, on_timer_closed);
    *client = NULL;
}

#include "consumers/live_publish.h"

#include "runtime/loop.h"
#include "runtime/publisher.h"

#include <stdio.h>
#include <zmq.h>

struct publication {
    uv_loop_t loop;
    uv_timer_t timer;
    struct publisher *publisher;
    struct live_receipt *receipt;
    enum exit_code code;
};

static void on_refused(void *self, uint64_t index, struct text reason, struct text field, struct text text)
{
    struct publication *publication = self;
    (void)index;
    (void)field;
    publication->code = EXIT_REFUSED;
    snprintf(publication->receipt->why, sizeof publication->receipt->why, "refused: %.*s: %.*s", (int)reason.size,
             reason.at, (int)text.size, text.size > 0 ? text.at : "");
}

static void on_receipt(void *self, const struct receipt *receipt, uint64_t batch)
{
    struct publication *publication = self;
    (void)batch;
    if (receipt->refused_count == 0) {
        publication->code = EXIT_OK;
        publication->receipt->offset = receipt->offset;
    }
    uv_stop(&publication->loop);
}

static void on_timer(uv_timer_t *timer)
{
    uv_stop(&((struct publication *)timer->data)->loop);
}

static enum exit_code converse(struct publication *publication, void *context, const char *ingest, struct frame event,
                               int64_t patience)
{
    struct live_receipt *receipt = publication->receipt;
    struct publisher_callbacks callbacks = {.on_refused = on_refused, .on_receipt = on_receipt, .self = publication};
    if (publisher_create(&publication->publisher, &publication->loop, context, ingest, &callbacks, receipt->why,
                         sizeof receipt->why) != STATUS_OK)
        return EXIT_FAILED;
    uv_timer_init(&publication->loop, &publication->timer);
    publication->timer.data = publication;
    uv_timer_start(&publication->timer, on_timer, (uint64_t)(patience / 1000000), 0);
    publication->code = EXIT_CANNOT_CONNECT;
    snprintf(receipt->why, sizeof receipt->why, "no receipt from %s; is orewatchd running there?", ingest);
    if (publisher_add(publication->publisher, event.bytes, event.size, 0) == STATUS_OK) {
        publisher_flush(publication->publisher);
        if (publication->code != EXIT_REFUSED) /* here: it is too large */
            uv_run(&publication->loop, UV_RUN_DEFAULT);
    }
    publisher_destroy(&publication->publisher);
    return publication->code;
}

enum exit_code live_publish(const char *ingest, struct frame event, int64_t patience, struct live_receipt *receipt)
{
    struct publication publication = {.receipt = receipt};
    void *context = zmq_ctx_new();
    *receipt = (struct live_receipt){0};
    if (context == NULL || uv_loop_init(&publication.loop) != 0) {
        snprintf(receipt->why, sizeof receipt->why, "no memory, or no file descriptors left");
        if (context != NULL)
            zmq_ctx_term(context);
        return EXIT_FAILED;
    }
    enum exit_code code = converse(&publication, context, ingest, event, patience);
    loop_close(&publication.loop);
    zmq_ctx_term(context);
    return code;
}

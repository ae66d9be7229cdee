#include "consumers/live.h"

#include "runtime/loop.h"

#include <stdio.h>
#include <zmq.h>

struct conversation {
    const struct live_request *request;
    struct live_answer *answer;
    uv_loop_t loop;
    struct history_client *client;
};

static void on_item(void *self, const struct history_page *page, const struct history_item *item)
{
    const struct live_request *request = ((struct conversation *)self)->request;
    (void)page;
    if (request->on_item != NULL)
        request->on_item(request->self, item);
}

static void on_again(void *self)
{
    const struct live_request *request = ((struct conversation *)self)->request;
    if (request->on_again != NULL)
        request->on_again(request->self);
}

static void on_end(void *self, enum status status, const struct history_page *page, struct text why)
{
    struct conversation *conversation = self;
    struct live_answer *answer = conversation->answer;
    answer->status = status;
    answer->page = *page;
    answer->page.error = text_of(answer->why);
    snprintf(answer->why, sizeof answer->why, "%.*s", (int)why.size, why.size > 0 ? why.at : "");
    uv_stop(&conversation->loop);
}

static enum exit_code converse(struct conversation *conversation, void *context)
{
    const struct live_request *request = conversation->request;
    struct live_answer *answer = conversation->answer;
    struct history_question question = {.request = request->request,
                                        .patience = request->patience,
                                        .on_again = on_again,
                                        .on_item = on_item,
                                        .on_end = on_end,
                                        .self = conversation};
    answer->status = history_client_create(&conversation->client, &conversation->loop, context, request->endpoint,
                                           answer->why, sizeof answer->why);
    if (answer->status != STATUS_OK)
        return EXIT_FAILED;
    history_client_ask(conversation->client, &question);
    uv_run(&conversation->loop, UV_RUN_DEFAULT);
    history_client_destroy(&conversation->client);
    if (answer->status == STATUS_TIMEOUT)
        return EXIT_CANNOT_CONNECT;
    return answer->status == STATUS_OK ? EXIT_OK : EXIT_FAILED;
}

enum exit_code live_ask(const struct live_request *request, struct live_answer *answer)
{
    struct conversation conversation = {.request = request, .answer = answer};
    void *context = zmq_ctx_new();
    *answer = (struct live_answer){.status = STATUS_NO_MEMORY};
    if (context == NULL || uv_loop_init(&conversation.loop) != 0) {
        snprintf(answer->why, sizeof answer->why, "no memory, or no file descriptors left");
        if (context != NULL)
            zmq_ctx_term(context);
        return EXIT_FAILED;
    }
    enum exit_code code = converse(&conversation, context);
    loop_close(&conversation.loop);
    zmq_ctx_term(context);
    return code;
}

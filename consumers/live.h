/* One question to a broker's history, and its whole answer: blocking, for tools
 * that do one thing after the other. */
#ifndef OREWATCH_CONSUMERS_LIVE_H
#define OREWATCH_CONSUMERS_LIVE_H

#include "runtime/exit_code.h"
#include "runtime/history_client.h"

#define LIVE_HISTORY "tcp://127.0.0.1:7704" /* where a broker answers when nobody says it */
#define LIVE_INGEST  "tcp://127.0.0.1:7701"

struct live_answer {
    struct history_page page;   /* the last head; its error lies in `why` */
    enum status status;
    char why[512];              /* for people, when it is not OK */
};

struct live_request {
    const char *endpoint;
    struct history_request request;
    int64_t patience;           /* ns without a page after which nobody is there */
    void (*on_item)(void *self, const struct history_item *item);
    void (*on_again)(void *self); /* what came is to be forgotten; may be NULL */
    void *self;
};

/* EXIT_OK, EXIT_CANNOT_CONNECT, or EXIT_FAILED with the broker's refusal. */
enum exit_code live_ask(const struct live_request *request, struct live_answer *answer);

#endif

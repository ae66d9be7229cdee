/* Asking history: the client side of `history`, one question at a time.
 *
 *   ask -> items, page by page -> end
 *
 * A question that gets no page for HISTORY_CLIENT_RETRY_MS is asked again, and
 * so is one that is told `full`: on_again says that the items begin anew. After
 * `patience` without a page it ends with TIMEOUT. */
#ifndef OREWATCH_RUNTIME_HISTORY_CLIENT_H
#define OREWATCH_RUNTIME_HISTORY_CLIENT_H

#include "runtime/history_page.h"

#include <uv.h>

#define HISTORY_CLIENT_RETRY_MS 2000

struct history_client;

/* on_again may be NULL. From within on_end the next question may be asked. */
struct history_question {
    struct history_request request; /* its texts are copied */
    int64_t patience;               /* ns; 0: for ever */
    void (*on_again)(void *self);
    /* `page` is the page's head. */
    void (*on_item)(void *self, const struct history_page *page, const struct history_item *item);
    /* OK, or the status that the broker gave, TIMEOUT, or what is wrong with a page;
     * `page` is the last head, all zero when none came; `why` is for people. */
    void (*on_end)(void *self, enum status status, const struct history_page *page, struct text why);
    void *self;
};

MUST_CHECK enum status history_client_create(struct history_client **client, uv_loop_t *loop, void *context,
                                             const char *endpoint, char *why, size_t why_size);
void history_client_destroy(struct history_client **client); /* the loop must turn once more for its handles */
/* Only when it is not busy. */
void history_client_ask(struct history_client *client, const struct history_question *question);
bool history_client_busy(const struct history_client *client);
/* Forgets the question: nothing of it comes any more, on_end neither. */
void history_client_drop(struct history_client *client);

#endif

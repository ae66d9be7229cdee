/* What lies in a broker's quarantine, asked of history page by page, and sent
 * through ingest again. Blocking: a tool does one thing after the other. */
#ifndef OREWATCH_CONSUMERS_REFUSED_ITEMS_H
#define OREWATCH_CONSUMERS_REFUSED_ITEMS_H

#include "runtime/exit_code.h"
#include "runtime/frame.h"
#include "schemas/messages.h"

#define REFUSED_ITEMS_AT_ONCE 64u /* sent again and not answered yet */

struct refused_items {
    const char *history, *ingest;  /* endpoints; `ingest` NULL: nothing is sent */
    int64_t patience;              /* ns without an answer after which nobody is there */
    uint64_t floor;                /* the lowest number that is kept, once a page came */
    char why[512];                 /* after a failure */
    /* private */
    void *context, *question, *publication;
    unsigned outstanding;
    struct receipt receipt;
};

/* False: `why` says what is wrong. Close it all the same. */
bool refused_items_open(struct refused_items *items);
void refused_items_close(struct refused_items *items);

/* Calls on_item for each from `from` (0: the first that is kept) to `to`, up to
 * the last that lay there when it was asked. The texts and bytes live until
 * on_item returns; anything but OK from it ends the walk. */
enum exit_code refused_items_walk(struct refused_items *items, uint64_t from, uint64_t to,
                                  enum exit_code (*on_item)(void *self, const struct quarantined *says,
                                                            struct frame bytes),
                                  void *self);

/* Sends bytes as a batch of this number, and hands over the receipts that come
 * meanwhile. */
typedef void receipt_taker(void *self, uint64_t number, const struct receipt *receipt);
enum exit_code refused_items_send(struct refused_items *items, uint64_t number, struct frame bytes,
                                  receipt_taker *on_receipt, void *self);
/* Waits for all the receipts that are still out. */
enum exit_code refused_items_settle(struct refused_items *items, receipt_taker *on_receipt, void *self);

#endif

/* Events to a broker by way of a spool: on disk first, then sent, in order, and let
 * go of when they are answered.
 *
 * The publisher numbers what it is given from 0: event `n` of it is the spool's
 * event `first + n`. It answers in order (publisher_keep), so how many are answered
 * says which. */
#include "producers/destination.h"
#include "producers/refused_file.h"
#include "runtime/publisher.h"
#include "runtime/spool.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

struct spooled {
    struct destination destination;
    const struct spool_options *options;
    struct spool *spool;
    struct publisher *publisher;
    struct log_entry next; /* read, and not yet taken by the publisher */
    bool has_next;
    uint64_t first;
    uint64_t too_large, put_off;
    uint64_t torn_bytes;
    bool failed;
    struct refused_file refused;
};

static char *why_of(struct spooled *spooled)
{
    return spooled->destination.why;
}
#define WHY(spooled) why_of(spooled), sizeof(spooled)->destination.why

/* From within a callback: ends the feed. */
static void fail(struct spooled *spooled)
{
    const struct destination_callbacks *callbacks = &spooled->destination.callbacks;
    if (!spooled->failed)
        callbacks->on_failed(callbacks->self);
    spooled->failed = true;
}

/* ---- out of the spool ---------------------------------------------------------- */

/* Gives the publisher what it takes of the durable events. */
static enum status send_on(struct spooled *spooled)
{
    enum status status = STATUS_OK;
    while (status == STATUS_OK) {
        if (!spooled->has_next)
            status = spool_read(spooled->spool, &spooled->next, WHY(spooled));
        if (status != STATUS_OK)
            break;
        spooled->has_next = true;
        status = publisher_add(spooled->publisher, spooled->next.bytes, spooled->next.size, spooled->next.received);
        spooled->has_next = status != STATUS_OK;
    }
    publisher_flush(spooled->publisher);
    return status == STATUS_FULL || status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static void on_refused(void *self, uint64_t index, struct text reason, struct text field, struct text text)
{
    struct spooled *spooled = self;
    const struct destination_callbacks *callbacks = &spooled->destination.callbacks;
    struct log_entry event;
    if (spooled->failed)
        return;
    if (spool_look(spooled->spool, spooled->first + index, &event, WHY(spooled)) != STATUS_OK ||
        refused_file_add(&spooled->refused, event.bytes, event.size, event.received, WHY(spooled)) != STATUS_OK) {
        fail(spooled);
        return;
    }
    callbacks->on_refused_at(callbacks->self, spooled->refused.path, spooled->refused.lines, reason, field, text);
}

static void on_receipt(void *self, const struct receipt *receipt, uint64_t batch)
{
    struct spooled *spooled = self;
    const struct destination_callbacks *callbacks = &spooled->destination.callbacks;
    struct publisher_totals totals = publisher_totals(spooled->publisher);
    uint64_t answered = totals.accepted + totals.duplicate + totals.refused;
    (void)receipt;
    (void)batch;
    if (spooled->failed)
        return;
    spooled->put_off = 0;
    if (refused_file_sync(&spooled->refused, WHY(spooled)) != STATUS_OK ||
        spool_answered(spooled->spool, spooled->first + answered - 1, WHY(spooled)) != STATUS_OK ||
        send_on(spooled) != STATUS_OK)
        fail(spooled);
    else
        callbacks->on_answer(callbacks->self);
}

static void on_put_off(void *self, struct text reason, struct text text)
{
    struct spooled *spooled = self;
    const struct destination_callbacks *callbacks = &spooled->destination.callbacks;
    if (spooled->put_off++ == 0)
        callbacks->on_put_off(callbacks->self, reason, text);
}

static void on_unknown_key(void *self, struct text key, struct text nearest)
{
    const struct destination_callbacks *callbacks = &((struct spooled *)self)->destination.callbacks;
    callbacks->on_unknown_key(callbacks->self, key, nearest);
}

/* ---- into the spool ------------------------------------------------------------ */

static enum status add(struct destination *destination, const struct item *item)
{
    struct spooled *spooled = (struct spooled *)destination;
    if (item->size > LIMIT_EVENT_BYTES) {
        struct refusal refusal = {.status = STATUS_TOO_LARGE};
        snprintf(refusal.text, sizeof refusal.text, "event: has %zu bytes, allowed are %u", item->size,
                 LIMIT_EVENT_BYTES);
        spooled->too_large++;
        destination->callbacks.on_refused_at(destination->callbacks.self, item->name, item->place,
                                             text_of(status_name(refusal.status)), TEXT(""), text_of(refusal.text));
        return STATUS_OK;
    }
    return spool_add(spooled->spool, item->bytes, item->size, item->received, WHY(spooled));
}

static enum status flush(struct destination *destination)
{
    struct spooled *spooled = (struct spooled *)destination;
    enum status status = spool_commit(spooled->spool, WHY(spooled));
    return status == STATUS_OK ? send_on(spooled) : status;
}

/* ---- how it is ------------------------------------------------------------------ */

static bool idle(const struct destination *destination)
{
    return spool_waiting(((const struct spooled *)destination)->spool) == 0;
}

static struct report_totals totals(const struct destination *destination)
{
    const struct spooled *spooled = (const struct spooled *)destination;
    struct publisher_totals totals = publisher_totals(spooled->publisher);
    return (struct report_totals){.accepted = totals.accepted,
                                  .duplicate = totals.duplicate,
                                  .refused = totals.refused + spooled->too_large,
                                  .offset = totals.offset};
}

static struct kept kept(const struct destination *destination)
{
    const struct spooled *spooled = (const struct spooled *)destination;
    return (struct kept){.folder = spooled->options->folder,
                         .events = spool_waiting(spooled->spool),
                         .bytes = spool_bytes(spooled->spool),
                         .most_bytes = spooled->options->bytes,
                         .torn_bytes = spooled->torn_bytes};
}

/* ---- life ----------------------------------------------------------------------- */

static void destroy(struct destination *destination)
{
    struct spooled *spooled = (struct spooled *)destination;
    publisher_destroy(&spooled->publisher);
    refused_file_close(&spooled->refused);
    spool_close(&spooled->spool);
    free(spooled);
}

static enum status open_publisher(struct spooled *spooled, const char *to, uv_loop_t *loop, void *context, char *why,
                                  size_t why_size)
{
    struct publisher_callbacks callbacks = {.on_refused = on_refused,
                                            .on_unknown_key = on_unknown_key,
                                            .on_receipt = on_receipt,
                                            .on_put_off = on_put_off,
                                            .self = spooled};
    enum status status = publisher_create(&spooled->publisher, loop, context, to, &callbacks, why, why_size);
    if (status != STATUS_OK)
        return status;
    uint64_t seed = 0;
    if (getrandom(&seed, sizeof seed, 0) == (ssize_t)sizeof seed)
        publisher_seed(spooled->publisher, seed);
    publisher_keep(spooled->publisher);
    return STATUS_OK;
}

enum status spooled_open(struct destination **destination, const char *to, const struct spool_options *options,
                         uv_loop_t *loop, void *context, char *why, size_t why_size)
{
    struct spooled *spooled = calloc(1, sizeof *spooled);
    if (spooled == NULL) {
        snprintf(why, why_size, "no memory");
        return STATUS_NO_MEMORY;
    }
    spooled->options = options;
    spooled->destination = (struct destination){
        .add = add, .flush = flush, .idle = idle, .totals = totals, .kept = kept, .destroy = destroy};
    enum status status = refused_file_init(&spooled->refused, options->folder, options->bytes, why, why_size);
    if (status == STATUS_OK)
        status = spool_open(&spooled->spool, options, &spooled->torn_bytes, why, why_size);
    if (status == STATUS_OK)
        status = open_publisher(spooled, to, loop, context, why, why_size);
    if (status != STATUS_OK) {
        destroy(&spooled->destination);
        return status;
    }
    spooled->first = spool_first(spooled->spool);
    *destination = &spooled->destination;
    return STATUS_OK;
}

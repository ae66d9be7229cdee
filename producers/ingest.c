/* Events to a broker, with receipts. */
#include "producers/destination.h"

#include "runtime/publisher.h"

#include <stdio.h>
#include <stdlib.h>

struct ingest {
    struct destination destination;
    struct publisher *publisher;
};

static enum status add(struct destination *destination, const struct item *item)
{
    struct ingest *ingest = (struct ingest *)destination;
    enum status status = publisher_add(ingest->publisher, item->bytes, item->size, item->received);
    if (status != STATUS_OK && status != STATUS_FULL)
        snprintf(destination->why, sizeof destination->why, "%s: %s", destination->name, status_sentence(status));
    return status;
}

static enum status flush(struct destination *destination)
{
    publisher_flush(((struct ingest *)destination)->publisher);
    return STATUS_OK;
}

static bool idle(const struct destination *destination)
{
    return publisher_idle(((const struct ingest *)destination)->publisher);
}

static struct report_totals totals(const struct destination *destination)
{
    struct publisher_totals totals = publisher_totals(((const struct ingest *)destination)->publisher);
    return (struct report_totals){.accepted = totals.accepted,
                                  .duplicate = totals.duplicate,
                                  .refused = totals.refused,
                                  .offset = totals.offset};
}

static void on_refused(void *self, uint64_t index, struct text reason, struct text field, struct text text)
{
    struct destination_callbacks *callbacks = &((struct ingest *)self)->destination.callbacks;
    callbacks->on_refused(callbacks->self, index, reason, field, text);
}

static void on_unknown_key(void *self, struct text key, struct text nearest)
{
    struct destination_callbacks *callbacks = &((struct ingest *)self)->destination.callbacks;
    callbacks->on_unknown_key(callbacks->self, key, nearest);
}

static void on_room(void *self)
{
    struct destination_callbacks *callbacks = &((struct ingest *)self)->destination.callbacks;
    callbacks->on_answer(callbacks->self);
}

static void on_receipt(void *self, const struct receipt *receipt, uint64_t batch)
{
    (void)receipt;
    (void)batch;
    on_room(self);
}

static void destroy(struct destination *destination)
{
    struct ingest *ingest = (struct ingest *)destination;
    publisher_destroy(&ingest->publisher);
    free(ingest);
}

enum status ingest_open(struct destination **destination, const char *to, uv_loop_t *loop, void *context, char *why,
                        size_t why_size)
{
    struct ingest *ingest = calloc(1, sizeof *ingest);
    if (ingest == NULL) {
        snprintf(why, why_size, "no memory");
        return STATUS_NO_MEMORY;
    }
    ingest->destination =
        (struct destination){.add = add, .flush = flush, .idle = idle, .totals = totals, .destroy = destroy};
    struct publisher_callbacks callbacks = {.on_refused = on_refused,
                                            .on_unknown_key = on_unknown_key,
                                            .on_room = on_room,
                                            .on_receipt = on_receipt,
                                            .self = ingest};
    enum status status = publisher_create(&ingest->publisher, loop, context, to, &callbacks, why, why_size);
    if (status != STATUS_OK) {
        free(ingest);
        return status;
    }
    *destination = &ingest->destination;
    return STATUS_OK;
}

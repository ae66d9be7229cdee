/* Events as NDJSON on standard output: what `-` as a destination means.
 *
 * The line is the contract's one text form of the event, so keys that no row
 * names are told and left out. */
#include "producers/destination.h"

#include "schemas/messages.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct printout {
    struct destination destination;
    struct report_totals totals;
    uint64_t added;
    struct event event;
    char line[8u * LIMIT_EVENT_BYTES];
};

static enum status print(struct printout *printout, const struct item *item)
{
    struct line line = line_on(printout->line, sizeof printout->line);
    if (item->received != 0) {
        printout->event.received = item->received;
        printout->event.present |= UINT64_C(1) << EVENT_HAS_RECEIVED;
    }
    rows_json(event_rows[printout->event.type], &printout->event, &line);
    line_char(&line, '\n');
    if (line.cut)
        return STATUS_TOO_LARGE;
    if (fwrite(line.at, 1, line.used, stdout) == line.used)
        return STATUS_OK;
    snprintf(printout->destination.why, sizeof printout->destination.why, "cannot write to standard output: %s",
             strerror(errno));
    return STATUS_IO;
}

static enum status add(struct destination *destination, const struct item *item)
{
    struct printout *printout = (struct printout *)destination;
    struct unknown_keys unknown = {0};
    struct refusal refusal = {0};
    uint64_t index = printout->added++;
    enum status status = event_decode(item->bytes, item->size, &printout->event, &unknown, &refusal);
    if (status != STATUS_OK) {
        printout->totals.refused++;
        destination_tell_refused(destination, index, &refusal);
        return STATUS_OK;
    }
    destination_tell_unknown(destination, &unknown);
    status = print(printout, item);
    if (status == STATUS_OK)
        printout->totals.accepted++;
    return status;
}

static enum status flush(struct destination *destination)
{
    if (fflush(stdout) == 0)
        return STATUS_OK;
    snprintf(destination->why, sizeof destination->why, "cannot write to standard output: %s", strerror(errno));
    return STATUS_IO;
}

static bool idle(const struct destination *destination)
{
    (void)destination;
    return true;
}

static struct report_totals totals(const struct destination *destination)
{
    return ((const struct printout *)destination)->totals;
}

static void destroy(struct destination *destination)
{
    free(destination);
}

enum status printout_open(struct destination **destination, const char *to, uv_loop_t *loop, void *context,
                          char *why, size_t why_size)
{
    (void)to;
    (void)loop;
    (void)context;
    struct printout *printout = calloc(1, sizeof *printout);
    if (printout == NULL) {
        snprintf(why, why_size, "no memory");
        return STATUS_NO_MEMORY;
    }
    printout->destination =
        (struct destination){.add = add, .flush = flush, .idle = idle, .totals = totals, .destroy = destroy};
    *destination = &printout->destination;
    return STATUS_OK;
}

/* Events into a recording, through the same door as a broker's, under
 * `clock: events`: the recording holds what a broker would have accepted.
 *
 * The file is made with the first accepted event, whose `received` becomes the
 * epoch: the same events give the same bytes, and a feed whose events were all
 * refused leaves no file behind. */
#include "producers/destination.h"

#include "runtime/door.h"
#include "runtime/log.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct recording {
    struct destination destination;
    const char *path;
    struct door *door;
    struct log_writer *writer;
    struct report_totals totals;
    uint64_t added;
    uint32_t group;             /* events since the last commit */
    struct event event;
};

static enum status commit(struct destination *destination)
{
    struct recording *recording = (struct recording *)destination;
    if (recording->group == 0)
        return STATUS_OK;
    recording->group = 0;
    return log_writer_commit(recording->writer, destination->why, sizeof destination->why);
}

static enum status create(struct recording *recording, int64_t epoch)
{
    uint64_t torn;
    struct log_writer_options options = {.path = recording->path, .epoch = (uint64_t)epoch};
    if (recording->writer != NULL)
        return STATUS_OK;
    return log_writer_open(&recording->writer, &options, &torn, recording->destination.why,
                           sizeof recording->destination.why);
}

static enum status write_event(struct recording *recording, const struct item *item)
{
    return log_writer_add(recording->writer, ENTRY_EVENTS, recording->event.received, item->bytes, item->size,
                          &recording->totals.offset);
}

/* Large events fill a commit by their bytes before they do by their number. */
static enum status append(struct recording *recording, const struct item *item)
{
    struct destination *destination = &recording->destination;
    enum status status = create(recording, recording->event.received);
    if (status != STATUS_OK)
        return status;
    status = write_event(recording, item);
    if (status == STATUS_FULL) {
        status = commit(destination);
        if (status != STATUS_OK)
            return status;
        status = write_event(recording, item);
    }
    if (status != STATUS_OK) {
        snprintf(destination->why, sizeof destination->why, "%s: %s", recording->path, status_sentence(status));
        return status;
    }
    recording->totals.accepted++;
    return ++recording->group < LIMIT_BATCH_EVENTS ? STATUS_OK : commit(destination);
}

static enum status add(struct destination *destination, const struct item *item)
{
    struct recording *recording = (struct recording *)destination;
    struct unknown_keys unknown = {0};
    struct refusal refusal = {0};
    uint64_t index = recording->added++;
    enum status status = door_admit(recording->door, NULL, item->bytes, item->size, 0, item->received,
                                    &recording->event, &unknown, &refusal);
    if (status == STATUS_DUPLICATE) {
        recording->totals.duplicate++;
        return STATUS_OK;
    }
    if (status != STATUS_OK) {
        recording->totals.refused++;
        destination_tell_refused(destination, index, &refusal);
        return STATUS_OK;
    }
    destination_tell_unknown(destination, &unknown);
    return append(recording, item);
}

static bool idle(const struct destination *destination)
{
    (void)destination;
    return true;
}

static struct report_totals totals(const struct destination *destination)
{
    return ((const struct recording *)destination)->totals;
}

static void destroy(struct destination *destination)
{
    struct recording *recording = (struct recording *)destination;
    log_writer_close(&recording->writer);
    door_destroy(&recording->door);
    free(recording);
}

enum status recording_open(struct destination **destination, const char *to, uv_loop_t *loop, void *context,
                          char *why, size_t why_size)
{
    (void)loop;
    (void)context;
    if (access(to, F_OK) == 0) {
        snprintf(why, why_size, "%s exists already; a recording is written once: remove it or name another", to);
        return STATUS_LOCKED;
    }
    struct recording *recording = calloc(1, sizeof *recording);
    if (recording != NULL)
        recording->door = door_create(&(struct door_options){.clock = CLOCK_EVENTS});
    if (recording == NULL || recording->door == NULL) {
        snprintf(why, why_size, "no memory");
        free(recording);
        return STATUS_NO_MEMORY;
    }
    recording->path = to;
    recording->destination =
        (struct destination){.add = add, .flush = commit, .idle = idle, .totals = totals, .destroy = destroy};
    *destination = &recording->destination;
    return STATUS_OK;
}

#include "producers/recording_file.h"

#include "runtime/log.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct recording_file {
    struct input input;
    struct report *report;
    struct log_reader *reader;
    int64_t from, until;
};

static bool wanted(const struct recording_file *file, const struct log_entry *entry)
{
    return entry->kind == ENTRY_EVENTS && entry->received >= file->from && entry->received <= file->until;
}

static enum input_state end(struct recording_file *file, enum status status, const char *why)
{
    if (status == STATUS_NOT_FOUND)
        return INPUT_END;
    report_problem(file->report, "%s", why);
    if (status != STATUS_TORN)
        return INPUT_FAILED;
    file->report->warned = true;
    return INPUT_END;
}

static enum input_state next(struct input *input, struct item *item)
{
    struct recording_file *file = (struct recording_file *)input;
    struct log_entry entry;
    char why[512] = "";
    enum status status;
    do
        status = log_reader_next(file->reader, &entry, why, sizeof why);
    while (status == STATUS_OK && !wanted(file, &entry));
    if (status != STATUS_OK)
        return end(file, status, why);
    *item = (struct item){.bytes = entry.bytes,
                          .size = entry.size,
                          .received = entry.received,
                          .order = entry.received,
                          .name = input->name,
                          .place = entry.offset};
    return INPUT_EVENT;
}

static void progress(const struct input *input, uint64_t *done, uint64_t *total)
{
    log_reader_progress(((const struct recording_file *)input)->reader, done, total);
}

static void destroy(struct input *input)
{
    struct recording_file *file = (struct recording_file *)input;
    log_reader_close(&file->reader);
    free(file);
}

/* Retention deleted its head, or it was recorded from later on. */
static void tell_late_begin(const struct recording_file *file)
{
    uint64_t first = log_reader_spot(file->reader).first_offset;
    if (first > 1)
        report_problem(file->report, "%s begins at offset %" PRIu64 ": what stood before it is not here",
                       file->input.name, first);
}

struct input *recording_file_open(const char *path, int64_t from, int64_t until, struct report *report)
{
    char why[512] = "";
    struct recording_file *file = calloc(1, sizeof *file);
    if (file == NULL) {
        report_problem(report, "%s: no memory", path);
        return NULL;
    }
    if (log_reader_open(&file->reader, path, why, sizeof why) != STATUS_OK) {
        report_problem(report, "%s", why);
        free(file);
        return NULL;
    }
    file->input =
        (struct input){.name = path, .descriptor = -1, .next = next, .progress = progress, .destroy = destroy};
    file->report = report;
    file->from = from;
    file->until = until;
    tell_late_begin(file);
    return &file->input;
}

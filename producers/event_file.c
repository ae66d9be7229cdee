#include "producers/event_file.h"

#include "producers/lines.h"
#include "runtime/ndjson.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct event_file {
    struct input input;
    struct report *report;
    struct lines lines;
    bool ordered;
    struct event event;              /* to look up `time` in */
    uint8_t bytes[LIMIT_EVENT_BYTES];
};

/* What the event is merged by: an event that cannot be read goes where it stands. */
static int64_t order_of(struct event_file *file, const struct item *item)
{
    struct refusal refusal;
    if (item->received != 0 || !file->ordered)
        return item->received;
    if (event_decode(item->bytes, item->size, &file->event, NULL, &refusal) != STATUS_OK)
        return INT64_MIN;
    return file->event.time;
}

/* A recording or a journal given as a file of lines: nothing in it is one. */
static bool is_log(uint64_t number, const char *line, size_t size)
{
    return number == 1 && size >= 8 && memcmp(line, "OREWATCH", 8) == 0;
}

static bool blank(const char *line, size_t size)
{
    size_t i = 0;
    while (i < size && (line[i] == ' ' || line[i] == '\t'))
        i++;
    return i == size;
}

/* A byte order mark is no part of the first line. */
static void skip_mark(uint64_t number, const char **line, size_t *size)
{
    if (number == 1 && *size >= 3 && memcmp(*line, "\xef\xbb\xbf", 3) == 0) {
        *line += 3;
        *size -= 3;
    }
}

static void refuse_long_line(struct event_file *file)
{
    struct refusal refusal = {.status = STATUS_TOO_LARGE};
    snprintf(refusal.text, sizeof refusal.text, "the line has more than %u bytes", LINES_LIMIT);
    report_refused(file->report, file->input.name, file->lines.number, &refusal);
}

static bool convert(struct event_file *file, const char *line, size_t size, struct item *item)
{
    struct refusal refusal = {0};
    *item = (struct item){.bytes = file->bytes, .name = file->input.name, .place = file->lines.number};
    enum status status =
        ndjson_event(line, size, file->bytes, sizeof file->bytes, &item->size, &item->received, &refusal);
    if (status != STATUS_OK) {
        report_refused(file->report, file->input.name, file->lines.number, &refusal);
        return false;
    }
    item->order = order_of(file, item);
    return true;
}

static enum input_state next(struct input *input, struct item *item)
{
    struct event_file *file = (struct event_file *)input;
    for (;;) {
        const char *line;
        size_t size;
        switch (lines_next(&file->lines, &line, &size)) {
        case LINES_LINE:
            skip_mark(file->lines.number, &line, &size);
            if (is_log(file->lines.number, line, size)) {
                report_problem(file->report, "%s is a recording, not lines of JSON; `orewatch-feed replay` plays it",
                               input->name);
                return INPUT_FAILED;
            }
            if (!blank(line, size) && convert(file, line, size, item))
                return INPUT_EVENT;
            break;
        case LINES_TOO_LONG:
            refuse_long_line(file);
            break;
        case LINES_WAIT:
            return INPUT_WAIT;
        case LINES_END:
            return INPUT_END;
        case LINES_FAILED:
            report_problem(file->report, "cannot read %s: %s%s", input->name, strerror(errno),
                           errno == EISDIR ? "; `orewatch-feed replay` plays a journal" : "");
            return INPUT_FAILED;
        }
    }
}

static void progress(const struct input *input, uint64_t *done, uint64_t *total)
{
    const struct event_file *file = (const struct event_file *)input;
    *done = file->lines.read;
    *total = file->lines.total;
}

static void destroy(struct input *input)
{
    struct event_file *file = (struct event_file *)input;
    lines_close(&file->lines);
    free(file);
}

struct input *event_file_open(const char *path, bool ordered, struct report *report)
{
    bool standard = strcmp(path, "-") == 0;
    int descriptor = standard ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        report_problem(report, "cannot open %s: %s", standard ? "standard input" : path, strerror(errno));
        return NULL;
    }
    struct event_file *file = calloc(1, sizeof *file);
    if (file == NULL || !lines_init(&file->lines, descriptor)) {
        report_problem(report, "cannot read %s: no memory", path);
        close(descriptor);
        free(file);
        return NULL;
    }
    file->input = (struct input){.name = standard ? "(standard input)" : path,
                                 .descriptor = descriptor,
                                 .next = next,
                                 .progress = progress,
                                 .destroy = destroy};
    file->report = report;
    file->ordered = ordered;
    return &file->input;
}

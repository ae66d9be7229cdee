#include "consumers/recorder.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define NIL 0xc0

static const struct { const char *topic; enum entry_kind kind; } kinds[] = {
    {"event.", ENTRY_EVENTS}, {"tick.", ENTRY_TICK}, {"config.", ENTRY_CONFIG}, {"rules.", ENTRY_RULES},
};

void recorder_init(struct recorder *recorder, const char *path, bool replaces, const struct start_point *start)
{
    *recorder = (struct recorder){.path = path, .replaces = replaces, .start = *start, .since = INT64_MIN};
}

void recorder_rewind(struct recorder *recorder)
{
    recorder->at = (struct log_cursor){0};
}

uint64_t recorder_next(const struct recorder *recorder)
{
    return recorder->taken.offset;
}

/* ---- where to begin ---------------------------------------------------------------- */

static void choose(struct recorder *recorder, const struct history_page *page)
{
    switch (recorder->start.kind) {
    case START_NEW:
        recorder->first = page->offset + 1;
        break;
    case START_LAST:
        recorder->first = page->offset;
        break;
    case START_OFFSET:
        recorder->first = recorder->start.number;
        break;
    case START_TIME:
        recorder->since = recorder->start.time;
        break;
    case START_AGO:
        recorder->since = page->time - recorder->start.time;
        break;
    case START_ALL:
    case START_SEQ:
        break;
    }
}

static bool wants_all(const struct recorder *recorder)
{
    return recorder->first <= 1 && recorder->since == INT64_MIN;
}

enum status recorder_page(struct recorder *recorder, const struct history_page *page)
{
    if (!recorder->knows) {
        recorder->knows = true;
        recorder->epoch = page->epoch;
        choose(recorder, page);
        return STATUS_OK;
    }
    if (page->epoch != recorder->epoch)
        snprintf(recorder->why, sizeof recorder->why,
                 "the broker serves another log now, or was upgraded to another engine: epoch %" PRIu64 "; this recording "
                 "is of epoch %" PRIu64 ": begin another file",
                 page->epoch, recorder->epoch);
    else if (page->offset < recorder->taken.offset)
        snprintf(recorder->why, sizeof recorder->why,
                 "the log was cut: it ends at offset %" PRIu64 ", and offset %" PRIu64 " was there", page->offset,
                 recorder->taken.offset);
    else
        return STATUS_OK;
    return STATUS_CONFLICT;
}

/* ---- the file ------------------------------------------------------------------------ */

static enum status add(struct recorder *recorder, const struct log_entry *entry)
{
    uint64_t offset = 0;
    enum status status =
        log_writer_add(recorder->writer, entry->kind, entry->received, entry->bytes, entry->size, &offset);
    if (status == STATUS_FULL) {
        status = recorder_commit(recorder);
        if (status == STATUS_OK)
            status = log_writer_add(recorder->writer, entry->kind, entry->received, entry->bytes, entry->size, &offset);
    }
    if (status != STATUS_OK && recorder->why[0] == '\0')
        snprintf(recorder->why, sizeof recorder->why, "%s: offset %" PRIu64 ": %s", recorder->path, entry->offset,
                 status_sentence(status));
    return status;
}

/* Makes the file; `first` is the offset of the first event to come. */
static enum status begin(struct recorder *recorder, uint64_t first)
{
    struct log_writer_options options = {.path = recorder->path, .epoch = recorder->epoch, .first_offset = first};
    uint64_t torn;
    if (recorder->replaces && unlink(recorder->path) != 0 && errno != ENOENT) {
        snprintf(recorder->why, sizeof recorder->why, "%s: cannot be replaced: %s", recorder->path, strerror(errno));
        return STATUS_IO;
    }
    recorder->recorded_from = first;
    enum status status =
        log_writer_open(&recorder->writer, &options, &torn, recorder->why, sizeof recorder->why);
    for (unsigned kind = ENTRY_CONFIG; status == STATUS_OK && kind <= ENTRY_RULES; kind++)
        if (recorder->before[kind].size > 0)
            status = add(recorder, &recorder->before[kind]);
    return status;
}

enum status recorder_commit(struct recorder *recorder)
{
    if (recorder->writer == NULL)
        return STATUS_OK;
    return log_writer_commit(recorder->writer, recorder->why, sizeof recorder->why);
}

enum status recorder_close(struct recorder *recorder)
{
    enum status status = STATUS_OK;
    if (recorder->writer == NULL && recorder->knows)
        status = begin(recorder, recorder->taken.offset + 1);
    if (status == STATUS_OK)
        status = recorder_commit(recorder);
    log_writer_close(&recorder->writer);
    for (unsigned kind = 0; kind <= ENTRY_RULES; kind++)
        free((void *)recorder->before[kind].bytes);
    memset(recorder->before, 0, sizeof recorder->before);
    return status;
}

/* ---- entries --------------------------------------------------------------------------- */

static bool read_item(const struct history_item *item, struct log_entry *entry)
{
    struct log_place place;
    struct refusal refusal;
    *entry = (struct log_entry){0};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (text_is(item->topic, kinds[i].topic))
            entry->kind = kinds[i].kind;
    if (entry->kind == 0 ||
        rows_decode(&log_place_rows, item->header.bytes, item->header.size, &place, NULL, &refusal) != STATUS_OK)
        return false;
    entry->offset = place.offset;
    entry->received = place.received;
    entry->bytes = item->body.bytes;
    entry->size = entry->kind == ENTRY_TICK && *(const uint8_t *)item->body.bytes == NIL ? 0 : item->body.size;
    return true;
}

/* False: it was dealt with before. */
static bool advance(struct recorder *recorder, const struct log_entry *entry)
{
    struct log_cursor *at = &recorder->at, *taken = &recorder->taken;
    at->count = at->offset == entry->offset ? at->count + 1 : 1;
    at->offset = entry->offset;
    return at->offset > taken->offset || (at->offset == taken->offset && at->count > taken->count);
}

/* Before the first entry that is wanted: only what the engine was told then counts. */
static enum status pass_over(struct recorder *recorder, const struct log_entry *entry)
{
    if (entry->kind != ENTRY_CONFIG && entry->kind != ENTRY_RULES)
        return STATUS_OK;
    void *bytes = malloc(entry->size > 0 ? entry->size : 1);
    if (bytes == NULL) {
        snprintf(recorder->why, sizeof recorder->why, "no memory");
        return STATUS_NO_MEMORY;
    }
    memcpy(bytes, entry->bytes, entry->size);
    free((void *)recorder->before[entry->kind].bytes);
    recorder->before[entry->kind] = *entry;
    recorder->before[entry->kind].bytes = bytes;
    return STATUS_OK;
}

static bool is_wanted(const struct recorder *recorder, const struct log_entry *entry)
{
    if (recorder->writer != NULL || wants_all(recorder))
        return true;
    return entry->kind == ENTRY_EVENTS && entry->offset >= recorder->first && entry->received >= recorder->since;
}

/* What a recording that begins later can not give: the state before it. */
#define HEAD_GONE                                                                                                      \
    "; the head of this log was deleted: `orewatch backup` of the journal takes the checkpoint along that stands for "  \
    "it, --from offset:N records what is there from N on"

static enum status lack(struct recorder *recorder, uint64_t wanted, uint64_t came)
{
    snprintf(recorder->why, sizeof recorder->why,
             "offsets %" PRIu64 "..%" PRIu64 " are missing: history gave %" PRIu64 " after %" PRIu64 "%s", wanted, came - 1,
             came, wanted - 1, wanted == 1 ? HEAD_GONE : "");
    return STATUS_GONE;
}

/* Of a log whose head was deleted the first event is not the first one wanted. */
static enum status check_place(struct recorder *recorder, const struct log_entry *entry)
{
    bool event = entry->kind == ENTRY_EVENTS;
    uint64_t last = recorder->taken.offset;
    if (recorder->writer == NULL && !wants_all(recorder))
        return STATUS_OK;
    return entry->offset > last + event ? lack(recorder, last + 1, entry->offset) : STATUS_OK;
}

enum status recorder_take(struct recorder *recorder, const struct history_item *item)
{
    struct log_entry entry;
    if (!read_item(item, &entry)) {
        snprintf(recorder->why, sizeof recorder->why, "history gave an entry '%.*s' that cannot be read",
                 (int)item->topic.size, item->topic.at);
        return STATUS_WRONG_TYPE;
    }
    if (!advance(recorder, &entry))
        return STATUS_OK;
    enum status status = check_place(recorder, &entry);
    if (status == STATUS_OK && !is_wanted(recorder, &entry))
        status = pass_over(recorder, &entry);
    else if (status == STATUS_OK) {
        if (recorder->writer == NULL)
            status = begin(recorder, entry.kind == ENTRY_EVENTS ? entry.offset : entry.offset + 1);
        if (status == STATUS_OK)
            status = add(recorder, &entry);
        recorder->events += status == STATUS_OK && entry.kind == ENTRY_EVENTS;
    }
    if (status == STATUS_OK)
        recorder->taken = recorder->at;
    return status;
}

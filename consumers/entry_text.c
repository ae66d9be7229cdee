#include "consumers/entry_text.h"

#include "consumers/event_json.h"
#include "engine/frozen.h"
#include "runtime/log_base.h"

#include <inttypes.h>
#include <stdlib.h>

static const char *const kinds[] = {
    [ENTRY_EVENTS] = "event", [ENTRY_TICK] = "tick", [ENTRY_CONFIG] = "configuration", [ENTRY_RULES] = "rules"};

const char *entry_kind_name(enum entry_kind kind)
{
    return kinds[kind];
}

struct room { struct event event; char text[EVENT_JSON_BYTES]; };

static void print_event(const struct log_entry *entry, FILE *out)
{
    struct room *room = malloc(sizeof *room);
    struct refusal refusal;
    if (room == NULL) {
        fputs(",\"event\":\"no memory to show it\"", out);
    } else if (event_decode(entry->bytes, entry->size, &room->event, NULL, &refusal) != STATUS_OK) {
        fprintf(out, ",\"unreadable\":\"%s: %s\"", refusal.field, status_sentence(refusal.status));
    } else {
        struct line line = line_on(room->text, sizeof room->text);
        (void)event_json(&line, &room->event, entry->bytes, entry->size, entry->received);
        fprintf(out, ",\"event\":%.*s", (int)line.used, line.at);
    }
    free(room);
}

void entry_print(const struct log_entry *entry, FILE *out)
{
    char time[64];
    struct line line = line_on(time, sizeof time);
    line_time(&line, entry->received);
    fprintf(out, "{\"kind\":\"%s\",\"offset\":%" PRIu64 ",\"received\":\"%s\",\"bytes\":%zu", kinds[entry->kind],
            entry->offset, time, entry->size);
    if (entry->kind == ENTRY_EVENTS)
        print_event(entry, out);
    fputs("}\n", out);
}

/* As `run` counts them: from the base on, where the head is gone. */
static enum status open_at_first(struct log_reader **reader, const char *log, char *why, size_t why_size)
{
    struct checkpoint *base;
    enum status status = log_base_open(&base, log, engine_thaws, why, why_size);
    if (status == STATUS_OK)
        status = base != NULL
                     ? log_reader_open_at(reader, log, &checkpoint_head(base)->position, why, why_size)
                     : log_reader_open(reader, log, why, why_size);
    checkpoint_close(&base);
    return status;
}

enum status entry_print_number(const char *log, uint64_t number, FILE *out, char *why, size_t why_size)
{
    struct log_reader *reader;
    struct log_entry entry;
    enum status status = open_at_first(&reader, log, why, why_size);
    if (status != STATUS_OK)
        return status;
    for (uint64_t i = 0; i < number && status == STATUS_OK; i++)
        status = log_reader_next(reader, &entry, why, why_size);
    if (status == STATUS_OK)
        entry_print(&entry, out);
    log_reader_close(&reader);
    return status;
}

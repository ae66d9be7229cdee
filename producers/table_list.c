#include "producers/table_list.h"

#include <stdlib.h>

struct table_list {
    struct input input;
    struct report *report;
    const struct baseline_tables *tables;
    size_t next;
    int64_t received;
    uint8_t bytes[LIMIT_EVENT_BYTES];
};

static bool usable(struct table_list *list, const struct baseline_table *table)
{
    struct refusal refusal = {.status = STATUS_INCONSISTENT};
    struct line text = line_on(refusal.text, sizeof refusal.text);
    if (!table->bad && !list->tables->spoiled)
        return true;
    line_text(&text, table->event.id);
    line_string(&text, table->bad ? " is left out: a row of it was refused"
                                  : " is left out: a row did not say whose it is, it may be missing here");
    report_refused(list->report, table->file, table->line, &refusal);
    return false;
}

static enum input_state next(struct input *input, struct item *item)
{
    struct table_list *list = (struct table_list *)input;
    while (list->next < list->tables->count) {
        const struct baseline_table *table = list->tables->tables[list->next++];
        if (!usable(list, table))
            continue;
        size_t size = rows_encode(event_rows[EVENT_BASELINE], &table->event, list->bytes, sizeof list->bytes);
        *item = (struct item){.bytes = list->bytes,
                              .size = size,
                              .received = list->received,
                              .order = list->received,
                              .name = table->file,
                              .place = table->line};
        return INPUT_EVENT;
    }
    return INPUT_END;
}

static void progress(const struct input *input, uint64_t *done, uint64_t *total)
{
    const struct table_list *list = (const struct table_list *)input;
    *done = list->next;
    *total = list->tables->count;
}

static void destroy(struct input *input)
{
    free(input);
}

struct input *table_list_create(const struct baseline_tables *tables, int64_t received, struct report *report)
{
    struct table_list *list = calloc(1, sizeof *list);
    if (list == NULL)
        return NULL;
    list->input =
        (struct input){.name = "tables", .descriptor = -1, .next = next, .progress = progress, .destroy = destroy};
    list->report = report;
    list->tables = tables;
    list->received = received;
    return &list->input;
}

#include "tests/simulation/folding.h"

#include "engine/engine.h"
#include "schemas/topics.h"

#include <assert.h>
#include <stdlib.h>

struct folding {
    struct engine *engine;
    struct truth *truth;
    struct event event;
    uint8_t output[LIMIT_OUTPUT_BYTES];
};

struct folding *folding_open(struct truth *truth)
{
    struct folding *folding = calloc(1, sizeof(*folding));

    assert(folding);
    folding->truth = truth;
    folding->engine = engine_create();
    assert(folding->engine);
    return folding;
}

void folding_close(struct folding **folding)
{
    engine_destroy(&(*folding)->engine);
    free(*folding);
    *folding = NULL;
}

static void emit(void *self, const union output *output)
{
    struct folding *folding = self;
    char name[LIMIT_TOPIC];
    struct line line = line_on(name, sizeof(name));
    struct text topic;
    size_t size = rows_encode(output_rows(output), output, folding->output, sizeof(folding->output));

    assert(size > 0);
    topic_of_output(output, &line);
    topic = (struct text){name, (uint32_t)line.used};
    truth_note(folding->truth, topic, truth_last(folding->truth, topic) + 1,
               output->head.type == OUTPUT_ALERT ? output->alert.offset : output->indicator.offset, (struct frame){folding->output, size});
}

void folding_step(struct folding *folding, const struct log_entry *log_entry)
{
    struct outputs outputs = {emit, folding};
    struct refusal refusal;
    struct entry entry = {.kind = log_entry->kind,
                          .offset = log_entry->offset,
                          .received = log_entry->received,
                          .bytes = log_entry->bytes,
                          .size = log_entry->size};
    enum status status;

    if (entry.kind == ENTRY_EVENTS) {
        status = event_decode(log_entry->bytes, log_entry->size, &folding->event, NULL, &refusal);
        assert(status == STATUS_OK);
        folding->event.received = entry.received;
        entry.event = &folding->event;
    }
    status = engine_step(folding->engine, &entry, &outputs, &refusal);
    assert(status == STATUS_OK);
}

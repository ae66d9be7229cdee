/* saved_journal RECORDING JOURNAL SEGMENT EVERY KEEP [FORGOTTEN [STRANGE]]
 *
 * The events of a recording as a journal, as a broker would have left it whose
 * segments have SEGMENT bytes: each event a commit, with a tick behind every fifth; a
 * checkpoint of the engine behind each EVERY events, and then retention that keeps
 * KEEP bytes. For tests of what reads such journals. The event at the offset
 * FORGOTTEN is logged, and the engine is not told of it: its checkpoints lie. Those up
 * to the offset STRANGE are of another version of the engine. */
#include "engine/frozen.h"
#include "runtime/log_retention.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STATE_BYTES (64u * MIB)

struct saver {
    const char *journal;
    struct log_writer *writer;
    struct engine *engine;
    uint8_t *state;
    size_t used;
    char why[1024];
};

static void must(const struct saver *saver, enum status status)
{
    if (status == STATUS_OK)
        return;
    fprintf(stderr, "saved_journal: %s: %s\n", status_name(status), saver->why);
    exit(1);
}

static void drop(void *self, const union output *output)
{
    (void)self;
    (void)output;
}

static void put(void *self, const void *bytes, size_t size)
{
    struct saver *saver = self;
    assert(size <= STATE_BYTES - saver->used);
    memcpy(saver->state + saver->used, bytes, size);
    saver->used += size;
}

static bool takes_any(const void *bytes, size_t size)
{
    (void)bytes, (void)size;
    return true;
}

static void save(struct saver *saver, int64_t received, uint64_t keep_bytes, bool strange)
{
    struct log_retention_done done;
    struct checkpoint_head head = {.position = log_writer_position(saver->writer), .received = received};
    saver->used = 0;
    engine_freeze(saver->engine, &(struct engine_sink){put, saver});
    saver->state[0] ^= strange; /* of its layout */
    struct checkpoint_section section = {CHECKPOINT_ENGINE, saver->state, saver->used};
    must(saver, checkpoint_write(saver->journal, &head, &section, 1, saver->why, sizeof saver->why));
    must(saver, log_retention_run(saver->journal, keep_bytes, takes_any, &done, saver->why, sizeof saver->why));
}

/* Into the log, and then into the engine. */
static void take(struct saver *saver, const struct log_entry *entry, uint64_t forgotten)
{
    static struct event event;
    struct refusal refusal;
    uint64_t offset;
    must(saver,
         log_writer_add(saver->writer, entry->kind, entry->received, entry->bytes, entry->size, &offset));
    must(saver, log_writer_commit(saver->writer, saver->why, sizeof saver->why));
    struct entry step = {.kind = entry->kind, .offset = offset, .received = entry->received, .event = &event};
    if (entry->kind == ENTRY_EVENTS) {
        must(saver, event_decode(entry->bytes, entry->size, &event, NULL, &refusal));
        event.received = entry->received;
        if (offset == forgotten)
            return;
    }
    must(saver, engine_step(saver->engine, &step, &(struct outputs){.emit = drop}, &refusal));
}

static uint64_t number(const char *text)
{
    return strtoull(text, NULL, 10);
}

int main(int argc, char **argv)
{
    struct saver saver = {.engine = engine_create(), .state = malloc(STATE_BYTES)};
    struct log_reader *reader;
    struct log_entry entry;
    uint64_t torn;
    enum status status;
    if (argc < 6 || saver.engine == NULL || saver.state == NULL)
        return 2;
    saver.journal = argv[2];
    struct log_writer_options options = {.path = argv[2], .segment_bytes = number(argv[3]), .epoch = 7};
    uint64_t every = number(argv[4]), keep_bytes = number(argv[5]), forgotten = argc > 6 ? number(argv[6]) : 0;
    uint64_t strange = argc > 7 ? number(argv[7]) : 0;
    must(&saver, log_reader_open(&reader, argv[1], saver.why, sizeof saver.why));
    must(&saver, log_writer_open(&saver.writer, &options, &torn, saver.why, sizeof saver.why));
    while ((status = log_reader_next(reader, &entry, saver.why, sizeof saver.why)) == STATUS_OK) {
        struct log_entry tick = {.kind = ENTRY_TICK, .received = entry.received};
        take(&saver, &entry, forgotten);
        uint64_t offset = log_writer_next_offset(saver.writer) - 1;
        if (offset % 5 == 0)
            take(&saver, &tick, forgotten);
        if (offset % every == 0)
            save(&saver, entry.received, keep_bytes, offset <= strange);
    }
    log_reader_close(&reader);
    log_writer_close(&saver.writer);
    engine_destroy(&saver.engine);
    free(saver.state);
    return status == STATUS_NOT_FOUND ? 0 : 1;
}

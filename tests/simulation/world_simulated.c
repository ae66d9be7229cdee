#include "tests/simulation/world_simulated.h"

#include "engine/engine.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *copy_of(const void *bytes, size_t size)
{
    void *copy = malloc(size + 1);

    assert(copy);
    if (size > 0)
        memcpy(copy, bytes, size);
    return copy;
}

/* ---- what the broker asks for ---------------------------------------------- */

static int64_t now(void *self)
{
    return ((const struct simulated *)self)->now;
}

static uint64_t draw(void *self)
{
    return dice_throw(&((struct simulated *)self)->dice);
}

/* No output before its entry is durable. */
static void check_durable(const struct simulated *simulated, const struct frame *header)
{
    struct refusal refusal;
    struct header decoded;
    enum status status = rows_decode(&header_rows, header->bytes, header->size, &decoded, NULL, &refusal);

    assert(status == STATUS_OK);
    assert(!simulated->options.journal || decoded.offset <= simulated->disk.offset);
}

static bool send(void *self, enum endpoint endpoint, const struct frame *frames, size_t count)
{
    struct simulated *simulated = self;
    struct simulated_sent sent = {.endpoint = endpoint, .count = count};

    assert(count <= SIMULATED_FRAMES);
    if (endpoint == ENDPOINT_STREAM)
        check_durable(simulated, &frames[1]);
    memcpy(sent.frames, frames, count * sizeof(frames[0]));
    return !simulated->on_sent || simulated->on_sent(simulated, &sent);
}

static void pause(void *self, bool paused)
{
    ((struct simulated *)self)->paused = paused;
}

static void commit(void *self, const struct commit_item *items, size_t count)
{
    struct simulated *simulated = self;

    assert(!simulated->committing);
    assert(simulated->options.journal);
    simulated->committing = true;
    simulated->items = items;
    simulated->items_count = count;
    simulated->commit_due = simulated->now + 1 + (int64_t)dice_below(&simulated->dice, SIMULATED_COMMIT_NS);
}

/* In a folder of its own: what is saved is what a real broker saves, and read back by
 * the code that reads it. */
static void save(void *self, const struct checkpoint_section *sections, uint32_t count, int64_t received)
{
    struct simulated *simulated = self;
    struct simulated_disk *disk = &simulated->disk;
    struct checkpoint_head head = {
        .position = {.epoch = 1, .number = 1, .place = disk->count, .next_offset = disk->offset + 1}, .received = received};
    struct checkpoint_name name = {1, disk->count};
    char why[512];

    assert(simulated->broker && disk->offset == broker_offset(simulated->broker));
    if (disk->folder.path[0] == '\0')
        scratch_make(&disk->folder);
    if (checkpoint_write(disk->folder.path, &head, sections, count, why, sizeof(why)) != STATUS_OK ||
        !checkpoint_path(disk->checkpoint, disk->folder.path, name))
        assert(!"a checkpoint is written");
    disk->covered = disk->count;
    broker_saved(simulated->broker, STATUS_OK, "");
}

/* The disk as history reads it: a place in it. */
static enum status log_open(void *self, uint64_t from, void **log, uint64_t *floor, char *why, size_t why_size)
{
    size_t *place = calloc(1, sizeof(*place));

    (void)self, (void)from, (void)why, (void)why_size;
    assert(place);
    *log = place;
    *floor = 1;
    return STATUS_OK;
}

static enum status log_next(void *self, void *log, struct log_entry *entry, char *why, size_t why_size)
{
    const struct simulated_disk *disk = &((struct simulated *)self)->disk;
    const size_t *place = log;

    (void)why, (void)why_size;
    if (*place == disk->count)
        return STATUS_NOT_FOUND;
    *entry = disk->entries[*place];
    return STATUS_OK;
}

static void log_taken(void *self, void *log)
{
    (void)self;
    ++*(size_t *)log;
}

static void log_close(void *self, void *log)
{
    (void)self;
    free(log);
}

static void wake_at(void *self, int64_t time)
{
    ((struct simulated *)self)->wake_due = time;
}

static void say(void *self, enum log_level level, const char *event, const struct log_field *fields, unsigned count)
{
    (void)level, (void)event, (void)fields, (void)count;
    ((struct simulated *)self)->lines++;
}

/* ---- the disk -------------------------------------------------------------- */

static void write_items(struct simulated *simulated)
{
    struct simulated_disk *disk = &simulated->disk;

    for (size_t i = 0; i < simulated->items_count; i++) {
        const struct commit_item *item = &simulated->items[i];

        assert(disk->count < SIMULATED_DISK);
        if (item->kind == ENTRY_EVENTS)
            disk->offset++;
        disk->entries[disk->count++] = (struct log_entry){.kind = item->kind,
                                                          .offset = disk->offset,
                                                          .received = item->received,
                                                          .bytes = copy_of(item->bytes, item->size),
                                                          .size = item->size};
    }
}

/* A commit that failed and could not be undone: nobody cut the log there. */
static void end_commit(struct simulated *simulated)
{
    enum status status = simulated->disk_gives;

    simulated->committing = false;
    if (status == STATUS_OK && !simulated->written)
        write_items(simulated);
    simulated->commits += status == STATUS_OK;
    simulated->written = false;
    broker_committed(simulated->broker, status, "as the simulation wanted");
}

/* ---- life ------------------------------------------------------------------ */

struct simulated *simulated_create(uint64_t seed, enum clock clock, bool journal)
{
    struct simulated *simulated = calloc(1, sizeof(*simulated));

    assert(simulated);
    simulated->world = (struct world){.self = simulated,
                                      .now = now,
                                      .random = draw,
                                      .send = send,
                                      .pause = pause,
                                      .commit = commit,
                                      .save = save,
                                      .log_open = log_open,
                                      .log_next = log_next,
                                      .log_taken = log_taken,
                                      .log_close = log_close,
                                      .wake_at = wake_at,
                                      .say = say};
    simulated->dice.state = seed;
    simulated->now = SIMULATED_START;
    simulated->wake_due = INT64_MAX;
    simulated->options = (struct broker_options){
        .clock = clock,
        .journal = journal,
        .epoch = 1 + dice_below(&simulated->dice, 1000000),
        .config = simulated->config,
        .config_size = rows_encode(&config_rows, engine_default_config(), simulated->config, sizeof(simulated->config)),
        .rules = simulated->rules,
        .rules_size = rows_encode(&rules_rows, engine_default_rules(), simulated->rules, sizeof(simulated->rules))};
    assert(simulated->options.config_size > 0);
    assert(simulated->options.rules_size > 0);
    return simulated;
}

void simulated_destroy(struct simulated **simulated)
{
    if (!*simulated)
        return;
    broker_destroy(&(*simulated)->broker);
    for (size_t i = 0; i < (*simulated)->disk.count; i++)
        free((void *)(*simulated)->disk.entries[i].bytes);
    if ((*simulated)->disk.folder.path[0] != '\0')
        scratch_remove(&(*simulated)->disk.folder);
    free(*simulated);
    *simulated = NULL;
}

unsigned simulated_logged(const struct simulated *simulated, enum entry_kind kind)
{
    unsigned count = 0;

    for (size_t i = 0; i < simulated->disk.count; i++)
        count += simulated->disk.entries[i].kind == kind;
    return count;
}

static void load(struct broker *broker, const char *path)
{
    struct checkpoint *checkpoint;
    char why[512] = "";

    if (checkpoint_open(&checkpoint, path, why, sizeof(why)) != STATUS_OK ||
        broker_load(broker, checkpoint, why, sizeof(why)) != STATUS_OK) {
        fprintf(stderr, "%s: %s\n", path, why);
        abort();
    }
    checkpoint_close(&checkpoint);
}

struct broker *simulated_restored(struct simulated *simulated, bool from_checkpoint)
{
    const struct simulated_disk *disk = &simulated->disk;
    struct broker *broker = broker_create(&simulated->options, &simulated->world);
    bool loads = from_checkpoint && disk->checkpoint[0] != '\0';
    struct refusal refusal;

    assert(broker);
    if (loads)
        load(broker, disk->checkpoint);
    for (size_t i = loads ? disk->covered : 0; i < disk->count; i++) {
        enum status status = broker_restore(broker, &disk->entries[i], &refusal);

        assert(status == STATUS_OK);
    }
    return broker;
}

void simulated_start(struct simulated *simulated)
{
    assert(!simulated->broker);
    simulated->paused = false;
    simulated->wake_due = INT64_MAX;
    simulated->broker = simulated_restored(simulated, true);
    broker_start(simulated->broker);
}

void simulated_crash(struct simulated *simulated)
{
    /* What was under way may have reached the disk; nobody was told. */
    if (simulated->committing && !simulated->written && simulated->disk_gives == STATUS_OK &&
        dice_chance(&simulated->dice, 0.5))
        write_items(simulated);
    simulated->committing = simulated->written = false;
    broker_destroy(&simulated->broker);
}

void simulated_receive(struct simulated *simulated, enum endpoint endpoint, const struct frame *frames, size_t count)
{
    assert(!simulated->paused || (endpoint != ENDPOINT_INGEST && endpoint != ENDPOINT_OPEN));
    broker_receive(simulated->broker, endpoint, frames, count);
}

/* ---- time ------------------------------------------------------------------ */

int64_t simulated_due(const struct simulated *simulated)
{
    if (simulated->committing && simulated->commit_due < simulated->wake_due)
        return simulated->commit_due;
    return simulated->wake_due;
}

static void step(struct simulated *simulated)
{
    int64_t due = simulated_due(simulated);

    if (due > simulated->now)
        simulated->now = due;
    if (simulated->committing && simulated->commit_due <= simulated->wake_due) {
        end_commit(simulated);
        return;
    }
    simulated->wake_due = INT64_MAX;
    broker_timer(simulated->broker);
}

void simulated_run(struct simulated *simulated, int64_t time)
{
    while (simulated_due(simulated) <= time)
        step(simulated);
    if (time > simulated->now)
        simulated->now = time;
}

void simulated_write(struct simulated *simulated)
{
    assert(simulated->committing && !simulated->written);
    write_items(simulated);
    simulated->written = true;
}

void simulated_settle(struct simulated *simulated)
{
    while (simulated->committing)
        simulated_run(simulated, simulated->commit_due);
    assert(broker_idle(simulated->broker));
}

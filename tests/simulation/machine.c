#include "tests/simulation/machine.h"

#include "broker/restore.h"
#include "engine/engine.h"
#include "engine/frozen.h"
#include "tests/simulation/disk.h"
#include "tests/simulation/invariants.h"
#include "tests/simulation/ledger.h"
#include "tests/simulation/network.h"
#include "tests/simulation/tale.h"

#include <assert.h>
#include <string.h>

#define DOWN_NS         (3 * SECOND_NS) /* the longest that it stays down */
#define LONGEST_SAVE_NS (200 * MILLISECOND_NS)

struct machine machine;

/* ---- what the broker asks for ----------------------------------------------- */

static int64_t now(void *self)
{
    (void)self;
    return calendar.now + machine.wall_at_start;
}

static uint64_t draw(void *self)
{
    (void)self;
    return dice_throw(&machine.dice);
}

static bool send_frames(void *self, enum endpoint endpoint, const struct frame *frames, size_t count)
{
    (void)self;
    invariants_said(endpoint, frames, count);
    return network_send(endpoint, frames, count);
}

static void pause_intake(void *self, bool paused)
{
    (void)self;
    tell("broker %s", paused ? "reads no more: a full group waits for the disk" : "reads on");
    network_pause(paused);
}

static void commit(void *self, const struct commit_item *items, size_t count)
{
    (void)self;
    assert(!alarm_is_set(&machine.commit));
    machine.items = items;
    machine.items_count = count;
    alarm_set(&machine.commit, calendar.now + 1 + (int64_t)dice_below(&machine.dice, (uint32_t)machine.longest_commit));
}

/* Written by a worker, a while later. */
static void save(void *self, const struct checkpoint_section *sections, uint32_t count, int64_t received)
{
    (void)self;
    assert(!alarm_is_set(&machine.saving) && count <= CHECKPOINT_SECTIONS);
    machine.head = (struct checkpoint_head){.position = machine.committed, .received = received};
    memcpy(machine.sections, sections, count * sizeof(sections[0]));
    machine.sections_count = count;
    alarm_set(&machine.saving, calendar.now + 1 + (int64_t)dice_below(&machine.dice, (uint32_t)LONGEST_SAVE_NS));
}

static enum status log_open(void *self, uint64_t from, void **log, uint64_t *floor, char *why, size_t why_size)
{
    struct journal_reader *reader;
    enum status status = journal_reader_open(&machine.readers, DISK_FOLDER, from, &reader, floor, why, why_size);

    (void)self;
    if (status == STATUS_OK)
        *log = reader;
    return status;
}

static enum status log_next(void *self, void *log, struct log_entry *entry, char *why, size_t why_size)
{
    (void)self;
    return journal_reader_next(log, entry, why, why_size);
}

static void log_taken(void *self, void *log)
{
    (void)self;
    journal_reader_taken(log);
}

static void log_close(void *self, void *log)
{
    (void)self;
    journal_reader_close(log);
}

static void wake_at(void *self, int64_t time)
{
    (void)self;
    if (time == INT64_MAX)
        alarm_clear(&machine.wake);
    else
        alarm_set(&machine.wake, time - machine.wall_at_start);
}

static void say(void *self, enum log_level level, const char *event, const struct log_field *fields, unsigned count)
{
    (void)self, (void)level, (void)fields, (void)count;
    tell("broker says %s", event);
}

/* ---- life and death ----------------------------------------------------------- */

static void die(void)
{
    tell("broker dies%s", machine.power ? " with its machine" : "");
    machine.deaths++;
    network_listen(false);
    alarm_clear(&machine.wake);
    alarm_clear(&machine.commit);
    alarm_clear(&machine.preparation);
    alarm_clear(&machine.saving);
    broker_destroy(&machine.broker);
    checkpoint_close(&machine.checkpoint);
    log_writer_close(&machine.writer);
    disk_crash(machine.power);
    alarm_set(&machine.start, calendar.now + 1 + (int64_t)(dice_throw(&machine.dice) % DOWN_NS));
}

/* The disk died under what was just done: nobody hears how it went. */
static bool died(void)
{
    if (!disk.dead)
        return false;
    die();
    return true;
}

void machine_kill(bool power)
{
    if (!machine.broker)
        return;
    machine.power = power;
    disk.dead = true; /* what is closed now changes nothing any more */
    die();
}

void machine_kill_after(uint64_t calls, bool power)
{
    machine.power = power;
    disk.dies_in = calls;
}

/* The whole log stands before the invariants, whatever of it the broker needs. */
static enum status audit(char *why, size_t why_size)
{
    struct log_reader *reader;
    struct log_entry entry;
    enum status status = log_reader_open(&reader, DISK_FOLDER, why, why_size);

    if (status != STATUS_OK)
        return status;
    invariants_restore_begins(log_reader_spot(reader).segment > 1);
    while ((status = log_reader_next(reader, &entry, why, why_size)) == STATUS_OK)
        invariants_restored(&entry);
    log_reader_close(&reader);
    if (status == STATUS_NOT_FOUND)
        invariants_restore_ends();
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* The broker, from the checkpoint that the journal was opened with, and the log behind it. */
static enum status restore(char *why, size_t why_size)
{
    struct log_position from;
    struct log_reader *reader;
    struct log_entry entry;
    struct refusal refusal;
    enum status status = restore_state(&machine.broker, &machine.options, &machine.world, &machine.keeper,
                                       &machine.checkpoint, &from, why, why_size);

    if (status != STATUS_OK)
        return status;
    machine.loads += from.number > 0;
    tell("broker begins with offset %llu of a checkpoint", (unsigned long long)broker_offset(machine.broker));
    status = from.number > 0 ? log_reader_open_at(&reader, DISK_FOLDER, &from, why, why_size)
                             : log_reader_open(&reader, DISK_FOLDER, why, why_size);
    if (status != STATUS_OK)
        return status;
    while ((status = log_reader_next(reader, &entry, why, why_size)) == STATUS_OK) {
        status = broker_restore(machine.broker, &entry, &refusal);
        assert(status == STATUS_OK);
    }
    log_reader_close(&reader);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* At the start, and behind a checkpoint, as keeper.c has it. True: the machine died of it. */
static bool retain(void)
{
    struct log_retention_done done;
    char why[512] = "";
    enum status status = log_retention_run(DISK_FOLDER, machine.keep_bytes, engine_thaws, &done, why, sizeof(why));

    if (status != STATUS_OK)
        tell("retention fails: %s", why);
    if (done.segments > 0)
        tell("retention deletes %llu segments; the log begins with offset %llu", (unsigned long long)done.segments,
             (unsigned long long)done.first_offset);
    machine.heads += done.segments > 0;
    return died();
}

/* As world_real.c opens it. */
static enum status open_journal(uint64_t *torn, char *why, size_t why_size)
{
    struct log_writer_options options = {
        .path = DISK_FOLDER, .segment_bytes = machine.segment_bytes, .epoch = machine.options.epoch};
    struct log_position from;
    enum status status = keeper_open(&machine.keeper, DISK_FOLDER, machine.keep_bytes, engine_thaws, why, why_size);

    if (status == STATUS_OK)
        status = keeper_find(&machine.keeper, &machine.checkpoint, why, why_size);
    if (keeper_walk_from(&machine.keeper, machine.checkpoint, &from))
        options.from = &from;
    if (status == STATUS_OK || status == STATUS_NOT_FOUND)
        status = log_writer_open(&machine.writer, &options, torn, why, why_size);
    if (status == STATUS_OK)
        keeper_tidy(&machine.keeper);
    return status;
}

static void start(void *self)
{
    char why[512] = "";
    uint64_t torn = 0;
    enum status status = open_journal(&torn, why, sizeof(why));

    (void)self;
    machine.starts++;
    if (torn > 0)
        tell("broker cuts %llu torn bytes", (unsigned long long)torn);
    if (status != STATUS_OK) { /* by a fault of the disk, or it died: it is started again */
        tell("broker cannot open its journal: %s", why);
        invariants_open_failed(status, why);
        die();
        return;
    }
    machine.options.epoch = log_writer_epoch(machine.writer);
    machine.wall_at_start = machine.wall;
    status = audit(why, sizeof(why));
    if (status == STATUS_OK)
        status = restore(why, sizeof(why));
    assert(status == STATUS_OK);
    tell("broker starts at offset %llu", (unsigned long long)broker_offset(machine.broker));
    network_listen(true);
    broker_start(machine.broker);
    retain();
}

static void on_wake(void *self)
{
    (void)self;
    broker_timer(machine.broker);
}

/* ---- the journal, as broker/journal.c has it -------------------------------------- */

static void on_preparation(void *self)
{
    char why[512];
    enum status status = log_writer_prepare(machine.writer, why, sizeof(why));

    (void)self, (void)status; /* a failure is told by the commit that needs the segment */
    died();
}

static void on_saving(void *self)
{
    char why[512] = "";
    enum status status = checkpoint_write(DISK_FOLDER, &machine.head, machine.sections, machine.sections_count, why,
                                          sizeof(why));

    (void)self;
    if (died())
        return;
    tell("checkpoint at offset %llu %s", (unsigned long long)machine.head.position.next_offset - 1,
         status == STATUS_OK ? "stands" : why);
    machine.saves += status == STATUS_OK;
    if ((status == STATUS_OK || status == STATUS_NO_SPACE) && retain())
        return;
    broker_saved(machine.broker, status, why);
}

static enum status write_items(char *why, size_t why_size)
{
    uint64_t offset;

    for (size_t i = 0; i < machine.items_count; i++) {
        const struct commit_item *item = &machine.items[i];
        enum status status = log_writer_add(machine.writer, item->kind, item->received, item->bytes, item->size, &offset);

        assert(status == STATUS_OK);
    }
    return log_writer_commit(machine.writer, why, why_size);
}

static void on_commit(void *self)
{
    char why[512] = "";
    enum status status = write_items(why, sizeof(why));

    (void)self;
    if (died())
        return;
    if (status == STATUS_OK)
        invariants_committed(machine.items, machine.items_count, log_writer_next_offset(machine.writer) - 1);
    else
        tell("commit fails: %s", why);
    machine.commits++;
    if (status == STATUS_OK)
        machine.committed = log_writer_position(machine.writer);
    machine.failed_commits += status != STATUS_OK;
    broker_committed(machine.broker, status, why);
    if (log_writer_wants_segment(machine.writer) && !alarm_is_set(&machine.preparation))
        alarm_set(&machine.preparation,
                  calendar.now + (int64_t)dice_below(&machine.dice, (uint32_t)(300 * MILLISECOND_NS)));
}

bool machine_quiet(void)
{
    return machine.broker && !alarm_is_set(&machine.commit) && broker_idle(machine.broker);
}

/* What the network brings. */
static void receive(void *self, enum endpoint endpoint, const struct frame *frames, size_t count)
{
    (void)self;
    if (machine.broker)
        broker_receive(machine.broker, endpoint, frames, count);
}

/* ---- the machine ------------------------------------------------------------------- */

void machine_open(uint64_t seed, enum clock clock)
{
    static const uint64_t segments[] = {48 * KIB, 64 * KIB, 128 * KIB};
    static uint8_t config[65536], rules[65536];
    static size_t config_size, rules_size;

    if (config_size == 0) {
        config_size = rows_encode(&config_rows, engine_default_config(), config, sizeof(config));
        rules_size = rows_encode(&rules_rows, engine_default_rules(), rules, sizeof(rules));
    }
    machine = (struct machine){
        .world = {.now = now,
                  .random = draw,
                  .send = send_frames,
                  .pause = pause_intake,
                  .commit = commit,
                  .save = save,
                  .log_open = log_open,
                  .log_next = log_next,
                  .log_taken = log_taken,
                  .log_close = log_close,
                  .wake_at = wake_at,
                  .say = say},
        .dice = {seed},
        .longest_commit = 20 * MILLISECOND_NS,
        .wake.ring = on_wake,
        .commit.ring = on_commit,
        .preparation.ring = on_preparation,
        .saving.ring = on_saving,
        .start.ring = start};
    machine.keep_bytes = dice_chance(&machine.dice, 0.5); /* all, or as little as can be */
    ledger.head_goes = machine.keep_bytes > 0;
    machine.segment_bytes = machine.keep_bytes > 0 ? 20 * KIB : segments[dice_below(&machine.dice, 3)];
    machine.options = (struct broker_options){.clock = clock,
                                              .journal = true,
                                              .epoch = 1 + dice_below(&machine.dice, 1000000),
                                              .checkpoint_every = 1 + dice_below(&machine.dice, 60),
                                              .config = config,
                                              .config_size = config_size,
                                              .rules = rules,
                                              .rules_size = rules_size};
    machine.wall = MACHINE_BEGINS;
    network.receive = receive;
    alarm_set(&machine.start, calendar.now);
}

void machine_close(void)
{
    machine_kill(false);
    alarm_clear(&machine.start);
}

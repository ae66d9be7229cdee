#include "consumers/offline.h"

#include "consumers/thawed.h"
#include "engine/frozen.h"
#include "runtime/log_base.h"
#include "runtime/yaml.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGE_BYTES LIMIT_BATCH_BYTES /* no configuration is larger than the log takes */

static void drop(void *self, const union output *output)
{
    (void)self;
    (void)output;
}

/* ---- entries ------------------------------------------------------------------- */

static void remember_bands(struct offline *offline, const void *bytes, size_t size)
{
    struct config *config = calloc(1, sizeof *config);
    struct refusal refusal;
    if (config != NULL && rows_decode(&config_rows, bytes, size, config, NULL, &refusal) == STATUS_OK &&
        config->bands_count > 0) {
        memcpy(offline->bands, config->bands, sizeof offline->bands);
        offline->bands_count = config->bands_count;
    }
    free(config);
}

static enum status step_message(struct offline *offline, enum entry_kind kind, int64_t received, const void *bytes,
                                size_t size, struct refusal *refusal)
{
    struct entry entry = {
        .kind = kind, .offset = offline->offset, .received = received, .bytes = bytes, .size = size};
    enum status status = engine_step(offline->engine, &entry, &offline->outputs, refusal);
    if (status == STATUS_OK && kind == ENTRY_CONFIG)
        remember_bands(offline, bytes, size);
    return status;
}

/* Configuration or rules that stand in the log. */
static enum status step_logged(struct offline *offline, const struct log_entry *entry)
{
    struct refusal refusal = {0};
    enum status status = step_message(offline, entry->kind, entry->received, entry->bytes, entry->size, &refusal);
    if (status != STATUS_OK)
        snprintf(offline->why, sizeof offline->why, "the %s in the log after offset %" PRIu64 " are refused: %s: %s",
                 entry->kind == ENTRY_CONFIG ? "settings" : "rules", offline->offset, refusal.field, refusal.text);
    return status;
}

/* Configuration or rules that were read from a file. */
static enum status step_given(struct offline *offline, enum entry_kind kind, const char *path, const void *bytes,
                              size_t size)
{
    struct refusal refusal = {0};
    struct yaml_error error = {0};
    enum status status = step_message(offline, kind, offline->time, bytes, size, &refusal);
    if (status != STATUS_OK) {
        yaml_refused(path, &refusal, &error);
        snprintf(offline->why, sizeof offline->why, "%s", error.text);
    }
    return status;
}

static enum status step_event(struct offline *offline)
{
    struct refusal refusal = {0};
    const struct log_entry *log_entry = &offline->entry;
    enum status status = event_decode(log_entry->bytes, log_entry->size, &offline->event, NULL, &refusal);
    if (status != STATUS_OK) {
        snprintf(offline->why, sizeof offline->why, "the event at offset %" PRIu64 " cannot be read: %s: %s",
                 log_entry->offset, refusal.field, refusal.text);
        return status;
    }
    offline->event.received = log_entry->received;
    struct entry entry = {.kind = ENTRY_EVENTS,
                          .offset = log_entry->offset,
                          .received = log_entry->received,
                          .event = &offline->event};
    status = engine_step(offline->engine, &entry, &offline->outputs, &refusal);
    assert(status == STATUS_OK);
    offline->events++;
    offline->offset = log_entry->offset;
    return status;
}

void offline_tick(struct offline *offline, int64_t time)
{
    struct refusal refusal;
    struct entry entry = {.kind = ENTRY_TICK, .offset = offline->offset, .received = time};
    if (time <= offline->time)
        return;
    enum status status = engine_step(offline->engine, &entry, &offline->outputs, &refusal);
    assert(status == STATUS_OK);
    offline->time = time;
}

static enum status step(struct offline *offline)
{
    const struct log_entry *entry = &offline->entry;
    bool given = (entry->kind == ENTRY_CONFIG && offline->config_given) ||
                 (entry->kind == ENTRY_RULES && offline->rules_given);
    if (given) {
        offline->passed_over++;
        offline_tick(offline, entry->received);
        return STATUS_OK;
    }
    offline->time = entry->received;
    switch (entry->kind) {
    case ENTRY_EVENTS:
        return step_event(offline);
    case ENTRY_TICK: {
        struct refusal refusal;
        struct entry tick = {.kind = ENTRY_TICK, .offset = offline->offset, .received = entry->received};
        return engine_step(offline->engine, &tick, &offline->outputs, &refusal);
    }
    case ENTRY_CONFIG:
    case ENTRY_RULES:
        return step_logged(offline, entry);
    }
    assert(!"the reader gives known kinds only");
    return STATUS_DAMAGED;
}

/* ---- reading ------------------------------------------------------------------- */

/* Makes `entry` hold the next one, unless the log has ended. */
static enum status read_ahead(struct offline *offline)
{
    if (offline->pending || offline->ended)
        return STATUS_OK;
    enum status status = log_reader_next(offline->reader, &offline->entry, offline->why, sizeof offline->why);
    if (status == STATUS_OK) {
        offline->pending = true;
        return STATUS_OK;
    }
    offline->ended = true;
    offline->torn = status == STATUS_TORN;
    return status == STATUS_NOT_FOUND || status == STATUS_TORN ? STATUS_OK : status;
}

/* What stood at a time before the base is not known any more. */
static enum status require_after_base(struct offline *offline, int64_t until)
{
    char text[64];
    struct line line = line_on(text, sizeof text);
    if (!offline->from_base || until > offline->base_received)
        return STATUS_OK;
    line_time(&line, offline->base_received);
    snprintf(offline->why, sizeof offline->why,
             "the log begins with a checkpoint of %s, at offset %" PRIu64 ": what was before is deleted", text,
             offline->base_offset);
    return STATUS_GONE;
}

enum status offline_run(struct offline *offline, int64_t until)
{
    enum status status = require_after_base(offline, until);
    uint64_t done, total;
    if (status != STATUS_OK)
        return status;
    while ((status = read_ahead(offline)) == STATUS_OK && offline->pending && offline->entry.received < until) {
        offline->pending = false;
        status = step(offline);
        if (status != STATUS_OK)
            break;
        offline->entries++;
        if (offline->on_entry != NULL)
            offline->on_entry(offline->outputs.self);
        log_reader_progress(offline->reader, &done, &total);
        progress_show(&offline->progress, done, total, offline->events);
    }
    progress_end(&offline->progress);
    return status;
}

bool offline_between(const struct offline *offline, struct log_position *position)
{
    *position = log_reader_position(offline->reader);
    return !offline->pending && log_reader_spot(offline->reader).left == 0;
}

void offline_stop(struct offline *offline)
{
    offline->ended = true;
}

/* ---- what the command line gives ------------------------------------------------- */

static enum status apply_config(struct offline *offline, const char *path, void *bytes)
{
    struct yaml_error error = {0};
    size_t used = 0;
    if (path == NULL)
        return STATUS_OK;
    const struct config *defaults = engine_default_config();
    enum status status = yaml_config(path, NULL, NULL, NULL, defaults, bytes, MESSAGE_BYTES, &used, &error);
    if (status != STATUS_OK) {
        snprintf(offline->why, sizeof offline->why, "%s", error.text);
        return status;
    }
    offline->config_given = used > 0;
    return used == 0 ? STATUS_OK : step_given(offline, ENTRY_CONFIG, path, bytes, used);
}

static enum status apply_rules(struct offline *offline, const char *path, void *bytes)
{
    struct yaml_error error = {0};
    size_t used = 0;
    if (path == NULL)
        return STATUS_OK;
    enum status status = yaml_rules(path, bytes, MESSAGE_BYTES, &used, &error);
    if (status != STATUS_OK) {
        snprintf(offline->why, sizeof offline->why, "%s", error.text);
        return status;
    }
    offline->rules_given = true;
    return step_given(offline, ENTRY_RULES, path, bytes, used);
}

static enum status apply_given(struct offline *offline, const struct offline_options *options)
{
    void *bytes = malloc(MESSAGE_BYTES);
    if (bytes == NULL) {
        snprintf(offline->why, sizeof offline->why, "no memory");
        return STATUS_NO_MEMORY;
    }
    enum status status = apply_config(offline, options->config, bytes);
    if (status == STATUS_OK)
        status = apply_rules(offline, options->rules, bytes);
    free(bytes);
    return status;
}

/* ---- where it begins ------------------------------------------------------------- */

static enum status begin_at_base(struct offline *offline, const char *log, const struct checkpoint *base)
{
    const struct checkpoint_head *head = checkpoint_head(base);
    enum status status = thawed_engine(&offline->engine, base, offline->why, sizeof offline->why);
    if (status != STATUS_OK)
        return status;
    offline->from_base = true;
    offline->base_received = offline->time = head->received;
    offline->base_offset = offline->offset = head->position.next_offset - 1;
    double bands[SEVERITIES - 1];
    uint32_t bands_count = engine_bands(offline->engine, bands);
    if (bands_count > 0) {
        memcpy(offline->bands, bands, sizeof offline->bands);
        offline->bands_count = bands_count;
    }
    return log_reader_open_at(&offline->reader, log, &head->position, offline->why, sizeof offline->why);
}

static enum status begin_at_head(struct offline *offline, const char *log)
{
    enum status status = log_reader_open(&offline->reader, log, offline->why, sizeof offline->why);
    if (status != STATUS_OK)
        return status;
    offline->engine = engine_create();
    if (offline->engine == NULL) {
        snprintf(offline->why, sizeof offline->why, "no memory for the engine");
        return STATUS_NO_MEMORY;
    }
    return STATUS_OK;
}

static enum status begin(struct offline *offline, const char *log)
{
    const struct config *defaults = engine_default_config();
    struct checkpoint *base;
    memcpy(offline->bands, defaults->bands, sizeof offline->bands);
    offline->bands_count = defaults->bands_count;
    enum status status = log_base_open(&base, log, engine_thaws, offline->why, sizeof offline->why);
    if (status == STATUS_OK)
        status = base != NULL ? begin_at_base(offline, log, base) : begin_at_head(offline, log);
    checkpoint_close(&base);
    if (status == STATUS_OK)
        offline->begin = log_reader_position(offline->reader);
    return status;
}

void offline_tell_base(const struct offline *offline, const char *program)
{
    if (offline->from_base)
        fprintf(stderr, "%s: starts from the checkpoint at offset %" PRIu64
                        "; the log before it was deleted by retention\n", program, offline->base_offset);
}

/* ---- life ---------------------------------------------------------------------- */

enum status offline_open(struct offline *offline, const struct offline_options *options, const struct outputs *outputs)
{
    *offline = (struct offline){.outputs = outputs != NULL ? *outputs : (struct outputs){.emit = drop}};
    progress_start(&offline->progress, "deriving");
    enum status status = begin(offline, options->log);
    if (status != STATUS_OK)
        return status;
    status = read_ahead(offline);
    if (status != STATUS_OK)
        return status;
    if (offline->pending)
        offline->time = offline->entry.received;
    status = apply_given(offline, options);
    offline->given = status != STATUS_OK;
    return status;
}

void offline_close(struct offline *offline)
{
    log_reader_close(&offline->reader);
    engine_destroy(&offline->engine);
}

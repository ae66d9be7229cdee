#include "broker/broker.h"

#include "broker/checkpointer.h"
#include "broker/history.h"
#include "broker/ingest.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct broker {
    struct world world;
    struct broker_options options;
    struct door *door;
    struct stream *stream;
    struct sources *sources;
    struct history *history;
    struct quarantine *quarantine;
    struct fold fold;
    struct sequencer sequencer;
    struct ingest ingest;
    struct draft draft;
    struct checkpointer checkpointer;
    int64_t next_status;
    int64_t wake; /* what we asked the world for last */
    bool stopping;
};

/* ---- life ------------------------------------------------------------------ */

static bool build(struct broker *broker)
{
    struct door_options door = {.clock = broker->options.clock};
    const struct world *world = &broker->world;

    broker->door = door_create(&door);
    broker->stream = stream_create(world, broker->options.epoch);
    broker->sources = sources_create();
    broker->quarantine = quarantine_create();
    if (!broker->door || !broker->stream || !broker->sources || !broker->quarantine)
        return false;
    broker->history = history_create(&(struct archive){.world = world,
                                                       .stream = broker->stream,
                                                       .fold = &broker->fold,
                                                       .door = broker->door,
                                                       .sources = broker->sources,
                                                       .quarantine = broker->quarantine,
                                                       .journal = broker->options.journal,
                                                       .config = broker->options.config,
                                                       .config_size = broker->options.config_size});
    if (!broker->history || !fold_init(&broker->fold, broker->stream, broker->sources))
        return false;
    broker->ingest = (struct ingest){.world = world,
                                     .sequencer = &broker->sequencer,
                                     .fold = &broker->fold,
                                     .door = broker->door,
                                     .clock = broker->options.clock,
                                     .draft = &broker->draft,
                                     .quarantine = broker->quarantine,
                                     .peers = world->random(world->self)};
    broker->checkpointer = (struct checkpointer){.world = world,
                                                 .fold = &broker->fold,
                                                 .door = broker->door,
                                                 .stream = broker->stream,
                                                 .sources = broker->sources,
                                                 .sequencer = &broker->sequencer,
                                                 .every = broker->options.checkpoint_every > 0
                                                              ? broker->options.checkpoint_every
                                                              : CHECKPOINT_EVERY_ENTRIES};
    return sequencer_init(&broker->sequencer, world, &broker->fold, broker->door, &broker->draft, broker->quarantine,
                          broker->options.journal);
}

struct broker *broker_create(const struct broker_options *options, const struct world *world)
{
    struct broker *broker = calloc(1, sizeof(*broker));

    if (!broker)
        return NULL;
    broker->world = *world;
    broker->options = *options;
    if (!build(broker)) {
        broker_destroy(&broker);
        return NULL;
    }
    broker->sequencer.notices[0] = (struct notice){ENTRY_CONFIG, options->config, options->config_size, true};
    broker->sequencer.notices[1] = (struct notice){ENTRY_RULES, options->rules, options->rules_size, true};
    stream_set_silent(broker->stream, true);
    return broker;
}

void broker_destroy(struct broker **broker)
{
    if (!*broker)
        return;
    checkpointer_close(&(*broker)->checkpointer);
    sequencer_close(&(*broker)->sequencer);
    fold_close(&(*broker)->fold);
    history_destroy(&(*broker)->history);
    quarantine_destroy(&(*broker)->quarantine);
    sources_destroy(&(*broker)->sources);
    stream_destroy(&(*broker)->stream);
    door_destroy(&(*broker)->door);
    free(*broker);
    *broker = NULL;
}

/* ---- time ------------------------------------------------------------------ */

static int64_t now_of(const struct broker *broker)
{
    return broker->world.now(broker->world.self);
}

/* What the next entry of our own is received at. */
static int64_t clock_of(const struct broker *broker)
{
    return door_time(broker->door, now_of(broker));
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static void ask_to_wake(struct broker *broker)
{
    int64_t wake = earlier(stream_due(broker->stream), broker->next_status);

    wake = earlier(wake, history_due(broker->history));
    if (broker->options.clock == CLOCK_WALL && !broker->sequencer.tick_waits && broker->sequencer.failure == STATUS_OK)
        wake = earlier(wake, engine_wake(broker->fold.engine));
    /* While the probe commits there is nothing to try. */
    if (broker->sequencer.failure != STATUS_OK && !broker->sequencer.is_committing)
        wake = earlier(wake, broker->sequencer.retry_at);
    if (wake != broker->wake)
        broker->world.wake_at(broker->world.self, wake);
    broker->wake = wake;
}

void broker_timer(struct broker *broker)
{
    int64_t now = now_of(broker), clock = clock_of(broker);

    broker->wake = INT64_MIN; /* the wish was granted: the next one is new */
    if (!broker->stopping) {
        sequencer_retry(&broker->sequencer, now, clock);
        if (broker->options.clock == CLOCK_WALL && broker->sequencer.failure == STATUS_OK &&
            engine_wake(broker->fold.engine) <= now)
            sequencer_tick(&broker->sequencer, clock);
    }
    if (now >= broker->next_status) {
        refusals_sum_up(&broker->ingest.refusals, &broker->world);
        sources_publish(broker->sources, broker->door, broker->stream, broker->fold.offset);
        broker->next_status = now + STREAM_HEARTBEAT_NS;
    }
    stream_beat(broker->stream, now, clock, broker->fold.offset);
    history_turn(broker->history, now);
    ask_to_wake(broker);
}

/* ---- restart --------------------------------------------------------------- */

/* The last logged message of its kind decides whether ours is news. */
static void compare_notice(struct broker *broker, const struct log_entry *entry)
{
    for (uint32_t i = 0; i < SEQUENCER_NOTICES; i++) {
        struct notice *notice = &broker->sequencer.notices[i];

        if (notice->kind == entry->kind)
            notice_compare(notice, entry->bytes, entry->size);
    }
}

enum status broker_load(struct broker *broker, const struct checkpoint *checkpoint, char *why, size_t why_size)
{
    return checkpointer_load(&broker->checkpointer, checkpoint, why, why_size);
}

/* What the door will look at is called for before the engine's step: it is there when
 * the engine is done. */
static enum status restore_event(struct broker *broker, const struct log_entry *entry, struct refusal *refusal)
{
    const struct event *event;
    struct identity identity;
    enum status status =
        fold_decode(&broker->fold, entry->received, entry->bytes, entry->size, &event, refusal);

    if (status != STATUS_OK)
        return status;
    identity = door_identify(broker->door, event, entry->bytes, entry->size);
    status = fold_event(&broker->fold, entry->offset, entry->received, event, entry->bytes, entry->size, refusal);
    if (status == STATUS_OK)
        door_remember(broker->door, &identity, event, entry->received);
    return status;
}

enum status broker_restore(struct broker *broker, const struct log_entry *entry, struct refusal *refusal)
{
    if (entry->kind == ENTRY_EVENTS)
        return restore_event(broker, entry, refusal);
    compare_notice(broker, entry);
    door_advance(broker->door, entry->received);
    return fold_own(&broker->fold, entry->kind, entry->received, entry->bytes, entry->size, refusal);
}

/* Nothing is received before what was received: until the wall clock has come
 * up to the log, everything is received at its end. */
static void tell_clock(const struct broker *broker)
{
    int64_t behind = clock_of(broker) - now_of(broker);
    struct log_field fields[] = {
        LOG_NUMBER("seconds", behind / SECOND_NS),
        LOG_TEXT("text", "the wall clock stands before the end of the journal: until it has come up to that, events "
                         "are received at that end; set the clock right"),
    };

    if (broker->options.clock == CLOCK_WALL && behind >= SECOND_NS)
        broker->world.say(broker->world.self, LOG_LEVEL_WARNING, "clock_behind", fields, 2);
}

void broker_start(struct broker *broker)
{
    tell_clock(broker);
    stream_set_silent(broker->stream, false);
    sequencer_resume(&broker->sequencer);
    sequencer_notices(&broker->sequencer, clock_of(broker));
    broker_timer(broker);
}

/* ---- what comes ------------------------------------------------------------ */

void broker_receive(struct broker *broker, enum endpoint endpoint, const struct frame *frames, size_t count)
{
    switch (endpoint) {
    case ENDPOINT_INGEST:
        ingest_receive(&broker->ingest, frames, count);
        break;
    case ENDPOINT_OPEN:
        open_receive(&broker->ingest, frames, count);
        break;
    case ENDPOINT_STREAM:
        if (count == 1)
            stream_subscribed(broker->stream, frames[0].bytes, frames[0].size);
        break;
    case ENDPOINT_HISTORY:
        history_receive(broker->history, frames, count);
        break;
    case ENDPOINTS:
        assert(false);
    }
    ask_to_wake(broker);
}

void broker_committed(struct broker *broker, enum status status, const char *why)
{
    sequencer_committed(&broker->sequencer, status, why);
    if (status == STATUS_OK)
        checkpointer_turn(&broker->checkpointer);
    ask_to_wake(broker);
}

void broker_saved(struct broker *broker, enum status status, const char *why)
{
    checkpointer_saved(&broker->checkpointer, status, why);
}

void broker_stop(struct broker *broker)
{
    broker->stopping = true;
    sequencer_stop(&broker->sequencer);
}

bool broker_idle(const struct broker *broker)
{
    return sequencer_idle(&broker->sequencer) && !broker->checkpointer.is_saving;
}

uint64_t broker_offset(const struct broker *broker)
{
    return broker->fold.offset;
}

struct broker_parts broker_parts(const struct broker *broker)
{
    return (struct broker_parts){.clock = broker->options.clock,
                                 .world = &broker->world,
                                 .door = broker->door,
                                 .stream = broker->stream,
                                 .sources = broker->sources,
                                 .quarantine = broker->quarantine,
                                 .fold = &broker->fold,
                                 .sequencer = &broker->sequencer,
                                 .draft = &broker->draft,
                                 .checkpointer = &broker->checkpointer};
}

#include "broker/facts.h"

#include "broker/broker.h"
#include "broker/checkpointer.h"
#include "broker/quarantine.h"
#include "broker/sequencer.h"

#define BIT(row) (UINT64_C(1) << (row))

static double seconds_between(int64_t from, int64_t to)
{
    return (double)(to - from) / (double)SECOND_NS;
}

/* ---- sources --------------------------------------------------------------- */

/* Fits its place on the page, whatever the source says. */
static struct text shortened(struct text reason)
{
    if (reason.size > FACTS_REASON)
        reason.size = text_cut(reason, FACTS_REASON);
    return reason;
}

static void gather_source(struct source_fact *fact, const struct source_status *status, int64_t now)
{
    *fact = (struct source_fact){.present = PRESENT_ALL,
                                 .source = status->source,
                                 .health = status->health,
                                 .reason = shortened(status->reason),
                                 .accepted = status->accepted,
                                 .duplicate = status->duplicate,
                                 .refused = status->refused,
                                 .missing = status->missing,
                                 .last_received = status->time,
                                 .silent_seconds = seconds_between(status->time, now)};
    if (status->reason.size == 0)
        fact->present &= ~BIT(SOURCE_FACT_HAS_REASON);
    if (status->time == 0) /* all of its events were refused */
        fact->present &= ~(BIT(SOURCE_FACT_HAS_LAST_RECEIVED) | BIT(SOURCE_FACT_HAS_SILENT_SECONDS));
}

/* Returns when the last event of all was received, 0: none ever was. */
static int64_t gather_sources(struct facts *facts, const struct broker_parts *parts, int64_t now)
{
    struct source_status status;
    int64_t last = 0;

    facts->sources_total = door_sources(parts->door);
    for (uint32_t i = 0; i < facts->sources_total; i++) {
        sources_status(parts->sources, parts->door, i, &status);
        facts->duplicate += status.duplicate;
        last = status.time > last ? status.time : last;
        if (facts->sources_count < FACTS_SOURCES)
            gather_source(&facts->sources[facts->sources_count++], &status, now);
    }
    return last;
}

/* ---- counters -------------------------------------------------------------- */

static void gather_refused(struct facts *facts, const struct draft *draft)
{
    for (unsigned reason = 0; reason < STATUSES; reason++)
        if (draft->refused[reason] > 0)
            facts->refused[facts->refused_count++] =
                (struct refused_fact){PRESENT_ALL, text_of(status_name((enum status)reason)), draft->refused[reason]};
}

static void gather_engine(struct facts *facts, const struct engine *engine)
{
    struct engine_counter counters[FACTS_ENGINE];

    facts->engine_count = engine_counters(engine, counters, FACTS_ENGINE);
    for (uint32_t i = 0; i < facts->engine_count; i++)
        facts->engine[i] = (struct engine_fact){PRESENT_ALL, text_of(counters[i].name), counters[i].count};
}

/* ---- sections -------------------------------------------------------------- */

static struct clock_facts clock_facts(const struct broker_parts *parts, int64_t now, int64_t last)
{
    struct clock_facts facts = {.present = PRESENT_ALL,
                                .mode = parts->clock == CLOCK_WALL ? TEXT("wall") : TEXT("events"),
                                .now = now,
                                .last_received = last,
                                .lag_seconds = seconds_between(last, now)};

    if (last == 0)
        facts.present = BIT(CLOCK_HAS_MODE) | BIT(CLOCK_HAS_NOW);
    return facts;
}

static struct stream_facts stream_facts(const struct stream *stream)
{
    return (struct stream_facts){.present = PRESENT_ALL,
                                 .subscriptions = stream_subscriptions(stream),
                                 .topics = stream_topics(stream),
                                 .lost = stream_lost(stream)};
}

static void gather_checkpoint(struct facts *facts, const struct checkpointer *checkpointer)
{
    facts->present |= BIT(FACTS_HAS_CHECKPOINT);
    facts->checkpoint = (struct checkpoint_facts){
        .present = PRESENT_ALL, .offset = checkpointer->saved, .failed = checkpointer->failed};
}

static struct outbox_facts outbox_facts(const struct stream *stream)
{
    struct outbox_facts facts = {.present = BIT(OUTBOX_HAS_OUTPUTS)};
    uint64_t next, after, oldest = stream_places(stream, &next);
    struct said said;

    facts.outputs = next - oldest;
    if (stream_posted(stream, oldest, &said, &after)) {
        facts.present |= BIT(OUTBOX_HAS_FLOOR);
        facts.floor = said.header.offset;
    }
    return facts;
}

static struct quarantine_facts quarantine_facts(const struct quarantine *quarantine)
{
    uint64_t first = quarantine_first(quarantine);

    return (struct quarantine_facts){.present = PRESENT_ALL,
                                     .kept = quarantine_next(quarantine) - first,
                                     .bytes = quarantine_bytes(quarantine),
                                     .evicted = first - 1};
}

/* ---- ready ----------------------------------------------------------------- */

static void judge(struct facts *facts, const struct sequencer *sequencer)
{
    if (sequencer->failure != STATUS_OK)
        facts_not_ready(facts, text_of(status_sentence(sequencer->failure)));
    else if (sequencer->paused)
        facts_not_ready(facts, TEXT("intake is paused until the disk has taken what is in hand"));
}

void facts_not_ready(struct facts *facts, struct text reason)
{
    facts->ready = false;
    facts->reason = reason;
    facts->present |= BIT(FACTS_HAS_REASON);
}

void facts_begin(struct facts *facts)
{
    facts->present = BIT(FACTS_HAS_PROGRAM) | BIT(FACTS_HAS_VERSION) | BIT(FACTS_HAS_CONTRACT) |
                     BIT(FACTS_HAS_ENGINE_VERSION) | BIT(FACTS_HAS_READY) | BIT(FACTS_HAS_STARTED) |
                     BIT(FACTS_HAS_UPTIME_SECONDS) | BIT(FACTS_HAS_EPOCH);
    facts->program = TEXT("orewatchd");
    facts->version = TEXT(OREWATCH_VERSION);
    facts->contract = CONTRACT;
    facts->engine_version = ENGINE_VERSION;
    facts->ready = true;
    facts->reason = TEXT("");
    facts->duplicate = 0;
    facts->refused_count = facts->engine_count = facts->sources_count = 0;
    facts->checkpoint.present = 0;
    facts->clock.present = facts->journal.present = facts->stream.present = facts->outbox.present = 0;
    facts->quarantine.present = facts->process.present = facts->http.present = 0;
}

void facts_of_broker(struct facts *facts, const struct broker *broker)
{
    struct broker_parts parts = broker_parts(broker);
    int64_t now = door_time(parts.door, parts.world->now(parts.world->self));
    uint64_t taken = parts.sequencer->next_offset - 1;

    facts->present |= BIT(FACTS_HAS_CLOCK) | BIT(FACTS_HAS_OFFSET) | BIT(FACTS_HAS_UNFOLDED) | BIT(FACTS_HAS_ACCEPTED) |
                      BIT(FACTS_HAS_DUPLICATE) | BIT(FACTS_HAS_REFUSED) | BIT(FACTS_HAS_ENGINE) |
                      BIT(FACTS_HAS_STREAM) | BIT(FACTS_HAS_OUTBOX) | BIT(FACTS_HAS_QUARANTINE) |
                      BIT(FACTS_HAS_SOURCES_TOTAL) | BIT(FACTS_HAS_SOURCES);
    facts->epoch = stream_epoch(parts.stream);
    facts->offset = parts.fold->offset;
    facts->unfolded = taken > facts->offset ? taken - facts->offset : 0; /* while the log is restored: none */
    facts->accepted = parts.sequencer->accepted;
    gather_refused(facts, parts.draft);
    gather_engine(facts, parts.fold->engine);
    facts->clock = clock_facts(&parts, now, gather_sources(facts, &parts, now));
    facts->stream = stream_facts(parts.stream);
    facts->outbox = outbox_facts(parts.stream);
    facts->quarantine = quarantine_facts(parts.quarantine);
    if (parts.sequencer->journal)
        gather_checkpoint(facts, parts.checkpointer);
    judge(facts, parts.sequencer);
}

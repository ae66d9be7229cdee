#include "broker/metrics.h"

#define NO_BIT 64u

#define KIND(type_of, form_of) .type = METRIC_##type_of, .form = FORM_##form_of
/* A section's struct has its name: clock, struct clock_facts; `present` stands first in it. */
#define OF(part, member)                                                                                               \
    .section = offsetof(struct facts, part),                                                                           \
    .offset = offsetof(struct facts, part) + offsetof(struct part##_facts, member)

/* A fact of the broker as a whole, of one of its sections, of each item of a list. */
#define WHOLE(called, type, form, member, says)                                                                        \
    {                                                                                                                  \
        .name = (called), .help = (says), KIND(type, form), .offset = offsetof(struct facts, member),                  \
        .section = offsetof(struct facts, present), .bit = NO_BIT                                                      \
    }
#define PART(called, type, form, part, member, says)                                                                   \
    {                                                                                                                  \
        .name = (called), .help = (says), KIND(type, form), OF(part, member), .bit = NO_BIT                            \
    }
#define PART_IF(called, type, form, part, member, has, says)                                                           \
    {                                                                                                                  \
        .name = (called), .help = (says), KIND(type, form), OF(part, member), .bit = (has)                             \
    }
#define EACH_IF(called, type, form, list, item, member, has, by, says)                                                 \
    {                                                                                                                  \
        .name = (called), .help = (says), KIND(type, form), .offset = offsetof(struct item, member),                   \
        .section = offsetof(struct facts, present), .bit = (has), .label = #by,                                        \
        .label_offset = offsetof(struct item, by), .items_offset = offsetof(struct facts, list),                       \
        .count_offset = offsetof(struct facts, list##_count), .item_size = sizeof(struct item)                         \
    }
#define EACH(called, type, form, list, item, member, by, says)                                                         \
    EACH_IF(called, type, form, list, item, member, NO_BIT, by, says)

/* clang-format off */
const struct metric metrics[] = {
    WHOLE("orewatch_ready", GAUGE, BOOL, ready, "1 while events are taken in, as /readyz says."),
    WHOLE("orewatch_contract", GAUGE, COUNT, contract, "Number of the contract of messages."),
    WHOLE("orewatch_engine_version", GAUGE, COUNT, engine_version, "Raised when the results of the engine change."),
    WHOLE("orewatch_start_time_seconds", GAUGE, TIME, started, "When the process started, since 1970."),

    WHOLE("orewatch_events_accepted_total", COUNTER, COUNT, accepted, "Events that became durable and were folded."),
    WHOLE("orewatch_events_duplicate_total", COUNTER, COUNT, duplicate,
          "Events that were accepted before, byte for byte."),
    EACH("orewatch_refused_total", COUNTER, COUNT, refused, refused_fact, count, reason, "Events that were refused."),
    EACH("orewatch_engine_events_total", COUNTER, COUNT, engine, engine_fact, count, name,
         "Events by what the engine did with them, over the whole log."),

    WHOLE("orewatch_log_offset", GAUGE, COUNT, offset, "Offset of the last event that is durable and folded."),
    WHOLE("orewatch_log_unfolded_events", GAUGE, COUNT, unfolded, "Events that were taken in and wait for the disk."),
    PART_IF("orewatch_last_received_seconds", GAUGE, TIME, clock, last_received, CLOCK_HAS_LAST_RECEIVED,
            "When the last event was received, since 1970."),
    PART_IF("orewatch_lag_seconds", GAUGE, SECONDS, clock, lag_seconds, CLOCK_HAS_LAG_SECONDS,
            "Time since the last event was received, by the clock of the log."),

    PART("orewatch_journal_segments", GAUGE, COUNT, journal, segments, "Segments of the journal."),
    PART("orewatch_journal_bytes", GAUGE, COUNT, journal, bytes, "Size of the journal, prewritten segments too."),
    PART("orewatch_journal_space_low", GAUGE, BOOL, journal, space_low,
         "1 when less is free than the threshold, or there is no room for the next segment."),
    PART("orewatch_journal_low_space_bytes", GAUGE, COUNT, journal, low_space, "The threshold of a warning."),
    PART("orewatch_journal_free_bytes", GAUGE, COUNT, journal, free_bytes, "What is free on the disk of the journal."),
    PART("orewatch_commits_failed_total", COUNTER, COUNT, journal, failed, "Commits that did not become durable."),
    PART("orewatch_commit_seconds", HISTOGRAM, HISTOGRAM, journal, commit_times,
         "How long a commit took to become durable."),

    PART("orewatch_checkpoint_offset", GAUGE, COUNT, checkpoint, offset,
         "Offset of the last event in the last checkpoint: a restart folds what comes after."),
    PART("orewatch_checkpoints_failed_total", COUNTER, COUNT, checkpoint, failed,
         "Checkpoints that could not be written."),

    PART("orewatch_subscriptions", GAUGE, COUNT, stream, subscriptions, "Subscriptions of all consumers."),
    PART("orewatch_topics", GAUGE, COUNT, stream, topics, "Topics of the stream."),
    PART("orewatch_outputs_lost_total", COUNTER, COUNT, stream, lost, "Outputs without room for their topic."),
    PART("orewatch_outbox_outputs", GAUGE, COUNT, outbox, outputs, "Outputs kept for those who missed some."),
    PART_IF("orewatch_outbox_floor_offset", GAUGE, COUNT, outbox, floor, OUTBOX_HAS_FLOOR,
            "Offset of the oldest output that is kept."),

    PART("orewatch_quarantine_events", GAUGE, COUNT, quarantine, kept, "Refused events that lie in quarantine."),
    PART("orewatch_quarantine_bytes", GAUGE, COUNT, quarantine, bytes, "Bytes that they take."),
    PART("orewatch_quarantine_evicted_total", COUNTER, COUNT, quarantine, evicted,
         "Refused events that later ones pushed out."),

    WHOLE("orewatch_sources", GAUGE, COUNT, sources_total, "Sources known, also those that have no samples here."),
    EACH("orewatch_source_accepted_total", COUNTER, COUNT, sources, source_fact, accepted, source,
         "Events of the source that were accepted, over the whole log."),
    EACH("orewatch_source_duplicate_total", COUNTER, COUNT, sources, source_fact, duplicate, source,
         "Events of the source that were accepted before."),
    EACH("orewatch_source_refused_total", COUNTER, COUNT, sources, source_fact, refused, source,
         "Events of the source that were refused."),
    EACH("orewatch_source_missing", GAUGE, COUNT, sources, source_fact, missing, source,
         "Numbers of the source (seq) that never came."),
    EACH("orewatch_source_health", GAUGE, HEALTH, sources, source_fact, health, source,
         "What the source says of itself: 0 ok, 1 degraded, 2 down."),
    EACH_IF("orewatch_source_last_received_seconds", GAUGE, TIME, sources, source_fact, last_received,
            SOURCE_FACT_HAS_LAST_RECEIVED, source, "When the last event of the source was received, since 1970."),

    PART("orewatch_process_resident_memory_bytes", GAUGE, COUNT, process, resident_bytes, "Memory in use."),
    PART("orewatch_process_peak_memory_bytes", GAUGE, COUNT, process, peak_bytes,
         "The most memory that was ever in use."),
    PART("orewatch_process_cpu_seconds_total", COUNTER, SECONDS, process, cpu_seconds, "User and system time."),
    PART("orewatch_http_connections", GAUGE, COUNT, http, connections, "Connections to this page."),
    PART("orewatch_http_refused_total", COUNTER, COUNT, http, refused, "Connections beyond the limit."),
};
/* clang-format on */
const uint32_t metrics_count = sizeof(metrics) / sizeof(metrics[0]);

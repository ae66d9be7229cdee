#include "broker/status_page.h"

#include "schemas/fields.h"

#define COUNT(type, member) UINT(type, member, 0, WHOLE_MOST)
#define SECONDS(type, member) NUMBER(type, member, -NUMBER_MOST, NUMBER_MOST)

/* clang-format off */
static const struct field clock_fields[] = {
    [CLOCK_HAS_MODE]          = FIELD("mode", REQUIRED, TEXT_OF(struct clock_facts, mode, LIMIT_TOKEN),
                                      "", "wall or events"),
    [CLOCK_HAS_NOW]           = FIELD("now", REQUIRED, TIME(struct clock_facts, now), "", "by this clock"),
    [CLOCK_HAS_LAST_RECEIVED] = FIELD("last_received", OPTIONAL, TIME(struct clock_facts, last_received),
                                      "", "of an event"),
    [CLOCK_HAS_LAG_SECONDS]   = FIELD("lag_seconds", OPTIONAL, SECONDS(struct clock_facts, lag_seconds),
                                      "s", "now less last_received"),
};
static ROWS(clock_rows, "clock", struct clock_facts, "What time it is.", clock_fields);

static const struct field journal_fields[] = {
    [JOURNAL_HAS_PATH]       = FIELD("path", REQUIRED, TEXT_OF(struct journal_facts, path, FACTS_PATH),
                                     "", "its folder"),
    [JOURNAL_HAS_SEGMENTS]   = FIELD("segments", REQUIRED, COUNT(struct journal_facts, segments), "", "files"),
    [JOURNAL_HAS_BYTES]      = FIELD("bytes", REQUIRED, COUNT(struct journal_facts, bytes), "B", "of all segments"),
    [JOURNAL_HAS_FREE_BYTES] = FIELD("free_bytes", REQUIRED, COUNT(struct journal_facts, free_bytes),
                                     "B", "left on its disk"),
    [JOURNAL_HAS_COMMITS]    = FIELD("commits", REQUIRED, COUNT(struct journal_facts, commits),
                                     "", "that became durable"),
    [JOURNAL_HAS_FAILED]     = FIELD("failed", REQUIRED, COUNT(struct journal_facts, failed),
                                     "", "commits that did not"),
    [JOURNAL_HAS_FAILURE]    = FIELD("failure", OPTIONAL, TEXT_OF(struct journal_facts, failure, LIMIT_TITLE),
                                     "", "why they fail now"),
    [JOURNAL_HAS_LOW_SPACE]  = FIELD("low_space", REQUIRED, COUNT(struct journal_facts, low_space),
                                     "B", "less free than this is low"),
    [JOURNAL_HAS_SPACE]      = FIELD("space", REQUIRED, TEXT_OF(struct journal_facts, space, LIMIT_TOKEN),
                                     "", "ok, low, or full: events are refused"),
};
static ROWS(journal_rows, "journal", struct journal_facts, "The log on disk.", journal_fields);

static const struct field checkpoint_fields[] = {
    [CHECKPOINT_HAS_OFFSET] = FIELD("offset", REQUIRED, COUNT(struct checkpoint_facts, offset),
                                    "", "of the last event in it; a restart folds what comes after"),
    [CHECKPOINT_HAS_FAILED] = FIELD("failed", REQUIRED, COUNT(struct checkpoint_facts, failed),
                                    "", "checkpoints that could not be written"),
};
static ROWS(checkpoint_rows, "checkpoint", struct checkpoint_facts, "What saves time at a restart.", checkpoint_fields);

static const struct field stream_fields[] = {
    FIELD("subscriptions", REQUIRED, COUNT(struct stream_facts, subscriptions), "", "of all consumers, now"),
    FIELD("topics", REQUIRED, COUNT(struct stream_facts, topics), "", "that were ever said"),
    FIELD("lost", REQUIRED, COUNT(struct stream_facts, lost), "", "outputs without room for their topic"),
};
static ROWS(stream_rows, "stream", struct stream_facts, "What consumers hear.", stream_fields);

static const struct field outbox_fields[] = {
    [OUTBOX_HAS_OUTPUTS] = FIELD("outputs", REQUIRED, COUNT(struct outbox_facts, outputs), "", "kept for ranges"),
    [OUTBOX_HAS_FLOOR]   = FIELD("floor", OPTIONAL, COUNT(struct outbox_facts, floor),
                                 "", "offset of the oldest of them"),
};
static ROWS(outbox_rows, "outbox", struct outbox_facts, "What can be fetched again.", outbox_fields);

static const struct field quarantine_fields[] = {
    FIELD("kept", REQUIRED, COUNT(struct quarantine_facts, kept), "", "refused events that lie there"),
    FIELD("bytes", REQUIRED, COUNT(struct quarantine_facts, bytes), "B", "that they take"),
    FIELD("evicted", REQUIRED, COUNT(struct quarantine_facts, evicted), "", "pushed out by later ones"),
};
static ROWS(quarantine_rows, "quarantine", struct quarantine_facts, "What was refused.", quarantine_fields);

static const struct field process_fields[] = {
    FIELD("resident_bytes", REQUIRED, COUNT(struct process_facts, resident_bytes), "B", "memory in use"),
    FIELD("peak_bytes", REQUIRED, COUNT(struct process_facts, peak_bytes), "B", "the most it ever was"),
    FIELD("cpu_seconds", REQUIRED, SECONDS(struct process_facts, cpu_seconds), "s", "user and system"),
};
static ROWS(process_rows, "process", struct process_facts, "What it takes of the machine.", process_fields);

static const struct field http_fields[] = {
    FIELD("connections", REQUIRED, COUNT(struct http_facts, connections), "", "open now"),
    FIELD("refused", REQUIRED, COUNT(struct http_facts, refused), "", "connections beyond the limit"),
};
static ROWS(http_rows, "http", struct http_facts, "Those who look at this page.", http_fields);

static const struct field refused_fact_fields[] = {
    FIELD("reason", REQUIRED, TEXT_OF(struct refused_fact, reason, LIMIT_TOKEN), "", "a status name"),
    FIELD("count", REQUIRED, COUNT(struct refused_fact, count), "", "events"),
};
static ROWS(refused_fact_rows, "refused", struct refused_fact, "Events by why they were refused.", refused_fact_fields);

static const struct field engine_fields[] = {
    FIELD("name", REQUIRED, TEXT_OF(struct engine_fact, name, LIMIT_TOKEN), "", "what the engine did with them"),
    FIELD("count", REQUIRED, COUNT(struct engine_fact, count), "", "events"),
};
static ROWS(engine_rows, "engine", struct engine_fact, "Events by what the engine did with them.", engine_fields);

static const struct field source_fact_fields[] = {
    [SOURCE_FACT_HAS_SOURCE]         = FIELD("source", REQUIRED, TOKEN(struct source_fact, source, LIMIT_TOKEN),
                                             "", "its name"),
    [SOURCE_FACT_HAS_HEALTH]         = FIELD("health", REQUIRED, NAME(struct source_fact, health, health_names),
                                             "", "as it says"),
    [SOURCE_FACT_HAS_REASON]         = FIELD("reason", OPTIONAL, TEXT_OF(struct source_fact, reason, LIMIT_TITLE),
                                             "", "as it says"),
    [SOURCE_FACT_HAS_ACCEPTED]       = FIELD("accepted", REQUIRED, COUNT(struct source_fact, accepted), "", "events"),
    [SOURCE_FACT_HAS_DUPLICATE]      = FIELD("duplicate", REQUIRED, COUNT(struct source_fact, duplicate), "", "events"),
    [SOURCE_FACT_HAS_REFUSED]        = FIELD("refused", REQUIRED, COUNT(struct source_fact, refused), "", "events"),
    [SOURCE_FACT_HAS_MISSING]        = FIELD("missing", REQUIRED, COUNT(struct source_fact, missing),
                                             "", "numbers that never came"),
    [SOURCE_FACT_HAS_LAST_RECEIVED]  = FIELD("last_received", OPTIONAL, TIME(struct source_fact, last_received),
                                             "", "its last event"),
    [SOURCE_FACT_HAS_SILENT_SECONDS] = FIELD("silent_seconds", OPTIONAL, SECONDS(struct source_fact, silent_seconds),
                                             "s", "since then"),
};
static ROWS(source_fact_rows, "source", struct source_fact, "One source.", source_fact_fields);

static const struct field facts_fields[] = {
    [FACTS_HAS_PROGRAM]        = FIELD("program", REQUIRED, TEXT_OF(struct facts, program, LIMIT_TOKEN),
                                       "", "orewatchd"),
    [FACTS_HAS_VERSION]        = FIELD("version", REQUIRED, TEXT_OF(struct facts, version, LIMIT_TOKEN),
                                       "", "of the program"),
    [FACTS_HAS_CONTRACT]       = FIELD("contract", REQUIRED, COUNT(struct facts, contract), "", "of the messages"),
    [FACTS_HAS_ENGINE_VERSION] = FIELD("engine_version", REQUIRED, COUNT(struct facts, engine_version),
                                       "", "raised when results change"),
    [FACTS_HAS_READY]          = FIELD("ready", REQUIRED, BOOL(struct facts, ready), "", "events are taken in"),
    [FACTS_HAS_REASON]         = FIELD("reason", OPTIONAL, TEXT_OF(struct facts, reason, LIMIT_TITLE),
                                       "", "why it is not ready"),
    [FACTS_HAS_STARTED]        = FIELD("started", REQUIRED, TIME(struct facts, started), "", "of the process"),
    [FACTS_HAS_UPTIME_SECONDS] = FIELD("uptime_seconds", REQUIRED, SECONDS(struct facts, uptime_seconds),
                                       "s", "since then"),
    [FACTS_HAS_CLOCK]          = FIELD("clock", OPTIONAL, MAP(struct facts, clock, clock_rows), "", ""),
    [FACTS_HAS_EPOCH]          = FIELD("epoch", REQUIRED, UINT(struct facts, epoch, 0, UINT_MOST), "",
                                       "names the log and the engine that reads it"),
    [FACTS_HAS_OFFSET]         = FIELD("offset", OPTIONAL, COUNT(struct facts, offset),
                                       "", "last event that is durable and folded"),
    [FACTS_HAS_UNFOLDED]       = FIELD("unfolded", OPTIONAL, COUNT(struct facts, unfolded),
                                       "", "events that wait for the disk"),
    [FACTS_HAS_ACCEPTED]       = FIELD("accepted", OPTIONAL, COUNT(struct facts, accepted),
                                       "", "events since the start"),
    [FACTS_HAS_DUPLICATE]      = FIELD("duplicate", OPTIONAL, COUNT(struct facts, duplicate),
                                       "", "events since the start"),
    [FACTS_HAS_REFUSED]        = FIELD("refused", OPTIONAL, LIST_OF_MAPS(struct facts, refused, refused_fact_rows),
                                       "", "by reason"),
    [FACTS_HAS_ENGINE]         = FIELD("engine", OPTIONAL, LIST_OF_MAPS(struct facts, engine, engine_rows),
                                       "", "its counters"),
    [FACTS_HAS_JOURNAL]        = FIELD("journal", OPTIONAL, MAP(struct facts, journal, journal_rows), "", ""),
    [FACTS_HAS_CHECKPOINT]     = FIELD("checkpoint", OPTIONAL, MAP(struct facts, checkpoint, checkpoint_rows), "", ""),
    [FACTS_HAS_STREAM]         = FIELD("stream", OPTIONAL, MAP(struct facts, stream, stream_rows), "", ""),
    [FACTS_HAS_OUTBOX]         = FIELD("outbox", OPTIONAL, MAP(struct facts, outbox, outbox_rows), "", ""),
    [FACTS_HAS_QUARANTINE]     = FIELD("quarantine", OPTIONAL, MAP(struct facts, quarantine, quarantine_rows), "", ""),
    [FACTS_HAS_PROCESS]        = FIELD("process", OPTIONAL, MAP(struct facts, process, process_rows), "", ""),
    [FACTS_HAS_HTTP]           = FIELD("http", OPTIONAL, MAP(struct facts, http, http_rows), "", ""),
    [FACTS_HAS_SOURCES_TOTAL]  = FIELD("sources_total", OPTIONAL, COUNT(struct facts, sources_total),
                                       "", "also those not listed"),
    [FACTS_HAS_SOURCES]        = FIELD("sources", OPTIONAL, LIST_OF_MAPS(struct facts, sources, source_fact_rows),
                                       "", ""),
};
/* clang-format on */
ROWS(facts_rows, "status", struct facts, "What an operator may know of a running broker.", facts_fields);

void status_page(const struct facts *facts, struct line *line)
{
    rows_json(&facts_rows, facts, line);
    line_char(line, '\n');
}

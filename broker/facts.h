/* What an operator may know of a running broker, at one moment.
 *
 * One struct, gathered for each request; both pages are made of it: /status shows
 * it by rows (status_page.h), /metrics by the table of metrics (metrics.h). Each
 * section begins with `present`, as messages do; a section whose `present` is 0
 * is not there (a broker without journal has no journal facts). Texts point into
 * the broker: the facts live no longer than the callback that gathered them.
 *
 * Counters count from the start of the process, except those of sources, which
 * the log gives back at a restart. */
#ifndef OREWATCH_BROKER_FACTS_H
#define OREWATCH_BROKER_FACTS_H

#include "broker/histogram.h"
#include "runtime/door.h"
#include "schemas/messages.h"

#define FACTS_SOURCES 128u  /* listed, in the order they came: bounds both pages and the label values of /metrics */
#define FACTS_REASON 128u   /* bytes shown of what a source says of itself */
#define FACTS_ENGINE 64u    /* counters of the engine */
#define FACTS_PATH 256u

struct clock_facts {
    uint64_t present;
    struct text mode;       /* wall, events */
    int64_t now;            /* by this clock: wall time, or the last `received` of the log */
    int64_t last_received;  /* of an event */
    double lag_seconds;     /* now - last_received */
};
enum { CLOCK_HAS_MODE, CLOCK_HAS_NOW, CLOCK_HAS_LAST_RECEIVED, CLOCK_HAS_LAG_SECONDS };

struct journal_facts {
    uint64_t present;
    struct text path;
    uint64_t segments, bytes, free_bytes; /* bytes: of the segments, prewritten zeros too */
    uint64_t commits, failed;
    uint64_t low_space;                   /* less free than this is low */
    struct text space;                    /* ok, low, full */
    bool space_low;                       /* for /metrics alone: not ok */
    struct text failure;                  /* why commits fail now */
    struct histogram commit_times;        /* for /metrics alone */
};
enum { JOURNAL_HAS_PATH, JOURNAL_HAS_SEGMENTS, JOURNAL_HAS_BYTES, JOURNAL_HAS_FREE_BYTES, JOURNAL_HAS_COMMITS,
       JOURNAL_HAS_FAILED, JOURNAL_HAS_FAILURE, JOURNAL_HAS_LOW_SPACE, JOURNAL_HAS_SPACE };

struct stream_facts {
    uint64_t present;
    uint64_t subscriptions; /* of all consumers, now */
    uint64_t topics, lost;
};
struct outbox_facts {
    uint64_t present;
    uint64_t outputs;       /* kept for those who missed some */
    uint64_t floor;         /* the log's offset of the oldest of them */
};
enum { OUTBOX_HAS_OUTPUTS, OUTBOX_HAS_FLOOR };

struct checkpoint_facts {
    uint64_t present;
    uint64_t offset;        /* of the last event in it: a restart folds what comes after */
    uint64_t failed;
};
enum { CHECKPOINT_HAS_OFFSET, CHECKPOINT_HAS_FAILED };

struct quarantine_facts {
    uint64_t present;
    uint64_t kept, bytes, evicted;
};

struct process_facts {
    uint64_t present;
    uint64_t resident_bytes, peak_bytes;
    double cpu_seconds;
};

struct http_facts {
    uint64_t present;
    uint64_t connections, refused;
};

struct refused_fact { uint64_t present; struct text reason; uint64_t count; };
struct engine_fact { uint64_t present; struct text name; uint64_t count; };

struct source_fact {
    uint64_t present;
    struct text source;
    uint8_t health;
    struct text reason;
    uint64_t accepted, duplicate, refused, missing;
    int64_t last_received;
    double silent_seconds;  /* now - last_received */
};
enum { SOURCE_FACT_HAS_SOURCE, SOURCE_FACT_HAS_HEALTH, SOURCE_FACT_HAS_REASON, SOURCE_FACT_HAS_ACCEPTED,
       SOURCE_FACT_HAS_DUPLICATE, SOURCE_FACT_HAS_REFUSED, SOURCE_FACT_HAS_MISSING, SOURCE_FACT_HAS_LAST_RECEIVED,
       SOURCE_FACT_HAS_SILENT_SECONDS };

struct facts {
    uint64_t present;
    struct text program, version;
    uint64_t contract, engine_version;
    bool ready;
    struct text reason;     /* why not */
    int64_t started;
    double uptime_seconds;
    struct clock_facts clock;
    uint64_t epoch, offset;
    uint64_t unfolded;      /* accepted, and not yet durable and folded */
    uint64_t accepted, duplicate;
    uint32_t refused_count; struct refused_fact refused[STATUSES];
    uint32_t engine_count; struct engine_fact engine[FACTS_ENGINE];
    struct journal_facts journal;
    struct stream_facts stream;
    struct outbox_facts outbox;
    struct checkpoint_facts checkpoint; /* of a broker with a journal */
    struct quarantine_facts quarantine;
    struct process_facts process;
    struct http_facts http;
    uint64_t sources_total;
    uint32_t sources_count; struct source_fact sources[FACTS_SOURCES];
};
enum { FACTS_HAS_PROGRAM, FACTS_HAS_VERSION, FACTS_HAS_CONTRACT, FACTS_HAS_ENGINE_VERSION, FACTS_HAS_READY,
       FACTS_HAS_REASON, FACTS_HAS_STARTED, FACTS_HAS_UPTIME_SECONDS, FACTS_HAS_CLOCK, FACTS_HAS_EPOCH,
       FACTS_HAS_OFFSET, FACTS_HAS_UNFOLDED, FACTS_HAS_ACCEPTED, FACTS_HAS_DUPLICATE, FACTS_HAS_REFUSED,
       FACTS_HAS_ENGINE, FACTS_HAS_JOURNAL, FACTS_HAS_CHECKPOINT, FACTS_HAS_STREAM, FACTS_HAS_OUTBOX,
       FACTS_HAS_QUARANTINE, FACTS_HAS_PROCESS, FACTS_HAS_HTTP, FACTS_HAS_SOURCES_TOTAL, FACTS_HAS_SOURCES };

struct broker;

/* Empties them: what the program is, and nothing of a broker; ready. */
void facts_begin(struct facts *facts);
/* What the broker knows; not ready while its commits fail or its intake is paused. */
void facts_of_broker(struct facts *facts, const struct broker *broker);
void facts_not_ready(struct facts *facts, struct text reason);

#endif

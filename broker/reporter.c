#include "broker/reporter.h"

#include <stdio.h>
#include <sys/resource.h>

#define BIT(row) (UINT64_C(1) << (row))

/* ---- what the process knows ------------------------------------------------ */

static struct journal_facts journal_facts(struct reporter *reporter)
{
    const struct journal *journal = &reporter->real->journal;
    int64_t now = (int64_t)uv_hrtime();
    struct journal_facts facts = {.present = PRESENT_ALL & ~BIT(JOURNAL_HAS_FAILURE),
                                  .path = text_of(journal->path),
                                  .commits = journal->times.count - journal->failed,
                                  .failed = journal->failed,
                                  .commit_times = journal->times};

    if (reporter->size_at == 0 || now - reporter->size_at >= REPORTER_SIZE_NS) {
        reporter->size = journal_size(journal->path);
        reporter->size_at = now;
    }
    facts.segments = reporter->size.segments;
    facts.bytes = reporter->size.bytes;
    facts.free_bytes = reporter->space.free_bytes;
    facts.low_space = reporter->space.threshold;
    facts.space = text_of(space_names[reporter->space.space]);
    facts.space_low = reporter->space.space != SPACE_OK;
    facts.path.size = facts.path.size > FACTS_PATH ? text_cut(facts.path, FACTS_PATH) : facts.path.size;
    if (journal->last != STATUS_OK) {
        facts.present |= BIT(JOURNAL_HAS_FAILURE);
        facts.failure = text_of(journal->failure);
    }
    return facts;
}

static struct process_facts process_facts(void)
{
    struct process_facts facts = {.present = PRESENT_ALL};
    size_t resident = 0;
    struct rusage usage;

    uv_resident_set_memory(&resident);
    getrusage(RUSAGE_SELF, &usage);
    facts.resident_bytes = resident;
    facts.peak_bytes = (uint64_t)usage.ru_maxrss * KIB;
    if (facts.peak_bytes < facts.resident_bytes) /* the kernel sums the two up at different moments */
        facts.peak_bytes = facts.resident_bytes;
    facts.cpu_seconds = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                        (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    return facts;
}

static void judge(struct facts *facts, enum phase phase)
{
    switch (phase) {
    case PHASE_RESTORING:
        facts_not_ready(facts, TEXT("the log is being restored"));
        break;
    case PHASE_SERVING:
        break;
    case PHASE_STOPPING:
        facts_not_ready(facts, TEXT("it is stopping"));
        break;
    }
}

static int64_t wall(const struct world_real *real)
{
    return real->world.now(real->world.self);
}

static const struct facts *gather(struct reporter *reporter)
{
    struct facts *facts = &reporter->facts;

    facts_begin(facts);
    facts->epoch = reporter->real->epoch;
    facts->started = reporter->started;
    facts->uptime_seconds = (double)(wall(reporter->real) - reporter->started) / (double)SECOND_NS;
    if (reporter->broker)
        facts_of_broker(facts, reporter->broker);
    if (reporter->real->has_journal) {
        facts->journal = journal_facts(reporter);
        facts->present |= BIT(FACTS_HAS_JOURNAL);
    }
    facts->process = process_facts();
    facts->http = (struct http_facts){PRESENT_ALL, reporter->http.connections, reporter->http.refused};
    facts->present |= BIT(FACTS_HAS_PROCESS) | BIT(FACTS_HAS_HTTP);
    judge(facts, reporter->real->stopping ? PHASE_STOPPING : reporter->phase);
    return facts;
}

static struct http_page answer(void *self, enum http_method method, struct text path, struct line *line)
{
    return http_page(method, path, gather(self), line);
}

/* ---- life ------------------------------------------------------------------ */

enum status reporter_start(struct reporter *reporter, struct world_real *real, const struct daemon_options *options,
                           char *why, size_t why_size)
{
    struct http_address address;
    enum status status;
    char text[64];

    reporter->real = real;
    reporter->started = wall(real);
    if (real->has_journal)
        journal_space_start(&reporter->space, &real->journal, options->low_space, &real->loop);
    if (strcmp(options->http, "none") == 0)
        return STATUS_OK;
    status = http_address_parse(options->http, &address, why, why_size);
    if (status == STATUS_OK)
        status = http_open(&reporter->http, &real->loop, &address, answer, reporter, why, why_size);
    if (status != STATUS_OK)
        return status;
    http_address_print(&reporter->http.address, text, sizeof(text));
    if (!reporter->http.address.is_loopback)
        LOG(WARNING, "not_loopback", LOG_TEXT("endpoint", text),
            LOG_TEXT("text", "anyone who reaches this address sees the state of the broker"));
    LOG(INFO, "http", LOG_TEXT("address", text));
    return STATUS_OK;
}

void reporter_stop(struct reporter *reporter)
{
    journal_space_stop(&reporter->space);
    http_stop(&reporter->http);
}

void reporter_close(struct reporter *reporter)
{
    http_close(&reporter->http);
}

/* A log through the engine, without a broker: the core of `run` and `show`.
 *
 * Configuration and rules given on the command line are applied before the first
 * entry and stay: entries of the same kind in the log are then passed over and
 * counted, so that a question "what if the rules were these" has one answer.
 *
 * A journal whose head retention deleted is folded from its base, the checkpoint
 * that stands for it (runtime/log_base.h); offline_tell_base says so. */
#ifndef OREWATCH_CONSUMERS_OFFLINE_H
#define OREWATCH_CONSUMERS_OFFLINE_H

#include "engine/engine.h"
#include "runtime/log.h"
#include "runtime/progress.h"

struct offline_options {
    const char *log;            /* a recording or a journal */
    const char *config, *rules; /* YAML files, or NULL */
};

struct offline {
    struct engine *engine;
    struct log_reader *reader;
    struct outputs outputs;
    struct log_entry entry;     /* read ahead */
    bool pending, ended, torn;
    bool config_given, rules_given;
    bool given;                 /* a failure of offline_open lies in what was given, not in the log */
    double bands[SEVERITIES - 1];
    uint32_t bands_count;
    struct log_position begin;  /* of the fold */
    bool from_base;             /* the head is gone: entries are counted from the base on */
    uint64_t base_offset;       /* of the last event that the base knows */
    int64_t base_received;      /* of the last entry that it knows */
    uint64_t entries, events, passed_over;
    void (*on_entry)(void *self); /* after each entry, with the self of the outputs; NULL: nobody asks */
    uint64_t offset;            /* of the last event */
    int64_t time;               /* the last `received` */
    struct event event;
    struct progress progress;
    char why[1024];             /* of the last failure */
};

/* Opens the log and applies what was given. `outputs` may be NULL. */
MUST_CHECK enum status offline_open(struct offline *offline, const struct offline_options *options,
                                    const struct outputs *outputs);
void offline_close(struct offline *offline);
/* Says on standard error, in the name of the program, where the fold began, unless
 * with the first entry. */
void offline_tell_base(const struct offline *offline, const char *program);
/* Applies all entries received before `until`, INT64_MAX: all there are. A log
 * that ends inside a record sets `torn`; what stands before it counts. GONE: the
 * base knows of more. */
MUST_CHECK enum status offline_run(struct offline *offline, int64_t until);
/* Between two records: does the reader stand behind the last entry of one? */
bool offline_between(const struct offline *offline, struct log_position *position);
/* To be called from an output: no further entry is read, offline_run returns. */
void offline_stop(struct offline *offline);
/* Lets time pass up to `time`, so that timers due by then fire. */
void offline_tick(struct offline *offline, int64_t time);

#endif

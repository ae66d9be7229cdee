/* A recording of a live log under way: what history gives of it (`events`), entry
 * by entry, into a file of its own.
 *
 *   choose -> take, for each entry -> take again, after the next question -> close
 *
 * What is recorded is whole: every entry from the first one wanted on, with its
 * `received`, byte for byte as it was sent, and in front of them the configuration
 * and rules that held then. Offsets are those of the log. The file is made when the
 * first entry is there. */
#ifndef OREWATCH_CONSUMERS_RECORDER_H
#define OREWATCH_CONSUMERS_RECORDER_H

#include "consumers/start_point.h"
#include "runtime/history_page.h"
#include "runtime/log.h"

/* How far a log was read: entries that are no events share the offset of the last. */
struct log_cursor { uint64_t offset, count; };

struct recorder {
    const char *path;
    bool replaces;             /* an older file of this name */
    struct start_point start;
    bool knows;                /* a page came: the next three are known */
    uint64_t epoch, first;     /* first: events below it are passed over */
    int64_t since;             /* or those received before it */
    struct log_cursor taken;   /* the last entry that was dealt with */
    struct log_cursor at;      /* within the answer at hand */
    struct log_entry before[ENTRY_RULES + 1]; /* configuration and rules that held; bytes are ours */
    struct log_writer *writer;
    uint64_t events, recorded_from;
    char why[1024];            /* after a failure */
};

void recorder_init(struct recorder *recorder, const char *path, bool replaces, const struct start_point *start);
/* The answer to a question begins (anew). */
void recorder_rewind(struct recorder *recorder);
/* What is to be asked for next: entries from this offset on. */
uint64_t recorder_next(const struct recorder *recorder);
/* The head of a page: where a log stands that is not known yet. CONFLICT: it is
 * another log, or was cut: what was recorded of the one before is whole. */
MUST_CHECK enum status recorder_page(struct recorder *recorder, const struct history_page *page);
/* GONE: entries before it are missing. Else what can go wrong with a file. */
MUST_CHECK enum status recorder_take(struct recorder *recorder, const struct history_item *item);
/* Makes durable what was taken. */
MUST_CHECK enum status recorder_commit(struct recorder *recorder);
/* The end; a recording without an event is made too, once a page came. */
MUST_CHECK enum status recorder_close(struct recorder *recorder);

#endif

/* The journal: commits on a worker thread, one at a time, and the next segment
 * prepared beside them. */
#ifndef OREWATCH_BROKER_JOURNAL_H
#define OREWATCH_BROKER_JOURNAL_H

#include "broker/histogram.h"
#include "broker/world.h"
#include "runtime/log.h"

#include <uv.h>

struct journal {
    struct log_writer *writer;
    const char *path;
    struct log_position position; /* behind the last commit that succeeded */
    struct histogram times; /* of all commits, until they are durable or fail */
    uint64_t failed;        /* of them */
    enum status last;       /* how the one that ended last went */
    char failure[512];      /* why the last one that failed did; `why` is the worker's */
    enum status prepared;   /* how the next segment did when it was last tried */
    /* private */
    uv_loop_t *loop;
    void (*on_committed)(void *self, enum status status, const char *why);
    void *self;
    uv_work_t commit, preparation;
    bool is_committing, is_preparing;
    const struct commit_item *items;
    size_t count;
    uint64_t began;
    enum status status, preparing; /* the workers' */
    char why[512], preparation_why[512];
};

/* Opens or makes it, and cuts a torn tail. `epoch`: of a new one. `from`: what stands
 * before it need not be walked; NULL: all of it is. */
MUST_CHECK enum status journal_open(struct journal *journal, const char *path, uint64_t segment_bytes, uint64_t epoch,
                                    const struct log_position *from, char *why, size_t why_size);
/* Commits are answered on this loop. */
void journal_start(struct journal *journal, uv_loop_t *loop,
                   void (*on_committed)(void *self, enum status status, const char *why), void *self);
void journal_commit(struct journal *journal, const struct commit_item *items, size_t count);
/* After the loop ended: no worker is at it any more. */
void journal_close(struct journal *journal);

#endif

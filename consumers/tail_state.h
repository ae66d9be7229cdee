/* What a tail is made of; for its two files only: tail_heard.c takes what the follower
 * tells, tail.c is its life. */
#ifndef OREWATCH_CONSUMERS_TAIL_STATE_H
#define OREWATCH_CONSUMERS_TAIL_STATE_H

#include "consumers/printer.h"
#include "consumers/summary.h"
#include "consumers/tail_cursor.h"
#include "consumers/tail_options.h"
#include "runtime/exit_code.h"
#include "runtime/follower.h"
#include "runtime/loop.h"

struct tail {
    const struct tail_options *options;
    struct start_point start;
    uv_loop_t loop;
    struct stop_signals signals;
    uv_timer_t watch;
    uv_signal_t asked;         /* SIGUSR1: what does it hold? */
    struct follower *follower;
    struct tail_cursor cursor;
    uint64_t started_ms, heard_ms, proved_ms;
    int64_t time;              /* of the log's clock, by the last heartbeat */
    int64_t since;             /* what happened before is not printed; INT64_MIN: nothing is left out */
    uint64_t came;             /* messages, folded ones too */
    uint64_t dealt;            /* those, and all that were passed over or lost */
    bool following;            /* told that from here on nothing is missed */
    bool silent;               /* told that no heartbeat comes any more */
    bool enough;               /* nothing more is printed; ends when no gap is open */
    bool leaving;              /* ends when all that was there is printed */
    bool reaches_back;         /* something older than `since` came: nothing after it is missing */
    bool cut_short;            /* what came before is not all kept */
    bool closed;               /* nobody reads what is printed */
    bool over;                 /* what comes now is not printed any more */
    enum exit_code code;
    struct watched watched;
    struct printer printer;
};

/* ---- tail.c ---- */

void tail_complain(const char *what);
/* The first reason to end decides over the exit code. */
void tail_finish(struct tail *tail, enum exit_code code);
void tail_finish_when_complete(struct tail *tail);
/* Keeps where it stands in its cursor, when it is time to, or `now`; what is folded was
 * written before. False: it cannot. */
bool tail_keep(struct tail *tail, bool now);

/* ---- tail_heard.c ---- */

extern const struct follower_callbacks tail_callbacks; /* but for `self` */
void tail_judge_writing(struct tail *tail, enum printing printing);
void tail_tell_skipped(struct tail *tail);

#endif

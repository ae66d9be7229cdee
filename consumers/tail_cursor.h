/* Where a tail stands: said (--proof), and kept in a cursor while it prints (--cursor).
 *
 * When it has enough it stands still: the follower may go on, but what comes then is not
 * printed, and neither kept nor said.
 *
 * What is kept was printed, or told as lost, before, and is as durable as the cursor
 * where it goes into a file: so a tail that is killed, also with its machine, prints
 * again what it printed since the last time, and leaves nothing out. It is kept when
 * something came, at most once a second; of the log that is followed, never of one that
 * took its place. */
#ifndef OREWATCH_CONSUMERS_TAIL_CURSOR_H
#define OREWATCH_CONSUMERS_TAIL_CURSOR_H

#include "consumers/tail_options.h"
#include "runtime/cursor.h"
#include "runtime/exit_code.h"
#include "runtime/follower.h"

/* Between two fsyncs at least; a little less than from heartbeat to heartbeat, with which
 * it is kept. */
#define TAIL_CURSOR_MS 900

struct tail_cursor {
    struct cursor *cursor;  /* NULL: none was asked for */
    uint64_t kept_ms;
    uint64_t kept_count;    /* of what was dealt with then */
    bool kept, stopped;
    bool is_frozen;
    struct holding *frozen; /* by the follower's numbers */
    uint32_t frozen_count;
    struct statement statement; /* as it was frozen */
};

/* EXIT_OK: opened, or none was asked for; else it said why not. */
enum exit_code tail_cursor_open(struct tail_cursor *own, const struct tail_options *options,
                                const struct arguments *topics);
void tail_cursor_close(struct tail_cursor *own);
/* Where it stood when it was opened; NULL: nowhere yet. */
const struct holdings *tail_cursor_holdings(const struct tail_cursor *own);
/* Keeps where the follower stands, if `count` (of all that was dealt with) changed and
 * it is time to; `now` it is time in any case. False: it cannot, and said so. */
bool tail_cursor_keep(struct tail_cursor *own, const struct follower *follower, uint64_t epoch, int64_t time,
                      uint64_t count, uint64_t now_ms, bool now);
/* What comes from now on is not dealt with: it stands where it stands now. */
void tail_cursor_freeze(struct tail_cursor *own, const struct follower *follower);
/* As follower_holding and follower_statement, of what was dealt with. */
bool tail_cursor_holding(const struct tail_cursor *own, const struct follower *follower, uint32_t number,
                         struct holding *holding);
struct statement tail_cursor_statement(const struct tail_cursor *own, const struct follower *follower);
/* Nothing is kept any more. */
void tail_cursor_stop(struct tail_cursor *own);

#endif

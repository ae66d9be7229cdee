/* How a consumer stands with one topic: every output from `from` to `to` was given
 * to it or, `missing` of them, told as lost: these lie between missing_from and
 * missing_to. `to` = `from` - 1: none yet.
 *
 * The follower says it (runtime/follower.h), a cursor keeps it (runtime/cursor.h),
 * and `orewatch tail --proof` prints it: so it is a message. */
#ifndef OREWATCH_RUNTIME_HOLDING_H
#define OREWATCH_RUNTIME_HOLDING_H

#include "schemas/rows.h"

struct holding {
    uint64_t present;
    struct text topic;
    uint64_t from, to;
    uint64_t missing, missing_from, missing_to; /* present where any are */
    uint64_t awaited;                           /* known to be there behind `to`, and being asked for; present likewise */
    bool none;                                  /* nothing was said from `from` on; where it is printed, instead of `to` */
};
enum { HOLDING_HAS_TOPIC, HOLDING_HAS_FROM, HOLDING_HAS_TO, HOLDING_HAS_MISSING, HOLDING_HAS_MISSING_FROM,
       HOLDING_HAS_MISSING_TO, HOLDING_HAS_AWAITED, HOLDING_HAS_NONE };

extern const struct rows holding_rows;

/* As of one moment of the log `epoch`. */
struct holdings {
    uint64_t epoch;
    uint64_t offset; /* all that was said before it was given; 0: not known */
    const struct holding *items;
    size_t count;
};

#endif

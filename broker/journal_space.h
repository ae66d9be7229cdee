/* How much room the journal has left, looked at each second, and said when it
 * changes: a full disk is announced before it is there.
 *
 *        free < threshold, or no room for the next segment      a commit found no room
 *   ok ----------------------------------------------------> low ------------------> full
 *    ^   free >= threshold and a tenth more, next segment    |  ^   commits work     |
 *    +-------------------------------------------------------+  +--------------------+
 *
 * What is left when it says `low` is the rest of the segment in use, which is
 * written with zeros already, and the next one where it stands ready: receipts,
 * status and the end of the process need no other room. */
#ifndef OREWATCH_BROKER_JOURNAL_SPACE_H
#define OREWATCH_BROKER_JOURNAL_SPACE_H

#include "broker/journal.h"

#define JOURNAL_SPACE_LOOK_MS 1000

enum space { SPACE_OK, SPACE_LOW, SPACE_FULL, SPACES };
extern const char *const space_names[SPACES];

struct journal_space {
    const struct journal *journal;
    uint64_t threshold, free_bytes;
    enum space space;
    uv_timer_t timer;
};

/* What follows from what is seen: `starved`: the next segment found no room;
 * `refused`: a commit did. */
enum space space_judge(enum space before, uint64_t free_bytes, uint64_t threshold, bool starved, bool refused);

/* Looks at once, then each second; ends with its loop. */
void journal_space_start(struct journal_space *space, const struct journal *journal, uint64_t threshold,
                         uv_loop_t *loop);
void journal_space_stop(struct journal_space *space);

#endif

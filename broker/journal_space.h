/* How much room the journal has left, looked at each second, and said when it
 * changes: a full disk is announced before it is there. */
#ifndef OREWATCH_BROKER_JOURNAL_SPACE_H
#define OREWATCH_BROKER_JOURNAL_SPACE_H

#include "broker/journal.h"
#include "broker/space.h"

#define JOURNAL_SPACE_LOOK_MS 1000

struct journal_space {
    const struct journal *journal;
    uint64_t threshold, free_bytes;
    enum space space;
    uv_timer_t timer;
};

/* Looks at once, then each second; ends with its loop. */
void journal_space_start(struct journal_space *space, const struct journal *journal, uint64_t threshold,
                         uv_loop_t *loop);
void journal_space_stop(struct journal_space *space);

#endif

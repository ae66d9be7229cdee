/* One line on a terminal for anything that takes longer than a second.
 *
 *   replaying 62 %, 1234000 events, 3 s
 *
 * It is drawn on standard error, only when that is a terminal, first after one
 * second and then five times a second; progress_end wipes it. */
#ifndef OREWATCH_RUNTIME_PROGRESS_H
#define OREWATCH_RUNTIME_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    const char *what;      /* "replaying" */
    bool terminal, drawn;
    int64_t started, next; /* monotonic ns */
};

void progress_start(struct progress *progress, const char *what);
/* `done` of `total` of whatever is counted, total 0 when unknown; `events` so far. */
void progress_show(struct progress *progress, uint64_t done, uint64_t total, uint64_t events);
void progress_end(struct progress *progress);

#endif

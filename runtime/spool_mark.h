/* How far a spool is answered: one number, in a file of two slots that are
 * written in turn, so that a torn write leaves the one before.
 *
 * A mark is of one log (its epoch). After a crash of the machine it may stand
 * SPOOL_MARK_UNSYNCED events back: those are sent once more, and known as
 * duplicates. It never stands too far ahead. */
#ifndef OREWATCH_RUNTIME_SPOOL_MARK_H
#define OREWATCH_RUNTIME_SPOOL_MARK_H

#include "schemas/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A quarter of what a broker remembers of one source. */
#define SPOOL_MARK_UNSYNCED 16384u

struct spool_mark {
    int fd;
    uint64_t epoch, turn, offset, synced;
};

/* Is there one, of whatever log? */
bool spool_mark_is_there(const char *folder);
/* Opens the file, or makes it, durably. `offset` is 0 when it holds no mark of this epoch. */
MUST_CHECK enum status spool_mark_open(struct spool_mark *mark, const char *folder, uint64_t epoch, char *why,
                                       size_t why_size);
/* Durable against the end of this process at once, and against that of the
 * machine once SPOOL_MARK_UNSYNCED events came together. */
MUST_CHECK enum status spool_mark_set(struct spool_mark *mark, uint64_t offset, char *why, size_t why_size);
void spool_mark_close(struct spool_mark *mark);

#endif

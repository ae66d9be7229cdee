/* Events kept on disk until a broker has answered them: the store behind `--spool`.
 *
 *   spool_add ... spool_commit      they are durable
 *   spool_read ...                  in order, each once, to be sent
 *   spool_answered                  they are the broker's now; their room is free again
 *
 * It is a log as the broker's journal is one (runtime/log.h), in a folder of its
 * own: group commit, one writer at a time, a torn tail that is cut and said. What a
 * journal does not do is forget: here segments that are wholly answered are removed
 * from the front, and the file `answered` says up to where the first one is.
 *
 * A folder with a log and without that file is none that a spool made: a journal,
 * perhaps. It is refused, for segments would be removed from it.
 *
 * Whoever opens the folder again, also after kill -9 or a crash of the machine, reads
 * from the first event that is not known to be answered: some of these may have been
 * accepted while their receipt was lost, and are duplicates then. None is left out.
 *
 * Bounded: all segments together never take more than `bytes`. */
#ifndef OREWATCH_RUNTIME_SPOOL_H
#define OREWATCH_RUNTIME_SPOOL_H

#include "runtime/log.h"

#define SPOOL_LEAST_BYTES (4u * MIB) /* sixteen segments of four of the largest events */

struct spool;

struct spool_options {
    const char *folder; /* made when it is not there; its parent must stand */
    uint64_t bytes;     /* SPOOL_LEAST_BYTES or more */
};

/* As log_writer_open; `torn_bytes` were cut from its end. CONFLICT: it is no spool. */
MUST_CHECK enum status spool_open(struct spool **spool, const struct spool_options *options, uint64_t *torn_bytes,
                                  char *why, size_t why_size);
void spool_close(struct spool **spool);
/* Copies the event, of at most LIMIT_EVENT_BYTES. FULL: no room until others are answered. */
MUST_CHECK enum status spool_add(struct spool *spool, const void *event, size_t size, int64_t received, char *why,
                                 size_t why_size);
/* The offset of the first event that is not answered, read or still to come. */
uint64_t spool_first(const struct spool *spool);
/* Makes durable what was added. After a failure what was added since the last
 * commit is not kept. */
MUST_CHECK enum status spool_commit(struct spool *spool, char *why, size_t why_size);
/* The next durable event that was not read yet; its bytes live until the next
 * read. NOT_FOUND: none now. */
MUST_CHECK enum status spool_read(struct spool *spool, struct log_entry *event, char *why, size_t why_size);
/* One of the events that were read and not answered, once more; offsets only rise. */
MUST_CHECK enum status spool_look(struct spool *spool, uint64_t offset, struct log_entry *event, char *why,
                                  size_t why_size);
/* All events up to this offset are answered. */
MUST_CHECK enum status spool_answered(struct spool *spool, uint64_t offset, char *why, size_t why_size);
/* Events that are kept and not answered; the bytes that the folder's segments
 * take. */
uint64_t spool_waiting(const struct spool *spool);
uint64_t spool_bytes(const struct spool *spool);

#endif

/* The journal read back for history, while it is written: a cursor that gives
 * an entry again until it is taken.
 *
 * A reader buffers 2 MiB, so there are only so many. */
#ifndef OREWATCH_BROKER_JOURNAL_READER_H
#define OREWATCH_BROKER_JOURNAL_READER_H

#include "runtime/log.h"

#define JOURNAL_READERS 16u /* 32 MiB; each of 13 consumers may read it at once */

struct journal_reader { struct log_reader *log; struct log_entry entry; bool pending; };
struct journal_readers { struct journal_reader reader[JOURNAL_READERS]; };

/* `floor`: the lowest offset that the journal still holds. FULL: so many are open.
 * Else as log_reader_open. */
MUST_CHECK enum status journal_reader_open(struct journal_readers *readers, const char *path, uint64_t from,
                                           struct journal_reader **reader, uint64_t *floor, char *why,
                                           size_t why_size);
MUST_CHECK enum status journal_reader_next(struct journal_reader *reader, struct log_entry *entry, char *why,
                                           size_t why_size);
void journal_reader_taken(struct journal_reader *reader);
void journal_reader_close(struct journal_reader *reader);

#endif

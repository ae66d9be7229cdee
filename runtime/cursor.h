/* A durable named cursor: where a consumer stands with each topic, so that it goes on
 * there after its end, however it ended.
 *
 *   open -> (holdings: go on there) -> begin, add ..., commit -> ... -> close
 *
 * It lies in a folder as NAME.cursor, and is replaced as a whole: written beside it,
 * synced, renamed, the folder synced. So after a crash at any moment it is one that
 * was committed, and whole. The consumer commits what it has dealt with; what it dealt
 * with since comes to it once more: at least once.
 *
 * A file that does not prove itself, or is of another name, of other topics or no
 * cursor at all, is refused with what is wrong: never taken for a fresh start. One
 * holder at a time, by a lock on NAME.lock that ends with its process.
 *
 *   "orewatch cursor 1\n" head holding ... check
 *
 * head and holdings are MessagePack, `check` XXH3-64 of all before it, 8 bytes, most
 * significant first. */
#ifndef OREWATCH_RUNTIME_CURSOR_H
#define OREWATCH_RUNTIME_CURSOR_H

#include "runtime/holding.h"

#define CURSOR_NAME_MOST 64u /* of [A-Za-z0-9._:-], and no dot in front: it names files */
#define CURSOR_TOPICS    64u /* prefixes, as many as a command line takes */
#define CURSOR_BYTES     (16u * MIB) /* 32,768 topics of 256 bytes are 11 MiB */

struct cursor;

/* Makes the folder when it is not there. LOCKED: another process holds it. DAMAGED,
 * CONFLICT (another name, other topics), NEWER_VERSION, BAD_TOKEN (the name), or what
 * can go wrong with files; `why` says which and what to do. */
MUST_CHECK enum status cursor_open(struct cursor **cursor, const char *folder, const char *name,
                                   const char *const *topics, size_t topics_count, char *why, size_t why_size);
void cursor_close(struct cursor **cursor);
/* As they were when it was opened, for as long as it is open; NULL: nothing was kept yet. */
const struct holdings *cursor_holdings(const struct cursor *cursor);
/* When they were committed, of the log's clock. */
int64_t cursor_time(const struct cursor *cursor);

/* A new state of it, which nothing sees before the commit. */
void cursor_begin(struct cursor *cursor, uint64_t epoch, uint64_t offset, int64_t time);
void cursor_add(struct cursor *cursor, const struct holding *holding);
/* Anything but OK: the one before stands. */
MUST_CHECK enum status cursor_commit(struct cursor *cursor, char *why, size_t why_size);

#endif

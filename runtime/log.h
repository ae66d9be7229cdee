/* The log of events: append-only records in prewritten segments (a journal, a
 * folder) or in one file (a recording, .owr). The same reader takes both.
 *
 * Integers are little-endian. A file is a header, records, and, in a segment,
 * zeros up to its prewritten size.
 *
 *   file:    [8 "OREWATCH"][u32 version][u32 flags 0][u64 epoch][u64 number of the
 *            segment, 0: a recording][u64 offset of the next event][u64 check]
 *            [16 hash before]
 *   record:  [u32 size of the whole record][u8 kind][u8 part][u16 0][u64 first offset]
 *            [u32 count][u32 check][count x i64 received][count x u32 size]
 *            [count x bytes, as they were sent][16 hash]
 *
 * hash    XXH3-128 over the file's bytes from the previous hash (which, before
 *         the first record, the file header ends with) to here: a chain. It
 *         proves against accident, not against the owner of the disk.
 *         Bits 120 and 127 are always set, see below.
 * check   of a record: the low half of XXH3-64 over the previous hash and the
 *         20 bytes before it, so that a size can be trusted before the bytes are
 *         read; of a file: XXH3-64 over its 64 bytes, zeros in the place of the check.
 * part    the place of the record in its commit, 0 first: one commit may write
 *         several records, and tears as one.
 * kind    enum entry_kind: events 1, tick 2, config 3, rules 4. The last three
 *         have count 1 and take no offset; their first offset is that of the
 *         last event before them.
 *
 * Torn or damaged? A crash tears at most the last commit. Its sectors of 512
 * bytes reached the disk or are still the zeros they were, in any order. So what
 * does not prove itself is TORN when (1) no record with part 0 that proves
 * itself follows, nor anything further off than a commit is long, nor another
 * segment, and (2) bytes are missing: the file ends inside the record, or zeros
 * stand from some byte of it to the end, or in the whole of a sector. Anything
 * else is DAMAGED. No record ends in a zero, and no single flipped bit makes it
 * so (bits 120 and 127): a flipped bit is never taken for a cut.
 *
 * A torn commit was never acknowledged and nothing that it caused went out, so
 * cutting it keeps the epoch. A new epoch is for another log, or for a log that
 * was cut by hand further back. */
#ifndef OREWATCH_RUNTIME_LOG_H
#define OREWATCH_RUNTIME_LOG_H

#include "schemas/messages.h"
#include "schemas/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What one commit may hold: four full batches of producers, and a few changes
 * of kind. log_writer_add answers FULL beyond. */
#define LOG_COMMIT_BYTES   (4u * LIMIT_BATCH_BYTES)
#define LOG_COMMIT_ENTRIES (4u * LIMIT_BATCH_EVENTS)
#define LOG_COMMIT_RECORDS 64u

/* ---- a place between two records ------------------------------------------- */

struct log_hash { uint64_t low, high; };

/* The log up to here, as a checkpoint (checkpoint.h) knows it. The epoch is that of
 * the segment: a backup begins another one behind what it copied, and what stands
 * before it keeps its own. */
struct log_position {
    uint64_t epoch, number; /* of the segment; number 0: a recording */
    uint64_t place;         /* in its file, where the next record begins */
    uint64_t next_offset;   /* of the next event */
    struct log_hash before; /* the hash that the next record stands behind */
};

/* Does the journal hold that position? NOT_FOUND: the segment is not there. DAMAGED:
 * it is, and has another epoch, or not this hash before that place. What stands
 * before the hash is not looked at. `why` says what stands there instead. */
MUST_CHECK enum status log_holds_position(const char *folder, const struct log_position *position, char *why,
                                          size_t why_size);

/* Where the last segment of a journal begins: a writer need walk no more to find the
 * end, when a reader proves what stands before it. NOT_FOUND: there is no segment. */
MUST_CHECK enum status log_last_segment(const char *folder, struct log_position *position, char *why, size_t why_size);

/* ---- reading ------------------------------------------------------------- */

/* One entry out of a record: an event, a tick, a configuration, rules. `bytes`
 * lives until the next call. */
struct log_entry {
    enum entry_kind kind;
    uint64_t offset; /* of an event; else of the last event before it */
    int64_t received;
    const void *bytes;
    size_t size;
};

struct log_reader;

/* Opens a recording, a journal folder, or one segment of it, also while a
 * broker writes it. NOT_FOUND: no such file, or a folder without segments.
 * DAMAGED: not a log, a segment is missing. NEWER_VERSION. IO. `why` gets path
 * and reason. */
MUST_CHECK enum status log_reader_open(struct log_reader **reader, const char *path, char *why, size_t why_size);
/* The same, and of a journal only the segments that can hold offsets from `from`
 * on: the first entries may still lie before it. */
MUST_CHECK enum status log_reader_open_from(struct log_reader **reader, const char *path, uint64_t from, char *why,
                                            size_t why_size);
/* The same, of a journal, from a position on; also as log_holds_position. */
MUST_CHECK enum status log_reader_open_at(struct log_reader **reader, const char *folder,
                                          const struct log_position *position, char *why, size_t why_size);
void log_reader_close(struct log_reader **reader);
/* OK: an entry. NOT_FOUND: the clean end; while a writer is at work, the end for
 * now: ask again later (what is read may run ahead of durability by one commit).
 * TORN: the log ends inside a commit; what stands before it is good. DAMAGED: a
 * record does not prove itself. GONE: retention deleted the segments behind what was
 * read. `why` names file, record and place. */
MUST_CHECK enum status log_reader_next(struct log_reader *reader, struct log_entry *entry, char *why, size_t why_size);
uint64_t log_reader_epoch(const struct log_reader *reader);
/* Where the reader stands. After a failure of log_reader_next: the record that
 * does not prove itself, or the header of a file, `record` 0 at byte 0. */
struct log_spot {
    const char *path;      /* of the file; until the next call */
    uint64_t segment;      /* its number; 0: a recording */
    uint64_t record, byte; /* the next one, counted from 1 in its file (in the first, of log_reader_open_at, from
                            * the position on), and where it begins */
    uint64_t records, files; /* read so far, in all files; files: this one too */
    uint64_t first_offset; /* that the log as it stands here can begin with */
    uint64_t next_offset;  /* of the next event */
    uint64_t entry_byte;   /* where the record of the last entry begins; its number is record - 1 */
    uint32_t left;         /* entries of the record of the last one that are still to come */
    uint64_t torn;         /* bytes of a commit that was not finished, after TORN */
};
struct log_spot log_reader_spot(const struct log_reader *reader);
/* Behind the record of the last entry. */
struct log_position log_reader_position(const struct log_reader *reader);
/* Bytes read and bytes in all, for progress. */
void log_reader_progress(const struct log_reader *reader, uint64_t *done, uint64_t *total);

/* ---- writing ------------------------------------------------------------- */

struct log_writer;

struct log_writer_options {
    const char *path;       /* a folder (journal) or a file ending in .owr (recording) */
    uint64_t segment_bytes; /* of a journal; LIMIT_SEGMENT_BYTES when 0 */
    uint64_t epoch;         /* of a new log; kept from the old one else */
    uint64_t first_offset;  /* of a recording: what its first event takes; 1 when 0 */
    /* Of a journal: the walk at opening begins here, where a checkpoint stands; NULL:
     * with the first record that is there. */
    const struct log_position *from;
};

/* Opens for appending, or makes it (the folder too, its parent must stand).
 * Takes a lock (LOCKED names the holder's pid in `why`), walks the chain, and
 * cuts a torn tail durably (`torn_bytes` says how much). A recording is written
 * once: when it exists it is refused with IO. A log that does not hold `from` is
 * left as it is, with the answer of log_holds_position. Else as log_reader_next. */
MUST_CHECK enum status log_writer_open(struct log_writer **writer, const struct log_writer_options *options,
                                       uint64_t *torn_bytes, char *why, size_t why_size);
/* What was added and not committed is dropped. */
void log_writer_close(struct log_writer **writer);
uint64_t log_writer_epoch(const struct log_writer *writer);
/* The offset that the next event added takes. */
uint64_t log_writer_next_offset(const struct log_writer *writer);

/* The number of the segment that is written to (0: a recording), and the bytes that
 * it still has behind what was added; 0 when the commit begins the next one. */
uint64_t log_writer_segment(const struct log_writer *writer);
uint64_t log_writer_room(const struct log_writer *writer);
/* Behind the last durable commit; not to be asked while log_writer_commit runs. */
struct log_position log_writer_position(const struct log_writer *writer);

/* Adds one entry to the commit under construction and says its offset. Nothing
 * touches the disk. FULL: commit first, then add again. TOO_LARGE: no commit can
 * hold it. */
MUST_CHECK enum status log_writer_add(struct log_writer *writer, enum entry_kind kind, int64_t received,
                                      const void *bytes, size_t size, uint64_t *offset);
/* Writes what was added and fdatasyncs it: after OK it is durable. NO_SPACE and
 * IO leave the log as it was before, and what was added is dropped (its offsets
 * are given out again). When not even that can be made sure of, each later commit
 * tries it again first, and fails as long as it fails. After a journal could not
 * begin a segment every commit begins one, also one that the segment in use still
 * has room for: whoever asks is not told yes and no in turn. May run on a worker
 * thread, while no other call but log_writer_prepare runs on this writer. */
MUST_CHECK enum status log_writer_commit(struct log_writer *writer, char *why, size_t why_size);
/* True once a quarter of the current segment is full and no next one stands
 * ready: time to let a worker call log_writer_prepare. */
bool log_writer_wants_segment(const struct log_writer *writer);
/* Prewrites and fsyncs the next segment when it is wanted; does nothing
 * otherwise. May run beside every other call, on a thread of its own. A commit
 * that needs the segment earlier waits for it, or makes it itself. */
MUST_CHECK enum status log_writer_prepare(struct log_writer *writer, char *why, size_t why_size);

#endif

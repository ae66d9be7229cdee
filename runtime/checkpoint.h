/* Checkpoints of a journal: what a program made of the log up to a position, as
 * named sections of bytes, in a file beside the segments. Whoever starts thaws the
 * newest good one and reads the rest of the log from its position on. The log is
 * the truth; a checkpoint saves time, and stands for a head that was deleted.
 *
 * Integers are little-endian.
 *
 *   file:     [8 "OREWSAVE"][u32 version][u32 count of sections][u64 size of the file]
 *             [u64 epoch][u64 segment][u64 place][u64 next offset][16 hash before]
 *             [i64 received][count x section][bytes of the sections][16 hash]
 *   section:  [16 name, zeros behind it][u64 size]
 *
 * hash  XXH3-128 over all bytes before it. Every version begins with the eight
 *       letters and the version and ends with this hash: damage is told from a
 *       newer version.
 * name  of the file: SEGMENT-PLACE.owc, both padded with zeros, so that names sort
 *       as positions do. It grows as `next.owc` and is renamed when it is durable:
 *       a file that has its name is whole. */
#ifndef OREWATCH_RUNTIME_CHECKPOINT_H
#define OREWATCH_RUNTIME_CHECKPOINT_H

#include "runtime/log.h"

#include <limits.h>

#define CHECKPOINT_VERSION  1u
#define CHECKPOINT_ENGINE   "engine" /* the section of the engine's state (engine/frozen.h) */
#define CHECKPOINT_SECTIONS 32u /* a broker has about a dozen parts */
#define CHECKPOINT_NAME     16u /* letters of a section's name, and a zero */
#define CHECKPOINT_BYTES    (UINT64_C(1) << 30) /* of a file; what a broker remembers is bounded far below */
#define CHECKPOINTS         64u /* that one folder is looked through for */

struct checkpoint_section { const char *name; const void *bytes; size_t size; };

struct checkpoint_head {
    struct log_position position; /* the log up to here is in it */
    int64_t received;             /* of the last entry before it */
};

/* Writes it durably under its name. May run on a worker thread; one at a time in a
 * folder, by whoever holds the lock of the journal. NO_SPACE, IO: nothing of it is
 * left, older checkpoints are untouched. TOO_LARGE. `why` gets path and reason. */
MUST_CHECK enum status checkpoint_write(const char *folder, const struct checkpoint_head *head,
                                        const struct checkpoint_section *sections, uint32_t count, char *why,
                                        size_t why_size);
/* Removes what a crash left of a checkpoint under way; by whoever holds the lock
 * (log_writer_open does it). */
void checkpoint_sweep(const char *folder);

struct checkpoint;

/* Reads it, and proves it whole. DAMAGED: it does not prove itself. NEWER_VERSION.
 * NOT_FOUND, IO. Whether the log is the one that it speaks of says
 * log_holds_position. */
MUST_CHECK enum status checkpoint_open(struct checkpoint **checkpoint, const char *path, char *why, size_t why_size);
void checkpoint_close(struct checkpoint **checkpoint);
const struct checkpoint_head *checkpoint_head(const struct checkpoint *checkpoint);
/* The bytes, until it is closed; NULL when it has no such section. */
const void *checkpoint_section(const struct checkpoint *checkpoint, const char *name, size_t *size);
/* Says of the bytes of CHECKPOINT_ENGINE whether this program's engine can begin with
 * them (engine_thaws of engine/frozen.h). May be asked on a worker thread. */
typedef bool checkpoint_takes(const void *bytes, size_t size);
/* False, too, when it has no such section. */
bool checkpoint_is_taken(const struct checkpoint *checkpoint, checkpoint_takes *takes);

/* The checkpoints of a folder, newest first, as their names say: nothing is opened. */
struct checkpoint_name { uint64_t number, place; };
struct checkpoint_names {
    uint32_t count, more; /* more: older ones that the list had no room for */
    struct checkpoint_name at[CHECKPOINTS];
};
MUST_CHECK enum status checkpoint_list(const char *folder, struct checkpoint_names *names, char *why, size_t why_size);
/* False when the name gets too long. */
bool checkpoint_path(char path[PATH_MAX], const char *folder, struct checkpoint_name name);
/* Below 0: `one` stands before `other`. */
int checkpoint_compare(struct checkpoint_name one, struct checkpoint_name other);

#endif

/* The end of a file of the log, where commits are put.
 *
 * A segment is prewritten, so it can be written in whole blocks, past the page
 * cache: neither are its bytes copied once more by the kernel nor does a journal
 * take memory that is never read again. The block in which the log ends is kept,
 * and written again together with what follows it. Where the file system has no
 * such way, and in a recording, which ends where its last record does, a commit
 * is written as to any file. */
#ifndef OREWATCH_RUNTIME_LOG_OUTPUT_H
#define OREWATCH_RUNTIME_LOG_OUTPUT_H

#include "schemas/status.h"

#include <stdint.h>
#include <sys/uio.h>

#define LOG_BLOCK 4096u /* suits every disk: sectors have 512 or 4096 bytes */

/* Invariant: the first place % LOG_BLOCK bytes of `tail` are those of the file
 * before the place that the next write takes; `written` is what it becomes once the
 * last write is durable. */
struct log_output {
    int fd, direct;    /* direct: -1 when everything goes through the page cache */
    uint64_t capacity; /* what is prewritten */
    uint8_t tail[LOG_BLOCK], written[LOG_BLOCK];
};

#define LOG_OUTPUT_CLOSED {.fd = -1, .direct = -1}

/* Takes the descriptor of the prewritten file `path` whose log ends at `place`.
 * IO with errno, and then it stays the caller's. */
MUST_CHECK enum status log_output_begin(struct log_output *output, int fd, const char *path, uint64_t place,
                                        uint64_t capacity);
/* The same of a file that grows. */
void log_output_grow(struct log_output *output, int fd);
void log_output_close(struct log_output *output);
/* Writes the pieces one after the other at `place`; they are spent. `blocks`: room
 * for them and two blocks more, at a multiple of LOG_BLOCK. IO or NO_SPACE with
 * errno; some of it may stand in the file. */
MUST_CHECK enum status log_output_write(struct log_output *output, struct iovec *pieces, int count, uint64_t place,
                                        uint8_t *blocks);
/* What was written last is durable: the next write comes behind it. Without this the
 * next one takes the same place again. */
void log_output_accept(struct log_output *output);

#endif

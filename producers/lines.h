/* Lines out of a file, a pipe or a terminal, without ever blocking on the two
 * latter: where nothing stands ready, LINES_WAIT says so. */
#ifndef OREWATCH_PRODUCERS_LINES_H
#define OREWATCH_PRODUCERS_LINES_H

#include "schemas/limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The JSON text of an event is at most six times its MessagePack ("\u0007" for
 * one byte), and may be spread with blanks. */
#define LINES_LIMIT (8u * LIMIT_EVENT_BYTES)

enum lines_state {
    LINES_LINE,
    LINES_TOO_LONG, /* the line is skipped; the next call goes on after it */
    LINES_WAIT,
    LINES_END,
    LINES_FAILED,   /* errno tells */
};

struct lines {
    int descriptor;
    bool regular;               /* a file: reading it never waits */
    bool ended, skipping;
    char *buffer;
    size_t start, scanned, used;
    uint64_t number;            /* of the line handed out last, from 1 */
    uint64_t read, total;       /* bytes; total 0: unknown */
};

/* Takes the descriptor over. False without memory. */
bool lines_init(struct lines *lines, int descriptor);
void lines_close(struct lines *lines);
/* `line` has no line end (LF or CR LF) and lives until the next call. */
enum lines_state lines_next(struct lines *lines, const char **line, size_t *size);

#endif

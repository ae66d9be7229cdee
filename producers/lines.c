#include "producers/lines.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool lines_init(struct lines *lines, int descriptor)
{
    struct stat status;
    *lines = (struct lines){.descriptor = descriptor, .buffer = malloc(LINES_LIMIT)};
    if (fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode)) {
        lines->regular = true;
        lines->total = (uint64_t)status.st_size;
    }
    return lines->buffer != NULL;
}

void lines_close(struct lines *lines)
{
    if (lines->descriptor >= 0)
        close(lines->descriptor);
    lines->descriptor = -1;
    free(lines->buffer);
    lines->buffer = NULL;
}

static bool ready(const struct lines *lines)
{
    struct pollfd wanted = {.fd = lines->descriptor, .events = POLLIN};
    return lines->regular || poll(&wanted, 1, 0) != 0;
}

/* Reads what is there behind what is buffered; LINES_LINE: something came. */
static enum lines_state refill(struct lines *lines)
{
    if (lines->start > 0) {
        memmove(lines->buffer, lines->buffer + lines->start, lines->used - lines->start);
        lines->used -= lines->start;
        lines->scanned -= lines->start;
        lines->start = 0;
    }
    if (!ready(lines))
        return LINES_WAIT;
    ssize_t got;
    do
        got = read(lines->descriptor, lines->buffer + lines->used, LINES_LIMIT - lines->used);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return LINES_FAILED;
    if (got == 0)
        lines->ended = true;
    lines->used += (size_t)got;
    lines->read += (uint64_t)got;
    return LINES_LINE;
}

/* Hands out the bytes up to `end`; the next line begins at `next`. */
static enum lines_state take(struct lines *lines, size_t end, size_t next, const char **line, size_t *size)
{
    bool skipped = lines->skipping;
    lines->skipping = false;
    lines->number++;
    *line = lines->buffer + lines->start;
    *size = end - lines->start;
    if (*size > 0 && (*line)[*size - 1] == '\r')
        (*size)--;
    lines->start = lines->scanned = next;
    return skipped ? LINES_TOO_LONG : LINES_LINE;
}

enum lines_state lines_next(struct lines *lines, const char **line, size_t *size)
{
    for (;;) {
        char *feed = memchr(lines->buffer + lines->scanned, '\n', lines->used - lines->scanned);
        if (feed != NULL) {
            size_t end = (size_t)(feed - lines->buffer);
            return take(lines, end, end + 1, line, size);
        }
        lines->scanned = lines->used;
        if (lines->ended && lines->start == lines->used && !lines->skipping)
            return LINES_END;
        if (lines->ended)
            return take(lines, lines->used, lines->used, line, size);
        if (lines->used - lines->start == LINES_LIMIT) {
            lines->skipping = true;
            lines->start = lines->scanned = lines->used = 0;
        }
        enum lines_state state = refill(lines);
        if (state != LINES_LINE)
            return state;
    }
}

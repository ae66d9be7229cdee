#include "runtime/log_tail.h"

#include "runtime/log_file.h"

#include <errno.h>
#include <stdlib.h>

#define SECTOR 512u /* what a disk writes whole or not at all */

/* The bytes from the place in question on, as far as a commit is long; `at` has
 * the hash before it. Invariant: used <= size, the bytes [used, size) are zero. */
struct view {
    const uint8_t *at;
    uint64_t place;
    size_t size, used;
};

static size_t used_of(const uint8_t *bytes, size_t size)
{
    while (size > 0 && bytes[size - 1] == 0)
        size--;
    return size;
}

/* Zeros in the whole of one sector, or in the part of it that belongs to
 * [0, end): a sector that never reached the disk. */
static bool has_hole(const struct view *view, size_t end)
{
    for (size_t from = 0; from < end;) {
        size_t to = from + SECTOR - (size_t)((view->place + from) % SECTOR);
        to = to < end ? to : end;
        if (used_of(view->at + from, to - from) == 0)
            return true;
        from = to;
    }
    return false;
}

/* The first record of a later commit at or behind `from`. */
static bool commit_follows(const struct view *view, size_t from)
{
    struct record_header header;
    for (size_t i = from; i + RECORD_HEADER <= view->used; i++) {
        if (record_header_proves(view->at + i, &header) && header.part == 0)
            return true;
    }
    return false;
}

static enum tail judge(const struct view *view)
{
    struct record_header header = {0};
    bool known = view->size >= RECORD_HEADER && record_header_proves(view->at, &header);
    if (known && header.size <= view->size && record_proves(view->at, &header))
        return TAIL_WHOLE;
    if (view->used == 0)
        return TAIL_CLEAN;
    size_t end = known ? header.size : RECORD_HEADER;
    if (commit_follows(view, known ? end : 1))
        return TAIL_FOLLOWED;
    if (view->used < end || has_hole(view, end))
        return TAIL_TORN;
    return TAIL_UNPROVEN;
}

/* Does anything but zeros stand at `place` or behind? */
static enum status look_further(int fd, uint64_t place, uint8_t *buffer, bool *more)
{
    for (ssize_t got; (got = log_file_read(fd, buffer, COMMIT_SIZE, place)) != 0; place += (uint64_t)got) {
        if (got < 0)
            return STATUS_IO;
        if (used_of(buffer, (size_t)got) > 0) {
            *more = true;
            return STATUS_OK;
        }
    }
    *more = false;
    return STATUS_OK;
}

static enum status judge_with(uint8_t *buffer, int fd, uint64_t place, enum tail *tail, uint64_t *bytes)
{
    ssize_t got = log_file_read(fd, buffer, RECORD_HASH + COMMIT_SIZE, place - RECORD_HASH);
    if (got < (ssize_t)RECORD_HASH) {
        errno = got < 0 ? errno : EIO; /* the file was cut behind our back */
        return STATUS_IO;
    }
    struct view view = {.at = buffer + RECORD_HASH, .place = place, .size = (size_t)got - RECORD_HASH};
    view.used = used_of(view.at, view.size);
    enum tail found = judge(&view);
    bool more = false;
    if (found != TAIL_WHOLE && found != TAIL_FOLLOWED && view.size == COMMIT_SIZE) {
        enum status status = look_further(fd, place + COMMIT_SIZE, buffer, &more);
        if (status != STATUS_OK)
            return status;
    }
    *bytes = view.used;
    *tail = more ? TAIL_FOLLOWED : found;
    return STATUS_OK;
}

enum status log_tail_judge(int fd, uint64_t place, enum tail *tail, uint64_t *bytes)
{
    uint8_t *buffer = malloc(RECORD_HASH + COMMIT_SIZE);
    if (buffer == NULL)
        return STATUS_NO_MEMORY;
    enum status status = judge_with(buffer, fd, place, tail, bytes);
    free(buffer);
    return status;
}

#include "runtime/spool.h"

#include "runtime/log_file.h"
#include "runtime/log_segment.h"
#include "runtime/spool_mark.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

/* A spool is given back a segment at a time, so it has many of them; a small one
 * costs a prewriting more often. */
#define SEGMENTS           16u
#define SEGMENT_MOST_BYTES (8u * MIB)

static_assert(SPOOL_LEAST_BYTES / SEGMENTS >= SEGMENT_HEADER + RECORD_FRAME + RECORD_ENTRY + LIMIT_EVENT_BYTES,
              "an event fits a segment");

/* Invariants: the segments lowest..log_writer_segment() stand in the folder and take
 * `bytes` of at most `limit`, unless the limit was larger once; answered <= read_to
 * <= committed; the reader stands behind `read_to`. */
struct spool {
    char *folder;
    struct log_writer *writer;
    struct log_reader *reader;
    struct log_reader *looker; /* NULL until it is needed */
    uint64_t looked_to;
    struct spool_mark mark;
    uint64_t segment_bytes, bytes, limit;
    uint64_t lowest, second_first; /* the first offset of the segment after the lowest; 0: not known */
    uint64_t read_to, committed;   /* offsets */
};

/* ---- segments ---------------------------------------------------------------- */

static enum status read_header(const struct spool *spool, uint64_t number, struct segment_header *header, char *why,
                               size_t why_size)
{
    char path[SEGMENT_PATH];
    uint8_t bytes[SEGMENT_HEADER];
    int fd = segment_path(path, spool->folder, number) ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    ssize_t got = fd < 0 ? -1 : log_file_read(fd, bytes, sizeof bytes, 0);
    enum status status = got < 0 ? log_explain_errno(why, why_size, path, "cannot be read")
                                 : segment_header_read(bytes, (size_t)got, path, header, why, why_size);
    if (fd >= 0)
        close(fd);
    return status;
}

static uint64_t segment_size(const struct spool *spool, uint64_t number)
{
    char path[SEGMENT_PATH];
    struct stat file;
    return segment_path(path, spool->folder, number) && stat(path, &file) == 0 ? (uint64_t)file.st_size : 0;
}

static enum status remove_lowest(struct spool *spool, char *why, size_t why_size)
{
    char path[SEGMENT_PATH];
    uint64_t size = segment_size(spool, spool->lowest);
    if (!segment_path(path, spool->folder, spool->lowest) || unlink(path) != 0)
        return log_explain_errno(why, why_size, path, "cannot be removed");
    log_reader_close(&spool->looker); /* the segment that it would go on with may be this one */
    spool->bytes -= size;
    spool->lowest++;
    spool->second_first = 0;
    return STATUS_OK;
}

/* Removes the segments of which every event is answered, but for the one that is
 * written to. */
static enum status remove_answered(struct spool *spool, char *why, size_t why_size)
{
    while (spool->lowest < log_writer_segment(spool->writer)) {
        struct segment_header header = {.next_offset = spool->second_first};
        enum status status = STATUS_OK;
        if (spool->second_first == 0)
            status = read_header(spool, spool->lowest + 1, &header, why, why_size);
        spool->second_first = header.next_offset;
        if (status == STATUS_OK && spool->mark.offset + 1 < header.next_offset)
            return STATUS_OK;
        if (status == STATUS_OK)
            status = remove_lowest(spool, why, why_size);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

/* ---- life -------------------------------------------------------------------- */

static uint64_t chosen_epoch(void)
{
    uint64_t epoch = 0;
    ssize_t got = getrandom(&epoch, sizeof epoch, 0);
    assert(got == (ssize_t)sizeof epoch); /* 8 bytes are never refused nor interrupted */
    return epoch;
}

static enum status refuse_other_log(const struct spool *spool, char *why, size_t why_size)
{
    log_explain(why, why_size,
                "%s: holds a log of %llu events, and no file `answered`: it is no spool, and a feed would remove what it "
                "sent; name another folder",
                spool->folder, (unsigned long long)spool->committed);
    return STATUS_CONFLICT;
}

/* Counts what stands in the folder. */
static enum status survey(struct spool *spool, char *why, size_t why_size)
{
    uint64_t highest;
    struct segment_header header;
    enum status status = segment_list(spool->folder, &spool->lowest, &highest, why, why_size);
    if (status == STATUS_OK)
        status = read_header(spool, spool->lowest, &header, why, why_size);
    if (status != STATUS_OK)
        return status;
    for (uint64_t number = spool->lowest; number <= highest; number++)
        spool->bytes += segment_size(spool, number);
    spool->committed = log_writer_next_offset(spool->writer) - 1;
    if (spool->committed > 0 && !spool_mark_is_there(spool->folder))
        return refuse_other_log(spool, why, why_size);
    status = spool_mark_open(&spool->mark, spool->folder, log_writer_epoch(spool->writer), why, why_size);
    if (spool->mark.offset > spool->committed)
        spool->mark.offset = 0; /* of events that are gone: to send again is always safe */
    if (spool->mark.offset < header.next_offset - 1)
        spool->mark.offset = header.next_offset - 1;
    spool->mark.synced = spool->read_to = spool->mark.offset;
    return status;
}

static enum status open_at(struct log_reader **reader, const struct spool *spool, uint64_t offset, char *why,
                           size_t why_size)
{
    return log_reader_open_from(reader, spool->folder, offset, why, why_size);
}

enum status spool_open(struct spool **spool, const struct spool_options *options, uint64_t *torn_bytes, char *why,
                       size_t why_size)
{
    assert(options->bytes >= SPOOL_LEAST_BYTES);
    struct spool *made = calloc(1, sizeof *made);
    if (made == NULL || (made->folder = strdup(options->folder)) == NULL) {
        free(made);
        log_explain(why, why_size, "%s: no memory", options->folder);
        return STATUS_NO_MEMORY;
    }
    made->limit = options->bytes;
    made->mark.fd = -1;
    made->segment_bytes =
        options->bytes / SEGMENTS < SEGMENT_MOST_BYTES ? options->bytes / SEGMENTS : SEGMENT_MOST_BYTES;
    struct log_writer_options log = {
        .path = made->folder, .segment_bytes = made->segment_bytes, .epoch = chosen_epoch()};
    enum status status = log_writer_open(&made->writer, &log, torn_bytes, why, why_size);
    if (status == STATUS_OK)
        status = survey(made, why, why_size);
    if (status == STATUS_OK)
        status = open_at(&made->reader, made, made->read_to + 1, why, why_size);
    if (status == STATUS_OK)
        status = remove_answered(made, why, why_size);
    if (status != STATUS_OK) {
        spool_close(&made);
        return status;
    }
    *spool = made;
    return STATUS_OK;
}

void spool_close(struct spool **spool)
{
    struct spool *closing = *spool;
    if (closing == NULL)
        return;
    log_reader_close(&closing->looker);
    log_reader_close(&closing->reader);
    spool_mark_close(&closing->mark);
    log_writer_close(&closing->writer);
    free(closing->folder);
    free(closing);
    *spool = NULL;
}

/* ---- putting in -------------------------------------------------------------- */

/* Into the segment in use, or into another one? */
static bool has_room(const struct spool *spool, size_t size)
{
    return log_writer_room(spool->writer) >= RECORD_FRAME + RECORD_ENTRY + size ||
           spool->bytes + spool->segment_bytes <= spool->limit;
}

static enum status add(struct spool *spool, const void *event, size_t size, int64_t received)
{
    uint64_t offset;
    if (!has_room(spool, size))
        return STATUS_FULL;
    return log_writer_add(spool->writer, ENTRY_EVENTS, received, event, size, &offset);
}

enum status spool_add(struct spool *spool, const void *event, size_t size, int64_t received, char *why, size_t why_size)
{
    assert(size <= LIMIT_EVENT_BYTES);
    enum status status = add(spool, event, size, received);
    if (status != STATUS_FULL || log_writer_next_offset(spool->writer) == spool->committed + 1)
        return status;
    status = spool_commit(spool, why, why_size); /* it may be the commit that is full */
    return status == STATUS_OK ? add(spool, event, size, received) : status;
}

enum status spool_commit(struct spool *spool, char *why, size_t why_size)
{
    uint64_t segment = log_writer_segment(spool->writer);
    enum status status = log_writer_commit(spool->writer, why, why_size);
    if (status != STATUS_OK)
        return status;
    if (log_writer_segment(spool->writer) != segment)
        spool->bytes += spool->segment_bytes;
    spool->committed = log_writer_next_offset(spool->writer) - 1;
    return STATUS_OK;
}

/* ---- taking out -------------------------------------------------------------- */

/* The event `offset` out of a reader that stands before it. */
static enum status find(struct log_reader *reader, uint64_t offset, struct log_entry *event, char *why, size_t why_size)
{
    enum status status;
    do
        status = log_reader_next(reader, event, why, why_size);
    while (status == STATUS_OK && event->offset < offset);
    if (status == STATUS_OK && event->offset == offset && event->kind == ENTRY_EVENTS)
        return STATUS_OK;
    if (status == STATUS_OK || status == STATUS_NOT_FOUND || status == STATUS_TORN) {
        log_explain(why, why_size, "the spool's event %llu cannot be found in it", (unsigned long long)offset);
        return STATUS_DAMAGED;
    }
    return status;
}

enum status spool_read(struct spool *spool, struct log_entry *event, char *why, size_t why_size)
{
    if (spool->read_to == spool->committed)
        return STATUS_NOT_FOUND;
    enum status status = find(spool->reader, spool->read_to + 1, event, why, why_size);
    if (status == STATUS_OK)
        spool->read_to++;
    return status;
}

enum status spool_look(struct spool *spool, uint64_t offset, struct log_entry *event, char *why, size_t why_size)
{
    assert(offset > spool->mark.offset && offset <= spool->read_to);
    if (spool->looker != NULL && offset <= spool->looked_to)
        log_reader_close(&spool->looker);
    enum status status = STATUS_OK;
    if (spool->looker == NULL)
        status = open_at(&spool->looker, spool, offset, why, why_size);
    if (status == STATUS_OK)
        status = find(spool->looker, offset, event, why, why_size);
    spool->looked_to = offset;
    return status;
}

enum status spool_answered(struct spool *spool, uint64_t offset, char *why, size_t why_size)
{
    assert(offset >= spool->mark.offset && offset <= spool->read_to);
    enum status status = spool_mark_set(&spool->mark, offset, why, why_size);
    return status == STATUS_OK ? remove_answered(spool, why, why_size) : status;
}

/* ---- how it is --------------------------------------------------------------- */

uint64_t spool_first(const struct spool *spool)
{
    return spool->mark.offset + 1;
}

uint64_t spool_waiting(const struct spool *spool)
{
    return log_writer_next_offset(spool->writer) - 1 - spool->mark.offset;
}

uint64_t spool_bytes(const struct spool *spool)
{
    return spool->bytes;
}

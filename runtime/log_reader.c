#include "runtime/log_file.h"
#include "runtime/log_lock.h"
#include "runtime/log_reader_state.h"
#include "runtime/log_tail.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

/* ---- records --------------------------------------------------------------- */

/* Sees to it that `size` bytes from the reader's place on, or all there are,
 * stand in the buffer behind the hash before them. `fresh`: read anew, what is
 * in the buffer may be older than the file. */
static enum status view(struct log_reader *reader, size_t size, bool fresh, const uint8_t **at, size_t *have)
{
    assert(RECORD_HASH + size <= LOG_READER_BUFFER);
    uint64_t from = reader->place - RECORD_HASH;
    uint64_t end = reader->buffer_place + reader->buffer_used;
    if (fresh || from < reader->buffer_place || from + RECORD_HASH + size > end) {
        ssize_t got = log_file_read(reader->fd, reader->buffer, LOG_READER_BUFFER, from);
        if (got < 0)
            return STATUS_IO;
        reader->buffer_place = from;
        reader->buffer_used = (size_t)got;
        end = from + (size_t)got;
    }
    *at = reader->buffer + (from - reader->buffer_place) + RECORD_HASH;
    *have = end > reader->place ? (size_t)(end - reader->place) : 0;
    return STATUS_OK;
}

/* OK: a record stands proven in the buffer, at the reader's place. NOT_FOUND:
 * none does. */
static enum status find_record(struct log_reader *reader, bool fresh, struct record_header *header, const uint8_t **at)
{
    size_t have;
    enum status status = view(reader, RECORD_HEADER, fresh, at, &have);
    if (status != STATUS_OK)
        return status;
    if (have < RECORD_HEADER || !record_header_proves(*at, header))
        return STATUS_NOT_FOUND;
    status = view(reader, header->size, false, at, &have);
    if (status != STATUS_OK)
        return status;
    return have >= header->size && record_proves(*at, header) ? STATUS_OK : STATUS_NOT_FOUND;
}

/* Does a later commit stand behind this record of the buffer? Commits go one after the
 * other: what a commit under way has written may be taken back again, when it fails. */
static bool is_followed(const struct log_reader *reader, const struct record_header *record, const uint8_t *at)
{
    size_t place = (size_t)(at - reader->buffer) + record->size;
    struct record_header next;
    for (; place + RECORD_HEADER <= reader->buffer_used && record_header_proves(reader->buffer + place, &next);
         place += next.size)
        if (next.part == 0)
            return true;
    return false;
}

/* It stood there when the buffer was read; does it still? */
static bool still_stands(const struct log_reader *reader, const struct record_header *record, const uint8_t *at)
{
    bool just_read = reader->buffer_place + RECORD_HASH == reader->place;
    return just_read || reader->holds_lock || is_followed(reader, record, at);
}

static enum status damaged(const struct log_reader *reader, const char *what, char *why, size_t why_size)
{
    log_explain(why, why_size, "%s: record %llu, at byte %llu, %s; the log is good up to offset %llu", reader->path,
                (unsigned long long)reader->records + 1, (unsigned long long)reader->place, what,
                (unsigned long long)reader->next_offset - 1);
    return STATUS_DAMAGED;
}

/* Puts a proven record under delivery. */
static enum status take_record(struct log_reader *reader, const struct record_header *header, const uint8_t *at,
                               char *why, size_t why_size)
{
    bool events = header->kind == ENTRY_EVENTS;
    if (header->first_offset != reader->next_offset - (events ? 0 : 1))
        return damaged(reader, "does not carry the next offset", why, why_size);
    reader->header = *header;
    reader->at = at;
    reader->bytes = record_bytes(at, header);
    reader->entry = 0;
    reader->before = record_hash(at, header);
    reader->place += header->size;
    reader->next_offset += events ? header->count : 0;
    reader->records++;
    return STATUS_OK;
}

static bool writer_at_work(const struct log_reader *reader)
{
    if (reader->holds_lock)
        return false;
    return reader->folder != NULL ? log_folder_locked(reader->folder) : log_file_locked(reader->fd);
}

/* Is there a segment after this one? Then this one is finished. */
static bool has_next(const struct log_reader *reader, char path[SEGMENT_PATH])
{
    return reader->folder != NULL && segment_path(path, reader->folder, reader->number + 1) && access(path, F_OK) == 0;
}

static enum status gone(const struct log_reader *reader, char *why, size_t why_size)
{
    log_explain(why, why_size, "%s: retention deleted what follows offset %llu while it was read", reader->folder,
                (unsigned long long)reader->next_offset - 1);
    return STATUS_GONE;
}

/* Segments go from the lowest on: when the next one is gone, so is this one. */
static bool was_deleted(const struct log_reader *reader)
{
    return reader->folder != NULL && access(reader->path, F_OK) != 0 && errno == ENOENT;
}

static enum status open_next(struct log_reader *reader, const char *path, char *why, size_t why_size)
{
    reader->done_before += log_file_size(reader->path);
    strcpy(reader->path, path);
    uint64_t expected = reader->number + 1;
    struct segment_header header;
    enum status status = log_reader_open_file(reader, &header, why, why_size);
    if (status == STATUS_NOT_FOUND)
        return gone(reader, why, why_size);
    reader->header_fails = status != STATUS_OK;
    if (status != STATUS_OK)
        return status;
    if (header.number != expected || header.next_offset != reader->next_offset ||
        header.before.low != reader->before.low || header.before.high != reader->before.high) {
        log_explain(why, why_size, "%s: does not continue the segment before it (which ends at offset %llu)",
                    reader->path, (unsigned long long)reader->next_offset - 1);
        reader->header_fails = true;
        return STATUS_DAMAGED;
    }
    return STATUS_OK;
}

/* No record stands at the reader's place of a file that is the last: why? */
static enum status end_of_log(struct log_reader *reader, enum tail tail, bool at_work, char *why, size_t why_size)
{
    switch (tail) {
    case TAIL_CLEAN:
        return STATUS_NOT_FOUND;
    case TAIL_WHOLE:
        return STATUS_OK;
    case TAIL_FOLLOWED:
        return damaged(reader, "does not prove itself, and others follow it", why, why_size);
    case TAIL_TORN:
        if (at_work)
            return STATUS_NOT_FOUND;
        log_explain(why, why_size, "%s: ends inside record %llu, at byte %llu; the log is good up to offset %llu",
                    reader->path, (unsigned long long)reader->records + 1, (unsigned long long)reader->place,
                    (unsigned long long)reader->next_offset - 1);
        return STATUS_TORN;
    case TAIL_UNPROVEN:
        if (at_work)
            return STATUS_NOT_FOUND;
        return damaged(reader, "does not prove itself, though all of it is there", why, why_size);
    }
    assert(!"a tail is one of these");
    return STATUS_DAMAGED;
}

/* Does the file hold nothing, or zeros, where a record would begin? */
static bool nothing_yet(const struct log_reader *reader)
{
    uint8_t header[RECORD_HEADER], zeros[RECORD_HEADER] = {0};
    ssize_t got = log_file_read(reader->fd, header, sizeof header, reader->place);
    return got >= 0 && memcmp(header, zeros, (size_t)got) == 0;
}

/* The bytes were looked at one after the other: meanwhile a writer may have finished
 * this record, and begun others behind it. */
static bool was_finished(struct log_reader *reader)
{
    struct record_header header;
    const uint8_t *at;
    return find_record(reader, true, &header, &at) == STATUS_OK;
}

/* OK: go on, there is a record after all, or another segment. */
static enum status end_of_file(struct log_reader *reader, char *why, size_t why_size)
{
    char next[SEGMENT_PATH];
    bool at_work = writer_at_work(reader); /* asked before the file is looked at */
    bool finished = has_next(reader, next);
    if (!finished && was_deleted(reader))
        return gone(reader, why, why_size);
    if (at_work && !finished && nothing_yet(reader))
        return STATUS_NOT_FOUND; /* a follower asks often, and judging reads all that is left */
    enum tail tail;
    enum status status = log_tail_judge(reader->fd, reader->place, &tail, &reader->torn);
    if (status == STATUS_NO_MEMORY)
        log_explain(why, why_size, "%s: no memory to judge its end", reader->path);
    else if (status != STATUS_OK)
        log_explain_errno(why, why_size, reader->path, "cannot be read");
    if (status != STATUS_OK)
        return status;
    if (tail == TAIL_FOLLOWED && at_work && was_finished(reader))
        return STATUS_OK;
    if (!finished)
        return end_of_log(reader, tail, at_work, why, why_size);
    if (tail == TAIL_CLEAN)
        return open_next(reader, next, why, why_size);
    return end_of_log(reader, tail == TAIL_WHOLE ? TAIL_WHOLE : TAIL_FOLLOWED, at_work, why, why_size);
}

static enum status next_record(struct log_reader *reader, char *why, size_t why_size)
{
    for (bool fresh = false;; fresh = true) {
        struct record_header header;
        const uint8_t *at;
        enum status status = find_record(reader, fresh, &header, &at);
        if (status == STATUS_OK && still_stands(reader, &header, at))
            return take_record(reader, &header, at, why, why_size);
        if (status == STATUS_IO)
            return log_explain_errno(why, why_size, reader->path, "cannot be read");
        if (status == STATUS_OK)
            continue;
        status = end_of_file(reader, why, why_size);
        if (status != STATUS_OK)
            return status;
    }
}

enum status log_reader_next(struct log_reader *reader, struct log_entry *entry, char *why, size_t why_size)
{
    if (reader->entry == reader->header.count) {
        enum status status = next_record(reader, why, why_size);
        if (status != STATUS_OK)
            return status;
    }
    uint32_t index = reader->entry++;
    entry->kind = reader->header.kind;
    entry->offset = reader->header.first_offset + index;
    entry->received = record_received(reader->at, index);
    entry->size = record_entry_size(reader->at, &reader->header, index);
    entry->bytes = reader->bytes;
    reader->bytes += entry->size;
    return STATUS_OK;
}

/* ---- where it stands ------------------------------------------------------- */

uint64_t log_reader_epoch(const struct log_reader *reader)
{
    return reader->epoch;
}

struct log_spot log_reader_spot(const struct log_reader *reader)
{
    bool header = reader->header_fails;
    return (struct log_spot){.path = reader->path,
                              .segment = reader->number,
                              .record = header ? 0 : reader->records + 1,
                              .byte = header ? 0 : reader->place,
                              .records = reader->records_before + reader->records,
                              .files = reader->files,
                              .first_offset = reader->first_offset,
                              .next_offset = reader->next_offset,
                              .entry_byte = reader->place - reader->header.size,
                              .left = reader->header.count - reader->entry,
                              .torn = reader->torn};
}

void log_reader_progress(const struct log_reader *reader, uint64_t *done, uint64_t *total)
{
    *done = reader->done_before + reader->place;
    *total = reader->total > *done ? reader->total : *done;
}

struct log_position log_reader_position(const struct log_reader *reader)
{
    return (struct log_position){.epoch = reader->epoch,
                                 .number = reader->number,
                                 .place = reader->place,
                                 .next_offset = reader->next_offset,
                                 .before = reader->before};
}

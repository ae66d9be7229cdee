#include "runtime/checkpoint.h"
#include "runtime/log_file.h"
#include "runtime/log_group.h"
#include "runtime/log_lock.h"
#include "runtime/log_next.h"
#include "runtime/log_reader.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The next segment is wanted when a quarter of this one is full: at a million
 * events a second a segment lasts 0.4 s, and prewriting one takes up to 0.2 s. */
#define PREPARE_AT 4u

/* Appends to the end of the last file; the commit that no longer fits begins the
 * next segment.
 *
 * Invariants: what stands before `place` is durable and ends with the hash
 * `before`; behind it the file holds zeros up to the output's capacity (a
 * recording ends there); the group never takes more than an empty segment has room for. */
struct log_writer {
    char *path;
    bool journal, broken;
    bool starved; /* a segment was needed and could not be begun: nothing is taken until one is */
    struct log_output output;
    int lock; /* of a recording the output itself, and lock is -1 */
    uint64_t epoch, number, next_offset;
    uint64_t place, segment_bytes;
    struct log_hash before;
    struct log_group group;
    struct log_next next; /* of a journal */
};

/* ---- segments -------------------------------------------------------------- */

bool log_writer_wants_segment(const struct log_writer *writer)
{
    return atomic_load(&writer->next.wanted);
}

enum status log_writer_prepare(struct log_writer *writer, char *why, size_t why_size)
{
    return log_next_prepare(&writer->next, why, why_size);
}

/* Gives the prepared file its number, durably. */
static enum status name_segment(struct log_writer *writer, uint64_t number, char *why, size_t why_size)
{
    char path[SEGMENT_PATH];
    if (!segment_path(path, writer->path, number) || rename(writer->next.path, path) != 0)
        return log_explain_errno(why, why_size, writer->next.path, "cannot be given its number");
    enum status status = log_folder_sync(writer->path, why, why_size);
    if (status != STATUS_OK) {
        unlink(path);
        writer->broken = true; /* whether the name is there after a crash, nobody knows */
    }
    return status;
}

/* Writes header and group into the prepared file and puts it to use. */
static enum status fill_segment(struct log_writer *writer, int fd, struct log_output *output, char *why,
                                size_t why_size)
{
    const char *path = writer->next.path;
    struct segment_header header = {.epoch = writer->epoch,
                                    .number = writer->number + 1,
                                    .next_offset = writer->next_offset,
                                    .before = writer->before};
    uint8_t bytes[SEGMENT_HEADER];
    segment_header_write(&header, bytes);
    struct log_hash last = writer->before;
    if (!log_file_write(fd, bytes, sizeof bytes, 0) ||
        log_output_begin(output, fd, path, SEGMENT_HEADER, writer->segment_bytes) != STATUS_OK)
        return log_explain_errno(why, why_size, path, "cannot be written");
    if (writer->group.entries > 0 &&
        log_group_write(&writer->group, output, SEGMENT_HEADER, writer->before, &last) != STATUS_OK)
        return log_explain_errno(why, why_size, path, "cannot be written");
    if (fdatasync(fd) != 0)
        return log_explain_errno(why, why_size, path, "cannot be made durable");
    enum status status = name_segment(writer, header.number, why, why_size);
    if (status != STATUS_OK)
        return status;
    log_output_close(&writer->output);
    writer->output = *output;
    if (writer->group.entries > 0)
        log_output_accept(&writer->output);
    writer->number = header.number;
    writer->place = SEGMENT_HEADER + log_group_size(&writer->group);
    writer->before = last;
    return STATUS_OK;
}

/* Begins the next segment with the group. The segment in use stays in use when
 * anything fails. */
static enum status next_segment(struct log_writer *writer, char *why, size_t why_size)
{
    struct log_output output = LOG_OUTPUT_CLOSED;
    int fd;
    enum status status = log_next_take(&writer->next, &fd, why, why_size);
    writer->starved = status != STATUS_OK;
    if (status != STATUS_OK)
        return status;
    status = fill_segment(writer, fd, &output, why, why_size);
    writer->starved = status != STATUS_OK;
    if (status != STATUS_OK) {
        if (output.fd < 0)
            close(fd);
        log_output_close(&output);
        unlink(writer->next.path);
    }
    return status;
}

/* ---- opening --------------------------------------------------------------- */

static enum status not_made(const char *path, char *why, size_t why_size)
{
    const char *what = errno == ENOENT ? "cannot be made, the folder it shall stand in is not there" : "cannot be made";
    return log_explain_errno(why, why_size, path, what);
}

static enum status make_folder(const char *path, char *why, size_t why_size)
{
    if (mkdir(path, 0750) == 0)
        return log_name_sync(path, why, why_size);
    if (errno == EEXIST)
        return STATUS_OK;
    return not_made(path, why, why_size);
}

/* Writes the last commit once more, as it was read. */
static bool write_again(const struct log_writer *writer, int fd)
{
    size_t size = writer->place < COMMIT_SIZE ? (size_t)writer->place : COMMIT_SIZE;
    uint8_t *bytes = malloc(size);
    bool done = bytes != NULL &&
                log_file_read(fd, bytes, size, writer->place - size) == (ssize_t)size &&
                log_file_write(fd, bytes, size, writer->place - size);
    int error = bytes == NULL ? ENOMEM : errno;
    free(bytes);
    errno = error;
    return done;
}

/* Zeros behind the last commit, and up to the size that a segment has; all of it
 * made durable, whatever is read back as good or as zero. A commit that was written
 * and not yet synced when its writer was killed is acted on from now on; and after a
 * sync that failed the system shows what it was told, calls it clean, and may have
 * written none of it, so that another sync alone would prove nothing. */
static enum status cut_tail(struct log_writer *writer, int fd, uint64_t torn, char *why, size_t why_size)
{
    struct stat file;
    if (fstat(fd, &file) != 0)
        return log_explain_errno(why, why_size, writer->path, "cannot be read");
    uint64_t size = (uint64_t)file.st_size;
    uint64_t capacity = size > writer->segment_bytes ? size : writer->segment_bytes;
    uint64_t zeros = writer->place + (torn > COMMIT_SIZE ? torn : COMMIT_SIZE);
    enum status status = write_again(writer, fd) ? STATUS_OK : log_status_of_errno(errno);
    if (status == STATUS_OK)
        status = log_file_zero(fd, writer->place, zeros < capacity ? zeros : capacity);
    if (status == STATUS_OK && size < capacity)
        status = log_file_zero(fd, size, capacity);
    if (status == STATUS_OK && fsync(fd) != 0)
        status = log_status_of_errno(errno);
    if (status != STATUS_OK) {
        log_explain_errno(why, why_size, writer->path, "its last segment cannot be cut where the log ends");
        return status;
    }
    return log_folder_sync(writer->path, why, why_size);
}

static enum status open_last(struct log_writer *writer, const char *path, int fd, uint64_t torn, char *why,
                             size_t why_size)
{
    struct stat file;
    enum status status = cut_tail(writer, fd, torn, why, why_size);
    if (status != STATUS_OK)
        return status;
    if (fstat(fd, &file) != 0 ||
        log_output_begin(&writer->output, fd, path, writer->place, (uint64_t)file.st_size) != STATUS_OK)
        return log_explain_errno(why, why_size, path, "cannot be read");
    return STATUS_OK;
}

/* Takes up the log where its last record ends. */
static enum status resume(struct log_writer *writer, const struct log_position *end, uint64_t torn, char *why,
                          size_t why_size)
{
    char path[SEGMENT_PATH];
    int fd = -1;
    if (!segment_path(path, writer->path, end->number) || (fd = open(path, O_RDWR | O_CLOEXEC)) < 0)
        return log_explain_errno(why, why_size, writer->path, "its last segment cannot be opened");
    writer->epoch = end->epoch;
    writer->number = end->number;
    writer->next_offset = end->next_offset;
    writer->place = end->place;
    writer->before = end->before;
    enum status status = open_last(writer, path, fd, torn, why, why_size);
    if (status != STATUS_OK)
        close(fd);
    return status;
}

/* Walks the log to its end. NOT_FOUND: there is none yet. */
static enum status walk(const struct log_writer *writer, const struct log_position *from, struct log_position *end,
                        uint64_t *torn, char *why, size_t why_size)
{
    struct log_reader *reader;
    enum status status = log_reader_open_locked(&reader, writer->path, from, why, why_size);
    if (status != STATUS_OK)
        return status;
    struct log_entry entry;
    while ((status = log_reader_next(reader, &entry, why, why_size)) == STATUS_OK)
        continue;
    *end = log_reader_position(reader);
    *torn = log_reader_spot(reader).torn;
    log_reader_close(&reader);
    return status == STATUS_NOT_FOUND || status == STATUS_TORN ? STATUS_OK : status;
}

static enum status open_journal(struct log_writer *writer, const struct log_position *from, uint64_t *torn, char *why,
                                size_t why_size)
{
    enum status status = make_folder(writer->path, why, why_size);
    if (status == STATUS_OK)
        status = log_next_init(&writer->next, writer->path, writer->segment_bytes, why, why_size);
    if (status == STATUS_OK)
        status = log_lock_folder(writer->path, &writer->lock, why, why_size);
    if (status != STATUS_OK)
        return status;
    struct log_position end;
    checkpoint_sweep(writer->path);
    status = walk(writer, from, &end, torn, why, why_size);
    if (status == STATUS_OK)
        return resume(writer, &end, *torn, why, why_size);
    if (status != STATUS_NOT_FOUND || from != NULL)
        return status;
    return next_segment(writer, why, why_size);
}

/* Locks the new file and gives it its header. */
static enum status begin_recording(struct log_writer *writer, char *why, size_t why_size)
{
    int fd = writer->output.fd;
    enum status status = log_lock_file(fd, writer->path, why, why_size);
    if (status != STATUS_OK)
        return status;
    struct segment_header header = {
        .epoch = writer->epoch, .next_offset = writer->next_offset, .before = writer->before};
    uint8_t bytes[SEGMENT_HEADER];
    segment_header_write(&header, bytes);
    if (!log_file_write(fd, bytes, sizeof bytes, 0) || fsync(fd) != 0)
        return log_explain_errno(why, why_size, writer->path, "cannot be written");
    writer->place = SEGMENT_HEADER;
    return log_name_sync(writer->path, why, why_size);
}

static enum status open_recording(struct log_writer *writer, char *why, size_t why_size)
{
    int fd = open(writer->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    if (fd < 0 && errno == EEXIST) {
        log_explain(why, why_size, "%s: exists already; a recording is written once: name another file, or remove it",
                    writer->path);
        return STATUS_IO;
    }
    if (fd < 0)
        return not_made(writer->path, why, why_size);
    log_output_grow(&writer->output, fd);
    enum status status = begin_recording(writer, why, why_size);
    if (status != STATUS_OK)
        unlink(writer->path);
    return status;
}

static bool is_recording(const char *path)
{
    size_t size = strlen(path);
    return size > 4 && strcmp(path + size - 4, ".owr") == 0;
}

enum status log_writer_open(struct log_writer **writer, const struct log_writer_options *options, uint64_t *torn_bytes,
                            char *why, size_t why_size)
{
    struct log_writer *made = calloc(1, sizeof *made);
    if (made == NULL)
        return STATUS_NO_MEMORY;
    *made =
        (struct log_writer){.path = strdup(options->path),
                            .journal = !is_recording(options->path),
                            .output = LOG_OUTPUT_CLOSED,
                            .lock = -1,
                            .epoch = options->epoch,
                            .next_offset = 1,
                            .segment_bytes = options->segment_bytes != 0 ? options->segment_bytes : LIMIT_SEGMENT_BYTES,
                            .before = segment_first_hash(options->epoch)};
    if (!made->journal && options->first_offset != 0)
        made->next_offset = options->first_offset;
    assert(made->segment_bytes > SEGMENT_HEADER + RECORD_FRAME + RECORD_ENTRY);
    uint64_t torn = 0;
    enum status status = log_group_init(&made->group);
    if (made->path == NULL || status != STATUS_OK) {
        log_explain(why, why_size, "%s: no memory to write it", options->path);
        status = STATUS_NO_MEMORY;
    } else {
        status = made->journal ? open_journal(made, options->from, &torn, why, why_size)
                               : open_recording(made, why, why_size);
    }
    if (status != STATUS_OK) {
        log_writer_close(&made);
        return status;
    }
    *torn_bytes = torn;
    *writer = made;
    return STATUS_OK;
}

void log_writer_close(struct log_writer **writer)
{
    struct log_writer *closing = *writer;
    if (closing == NULL)
        return;
    log_next_close(&closing->next);
    log_output_close(&closing->output);
    if (closing->lock >= 0)
        close(closing->lock);
    log_group_close(&closing->group);
    free(closing->path);
    free(closing);
    *writer = NULL;
}

uint64_t log_writer_epoch(const struct log_writer *writer)
{
    return writer->epoch;
}

uint64_t log_writer_next_offset(const struct log_writer *writer)
{
    return writer->next_offset + writer->group.events;
}

uint64_t log_writer_segment(const struct log_writer *writer)
{
    return writer->number;
}

uint64_t log_writer_room(const struct log_writer *writer)
{
    uint64_t end = writer->place + log_group_size(&writer->group);
    return end < writer->output.capacity ? writer->output.capacity - end : 0;
}

struct log_position log_writer_position(const struct log_writer *writer)
{
    return (struct log_position){.epoch = writer->epoch,
                                 .number = writer->number,
                                 .place = writer->place,
                                 .next_offset = writer->next_offset,
                                 .before = writer->before};
}

/* ---- appending ------------------------------------------------------------- */

enum status log_writer_add(struct log_writer *writer, enum entry_kind kind, int64_t received, const void *bytes,
                           size_t size, uint64_t *offset)
{
    uint64_t taken = log_writer_next_offset(writer) - (kind == ENTRY_EVENTS ? 0 : 1);
    size_t limit = writer->journal && writer->segment_bytes < SEGMENT_HEADER + COMMIT_SIZE
                       ? (size_t)writer->segment_bytes - SEGMENT_HEADER
                       : COMMIT_SIZE;
    enum status status = log_group_add(&writer->group, kind, taken, received, bytes, size, limit);
    if (status == STATUS_OK)
        *offset = taken;
    return status;
}

/* Takes back whatever of the group reached the file. */
static void undo_write(struct log_writer *writer)
{
    int fd = writer->output.fd;
    bool undone = writer->journal ? log_file_zero(fd, writer->place,
                                                  writer->place + log_group_size(&writer->group)) == STATUS_OK
                                  : ftruncate(fd, (off_t)writer->place) == 0;
    writer->broken = !undone || fdatasync(fd) != 0;
}

/* Takes back, durably, what an earlier commit could not: its bytes, and the segment
 * that it would have begun. */
static enum status mend(struct log_writer *writer, char *why, size_t why_size)
{
    char path[SEGMENT_PATH];
    enum status status;
    if (!writer->journal) {
        undo_write(writer);
        return writer->broken ? log_explain_errno(why, why_size, writer->path, "cannot be cut where it ends")
                              : STATUS_OK;
    }
    if (!segment_path(path, writer->path, writer->number + 1) || (unlink(path) != 0 && errno != ENOENT))
        return log_explain_errno(why, why_size, path, "cannot be removed");
    status = cut_tail(writer, writer->output.fd, 0, why, why_size);
    writer->broken = status != STATUS_OK;
    return status;
}

static enum status append(struct log_writer *writer, char *why, size_t why_size)
{
    struct log_hash last;
    enum status status = log_group_write(&writer->group, &writer->output, writer->place, writer->before, &last);
    if (status != STATUS_OK)
        log_explain_errno(why, why_size, writer->path, "cannot be written");
    else if (fdatasync(writer->output.fd) != 0)
        status = log_explain_errno(why, why_size, writer->path, "cannot be made durable");
    if (status != STATUS_OK) {
        undo_write(writer);
        return status;
    }
    log_output_accept(&writer->output);
    writer->place += log_group_size(&writer->group);
    writer->before = last;
    return STATUS_OK;
}

static enum status commit(struct log_writer *writer, char *why, size_t why_size)
{
    enum status status = writer->broken ? mend(writer, why, why_size) : STATUS_OK;
    if (status != STATUS_OK)
        return status;
    if (writer->journal &&
        (writer->starved || writer->place + log_group_size(&writer->group) > writer->output.capacity))
        return next_segment(writer, why, why_size);
    return append(writer, why, why_size);
}

enum status log_writer_commit(struct log_writer *writer, char *why, size_t why_size)
{
    if (writer->group.entries == 0)
        return STATUS_OK;
    enum status status = commit(writer, why, why_size);
    if (status == STATUS_OK)
        writer->next_offset += writer->group.events;
    log_group_clear(&writer->group);
    if (writer->journal && writer->place > writer->output.capacity / PREPARE_AT)
        log_next_want(&writer->next);
    return status;
}

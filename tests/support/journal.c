#include "tests/support/journal.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#define EVENT_MOST LIMIT_BATCH_BYTES

static void must(bool done, const char *what)
{
    if (!done) {
        fprintf(stderr, "test: %s failed\n", what);
        abort();
    }
}

void journal_begin(struct journal *journal, const char *name, uint64_t segment_bytes)
{
    *journal = (struct journal){.segment_bytes = segment_bytes};
    scratch_make(&journal->scratch);
    scratch_path(&journal->scratch, name, journal->path);
}

void journal_end(struct journal *journal)
{
    log_writer_close(&journal->writer);
    scratch_remove(&journal->scratch);
}

enum status journal_open(struct journal *journal)
{
    struct log_writer_options options = {.path = journal->path, .segment_bytes = journal->segment_bytes, .epoch = 7};
    return log_writer_open(&journal->writer, &options, &journal->torn, journal->why, sizeof journal->why);
}

void journal_close(struct journal *journal)
{
    log_writer_close(&journal->writer);
}

/* No zero among the bytes: a hole in a record is then never one of an event's. */
static void fill(uint8_t *bytes, size_t size, uint64_t offset)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(1 + (offset * 31 + i * 7) % 255);
}

enum status journal_add(struct journal *journal, size_t size, uint64_t *offset)
{
    static uint8_t bytes[EVENT_MOST + 1];
    must(size <= sizeof bytes, "an event of this size");
    uint64_t next = log_writer_next_offset(journal->writer);
    fill(bytes, size, next);
    return log_writer_add(journal->writer, ENTRY_EVENTS, (int64_t)next * 1000, bytes, size, offset);
}

void journal_events(struct journal *journal, unsigned count, size_t size)
{
    uint64_t offset;
    for (unsigned i = 0; i < count; i++)
        must(journal_add(journal, size, &offset) == STATUS_OK, "log_writer_add");
    enum status status = log_writer_commit(journal->writer, journal->why, sizeof journal->why);
    must(status == STATUS_OK, journal->why);
}

static bool as_written(const struct log_entry *entry)
{
    static uint8_t bytes[EVENT_MOST];
    fill(bytes, entry->size, entry->offset);
    return entry->received == (int64_t)entry->offset * 1000 && memcmp(bytes, entry->bytes, entry->size) == 0;
}

enum status journal_read(struct journal *journal, const char *path, uint64_t *events)
{
    struct log_reader *reader;
    *events = 0;
    enum status status = log_reader_open(&reader, path, journal->why, sizeof journal->why);
    if (status != STATUS_OK)
        return status;
    struct log_entry entry;
    while ((status = log_reader_next(reader, &entry, journal->why, sizeof journal->why)) == STATUS_OK) {
        if (entry.kind != ENTRY_EVENTS)
            continue;
        must(entry.offset == ++*events, "events come in order");
        must(as_written(&entry), "an event is read as it was written");
    }
    log_reader_close(&reader);
    return status;
}

void journal_segment(const struct journal *journal, unsigned number, char path[PATH_MAX])
{
    must(snprintf(path, PATH_MAX, "%s/%012u.ows", journal->path, number) < PATH_MAX, "a segment's path");
}

static int open_file(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC, 0640);
    must(fd >= 0, path);
    return fd;
}

uint8_t file_byte(const char *path, uint64_t place)
{
    uint8_t byte;
    int fd = open_file(path, O_RDONLY);
    must(pread(fd, &byte, 1, (off_t)place) == 1, "reading a byte");
    close(fd);
    return byte;
}

void file_set(const char *path, uint64_t place, uint8_t byte)
{
    int fd = open_file(path, O_WRONLY);
    must(pwrite(fd, &byte, 1, (off_t)place) == 1, "writing a byte");
    close(fd);
}

void file_zero(const char *path, uint64_t from, uint64_t to)
{
    uint8_t *zeros = calloc(1, to - from);
    int fd = open_file(path, O_WRONLY);
    must(zeros != NULL && pwrite(fd, zeros, to - from, (off_t)from) == (ssize_t)(to - from), "writing zeros");
    close(fd);
    free(zeros);
}

uint64_t file_size(const char *path)
{
    struct stat file;
    must(stat(path, &file) == 0, path);
    return (uint64_t)file.st_size;
}

void file_copy(const char *from, const char *to)
{
    int in = open_file(from, O_RDONLY), out = open_file(to, O_WRONLY | O_CREAT | O_TRUNC);
    for (uint64_t left = file_size(from); left > 0;) {
        ssize_t sent = sendfile(out, in, NULL, left);
        must(sent > 0, "copying a file");
        left -= (uint64_t)sent;
    }
    close(in);
    close(out);
}

uint64_t file_used(const char *path)
{
    uint64_t size = file_size(path);
    uint8_t *bytes = malloc(size);
    int fd = open_file(path, O_RDONLY);
    must(bytes != NULL && pread(fd, bytes, size, 0) == (ssize_t)size, "reading a file");
    close(fd);
    while (size > 0 && bytes[size - 1] == 0)
        size--;
    free(bytes);
    return size;
}

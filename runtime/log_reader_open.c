#include "runtime/log_file.h"
#include "runtime/log_reader_state.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum status log_reader_open_file(struct log_reader *reader, struct segment_header *header, char *why, size_t why_size)
{
    int fd = open(reader->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return log_explain_errno(why, why_size, reader->path, "cannot be opened");
    enum status status = segment_header_load(fd, reader->path, header, why, why_size);
    if (status != STATUS_OK) {
        close(fd);
        return status;
    }
    if (reader->fd >= 0)
        close(reader->fd);
    reader->fd = fd;
    reader->epoch = header->epoch;
    reader->number = header->number;
    reader->place = SEGMENT_HEADER;
    reader->records_before += reader->records;
    reader->records = 0;
    reader->files++;
    reader->buffer_used = 0;
    return STATUS_OK;
}

static enum status open_first(struct log_reader *reader, char *why, size_t why_size)
{
    struct segment_header header;
    enum status status = log_reader_open_file(reader, &header, why, why_size);
    if (status != STATUS_OK)
        return status;
    reader->before = header.before;
    reader->next_offset = reader->first_offset = header.next_offset;
    reader->files = 1;
    return STATUS_OK;
}

/* Moves on to the last segment that begins at or before the offset `from`. */
static enum status skip_segments(struct log_reader *reader, uint64_t lowest, uint64_t highest, uint64_t from, char *why,
                                 size_t why_size)
{
    while (lowest < highest) {
        uint64_t middle = lowest + (highest - lowest + 1) / 2;
        segment_path(reader->path, reader->folder, middle);
        enum status status = open_first(reader, why, why_size);
        if (status != STATUS_OK)
            return status;
        if (reader->next_offset <= from)
            lowest = middle;
        else
            highest = middle - 1;
    }
    if (reader->number == lowest)
        return STATUS_OK;
    segment_path(reader->path, reader->folder, lowest);
    return open_first(reader, why, why_size);
}

/* Stands where the position is. */
static enum status open_position(struct log_reader *reader, const struct log_position *at, char *why, size_t why_size)
{
    enum status status = log_holds_position(reader->folder, at, why, why_size);
    if (status != STATUS_OK)
        return status;
    segment_path(reader->path, reader->folder, at->number);
    status = open_first(reader, why, why_size);
    reader->place = at->place;
    reader->before = at->before;
    reader->next_offset = reader->first_offset = at->next_offset;
    return status;
}

/* Where to begin: with the first record (both 0, NULL), at an offset, at a position. */
struct start { uint64_t from; const struct log_position *at; };

/* What is there; reader->path is then that of the lowest. */
static enum status list_segments(struct log_reader *reader, uint64_t *lowest, uint64_t *highest, char *why,
                                 size_t why_size)
{
    enum status status = segment_list(reader->folder, lowest, highest, why, why_size);
    if (status != STATUS_OK)
        return status;
    if (*lowest == 0) {
        log_explain(why, why_size, "%s: holds no segment of a log; a journal is the folder that orewatchd writes into",
                    reader->folder);
        return STATUS_NOT_FOUND;
    }
    reader->total = 0;
    for (uint64_t number = *highest; number >= *lowest; number--) {
        if (!segment_path(reader->path, reader->folder, number)) {
            log_explain(why, why_size, "%s: the name is too long", reader->folder);
            return STATUS_IO;
        }
        reader->total += log_file_size(reader->path);
    }
    return STATUS_OK;
}

/* Where retention deletes a segment between the list and its opening, the list is made
 * anew, as long as it has become another. */
static enum status open_folder(struct log_reader *reader, const char *folder, struct start start, char *why,
                               size_t why_size)
{
    reader->folder = strdup(folder);
    if (reader->folder == NULL)
        return STATUS_NO_MEMORY;
    for (uint64_t before = 0;;) {
        uint64_t lowest, highest;
        enum status status = list_segments(reader, &lowest, &highest, why, why_size);
        if (status != STATUS_OK || lowest == before)
            return status == STATUS_OK ? STATUS_NOT_FOUND : status;
        if (start.at != NULL)
            return open_position(reader, start.at, why, why_size);
        status = open_first(reader, why, why_size);
        if (status == STATUS_OK && start.from > 0)
            status = skip_segments(reader, lowest, highest, start.from, why, why_size);
        if (status != STATUS_NOT_FOUND)
            return status;
        before = lowest;
    }
}

static enum status open_one(struct log_reader *reader, const char *path, char *why, size_t why_size)
{
    if (strlen(path) >= sizeof reader->path) {
        log_explain(why, why_size, "%s: the name is too long", path);
        return STATUS_IO;
    }
    strcpy(reader->path, path);
    reader->total = log_file_size(path);
    return open_first(reader, why, why_size);
}

static enum status reader_open(struct log_reader **reader, const char *path, struct start start, bool holds_lock,
                               char *why, size_t why_size)
{
    struct stat file;
    if (stat(path, &file) != 0)
        return log_explain_errno(why, why_size, *path != '\0' ? path : "''", "cannot be opened");
    bool folder = S_ISDIR(file.st_mode) || start.at != NULL; /* a recording has no positions */
    struct log_reader *made = calloc(1, sizeof *made);
    if (made == NULL)
        return STATUS_NO_MEMORY;
    made->fd = -1;
    made->holds_lock = holds_lock;
    made->buffer = malloc(LOG_READER_BUFFER);
    enum status status = STATUS_NO_MEMORY;
    if (made->buffer != NULL)
        status = folder ? open_folder(made, path, start, why, why_size) : open_one(made, path, why, why_size);
    if (status == STATUS_NO_MEMORY)
        log_explain(why, why_size, "%s: no memory to read it", path);
    if (status != STATUS_OK) {
        log_reader_close(&made);
        return status;
    }
    *reader = made;
    return STATUS_OK;
}

enum status log_reader_open(struct log_reader **reader, const char *path, char *why, size_t why_size)
{
    return reader_open(reader, path, (struct start){0}, false, why, why_size);
}

enum status log_reader_open_from(struct log_reader **reader, const char *path, uint64_t from, char *why,
                                 size_t why_size)
{
    return reader_open(reader, path, (struct start){.from = from}, false, why, why_size);
}

enum status log_reader_open_at(struct log_reader **reader, const char *folder, const struct log_position *position,
                               char *why, size_t why_size)
{
    return reader_open(reader, folder, (struct start){.at = position}, false, why, why_size);
}

enum status log_reader_open_locked(struct log_reader **reader, const char *path, const struct log_position *from,
                                   char *why, size_t why_size)
{
    return reader_open(reader, path, (struct start){.at = from}, true, why, why_size);
}

void log_reader_close(struct log_reader **reader)
{
    struct log_reader *closing = *reader;
    if (closing == NULL)
        return;
    if (closing->fd >= 0)
        close(closing->fd);
    free(closing->buffer);
    free(closing->folder);
    free(closing);
    *reader = NULL;
}

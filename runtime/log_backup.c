#include "runtime/log_backup.h"

#include "runtime/checkpoint.h"
#include "runtime/log_file.h"
#include "runtime/log_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

/* Invariant: in `partial` stand at most the segments lowest..made, and the checkpoints
 * that are listed. */
struct copying {
    const char *journal, *dest;
    char partial[SEGMENT_PATH];
    uint64_t lowest, made;
    struct checkpoint_names names;
    struct log_position end; /* of the journal when it was looked at */
    struct log_backup *backup;
};

/* ---- one file ------------------------------------------------------------------ */

static enum status copy_file(const char *from, const char *to, uint64_t bytes, char *why, size_t why_size)
{
    int in = open(from, O_RDONLY | O_CLOEXEC);
    if (in < 0)
        return log_explain_errno(why, why_size, from, "cannot be opened");
    enum status status = STATUS_OK;
    int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    if (out < 0)
        status = log_explain_errno(why, why_size, to, "cannot be made");
    else if (!log_file_copy(in, 0, bytes, out) || fsync(out) != 0)
        status = log_explain_errno(why, why_size, to, "cannot be written");
    if (out >= 0)
        close(out);
    close(in);
    return status;
}

static bool paths(const struct copying *copying, uint64_t number, char from[SEGMENT_PATH], char to[SEGMENT_PATH])
{
    return segment_path(from, copying->journal, number) && segment_path(to, copying->partial, number);
}

/* Another disk, a file system without links, one that is not ours to link. */
static bool cannot_link(int error)
{
    return error == EXDEV || error == EPERM || error == EMLINK || error == EOPNOTSUPP;
}

/* Of what never changes. NOT_FOUND: retention was faster. */
static enum status link_or_copy(const char *from, const char *to, bool *linked, uint64_t *bytes, char *why,
                                size_t why_size)
{
    struct stat file;
    *linked = link(from, to) == 0;
    if (*linked)
        return STATUS_OK;
    if (!cannot_link(errno))
        return log_explain_errno(why, why_size, errno == ENOENT ? from : to, "cannot be linked");
    if (stat(from, &file) != 0)
        return log_explain_errno(why, why_size, from, "cannot be read");
    *bytes = (uint64_t)file.st_size;
    return copy_file(from, to, *bytes, why, why_size);
}

static enum status take_closed(struct copying *copying, uint64_t number, char *why, size_t why_size)
{
    char from[SEGMENT_PATH], to[SEGMENT_PATH];
    bool linked;
    uint64_t bytes = 0;
    if (!paths(copying, number, from, to))
        return log_explain_errno(why, why_size, copying->journal, "its name is too long");
    enum status status = link_or_copy(from, to, &linked, &bytes, why, why_size);
    if (status != STATUS_OK)
        return status;
    copying->backup->linked += linked;
    copying->backup->copied += !linked;
    copying->backup->bytes_copied += bytes;
    return STATUS_OK;
}

static enum status take_open(struct copying *copying, char *why, size_t why_size)
{
    char from[SEGMENT_PATH], to[SEGMENT_PATH];
    if (!paths(copying, copying->end.number, from, to))
        return log_explain_errno(why, why_size, copying->journal, "its name is too long");
    copying->backup->copied++;
    copying->backup->bytes_copied += copying->end.place;
    return copy_file(from, to, copying->end.place, why, why_size);
}

/* Whole as a double, as a broker draws it. */
static uint64_t draw_epoch(void)
{
    uint64_t epoch = 0;
    if (getrandom(&epoch, sizeof epoch, 0) != (ssize_t)sizeof epoch)
        epoch = (uint64_t)getpid();
    epoch &= (UINT64_C(1) << 53) - 1;
    return epoch != 0 ? epoch : 1;
}

static enum status add_epoch(struct copying *copying, char *why, size_t why_size)
{
    char path[SEGMENT_PATH];
    uint8_t bytes[SEGMENT_HEADER];
    struct segment_header header = {.epoch = draw_epoch(),
                                    .number = copying->end.number + 1,
                                    .next_offset = copying->end.next_offset,
                                    .before = copying->end.before};
    segment_header_write(&header, bytes);
    copying->made = header.number;
    int fd = -1;
    if (segment_path(path, copying->partial, header.number))
        fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    if (fd < 0)
        return log_explain_errno(why, why_size, copying->partial, "its last segment cannot be made");
    enum status status = STATUS_OK;
    if (!log_file_write(fd, bytes, sizeof bytes, 0) || fsync(fd) != 0)
        status = log_explain_errno(why, why_size, path, "cannot be written");
    close(fd);
    return status;
}

/* ---- checkpoints --------------------------------------------------------------- */

static bool checkpoint_paths(const struct copying *copying, uint32_t index, char from[PATH_MAX], char to[PATH_MAX])
{
    return checkpoint_path(from, copying->journal, copying->names.at[index]) &&
           checkpoint_path(to, copying->partial, copying->names.at[index]);
}

/* Before the segments: what retention deletes meanwhile was then below a base that is
 * already here. */
static enum status take_checkpoints(struct copying *copying, char *why, size_t why_size)
{
    enum status status = checkpoint_list(copying->journal, &copying->names, why, why_size);
    for (uint32_t i = 0; status == STATUS_OK && i < copying->names.count; i++) {
        char from[PATH_MAX], to[PATH_MAX];
        bool linked;
        uint64_t bytes;
        if (!checkpoint_paths(copying, i, from, to))
            return log_explain_errno(why, why_size, copying->journal, "its name is too long");
        status = link_or_copy(from, to, &linked, &bytes, why, why_size);
        if (status == STATUS_NOT_FOUND)
            status = STATUS_OK;
    }
    return status;
}

static bool fits(const char *partial, const char *path)
{
    struct checkpoint *checkpoint;
    char why[512];
    if (checkpoint_open(&checkpoint, path, why, sizeof why) != STATUS_OK)
        return false;
    bool held = log_holds_position(partial, &checkpoint_head(checkpoint)->position, why, sizeof why) == STATUS_OK;
    checkpoint_close(&checkpoint);
    return held;
}

/* Takes away again what does not stand for the copy. */
static void sift_checkpoints(struct copying *copying)
{
    for (uint32_t i = 0; i < copying->names.count; i++) {
        char from[PATH_MAX], to[PATH_MAX];
        if (!checkpoint_paths(copying, i, from, to))
            continue;
        if (fits(copying->partial, to))
            copying->backup->checkpoints++;
        else
            unlink(to);
    }
    copying->backup->can_start = copying->lowest <= 1 || copying->backup->checkpoints > 0;
}

/* ---- the whole ----------------------------------------------------------------- */

/* Reads to the end, from the last segment on where only the end is asked for. */
static enum status find_end(const char *path, uint64_t from, struct log_position *end, struct log_spot *spot, char *why,
                            size_t why_size)
{
    struct log_reader *reader;
    struct log_entry entry;
    enum status status = log_reader_open_from(&reader, path, from, why, why_size);
    if (status != STATUS_OK)
        return status;
    while ((status = log_reader_next(reader, &entry, why, why_size)) == STATUS_OK)
        continue;
    *end = log_reader_position(reader);
    *spot = log_reader_spot(reader);
    log_reader_close(&reader);
    return status == STATUS_NOT_FOUND || status == STATUS_TORN ? STATUS_OK : status;
}

/* From the newest down: one that is gone was deleted by retention since the journal was
 * looked at, and so are those below it. The copy begins above it then. */
static enum status take_all_closed(struct copying *copying, char *why, size_t why_size)
{
    for (uint64_t number = copying->end.number; number-- > copying->lowest;) {
        enum status status = take_closed(copying, number, why, why_size);
        if (status == STATUS_NOT_FOUND)
            copying->lowest = number + 1;
        else if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

static enum status take_all(struct copying *copying, char *why, size_t why_size)
{
    enum status status = take_checkpoints(copying, why, why_size);
    copying->made = copying->end.number;
    if (status == STATUS_OK)
        status = take_open(copying, why, why_size);
    if (status == STATUS_OK)
        status = take_all_closed(copying, why, why_size);
    if (status == STATUS_OK)
        status = add_epoch(copying, why, why_size);
    if (status == STATUS_OK)
        sift_checkpoints(copying);
    return status == STATUS_OK ? log_folder_sync(copying->partial, why, why_size) : status;
}

static enum status prove(struct copying *copying, char *why, size_t why_size)
{
    struct log_position end;
    struct log_spot spot;
    struct log_backup *backup = copying->backup;
    enum status status = find_end(copying->partial, 0, &end, &spot, why, why_size);
    if (status != STATUS_OK)
        return status;
    if (end.next_offset != copying->end.next_offset || end.number != copying->end.number + 1) {
        log_explain(why, why_size, "%s: the copy ends at offset %llu instead of %llu", copying->partial,
                    (unsigned long long)end.next_offset - 1, (unsigned long long)copying->end.next_offset - 1);
        return STATUS_DAMAGED;
    }
    backup->epoch = end.epoch;
    backup->records = spot.records;
    backup->first_offset = spot.first_offset;
    backup->last_offset = end.next_offset - 1;
    return STATUS_OK;
}

static enum status give_name(const struct copying *copying, char *why, size_t why_size)
{
    if (renameat2(AT_FDCWD, copying->partial, AT_FDCWD, copying->dest, RENAME_NOREPLACE) != 0)
        return log_explain_errno(why, why_size, copying->dest, "cannot be given its name");
    return log_name_sync(copying->dest, why, why_size);
}

static void remove_partial(const struct copying *copying)
{
    char path[SEGMENT_PATH];
    for (uint64_t number = copying->lowest; number <= copying->made; number++)
        if (segment_path(path, copying->partial, number))
            unlink(path);
    for (uint32_t i = 0; i < copying->names.count; i++)
        if (checkpoint_path(path, copying->partial, copying->names.at[i]))
            unlink(path);
    rmdir(copying->partial);
}

static enum status begin(struct copying *copying, char *why, size_t why_size)
{
    int size = snprintf(copying->partial, sizeof copying->partial, "%s.partial", copying->dest);
    if (size >= (int)sizeof copying->partial) {
        log_explain(why, why_size, "%s: the name is too long", copying->dest);
        return STATUS_IO;
    }
    if (access(copying->dest, F_OK) == 0) {
        log_explain(why, why_size, "%s: exists already; a backup is made under a new name", copying->dest);
        return STATUS_IO;
    }
    if (mkdir(copying->partial, 0750) == 0)
        return STATUS_OK;
    if (errno != EEXIST)
        return log_explain_errno(why, why_size, copying->partial, "cannot be made");
    log_explain(why, why_size, "%s: exists already: another backup is at work, or was stopped; remove it then",
                copying->partial);
    return STATUS_IO;
}

enum status log_backup(const char *journal, const char *dest, struct log_backup *backup, char *why, size_t why_size)
{
    struct copying copying = {.journal = journal, .dest = dest, .backup = backup};
    uint64_t highest;
    struct log_spot spot;
    *backup = (struct log_backup){0};
    enum status status = segment_list(journal, &copying.lowest, &highest, why, why_size);
    if (status == STATUS_OK)
        status = find_end(journal, UINT64_MAX, &copying.end, &spot, why, why_size);
    if (status == STATUS_OK)
        status = begin(&copying, why, why_size);
    if (status != STATUS_OK)
        return status;
    status = take_all(&copying, why, why_size);
    if (status == STATUS_OK)
        status = prove(&copying, why, why_size);
    if (status == STATUS_OK)
        status = give_name(&copying, why, why_size);
    if (status != STATUS_OK)
        remove_partial(&copying);
    return status;
}

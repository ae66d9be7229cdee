#include "runtime/log_file.h"
#include "runtime/log_segment.h"

#include <fcntl.h>
#include <unistd.h>

/* The hash of a record, or that of the file header, ends at the place. */
static enum status check_hash(int fd, const char *path, const struct log_position *position, char *why,
                              size_t why_size)
{
    struct log_hash found;
    ssize_t got = 0;
    if (position->place >= SEGMENT_HEADER)
        got = log_file_read(fd, &found, sizeof found, position->place - sizeof found);
    if (got < 0)
        return log_explain_errno(why, why_size, path, "cannot be read");
    if (got == (ssize_t)sizeof found && found.low == position->before.low && found.high == position->before.high)
        return STATUS_OK;
    log_explain(why, why_size, "%s: no record with the hash %016llx%016llx ends at byte %llu", path,
                (unsigned long long)position->before.high, (unsigned long long)position->before.low,
                (unsigned long long)position->place);
    return STATUS_DAMAGED;
}

static enum status check_header(int fd, const char *path, const struct log_position *position, char *why,
                                size_t why_size)
{
    struct segment_header header;
    enum status status = segment_header_load(fd, path, &header, why, why_size);
    if (status != STATUS_OK)
        return status;
    if (header.epoch == position->epoch && header.number == position->number &&
        header.next_offset <= position->next_offset)
        return STATUS_OK;
    log_explain(why, why_size,
                "%s: is segment %llu of epoch %llu from offset %llu on, and not segment %llu of epoch %llu with offset "
                "%llu",
                path, (unsigned long long)header.number, (unsigned long long)header.epoch,
                (unsigned long long)header.next_offset, (unsigned long long)position->number,
                (unsigned long long)position->epoch, (unsigned long long)position->next_offset);
    return STATUS_DAMAGED;
}

enum status log_holds_position(const char *folder, const struct log_position *position, char *why, size_t why_size)
{
    char path[SEGMENT_PATH];
    if (!segment_path(path, folder, position->number)) {
        log_explain(why, why_size, "%s: the name is too long", folder);
        return STATUS_IO;
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return log_explain_errno(why, why_size, path, "cannot be opened");
    enum status status = check_header(fd, path, position, why, why_size);
    if (status == STATUS_OK)
        status = check_hash(fd, path, position, why, why_size);
    close(fd);
    return status;
}

static enum status read_start(const char *path, struct log_position *position, char *why, size_t why_size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return log_explain_errno(why, why_size, path, "cannot be opened");
    struct segment_header header;
    enum status status = segment_header_load(fd, path, &header, why, why_size);
    close(fd);
    if (status != STATUS_OK)
        return status;
    *position = (struct log_position){.epoch = header.epoch,
                                      .number = header.number,
                                      .place = SEGMENT_HEADER,
                                      .next_offset = header.next_offset,
                                      .before = header.before};
    return STATUS_OK;
}

enum status log_last_segment(const char *folder, struct log_position *position, char *why, size_t why_size)
{
    char path[SEGMENT_PATH];
    uint64_t lowest, highest;
    enum status status = segment_list(folder, &lowest, &highest, why, why_size);
    if (status != STATUS_OK)
        return status;
    if (highest == 0 || !segment_path(path, folder, highest)) {
        log_explain(why, why_size, "%s: holds no segment of a log", folder);
        return STATUS_NOT_FOUND;
    }
    return read_start(path, position, why, why_size);
}

#include "runtime/log_file.h"

#include "schemas/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define ZEROS MIB /* written at once */
#define PIECE MIB /* copied at once */

enum status log_folder_sync(const char *folder, char *why, size_t why_size)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return log_explain_errno(why, why_size, folder, "cannot be opened");
    enum status status = STATUS_OK;
    if (fsync(fd) != 0)
        status = log_explain_errno(why, why_size, folder, "cannot be made durable");
    close(fd);
    return status;
}

enum status log_name_sync(const char *path, char *why, size_t why_size)
{
    char *copy = strdup(path);
    if (copy == NULL)
        return STATUS_NO_MEMORY;
    enum status status = log_folder_sync(dirname(copy), why, why_size);
    free(copy);
    return status;
}

ssize_t log_file_read(int fd, void *bytes, size_t size, uint64_t place)
{
    size_t done = 0;
    while (done < size) {
        ssize_t got = pread(fd, (uint8_t *)bytes + done, size - done, (off_t)(place + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        done += (size_t)got;
    }
    return (ssize_t)done;
}

bool log_file_write(int fd, const void *bytes, size_t size, uint64_t place)
{
    size_t done = 0;
    while (done < size) {
        ssize_t put = pwrite(fd, (const uint8_t *)bytes + done, size - done, (off_t)(place + done));
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        done += (size_t)put;
    }
    return true;
}

enum status log_file_zero(int fd, uint64_t from, uint64_t to)
{
    static _Alignas(4096) const uint8_t zeros[ZEROS]; /* as O_DIRECT wants it */
    while (from < to) {
        size_t size = to - from < ZEROS ? (size_t)(to - from) : ZEROS;
        if (!log_file_write(fd, zeros, size, from))
            return log_status_of_errno(errno);
        /* Starts the writing now, so that the fsync at the end does not hold up
         * the commits of the segment in use with all of it at once. */
        (void)sync_file_range(fd, (off_t)from, (off_t)size, SYNC_FILE_RANGE_WRITE);
        from += size;
    }
    return STATUS_OK;
}

bool log_file_copy(int from, uint64_t place, uint64_t bytes, int to)
{
    uint8_t *piece = malloc(PIECE);
    bool done = piece != NULL;
    for (uint64_t at = 0; done && at < bytes;) {
        size_t size = bytes - at < PIECE ? (size_t)(bytes - at) : PIECE;
        ssize_t got = log_file_read(from, piece, size, place + at);
        if (got == 0)
            errno = EIO; /* the file was cut behind our back */
        done = got > 0 && log_file_write(to, piece, (size_t)got, at);
        at += got > 0 ? (uint64_t)got : 0;
    }
    int error = errno;
    free(piece);
    errno = error;
    return done;
}

uint64_t log_file_size(const char *path)
{
    struct stat file;
    return stat(path, &file) == 0 ? (uint64_t)file.st_size : 0;
}

bool log_file_has_room(const char *path, uint64_t size)
{
    char copy[PATH_MAX];
    struct statvfs disk;
    snprintf(copy, sizeof copy, "%s", path);
    return statvfs(dirname(copy), &disk) != 0 || disk.f_blocks == 0 ||
           (uint64_t)disk.f_bavail * disk.f_frsize >= size;
}

enum status log_status_of_errno(int error)
{
    switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return STATUS_NO_SPACE;
    case ENOENT:
        return STATUS_NOT_FOUND;
    case ENOMEM:
        return STATUS_NO_MEMORY;
    default:
        return STATUS_IO;
    }
}

void log_explain(char *why, size_t why_size, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(why, why_size, format, arguments);
    va_end(arguments);
}

enum status log_explain_errno(char *why, size_t why_size, const char *path, const char *what)
{
    int error = errno;
    if (error == EACCES || error == EPERM)
        log_explain(why, why_size, "%s: %s: %s, as user %ld", path, what, strerror(error), (long)geteuid());
    else
        log_explain(why, why_size, "%s: %s: %s", path, what, strerror(error));
    return log_status_of_errno(error);
}

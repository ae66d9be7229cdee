#include "runtime/log_lock.h"

#include "runtime/log_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PID_TEXT 24

/* An open-file-description lock (F_OFD_SETLK), unlike one of fcntl's older kind,
 * is not lost when any other descriptor of the file is closed. */
static bool lock_whole(int fd)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    return fcntl(fd, F_OFD_SETLK, &lock) == 0;
}

static int open_lock(const char *folder, int flags)
{
    char path[PATH_MAX];
    int size = snprintf(path, sizeof path, "%s/lock", folder);
    if (size < 0 || size >= (int)sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    return open(path, flags | O_CLOEXEC, 0640);
}

static enum status held(const char *path, int fd, char *why, size_t why_size)
{
    char pid[PID_TEXT] = "";
    ssize_t got = log_file_read(fd, pid, sizeof pid - 1, 0);
    pid[got > 0 ? got : 0] = 0;
    pid[strspn(pid, "0123456789")] = 0;
    log_explain(why, why_size,
                "%s: is being written by process %s; one log has one writer: end that one, or name another", path,
                pid[0] != 0 ? pid : "(unknown)");
    return STATUS_LOCKED;
}

static bool write_pid(int fd)
{
    char pid[PID_TEXT];
    int size = snprintf(pid, sizeof pid, "%ld\n", (long)getpid());
    /* In this order: a disk that is full gives no block for a file that was cut first. */
    return log_file_write(fd, pid, (size_t)size, 0) && ftruncate(fd, size) == 0;
}

enum status log_lock_folder(const char *folder, int *fd, char *why, size_t why_size)
{
    int lock = open_lock(folder, O_RDWR | O_CREAT);
    if (lock < 0)
        return log_explain_errno(why, why_size, folder, "its file `lock` cannot be opened");
    enum status status = STATUS_OK;
    if (!lock_whole(lock))
        status = errno == EAGAIN || errno == EACCES ? held(folder, lock, why, why_size)
                                                    : log_explain_errno(why, why_size, folder, "cannot be locked");
    else if (!write_pid(lock))
        status = log_explain_errno(why, why_size, folder, "its file `lock` cannot be written");
    if (status != STATUS_OK) {
        close(lock);
        return status;
    }
    *fd = lock;
    return STATUS_OK;
}

enum status log_lock_file(int fd, const char *path, char *why, size_t why_size)
{
    if (!lock_whole(fd))
        return log_explain_errno(why, why_size, path, "cannot be locked");
    return STATUS_OK;
}

bool log_file_locked(int fd)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    return fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

bool log_folder_locked(const char *folder)
{
    int fd = open_lock(folder, O_RDONLY);
    if (fd < 0)
        return false;
    bool locked = log_file_locked(fd);
    close(fd);
    return locked;
}

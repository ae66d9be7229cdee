/* The calls of the C library that the log makes, as the linker's --wrap names
 * them: on the simulated disk for its paths and descriptors, else the real ones. */
#include "tests/simulation/disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <unistd.h>

/* What is real, and what stands for it: named by the linker. */
#define WRAPPED(result, name, ...)                                                                                     \
    result __real_##name(__VA_ARGS__);                                                                                 \
    result __wrap_##name(__VA_ARGS__);

WRAPPED(int, open, const char *, int, ...)
WRAPPED(int, close, int)
WRAPPED(ssize_t, pread, int, void *, size_t, off_t)
WRAPPED(ssize_t, pwrite, int, const void *, size_t, off_t)
WRAPPED(ssize_t, pwritev, int, const struct iovec *, int, off_t)
WRAPPED(int, fsync, int)
WRAPPED(int, fdatasync, int)
WRAPPED(int, sync_file_range, int, off_t, off_t, unsigned)
WRAPPED(int, ftruncate, int, off_t)
WRAPPED(int, rename, const char *, const char *)
WRAPPED(int, unlink, const char *)
WRAPPED(int, mkdir, const char *, mode_t)
WRAPPED(int, access, const char *, int)
WRAPPED(int, stat, const char *, struct stat *)
WRAPPED(int, fstat, int, struct stat *)
WRAPPED(int, statvfs, const char *, struct statvfs *)
WRAPPED(int, fcntl, int, int, ...)
WRAPPED(DIR *, opendir, const char *)
WRAPPED(struct dirent *, readdir, DIR *)
WRAPPED(int, closedir, DIR *)

/* The name in the folder ("" of the folder itself), NULL: not ours. */
static const char *name_in(const char *path)
{
    size_t size = strlen(DISK_FOLDER);

    if (strncmp(path, DISK_FOLDER, size) != 0)
        return NULL;
    return path + size + (path[size] == '/');
}

int __wrap_open(const char *path, int flags, ...)
{
    const char *name = name_in(path);
    va_list arguments;
    mode_t mode;

    va_start(arguments, flags);
    mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    return name ? disk_file_open(name, flags) : __real_open(path, flags, mode);
}

int __wrap_close(int fd)
{
    return disk_file_close(fd) ? 0 : __real_close(fd);
}

ssize_t __wrap_pread(int fd, void *bytes, size_t size, off_t place)
{
    return disk_file_of(fd) ? disk_read(fd, bytes, size, (uint64_t)place) : __real_pread(fd, bytes, size, place);
}

ssize_t __wrap_pwrite(int fd, const void *bytes, size_t size, off_t place)
{
    return disk_file_of(fd) ? disk_write(fd, bytes, size, (uint64_t)place) : __real_pwrite(fd, bytes, size, place);
}

/* In one piece, as the system takes it. */
ssize_t __wrap_pwritev(int fd, const struct iovec *pieces, int count, off_t place)
{
    static uint8_t whole[DISK_FILE_BYTES];
    size_t size = 0;

    if (!disk_file_of(fd))
        return __real_pwritev(fd, pieces, count, place);
    for (int i = 0; i < count; i++) {
        memcpy(whole + size, pieces[i].iov_base, pieces[i].iov_len);
        size += pieces[i].iov_len;
    }
    return disk_write(fd, whole, size, (uint64_t)place);
}

static bool is_ours(int fd)
{
    return fd >= 1 << 20;
}

int __wrap_fsync(int fd)
{
    return is_ours(fd) ? disk_sync(fd) : __real_fsync(fd);
}

int __wrap_fdatasync(int fd)
{
    return is_ours(fd) ? disk_sync(fd) : __real_fdatasync(fd);
}

int __wrap_sync_file_range(int fd, off_t from, off_t size, unsigned flags)
{
    return is_ours(fd) ? 0 : __real_sync_file_range(fd, from, size, flags);
}

int __wrap_ftruncate(int fd, off_t size)
{
    return disk_file_of(fd) ? disk_truncate(fd, (uint64_t)size) : __real_ftruncate(fd, size);
}

int __wrap_rename(const char *from, const char *to)
{
    return name_in(from) ? disk_rename(name_in(from), name_in(to)) : __real_rename(from, to);
}

int __wrap_unlink(const char *path)
{
    return name_in(path) ? disk_unlink(name_in(path)) : __real_unlink(path);
}

int __wrap_mkdir(const char *path, mode_t mode)
{
    if (!name_in(path))
        return __real_mkdir(path, mode);
    errno = EEXIST;
    return -1;
}

static int found(const char *name)
{
    if (name[0] == '\0' || disk_find(name))
        return 0;
    errno = ENOENT;
    return -1;
}

int __wrap_access(const char *path, int mode)
{
    return name_in(path) ? found(name_in(path)) : __real_access(path, mode);
}

int __wrap_stat(const char *path, struct stat *file)
{
    const char *name = name_in(path);

    if (!name)
        return __real_stat(path, file);
    if (found(name) != 0)
        return -1;
    *file = (struct stat){.st_mode = name[0] ? S_IFREG : S_IFDIR};
    file->st_size = name[0] ? (off_t)disk_find(name)->size : 0;
    return 0;
}

int __wrap_fstat(int fd, struct stat *file)
{
    if (!disk_file_of(fd))
        return __real_fstat(fd, file);
    *file = (struct stat){.st_mode = S_IFREG, .st_size = (off_t)disk_file_of(fd)->size};
    return 0;
}

int __wrap_statvfs(const char *path, struct statvfs *space)
{
    if (!name_in(path))
        return __real_statvfs(path, space);
    *space = (struct statvfs){.f_frsize = DISK_SECTOR};
    return 0;
}

/* What is written past the page cache is written all the same: before a sync nothing
 * of it need be on the platter. */
int __wrap_fcntl(int fd, int command, ...)
{
    va_list arguments;
    struct flock *lock;
    bool held;
    int result;

    va_start(arguments, command);
    lock = va_arg(arguments, void *);
    va_end(arguments);
    if (!disk_file_of(fd))
        return __real_fcntl(fd, command, lock);
    if (command == F_SETFL)
        return 0;
    result = disk_lock(fd, command == F_OFD_SETLK, &held);
    lock->l_type = held ? F_WRLCK : F_UNLCK;
    return result;
}

/* ---- the folder's list ------------------------------------------------------ */

static unsigned listed; /* one list is open at a time */

DIR *__wrap_opendir(const char *path)
{
    if (!name_in(path))
        return __real_opendir(path);
    listed = 0;
    return (DIR *)&listed;
}

struct dirent *__wrap_readdir(DIR *list)
{
    static struct dirent entry;

    if (list != (DIR *)&listed)
        return __real_readdir(list);
    for (; listed < DISK_FILES; listed++) {
        if (!disk.files[listed].used || !disk.files[listed].name[0])
            continue;
        strcpy(entry.d_name, disk.files[listed++].name);
        return &entry;
    }
    return NULL;
}

int __wrap_closedir(DIR *list)
{
    return list == (DIR *)&listed ? 0 : __real_closedir(list);
}

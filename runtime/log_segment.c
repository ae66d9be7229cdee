#include "runtime/log_segment.h"

#include "runtime/log_file.h"
#include "runtime/log_output.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#define MAGIC  "OREWATCH"
#define SUFFIX ".ows"
#define DIGITS 12

/* As in the file. */
struct file_header {
    char magic[8];
    uint32_t version, flags;
    uint64_t epoch, number, next_offset, check;
    struct log_hash before;
};
static_assert(sizeof(struct file_header) == SEGMENT_HEADER, "no padding");

static uint64_t header_check(const struct file_header *header)
{
    struct file_header copy = *header;
    copy.check = 0;
    return XXH3_64bits(&copy, sizeof copy);
}

struct log_hash segment_first_hash(uint64_t epoch)
{
    XXH128_hash_t value = XXH3_128bits(&epoch, sizeof epoch);
    return (struct log_hash){.low = value.low64, .high = value.high64};
}

void segment_header_write(const struct segment_header *header, uint8_t bytes[SEGMENT_HEADER])
{
    struct file_header file = {.version = LOG_VERSION,
                               .epoch = header->epoch,
                               .number = header->number,
                               .next_offset = header->next_offset,
                               .before = header->before};
    memcpy(file.magic, MAGIC, sizeof file.magic);
    file.check = header_check(&file);
    memcpy(bytes, &file, sizeof file);
}

/* What the file is instead, where that can be seen, and what would take it. */
static enum status refuse_other(const uint8_t *bytes, size_t size, const char *path, char *why, size_t why_size)
{
    if (size == 0)
        log_explain(why, why_size, "%s: is empty; a log begins with %s", path, MAGIC);
    else if (bytes[0] == '{')
        log_explain(why, why_size,
                    "%s: holds JSON and is not a log; `orewatch-feed events %s --to NAME.owr` makes a recording of it",
                    path, path);
    else
        log_explain(why, why_size, "%s: not an Orewatch log: it does not begin with %s", path, MAGIC);
    return STATUS_DAMAGED;
}

enum status segment_header_read(const uint8_t *bytes, size_t size, const char *path, struct segment_header *header,
                                char *why, size_t why_size)
{
    struct file_header file = {0};
    memcpy(&file, bytes, size < sizeof file ? size : sizeof file);
    if (size < sizeof file.magic || memcmp(file.magic, MAGIC, sizeof file.magic) != 0)
        return refuse_other(bytes, size, path, why, why_size);
    if (size < sizeof file) {
        log_explain(why, why_size, "%s: ends inside its header, after %zu of %u bytes", path, size, SEGMENT_HEADER);
        return STATUS_DAMAGED;
    }
    if (file.version > LOG_VERSION || file.flags != 0) {
        log_explain(why, why_size,
                    "%s: written in version %u of the log (flags %u); this program reads up to version %u and leaves "
                    "it as it is: a newer Orewatch is needed",
                    path, file.version, file.flags, LOG_VERSION);
        return STATUS_NEWER_VERSION;
    }
    if (file.version == 0 || file.next_offset == 0 || file.check != header_check(&file)) {
        log_explain(why, why_size, "%s: its header (bytes 0 to %u) does not prove itself", path, SEGMENT_HEADER - 1);
        return STATUS_DAMAGED;
    }
    *header = (struct segment_header){file.epoch, file.number, file.next_offset, file.before};
    return STATUS_OK;
}

enum status segment_header_load(int fd, const char *path, struct segment_header *header, char *why, size_t why_size)
{
    uint8_t bytes[SEGMENT_HEADER];
    ssize_t got = log_file_read(fd, bytes, sizeof bytes, 0);
    if (got < 0)
        return log_explain_errno(why, why_size, path, "cannot be read");
    return segment_header_read(bytes, (size_t)got, path, header, why, why_size);
}

static bool path_join(char path[SEGMENT_PATH], const char *folder, const char *name)
{
    int size = snprintf(path, SEGMENT_PATH, "%s/%s", folder, name);
    return size > 0 && size < (int)SEGMENT_PATH;
}

bool segment_path(char path[SEGMENT_PATH], const char *folder, uint64_t number)
{
    char name[32];
    snprintf(name, sizeof name, "%0*llu" SUFFIX, DIGITS, (unsigned long long)number);
    return path_join(path, folder, name);
}

bool segment_next_path(char path[SEGMENT_PATH], const char *folder)
{
    return path_join(path, folder, "next" SUFFIX);
}

/* The number in a segment's name, 0 of any other name. */
static uint64_t number_of(const char *name)
{
    if (strlen(name) != DIGITS + strlen(SUFFIX) || strcmp(name + DIGITS, SUFFIX) != 0)
        return 0;
    uint64_t number = 0;
    for (size_t i = 0; i < DIGITS; i++) {
        if (name[i] < '0' || name[i] > '9')
            return 0;
        number = number * 10 + (uint64_t)(name[i] - '0');
    }
    return number;
}

/* The segments in a folder: 0 of all, when there is none. */
struct listing { uint64_t low, high, missing; };

static enum status list(const char *folder, struct listing *listing, char *why, size_t why_size)
{
    DIR *names = opendir(folder);
    if (names == NULL)
        return log_explain_errno(why, why_size, folder, "cannot be listed");
    uint64_t low = 0, high = 0, count = 0;
    for (const struct dirent *name; (name = readdir(names)) != NULL;) {
        uint64_t number = number_of(name->d_name);
        if (number == 0)
            continue;
        low = low == 0 || number < low ? number : low;
        high = number > high ? number : high;
        count++;
    }
    closedir(names);
    *listing = (struct listing){low, high, count > 0 ? high - low + 1 - count : 0};
    return STATUS_OK;
}

/* A list that is made while retention deletes may hold a name and lack a later one,
 * both of which went: the next list lacks both. */
enum status segment_list(const char *folder, uint64_t *lowest, uint64_t *highest, char *why, size_t why_size)
{
    struct listing found = {0};
    for (uint64_t before = UINT64_MAX;; before = found.low) {
        enum status status = list(folder, &found, why, why_size);
        if (status != STATUS_OK)
            return status;
        if (found.missing == 0)
            break;
        if (found.low != before)
            continue;
        log_explain(why, why_size, "%s: %llu of the segments %llu to %llu are missing", folder,
                    (unsigned long long)found.missing, (unsigned long long)found.low, (unsigned long long)found.high);
        return STATUS_DAMAGED;
    }
    *lowest = found.low;
    *highest = found.high;
    return STATUS_OK;
}

/* A full disk is told with figures. */
static void explain_prewrite(enum status status, const char *path, uint64_t size, char *why, size_t why_size)
{
    char copy[SEGMENT_PATH];
    struct statvfs disk;
    int error = errno;
    snprintf(copy, sizeof copy, "%s", path);
    unlink(path); /* what was written of it counts as free */
    if (status == STATUS_NO_SPACE && statvfs(dirname(copy), &disk) == 0) {
        log_explain(why, why_size, "%s: cannot be prewritten: %s; it takes %llu MiB, %llu MiB are free", path,
                    strerror(error), (unsigned long long)(size / MIB),
                    (unsigned long long)disk.f_bavail * disk.f_frsize / MIB);
        return;
    }
    errno = error;
    log_explain_errno(why, why_size, path, "cannot be prewritten");
}

/* Past the page cache where that is possible: nobody reads these zeros. */
static enum status fill_with_zeros(int fd, uint64_t size)
{
    bool direct = size % LOG_BLOCK == 0 && fcntl(fd, F_SETFL, O_DIRECT) == 0;
    enum status status = log_file_zero(fd, 0, size);
    if (status == STATUS_OK || errno != EINVAL || !direct || fcntl(fd, F_SETFL, 0) != 0)
        return status;
    return log_file_zero(fd, 0, size);
}

enum status segment_prewrite(const char *path, uint64_t size, char *why, size_t why_size)
{
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
    if (fd < 0)
        return log_explain_errno(why, why_size, path, "cannot be made");
    enum status status = STATUS_NO_SPACE;
    errno = ENOSPC;
    if (log_file_has_room(path, size))
        status = fill_with_zeros(fd, size);
    if (status == STATUS_OK && fsync(fd) != 0)
        status = log_status_of_errno(errno);
    if (status != STATUS_OK)
        explain_prewrite(status, path, size, why, why_size);
    close(fd);
    return status;
}

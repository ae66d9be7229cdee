#include "runtime/log_repair.h"

#include "runtime/log_file.h"
#include "runtime/log_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAMES_TRIED 100u

/* The log under repair: a journal's lock, or the recording itself. */
struct work {
    const char *path;
    bool journal, dry_run;
    int lock;
};

/* ---- holding it ------------------------------------------------------------------ */

static enum status held_elsewhere(const char *path, char *why, size_t why_size)
{
    log_explain(why, why_size, "%s: is being written; what looks torn may be under way: end its writer first", path);
    return STATUS_LOCKED;
}

/* Looking changes nothing, not even the file `lock`; nor is one written into a folder
 * that is no journal. */
static enum status hold_journal(struct work *work, char *why, size_t why_size)
{
    uint64_t lowest, highest;
    if (work->dry_run)
        return log_folder_locked(work->path) ? held_elsewhere(work->path, why, why_size) : STATUS_OK;
    enum status status = segment_list(work->path, &lowest, &highest, why, why_size);
    if (status != STATUS_OK || highest == 0)
        return status;
    return log_lock_folder(work->path, &work->lock, why, why_size);
}

static enum status hold_recording(struct work *work, char *why, size_t why_size)
{
    work->lock = open(work->path, (work->dry_run ? O_RDONLY : O_RDWR) | O_CLOEXEC);
    if (work->lock < 0)
        return log_explain_errno(why, why_size, work->path, "cannot be opened");
    if (log_file_locked(work->lock))
        return held_elsewhere(work->path, why, why_size);
    return work->dry_run ? STATUS_OK : log_lock_file(work->lock, work->path, why, why_size);
}

static enum status hold(struct work *work, char *why, size_t why_size)
{
    struct stat file;
    if (stat(work->path, &file) != 0)
        return log_explain_errno(why, why_size, work->path, "cannot be opened");
    work->journal = S_ISDIR(file.st_mode);
    return work->journal ? hold_journal(work, why, why_size) : hold_recording(work, why, why_size);
}

/* ---- checkpoints ----------------------------------------------------------------- */

/* Leaves those that stand behind `end`. */
static enum status find_ahead(const char *folder, const struct log_position *end, struct checkpoint_names *names,
                              char *why, size_t why_size)
{
    struct checkpoint_name last = {end->number, end->place};
    enum status status = checkpoint_list(folder, names, why, why_size);
    if (status != STATUS_OK)
        return status;
    uint32_t count = 0; /* the newest come first */
    while (count < names->count && checkpoint_compare(names->at[count], last) > 0)
        count++;
    names->count = count;
    return STATUS_OK;
}

static enum status delete_ahead(const char *folder, const struct checkpoint_names *names, char *why, size_t why_size)
{
    for (uint32_t i = 0; i < names->count; i++) {
        char path[PATH_MAX];
        if (!checkpoint_path(path, folder, names->at[i]) || unlink(path) != 0)
            return log_explain_errno(why, why_size, path, "cannot be removed");
    }
    return names->count > 0 ? log_folder_sync(folder, why, why_size) : STATUS_OK;
}

/* ---- reading it ------------------------------------------------------------------ */

static enum status walk(struct log_reader *reader, struct log_repair *repair, struct log_spot *damage, char *why,
                        size_t why_size)
{
    struct log_entry entry;
    enum status status;
    while ((status = log_reader_next(reader, &entry, why, why_size)) == STATUS_OK)
        continue;
    struct log_spot place = log_reader_spot(reader);
    snprintf(repair->path, sizeof repair->path, "%s", place.path);
    repair->torn = status == STATUS_TORN;
    repair->record = place.record;
    repair->byte = place.byte;
    repair->bytes = place.torn;
    repair->last_offset = place.next_offset - 1;
    *damage = place;
    damage->path = repair->path;
    return status == STATUS_NOT_FOUND || status == STATUS_TORN ? STATUS_OK : status;
}

static enum status read_all(const struct work *work, struct log_repair *repair, struct log_spot *damage, char *why,
                            size_t why_size)
{
    struct log_reader *reader;
    enum status status = log_reader_open_locked(&reader, work->path, NULL, why, why_size);
    if (status != STATUS_OK)
        return status;
    if (!work->journal && log_reader_spot(reader).segment != 0) {
        log_explain(why, why_size, "%s: is one segment of a journal; name the folder it lies in", work->path);
        status = STATUS_UNSUPPORTED;
    } else {
        status = walk(reader, repair, damage, why, why_size);
    }
    struct stat file;
    struct log_position end = log_reader_position(reader);
    if (status == STATUS_OK && work->journal)
        status = find_ahead(work->path, &end, &repair->checkpoints, why, why_size);
    if (status == STATUS_OK && repair->torn && !work->journal && stat(work->path, &file) == 0)
        repair->bytes = (uint64_t)file.st_size - repair->byte; /* zeros behind the torn commit go too */
    log_reader_close(&reader);
    return status;
}

/* ---- keeping and cutting ----------------------------------------------------------- */

/* A name that is free: FILE.torn-BYTE, then FILE.torn-BYTE-2 ... */
static int make_kept(struct log_repair *repair)
{
    for (unsigned i = 1; i <= NAMES_TRIED; i++) {
        char more[16] = "";
        if (i > 1)
            snprintf(more, sizeof more, "-%u", i);
        int size = snprintf(repair->kept, sizeof repair->kept, "%s.torn-%llu%s", repair->path,
                            (unsigned long long)repair->byte, more);
        if (size >= (int)sizeof repair->kept) {
            errno = ENAMETOOLONG;
            return -1;
        }
        int fd = open(repair->kept, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
        if (fd >= 0 || errno != EEXIST)
            return fd;
    }
    return -1;
}

/* The bytes lie durably beside the log before they go from it. */
static enum status keep(int fd, struct log_repair *repair, char *why, size_t why_size)
{
    int kept = make_kept(repair);
    if (kept < 0) {
        enum status status = log_explain_errno(why, why_size, repair->kept, "cannot be made, so that nothing was cut");
        repair->kept[0] = '\0';
        return status;
    }
    enum status status = STATUS_OK;
    if (!log_file_copy(fd, repair->byte, repair->bytes, kept) || fsync(kept) != 0)
        status = log_explain_errno(why, why_size, repair->kept, "cannot be written, so that nothing was cut");
    close(kept);
    if (status == STATUS_OK)
        return log_name_sync(repair->kept, why, why_size);
    unlink(repair->kept);
    repair->kept[0] = '\0';
    return status;
}

/* A segment keeps its prewritten size; a recording ends where its last record does. */
static enum status cut(const struct work *work, int fd, const struct log_repair *repair, char *why, size_t why_size)
{
    bool done = work->journal ? log_file_zero(fd, repair->byte, repair->byte + repair->bytes) == STATUS_OK
                              : ftruncate(fd, (off_t)repair->byte) == 0;
    if (done && fsync(fd) == 0)
        return STATUS_OK;
    return log_explain_errno(why, why_size, repair->path, "cannot be cut");
}

static enum status keep_and_cut(const struct work *work, struct log_repair *repair, char *why, size_t why_size)
{
    int fd = open(repair->path, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return log_explain_errno(why, why_size, repair->path, "cannot be opened for writing");
    enum status status = keep(fd, repair, why, why_size);
    if (status == STATUS_OK)
        status = cut(work, fd, repair, why, why_size);
    close(fd);
    return status;
}

enum status log_repair(const char *path, bool dry_run, struct log_repair *repair, struct log_spot *damage, char *why,
                       size_t why_size)
{
    struct work work = {.path = path, .dry_run = dry_run, .lock = -1};
    *repair = (struct log_repair){0};
    *damage = (struct log_spot){0};
    enum status status = hold(&work, why, why_size);
    if (status == STATUS_OK)
        status = read_all(&work, repair, damage, why, why_size);
    if (status == STATUS_OK && repair->torn && !dry_run)
        status = keep_and_cut(&work, repair, why, why_size);
    if (status == STATUS_OK && !dry_run)
        status = delete_ahead(path, &repair->checkpoints, why, why_size);
    if (work.lock >= 0)
        close(work.lock);
    return status;
}

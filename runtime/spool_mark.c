#include "runtime/spool_mark.h"

#include "runtime/log_file.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#define NAME "answered"

/* As in the file; the next slot is (turn & 1). */
struct slot {
    uint64_t epoch, turn, offset, check;
};

static uint64_t check_of(const struct slot *slot)
{
    return XXH3_64bits(slot, offsetof(struct slot, check));
}

static void take_newest(struct spool_mark *mark, const struct slot slots[2], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (slots[i].check != check_of(&slots[i]) || slots[i].epoch != mark->epoch || slots[i].turn < mark->turn)
            continue;
        mark->turn = slots[i].turn;
        mark->offset = mark->synced = slots[i].offset;
    }
}

static bool name_file(char path[PATH_MAX], const char *folder)
{
    int size = snprintf(path, PATH_MAX, "%s/" NAME, folder);
    return size >= 0 && size < PATH_MAX;
}

bool spool_mark_is_there(const char *folder)
{
    char path[PATH_MAX];
    return name_file(path, folder) && access(path, F_OK) == 0;
}

enum status spool_mark_open(struct spool_mark *mark, const char *folder, uint64_t epoch, char *why, size_t why_size)
{
    char path[PATH_MAX];
    bool is_there = spool_mark_is_there(folder);
    *mark = (struct spool_mark){.fd = -1, .epoch = epoch};
    if (!name_file(path, folder)) {
        log_explain(why, why_size, "%s: the name is too long", folder);
        return STATUS_IO;
    }
    mark->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (mark->fd < 0)
        return log_explain_errno(why, why_size, path, "cannot be opened");
    if (!is_there && log_folder_sync(folder, why, why_size) != STATUS_OK) {
        spool_mark_close(mark);
        return STATUS_IO;
    }
    struct slot slots[2] = {0};
    ssize_t got = log_file_read(mark->fd, slots, sizeof slots, 0);
    if (got < 0) {
        enum status status = log_explain_errno(why, why_size, path, "cannot be read");
        spool_mark_close(mark);
        return status;
    }
    take_newest(mark, slots, (size_t)got / sizeof *slots);
    return STATUS_OK;
}

enum status spool_mark_set(struct spool_mark *mark, uint64_t offset, char *why, size_t why_size)
{
    struct slot slot = {.epoch = mark->epoch, .turn = mark->turn + 1, .offset = offset};
    slot.check = check_of(&slot);
    if (!log_file_write(mark->fd, &slot, sizeof slot, (slot.turn & 1) * sizeof slot))
        return log_explain_errno(why, why_size, NAME, "cannot be written");
    mark->turn = slot.turn;
    mark->offset = offset;
    if (offset - mark->synced < SPOOL_MARK_UNSYNCED)
        return STATUS_OK;
    if (fdatasync(mark->fd) != 0)
        return log_explain_errno(why, why_size, NAME, "cannot be made durable");
    mark->synced = offset;
    return STATUS_OK;
}

void spool_mark_close(struct spool_mark *mark)
{
    if (mark->fd >= 0)
        close(mark->fd);
    mark->fd = -1;
}

#include "tests/simulation/disk.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_FD    (1 << 20)
#define DESCRIPTORS 64
#define FOLDER_FD   (FIRST_FD + DESCRIPTORS)

struct disk disk;

static struct disk_file *descriptors[DESCRIPTORS];

static int fail(int error)
{
    errno = error;
    disk.failed++;
    return -1;
}

/* One call that changes something. False: the machine died before it. */
static bool lives(void)
{
    if (disk.dead)
        return false;
    if (disk.dies_in != DISK_ALIVE && disk.dies_in-- == 0)
        disk.dead = true;
    return !disk.dead;
}

/* ---- names ----------------------------------------------------------------- */

struct disk_file *disk_find(const char *name)
{
    for (unsigned i = 0; i < DISK_FILES; i++)
        if (disk.files[i].used && strcmp(disk.files[i].name, name) == 0)
            return &disk.files[i];
    return NULL;
}

static void free_file(struct disk_file *file)
{
    free(file->bytes);
    free(file->platter);
    *file = (struct disk_file){0};
}

/* It had a name, or another's, that a power cut may give it back. */
static bool may_return(const struct disk_file *file)
{
    for (unsigned i = 0; i < disk.changes_count; i++)
        if (disk.changes[i].file == file || disk.changes[i].instead == file)
            return true;
    return false;
}

/* A file without a name, here and on the platter, that nobody has open. */
static void sweep(void)
{
    for (unsigned i = 0; i < DISK_FILES; i++) {
        struct disk_file *file = &disk.files[i];

        if (file->used && !file->name[0] && !disk.names[i][0] && file->opened == 0 && !may_return(file))
            free_file(file);
    }
}

static void note_change(struct disk_file *file, const char *name, struct disk_file *instead)
{
    struct disk_change *change = &disk.changes[disk.changes_count++];

    assert(disk.changes_count <= DISK_CHANGES);
    *change = (struct disk_change){.file = file, .instead = instead};
    strcpy(change->name, name);
}

static void settle_names(unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        const struct disk_change *change = &disk.changes[i];

        strcpy(disk.names[change->file - disk.files], change->name);
        if (change->instead)
            disk.names[change->instead - disk.files][0] = '\0';
    }
    disk.changes_count = 0;
}

static struct disk_file *make_file(const char *name)
{
    for (unsigned i = 0; i < DISK_FILES; i++) {
        struct disk_file *file = &disk.files[i];

        if (file->used)
            continue;
        file->used = true;
        file->bytes = calloc(1, DISK_FILE_BYTES);
        file->platter = calloc(1, DISK_FILE_BYTES);
        assert(file->bytes && file->platter && strlen(name) < DISK_NAME);
        strcpy(file->name, name);
        note_change(file, name, NULL);
        return file;
    }
    assert(!"a world has fewer files");
    return NULL;
}

int disk_file_open(const char *name, int flags)
{
    struct disk_file *file = disk_find(name);

    if (name[0] == '\0')
        return FOLDER_FD;
    if (!file && !(flags & O_CREAT)) {
        errno = ENOENT; /* no failure: it is asked for */
        return -1;
    }
    if (!file && !lives())
        return fail(EIO);
    if (!file)
        file = make_file(name);
    if (flags & O_TRUNC)
        file->size = 0;
    for (int i = 0; i < DESCRIPTORS; i++)
        if (!descriptors[i]) {
            descriptors[i] = file;
            file->opened++;
            return FIRST_FD + i;
        }
    assert(!"a world has fewer descriptors");
    return -1;
}

struct disk_file *disk_file_of(int fd)
{
    return fd >= FIRST_FD && fd < FOLDER_FD ? descriptors[fd - FIRST_FD] : NULL;
}

bool disk_file_close(int fd)
{
    struct disk_file *file = disk_file_of(fd);

    if (!file)
        return fd == FOLDER_FD;
    if (file->lock == fd)
        file->lock = 0;
    file->opened--;
    descriptors[fd - FIRST_FD] = NULL;
    sweep();
    return true;
}

int disk_rename(const char *from, const char *to)
{
    struct disk_file *file = disk_find(from), *instead = disk_find(to);

    if (!lives())
        return fail(EIO);
    if (!file)
        return fail(ENOENT);
    if (instead)
        instead->name[0] = '\0';
    strcpy(file->name, to);
    note_change(file, to, instead);
    return 0;
}

int disk_unlink(const char *name)
{
    struct disk_file *file = disk_find(name);

    if (!file) {
        errno = ENOENT;
        return -1;
    }
    if (!lives())
        return fail(EIO);
    file->name[0] = '\0';
    note_change(file, "", NULL);
    return 0;
}

/* ---- bytes ----------------------------------------------------------------- */

ssize_t disk_read(int fd, void *bytes, size_t size, uint64_t place)
{
    const struct disk_file *file = disk_file_of(fd);

    if (place >= file->size)
        return 0;
    size = size < file->size - place ? size : file->size - (size_t)place;
    memcpy(bytes, file->bytes + place, size);
    return (ssize_t)size;
}

static void put(struct disk_file *file, const void *bytes, size_t size, uint64_t place)
{
    assert(place + size <= DISK_FILE_BYTES);
    memcpy(file->bytes + place, bytes, size);
    if (place + size > file->reach)
        file->reach = (size_t)place + size;
    if (place + size > file->size)
        file->size = (size_t)place + size;
    for (size_t sector = (size_t)place / DISK_SECTOR; sector * DISK_SECTOR < place + size; sector++)
        file->dirty[sector] = true;
}

/* The system copies whole pages, and so whole sectors: a write that ends early ends
 * at the end of one. */
static size_t beginning_of(uint64_t place, size_t size)
{
    uint64_t end = place + dice_below(&disk.dice, (uint32_t)size + 1);

    end -= end % DISK_SECTOR;
    return end > place ? (size_t)(end - place) : 0;
}

/* A write that fails has written a beginning; one that the machine dies in, too. */
ssize_t disk_write(int fd, const void *bytes, size_t size, uint64_t place)
{
    struct disk_file *file = disk_file_of(fd);
    bool was_dead = disk.dead;
    double full = place + size > file->size ? disk.full : disk.full / 4;

    if (!lives()) {
        if (!was_dead && size > 0)
            put(file, bytes, beginning_of(place, size), place);
        return fail(EIO);
    }
    if (dice_chance(&disk.dice, full))
        return fail(ENOSPC);
    if (dice_chance(&disk.dice, disk.write_fails)) {
        size_t done = beginning_of(place, size);

        put(file, bytes, done, place);
        return done > 0 && dice_chance(&disk.dice, 0.5) ? (ssize_t)done : fail(EIO);
    }
    put(file, bytes, size, place);
    return (ssize_t)size;
}

static void sync_sector(struct disk_file *file, size_t sector)
{
    memcpy(file->platter + sector * DISK_SECTOR, file->bytes + sector * DISK_SECTOR, DISK_SECTOR);
    file->dirty[sector] = false;
}

static void sync_size(struct disk_file *file)
{
    if (file->platter_size > file->size)
        memset(file->platter + file->size, 0, file->platter_size - file->size);
    file->platter_size = file->size;
}

static int sync_file(struct disk_file *file)
{
    bool fails = dice_chance(&disk.dice, disk.sync_fails);

    for (size_t sector = 0; sector < DISK_SECTORS; sector++) {
        if (!file->dirty[sector])
            continue;
        if (!fails || dice_chance(&disk.dice, 0.5))
            sync_sector(file, sector);
        else
            file->dirty[sector] = false; /* it counts as clean, and was not written */
    }
    if (fails)
        return fail(EIO);
    sync_size(file);
    return 0;
}

int disk_sync(int fd)
{
    if (!lives())
        return fail(EIO);
    if (fd != FOLDER_FD)
        return sync_file(disk_file_of(fd));
    if (dice_chance(&disk.dice, disk.sync_fails))
        return fail(EIO);
    settle_names(disk.changes_count);
    sweep();
    return 0;
}

int disk_truncate(int fd, uint64_t size)
{
    struct disk_file *file = disk_file_of(fd);

    if (!lives())
        return fail(EIO);
    assert(size <= file->size);
    memset(file->bytes + size, 0, file->size - size);
    file->size = (size_t)size;
    return 0;
}

int disk_lock(int fd, bool take, bool *held)
{
    struct disk_file *file = disk_file_of(fd);

    *held = file->lock != 0 && file->lock != fd;
    if (!take)
        return 0;
    if (*held) {
        errno = EAGAIN;
        return -1;
    }
    file->lock = fd;
    return 0;
}

/* ---- crashes ---------------------------------------------------------------- */

static void lose_sectors(struct disk_file *file)
{
    for (size_t sector = 0; sector < DISK_SECTORS; sector++) {
        if (!file->dirty[sector])
            continue;
        if (dice_chance(&disk.dice, 0.5))
            sync_sector(file, sector);
        else
            disk.torn++;
        file->dirty[sector] = false;
    }
    if (file->size > file->platter_size && dice_chance(&disk.dice, 0.5))
        file->platter_size = file->size;
    memcpy(file->bytes, file->platter, file->reach);
    file->size = file->platter_size;
    if (file->size < file->reach)
        memset(file->bytes + file->size, 0, file->reach - file->size);
}

static void lose_names(void)
{
    settle_names(dice_below(&disk.dice, disk.changes_count + 1));
    for (unsigned i = 0; i < DISK_FILES; i++)
        if (disk.files[i].used)
            strcpy(disk.files[i].name, disk.names[i]);
}

void disk_crash(bool power)
{
    for (int i = 0; i < DESCRIPTORS; i++)
        if (descriptors[i])
            disk_file_close(FIRST_FD + i);
    if (power) {
        lose_names();
        for (unsigned i = 0; i < DISK_FILES; i++)
            if (disk.files[i].used)
                lose_sectors(&disk.files[i]);
    }
    disk.dead = false;
    disk.dies_in = DISK_ALIVE;
    sweep();
}

void disk_open(uint64_t seed)
{
    disk = (struct disk){.dice = {seed}, .dies_in = DISK_ALIVE};
}

void disk_close(void)
{
    disk_crash(false);
    for (unsigned i = 0; i < DISK_FILES; i++)
        free_file(&disk.files[i]);
}

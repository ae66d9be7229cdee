/* The simulated disk: one folder, under the real code of the log (runtime/log_*).
 *
 * A file is what the system shows (`bytes`) and what would stand there after the
 * power failed (`platter`). They differ by the sectors of 512 bytes that were
 * written and not synced; each of those reaches the platter or does not, in any
 * order. A name that was given, changed or removed stands on the platter once the
 * folder was synced; of those that were not, a beginning does.
 *
 * A sync that fails is what Linux makes of it: some sectors were written, others
 * were not and count as clean all the same, so that a later sync does not write
 * them either. After `dies_in` calls that change something the machine is dead:
 * nothing reaches the disk any more, until disk_crash.
 *
 * disk_calls.c puts this under the calls of the C library (by --wrap of the
 * linker), for paths that begin with DISK_FOLDER. */
#ifndef OREWATCH_TESTS_SIMULATION_DISK_H
#define OREWATCH_TESTS_SIMULATION_DISK_H

#include "tests/support/dice.h"

#include <stddef.h>
#include <sys/types.h>

#define DISK_FOLDER "simulated:"
#define DISK_FILES 96u                  /* 32 with names, and one for each change that is not settled */
#define DISK_NAME 32u
#define DISK_FILE_BYTES (1024u * 1024u) /* of the largest file, a checkpoint */
#define DISK_SECTOR 512u
#define DISK_SECTORS (DISK_FILE_BYTES / DISK_SECTOR)
#define DISK_CHANGES 64u
#define DISK_ALIVE UINT64_MAX

struct disk_file {
    char name[DISK_NAME]; /* "": it has none */
    bool used;
    unsigned opened;      /* descriptors on it */
    int lock;             /* the descriptor that holds its lock, 0: none */
    size_t size, platter_size;
    size_t reach;         /* nothing was ever written behind it */
    uint8_t *bytes, *platter;
    bool dirty[DISK_SECTORS];
};

/* What a folder was told and has not synced. */
struct disk_change { struct disk_file *file; char name[DISK_NAME]; struct disk_file *instead; };

struct disk {
    struct dice dice;
    struct disk_file files[DISK_FILES];
    char names[DISK_FILES][DISK_NAME]; /* on the platter, by file */
    unsigned changes_count;
    struct disk_change changes[DISK_CHANGES];
    uint64_t dies_in;                  /* calls; DISK_ALIVE */
    bool dead;
    /* What may fail, each with this probability. */
    double full, write_fails, sync_fails;
    uint64_t failed, torn;             /* calls; sectors that a crash took */
};

extern struct disk disk;

void disk_open(uint64_t seed);
void disk_close(void);
/* `power`: what was not synced may be lost; else only the program was killed. */
void disk_crash(bool power);

/* ---- for disk_calls.c: as the calls they are named after; -1 with errno ---- */

int disk_file_open(const char *name, int flags);
bool disk_file_close(int fd);
struct disk_file *disk_file_of(int fd);
ssize_t disk_read(int fd, void *bytes, size_t size, uint64_t place);
ssize_t disk_write(int fd, const void *bytes, size_t size, uint64_t place);
int disk_sync(int fd);
int disk_truncate(int fd, uint64_t size);
int disk_rename(const char *from, const char *to);
int disk_unlink(const char *name);
struct disk_file *disk_find(const char *name);
int disk_lock(int fd, bool take, bool *held);

#endif

#include "runtime/checkpoint.h"

#include "runtime/log_file.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#define MAGIC  "OREWSAVE"
#define SUFFIX ".owc"
#define DIGITS 12
#define HASH   16u
#define PIECE  MIB /* written at once */

/* As in the file. */
struct file_head {
    char magic[8];
    uint32_t version, sections;
    uint64_t size, epoch, number, place, next_offset;
    struct log_hash before;
    int64_t received;
};
static_assert(sizeof(struct file_head) == 80, "no padding");
struct file_section {
    char name[CHECKPOINT_NAME];
    uint64_t size;
};
static_assert(sizeof(struct file_section) == 24, "no padding");

/* ---- names ------------------------------------------------------------------- */

static bool path_join(char path[PATH_MAX], const char *folder, const char *name)
{
    int size = snprintf(path, PATH_MAX, "%s/%s", folder, name);
    return size > 0 && size < PATH_MAX;
}

static bool next_path(char path[PATH_MAX], const char *folder)
{
    return path_join(path, folder, "next" SUFFIX);
}

bool checkpoint_path(char path[PATH_MAX], const char *folder, struct checkpoint_name name)
{
    char text[64];
    snprintf(text, sizeof text, "%0*llu-%0*llu" SUFFIX, DIGITS, (unsigned long long)name.number, DIGITS,
             (unsigned long long)name.place);
    return path_join(path, folder, text);
}

int checkpoint_compare(struct checkpoint_name one, struct checkpoint_name other)
{
    if (one.number != other.number)
        return one.number < other.number ? -1 : 1;
    return one.place < other.place ? -1 : one.place > other.place;
}

static bool read_digits(const char *text, uint64_t *number)
{
    *number = 0;
    for (size_t i = 0; i < DIGITS; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        *number = *number * 10 + (uint64_t)(text[i] - '0');
    }
    return true;
}

static bool read_name(const char *text, struct checkpoint_name *name)
{
    return strlen(text) == 2 * DIGITS + 1 + strlen(SUFFIX) && read_digits(text, &name->number) &&
           text[DIGITS] == '-' && read_digits(text + DIGITS + 1, &name->place) &&
           strcmp(text + 2 * DIGITS + 1, SUFFIX) == 0;
}

/* Puts it where it belongs; when there is no room, the oldest goes. */
static void insert(struct checkpoint_names *names, struct checkpoint_name name)
{
    uint32_t i = names->count;
    if (names->count < CHECKPOINTS) {
        names->count++;
    } else {
        names->more++;
        if (checkpoint_compare(name, names->at[--i]) < 0)
            return;
    }
    for (; i > 0 && checkpoint_compare(names->at[i - 1], name) < 0; i--)
        names->at[i] = names->at[i - 1];
    names->at[i] = name;
}

enum status checkpoint_list(const char *folder, struct checkpoint_names *names, char *why, size_t why_size)
{
    DIR *list = opendir(folder);
    if (list == NULL)
        return log_explain_errno(why, why_size, folder, "cannot be listed");
    *names = (struct checkpoint_names){0};
    for (const struct dirent *entry; (entry = readdir(list)) != NULL;) {
        struct checkpoint_name name;
        if (read_name(entry->d_name, &name))
            insert(names, name);
    }
    closedir(list);
    return STATUS_OK;
}

void checkpoint_sweep(const char *folder)
{
    char path[PATH_MAX];
    if (next_path(path, folder))
        unlink(path);
}

/* ---- writing ----------------------------------------------------------------- */

/* A file that grows, and the hash over it. */
struct writing { int fd; uint64_t place; XXH3_state_t hash; };

/* The disk begins at once, so that the fsync at the end does not hold up commits
 * with all of it. */
static bool put(struct writing *writing, const void *bytes, size_t size)
{
    XXH3_128bits_update(&writing->hash, bytes, size);
    for (size_t done = 0; done < size;) {
        size_t piece = size - done < PIECE ? size - done : PIECE;
        if (!log_file_write(writing->fd, (const uint8_t *)bytes + done, piece, writing->place))
            return false;
        (void)sync_file_range(writing->fd, (off_t)writing->place, (off_t)piece, SYNC_FILE_RANGE_WRITE);
        writing->place += piece;
        done += piece;
    }
    return true;
}

static bool put_hash(struct writing *writing)
{
    XXH128_hash_t value = XXH3_128bits_digest(&writing->hash);
    struct log_hash hash = {.low = value.low64, .high = value.high64};
    return log_file_write(writing->fd, &hash, sizeof hash, writing->place);
}

static bool put_all(struct writing *writing, const struct file_head *head, const struct checkpoint_section *sections)
{
    bool done = put(writing, head, sizeof *head);
    for (uint32_t i = 0; done && i < head->sections; i++) {
        struct file_section section = {.size = sections[i].size};
        strcpy(section.name, sections[i].name);
        done = put(writing, &section, sizeof section);
    }
    for (uint32_t i = 0; done && i < head->sections; i++)
        done = put(writing, sections[i].bytes, sections[i].size);
    return done && put_hash(writing) && fsync(writing->fd) == 0;
}

static uint64_t size_of(const struct checkpoint_section *sections, uint32_t count)
{
    uint64_t size = sizeof(struct file_head) + count * sizeof(struct file_section) + HASH;
    for (uint32_t i = 0; i < count; i++)
        size += sections[i].size;
    return size;
}

static enum status fill(const char *path, const struct file_head *head, const struct checkpoint_section *sections,
                        char *why, size_t why_size)
{
    struct writing writing = {.fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640)};
    if (writing.fd < 0)
        return log_explain_errno(why, why_size, path, "cannot be made");
    XXH3_128bits_reset(&writing.hash);
    enum status status = STATUS_OK;
    if (!log_file_has_room(path, head->size)) {
        errno = ENOSPC;
        status = log_explain_errno(why, why_size, path, "cannot be written");
    } else if (!put_all(&writing, head, sections)) {
        status = log_explain_errno(why, why_size, path, "cannot be written");
    }
    close(writing.fd);
    return status;
}

/* It has its name when the folder says so durably. */
static enum status give_name(const char *folder, const char *from, struct checkpoint_name name, char *why,
                             size_t why_size)
{
    char path[PATH_MAX];
    if (!checkpoint_path(path, folder, name) || rename(from, path) != 0)
        return log_explain_errno(why, why_size, from, "cannot be given its name");
    enum status status = log_folder_sync(folder, why, why_size);
    if (status != STATUS_OK)
        unlink(path);
    return status;
}

enum status checkpoint_write(const char *folder, const struct checkpoint_head *head,
                             const struct checkpoint_section *sections, uint32_t count, char *why, size_t why_size)
{
    const struct log_position *at = &head->position;
    char path[PATH_MAX];
    struct file_head file = {.version = CHECKPOINT_VERSION,
                             .sections = count,
                             .size = size_of(sections, count),
                             .epoch = at->epoch,
                             .number = at->number,
                             .place = at->place,
                             .next_offset = at->next_offset,
                             .before = at->before,
                             .received = head->received};
    memcpy(file.magic, MAGIC, sizeof file.magic);
    assert(count <= CHECKPOINT_SECTIONS);
    for (uint32_t i = 0; i < count; i++)
        assert(sections[i].name[0] != '\0' && strlen(sections[i].name) < CHECKPOINT_NAME);
    if (!next_path(path, folder)) {
        log_explain(why, why_size, "%s: the name is too long", folder);
        return STATUS_IO;
    }
    if (file.size > CHECKPOINT_BYTES) {
        log_explain(why, why_size, "%s: would take %llu bytes, %llu are allowed", path, (unsigned long long)file.size,
                    (unsigned long long)CHECKPOINT_BYTES);
        return STATUS_TOO_LARGE;
    }
    enum status status = fill(path, &file, sections, why, why_size);
    if (status == STATUS_OK)
        status = give_name(folder, path, (struct checkpoint_name){at->number, at->place}, why, why_size);
    if (status != STATUS_OK)
        unlink(path);
    return status;
}

/* ---- reading ----------------------------------------------------------------- */

/* Invariant: the sections lie in `bytes`. */
struct checkpoint {
    struct checkpoint_head head;
    uint32_t count;
    struct { char name[CHECKPOINT_NAME]; const uint8_t *at; size_t size; } sections[CHECKPOINT_SECTIONS];
    uint8_t *bytes;
    size_t size;
};

static enum status damaged(const char *path, const char *what, char *why, size_t why_size)
{
    log_explain(why, why_size, "%s: %s; a checkpoint only saves time: it can be removed when an older one or the whole "
                               "log is there", path, what);
    return STATUS_DAMAGED;
}

static enum status read_file(struct checkpoint *checkpoint, int fd, const char *path, char *why, size_t why_size)
{
    struct stat file;
    if (fstat(fd, &file) != 0)
        return log_explain_errno(why, why_size, path, "cannot be read");
    if (!S_ISREG(file.st_mode) || (uint64_t)file.st_size > CHECKPOINT_BYTES)
        return damaged(path, "is no checkpoint: it is no file, or larger than one gets", why, why_size);
    checkpoint->size = (size_t)file.st_size;
    checkpoint->bytes = malloc(checkpoint->size + 1);
    if (checkpoint->bytes == NULL) {
        log_explain(why, why_size, "%s: no memory to read its %zu bytes", path, checkpoint->size);
        return STATUS_NO_MEMORY;
    }
    ssize_t got = log_file_read(fd, checkpoint->bytes, checkpoint->size, 0);
    if (got < 0)
        return log_explain_errno(why, why_size, path, "cannot be read");
    checkpoint->size = (size_t)got;
    return STATUS_OK;
}

/* The eight letters and the hash, as in every version. */
static enum status prove(const struct checkpoint *checkpoint, const char *path, char *why, size_t why_size)
{
    size_t size = checkpoint->size;
    if (size < sizeof(struct file_head) + HASH)
        return damaged(path, "ends inside its head", why, why_size);
    if (memcmp(checkpoint->bytes, MAGIC, strlen(MAGIC)) != 0)
        return damaged(path, "is no checkpoint: it does not begin with " MAGIC, why, why_size);
    XXH128_hash_t found = XXH3_128bits(checkpoint->bytes, size - HASH);
    struct log_hash stored;
    memcpy(&stored, checkpoint->bytes + size - HASH, HASH);
    if (found.low64 != stored.low || found.high64 != stored.high)
        return damaged(path, "does not prove itself: bytes of it changed, or are missing", why, why_size);
    return STATUS_OK;
}

static void take_head(struct checkpoint *checkpoint, const struct file_head *file)
{
    checkpoint->count = file->sections;
    checkpoint->head = (struct checkpoint_head){.position = {.epoch = file->epoch,
                                                             .number = file->number,
                                                             .place = file->place,
                                                             .next_offset = file->next_offset,
                                                             .before = file->before},
                                                .received = file->received};
}

/* The sizes must add up even if the hash is right: it may be forged. */
static bool take_sections(struct checkpoint *checkpoint)
{
    const uint8_t *table = checkpoint->bytes + sizeof(struct file_head);
    uint64_t place = sizeof(struct file_head) + checkpoint->count * (uint64_t)sizeof(struct file_section);
    uint64_t end = checkpoint->size - HASH;
    if (checkpoint->count > CHECKPOINT_SECTIONS || place > end)
        return false;
    for (uint32_t i = 0; i < checkpoint->count; i++) {
        struct file_section section;
        memcpy(&section, table + i * sizeof section, sizeof section);
        if (section.name[CHECKPOINT_NAME - 1] != '\0' || section.size > end - place)
            return false;
        memcpy(checkpoint->sections[i].name, section.name, sizeof section.name);
        checkpoint->sections[i].at = checkpoint->bytes + place;
        checkpoint->sections[i].size = (size_t)section.size;
        place += section.size;
    }
    return place == end;
}

static enum status take(struct checkpoint *checkpoint, const char *path, char *why, size_t why_size)
{
    struct file_head file;
    memcpy(&file, checkpoint->bytes, sizeof file);
    if (file.version > CHECKPOINT_VERSION) {
        log_explain(why, why_size,
                    "%s: written in version %u of checkpoints; this program reads up to version %u: a newer Orewatch "
                    "is needed", path, file.version, CHECKPOINT_VERSION);
        return STATUS_NEWER_VERSION;
    }
    take_head(checkpoint, &file);
    if (file.version == 0 || file.size != checkpoint->size || file.next_offset == 0 || !take_sections(checkpoint))
        return damaged(path, "proves itself, and its sections do not add up", why, why_size);
    return STATUS_OK;
}

enum status checkpoint_open(struct checkpoint **checkpoint, const char *path, char *why, size_t why_size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return log_explain_errno(why, why_size, path, "cannot be opened");
    struct checkpoint *made = calloc(1, sizeof *made);
    enum status status = STATUS_NO_MEMORY;
    if (made == NULL)
        log_explain(why, why_size, "%s: no memory to read it", path);
    else
        status = read_file(made, fd, path, why, why_size);
    close(fd);
    if (status == STATUS_OK)
        status = prove(made, path, why, why_size);
    if (status == STATUS_OK)
        status = take(made, path, why, why_size);
    if (status != STATUS_OK) {
        checkpoint_close(&made);
        return status;
    }
    *checkpoint = made;
    return STATUS_OK;
}

void checkpoint_close(struct checkpoint **checkpoint)
{
    if (*checkpoint == NULL)
        return;
    free((*checkpoint)->bytes);
    free(*checkpoint);
    *checkpoint = NULL;
}

const struct checkpoint_head *checkpoint_head(const struct checkpoint *checkpoint)
{
    return &checkpoint->head;
}

const void *checkpoint_section(const struct checkpoint *checkpoint, const char *name, size_t *size)
{
    for (uint32_t i = 0; i < checkpoint->count; i++) {
        if (strcmp(checkpoint->sections[i].name, name) != 0)
            continue;
        *size = checkpoint->sections[i].size;
        return checkpoint->sections[i].at;
    }
    return NULL;
}

bool checkpoint_is_taken(const struct checkpoint *checkpoint, checkpoint_takes *takes)
{
    size_t size;
    const void *bytes = checkpoint_section(checkpoint, CHECKPOINT_ENGINE, &size);
    return bytes != NULL && takes(bytes, size);
}

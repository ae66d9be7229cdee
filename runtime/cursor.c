#include "runtime/cursor.h"

#include "runtime/log_file.h"
#include "runtime/log_lock.h"
#include "runtime/topic_table.h"
#include "schemas/fields.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define MAGIC       "orewatch cursor "
#define VERSION     "1\n"
#define CHECK_BYTES 8u
#define ITEM_BYTES  (LIMIT_TOPIC + 256u) /* a holding, packed */
#define PID_BYTES   24

struct head {
    uint64_t present;
    struct text name;
    uint64_t epoch, offset;
    int64_t time;
    uint64_t count;
    uint32_t topics_count; struct text topics[CURSOR_TOPICS];
};
enum { HEAD_HAS_NAME, HEAD_HAS_EPOCH, HEAD_HAS_TIME, HEAD_HAS_COUNT, HEAD_HAS_TOPICS, HEAD_HAS_OFFSET };

#define LIST_OF_TEXTS(type, member, most) ITEMS(type, member, KIND_TEXT), .high = (most)

static const struct field head_fields[] = {
    [HEAD_HAS_NAME]   = FIELD("name", REQUIRED, TOKEN(struct head, name, CURSOR_NAME_MOST), "", "of the cursor"),
    [HEAD_HAS_EPOCH]  = FIELD("epoch", REQUIRED, UINT(struct head, epoch, 0, UINT_MOST), "",
                              "names the log and the engine that reads it"),
    [HEAD_HAS_TIME]   = FIELD("time", REQUIRED, TIME(struct head, time), "ns", "of the log's clock"),
    [HEAD_HAS_COUNT]  = FIELD("count", REQUIRED, UINT(struct head, count, 0, TOPIC_TABLE_CAPACITY), "", "holdings"),
    [HEAD_HAS_TOPICS] = FIELD("topics", REQUIRED, LIST_OF_TEXTS(struct head, topics, LIMIT_TOPIC), "",
                              "prefixes that are followed"),
    [HEAD_HAS_OFFSET] = FIELD("offset", OPTIONAL, UINT(struct head, offset, 0, WHOLE_MOST), "",
                              "all that was said before it was given"),
};
static ROWS(cursor_head_rows, "cursor", struct head, "What a cursor is of.", head_fields);

struct cursor {
    char folder[PATH_MAX / 2], path[PATH_MAX], beside[PATH_MAX];
    int lock;
    struct head head;             /* its name and topics are the caller's, and outlive it */
    bool kept;                    /* a file was there */
    uint8_t *file;                /* as read: the holdings' topics point into it */
    struct holding *items;
    struct holdings holdings;
    int64_t time;
    uint8_t *next;                /* what is committed next */
    size_t next_used, next_size;
    uint64_t next_count;
    bool no_memory;
};

/* ---- the file ---------------------------------------------------------------- */

static uint64_t check_of(const uint8_t *bytes, size_t size)
{
    return XXH3_64bits(bytes, size);
}

static void put_check(uint8_t at[CHECK_BYTES], uint64_t check)
{
    for (unsigned i = 0; i < CHECK_BYTES; i++)
        at[i] = (uint8_t)(check >> (56 - 8 * i));
}

static bool is_checked(const uint8_t *bytes, size_t size)
{
    uint8_t check[CHECK_BYTES];

    put_check(check, check_of(bytes, size - CHECK_BYTES));
    return memcmp(check, bytes + size - CHECK_BYTES, CHECK_BYTES) == 0;
}

static enum status damaged(const struct cursor *cursor, const char *what, char *why, size_t why_size)
{
    log_explain(why, why_size,
                "%s: %s; where its consumer stood is not known. Move the file away to begin anew, from where --from says",
                cursor->path, what);
    return STATUS_DAMAGED;
}

/* NOT_FOUND: there is none. */
static enum status read_file(struct cursor *cursor, size_t *size, char *why, size_t why_size)
{
    struct stat facts;
    enum status status = STATUS_OK;
    int fd = open(cursor->path, O_RDONLY | O_CLOEXEC);

    if (fd < 0 && errno == ENOENT)
        return STATUS_NOT_FOUND;
    if (fd < 0)
        return log_explain_errno(why, why_size, cursor->path, "cannot be opened");
    if (fstat(fd, &facts) != 0) {
        status = log_explain_errno(why, why_size, cursor->path, "cannot be read");
    } else if (facts.st_size > (off_t)CURSOR_BYTES || !S_ISREG(facts.st_mode)) {
        status = damaged(cursor, "is no cursor: no file, or larger than any", why, why_size);
    } else {
        *size = (size_t)facts.st_size;
        cursor->file = malloc(*size + 1);
        if (!cursor->file)
            status = STATUS_NO_MEMORY;
        else if (log_file_read(fd, cursor->file, *size, 0) != (ssize_t)*size)
            status = log_explain_errno(why, why_size, cursor->path, "cannot be read");
    }
    close(fd);
    return status;
}

/* One message at `*at`, which moves behind it. */
static bool take(const struct rows *rows, const uint8_t **at, const uint8_t *end, void *message)
{
    struct refusal refusal;
    size_t size;

    if (scan_value(*at, (size_t)(end - *at), &size, &refusal) != STATUS_OK ||
        rows_decode(rows, *at, size, message, NULL, &refusal) != STATUS_OK)
        return false;
    *at += size;
    return true;
}

static bool is_sound(const struct holding *holding)
{
    return holding->from >= 1 && holding->to + 1 >= holding->from && holding->missing <= holding->to + 1 - holding->from;
}

static bool take_items(struct cursor *cursor, const uint8_t *at, const uint8_t *end, uint64_t count)
{
    cursor->items = calloc(count + 1, sizeof(*cursor->items));
    if (!cursor->items)
        return false;
    for (uint64_t i = 0; i < count; i++)
        if (!take(&holding_rows, &at, end, &cursor->items[i]) || !is_sound(&cursor->items[i]))
            return false;
    return at == end;
}

static void line_topics(struct line *line, const struct head *head)
{
    for (uint32_t i = 0; i < head->topics_count; i++) {
        line_string(line, i > 0 ? " " : "");
        line_text(line, head->topics[i]);
    }
}

/* Of other topics some would be without a beginning. */
static enum status compare(const struct cursor *cursor, const struct head *found, char *why, size_t why_size)
{
    const struct head *ours = &cursor->head;
    bool same = found->topics_count == ours->topics_count;
    struct line line = line_on(why, why_size);

    for (uint32_t i = 0; same && i < found->topics_count; i++)
        same = text_equal(found->topics[i], ours->topics[i]);
    if (same && text_equal(found->name, ours->name))
        return STATUS_OK;
    line_string(&line, cursor->path);
    line_string(&line, ": it is the cursor ");
    line_text(&line, found->name);
    line_string(&line, " of ");
    line_topics(&line, found);
    line_string(&line, "; given are ");
    line_text(&line, ours->name);
    line_string(&line, " of ");
    line_topics(&line, ours);
    line_string(&line, ". Give it the same, or another name");
    return STATUS_CONFLICT;
}

static enum status parse(struct cursor *cursor, size_t size, char *why, size_t why_size)
{
    const size_t front = sizeof(MAGIC VERSION) - 1;
    const uint8_t *at = cursor->file + front, *end = cursor->file + size - CHECK_BYTES;
    static struct head found;
    enum status status;

    if (size < front + CHECK_BYTES || memcmp(cursor->file, MAGIC, sizeof(MAGIC) - 1) != 0)
        return damaged(cursor, "is no cursor", why, why_size);
    if (!is_checked(cursor->file, size))
        return damaged(cursor, "its check does not fit what it holds: it was damaged", why, why_size);
    if (memcmp(cursor->file, MAGIC VERSION, front) != 0) {
        log_explain(why, why_size, "%s: written by a newer version", cursor->path);
        return STATUS_NEWER_VERSION;
    }
    if (!take(&cursor_head_rows, &at, end, &found))
        return damaged(cursor, "its head cannot be read", why, why_size);
    status = compare(cursor, &found, why, why_size);
    if (status != STATUS_OK)
        return status;
    if (!take_items(cursor, at, end, found.count))
        return damaged(cursor, "a holding in it cannot be read", why, why_size);
    cursor->holdings = (struct holdings){found.epoch, found.offset, cursor->items, found.count};
    cursor->time = found.time;
    cursor->kept = true;
    return STATUS_OK;
}

/* ---- life -------------------------------------------------------------------- */

static bool is_name(const char *name)
{
    size_t size = strlen(name);

    return size >= 1 && size <= CURSOR_NAME_MOST && name[0] != '.' &&
           strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-") == size;
}

static enum status make_folder(const char *folder, char *why, size_t why_size)
{
    if (mkdir(folder, 0750) == 0)
        return log_name_sync(folder, why, why_size);
    return errno == EEXIST ? STATUS_OK : log_explain_errno(why, why_size, folder, "cannot be made");
}

static enum status take_lock(struct cursor *cursor, const char *name, char *why, size_t why_size)
{
    char path[PATH_MAX], pid[PID_BYTES] = "";
    int size;

    snprintf(path, sizeof(path), "%s/%s.lock", cursor->folder, name);
    cursor->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (cursor->lock < 0)
        return log_explain_errno(why, why_size, path, "cannot be opened");
    if (log_lock_file(cursor->lock, path, why, why_size) != STATUS_OK) {
        if (log_file_read(cursor->lock, pid, sizeof(pid) - 1, 0) < 0)
            pid[0] = '\0';
        pid[strspn(pid, "0123456789")] = '\0';
        log_explain(why, why_size, "%s: is held by process %s; a cursor has one holder: end that one, or name another",
                    cursor->path, pid[0] ? pid : "(unknown)");
        return STATUS_LOCKED;
    }
    size = snprintf(pid, sizeof(pid), "%ld\n", (long)getpid());
    if (log_file_write(cursor->lock, pid, (size_t)size, 0) && ftruncate(cursor->lock, size) == 0)
        return STATUS_OK;
    return log_explain_errno(why, why_size, path, "cannot be written");
}

static enum status open_in(struct cursor *cursor, const char *name, char *why, size_t why_size)
{
    size_t size = 0;
    enum status status = make_folder(cursor->folder, why, why_size);

    if (status == STATUS_OK)
        status = take_lock(cursor, name, why, why_size);
    if (status == STATUS_OK)
        status = read_file(cursor, &size, why, why_size);
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK;
    return status == STATUS_OK ? parse(cursor, size, why, why_size) : status;
}

enum status cursor_open(struct cursor **cursor, const char *folder, const char *name, const char *const *topics,
                        size_t topics_count, char *why, size_t why_size)
{
    struct cursor *new;
    enum status status;

    assert(topics_count <= CURSOR_TOPICS);
    if (!is_name(name)) {
        log_explain(why, why_size, "'%s' is no name of a cursor: 1 to %u of letters, digits and ._:-, no dot in front",
                    name, CURSOR_NAME_MOST);
        return STATUS_BAD_TOKEN;
    }
    if (strlen(folder) >= sizeof(new->folder)) {
        log_explain(why, why_size, "%s: the name is too long", folder);
        return STATUS_IO;
    }
    new = calloc(1, sizeof(*new));
    if (!new) {
        log_explain(why, why_size, "no memory");
        return STATUS_NO_MEMORY;
    }
    new->lock = -1;
    new->head = (struct head){.present = PRESENT_ALL, .name = text_of(name), .topics_count = (uint32_t)topics_count};
    for (size_t i = 0; i < topics_count; i++)
        new->head.topics[i] = text_of(topics[i]);
    strcpy(new->folder, folder);
    snprintf(new->path, sizeof(new->path), "%s/%s.cursor", folder, name);
    snprintf(new->beside, sizeof(new->beside), "%s/%s.cursor.new", folder, name);
    status = open_in(new, name, why, why_size);
    if (status == STATUS_OK)
        *cursor = new;
    else
        cursor_close(&new);
    return status;
}

void cursor_close(struct cursor **cursor)
{
    if (!*cursor)
        return;
    if ((*cursor)->lock >= 0)
        close((*cursor)->lock);
    free((*cursor)->file);
    free((*cursor)->items);
    free((*cursor)->next);
    free(*cursor);
    *cursor = NULL;
}

const struct holdings *cursor_holdings(const struct cursor *cursor)
{
    return cursor->kept ? &cursor->holdings : NULL;
}

int64_t cursor_time(const struct cursor *cursor)
{
    return cursor->time;
}

/* ---- a new state ---------------------------------------------------------------- */

void cursor_begin(struct cursor *cursor, uint64_t epoch, uint64_t offset, int64_t time)
{
    cursor->head.epoch = epoch;
    cursor->head.offset = offset;
    cursor->head.time = time;
    cursor->next_used = 0;
    cursor->next_count = 0;
    cursor->no_memory = false;
}

static bool has_room(struct cursor *cursor)
{
    size_t size = cursor->next_size > 0 ? 2 * cursor->next_size : 64 * ITEM_BYTES;
    uint8_t *room;

    if (cursor->next_size - cursor->next_used >= ITEM_BYTES)
        return true;
    room = realloc(cursor->next, size);
    if (!room)
        return false;
    cursor->next = room;
    cursor->next_size = size;
    return true;
}

void cursor_add(struct cursor *cursor, const struct holding *holding)
{
    size_t size = 0;

    if (!cursor->no_memory && has_room(cursor))
        size = rows_encode(&holding_rows, holding, cursor->next + cursor->next_used, ITEM_BYTES);
    cursor->no_memory |= size == 0;
    cursor->next_used += size;
    cursor->next_count++;
}

/* In one piece in front of the holdings: magic, version and head; behind them the check. */
static enum status write_state(struct cursor *cursor, int fd, char *why, size_t why_size)
{
    static uint8_t front[sizeof(MAGIC VERSION) + CURSOR_TOPICS * (LIMIT_TOPIC + 8) + 512];
    const size_t magic = sizeof(MAGIC VERSION) - 1;
    uint8_t check[CHECK_BYTES];
    XXH3_state_t hash;
    size_t size;

    memcpy(front, MAGIC VERSION, magic);
    cursor->head.count = cursor->next_count;
    size = magic + rows_encode(&cursor_head_rows, &cursor->head, front + magic, sizeof(front) - magic);
    assert(size > magic);
    XXH3_64bits_reset(&hash);
    XXH3_64bits_update(&hash, front, size);
    XXH3_64bits_update(&hash, cursor->next, cursor->next_used);
    put_check(check, XXH3_64bits_digest(&hash));
    if (!log_file_write(fd, front, size, 0) || !log_file_write(fd, cursor->next, cursor->next_used, size) ||
        !log_file_write(fd, check, sizeof(check), size + cursor->next_used))
        return log_explain_errno(why, why_size, cursor->beside, "cannot be written");
    if (fsync(fd) != 0)
        return log_explain_errno(why, why_size, cursor->beside, "cannot be made durable");
    return STATUS_OK;
}

enum status cursor_commit(struct cursor *cursor, char *why, size_t why_size)
{
    enum status status;
    int fd;

    if (cursor->no_memory) {
        log_explain(why, why_size, "%s: no memory for a new state of it", cursor->path);
        return STATUS_NO_MEMORY;
    }
    fd = open(cursor->beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
    if (fd < 0)
        return log_explain_errno(why, why_size, cursor->beside, "cannot be opened");
    status = write_state(cursor, fd, why, why_size);
    close(fd);
    if (status == STATUS_OK && rename(cursor->beside, cursor->path) != 0)
        status = log_explain_errno(why, why_size, cursor->path, "cannot be replaced");
    return status == STATUS_OK ? log_folder_sync(cursor->folder, why, why_size) : status;
}

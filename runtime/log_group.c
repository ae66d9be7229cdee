#include "runtime/log_group.h"

#include "runtime/log_file.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

#define PIECES 5u /* of a record: header, received, sizes, bytes, hash */
static_assert(LOG_COMMIT_RECORDS * PIECES <= 1024, "IOV_MAX: one call writes a commit");

/* A commit, and a part of a block on either side. */
#define BLOCKS ((COMMIT_SIZE / LOG_BLOCK + 3) * LOG_BLOCK)

enum status log_group_init(struct log_group *group)
{
    *group = (struct log_group){.received = malloc(LOG_COMMIT_ENTRIES * sizeof *group->received),
                                .sizes = malloc(LOG_COMMIT_ENTRIES * sizeof *group->sizes),
                                .bytes = malloc(LOG_COMMIT_BYTES),
                                .blocks = aligned_alloc(LOG_BLOCK, BLOCKS)};
    return group->received && group->sizes && group->bytes && group->blocks ? STATUS_OK : STATUS_NO_MEMORY;
}

void log_group_close(struct log_group *group)
{
    free(group->received);
    free(group->sizes);
    free(group->bytes);
    free(group->blocks);
    *group = (struct log_group){0};
}

void log_group_clear(struct log_group *group)
{
    group->entries = group->records_count = 0;
    group->bytes_used = 0;
    group->events = 0;
}

size_t log_group_size(const struct log_group *group)
{
    return group->records_count * (size_t)RECORD_FRAME + group->entries * (size_t)RECORD_ENTRY + group->bytes_used;
}

/* The record that the next entry joins, NULL when it begins another. */
static struct log_group_record *open_record(struct log_group *group, enum entry_kind kind, size_t size)
{
    if (group->records_count == 0 || kind != ENTRY_EVENTS)
        return NULL;
    struct log_group_record *last = &group->records[group->records_count - 1];
    bool joins =
        last->kind == ENTRY_EVENTS && last->count < LIMIT_BATCH_EVENTS && last->size + size <= LIMIT_BATCH_BYTES;
    return joins ? last : NULL;
}

enum status log_group_add(struct log_group *group, enum entry_kind kind, uint64_t offset, int64_t received,
                          const void *bytes, size_t size, size_t limit)
{
    if (size > LIMIT_BATCH_BYTES || RECORD_FRAME + RECORD_ENTRY + size > limit)
        return STATUS_TOO_LARGE;
    struct log_group_record *record = open_record(group, kind, size);
    size_t more = (record == NULL ? RECORD_FRAME : 0) + RECORD_ENTRY + size;
    if (group->entries == LOG_COMMIT_ENTRIES || group->bytes_used + size > LOG_COMMIT_BYTES ||
        log_group_size(group) + more > limit || (record == NULL && group->records_count == LOG_COMMIT_RECORDS))
        return STATUS_FULL;
    if (record == NULL) {
        record = &group->records[group->records_count++];
        *record = (struct log_group_record){
            .kind = kind, .entry = group->entries, .byte = group->bytes_used, .first_offset = offset};
    }
    if (size > 0)
        memcpy(group->bytes + group->bytes_used, bytes, size);
    group->received[group->entries] = received;
    group->sizes[group->entries] = (uint32_t)size;
    group->bytes_used += size;
    group->entries++;
    group->events += kind == ENTRY_EVENTS;
    record->count++;
    record->size += size;
    return STATUS_OK;
}

static struct record_pieces pieces_of(const struct log_group *group, uint32_t index)
{
    const struct log_group_record *record = &group->records[index];
    return (struct record_pieces){
        .header = {.kind = (uint8_t)record->kind,
                   .part = (uint8_t)index,
                   .first_offset = record->first_offset,
                   .count = record->count},
        .received = group->received + record->entry,
        .sizes = group->sizes + record->entry,
        .bytes = group->bytes + record->byte,
        .bytes_size = record->size,
    };
}

static void put_pieces(struct iovec *out, struct record_pieces *record)
{
    size_t count = record->header.count;
    out[0] = (struct iovec){&record->header, RECORD_HEADER};
    out[1] = (struct iovec){(void *)record->received, count * sizeof *record->received};
    out[2] = (struct iovec){(void *)record->sizes, count * sizeof *record->sizes};
    out[3] = (struct iovec){(void *)record->bytes, record->bytes_size};
    out[4] = (struct iovec){&record->hash, RECORD_HASH};
}

enum status log_group_write(const struct log_group *group, struct log_output *output, uint64_t place,
                            struct log_hash before, struct log_hash *last)
{
    assert(group->records_count > 0);
    struct record_pieces records[LOG_COMMIT_RECORDS];
    struct iovec pieces[LOG_COMMIT_RECORDS * PIECES];
    for (uint32_t i = 0; i < group->records_count; i++) {
        records[i] = pieces_of(group, i);
        record_seal(&records[i], before);
        before = records[i].hash;
        put_pieces(&pieces[i * PIECES], &records[i]);
    }
    enum status status = log_output_write(output, pieces, (int)(group->records_count * PIECES), place, group->blocks);
    if (status == STATUS_OK)
        *last = before;
    return status;
}

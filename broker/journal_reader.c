#include "broker/journal_reader.h"

#include <stdio.h>

/* What the first segment begins with, and then the segment that `from` stands in. */
static enum status open_log(struct log_reader **log, const char *path, uint64_t from, uint64_t *floor, char *why,
                            size_t why_size)
{
    enum status status = log_reader_open(log, path, why, why_size);

    if (status != STATUS_OK)
        return status;
    *floor = log_reader_spot(*log).first_offset;
    if (from <= *floor)
        return STATUS_OK;
    log_reader_close(log);
    return log_reader_open_from(log, path, from, why, why_size);
}

enum status journal_reader_open(struct journal_readers *readers, const char *path, uint64_t from,
                                struct journal_reader **reader, uint64_t *floor, char *why, size_t why_size)
{
    for (uint32_t i = 0; i < JOURNAL_READERS; i++) {
        struct journal_reader *place = &readers->reader[i];

        if (place->log)
            continue;
        *reader = place;
        return open_log(&place->log, path, from, floor, why, why_size);
    }
    snprintf(why, why_size, "%u consumers read the journal, no more are allowed; ask again", JOURNAL_READERS);
    return STATUS_FULL;
}

enum status journal_reader_next(struct journal_reader *reader, struct log_entry *entry, char *why, size_t why_size)
{
    if (!reader->pending) {
        enum status status = log_reader_next(reader->log, &reader->entry, why, why_size);

        if (status != STATUS_OK)
            return status;
        reader->pending = true;
    }
    *entry = reader->entry;
    return STATUS_OK;
}

void journal_reader_taken(struct journal_reader *reader)
{
    reader->pending = false;
}

void journal_reader_close(struct journal_reader *reader)
{
    log_reader_close(&reader->log);
    reader->pending = false;
}

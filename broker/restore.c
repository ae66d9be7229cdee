#include "broker/restore.h"

#include <stdio.h>

static enum status restore_all(struct broker *broker, struct log_reader *reader, const char *journal, char *why,
                               size_t why_size)
{
    struct refusal refusal;
    struct log_entry entry;
    enum status status;

    while ((status = log_reader_next(reader, &entry, why, why_size)) == STATUS_OK) {
        status = broker_restore(broker, &entry, &refusal);
        if (status != STATUS_OK) {
            snprintf(why, why_size, "%s: this version cannot take the entry at offset %llu: %s", journal,
                     (unsigned long long)entry.offset, refusal.text);
            return status;
        }
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status restore(struct broker *broker, const char *journal, char *why, size_t why_size)
{
    struct log_reader *reader;
    enum status status = log_reader_open(&reader, journal, why, why_size);

    if (status != STATUS_OK)
        return status;
    status = restore_all(broker, reader, journal, why, why_size);
    log_reader_close(&reader);
    return status;
}

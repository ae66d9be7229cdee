#include "broker/restore.h"

#include <stdio.h>

static enum status restore_all(struct broker *broker, struct log_reader *reader, const char *journal, uv_loop_t *loop,
                               char *why, size_t why_size)
{
    uint64_t turned = uv_hrtime();
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
        if (uv_hrtime() - turned >= RESTORE_TURN_NS) {
            uv_run(loop, UV_RUN_NOWAIT);
            turned = uv_hrtime();
        }
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status restore(struct broker *broker, const char *journal, uv_loop_t *loop, char *why, size_t why_size)
{
    struct log_reader *reader;
    enum status status = log_reader_open(&reader, journal, why, why_size);

    if (status != STATUS_OK)
        return status;
    status = restore_all(broker, reader, journal, loop, why, why_size);
    log_reader_close(&reader);
    return status;
}

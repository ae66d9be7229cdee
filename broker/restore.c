#include "broker/restore.h"

#include <stdio.h>

/* ---- the state ----------------------------------------------------------------- */

static enum status make(struct broker **broker, const struct broker_options *options, const struct world *world,
                        char *why, size_t why_size)
{
    *broker = broker_create(options, world);
    if (*broker)
        return STATUS_OK;
    snprintf(why, why_size, "no memory for the broker");
    return STATUS_NO_MEMORY;
}

enum status restore_state(struct broker **broker, const struct broker_options *options, const struct world *world,
                          struct keeper *keeper, struct checkpoint **checkpoint, struct log_position *from, char *why,
                          size_t why_size)
{
    enum status status = make(broker, options, world, why, why_size);

    *from = (struct log_position){0};
    while (status == STATUS_OK && *checkpoint) {
        status = broker_load(*broker, *checkpoint, why, why_size);
        if (status == STATUS_OK)
            *from = checkpoint_head(*checkpoint)->position;
        checkpoint_close(checkpoint);
        if (status == STATUS_OK)
            return STATUS_OK;
        keeper_pass_over(keeper, why);
        broker_destroy(broker); /* half of it was loaded */
        status = keeper_find(keeper, checkpoint, why, why_size);
        if (status == STATUS_OK || status == STATUS_NOT_FOUND)
            status = make(broker, options, world, why, why_size);
    }
    return status;
}

/* ---- the log behind it ----------------------------------------------------------- */

/* Without a checkpoint all of the log is needed. */
static enum status require_head(const struct log_reader *reader, const char *journal, char *why, size_t why_size)
{
    struct log_spot spot = log_reader_spot(reader);

    if (spot.segment == 1)
        return STATUS_OK;
    snprintf(why, why_size,
             "%s: begins with segment %llu, at offset %llu; what was before it is deleted, and no checkpoint beside it "
             "can be taken in its place (see checkpoint_passed_over above): put the programs back that wrote it, or a "
             "backup of the folder",
             journal, (unsigned long long)spot.segment, (unsigned long long)spot.first_offset);
    return STATUS_DAMAGED;
}

static enum status open_log(struct log_reader **reader, const char *journal, const struct log_position *from,
                            char *why, size_t why_size)
{
    enum status status;

    if (from->number > 0)
        return log_reader_open_at(reader, journal, from, why, why_size);
    status = log_reader_open(reader, journal, why, why_size);
    if (status == STATUS_OK)
        status = require_head(*reader, journal, why, why_size);
    return status;
}

static enum status restore_all(struct broker *broker, struct log_reader *reader, const char *journal, uv_loop_t *loop,
                               uint64_t *entries, char *why, size_t why_size)
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
        ++*entries;
        if (*entries % RESTORE_LOOK == 0 && uv_hrtime() - turned >= RESTORE_TURN_NS) {
            uv_run(loop, UV_RUN_NOWAIT);
            turned = uv_hrtime();
        }
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status restore_log(struct broker *broker, const char *journal, const struct log_position *from, uv_loop_t *loop,
                        char *why, size_t why_size)
{
    uint64_t began = uv_hrtime(), checkpoint = broker_offset(broker), entries = 0;
    struct log_reader *reader = NULL;
    enum status status = open_log(&reader, journal, from, why, why_size);

    if (status == STATUS_OK)
        status = restore_all(broker, reader, journal, loop, &entries, why, why_size);
    if (status == STATUS_OK)
        LOG(INFO, "restored", LOG_NUMBER("checkpoint", (int64_t)checkpoint),
            LOG_NUMBER("offset", (int64_t)broker_offset(broker)), LOG_NUMBER("entries", (int64_t)entries),
            LOG_NUMBER("ms", (int64_t)((uv_hrtime() - began) / 1000000)));
    log_reader_close(&reader);
    return status;
}

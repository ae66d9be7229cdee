/* Everything the broker asks of the world, in one struct.
 *
 * The core (broker.h) is a state machine: it is told what came (broker_receive,
 * broker_committed, broker_timer) and asks for what it wants done through these
 * functions. There are two worlds: the real one (world_real.c: libuv, ZeroMQ,
 * the journal) and the simulated one (tests/simulation), where one seed decides
 * over delay, loss, crash and a full disk. */
#ifndef OREWATCH_BROKER_WORLD_H
#define OREWATCH_BROKER_WORLD_H

#include "runtime/checkpoint.h"
#include "runtime/frame.h"
#include "runtime/log.h"
#include "runtime/logging.h"
#include "schemas/messages.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum endpoint { ENDPOINT_INGEST, ENDPOINT_OPEN, ENDPOINT_STREAM, ENDPOINT_HISTORY, ENDPOINTS };
extern const char *const endpoint_names[ENDPOINTS];

/* One entry of the log that shall become durable. */
struct commit_item {
    enum entry_kind kind;
    uint32_t size;
    int64_t received;
    const void *bytes;
};

struct world {
    void *self;
    /* Wall time in ns that never goes back: at the start, plus the monotonic clock. */
    int64_t (*now)(void *self);
    uint64_t (*random)(void *self);
    /* False: the peer is gone or takes nothing now, and nothing was sent. */
    bool (*send)(void *self, enum endpoint endpoint, const struct frame *frames, size_t count);
    /* Stops and resumes reading from ingest and open; history is read on. */
    void (*pause)(void *self, bool paused);
    /* Writes the items and makes them durable; broker_committed tells how it
     * went, never from within this call. The items and their bytes live until
     * then. One commit at a time. */
    void (*commit)(void *self, const struct commit_item *items, size_t count);
    /* Writes a checkpoint of the log up to the commit that ended last; `received`: of its
     * last entry. broker_saved tells how it went, from within this call or later; the
     * bytes of the sections live until then. One at a time. */
    void (*save)(void *self, const struct checkpoint_section *sections, uint32_t count, int64_t received);
    /* The log for history, from the event `from` on or a little earlier, and `floor`, the
     * lowest offset that it still holds: `log_next`
     * gives an entry, the same again until `log_taken`; NOT_FOUND at the end. FULL:
     * too many are open. Everything open is closed before the world ends. */
    enum status (*log_open)(void *self, uint64_t from, void **log, uint64_t *floor, char *why, size_t why_size);
    enum status (*log_next)(void *self, void *log, struct log_entry *entry, char *why, size_t why_size);
    void (*log_taken)(void *self, void *log);
    void (*log_close)(void *self, void *log);
    /* Calls broker_timer once, at `time` or soon after; replaces the last wish. */
    void (*wake_at)(void *self, int64_t time);
    /* Tells the operator, as logging_write. */
    void (*say)(void *self, enum log_level level, const char *event, const struct log_field *fields, unsigned count);
};

#define WORLD_SAY(world, level, event, ...)                                                                            \
    (world)->say((world)->self, LOG_LEVEL_##level, event, (const struct log_field[]){__VA_ARGS__},                     \
                 sizeof((const struct log_field[]){__VA_ARGS__}) / sizeof(struct log_field))

#endif

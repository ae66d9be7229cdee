/* Where a feed's events go. DEST on the command line is one of
 *
 *   tcp://HOST:PORT, ipc://PATH   the ingest endpoint of a broker
 *   PATH.owr                      a recording to write, without a broker
 *   -                             NDJSON on standard output
 *
 * All three take events one by one and say what became of each, by its number
 * in the order of `add`, from 0: a broker later, through the loop; the others
 * before `add` returns. */
#ifndef OREWATCH_PRODUCERS_DESTINATION_H
#define OREWATCH_PRODUCERS_DESTINATION_H

#include "producers/input.h"
#include "producers/report.h"
#include "runtime/spool.h"

#include <stdbool.h>
#include <uv.h>

struct destination_callbacks {
    void (*on_refused)(void *self, uint64_t index, struct text reason, struct text field, struct text text);
    void (*on_unknown_key)(void *self, struct text key, struct text nearest);
    void (*on_answer)(void *self); /* a broker answered: there may be room again */
    /* By who keeps events: refused, and where it stands; the broker takes nothing
     * now; `why` says what failed, and the feed ends. */
    void (*on_refused_at)(void *self, const char *name, uint64_t place, struct text reason, struct text field,
                          struct text text);
    void (*on_put_off)(void *self, struct text reason, struct text text);
    void (*on_failed)(void *self);
    void *self;
};

/* What waits in a spool: events, and bytes of those it may take. */
struct kept { const char *folder; uint64_t events, bytes, most_bytes, torn_bytes; };

struct destination {
    const char *name;
    struct destination_callbacks callbacks;
    /* OK; FULL: the same event again later; anything else ends the feed. */
    enum status (*add)(struct destination *destination, const struct item *item);
    /* Sends, or makes durable, what was added. */
    enum status (*flush)(struct destination *destination);
    bool (*idle)(const struct destination *destination); /* everything is answered */
    struct report_totals (*totals)(const struct destination *destination);
    /* NULL: it keeps nothing. Else events are durable after `flush`, whether a broker
     * answers or not, and `totals` counts those of earlier feeds too. */
    struct kept (*kept)(const struct destination *destination);
    void (*destroy)(struct destination *destination);
    char why[512]; /* of the last failure */
};

/* Is this text one of the three forms? Is it a broker's? */
bool destination_known(const char *to);
bool destination_is_broker(const char *to);
/* A `spool` without a folder is none; else `to` is an endpoint, and the options outlive the
 * destination. `context` is ZeroMQ's; it and the loop outlive the destination. After
 * destination_destroy the loop must turn until its handles are closed. */
MUST_CHECK enum status destination_open(struct destination **destination, const char *to,
                                        const struct spool_options *spool, uv_loop_t *loop, void *context,
                                        const struct destination_callbacks *callbacks, char *why, size_t why_size);
void destination_destroy(struct destination **destination);

/* ---- for the three forms ---------------------------------------------------- */

typedef enum status destination_opener(struct destination **destination, const char *to, uv_loop_t *loop,
                                       void *context, char *why, size_t why_size);
destination_opener ingest_open, recording_open, printout_open;
MUST_CHECK enum status spooled_open(struct destination **destination, const char *to,
                                    const struct spool_options *options, uv_loop_t *loop, void *context, char *why,
                                    size_t why_size);
void destination_tell_unknown(const struct destination *destination, const struct unknown_keys *unknown);
/* Reports the event `index` as refused. */
void destination_tell_refused(const struct destination *destination, uint64_t index, const struct refusal *refusal);

#endif

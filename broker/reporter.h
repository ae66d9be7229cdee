/* The reporter: gathers the facts of broker and process, and answers http.
 *
 * It listens before the log is restored, so that /readyz says what the broker is
 * doing; it has the broker's facts as soon as there is a broker. */
#ifndef OREWATCH_BROKER_REPORTER_H
#define OREWATCH_BROKER_REPORTER_H

#include "broker/http.h"
#include "broker/journal_size.h"
#include "broker/journal_space.h"
#include "broker/world_real.h"

#define REPORTER_SIZE_NS (10 * SECOND_NS) /* the journal's folder is looked at at most so often */

enum phase { PHASE_RESTORING, PHASE_SERVING, PHASE_STOPPING }; /* the last one is the world's to know */

struct reporter {
    const struct world_real *real;
    const struct broker *broker; /* NULL: not there yet */
    enum phase phase;
    int64_t started;             /* wall time */
    struct http http;
    struct facts facts;
    struct journal_size size;
    int64_t size_at;
    struct journal_space space;
};

/* Listens where `options` say, or nowhere. */
MUST_CHECK enum status reporter_start(struct reporter *reporter, struct world_real *real,
                                      const struct daemon_options *options, char *why, size_t why_size);
/* The loop no longer waits for it. */
void reporter_stop(struct reporter *reporter);
/* Between world_real_disconnect and world_real_close (http.h says why); takes what never
 * started. */
void reporter_close(struct reporter *reporter);

#endif

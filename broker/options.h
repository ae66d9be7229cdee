/* The options of orewatchd, as rows. */
#ifndef OREWATCH_BROKER_OPTIONS_H
#define OREWATCH_BROKER_OPTIONS_H

#include "broker/world.h"
#include "runtime/door.h"
#include "runtime/options.h"

struct daemon_options {
    const char *config;
    bool check;
    const char *journal;   /* a folder, or "none"; never NULL after daemon_options_read */
    int clock;             /* enum clock */
    const char *ingest, *open, *stream, *history, *http;
    int log_level;         /* enum log_level */
    uint64_t segment_size, journal_keep, low_space;
    const char *rules;
    char folder[4096];     /* the default of `journal` */
    char *texts;           /* what the texts out of the file point into; the options are read once and live to the end */
};

extern const struct program daemon_program;

/* Defaults, then the file of --config, then the flags; the configuration of the
 * engine that stood in the file, as a message, `config_size` 0 when there was none.
 * What is wrong has been said. */
enum parse_result daemon_options_read(int argc, char **argv, struct daemon_options *options, void *config,
                                      size_t config_capacity, size_t *config_size);
/* The endpoint to bind, by number; NULL for none. */
const char *daemon_options_endpoint(const struct daemon_options *options, enum endpoint endpoint);

#endif

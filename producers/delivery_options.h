/* The options that every feed has, and what its help says of exit codes. */
#ifndef OREWATCH_PRODUCERS_DELIVERY_OPTIONS_H
#define OREWATCH_PRODUCERS_DELIVERY_OPTIONS_H

#include "producers/report.h"
#include "runtime/options.h"

/* First member of each feed's options struct. */
struct destination_options { const char *to; int64_t timeout; };

#define DESTINATION_OPTION_ROWS                                                                                   \
    {.name = "to", .kind = OPTION_TEXT, .offset = offsetof(struct destination_options, to), .argument = "DEST",   \
     .sentence = "where the events go: the ingest endpoint of a broker (tcp://HOST:PORT), a recording to write "  \
                 "(a path ending in .owr), or - for NDJSON on standard output"},                                  \
    {.name = "timeout", .kind = OPTION_DURATION, .offset = offsetof(struct destination_options, timeout),         \
     .argument = "TIME", .initial = "10s", .low = 1e6, .high = 1e18,                                              \
     .sentence = "give up when the broker does not answer for so long (exit code 5)"}

extern const char *const feed_exit_codes[];

/* Is the destination given, and of a form that we know? Says so if not. */
bool destination_options_check(const struct destination_options *options, const struct report *report);

#endif

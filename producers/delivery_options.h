/* The options that every feed has, and what its help says of exit codes. */
#ifndef OREWATCH_PRODUCERS_DELIVERY_OPTIONS_H
#define OREWATCH_PRODUCERS_DELIVERY_OPTIONS_H

#include "producers/report.h"
#include "runtime/options.h"
#include "runtime/spool.h"

/* First member of each feed's options struct. */
struct destination_options { const char *to; int64_t timeout; const char *spool; uint64_t spool_size; };

#define DESTINATION_OPTION_ROWS                                                                                   \
    {.name = "to", .kind = OPTION_TEXT, .offset = offsetof(struct destination_options, to), .argument = "DEST",   \
     .sentence = "where the events go: the ingest endpoint of a broker (tcp://HOST:PORT), a recording to write "  \
                 "(a path ending in .owr), or - for NDJSON on standard output"},                                  \
    {.name = "timeout", .kind = OPTION_DURATION, .offset = offsetof(struct destination_options, timeout),         \
     .argument = "TIME", .initial = "10s", .low = 1e6, .high = 1e18,                                              \
     .sentence = "give up when the broker does not answer for so long (exit code 5)"},                            \
    {.name = "spool", .kind = OPTION_TEXT, .offset = offsetof(struct destination_options, spool),                 \
     .argument = "DIR",                                                                                           \
     .sentence = "put events on disk in this folder before they are sent, and keep them until the broker has "    \
                 "answered, also beyond the end of this feed: the next one with the same folder sends them "      \
                 "first. What is refused for good goes into refused.ndjson in it"},                               \
    {.name = "spool-size", .kind = OPTION_SIZE, .offset = offsetof(struct destination_options, spool_size),       \
     .argument = "SIZE", .initial = "256MiB", .low = SPOOL_LEAST_BYTES, .high = 0x1p40,                           \
     .sentence = "how large --spool may get; when it is full the inputs wait, and once the broker was silent "    \
                 "for --timeout, what they still hold is refused and counted"}

extern const char *const feed_exit_codes[];

/* The spool as asked for, perhaps none. */
struct spool_options destination_spool(const struct destination_options *options);
/* Is the destination given, and of a form that we know? Says so if not. */
bool destination_options_check(const struct destination_options *options, const struct report *report);

#endif

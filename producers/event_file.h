/* A file of events, one JSON object a line, as an input. `-` is standard input.
 *
 * Lines that are no event are reported and left out; empty lines are skipped. */
#ifndef OREWATCH_PRODUCERS_EVENT_FILE_H
#define OREWATCH_PRODUCERS_EVENT_FILE_H

#include "producers/input.h"
#include "producers/report.h"

/* `ordered`: others are merged with it, so that events without `received` are
 * looked into for their `time`. NULL with a reason on standard error. */
struct input *event_file_open(const char *path, bool ordered, struct report *report);

#endif

/* A recording, or the journal of a broker, as an input: its events, each with
 * its recorded `received`. Ticks, configuration and rules do not travel. */
#ifndef OREWATCH_PRODUCERS_RECORDING_FILE_H
#define OREWATCH_PRODUCERS_RECORDING_FILE_H

#include "producers/input.h"
#include "producers/report.h"

/* Only events received within from..until (both included) come out. NULL with a
 * reason on standard error. A log that ends inside a record gives what stands
 * before it, and a warning. */
struct input *recording_file_open(const char *path, int64_t from, int64_t until, struct report *report);

#endif

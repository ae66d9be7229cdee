/* A point in time as a person types it on a command line: RFC 3339
 * (2025-02-24T07:00:00Z), a day (its midnight, UTC), or `now`. */
#ifndef OREWATCH_RUNTIME_MOMENT_H
#define OREWATCH_RUNTIME_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

/* For refusals of what moment_parse does not take. */
#define MOMENT_FORMS "2025-02-24T07:00:00Z, 2025-02-24 or now"

/* `time` in ns since 1970 UTC. */
bool moment_parse(const char *text, int64_t *time);
/* The wall clock. */
int64_t moment_now(void);

#endif

/* A log as an SQLite database: entries, events, sources, and every output that
 * the engine derives from them. Each row keeps its whole JSON; what one asks for
 * often has a column. Memory stays the same however long the log is. */
#ifndef OREWATCH_CONSUMERS_SQLITE_EXPORT_H
#define OREWATCH_CONSUMERS_SQLITE_EXPORT_H

#include "runtime/log.h"

#include <stdint.h>

struct sqlite_export;

/* Makes the file, which must not exist. `why` of all these: what SQLite says. */
MUST_CHECK enum status sqlite_export_open(struct sqlite_export **made, const char *path, const char *log, char *why,
                                          size_t why_size);
/* `json`: of an event, else NULL; the bytes lie until the call returns. */
MUST_CHECK enum status sqlite_export_entry(struct sqlite_export *made, uint64_t number, const struct log_entry *entry,
                                           const char *json, size_t json_size, char *why, size_t why_size);
MUST_CHECK enum status sqlite_export_output(struct sqlite_export *made, bool alert, const char *json,
                                            size_t json_size, char *why, size_t why_size);
/* Indexes, and all of it on disk. */
MUST_CHECK enum status sqlite_export_finish(struct sqlite_export *made, char *why, size_t why_size);
void sqlite_export_close(struct sqlite_export **made);

#endif

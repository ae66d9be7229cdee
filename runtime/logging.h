/* What the programs say to their operator: logfmt lines on standard error.
 *
 *   time=2025-02-24T07:00:00.123Z level=info event=started offset=41 ingest=tcp://127.0.0.1:7701
 *
 * Libraries return errors; a program logs them, once. Each line is one write,
 * so that lines of several processes on one pipe stay whole; a line longer than
 * LOG_LINE_BYTES is cut and ends in `cut=true`. Where standard error goes to
 * the journal of systemd, which keeps time and priority itself, `<6>` stands in
 * place of the time and the level. */
#ifndef OREWATCH_RUNTIME_LOGGING_H
#define OREWATCH_RUNTIME_LOGGING_H

#include "schemas/text.h"

#include <stdbool.h>
#include <stdint.h>

#define LOG_LINE_BYTES 4096 /* PIPE_BUF: what a pipe takes as a whole */

enum log_level { LOG_LEVEL_DEBUG, LOG_LEVEL_INFO, LOG_LEVEL_WARNING, LOG_LEVEL_ERROR, LOG_LEVELS };

/* In the order of the levels, NULL at the end: the choices of `--log-level`. */
extern const char *const log_level_names[LOG_LEVELS + 1];

struct log_field { const char *key; const char *text; int64_t number; /* text == NULL: the number */ };
#define LOG_TEXT(key, value) ((struct log_field){key, value, 0})
#define LOG_NUMBER(key, value) ((struct log_field){key, 0, value})

/* Lines below the level are not written; at first it is LOG_LEVEL_INFO. */
void logging_set_level(enum log_level level);
int logging_level_from(const char *name); /* -1: no such level */
void logging_write(enum log_level level, const char *event, const struct log_field *fields, unsigned count);
/* LOG(INFO, "started", LOG_NUMBER("offset", 41)); */
#define LOG(level, event, ...)                                                                       \
    logging_write(LOG_LEVEL_##level, event, (const struct log_field[]){__VA_ARGS__},                 \
                  sizeof((const struct log_field[]){__VA_ARGS__}) / sizeof(struct log_field))

/* The text of a line without its newline, as of `time` (ns since 1970 UTC);
 * `journal`: the form for the journal of systemd. */
void logging_format(struct line *line, enum log_level level, const char *event, const struct log_field *fields,
                    unsigned count, int64_t time, bool journal);
/* Does standard error go to the journal? `stream`: JOURNAL_STREAM, may be NULL;
 * it names the device and inode of the socket, and is inherited by children
 * whose standard error goes elsewhere. */
bool logging_is_journal(const char *stream, uint64_t device, uint64_t inode);

#endif

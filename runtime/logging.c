#include "runtime/logging.h"

#include "schemas/limits.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define CUT_MARK " cut=true"

const char *const log_level_names[LOG_LEVELS + 1] = {
    [LOG_LEVEL_DEBUG] = "debug",
    [LOG_LEVEL_INFO] = "info",
    [LOG_LEVEL_WARNING] = "warning",
    [LOG_LEVEL_ERROR] = "error",
};

/* The priorities of syslog(3), as sd-daemon(3) writes them. */
static const char *const journal_prefixes[LOG_LEVELS] = {
    [LOG_LEVEL_DEBUG] = "<7>",
    [LOG_LEVEL_INFO] = "<6>",
    [LOG_LEVEL_WARNING] = "<4>",
    [LOG_LEVEL_ERROR] = "<3>",
};

static enum log_level lowest = LOG_LEVEL_INFO;

void logging_set_level(enum log_level level)
{
    assert(level < LOG_LEVELS);
    lowest = level;
}

int logging_level_from(const char *name)
{
    for (int level = 0; level < LOG_LEVELS; level++)
        if (strcmp(log_level_names[level], name) == 0)
            return level;
    return -1;
}

static bool needs_quotes(const char *text)
{
    if (*text == '\0')
        return true;
    for (const unsigned char *at = (const unsigned char *)text; *at != '\0'; at++)
        if (*at <= ' ' || *at == '=' || *at == '"' || *at == '\\' || *at == 0x7f)
            return true;
    return false;
}

/* Control characters are escaped: what a peer sent must not move the cursor
 * of the operator's terminal or begin a line of its own. */
static void put_escaped(struct line *line, unsigned char c)
{
    if (c == '"' || c == '\\') {
        line_char(line, '\\');
        line_char(line, (char)c);
    } else if (c == '\n') {
        line_string(line, "\\n");
    } else if (c < ' ' || c == 0x7f) {
        line_string(line, "\\x");
        line_hex(line, &c, 1);
    } else {
        line_char(line, (char)c);
    }
}

static void put_text(struct line *line, const char *text)
{
    if (!needs_quotes(text)) {
        line_string(line, text);
        return;
    }
    line_char(line, '"');
    for (const char *at = text; *at != '\0'; at++)
        put_escaped(line, (unsigned char)*at);
    line_char(line, '"');
}

/* Milliseconds: `time` has nine decimals, of which three are of use here. */
static void put_time(struct line *line, int64_t time)
{
    char text[40];
    struct line full = line_on(text, sizeof text);
    line_time(&full, time);
    line_text(line, (struct text){text, (uint32_t)strlen("2025-02-24T07:00:00.123")});
    line_char(line, 'Z');
}

void logging_format(struct line *line, enum log_level level, const char *event, const struct log_field *fields,
                    unsigned count, int64_t time, bool journal)
{
    if (journal) {
        line_string(line, journal_prefixes[level]);
    } else {
        line_string(line, "time=");
        put_time(line, time);
        line_string(line, " level=");
        line_string(line, log_level_names[level]);
        line_char(line, ' ');
    }
    line_string(line, "event=");
    put_text(line, event);
    for (unsigned i = 0; i < count; i++) {
        line_char(line, ' ');
        line_string(line, fields[i].key);
        line_char(line, '=');
        if (fields[i].text != NULL)
            put_text(line, fields[i].text);
        else
            line_int(line, fields[i].number);
    }
}

bool logging_is_journal(const char *stream, uint64_t device, uint64_t inode)
{
    if (stream == NULL)
        return false;
    char expected[64];
    snprintf(expected, sizeof expected, "%" PRIu64 ":%" PRIu64, device, inode);
    return strcmp(stream, expected) == 0;
}

static bool stderr_is_journal(void)
{
    struct stat status;
    if (fstat(STDERR_FILENO, &status) != 0)
        return false;
    return logging_is_journal(getenv("JOURNAL_STREAM"), status.st_dev, status.st_ino);
}

void logging_write(enum log_level level, const char *event, const struct log_field *fields, unsigned count)
{
    if (level < lowest)
        return;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);

    char bytes[LOG_LINE_BYTES];
    struct line line = line_on(bytes, sizeof bytes - strlen(CUT_MARK "\n"));
    logging_format(&line, level, event, fields, count, now.tv_sec * SECOND_NS + now.tv_nsec, stderr_is_journal());
    line.capacity = sizeof bytes;
    if (line.cut) {
        line.cut = false; /* goes on in the room kept for this */
        line_string(&line, CUT_MARK);
    }
    line_char(&line, '\n');
    /* A log that cannot be written has nowhere to say so. */
    if (write(STDERR_FILENO, bytes, line.used) < 0)
        return;
}

#include "producers/refused_file.h"

#include "runtime/log_file.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

enum status refused_file_init(struct refused_file *file, const char *folder, uint64_t most_bytes, char *why,
                              size_t why_size)
{
    file->fd = -1;
    file->lines = file->bytes = 0;
    file->most_bytes = most_bytes;
    file->unsynced = false;
    int size = snprintf(file->path, sizeof file->path, "%s/refused.ndjson", folder);
    if (size > 0 && size < (int)sizeof file->path)
        return STATUS_OK;
    log_explain(why, why_size, "%s: the name is too long", folder);
    return STATUS_IO;
}

/* Counts the lines that are there, and ends the last one, which a kill may have cut. */
static enum status count_lines(struct refused_file *file, char *why, size_t why_size)
{
    ssize_t got;
    char last = '\n';
    while ((got = log_file_read(file->fd, file->line, sizeof file->line, file->bytes)) > 0) {
        for (ssize_t i = 0; i < got; i++)
            file->lines += file->line[i] == '\n';
        last = file->line[got - 1];
        file->bytes += (uint64_t)got;
    }
    if (got < 0)
        return log_explain_errno(why, why_size, file->path, "cannot be read");
    if (last == '\n')
        return STATUS_OK;
    if (!log_file_write(file->fd, "\n", 1, file->bytes))
        return log_explain_errno(why, why_size, file->path, "cannot be written");
    file->bytes++;
    file->lines++;
    return STATUS_OK;
}

static enum status open_file(struct refused_file *file, char *why, size_t why_size)
{
    file->fd = open(file->path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (file->fd < 0)
        return log_explain_errno(why, why_size, file->path, "cannot be opened");
    enum status status = count_lines(file, why, why_size);
    return status == STATUS_OK ? log_name_sync(file->path, why, why_size) : status;
}

static struct line as_line(struct refused_file *file, const void *bytes, size_t size, int64_t received)
{
    struct line line = line_on(file->line, sizeof file->line);
    if (!event_json(&line, bytes, size, received)) {
        line = line_on(file->line, sizeof file->line);
        line_string(&line, "{\"bytes\":\"");
        line_hex(&line, bytes, size);
        line_string(&line, "\"}");
    }
    line_char(&line, '\n');
    return line;
}

enum status refused_file_add(struct refused_file *file, const void *bytes, size_t size, int64_t received, char *why,
                             size_t why_size)
{
    if (file->fd < 0) {
        enum status status = open_file(file, why, why_size);
        if (status != STATUS_OK)
            return status;
    }
    struct line line = as_line(file, bytes, size, received);
    if (file->bytes + line.used > file->most_bytes) {
        log_explain(why, why_size,
                    "%s: has %" PRIu64 " bytes of refused events, allowed are %" PRIu64
                    " (--spool-size); look at it, move it away, and start again",
                    file->path, file->bytes, file->most_bytes);
        return STATUS_FULL;
    }
    if (!log_file_write(file->fd, line.at, line.used, file->bytes))
        return log_explain_errno(why, why_size, file->path, "cannot be written");
    file->bytes += line.used;
    file->lines++;
    file->unsynced = true;
    return STATUS_OK;
}

enum status refused_file_sync(struct refused_file *file, char *why, size_t why_size)
{
    if (file->unsynced && fdatasync(file->fd) != 0)
        return log_explain_errno(why, why_size, file->path, "cannot be made durable");
    file->unsynced = false;
    return STATUS_OK;
}

void refused_file_close(struct refused_file *file)
{
    if (file->fd >= 0)
        close(file->fd);
    file->fd = -1;
}

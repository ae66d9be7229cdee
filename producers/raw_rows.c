#include "producers/raw_rows.h"

#include "schemas/bytes.h"
#include "schemas/reader.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CAPACITY (RAW_ROW_BYTES + RAW_ROWS_BLOCK)

bool raw_rows_init(struct raw_rows *rows, const struct text_file *file, const struct extent *extent, bool backwards)
{
    *rows = (struct raw_rows){.file = file, .left = *extent, .backwards = backwards, .buffer = malloc(CAPACITY)};
    rows->start = rows->used = backwards ? CAPACITY : 0;
    return rows->buffer != NULL;
}

void raw_rows_close(struct raw_rows *rows)
{
    free(rows->buffer);
    rows->buffer = NULL;
}

uint32_t raw_row_count(const char *at, const char *end, char byte)
{
    uint32_t count = 0;
    bytes16 all = (bytes16){0} + (uint8_t)byte;
    for (; end - at >= 16; at += 16) {
        words2 ones = (words2)((bytes16)words_at(at) == all) & UINT64_C(0x0101010101010101);
        count += (uint32_t)((ones[0] + ones[1]) * UINT64_C(0x0101010101010101) >> 56); /* the sum of its bytes */
    }
    for (; at < end; at++)
        count += *at == byte;
    return count;
}

static enum status too_large(const struct raw_rows *rows, char *why, size_t why_size)
{
    snprintf(why, why_size, "%s:%" PRIu64 ": a row has more than %u bytes; perhaps a quote opens and never closes",
             rows->file->name, rows->backwards ? rows->left.end_line - 1 : rows->left.line, RAW_ROW_BYTES);
    return STATUS_TOO_LARGE;
}

static enum status load(const struct raw_rows *rows, char *into, size_t size, uint64_t place, char *why,
                        size_t why_size)
{
    while (size > 0) {
        ssize_t got = pread(rows->file->descriptor, into, size, (off_t)place);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            snprintf(why, why_size, "cannot read %s: %s", rows->file->name,
                     got < 0 ? strerror(errno) : "it became shorter while it was read");
            return STATUS_IO;
        }
        into += got;
        size -= (size_t)got;
        place += (uint64_t)got;
    }
    return STATUS_OK;
}

static size_t block_of(const struct raw_rows *rows)
{
    uint64_t left = rows->left.to - rows->left.from;
    return left < RAW_ROWS_BLOCK ? (size_t)left : RAW_ROWS_BLOCK;
}

/* ---- forwards ---------------------------------------------------------------------- */

static enum status load_after(struct raw_rows *rows, char *why, size_t why_size)
{
    size_t size = block_of(rows);
    memmove(rows->buffer, rows->buffer + rows->start, rows->used - rows->start);
    rows->used -= rows->start;
    rows->start = 0;
    enum status status = load(rows, rows->buffer + rows->used, size, rows->left.from, why, why_size);
    rows->used += size;
    rows->left.from += size;
    return status;
}

static void hand_out_first(struct raw_rows *rows, size_t size, size_t lines, size_t quotes, struct raw_row *row)
{
    uint64_t place = rows->left.from - (rows->used - rows->start);
    *row = (struct raw_row){.text = {rows->buffer + rows->start, (uint32_t)size},
                            .place = place,
                            .line = rows->left.line,
                            .end = place + size,
                            .end_line = rows->left.line + lines,
                            .quoted = quotes > 0};
    rows->start += size;
    rows->left.line += lines;
}

static enum status next_forwards(struct raw_rows *rows, struct raw_row *row, char *why, size_t why_size)
{
    size_t scanned = 0, lines = 0, quotes = 0;
    for (;;) {
        const char *from = rows->buffer + rows->start, *end = rows->buffer + rows->used;
        const char *feed = memchr(from + scanned, '\n', (size_t)(end - from) - scanned);
        const char *to = feed != NULL ? feed + 1 : end;
        if (feed != NULL || rows->left.from == rows->left.to) {
            if (to == from)
                return STATUS_NOT_FOUND;
            quotes += raw_row_count(from + scanned, to, '"');
            scanned = (size_t)(to - from);
            lines += to > from;
            if (scanned > RAW_ROW_BYTES)
                return too_large(rows, why, why_size);
            if (quotes % 2 == 0 || feed == NULL) {
                hand_out_first(rows, scanned, lines, quotes, row);
                return STATUS_OK;
            }
            continue;
        }
        if ((size_t)(end - from) > RAW_ROW_BYTES)
            return too_large(rows, why, why_size);
        enum status status = load_after(rows, why, why_size);
        if (status != STATUS_OK)
            return status;
    }
}

/* ---- backwards --------------------------------------------------------------------- */

static enum status load_before(struct raw_rows *rows, char *why, size_t why_size)
{
    size_t size = block_of(rows), kept = rows->used - rows->start;
    memmove(rows->buffer + CAPACITY - kept, rows->buffer + rows->start, kept);
    rows->used = CAPACITY;
    rows->start = CAPACITY - kept - size;
    rows->left.to -= size;
    return load(rows, rows->buffer + rows->start, size, rows->left.to, why, why_size);
}

static void hand_out_last(struct raw_rows *rows, size_t size, size_t lines, size_t quotes, struct raw_row *row)
{
    uint64_t end = rows->left.to + (rows->used - rows->start);
    rows->used -= size;
    *row = (struct raw_row){.text = {rows->buffer + rows->used, (uint32_t)size},
                            .place = end - size,
                            .line = rows->left.end_line - lines,
                            .end = end,
                            .end_line = rows->left.end_line,
                            .quoted = quotes > 0};
    rows->left.end_line -= lines;
}

/* `scanned`: bytes before the end of the buffered that are known to belong to the row. */
static enum status next_backwards(struct raw_rows *rows, struct raw_row *row, char *why, size_t why_size)
{
    size_t scanned = 0, lines = 0, quotes = 0;
    for (;;) {
        const char *from = rows->buffer + rows->start, *end = rows->buffer + rows->used;
        const char *to = end - scanned;
        const char *last = to > from && to[-1] == '\n' ? to - 1 : to; /* the line's own end */
        const char *feed = memrchr(from, '\n', (size_t)(last - from));
        if (feed != NULL || rows->left.from == rows->left.to) {
            const char *first = feed != NULL ? feed + 1 : from;
            if (first == end)
                return STATUS_NOT_FOUND;
            quotes += raw_row_count(first, to, '"');
            lines++;
            scanned = (size_t)(end - first);
            if (scanned > RAW_ROW_BYTES)
                return too_large(rows, why, why_size);
            if (quotes % 2 == 0 || feed == NULL) {
                hand_out_last(rows, scanned, lines, quotes, row);
                return STATUS_OK;
            }
            continue;
        }
        if ((size_t)(end - from) > RAW_ROW_BYTES)
            return too_large(rows, why, why_size);
        enum status status = load_before(rows, why, why_size);
        if (status != STATUS_OK)
            return status;
    }
}

static bool is_blank(struct text row)
{
    return *row.at == '\n' || (*row.at == '\r' && (row.size == 1 || row.at[1] == '\n'));
}

enum status raw_rows_next(struct raw_rows *rows, struct raw_row *row, char *why, size_t why_size)
{
    enum status status;
    do
        status = (rows->backwards ? next_backwards : next_forwards)(rows, row, why, why_size);
    while (status == STATUS_OK && is_blank(row->text));
    return status;
}

enum status raw_row_check(const struct raw_row *row, const struct text_file *file, char *why, size_t why_size)
{
    const uint8_t *at = (const uint8_t *)row->text.at;
    if (utf8_is_valid(at, row->text.size))
        return STATUS_OK;
    snprintf(why, why_size,
             "%s:%" PRIu64 ": byte %zu of the row is not UTF-8; --encoding says what the file is in: GB18030 for most "
             "Chinese ones, CP1252 for most of Windows",
             file->name, row->line, utf8_valid_size(at, row->text.size) + 1);
    return STATUS_BAD_UTF8;
}

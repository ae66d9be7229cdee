#include "producers/sheet.h"

#include <csv.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct sheet {
    const char *path;
    void (*on_row)(void *self, const struct sheet_row *row);
    void *self;
    struct sheet_row row;
    char bytes[SHEET_ROW_BYTES];
    size_t used;
    enum status status;
};

static void on_cell(void *cell, size_t size, void *self)
{
    struct sheet *sheet = self;
    if (sheet->row.count == SHEET_CELLS)
        sheet->status = STATUS_TOO_MANY;
    if (sheet->used + size + 1 > SHEET_ROW_BYTES)
        sheet->status = STATUS_TOO_LARGE;
    if (sheet->status != STATUS_OK)
        return;
    char *at = sheet->bytes + sheet->used;
    if (size > 0)
        memcpy(at, cell, size);
    at[size] = '\0';
    sheet->used += size + 1;
    sheet->row.cells[sheet->row.count++] = (struct text){at, (uint32_t)size};
}

static void on_row_end(int terminator, void *self)
{
    struct sheet *sheet = self;
    (void)terminator;
    if (sheet->status == STATUS_OK)
        sheet->on_row(sheet->self, &sheet->row);
    sheet->row.count = 0;
    sheet->used = 0;
}

/* Goes on with one line of the file; a quoted cell may reach over several. */
static enum status parse_line(struct sheet *sheet, struct csv_parser *parser, const char *line, size_t size,
                              uint64_t number, char *why, size_t why_size)
{
    if (sheet->row.count == 0 && sheet->used == 0 && parser->pstate == 0)
        sheet->row.line = number;
    size_t parsed = csv_parse(parser, line, size, on_cell, on_row_end, sheet);
    if (parsed != size) {
        snprintf(why, why_size, "%s:%" PRIu64 ":%zu: a quote stands where none may stand", sheet->path, number, parsed);
        return STATUS_SYNTAX;
    }
    if (sheet->status != STATUS_OK)
        snprintf(why, why_size, "%s:%" PRIu64 ": a row has more than %u cells or %u bytes", sheet->path, number,
                 SHEET_CELLS, SHEET_ROW_BYTES);
    return sheet->status;
}

static enum status parse_file(struct sheet *sheet, struct csv_parser *parser, FILE *file, char *why, size_t why_size)
{
    enum status status = STATUS_OK;
    char *line = NULL;
    size_t capacity = 0;
    ssize_t size;
    for (uint64_t number = 1; status == STATUS_OK && (size = getline(&line, &capacity, file)) >= 0; number++) {
        size_t mark = number == 1 && size >= 3 && memcmp(line, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
        status = parse_line(sheet, parser, line + mark, (size_t)size - mark, number, why, why_size);
    }
    free(line);
    if (status == STATUS_OK && ferror(file)) {
        snprintf(why, why_size, "cannot read %s: %s", sheet->path, strerror(errno));
        return STATUS_IO;
    }
    if (status == STATUS_OK && csv_fini(parser, on_cell, on_row_end, sheet) != 0) {
        snprintf(why, why_size, "%s:%" PRIu64 ": a quote opens in this row and never closes", sheet->path,
                 sheet->row.line);
        return STATUS_SYNTAX;
    }
    return status;
}

enum status sheet_read(const char *path, void (*on_row)(void *self, const struct sheet_row *row), void *self, char *why,
                       size_t why_size)
{
    bool standard = strcmp(path, "-") == 0;
    FILE *file = standard ? stdin : fopen(path, "r");
    if (file == NULL) {
        snprintf(why, why_size, "cannot open %s: %s", path, strerror(errno));
        return STATUS_IO;
    }
    struct csv_parser parser;
    struct sheet *sheet = calloc(1, sizeof *sheet);
    enum status status = STATUS_NO_MEMORY;
    if (sheet != NULL && csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) == 0) {
        *sheet = (struct sheet){.path = path, .on_row = on_row, .self = self};
        status = parse_file(sheet, &parser, file, why, why_size);
        csv_free(&parser);
    } else {
        snprintf(why, why_size, "%s: no memory", path);
    }
    free(sheet);
    if (!standard)
        fclose(file);
    return status;
}

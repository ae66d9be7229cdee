#include "producers/csv_row.h"

#include "schemas/bytes.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct csv_row *csv_row_create(char delimiter)
{
    struct csv_row *row = calloc(1, sizeof *row);
    if (row == NULL || csv_init(&row->parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        free(row);
        return NULL;
    }
    csv_set_delim(&row->parser, (unsigned char)delimiter);
    return row;
}

void csv_row_destroy(struct csv_row **row)
{
    if (*row != NULL)
        csv_free(&(*row)->parser);
    free(*row);
    *row = NULL;
}

/* The cells of a row have no more bytes than the row: there is room. */
static void on_cell(void *cell, size_t size, void *self)
{
    struct csv_row *row = self;
    if (row->ended)
        row->status = STATUS_SYNTAX;
    if (row->count == CSV_CELLS)
        row->status = STATUS_TOO_MANY;
    if (row->status != STATUS_OK)
        return;
    char *at = row->bytes + row->used;
    copy_bytes(at, cell, (uint32_t)size);
    row->cells[row->count++] = (struct text){at, (uint32_t)size};
    row->used += (uint32_t)size;
}

static void on_end(int terminator, void *self)
{
    struct csv_row *row = self;
    (void)terminator;
    row->ended = true;
}

static enum status wrong(const char *file, uint64_t line, enum status status, char *why, size_t why_size,
                         const char *what)
{
    snprintf(why, why_size, "%s:%" PRIu64 ": %s", file, line, what);
    return status;
}

enum status csv_row_parse(struct csv_row *row, const char *file, const struct raw_row *raw, char *why, size_t why_size)
{
    struct text text = raw->text;
    row->count = row->used = 0;
    row->ended = false;
    size_t parsed = csv_parse(&row->parser, text.at, text.size, on_cell, on_end, row);
    if (parsed != text.size) {
        snprintf(why, why_size, "%s:%" PRIu64 ": byte %zu of the row: a quote stands where none may stand", file,
                 raw->line, parsed);
        return STATUS_SYNTAX;
    }
    if (text.at[text.size - 1] != '\n' && csv_parse(&row->parser, "\n", 1, on_cell, on_end, row) != 1)
        return wrong(file, raw->line, STATUS_SYNTAX, why, why_size, "a quote stands where none may stand");
    if (row->status == STATUS_TOO_MANY)
        return wrong(file, raw->line, row->status, why, why_size, "a row has more than 1,024 cells");
    if (row->status != STATUS_OK)
        return wrong(file, raw->line, row->status, why, why_size,
                     "a carriage return stands alone; lines end with LF or CR LF (`mac2unix` mends that)");
    if (!row->ended && row->parser.pstate == 0)
        return STATUS_OK; /* nothing but blanks: no cells */
    if (!row->ended)
        return wrong(file, raw->line, STATUS_SYNTAX, why, why_size, "a quote opens in this row and never closes");
    return STATUS_OK;
}

#include "producers/price_columns.h"

#include "runtime/quantity.h"
#include "schemas/nearest.h"
#include "schemas/refusal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* In the order of enum delimiter. */
static const char delimiters[] = {'\0', ',', ';', '\t', '|'};

/* A file whose head is being read. */
struct head {
    struct price_columns *columns;
    const struct price_options *options;
    const struct text_file *file;
    struct line why;
};

static enum status refuse_head(struct head *head, enum status status, const char *option, const char *detail)
{
    line_string(&head->why, head->file->name);
    line_string(&head->why, ": ");
    if (option != NULL) {
        line_string(&head->why, "--");
        line_string(&head->why, option);
        line_string(&head->why, ": ");
    }
    line_string(&head->why, detail);
    return status;
}

/* ---- the first row ------------------------------------------------------------------ */

/* The delimiter that stands most often outside quotes; a comma where none does. */
static char guess_delimiter(struct text row)
{
    uint32_t counts[sizeof delimiters] = {0}, best = DELIMITER_COMMA;
    bool quoted = false;
    for (uint32_t i = 0; i < row.size; i++) {
        quoted ^= row.at[i] == '"';
        for (uint32_t j = DELIMITER_COMMA; j < sizeof delimiters && !quoted; j++)
            counts[j] += row.at[i] == delimiters[j];
    }
    for (uint32_t j = DELIMITER_COMMA; j < sizeof delimiters; j++)
        if (counts[j] > counts[best])
            best = j;
    return delimiters[best];
}

static void keep_names(struct price_columns *columns, const struct csv_row *row, bool header)
{
    struct line line = line_on(columns->texts, sizeof columns->texts);
    for (uint32_t i = 0; i < row->count; i++) {
        size_t from = line.used;
        if (header && row->cells[i].size > 0) {
            line_text(&line, row->cells[i]);
        } else {
            line_string(&line, "column ");
            line_uint(&line, i + 1);
        }
        columns->names[i] = (struct text){line.at + from, (uint32_t)(line.used - from)};
        line_char(&line, '\0');
    }
}

/* The first row after those to skip: header, or the first of the table. */
static enum status read_first(struct head *head, struct raw_rows *rows)
{
    struct price_columns *columns = head->columns;
    struct raw_row raw;
    enum status status;
    do
        status = raw_rows_next(rows, &raw, head->why.at, head->why.capacity);
    while (status == STATUS_OK && raw.line <= (uint64_t)head->options->skip);
    if (status == STATUS_NOT_FOUND)
        return refuse_head(head, status, NULL, "there is no row in it");
    if (status == STATUS_OK)
        status = raw_row_check(&raw, head->file, head->why.at, head->why.capacity);
    if (status != STATUS_OK)
        return status;
    columns->delimiter = delimiters[head->options->delimiter];
    if (columns->delimiter == '\0')
        columns->delimiter = guess_delimiter(raw.text);
    struct csv_row *row = csv_row_create(columns->delimiter);
    if (row == NULL)
        return refuse_head(head, STATUS_NO_MEMORY, NULL, "no memory");
    status = csv_row_parse(row, head->file->name, &raw, head->why.at, head->why.capacity);
    if (status == STATUS_OK) {
        bool header = head->options->header;
        columns->width = row->count;
        columns->header_line = header ? raw.line : 0;
        columns->rows = (struct extent){.from = header ? raw.end : raw.place, .to = head->file->end,
                                        .line = header ? raw.end_line : raw.line};
        keep_names(columns, row, header);
    }
    csv_row_destroy(&row);
    return status;
}

/* ---- columns by name ------------------------------------------------------------------ */

static bool same_but_case(struct text a, struct text b)
{
    for (uint32_t i = 0; i < a.size && a.size == b.size; i++) {
        unsigned char x = (unsigned char)a.at[i], y = (unsigned char)b.at[i];
        if (x != y && ((x | 0x20) != (y | 0x20) || (x | 0x20) < 'a' || (x | 0x20) > 'z'))
            return false;
    }
    return a.size == b.size;
}

/* How many columns have this name, `cell` being the first of them. */
static uint32_t count_named(const struct price_columns *columns, struct text name, bool exactly, uint32_t *cell)
{
    uint32_t count = 0;
    for (uint32_t i = columns->width; i-- > 0;) {
        if (exactly ? text_equal(columns->names[i], name) : same_but_case(columns->names[i], name)) {
            *cell = i;
            count++;
        }
    }
    return count;
}

static bool by_number(const struct price_columns *columns, struct text name, uint32_t *cell)
{
    char digits[8];
    int64_t number;
    if (name.size >= sizeof digits)
        return false;
    memcpy(digits, name.at, name.size);
    digits[name.size] = '\0';
    if (!integer_parse(digits, &number) || number < 1 || number > columns->width)
        return false;
    *cell = (uint32_t)number - 1;
    return true;
}

static enum status refuse_unknown(struct head *head, const char *option, struct text name)
{
    const struct price_columns *columns = head->columns;
    const char *names[CSV_CELLS];
    for (uint32_t i = 0; i < columns->width; i++)
        names[i] = columns->names[i].at;
    (void)refuse_head(head, STATUS_UNKNOWN_FIELD, option, "there is no column ");
    line_quoted(&head->why, name);
    if (columns->header_line == 0) {
        line_string(&head->why, ": without a header a column is a number from 1 to ");
        line_uint(&head->why, columns->width);
        return STATUS_UNKNOWN_FIELD;
    }
    const char *nearest = nearest_name(name, names, columns->width);
    if (nearest != NULL) {
        line_string(&head->why, "; nearest ");
        line_quoted(&head->why, text_of(nearest));
    }
    line_string(&head->why, "; the header of line ");
    line_uint(&head->why, columns->header_line);
    line_string(&head->why, " has");
    for (uint32_t i = 0; i < columns->width && i < 8; i++) {
        line_string(&head->why, i > 0 ? ", " : " ");
        line_quoted(&head->why, columns->names[i]);
    }
    if (columns->width > 8)
        line_string(&head->why, " ...");
    return STATUS_UNKNOWN_FIELD;
}

static enum status refuse_twice(struct head *head, const char *option, struct text name)
{
    (void)refuse_head(head, STATUS_DUPLICATE_KEY, option, "more than one column is called ");
    line_quoted(&head->why, name);
    line_string(&head->why, ": say which by its number, from 1");
    return STATUS_DUPLICATE_KEY;
}

static enum status find(struct head *head, const char *option, struct text name, uint32_t *cell)
{
    uint32_t count = count_named(head->columns, name, true, cell);
    if (count == 0)
        count = count_named(head->columns, name, false, cell);
    if (count == 1 || (count == 0 && by_number(head->columns, name, cell)))
        return STATUS_OK;
    return count > 1 ? refuse_twice(head, option, name) : refuse_unknown(head, option, name);
}

/* ---- what they hold --------------------------------------------------------------------- */

static enum status find_all(struct head *head)
{
    const struct price_options *options = head->options;
    struct price_columns *columns = head->columns;
    const struct { const char *option, *name; uint32_t *cell; } wanted[] = {
        {"date-column",   options->date_column,   &columns->date},
        {"time-column",   options->time_column,   &columns->time},
        {"series-column", options->series_column, &columns->series},
        {"value-column",  options->value_column,  &columns->value},
        {"unit-column",   options->unit_column,   &columns->unit},
    };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        *wanted[i].cell = NO_CELL;
        if (wanted[i].name == NULL)
            continue;
        enum status status = find(head, wanted[i].option, text_of(wanted[i].name), wanted[i].cell);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

static void add_wide(struct price_columns *columns, uint32_t cell, struct text name)
{
    columns->wide[columns->wide_count].cell = cell;
    columns->wide[columns->wide_count++].name = name;
}

/* The columns that --map names; without it all that hold nothing else. */
static enum status find_wide(struct head *head)
{
    const struct price_options *options = head->options;
    struct price_columns *columns = head->columns;
    if (columns->value != NO_CELL)
        return STATUS_OK;
    for (size_t i = 0; i < options->map.count; i++) {
        struct text name, series;
        uint32_t cell;
        (void)price_pair_split(options->map.texts[i], &name, &series);
        enum status status = find(head, "map", name, &cell);
        if (status != STATUS_OK)
            return status;
        add_wide(columns, cell, name);
    }
    if (options->map.count > 0)
        return STATUS_OK;
    if (columns->header_line == 0)
        return refuse_head(head, STATUS_MISSING_FIELD, NULL,
                           "without a header the series of its columns have no names: --map NUMBER=SERIES gives them");
    for (uint32_t i = 0; i < columns->width; i++)
        if (i != columns->date && i != columns->time && i != columns->unit)
            add_wide(columns, i, columns->names[i]);
    if (columns->wide_count == 0)
        return refuse_head(head, STATUS_MISSING_FIELD, NULL, "there is no column beside the date's");
    return STATUS_OK;
}

enum status price_columns_read(struct price_columns *columns, const struct price_options *options,
                               const struct text_file *file, char *why, size_t why_size)
{
    struct raw_rows rows;
    struct extent whole = {.from = file->start, .to = file->end, .line = 1};
    struct head head = {.columns = columns, .options = options, .file = file, .why = line_on(why, why_size)};
    columns->wide_count = 0;
    if (!raw_rows_init(&rows, file, &whole, false))
        return refuse_head(&head, STATUS_NO_MEMORY, NULL, "no memory");
    enum status status = read_first(&head, &rows);
    raw_rows_close(&rows);
    if (status == STATUS_OK)
        status = find_all(&head);
    return status == STATUS_OK ? find_wide(&head) : status;
}

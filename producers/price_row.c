#include "producers/price_row.h"

#include "schemas/refusal.h"

bool price_row_init(struct price_row *row, const struct price_file *file)
{
    date_reader_init(&row->dates, file->options->date_format);
    row->cells = csv_row_create(file->columns.delimiter);
    return row->cells != NULL;
}

void price_row_close(struct price_row *row)
{
    csv_row_destroy(&row->cells);
}

/* ---- refusals ------------------------------------------------------------------------ */

static const char *name_of(const struct price_file *file, uint32_t cell)
{
    return file->columns.names[cell].at;
}

static void tell(const struct price_row *row, const struct price_file *file, const struct refusal *refusal)
{
    report_refused(file->report, file->text.name, row->line, refusal);
}

static void tell_width(const struct price_row *row, const struct price_file *file)
{
    struct refusal refusal;
    struct line line = refuse(&refusal, STATUS_INCONSISTENT, TEXT(""));
    line_string(&line, "this row has ");
    line_uint(&line, row->cells->count);
    line_string(&line, " cells, the table ");
    line_uint(&line, file->columns.width);
    line_string(&line, " columns");
    tell(row, file, &refusal);
}

static void tell_date(const struct price_row *row, const struct price_file *file, uint32_t cell)
{
    struct refusal refusal;
    struct line line = refuse(&refusal, STATUS_WRONG_TYPE, file->columns.names[cell]);
    struct text text = row->cells->cells[cell];
    if (cell == file->columns.date) {
        date_explain(&row->dates, text, &line);
    } else {
        line_quoted(&line, text);
        line_string(&line, " is no time of day: HH:MM or HH:MM:SS, with AM, PM, Z or +01:00 behind it");
    }
    tell(row, file, &refusal);
}

static void tell_number(const struct price_row *row, const struct price_file *file, uint32_t cell)
{
    struct refusal refusal;
    struct line line = refuse(&refusal, STATUS_WRONG_TYPE, file->columns.names[cell]);
    number_explain(file->options->number, row->cells->cells[cell], &line);
    tell(row, file, &refusal);
}

/* ---- values -------------------------------------------------------------------------- */

static bool same_but_case(struct text text, const char *lower)
{
    uint32_t i = 0;
    while (i < text.size && lower[i] != '\0' &&
           (text.at[i] >= 'A' && text.at[i] <= 'Z' ? text.at[i] | 0x20 : text.at[i]) == lower[i])
        i++;
    return i == text.size && lower[i] == '\0';
}

/* What publishers write where they have no value, in lower case. */
static const char *const missing_texts[] = {"", ".", "..", "-", "--", "\u2013", "\u2014", "\u2026", "n/a", "n.a.", "na",
                                            "#n/a", "nan", "nil", "null", "none"};

static bool is_usual_missing(struct text text)
{
    for (size_t i = 0; i < sizeof missing_texts / sizeof *missing_texts; i++)
        if (same_but_case(text, missing_texts[i]))
            return true;
    return false;
}

static bool is_said_missing(const struct option_texts *texts, struct text text)
{
    for (size_t i = 0; i < texts->count; i++)
        if (text_is(text, texts->texts[i]))
            return true;
    return false;
}

static struct text trimmed(struct text text)
{
    while (text.size > 0 && *text.at == ' ')
        text = (struct text){text.at + 1, text.size - 1};
    while (text.size > 0 && text.at[text.size - 1] == ' ')
        text.size--;
    return text;
}

/* False when there is no value to send, told or counted. */
static bool read_value(const struct price_row *row, struct price_file *file, uint32_t cell, double *value)
{
    struct text text = trimmed(row->cells->cells[cell]);
    if (is_said_missing(&file->options->missing, text)) {
        file->counts.missing++;
        return false;
    }
    if (number_read(file->options->number, text, value))
        return true;
    if (is_usual_missing(text))
        file->counts.missing++;
    else
        tell_number(row, file, cell);
    return false;
}

/* ---- series -------------------------------------------------------------------------- */

static struct price_series *find(const struct price_row *row, struct price_file *file, struct text name,
                                 const char *field)
{
    struct price_series *series;
    struct refusal refusal;
    uint32_t unit_cell = file->columns.unit;
    struct text unit = unit_cell != NO_CELL ? trimmed(row->cells->cells[unit_cell]) : TEXT("");
    if (price_series_find(&file->series, name, unit, field, &series, &refusal) == STATUS_OK)
        return series;
    tell(row, file, &refusal);
    return NULL;
}

static void add(const struct price_row *row, struct price_file *file, struct price_day *day, uint32_t cell,
                struct price_series *series, const struct price_date *date)
{
    struct price price = {.series = series, .day = date->day, .line = row->line};
    struct refusal refusal;
    if (!read_value(row, file, cell, &price.value))
        return;
    if (price_series_time(&file->series, series, date, &price.time, &refusal) != STATUS_OK) {
        tell(row, file, &refusal);
        return;
    }
    if (date->timed)
        price.form = date->of_day % SECOND_NS == 0 ? ID_SECOND : ID_NANOSECOND;
    price_day_add(day, &price);
}

static void add_wide(const struct price_row *row, struct price_file *file, struct price_day *day,
                     const struct price_date *date)
{
    const struct price_columns *columns = &file->columns;
    for (uint32_t i = 0; i < columns->wide_count; i++) {
        struct price_series *series = file->wide[i];
        if (series == NULL)
            series = find(row, file, columns->wide[i].name, name_of(file, columns->wide[i].cell));
        if (series != NULL)
            add(row, file, day, columns->wide[i].cell, series, date);
    }
}

static void add_long(const struct price_row *row, struct price_file *file, struct price_day *day,
                     const struct price_date *date)
{
    const struct price_columns *columns = &file->columns;
    struct price_series *series = file->only;
    if (columns->series != NO_CELL)
        series = find(row, file, trimmed(row->cells->cells[columns->series]), name_of(file, columns->series));
    else if (series == NULL)
        series = find(row, file, text_of(file->options->series), "series");
    if (series == NULL)
        return;
    if (series->wanted)
        add(row, file, day, columns->value, series, date);
    else
        file->counts.unmapped++;
}

/* ---- rows ---------------------------------------------------------------------------- */

static bool is_empty(const struct csv_row *cells)
{
    for (uint32_t i = 0; i < cells->count; i++)
        if (cells->cells[i].size > 0)
            return false;
    return true;
}

static bool read_date(struct price_row *row, const struct price_file *file, struct price_date *date)
{
    const struct price_columns *columns = &file->columns;
    if (!date_read(&row->dates, trimmed(row->cells->cells[columns->date]), date)) {
        tell_date(row, file, columns->date);
        return false;
    }
    if (file->options->monthly)
        date->day = date_month_end(date->day);
    if (columns->time == NO_CELL || row->cells->cells[columns->time].size == 0)
        return true;
    if (date_read_time(trimmed(row->cells->cells[columns->time]), date))
        return true;
    tell_date(row, file, columns->time);
    return false;
}

enum status price_row_read(struct price_row *row, struct price_file *file, const struct raw_row *raw,
                           struct price_day *day, char *why, size_t why_size)
{
    struct price_date date;
    enum status status = csv_row_parse(row->cells, file->text.name, raw, why, why_size);
    if (status != STATUS_OK || is_empty(row->cells))
        return status;
    row->line = raw->line;
    if (row->cells->count != file->columns.width)
        tell_width(row, file);
    else if (!read_date(row, file, &date))
        return STATUS_OK;
    else if (file->columns.value == NO_CELL)
        add_wide(row, file, day, &date);
    else
        add_long(row, file, day, &date);
    return STATUS_OK;
}

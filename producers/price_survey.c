#include "producers/price_survey.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define PROGRESS_ROWS 16384u /* between two looks at the clock */

/* Rows whose width is not that of the header. */
struct misfits { uint64_t count, line; uint32_t width; };

struct surveyor {
    struct price_survey *survey;
    const struct text_file *file;
    const struct survey_options *options;
    struct csv_row *cells;
    struct date_reader dates;
    struct misfits misfits;
    uint64_t rows;
    int64_t last;             /* time of the last date read, INT64_MIN: none in this run */
    int direction;            /* of the run: 1 rising, -1 falling, 0 not yet known */
    char *why;
    size_t why_size;
};

/* ---- cells -------------------------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Cell `index` of a row without quotes; empty when the row is shorter. */
static struct text plain_cell(struct text row, uint32_t index, char delimiter)
{
    const char *at = row.at, *end = row.at + row.size;
    for (; index > 0 && at < end; index--) {
        const char *next = memchr(at, delimiter, (size_t)(end - at));
        at = next != NULL ? next + 1 : end;
    }
    const char *to = memchr(at, delimiter, (size_t)(end - at));
    if (to == NULL)
        to = end;
    while (at < to && is_blank(*at))
        at++;
    while (at < to && is_blank(to[-1]))
        to--;
    return (struct text){at, (uint32_t)(to - at)};
}

/* Width and date of a row. Where no quote stands a delimiter is a delimiter, and
 * counting them is as good as parsing. */
static enum status look_at(struct surveyor *surveyor, const struct raw_row *raw, uint32_t *width, struct text *date)
{
    const struct survey_options *options = surveyor->options;
    if (!raw->quoted) {
        *width = 1 + raw_row_count(raw->text.at, raw->text.at + raw->text.size, options->delimiter);
        *date = plain_cell(raw->text, options->date_cell, options->delimiter);
        const char *alone = memchr(raw->text.at, '\r', raw->text.size);
        if (alone == NULL || alone + 2 >= raw->text.at + raw->text.size)
            return STATUS_OK;
    }
    enum status status = csv_row_parse(surveyor->cells, surveyor->file->name, raw, surveyor->why, surveyor->why_size);
    if (status != STATUS_OK)
        return status;
    *width = surveyor->cells->count;
    *date = options->date_cell < *width ? surveyor->cells->cells[options->date_cell] : (struct text){NULL, 0};
    return STATUS_OK;
}

/* ---- runs --------------------------------------------------------------------------- */

static struct price_run *run_of(struct surveyor *surveyor)
{
    return &surveyor->survey->runs[surveyor->survey->runs_count - 1];
}

static enum status begin_run(struct surveyor *surveyor, const struct raw_row *raw)
{
    struct price_survey *survey = surveyor->survey;
    if (survey->runs_count == surveyor->options->runs_most) {
        snprintf(surveyor->why, surveyor->why_size,
                 "%s:%" PRIu64 ": dates rise and fall more often than %zu times, so many parts can be read side by "
                 "side: sort the file by date",
                 surveyor->file->name, raw->line, surveyor->options->runs_most);
        return STATUS_TOO_MANY;
    }
    survey->runs[survey->runs_count++] = (struct price_run){.extent = {.from = raw->place, .line = raw->line}};
    surveyor->direction = 0;
    surveyor->last = INT64_MIN;
    return STATUS_OK;
}

static enum status extend(struct surveyor *surveyor, const struct raw_row *raw, const struct price_date *date)
{
    int64_t time = date == NULL ? surveyor->last : date->day * DAY_NS + date->of_day - date->east;
    int direction = surveyor->last == INT64_MIN ? 0 : (time > surveyor->last) - (time < surveyor->last);
    if (surveyor->survey->runs_count == 0 || direction * surveyor->direction < 0) {
        enum status status = begin_run(surveyor, raw);
        if (status != STATUS_OK)
            return status;
    } else if (direction != 0) {
        surveyor->direction = direction;
    }
    struct price_run *run = run_of(surveyor);
    surveyor->last = time;
    run->falling = surveyor->direction < 0;
    run->extent.to = raw->end;
    run->extent.end_line = raw->end_line;
    return STATUS_OK;
}

/* ---- refusals ----------------------------------------------------------------------- */

static enum status refuse_date(struct surveyor *surveyor, const struct raw_row *raw, struct text date)
{
    struct line line = line_on(surveyor->why, surveyor->why_size);
    line_string(&line, surveyor->file->name);
    line_char(&line, ':');
    line_uint(&line, raw->line);
    line_string(&line, ": ");
    line_string(&line, surveyor->options->date_name);
    line_string(&line, ": ");
    date_explain(&surveyor->dates, date, &line);
    return STATUS_WRONG_TYPE;
}

static enum status refuse_shape(struct surveyor *surveyor)
{
    const struct survey_options *options = surveyor->options;
    const struct misfits *misfits = &surveyor->misfits;
    char first[64] = "the first row has";
    if (options->header_line > 0)
        snprintf(first, sizeof first, "the header (line %" PRIu64 ") names", options->header_line);
    snprintf(surveyor->why, surveyor->why_size,
             "%s:%" PRIu64 ": this row has %" PRIu32 " cells, but %s %" PRIu32 " columns; %" PRIu64 " of %" PRIu64
             " rows are of another width. A column could be read under the name of another, so nothing was sent. "
             "--ragged reads the rows that fit",
             surveyor->file->name, misfits->line, misfits->width, first, options->width, misfits->count,
             surveyor->rows);
    return STATUS_INCONSISTENT;
}

/* ---- the pass ----------------------------------------------------------------------- */

static void count_misfit(struct misfits *misfits, const struct raw_row *raw, uint32_t width)
{
    if (misfits->count++ == 0) {
        misfits->line = raw->line;
        misfits->width = width;
    }
}

static enum status take_row(struct surveyor *surveyor, const struct raw_row *raw)
{
    struct price_date date;
    struct text date_text;
    uint32_t width;
    enum status status = raw_row_check(raw, surveyor->file, surveyor->why, surveyor->why_size);
    if (status == STATUS_OK)
        status = look_at(surveyor, raw, &width, &date_text);
    if (status != STATUS_OK || width == 0)
        return status;
    surveyor->rows++;
    if (width != surveyor->options->width)
        count_misfit(&surveyor->misfits, raw, width);
    bool dated = date_read(&surveyor->dates, date_text, &date);
    if (!dated && surveyor->options->date_format == DATE_AUTO && date_is_ambiguous(date_text))
        return refuse_date(surveyor, raw, date_text);
    return extend(surveyor, raw, dated ? &date : NULL);
}

static enum status take_rows(struct surveyor *surveyor, struct raw_rows *rows)
{
    const struct survey_options *options = surveyor->options;
    struct raw_row raw;
    enum status status;
    uint64_t next = PROGRESS_ROWS;
    while ((status = raw_rows_next(rows, &raw, surveyor->why, surveyor->why_size)) == STATUS_OK) {
        status = take_row(surveyor, &raw);
        if (status != STATUS_OK)
            return status;
        if (surveyor->rows < next || options->on_progress == NULL)
            continue;
        next += PROGRESS_ROWS;
        options->on_progress(options->self, raw.end - options->extent.from, options->extent.to - options->extent.from);
    }
    if (status != STATUS_NOT_FOUND)
        return status;
    return surveyor->misfits.count > 0 && !options->ragged ? refuse_shape(surveyor) : STATUS_OK;
}

enum status price_survey(struct price_survey *survey, const struct text_file *file,
                         const struct survey_options *options, char *why, size_t why_size)
{
    struct raw_rows rows;
    struct surveyor surveyor = {.survey = survey, .file = file, .options = options, .last = INT64_MIN,
                                .cells = csv_row_create(options->delimiter), .why = why, .why_size = why_size};
    enum status status = STATUS_NO_MEMORY;
    survey->runs_count = 0;
    date_reader_init(&surveyor.dates, options->date_format);
    if (raw_rows_init(&rows, file, &options->extent, false) && surveyor.cells != NULL)
        status = take_rows(&surveyor, &rows);
    else
        snprintf(why, why_size, "%s: no memory", file->name);
    raw_rows_close(&rows);
    csv_row_destroy(&surveyor.cells);
    return status;
}

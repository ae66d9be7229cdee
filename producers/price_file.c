#include "producers/price_file.h"

#include "producers/price_profile.h"
#include "producers/price_row.h"
#include "schemas/refusal.h"
#include "schemas/scalar.h"

#include <stdlib.h>

/* ---- a run as an input --------------------------------------------------------------- */

struct price_input {
    struct input input;
    struct price_file *file;
    struct raw_rows rows;
    uint64_t bytes_total;
    bool ended;
    struct price_row row;
    struct price_day day;
    uint8_t bytes[PRICE_EVENT_BYTES];
};

/* Reads rows until a day is whole. */
static bool gather(struct price_input *input)
{
    char why[512];
    struct raw_row raw;
    while (price_day_open(&input->day) && !input->ended) {
        enum status status = raw_rows_next(&input->rows, &raw, why, sizeof why);
        if (status == STATUS_OK)
            status = price_row_read(&input->row, input->file, &raw, &input->day, why, sizeof why);
        else if (status == STATUS_NOT_FOUND)
            input->ended = true;
        if (status != STATUS_OK && status != STATUS_NOT_FOUND) {
            report_problem(input->file->report, "%s", why);
            return false;
        }
    }
    price_day_close(&input->day);
    return true;
}

static void refuse_long_id(struct price_file *file, const struct price *price)
{
    struct refusal refusal;
    struct line line = refuse(&refusal, STATUS_TOO_LARGE, TEXT("id"));
    line_string(&line, price->series->name);
    line_string(&line, " and a time of day have more than the 64 bytes of an id; --map gives it a shorter name");
    report_refused(file->report, file->text.name, price->line, &refusal);
}

static enum input_state next(struct input *base, struct item *item)
{
    struct price_input *input = (struct price_input *)base;
    struct price_file *file = input->file;
    for (;;) {
        while (price_day_ready(&input->day)) {
            const struct price *price = price_day_take(&input->day);
            size_t size = price_series_pack(&file->series, price->series, price->form, price->day, price->time,
                                            price->value, input->bytes);
            if (size == 0) {
                refuse_long_id(file, price);
                continue;
            }
            *item = (struct item){.bytes = input->bytes, .size = size, .order = price->time,
                                  .name = file->text.name, .place = price->line};
            return INPUT_EVENT;
        }
        if (!gather(input))
            return INPUT_FAILED;
        if (input->ended && !price_day_ready(&input->day))
            return INPUT_END;
    }
}

static void progress(const struct input *base, uint64_t *done, uint64_t *total)
{
    const struct price_input *input = (const struct price_input *)base;
    *total = input->bytes_total;
    *done = input->bytes_total - (input->rows.left.to - input->rows.left.from);
}

static void destroy(struct input *base)
{
    struct price_input *input = (struct price_input *)base;
    raw_rows_close(&input->rows);
    price_row_close(&input->row);
    free(input);
}

struct input *price_file_run(struct price_file *file, uint32_t run)
{
    const struct price_run *of = &file->survey.runs[run];
    struct price_input *input = calloc(1, sizeof *input);
    if (input == NULL)
        return NULL;
    input->input = (struct input){.name = file->text.name, .descriptor = -1, .next = next, .progress = progress,
                                  .destroy = destroy};
    input->file = file;
    input->bytes_total = of->extent.to - of->extent.from;
    price_day_init(&input->day);
    if (raw_rows_init(&input->rows, &file->text, &of->extent, of->falling) && price_row_init(&input->row, file))
        return &input->input;
    destroy(&input->input);
    return NULL;
}

/* ---- the file ------------------------------------------------------------------------ */

#define SOURCE "prices/"

/* "prices/" and the profile's or the file's name; what no token may hold is a `-`. */
static struct text source_of(const struct price_options *options, const char *path, char room[LIMIT_TOKEN + 1])
{
    if (options->source != NULL)
        return text_of(options->source);
    struct line line = line_on(room, LIMIT_TOKEN + 1);
    bool standard = strcmp(path, "-") == 0;
    line_string(&line, SOURCE);
    line_text(&line, standard ? TEXT("stdin") : price_profile_stem(options->profile ? options->profile : path));
    for (size_t i = 0; i < line.used; i++)
        if (!is_token((struct text){room + i, 1}, 1))
            room[i] = '-';
    return (struct text){room, (uint32_t)line.used};
}

/* The series that are known before the first row. */
static enum status name_series(struct price_file *file, struct refusal *refusal)
{
    const struct price_options *options = file->options;
    const struct price_columns *columns = &file->columns;
    enum status status = STATUS_OK;
    if (columns->unit != NO_CELL)
        return STATUS_OK; /* they are found row by row, by their unit too */
    if (options->series != NULL)
        return price_series_find(&file->series, text_of(options->series), TEXT(""), "series", &file->only, refusal);
    for (uint32_t i = 0; i < columns->wide_count && status == STATUS_OK; i++)
        status = price_series_find(&file->series, columns->wide[i].name, TEXT(""), columns->wide[i].name.at,
                                   &file->wide[i], refusal);
    return status;
}

static enum status survey(struct price_file *file, size_t runs_most,
                          void (*on_progress)(void *self, uint64_t done, uint64_t total), void *self, char *why,
                          size_t why_size)
{
    const struct price_columns *columns = &file->columns;
    struct survey_options options = {.extent = columns->rows, .width = columns->width, .date_cell = columns->date,
                                     .header_line = columns->header_line, .ragged = file->options->ragged,
                                     .delimiter = columns->delimiter, .date_format = file->options->date_format,
                                     .date_name = columns->names[columns->date].at, .runs_most = runs_most,
                                     .on_progress = on_progress, .self = self};
    return price_survey(&file->survey, &file->text, &options, why, why_size);
}

struct price_file *price_file_open(const char *path, const struct price_options *options,
                                   const struct price_closes *closes, struct report *report, size_t runs_most,
                                   void (*on_progress)(void *self, uint64_t done, uint64_t total), void *self)
{
    char why[1024], source[LIMIT_TOKEN + 1];
    struct refusal refusal;
    struct price_file *file = calloc(1, sizeof *file);
    if (file == NULL) {
        report_problem(report, "%s: no memory", path);
        return NULL;
    }
    *file = (struct price_file){.options = options, .report = report, .text = {.descriptor = -1}};
    price_series_table_init(&file->series, options, closes, source_of(options, path, source));
    enum status status = text_file_open(&file->text, path, options->encoding, why, sizeof why);
    if (status == STATUS_OK)
        status = price_columns_read(&file->columns, options, &file->text, why, sizeof why);
    if (status == STATUS_OK && (status = name_series(file, &refusal)) != STATUS_OK)
        snprintf(why, sizeof why, "%s: %s", file->text.name, refusal.text);
    if (status == STATUS_OK)
        status = survey(file, runs_most, on_progress, self, why, sizeof why);
    if (status == STATUS_OK)
        return file;
    report_problem(report, "%s", why);
    price_file_close(&file);
    return NULL;
}

void price_file_close(struct price_file **file)
{
    if (*file == NULL)
        return;
    price_series_table_close(&(*file)->series);
    text_file_close(&(*file)->text);
    free(*file);
    *file = NULL;
}

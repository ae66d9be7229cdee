/* A price file as inputs: events in the order of time, whatever the order of its rows.
 *
 *   price_file_open: head, columns, survey (price_survey.h)
 *   price_file_run:  one input for each run of the survey
 *   price_file_close, after the inputs
 *
 * What a run holds of a day is put in the order of time before it goes out, since
 * one market closes before another. */
#ifndef OREWATCH_PRODUCERS_PRICE_FILE_H
#define OREWATCH_PRODUCERS_PRICE_FILE_H

#include "producers/input.h"
#include "producers/price_columns.h"
#include "producers/price_series.h"
#include "producers/price_survey.h"
#include "producers/report.h"

/* What was read and is no event, and no error either. */
struct price_counts { uint64_t missing, unmapped; };

struct price_file {
    const struct price_options *options;
    struct report *report;
    struct text_file text;
    struct price_columns columns;
    struct price_series_table series;
    struct price_series *wide[CSV_CELLS]; /* of columns.wide */
    struct price_series *only;            /* where --series names it */
    struct price_survey survey;
    struct price_counts counts;
};

/* NULL with a reason on standard error; `runs_most`: how many inputs there is
 * room for. All that is pointed at outlives the file. `on_progress` is called
 * while the survey goes on, with the bytes read. */
struct price_file *price_file_open(const char *path, const struct price_options *options,
                                   const struct price_closes *closes, struct report *report, size_t runs_most,
                                   void (*on_progress)(void *self, uint64_t done, uint64_t total), void *self);
void price_file_close(struct price_file **file);
/* NULL without memory. */
struct input *price_file_run(struct price_file *file, uint32_t run);

#endif

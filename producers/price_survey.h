/* The first of the two passes over a price file: is it in shape, and in which
 * order does it stand?
 *
 * Nothing is sent before it has ended. A row of another width than the first
 * refuses the file, since by its name a column would then read what belongs to
 * another. The dates part the file into runs that only rise or only fall: a
 * file by date is one run, one that lists a series after the other has one a
 * series. Runs are read side by side, falling ones from their end, so that events
 * go out in the order of time without ever being held in memory. */
#ifndef OREWATCH_PRODUCERS_PRICE_SURVEY_H
#define OREWATCH_PRODUCERS_PRICE_SURVEY_H

#include "producers/csv_row.h"
#include "producers/merge.h"
#include "producers/price_date.h"

struct price_run { struct extent extent; bool falling; };

struct price_survey {
    uint32_t runs_count;
    struct price_run runs[MERGE_INPUTS]; /* each becomes an input, and so many can be merged */
};

struct survey_options {
    struct extent extent;     /* the rows after the header */
    uint32_t width;           /* of the header, or of the first row where there is none */
    uint32_t date_cell;
    uint64_t header_line;     /* 0: there is none */
    bool ragged;              /* rows of another width are told later, one by one */
    char delimiter;
    int date_format;
    const char *date_name;    /* of its column, for refusals */
    size_t runs_most;
    /* Called now and then with the bytes read; may be NULL. */
    void (*on_progress)(void *self, uint64_t done, uint64_t total);
    void *self;
};

/* INCONSISTENT (shape), BAD_UTF8, WRONG_TYPE (a date that can be read in two
 * ways), TOO_MANY (runs) and what csv_row and raw_rows refuse write file, line
 * and reason into `why`. */
MUST_CHECK enum status price_survey(struct price_survey *survey, const struct text_file *file,
                                    const struct survey_options *options, char *why, size_t why_size);

#endif

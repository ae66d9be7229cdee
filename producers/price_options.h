/* The options of `orewatch-feed prices`: flags, or saved as a profile
 * (data/profiles/README.md), which is the same rows as a YAML file. */
#ifndef OREWATCH_PRODUCERS_PRICE_OPTIONS_H
#define OREWATCH_PRODUCERS_PRICE_OPTIONS_H

#include "producers/delivery_options.h"
#include "producers/price_close.h"
#include "producers/price_number.h"
#include "schemas/limits.h"

#define PRICE_NAME_MOST (LIMIT_TOKEN - 11u) /* of a series: an id is its name and "/2025-02-24" */

enum delimiter { DELIMITER_AUTO, DELIMITER_COMMA, DELIMITER_SEMICOLON, DELIMITER_TAB, DELIMITER_PIPE };

struct price_options {
    struct destination_options destination;
    const char *profile, *config;
    bool dry_run;
    /* what is said of every event */
    const char *source, *region;
    int64_t revision;
    /* how the file is written */
    bool header, ragged, monthly;
    int64_t skip;
    int delimiter, date_format;
    const char *encoding;
    struct number_style number;
    struct option_texts missing;
    /* where things stand in it */
    const char *date_column, *time_column, *series_column, *value_column, *unit_column;
    /* what they are called */
    const char *series, *unit;
    struct option_texts map, units;
    /* when a day's price was made */
    const char *close, *zone;
};

extern const struct program prices_program;

/* Defaults, profile, flags; `texts` gets what the options of a profile point
 * into: free() it after them. Says what is wrong. */
enum parse_result price_options_read(struct price_options *options, struct arguments *files, char **texts, int argc,
                                     char **argv);
/* What --close and --zone say. */
struct price_close price_options_close(const struct price_options *options);
/* "Aluminium=LME.AL.3M" at its last `=`. False when one side is empty. */
bool price_pair_split(const char *pair, struct text *name, struct text *value);

#endif

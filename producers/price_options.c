#include "producers/price_options.h"

#include "producers/merge.h"
#include "producers/price_date.h"
#include "producers/price_profile.h"
#include "runtime/yaml.h"
#include "schemas/messages.h"
#include "schemas/nearest.h"
#include "schemas/refusal.h"
#include "schemas/scalar.h"

#include <stdlib.h>

static const char *const delimiter_names[] = {"auto", "comma", "semicolon", "tab", "pipe", NULL};

#define PROFILE "prices" /* the section of a profile, and so the group of the rows that it may hold */
#define OPTION(called, kind_of, member) \
    .name = (called), .kind = (kind_of), .offset = offsetof(struct price_options, member)

static const struct option rows[] = {
    DESTINATION_OPTION_ROWS,
    {OPTION("dry-run", OPTION_FLAG, dry_run), .sentence = "print the events as NDJSON instead of sending them"},
    {OPTION("profile", OPTION_TEXT, profile), .argument = "NAME|PATH",
     .sentence = "options saved in a file; flags given beside it win"},
    {OPTION("config", OPTION_TEXT, config), .argument = "FILE",
     .sentence = "the broker's configuration, whose `markets` say when a series closes; without it the engine's own"},
    {OPTION("source", OPTION_TEXT, source), .argument = "NAME", .group = PROFILE,
     .sentence = "who says it: the `source` of the events; prices/ and the name of the profile or file by default"},
    {OPTION("revision", OPTION_NUMBER, revision), .argument = "N", .initial = "1", .low = 1, .high = 1e9,
     .sentence = "of every event: 2 and more replaces what was sent before under the same source, series and date; "
                 "without it a changed value is refused as `conflict`"},
    {OPTION("region", OPTION_TEXT, region), .argument = "REGION", .group = PROFILE,
     .sentence = "whose price it is, where the series does not say"},
    {OPTION("header", OPTION_FLAG, header), .initial = "true", .group = PROFILE,
     .sentence = "the first row is no header; columns are numbers from 1"},
    {OPTION("skip", OPTION_NUMBER, skip), .argument = "LINES", .initial = "0", .low = 0, .high = 1e6, .group = PROFILE,
     .sentence = "lines before the header, or before the first row, that are no part of the table"},
    {OPTION("ragged", OPTION_FLAG, ragged), .group = PROFILE,
     .sentence = "leave out rows of another width than the header, each told, instead of refusing the file"},
    {OPTION("delimiter", OPTION_CHOICE, delimiter), .choices = delimiter_names, .initial = "auto", .group = PROFILE,
     .sentence = "what stands between cells; auto: what stands most often in the first row"},
    {OPTION("encoding", OPTION_TEXT, encoding), .argument = "NAME", .group = PROFILE,
     .sentence = "of the file, as iconv calls it (GB18030, CP1252); UTF-8, or what its byte order mark says, "
                 "without it"},
    {OPTION("date-column", OPTION_TEXT, date_column), .argument = "COLUMN", .initial = "date", .group = PROFILE,
     .sentence = "when: name in the header, or number"},
    {OPTION("time-column", OPTION_TEXT, time_column), .argument = "COLUMN", .group = PROFILE,
     .sentence = "the time of day, where it stands apart from the date"},
    {OPTION("date-format", OPTION_CHOICE, date_format), .choices = date_format_names, .initial = "auto",
     .argument = "FORMAT", .group = PROFILE,
     .sentence = "how dates are written: YYYY-MM-DD, YYYYMMDD, YYYY/MM/DD, YYYY年M月D日, DD.MM.YYYY, D-Mon-YY, "
                 "D Mon YYYY, Mon D, YYYY, YYYY-MM, YYYYM01, and only where asked for MM/DD/YYYY, DD/MM/YYYY, YYYY; "
                 "auto: each as it says itself. A time may follow, and Z or +01:00"},
    {OPTION("monthly", OPTION_FLAG, monthly), .group = PROFILE,
     .sentence = "a date stands for its month: the price was made on the last day of it"},
    {OPTION("value-column", OPTION_TEXT, value_column), .argument = "COLUMN", .group = PROFILE,
     .sentence = "the value of a table with one a row; without it each column beside the date's is a series"},
    {OPTION("series-column", OPTION_TEXT, series_column), .argument = "COLUMN", .group = PROFILE,
     .sentence = "which series a row is of"},
    {OPTION("series", OPTION_TEXT, series), .argument = "SERIES", .group = PROFILE,
     .sentence = "which series all rows are of, where no column says so"},
    {OPTION("map", OPTION_TEXTS, map), .argument = "TEXT=SERIES", .group = PROFILE,
     .sentence = "what the file calls a series: in the series column, or the name or number of the series' own column; "
                 "again for each. What is not named then is left out"},
    {OPTION("unit", OPTION_TEXT, unit), .argument = "UNIT", .group = PROFILE,
     .sentence = "of all values, as published: USD/t, CNY/t, USD/kg, USc/lb ..."},
    {OPTION("units", OPTION_TEXTS, units), .argument = "SERIES=UNIT", .group = PROFILE,
     .sentence = "of one series; again for each"},
    {OPTION("unit-column", OPTION_TEXT, unit_column), .argument = "COLUMN", .group = PROFILE,
     .sentence = "the unit of a row; where its cell is empty, as --units and --unit say"},
    {OPTION("decimal", OPTION_CHOICE, number.decimal), .choices = decimal_mark_names, .initial = "point",
     .group = PROFILE, .sentence = "what stands before decimals"},
    {OPTION("thousands", OPTION_CHOICE, number.thousands), .choices = thousands_mark_names, .initial = "none",
     .group = PROFILE, .sentence = "what stands between groups of three digits"},
    {OPTION("missing", OPTION_TEXTS, missing), .argument = "TEXT", .group = PROFILE,
     .sentence = "a cell that means no value, beside the usual ones: empty, `.`, `-`, `n/a`, `null` and their like"},
    {OPTION("close", OPTION_TEXT, close), .argument = "HH:MM", .group = PROFILE,
     .sentence = "when the price of a day without a time was made; without it as `markets` says of the series"},
    {OPTION("zone", OPTION_TEXT, zone), .argument = "ZONE", .group = PROFILE,
     .sentence = "whose clock times are by: Europe/London, Asia/Shanghai, UTC ...; without it as `markets` says"},
};

static const char *const examples[] = {
    "orewatch-feed prices closes.csv --profile lme --to tcp://127.0.0.1:7701",
    "orewatch-feed prices al.csv --value-column Close --series LME.AL.3M --unit USD/t --dry-run # see the events",
    "orewatch-feed prices shfe.csv --encoding GB18030 --date-column 日期 --map 收盘价=SHFE.AL --unit CNY/t "
    "--to shfe.owr",
    "orewatch-feed prices corrected.csv --profile lme --revision 2 --to tcp://127.0.0.1:7701",
    NULL,
};

const struct program prices_program = {
    .name = "orewatch-feed prices",
    .usage = "FILE... --to DEST",
    .sentence = "Publishes prices from CSV or TSV files: long tables with a series column, wide ones with a column a "
                "series; - is standard input, read to its end first. Events go out by time, also from files that begin "
                "with the newest. A cell that cannot be read is told and left out; a file whose rows do not fit its "
                "header is refused before anything is sent. Sent again, the same file is a duplicate.",
    .options = rows,
    .options_count = sizeof rows / sizeof rows[0],
    .examples = examples,
    .exit_codes = feed_exit_codes,
    .arguments_low = 1,
    .arguments_high = MERGE_INPUTS,
};

bool price_pair_split(const char *pair, struct text *name, struct text *value)
{
    const char *equals = strrchr(pair, '=');
    if (equals == NULL || equals == pair || equals[1] == '\0')
        return false;
    *name = (struct text){pair, (uint32_t)(equals - pair)};
    *value = text_of(equals + 1);
    return true;
}

/* ---- what cannot be ------------------------------------------------------------------- */

static bool object(const struct report *report, const char *text)
{
    report_problem(report, "%s", text);
    return false;
}

static bool check_unit(const char *option, struct text unit, const struct report *report)
{
    char text[512];
    struct line line = line_on(text, sizeof text);
    for (size_t i = 0; i < PRICE_UNITS; i++)
        if (text_is(unit, price_unit_names[i]))
            return true;
    line_string(&line, option);
    line_string(&line, ": ");
    line_not_allowed(&line, unit, price_unit_names, PRICE_UNITS);
    return object(report, text);
}

static bool check_token(const char *option, const char *text, uint32_t most, const struct report *report)
{
    if (text == NULL || is_token(text_of(text), most))
        return true;
    report_problem(report, "%s '%s' is none: 1 to %u of [A-Za-z0-9._:/-]", option, text, most);
    return false;
}

static bool check_pairs(const struct price_options *options, const struct report *report)
{
    struct text name, value;
    for (size_t i = 0; i < options->map.count; i++) {
        if (!price_pair_split(options->map.texts[i], &name, &value)) {
            report_problem(report, "--map '%s' is no TEXT=SERIES", options->map.texts[i]);
            return false;
        }
        if (!check_token("--map: the series", value.at, PRICE_NAME_MOST, report))
            return false;
    }
    for (size_t i = 0; i < options->units.count; i++) {
        if (!price_pair_split(options->units.texts[i], &name, &value)) {
            report_problem(report, "--units '%s' is no SERIES=UNIT", options->units.texts[i]);
            return false;
        }
        if (!check_unit("--units", value, report))
            return false;
    }
    return options->unit == NULL || check_unit("--unit", text_of(options->unit), report);
}

/* Options that do not go together, or not without another. */
static bool check_together(const struct price_options *options, const struct report *report)
{
    if (options->series != NULL && options->series_column != NULL)
        return object(report, "--series and --series-column both say which series a row is of");
    if (options->series != NULL && options->value_column == NULL)
        return object(report, "--series needs --value-column COLUMN, the one that holds its values");
    if (options->series != NULL && options->map.count > 0)
        return object(report, "--series names all rows already: --map has nothing to name");
    if (options->series_column != NULL && options->value_column == NULL)
        return object(report, "--series-column needs --value-column COLUMN, the one that holds the values");
    if (options->value_column != NULL && options->series == NULL && options->series_column == NULL)
        return object(report, "--value-column needs --series SERIES or --series-column COLUMN: which series is it?");
    if (options->unit == NULL && options->unit_column == NULL && options->units.count == 0)
        return object(report, "no unit is said: --unit UNIT, --unit-column COLUMN or --units SERIES=UNIT");
    if (!number_style_ok(options->number))
        return object(report, "--decimal and --thousands are the same character");
    return true;
}

static bool check_close(const struct price_options *options, const struct report *report)
{
    struct price_close close;
    if (options->close != NULL && !price_close_parse(options->close, &close.minute)) {
        report_problem(report, "--close '%s' is no time of day: HH:MM, 00:00 to 23:59", options->close);
        return false;
    }
    if (options->zone == NULL || price_zone_parse(options->zone, &close.zone))
        return true;
    const char *nearest = nearest_name(text_of(options->zone), zone_names, ZONE_COUNT);
    report_problem(report, "--zone '%s' is no zone that is known%s%s%s", options->zone,
                   nearest != NULL ? "; did you mean '" : ": UTC, Europe/London, America/New_York, Asia/Shanghai ...",
                   nearest != NULL ? nearest : "", nearest != NULL ? "'?" : "");
    return false;
}

struct price_close price_options_close(const struct price_options *options)
{
    struct price_close close = {NOT_SAID, NOT_SAID};
    if (options->close != NULL)
        (void)price_close_parse(options->close, &close.minute);
    if (options->zone != NULL)
        (void)price_zone_parse(options->zone, &close.zone);
    return close;
}

static bool check(const struct price_options *options, const struct report *report)
{
    return destination_options_check(&options->destination, report) && check_together(options, report) &&
           check_close(options, report) && check_pairs(options, report) &&
           check_token("--source", options->source, LIMIT_TOKEN, report) &&
           check_token("--region", options->region, LIMIT_NAME, report) &&
           check_token("--series", options->series, PRICE_NAME_MOST, report);
}

/* ---- reading -------------------------------------------------------------------------- */

static enum parse_result read_profile(struct price_options *options, char **texts, const struct report *report)
{
    char path[PATH_MAX], why[1024];
    struct yaml_error error;
    if (price_profile_path(options->profile, path, why, sizeof why) != STATUS_OK) {
        report_problem(report, "%s", why);
        return PARSE_USAGE;
    }
    if (yaml_options(path, &prices_program, options, texts, &error) == STATUS_OK)
        return PARSE_RUN;
    report_problem(report, "%s", error.text);
    return PARSE_USAGE;
}

enum parse_result price_options_read(struct price_options *options, struct arguments *files, char **texts, int argc,
                                     char **argv)
{
    struct report report;
    report_init(&report, prices_program.name);
    *texts = NULL;
    enum parse_result result = options_parse(&prices_program, argc, argv, options, files);
    if (result == PARSE_RUN && options->profile != NULL)
        result = read_profile(options, texts, &report);
    if (result == PARSE_RUN && options->profile != NULL)
        result = options_flags(&prices_program, argc, argv, options, files);
    if (result != PARSE_RUN)
        return result;
    if (options->dry_run)
        options->destination.to = "-";
    return check(options, &report) ? PARSE_RUN : PARSE_USAGE;
}

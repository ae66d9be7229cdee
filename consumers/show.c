/* orewatch show: the board of a live broker or of a log, once. */
#include "consumers/board.h"
#include "consumers/board_json.h"
#include "consumers/board_live.h"
#include "consumers/ledger_text.h"
#include "consumers/offline.h"
#include "consumers/tools.h"
#include "runtime/moment.h"
#include "runtime/options.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

/* With --exit-code: this plus the worst band, so that no other code is meant. */
#define EXIT_BAND 10

enum show_output { SHOW_AUTO, SHOW_TEXT, SHOW_JSON };
static const char *const show_outputs[] = {"auto", "text", "json", NULL};

struct show_options {
    const char *history, *log, *at, *since, *config, *rules;
    int64_t timeout;
    int output, color;
    bool exit_code;
};

static const struct option rows[] = {
    {.name = "history", .kind = OPTION_ENDPOINT, .offset = offsetof(struct show_options, history),
     .argument = "ENDPOINT", .initial = LIVE_HISTORY, .sentence = "where a live broker is asked for its board"},
    {.name = "timeout", .kind = OPTION_DURATION, .offset = offsetof(struct show_options, timeout), .argument = "TIME",
     .initial = "5s", .low = 1e6, .high = 1e15, .sentence = "without an answer for so long, nobody is there"},
    {.name = "log", .kind = OPTION_TEXT, .offset = offsetof(struct show_options, log), .argument = "PATH",
     .sentence = "derive the board from this recording, or journal of a broker (also while it runs), instead of asking "
                 "a broker; --at, --since, --config and --rules need it"},
    {.name = "at", .kind = OPTION_TEXT, .offset = offsetof(struct show_options, at), .argument = "TIME",
     .sentence = "as it was at this time (2025-02-24T12:00:00Z, or a day); without it, at the end of the log"},
    {.name = "since", .kind = OPTION_TEXT, .offset = offsetof(struct show_options, since), .argument = "TIME",
     .sentence = "show instead how each composite changed: from just before this time"},
    {.name = "config", .kind = OPTION_TEXT, .offset = offsetof(struct show_options, config), .argument = "FILE",
     .sentence = "apply the `engine:` section of this YAML file first; configurations in the log are then passed over"},
    {.name = "rules", .kind = OPTION_TEXT, .offset = offsetof(struct show_options, rules), .argument = "FILE",
     .sentence = "apply these alert rules first; rules in the log are then passed over"},
    {.name = "output", .kind = OPTION_CHOICE, .offset = offsetof(struct show_options, output), .initial = "auto",
     .choices = show_outputs,
     .sentence = "text: pages to read; json: one line an indicator, then one a measure; auto: text on a terminal and "
                 "with --color always, else json"},
    {.name = "color", .kind = OPTION_CHOICE, .offset = offsetof(struct show_options, color), .initial = "auto",
     .choices = colour_choices, .sentence = "auto: on a terminal, unless NO_COLOR is set"},
    {.name = "exit-code", .kind = OPTION_FLAG, .offset = offsetof(struct show_options, exit_code),
     .sentence = "tell the worst band of what is shown by the exit code: 0 normal, 11 moderate, 12 elevated, 13 high, "
                 "14 critical"},
};

static const char *const examples[] = {
    "orewatch show # all pairs, as a broker has them now",
    "orewatch show --log story.owr # as a recording left them",
    "orewatch show aluminum/EU --log story.owr --at 2025-02-24 # one pair in full, as it stood",
    "orewatch show --log story.owr --since 2025-02-24 # what has changed since",
    "orewatch show aluminum --exit-code > /dev/null # for a script",
    NULL,
};

static const char *const exit_codes[] = {
    "0 shown", "1 failure: the log cannot be read", "2 usage", "3 shown, but the log ends inside a record",
    "5 no broker answers",
    "11..14 with --exit-code: the worst band is moderate, elevated, high, critical", NULL,
};

static const struct program program = {
    .name = "orewatch show",
    .usage = "[MATERIAL/REGION|MATERIAL|REGION]",
    .sentence = "Prints the board once: each pair's composite, band and parts; for one pair every indicator; and the "
                "measures, those without effect yet apart (`forward`). A live broker is asked for it, or it is derived "
                "from a log.",
    .options = rows,
    .options_count = sizeof rows / sizeof rows[0],
    .examples = examples,
    .exit_codes = exit_codes,
    .arguments_low = 0,
    .arguments_high = 1,
    .engine = ENGINE_VERSION,
};

struct show {
    const struct show_options *options;
    struct offline offline;
    struct board_parts parts;
    struct pair_filter filter;
    bool colour;
    int64_t at, since;             /* INT64_MAX: the end; INT64_MIN: no comparison */
    uint32_t changes_count;
    struct change changes[LIMIT_PAIRS];
    char *text;
};

static bool given(const char *text)
{
    return text != NULL && text[0] != '\0';
}

static void complain(const char *what)
{
    fprintf(stderr, "orewatch show: %s\n", what);
}

/* ---- deriving ------------------------------------------------------------------ */

/* Applies what was received before `until`, or all of it, and lets timers fire
 * that were due by then. */
static bool derive(struct show *show, int64_t until)
{
    if (offline_run(&show->offline, until) != STATUS_OK) {
        complain(show->offline.why);
        return false;
    }
    if (until != INT64_MAX)
        offline_tick(&show->offline, until - 1);
    return true;
}

/* What the engine holds now. */
static bool take_parts(struct show *show)
{
    const struct offline *offline = &show->offline;
    show->parts.bands.count = offline->bands_count;
    memcpy(show->parts.bands.from, offline->bands, sizeof show->parts.bands.from);
    show->parts.offset = offline->offset;
    show->parts.time = offline->time;
    if (board_parts_take(&show->parts, offline->engine))
        return true;
    complain("no memory");
    return false;
}

/* Notes every composite, as `before` of a change at first, then as `after`. */
static void note_composites(struct show *show, bool after)
{
    show->changes_count = 0;
    for (uint32_t i = 0; i < show->parts.pairs_count; i++) {
        const struct board_pair *pair = &show->parts.pairs[i];
        const struct indicator_output *composite = &pair->indicators[INDICATOR_COMPOSITE];
        bool present = message_has(composite->present, INDICATOR_HAS_VALUE);
        struct change *change = &show->changes[i];
        change->material = pair->material;
        change->region = pair->region;
        *(after ? &change->has : &change->had) = present;
        *(after ? &change->after : &change->before) = present ? composite->value : 0;
    }
}

/* Leaves the pairs that are meant and known at one of the times. */
static void sift_changes(struct show *show)
{
    for (uint32_t i = 0; i < show->parts.pairs_count; i++) {
        const struct change *change = &show->changes[i];
        if ((change->had || change->has) && pair_filter_takes(&show->filter, change->material, change->region))
            show->changes[show->changes_count++] = *change;
    }
}

/* ---- showing ------------------------------------------------------------------- */

static void write_pages(const struct show *show, struct page *page)
{
    const struct board_parts *parts = &show->parts;
    page_paint(page, PAINT_FAINT);
    page_time(page, parts->time);
    page_string(page, "  offset ");
    line_int(&page->line, (int64_t)parts->offset);
    page_plain(page);
    page_string(page, "\n\n");
    if (!pair_filter_single(&show->filter))
        board_overview(page, parts, &show->filter);
    for (uint32_t i = 0; pair_filter_single(&show->filter) && i < parts->pairs_count; i++)
        if (pair_filter_takes(&show->filter, parts->pairs[i].material, parts->pairs[i].region))
            board_pair_page(page, &parts->pairs[i], &parts->bands);
    ledger_text(page, parts, &show->filter);
}

static bool wants_json(const struct show *show)
{
    bool for_people = isatty(STDOUT_FILENO) || show->options->color == COLOUR_ALWAYS;
    return show->options->output == SHOW_JSON || (show->options->output == SHOW_AUTO && !for_people);
}

static bool print(const struct show *show)
{
    struct page page = page_on(show->text, BOARD_BYTES + LEDGER_BYTES, show->colour);
    page.width = terminal_width(STDOUT_FILENO);
    bool changes = show->since != INT64_MIN;
    bool written;
    if (wants_json(show)) {
        written = changes ? board_changes_json(show->changes, show->changes_count, stdout)
                          : board_json(&show->parts, &show->filter, stdout);
    } else {
        if (changes)
            board_changes(&page, show->changes, show->changes_count, show->since, show->parts.time);
        else
            write_pages(show, &page);
        written = fwrite(page.line.at, 1, page.line.used, stdout) == page.line.used;
    }
    if ((written && fflush(stdout) == 0) || errno == EPIPE)
        return true;
    fprintf(stderr, "orewatch show: cannot write to standard output: %s\n", strerror(errno));
    return false;
}

static enum exit_code worst_band(const struct show *show)
{
    enum severity worst = SEVERITY_INFO;
    for (uint32_t i = 0; i < show->parts.pairs_count; i++) {
        const struct board_pair *pair = &show->parts.pairs[i];
        const struct indicator_output *composite = &pair->indicators[INDICATOR_COMPOSITE];
        if (!message_has(composite->present, INDICATOR_HAS_VALUE) ||
            !pair_filter_takes(&show->filter, pair->material, pair->region))
            continue;
        enum severity band = band_of(&show->parts.bands, composite->value);
        if (band > worst)
            worst = band;
    }
    return worst == SEVERITY_INFO ? EXIT_OK : (enum exit_code)(EXIT_BAND + worst);
}

/* ---- the command line ---------------------------------------------------------- */

static bool parse_moment(const char *flag, const char *text, int64_t absent, int64_t *time)
{
    *time = absent;
    if (!given(text) || moment_parse(text, time))
        return true;
    fprintf(stderr, "orewatch show: %s '%s' is no time: " MOMENT_FORMS "\n", flag, text);
    return false;
}

static bool parse_filter(struct show *show, const struct arguments *arguments)
{
    char why[256];
    if (arguments->count == 0 ||
        pair_filter_parse(&show->filter, arguments->texts[0], &show->parts.names, why, sizeof why))
        return true;
    complain(why);
    return false;
}

/* A broker tells how it stands now, by its own configuration and rules. */
static bool check_live(const struct show_options *options, const char *argument)
{
    const struct { const char *flag, *given; } needs_log[] = {
        {"--at", options->at}, {"--since", options->since}, {"--config", options->config}, {"--rules", options->rules}};
    for (size_t i = 0; i < sizeof needs_log / sizeof needs_log[0]; i++)
        if (given(needs_log[i].given)) {
            fprintf(stderr,
                    "orewatch show: %s needs --log PATH, a recording (.owr) or the journal of a broker; `orewatch "
                    "record` makes one of a live broker\n",
                    needs_log[i].flag);
            return false;
        }
    if (argument == NULL || access(argument, F_OK) != 0)
        return true;
    fprintf(stderr, "orewatch show: %s is a file: did you mean `orewatch show --log %s`?\n", argument, argument);
    return false;
}

static bool check_times(struct show *show, const struct show_options *options)
{
    if (!parse_moment("--at", options->at, INT64_MAX, &show->at) ||
        !parse_moment("--since", options->since, INT64_MIN, &show->since))
        return false;
    if (show->since != INT64_MIN && show->at != INT64_MAX && show->since > show->at) {
        complain("--since lies after --at");
        return false;
    }
    return true;
}

/* Prints what was found; the code when all was well. */
static enum exit_code conclude(struct show *show, const struct arguments *arguments)
{
    if (!parse_filter(show, arguments))
        return EXIT_USAGE;
    note_composites(show, true);
    sift_changes(show);
    if (!print(show))
        return EXIT_FAILED;
    return show->options->exit_code ? worst_band(show) : EXIT_OK;
}

static enum exit_code show_live(struct show *show, const struct arguments *arguments)
{
    const struct show_options *options = show->options;
    struct live_answer answer;
    if (!check_live(options, arguments->count > 0 ? arguments->texts[0] : NULL))
        return EXIT_USAGE;
    enum exit_code code = board_live(&show->parts, options->history, options->timeout, &answer);
    if (code != EXIT_OK) {
        complain(answer.why);
        return code;
    }
    return conclude(show, arguments);
}

static enum exit_code show_log(struct show *show, const struct arguments *arguments)
{
    const struct show_options *options = show->options;
    if (!check_times(show, options))
        return EXIT_USAGE;
    struct offline_options offline_options = {.log = options->log, .config = options->config, .rules = options->rules};
    if (offline_open(&show->offline, &offline_options, NULL) != STATUS_OK) {
        complain(show->offline.why);
        return show->offline.given ? EXIT_USAGE : EXIT_FAILED;
    }
    offline_tell_base(&show->offline, program.name);
    if (show->since != INT64_MIN) {
        if (!derive(show, show->since) || !take_parts(show))
            return EXIT_FAILED;
        note_composites(show, false);
    }
    if (!derive(show, show->at == INT64_MAX ? INT64_MAX : show->at + 1) || !take_parts(show))
        return EXIT_FAILED;
    enum exit_code code = conclude(show, arguments);
    if (!show->offline.torn || code == EXIT_USAGE || code == EXIT_FAILED)
        return code;
    complain(show->offline.why);
    return code == EXIT_OK ? EXIT_WARNINGS : code;
}

int tool_show(int argc, char **argv)
{
    struct show_options options;
    struct arguments arguments;
    switch (options_parse(&program, argc, argv, &options, &arguments)) {
    case PARSE_RUN:
        break;
    case PARSE_DONE:
        return EXIT_OK;
    case PARSE_USAGE:
        return EXIT_USAGE;
    }
    struct show *show = calloc(1, sizeof *show);
    enum exit_code code = EXIT_FAILED;
    if (show != NULL)
        show->text = malloc(BOARD_BYTES + LEDGER_BYTES);
    if (show == NULL || show->text == NULL) {
        complain("no memory");
    } else {
        show->options = &options;
        show->colour = terminal_colour(STDOUT_FILENO, (enum colour_choice)options.color);
        show->at = INT64_MAX;
        show->since = INT64_MIN;
        code = given(options.log) ? show_log(show, &arguments) : show_live(show, &arguments);
        board_parts_close(&show->parts);
        offline_close(&show->offline);
        free(show->text);
    }
    free(show);
    return (int)code;
}

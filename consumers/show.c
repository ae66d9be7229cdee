/* orewatch show: the board of a log, once. */
#include "consumers/board.h"
#include "consumers/board_json.h"
#include "consumers/ledger_text.h"
#include "consumers/offline.h"
#include "consumers/tools.h"
#include "runtime/exit_code.h"
#include "runtime/moment.h"
#include "runtime/options.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

/* With --exit-code: this plus the worst band, so that no other code is meant. */
#define EXIT_BAND 10

enum show_output { SHOW_TEXT, SHOW_JSON };
static const char *const show_outputs[] = {"text", "json", NULL};

struct show_options {
    const char *log, *at, *since, *config, *rules;
    int output, color;
    bool exit_code;
};

static const struct option rows[] = {
    {.name = "log", .kind = OPTION_TEXT, .offset = offsetof(struct show_options, log), .argument = "PATH",
     .sentence = "the recording, or the journal of a broker (also while it runs), to derive the board from"},
    {.name = "at", .kind = OPTION_TEXT, .offset = offsetof(struct show_options, at), .argument = "TIME",
     .sentence = "as it was at this time (2025-02-24T12:00:00Z, or a day); without it, at the end of the log"},
    {.name = "since", .kind = OPTION_TEXT, .offset = offsetof(struct show_options, since), .argument = "TIME",
     .sentence = "show instead how each composite changed: from just before this time"},
    {.name = "config", .kind = OPTION_TEXT, .offset = offsetof(struct show_options, config), .argument = "FILE",
     .sentence = "apply the `engine:` section of this YAML file first; configurations in the log are then passed over"},
    {.name = "rules", .kind = OPTION_TEXT, .offset = offsetof(struct show_options, rules), .argument = "FILE",
     .sentence = "apply these alert rules first; rules in the log are then passed over"},
    {.name = "output", .kind = OPTION_CHOICE, .offset = offsetof(struct show_options, output), .initial = "text",
     .choices = show_outputs, .sentence = "text: pages to read; json: one line an indicator, then one a measure"},
    {.name = "color", .kind = OPTION_CHOICE, .offset = offsetof(struct show_options, color), .initial = "auto",
     .choices = colour_choices, .sentence = "auto: on a terminal, unless NO_COLOR is set"},
    {.name = "exit-code", .kind = OPTION_FLAG, .offset = offsetof(struct show_options, exit_code),
     .sentence = "tell the worst band of what is shown by the exit code: 0 normal, 11 moderate, 12 elevated, 13 high, "
                 "14 critical"},
};

static const char *const examples[] = {
    "orewatch show --log story.owr # all pairs",
    "orewatch show aluminum/EU --log story.owr --at 2025-02-24 # one pair in full, as it stood",
    "orewatch show --log story.owr --since 2025-02-24 # what has changed since",
    "orewatch show aluminum --log /var/lib/orewatch/journal --exit-code",
    NULL,
};

static const char *const exit_codes[] = {
    "0 shown", "1 failure: the log cannot be read", "2 usage", "3 shown, but the log ends inside a record",
    "11..14 with --exit-code: the worst band is moderate, elevated, high, critical", NULL,
};

static const struct program program = {
    .name = "orewatch show",
    .usage = "[MATERIAL/REGION|MATERIAL|REGION] --log PATH",
    .sentence = "Prints the board once: each pair's composite, band and parts; for one pair every indicator; and the "
                "measures, those without effect yet apart (`forward`). It is derived from a log.",
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
    struct pair_filter filter;
    struct bands bands;
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

/* Notes every composite, as `before` of a change at first, then as `after`. */
static void note_composites(struct show *show, bool after)
{
    struct board_pair pair;
    show->changes_count = 0;
    for (uint32_t i = 0; i < engine_pairs(show->offline.engine); i++) {
        engine_board_pair(show->offline.engine, i, &pair);
        const struct indicator_output *composite = &pair.indicators[INDICATOR_COMPOSITE];
        bool present = message_has(composite->present, INDICATOR_HAS_VALUE);
        struct change *change = &show->changes[i];
        change->material = pair.material;
        change->region = pair.region;
        *(after ? &change->has : &change->had) = present;
        *(after ? &change->after : &change->before) = present ? composite->value : 0;
    }
}

/* Leaves the pairs that are meant and known at one of the times. */
static void sift_changes(struct show *show)
{
    for (uint32_t i = 0; i < engine_pairs(show->offline.engine); i++) {
        const struct change *change = &show->changes[i];
        if ((change->had || change->has) && pair_filter_takes(&show->filter, change->material, change->region))
            show->changes[show->changes_count++] = *change;
    }
}

/* ---- showing ------------------------------------------------------------------- */

static void write_pages(struct show *show, struct page *page)
{
    const struct engine *engine = show->offline.engine;
    struct board_pair pair;
    page_paint(page, PAINT_FAINT);
    page_time(page, show->offline.time);
    page_string(page, "  offset ");
    line_int(&page->line, (int64_t)show->offline.offset);
    page_plain(page);
    page_string(page, "\n\n");
    if (!pair_filter_single(&show->filter)) {
        board_overview(page, engine, &show->bands, &show->filter);
        ledger_text(page, engine, &show->filter);
        return;
    }
    for (uint32_t i = 0; i < engine_pairs(engine); i++) {
        engine_board_pair(engine, i, &pair);
        if (pair_filter_takes(&show->filter, pair.material, pair.region))
            board_pair_page(page, &pair, &show->bands);
    }
    ledger_text(page, engine, &show->filter);
}

static bool print(struct show *show)
{
    struct page page = page_on(show->text, BOARD_BYTES + LEDGER_BYTES, show->colour);
    page.width = terminal_width(STDOUT_FILENO);
    bool changes = show->since != INT64_MIN;
    bool written;
    if (show->options->output == SHOW_JSON) {
        written = changes ? board_changes_json(show->changes, show->changes_count, stdout)
                          : board_json(show->offline.engine, &show->filter, stdout);
    } else {
        if (changes)
            board_changes(&page, show->changes, show->changes_count, show->since, show->offline.time);
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
    struct board_pair pair;
    enum severity worst = SEVERITY_INFO;
    for (uint32_t i = 0; i < engine_pairs(show->offline.engine); i++) {
        engine_board_pair(show->offline.engine, i, &pair);
        const struct indicator_output *composite = &pair.indicators[INDICATOR_COMPOSITE];
        if (!message_has(composite->present, INDICATOR_HAS_VALUE) ||
            !pair_filter_takes(&show->filter, pair.material, pair.region))
            continue;
        enum severity band = band_of(&show->bands, composite->value);
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
    struct name_list list;
    struct names names = engine_names(show->offline.engine, &list);
    if (arguments->count == 0 || pair_filter_parse(&show->filter, arguments->texts[0], &names, why, sizeof why))
        return true;
    complain(why);
    return false;
}

static bool check(struct show *show, const struct show_options *options, const char *argument)
{
    if (!given(options->log)) {
        complain("--log PATH is missing: a recording (.owr) or the journal of a broker");
        if (argument != NULL && access(argument, F_OK) == 0)
            fprintf(stderr, "orewatch show: did you mean `orewatch show --log %s`?\n", argument);
        return false;
    }
    if (!parse_moment("--at", options->at, INT64_MAX, &show->at) ||
        !parse_moment("--since", options->since, INT64_MIN, &show->since))
        return false;
    if (show->since != INT64_MIN && show->at != INT64_MAX && show->since > show->at) {
        complain("--since lies after --at");
        return false;
    }
    return true;
}

static enum exit_code show_log(struct show *show, const struct arguments *arguments)
{
    const struct show_options *options = show->options;
    if (!check(show, options, arguments->count > 0 ? arguments->texts[0] : NULL))
        return EXIT_USAGE;
    struct offline_options offline_options = {.log = options->log, .config = options->config, .rules = options->rules};
    if (offline_open(&show->offline, &offline_options, NULL) != STATUS_OK) {
        complain(show->offline.why);
        return show->offline.given ? EXIT_USAGE : EXIT_FAILED;
    }
    if (show->since != INT64_MIN) {
        if (!derive(show, show->since))
            return EXIT_FAILED;
        note_composites(show, false);
    }
    if (!derive(show, show->at == INT64_MAX ? INT64_MAX : show->at + 1))
        return EXIT_FAILED;
    if (!parse_filter(show, arguments))
        return EXIT_USAGE;
    note_composites(show, true);
    sift_changes(show);
    show->bands.count = show->offline.bands_count;
    memcpy(show->bands.from, show->offline.bands, sizeof show->bands.from);
    if (!print(show))
        return EXIT_FAILED;
    if (show->offline.torn)
        complain(show->offline.why);
    if (options->exit_code && worst_band(show) != EXIT_OK)
        return worst_band(show);
    return show->offline.torn ? EXIT_WARNINGS : EXIT_OK;
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
        code = show_log(show, &arguments);
        offline_close(&show->offline);
        free(show->text);
    }
    free(show);
    return (int)code;
}

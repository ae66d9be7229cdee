#include "consumers/tail_options.h"

#include "consumers/live.h"
#include "consumers/printer.h"
#include "consumers/terminal.h"

#include <stdlib.h>

/* In the order of enum follow_slow. */
static const char *const slow_choices[] = {"fill", "gap", "latest", NULL};

static const struct option rows[] = {
    {.name = "from", .kind = OPTION_TEXT, .offset = offsetof(struct tail_options, from), .argument = "WHERE",
     .initial = "new",
     .sentence = "where to begin: " START_POINT_FORMS "; new: what is said from now on, last: every alert that is not "
                 "resolved and the last message of each topic first, all: all that history keeps, -1h: the last hour of the log's clock, seq:N: of exactly "
                 "one topic"},
    {.name = "cursor", .kind = OPTION_TEXT, .offset = offsetof(struct tail_options, cursor), .argument = "NAME",
     .sentence = "keep where it stands under this name, and go on there, also after a kill: what came meanwhile is "
                 "fetched, in the order of the log. Kept after printing, once a second at most: what was printed since is printed "
                 "again, and nothing is left out. --from says where to begin the first time; needs --state"},
    {.name = "state", .kind = OPTION_TEXT, .offset = offsetof(struct tail_options, state), .argument = "DIR",
     .sentence = "the folder of cursors: a file NAME.cursor each; made if need be"},
    {.name = "slow", .kind = OPTION_CHOICE, .offset = offsetof(struct tail_options, slow), .initial = "fill",
     .choices = slow_choices,
     .sentence = "what becomes of messages that did not come in time: fill: they are fetched, and printed in their "
                 "place; gap: they are told as lost, and it goes on; latest: only the newest of each topic is printed, "
                 "and how many were skipped is told"},
    {.name = "proof", .kind = OPTION_FLAG, .offset = offsetof(struct tail_options, proof),
     .sentence = "say at the end, and on SIGUSR1, what it has of each topic, as one line of JSON on standard error: "
                 "outputs `from` to `to` (`none`: from `from` on nothing was said), how many of them are missing, and as of "
                 "which time none had more"},
    {.name = "proof-every", .kind = OPTION_DURATION, .offset = offsetof(struct tail_options, proof_every), .argument = "TIME",
     .initial = "0s", .low = 0, .high = 1e18,
     .sentence = "--proof, and say it again so often; 0s: only at the end and on SIGUSR1"},
    {.name = "count", .kind = OPTION_NUMBER, .offset = offsetof(struct tail_options, count), .argument = "N",
     .initial = "0", .low = 0, .high = 1e15, .sentence = "end after so many messages; 0: never"},
    {.name = "timeout", .kind = OPTION_DURATION, .offset = offsetof(struct tail_options, timeout), .argument = "TIME",
     .initial = "0s", .low = 0, .high = 1e18,
     .sentence = "end after so long; exit code 7 where --count was not reached by then; 0s: never"},
    {.name = "no-follow", .kind = OPTION_FLAG, .offset = offsetof(struct tail_options, no_follow),
     .sentence = "end once what came before was printed, instead of waiting for more"},
    {.name = "show-silenced", .kind = OPTION_FLAG, .offset = offsetof(struct tail_options, show_silenced),
     .sentence = "print alerts that an operator has silenced; else a line counts them"},
    {.name = "output", .kind = OPTION_CHOICE, .offset = offsetof(struct tail_options, output), .initial = "text",
     .choices = print_forms,
     .sentence = "text: paragraphs to read; json: the contract's text form, one line each; msgpack: [topic, header, "
                 "output] each, as they were sent; of these a kill may leave the last one cut: give each run a file of "
                 "its own"},
    {.name = "color", .kind = OPTION_CHOICE, .offset = offsetof(struct tail_options, color), .initial = "auto",
     .choices = colour_choices, .sentence = "auto: on a terminal, unless NO_COLOR is set"},
    {.name = "stream", .kind = OPTION_ENDPOINT, .offset = offsetof(struct tail_options, stream), .argument = "ENDPOINT",
     .initial = "tcp://127.0.0.1:7703", .sentence = "where the broker streams"},
    {.name = "history", .kind = OPTION_ENDPOINT, .offset = offsetof(struct tail_options, history), .argument = "ENDPOINT",
     .initial = LIVE_HISTORY, .sentence = "where the broker is asked for what did not come, and for what came before"},
};

static const char *const examples[] = {
    "orewatch tail # all alerts",
    "orewatch tail alert.aluminum.EU. # of one pair",
    "orewatch tail --from -1d --no-follow # the last day, and whether anything is missing",
    "orewatch tail indicator.aluminum.EU.composite. --output json # an indicator as it moves",
    "orewatch tail --count 1 --timeout 10s # wait for the next one",
    "orewatch tail --cursor desk --state ~/.orewatch --output json >> alerts.ndjson # nothing missing, over restarts",
    "orewatch tail --proof-every 1h 2>> proofs.log # and each hour whether nothing is missing",
    NULL,
};

static const char *const exit_codes[] = {
    "0 ended by --count, --no-follow, --timeout without --count, a signal, or because nobody reads on",
    "1 failure: also a cursor that is damaged or held by another", "2 usage: also a cursor of other topics", "5 nobody streams there, or nobody answers for what came before",
    "7 the time was over before --count messages came", "8 messages are missing that could not be had or, with --slow gap, were not asked for; the cursor is of another log",
    NULL,
};

static const struct program program = {
    .name = "orewatch tail",
    .usage = "[TOPIC...]",
    .sentence = "Prints what the broker says, by prefix of topic; without one, `alert.`. Topics: "
                "alert.MATERIAL.REGION.KIND. indicator.MATERIAL.REGION.NAME. status.SOURCE. At its end it says how the "
                "sources are and up to where nothing is missing; a source is fresh that reports no trouble and of which "
                "no event is missing.",
    .options = rows,
    .options_count = sizeof rows / sizeof rows[0],
    .examples = examples,
    .exit_codes = exit_codes,
    .arguments_low = 0,
    .arguments_high = 64,
};

static bool refuse_usage(const char *why)
{
    fprintf(stderr, "orewatch tail: %s\n", why);
    return false;
}

static bool check(const struct tail_options *options, struct start_point *start, size_t topics)
{
    char text[512] = "";
    struct line why = line_on(text, sizeof text);
    if (!start_point_parse(options->from, start, &why))
        return refuse_usage(text);
    if (start->kind == START_SEQ && topics != 1)
        return refuse_usage("--from seq:N counts the messages of one topic: give exactly one, as it is "
                            "(alert.aluminum.EU.level.)");
    if ((options->cursor == NULL) != (options->state == NULL))
        return refuse_usage(options->cursor != NULL ? "--cursor needs --state DIR: the folder that it is kept in"
                                                    : "--state is the folder of a cursor: give --cursor NAME too");
    return true;
}

enum parse_result tail_options_parse(int argc, char **argv, struct tail_options *options, struct start_point *start,
                                     struct arguments *topics, bool *alerts)
{
    static char *all_alerts[] = {(char *)"alert."};
    enum parse_result result = options_parse(&program, argc, argv, options, topics);
    if (result != PARSE_RUN)
        return result;
    if (!check(options, start, topics->count))
        return PARSE_USAGE;
    options->proof |= options->proof_every > 0;
    *alerts = topics->count == 0;
    if (*alerts)
        *topics = (struct arguments){all_alerts, 1};
    return PARSE_RUN;
}

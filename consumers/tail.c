/* orewatch tail: alerts as they fire. What did not come is told with exact
 * numbers and fetched from history; what cannot be had is never passed over in
 * silence. */
#include "consumers/live.h"
#include "consumers/printer.h"
#include "consumers/start_point.h"
#include "consumers/summary.h"
#include "consumers/tools.h"
#include "runtime/exit_code.h"
#include "runtime/follower.h"
#include "runtime/loop.h"
#include "runtime/options.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>
#include <zmq.h>

#define WATCH_MS 100
/* The heartbeat comes each second: after five nobody is there, nor is history. */
#define SILENCE_NS (5 * SECOND_NS)

struct tail_options {
    const char *stream, *history, *from;
    int output, color;
    int64_t count, timeout;
    bool no_follow, show_silenced;
};

static const struct option rows[] = {
    {.name = "from", .kind = OPTION_TEXT, .offset = offsetof(struct tail_options, from), .argument = "WHERE",
     .initial = "new",
     .sentence = "where to begin: " START_POINT_FORMS "; new: what is said from now on, last: every alert that is not "
                 "resolved and the last message of each topic first, all: all that history keeps, -1h: the last hour of the log's clock, seq:N: of exactly "
                 "one topic"},
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
                 "output] each, as they were sent"},
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
    NULL,
};

static const char *const exit_codes[] = {
    "0 ended by --count, --no-follow, --timeout without --count, a signal, or because nobody reads on",
    "1 failure", "2 usage", "5 nobody streams there, or nobody answers for what came before",
    "7 the time was over before --count messages came", "8 messages are missing that could not be had", NULL,
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

struct tail {
    const struct tail_options *options;
    struct start_point start;
    uv_loop_t loop;
    struct stop_signals signals;
    uv_timer_t watch;
    struct follower *follower;
    uint64_t started_ms, heard_ms;
    int64_t since;             /* what happened before is not printed; INT64_MIN: nothing is left out */
    uint64_t came;             /* messages, folded ones too */
    bool following;            /* told that from here on nothing is missed */
    bool silent;               /* told that no heartbeat comes any more */
    bool enough;               /* nothing more is printed; ends when no gap is open */
    bool reaches_back;         /* something older than `since` came: nothing after it is missing */
    bool cut_short;            /* what came before is not all kept */
    bool closed;               /* nobody reads what is printed */
    bool over;
    enum exit_code code;
    struct watched watched;
    struct printer printer;
};

static void complain(const char *what)
{
    fprintf(stderr, "orewatch tail: %s\n", what);
}

static void finish(struct tail *tail, enum exit_code code)
{
    if (!tail->over)
        tail->code = code;
    tail->over = true;
    uv_stop(&tail->loop);
}

static void finish_when_complete(struct tail *tail)
{
    if (tail->enough && follower_complete(tail->follower))
        finish(tail, EXIT_OK);
}

/* ---- messages ------------------------------------------------------------------ */

static void judge_writing(struct tail *tail, enum printing printing)
{
    switch (printing) {
    case PRINTING_DONE:
    case PRINTING_FOLDED:
        tail->came++;
        tail->enough |= tail->options->count > 0 && tail->came == (uint64_t)tail->options->count;
        break;
    case PRINTING_FAILED:
        if (errno != EPIPE)
            fprintf(stderr, "orewatch tail: cannot write to standard output: %s\n", strerror(errno));
        tail->closed = tail->enough = true;
        finish(tail, errno == EPIPE ? EXIT_OK : EXIT_FAILED);
        break;
    }
}

static void on_output(void *self, struct text topic, const struct header *header, const void *bytes, size_t size)
{
    struct tail *tail = self;
    struct refusal refusal = {0};
    int64_t time = 0;
    if (tail->over || tail->enough)
        return;
    if (printer_read(&tail->printer, topic, bytes, size, &time, &refusal) != STATUS_OK) {
        fprintf(stderr, "orewatch tail: %.*s seq %" PRIu64 " cannot be read: %s: %s\n", (int)topic.size, topic.at,
                header->seq, refusal.field, refusal.text);
        return;
    }
    if (time < tail->since) {
        tail->reaches_back = true;
        return;
    }
    judge_writing(tail, printer_write(&tail->printer, topic, header, bytes, size));
    finish_when_complete(tail);
}

static void say_following(struct tail *tail, uint64_t offset)
{
    if (tail->options->no_follow)
        return;
    fprintf(stderr, "orewatch tail: %s %s from offset %" PRIu64 "\n", tail->silent ? "back at" : "following",
            tail->options->stream, offset);
}

static void on_heartbeat(void *self, const struct heartbeat *heartbeat)
{
    struct tail *tail = self;
    tail->heard_ms = uv_now(&tail->loop);
    if (tail->start.kind == START_AGO && tail->since == INT64_MIN)
        tail->since = tail->watched.since = heartbeat->time - tail->start.time;
    if (tail->start.kind == START_NEW && tail->watched.since == INT64_MIN)
        tail->watched.since = heartbeat->time;
    tail->watched.epoch = heartbeat->epoch;
    tail->watched.offset = heartbeat->offset;
    tail->watched.proven = follower_certain(tail->follower);
    if (!follower_live(tail->follower))
        return;
    if (!tail->following || tail->silent)
        say_following(tail, heartbeat->offset);
    tail->following = true;
    tail->silent = false;
    if (!printer_flush(&tail->printer))
        judge_writing(tail, PRINTING_FAILED);
    finish_when_complete(tail);
}

static void on_live(void *self)
{
    struct tail *tail = self;
    if (!tail->following)
        say_following(tail, tail->watched.offset);
    tail->following = true;
    tail->watched.proven = follower_certain(tail->follower);
    tail->enough |= tail->options->no_follow;
    finish_when_complete(tail);
}

/* ---- what did not come ----------------------------------------------------------- */

static void tell_gap(struct text topic, uint64_t from, uint64_t to, const char *what, struct text why)
{
    fprintf(stderr, "orewatch tail: gap: %.*s seq %" PRIu64 "..%" PRIu64 ": %" PRIu64 " %s %s%s%.*s\n", (int)topic.size,
            topic.at, from, to, to - from + 1, to == from ? "message" : "messages", what, why.size > 0 ? ": " : "",
            (int)why.size, why.size > 0 ? why.at : "");
}

static void on_gap(void *self, struct text topic, uint64_t from, uint64_t to)
{
    ((struct tail *)self)->watched.proven = false;
    tell_gap(topic, from, to, "did not come", TEXT(""));
}

static void on_filled(void *self, struct text topic, uint64_t from, uint64_t to)
{
    tell_gap(topic, from, to, "filled from history", TEXT(""));
    finish_when_complete(self);
}

static void on_lost(void *self, struct text topic, uint64_t from, uint64_t to, struct text why)
{
    struct tail *tail = self;
    tail->watched.lost += to - from + 1;
    tell_gap(topic, from, to, "cannot be had", why);
    finish_when_complete(tail);
}

static void on_floor(void *self, uint64_t floor)
{
    struct tail *tail = self;
    if (tail->reaches_back)
        return;
    tail->cut_short = tail->start.kind != START_ALL;
    fprintf(stderr,
            "orewatch tail: history begins at offset %" PRIu64 "; what was said before is derived again by orewatch run "
            "from the broker's journal\n",
            floor);
}

static void on_unavailable(void *self, enum status status, struct text why)
{
    struct tail *tail = self;
    fprintf(stderr, "orewatch tail: what came before cannot be had: %.*s\n", (int)why.size, why.at);
    finish(tail, status == STATUS_TIMEOUT ? EXIT_CANNOT_CONNECT : EXIT_FAILED);
}

static void on_epoch(void *self, uint64_t epoch)
{
    (void)self;
    fprintf(stderr,
            "orewatch tail: the broker serves another log now, epoch %" PRIu64 "; its last messages come first\n",
            epoch);
}

/* ---- time ---------------------------------------------------------------------- */

static void give_up(struct tail *tail)
{
    fprintf(stderr, "orewatch tail: no heartbeat from %s; is orewatchd running there?\n", tail->options->stream);
    finish(tail, EXIT_CANNOT_CONNECT);
}

static void judge_silence(struct tail *tail, uint64_t silence_ns)
{
    if (silence_ns < SILENCE_NS || tail->silent)
        return;
    if (!tail->following) {
        give_up(tail);
        return;
    }
    tail->silent = true;
    tail->watched.proven = false;
    fprintf(stderr, "orewatch tail: no heartbeat from %s any more; waiting for it to come back\n",
            tail->options->stream);
}

static void on_watch(uv_timer_t *watch)
{
    struct tail *tail = watch->data;
    uint64_t now = uv_now(&tail->loop);
    judge_silence(tail, (now - tail->heard_ms) * 1000000);
    finish_when_complete(tail);
    if (tail->over || tail->options->timeout == 0)
        return;
    if ((now - tail->started_ms) * 1000000 < (uint64_t)tail->options->timeout)
        return;
    if (!tail->following) {
        give_up(tail);
        return;
    }
    if (tail->options->count > 0)
        fprintf(stderr, "orewatch tail: the time is over: %" PRIu64 " of %" PRId64 " messages came\n",
                tail->came, tail->options->count);
    finish(tail, tail->options->count > 0 ? EXIT_TIMEOUT : EXIT_OK);
}

static void on_stop(void *self, int signal)
{
    (void)signal;
    finish(self, EXIT_OK);
}

/* ---- life ---------------------------------------------------------------------- */

static const char *const all_alerts[] = {"alert."};

static struct follower_options follow_options(const struct tail *tail, const struct arguments *topics)
{
    static const enum follow_from ways[] = {
        [START_NEW] = FOLLOW_NEW, [START_LAST] = FOLLOW_LAST,   [START_ALL] = FOLLOW_OFFSET, [START_OFFSET] = FOLLOW_OFFSET,
        [START_SEQ] = FOLLOW_SEQ, [START_TIME] = FOLLOW_OFFSET, [START_AGO] = FOLLOW_OFFSET,
    };
    return (struct follower_options){
        .stream = tail->options->stream,
        .history = tail->options->history,
        .topics = topics->count > 0 ? (const char *const *)topics->texts : all_alerts,
        .topics_count = topics->count > 0 ? topics->count : 1,
        .from = ways[tail->start.kind],
        .number = tail->start.number,
        .patience = SILENCE_NS,
    };
}

static bool start(struct tail *tail, void *context, const struct arguments *topics)
{
    char why[512] = "";
    struct follower_options options = follow_options(tail, topics);
    struct follower_callbacks callbacks = {.on_output = on_output,
                                           .on_live = on_live,
                                           .on_heartbeat = on_heartbeat,
                                           .on_gap = on_gap,
                                           .on_filled = on_filled,
                                           .on_lost = on_lost,
                                           .on_floor = on_floor,
                                           .on_unavailable = on_unavailable,
                                           .on_epoch = on_epoch,
                                           .self = tail};
    if (follower_create(&tail->follower, &tail->loop, context, &options, &callbacks, why, sizeof why) != STATUS_OK) {
        complain(why);
        return false;
    }
    if (stop_signals_start(&tail->signals, &tail->loop, on_stop, tail) != 0) {
        complain("cannot watch for signals");
        return false;
    }
    uv_timer_init(&tail->loop, &tail->watch);
    tail->watch.data = tail;
    uv_update_time(&tail->loop);
    tail->started_ms = tail->heard_ms = uv_now(&tail->loop);
    uv_timer_start(&tail->watch, on_watch, WATCH_MS, WATCH_MS);
    return true;
}

static enum exit_code follow(struct tail *tail, const struct arguments *topics)
{
    void *context = zmq_ctx_new();
    if (context == NULL || uv_loop_init(&tail->loop) != 0) {
        complain("no memory, or no file descriptors left");
        if (context != NULL)
            zmq_ctx_term(context);
        return EXIT_FAILED;
    }
    if (start(tail, context, topics))
        uv_run(&tail->loop, UV_RUN_DEFAULT);
    else
        tail->code = EXIT_FAILED;
    follower_destroy(&tail->follower);
    loop_close(&tail->loop);
    zmq_ctx_term(context);
    return tail->code;
}

/* The last words, where the watch came to an end of its own kind. */
static enum exit_code conclude(struct tail *tail, enum exit_code code)
{
    char text[2048] = "";
    struct line line = line_on(text, sizeof text);
    bool broken = code == EXIT_FAILED || code == EXIT_CANNOT_CONNECT || (code == EXIT_OK && !tail->following);
    if (!broken && !tail->closed && !printer_flush(&tail->printer))
        judge_writing(tail, PRINTING_FAILED);
    if (broken || tail->closed)
        return tail->code;
    tail->watched.printed = tail->printer.printed;
    tail->watched.alerts_printed = tail->printer.alerts;
    tail->watched.last_alert = tail->printer.last_alert;
    tail->watched.silenced = tail->printer.muted.total_silenced;
    summary_write(&tail->watched, tail->options->history, &line);
    complain(text);
    return tail->watched.lost > 0 || tail->cut_short ? EXIT_GAP : code;
}

static bool parse_start(struct tail *tail, const struct arguments *topics)
{
    char text[512] = "";
    struct line why = line_on(text, sizeof text);
    bool parsed = start_point_parse(tail->options->from, &tail->start, &why);
    if (parsed && tail->start.kind == START_SEQ && topics->count != 1) {
        line_string(&why, "--from seq:N counts the messages of one topic: give exactly one, as it is "
                          "(alert.aluminum.EU.level.)");
        parsed = false;
    }
    if (!parsed)
        complain(text);
    tail->since = tail->start.kind == START_TIME ? tail->start.time : INT64_MIN;
    tail->watched.since = tail->since;
    return parsed;
}

int tool_tail(int argc, char **argv)
{
    struct tail_options options;
    struct arguments topics;
    switch (options_parse(&program, argc, argv, &options, &topics)) {
    case PARSE_RUN:
        break;
    case PARSE_DONE:
        return EXIT_OK;
    case PARSE_USAGE:
        return EXIT_USAGE;
    }
    struct tail *tail = calloc(1, sizeof *tail);
    if (tail == NULL) {
        complain("no memory");
        return EXIT_FAILED;
    }
    enum exit_code code = EXIT_USAGE;
    signal(SIGPIPE, SIG_IGN); /* a closed pipe shows as EPIPE: a quiet end */
    tail->options = &options;
    tail->watched.alerts = topics.count == 0;
    if (parse_start(tail, &topics)) {
        printer_init(&tail->printer, (enum print_form)options.output,
                     terminal_colour(STDOUT_FILENO, (enum colour_choice)options.color), options.show_silenced);
        code = conclude(tail, follow(tail, &topics));
    }
    free(tail);
    return (int)code;
}

/* orewatch record: a recording of a live log, through history, while it grows. */
#include "consumers/live.h"
#include "consumers/recorder.h"
#include "consumers/tools.h"
#include "runtime/loop.h"
#include "runtime/options.h"
#include "runtime/progress.h"
#include "runtime/subscriber.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zmq.h>

#define WATCH_MS 100
/* The heartbeat comes each second: after five nobody is there, nor is history. */
#define SILENCE_NS (5 * SECOND_NS)

struct record_options {
    const char *stream, *history, *from;
    int64_t count, timeout;
    bool no_follow, force;
};

static const struct option rows[] = {
    {.name = "from", .kind = OPTION_TEXT, .offset = offsetof(struct record_options, from), .argument = "WHERE",
     .initial = "all",
     .sentence = "where to begin: offset:N, time:T, last, new, all or -1h; new: what is logged from now on, last: the "
                 "last event first, -1h: the last hour of the log's clock; only a recording of all tells what the "
                 "broker told"},
    {.name = "count", .kind = OPTION_NUMBER, .offset = offsetof(struct record_options, count), .argument = "N",
     .initial = "0", .low = 0, .high = 1e15, .sentence = "end after so many events; 0: never"},
    {.name = "timeout", .kind = OPTION_DURATION, .offset = offsetof(struct record_options, timeout), .argument = "TIME",
     .initial = "0s", .low = 0, .high = 1e18,
     .sentence = "end after so long; exit code 7 where --count was not reached by then; 0s: never"},
    {.name = "no-follow", .kind = OPTION_FLAG, .offset = offsetof(struct record_options, no_follow),
     .sentence = "end once the log was read to its end, instead of waiting for more"},
    {.name = "force", .kind = OPTION_FLAG, .offset = offsetof(struct record_options, force),
     .sentence = "replace a file of this name, once the broker has answered"},
    {.name = "stream", .kind = OPTION_ENDPOINT, .offset = offsetof(struct record_options, stream),
     .argument = "ENDPOINT", .initial = "tcp://127.0.0.1:7703", .sentence = "whose heartbeat tells that the log grew"},
    {.name = "history", .kind = OPTION_ENDPOINT, .offset = offsetof(struct record_options, history),
     .argument = "ENDPOINT", .initial = LIVE_HISTORY, .sentence = "where the broker gives its log"},
};

static const char *const examples[] = {
    "orewatch record story.owr # the whole log, and what comes, until ^C",
    "orewatch record story.owr --no-follow # as it is now",
    "orewatch record day.owr --from -1d --force # the last day, and what comes",
    "orewatch record story.owr --from new --count 100 --timeout 1h",
    NULL,
};

static const char *const exit_codes[] = {
    "0 recorded: ended by --count, --no-follow, --timeout without --count, or a signal",
    "1 failure: the file cannot be written, the broker keeps no log", "2 usage: also a file that is there already",
    "3 recorded up to where the broker began to serve another log, or its log was cut", "5 no broker answers",
    "7 the time was over before --count events came", "8 entries of the log are missing that could not be had", NULL,
};

static const struct program program = {
    .name = "orewatch record",
    .usage = "FILE.owr",
    .sentence = "Records the log of a live broker: every event as it was sent, with when it was received, and the "
                "configuration and rules between them; `orewatch run` derives from it what the broker said. It follows "
                "the log until a signal comes.",
    .options = rows,
    .options_count = sizeof rows / sizeof rows[0],
    .examples = examples,
    .exit_codes = exit_codes,
    .arguments_low = 1,
    .arguments_high = 1,
};

struct record {
    const struct record_options *options;
    const char *path;
    uv_loop_t loop;
    struct stop_signals signals;
    uv_timer_t watch;
    struct history_client *history;
    struct subscriber *subscriber; /* NULL: nothing is followed */
    struct recorder recorder;
    struct progress progress;
    uint64_t started_ms, heard_ms;
    bool behind;                   /* the log grew while a question was under way */
    bool following, silent, ending, over;
    enum exit_code code, end_code; /* end_code: once the last question was answered */
};

static void complain(struct record *record, const char *what)
{
    progress_end(&record->progress);
    fprintf(stderr, "orewatch record: %s\n", what);
}

static void finish(struct record *record, enum exit_code code)
{
    if (!record->over)
        record->code = code;
    record->over = true;
    uv_stop(&record->loop);
}

static void fail(struct record *record, enum status status)
{
    complain(record, record->recorder.why);
    finish(record, status == STATUS_CONFLICT ? EXIT_WARNINGS : status == STATUS_GONE ? EXIT_GAP : EXIT_FAILED);
}

/* ---- the log ------------------------------------------------------------------------- */

static void ask(struct record *record);

static bool enough(const struct record *record)
{
    return record->options->count > 0 && record->recorder.events >= (uint64_t)record->options->count;
}

static void on_item(void *self, const struct history_page *page, const struct history_item *item)
{
    struct record *record = self;
    if (record->over)
        return;
    enum status status = recorder_page(&record->recorder, page);
    if (status == STATUS_OK)
        status = recorder_take(&record->recorder, item);
    if (status != STATUS_OK)
        fail(record, status);
    else if (enough(record))
        finish(record, EXIT_OK);
    progress_show(&record->progress, record->recorder.taken.offset, page->offset, record->recorder.events);
}

static void on_again(void *self)
{
    recorder_rewind(&((struct record *)self)->recorder);
}

/* Nobody answers. While following, it may come back. */
static void lose_sight(struct record *record, struct text why)
{
    char text[600];
    snprintf(text, sizeof text, "%.*s", (int)why.size, why.at);
    if (record->ending || !record->following) {
        complain(record, text);
        finish(record, record->ending ? record->end_code : EXIT_CANNOT_CONNECT);
        return;
    }
    record->behind = true;
}

static void say_following(struct record *record)
{
    char text[600];
    snprintf(text, sizeof text, "following %s from offset %" PRIu64, record->options->stream,
             record->recorder.taken.offset);
    complain(record, text);
    record->following = true;
}

/* All that was there is recorded. */
static void settle(struct record *record)
{
    enum status status = recorder_commit(&record->recorder);
    if (status != STATUS_OK)
        fail(record, status);
    else if (record->options->no_follow)
        finish(record, EXIT_OK);
    else if (record->ending)
        finish(record, record->end_code);
    else if (record->behind)
        ask(record);
    else if (!record->following)
        say_following(record);
}

static void on_end(void *self, enum status status, const struct history_page *page, struct text why)
{
    struct record *record = self;
    if (record->over)
        return;
    if (status == STATUS_TIMEOUT) {
        lose_sight(record, why);
        return;
    }
    if (status != STATUS_OK) {
        snprintf(record->recorder.why, sizeof record->recorder.why, "%s: %.*s", record->options->history, (int)why.size,
                 why.at);
        fail(record, STATUS_IO);
        return;
    }
    status = recorder_page(&record->recorder, page);
    if (status != STATUS_OK)
        fail(record, status);
    else
        settle(record);
}

static void ask(struct record *record)
{
    struct history_question question = {
        .request = {.present = 1u << HISTORY_REQUEST_HAS_OP | 1u << HISTORY_REQUEST_HAS_FROM,
                    .op = HISTORY_EVENTS,
                    .from = recorder_next(&record->recorder)},
        .patience = SILENCE_NS,
        .on_again = on_again,
        .on_item = on_item,
        .on_end = on_end,
        .self = record};
    record->behind = false;
    recorder_rewind(&record->recorder);
    history_client_ask(record->history, &question);
}

/* What was logged until now is recorded before the end. */
static void end_soon(struct record *record, enum exit_code code)
{
    if (record->ending || record->over)
        return;
    if (!record->recorder.knows)
        complain(record, "no broker has answered yet");
    record->ending = true;
    record->end_code = code;
    if (!record->following || record->silent)
        finish(record, code);
    else if (!history_client_busy(record->history))
        ask(record);
}

/* ---- the heartbeat --------------------------------------------------------------------- */

/* A tick that made the engine speak moves no offset, but topics. */
static void on_heartbeat(void *self, const struct heartbeat *heartbeat)
{
    struct record *record = self;
    record->heard_ms = uv_now(&record->loop);
    if (record->silent)
        complain(record, "the broker is back");
    bool grew = heartbeat->epoch != record->recorder.epoch || heartbeat->offset != record->recorder.taken.offset ||
                (heartbeat->topics_count > 0 && !heartbeat->all) || record->silent;
    record->silent = false;
    if (!record->following || record->over)
        return;
    record->behind |= grew;
    if (record->behind && !history_client_busy(record->history))
        ask(record);
    progress_show(&record->progress, 0, 0, record->recorder.events);
}

static void judge_silence(struct record *record, uint64_t now)
{
    if (!record->following || record->silent || (now - record->heard_ms) * 1000000 < SILENCE_NS)
        return;
    record->silent = true;
    complain(record, "no heartbeat any more; waiting for the broker to come back");
}

static void on_watch(uv_timer_t *watch)
{
    struct record *record = watch->data;
    uint64_t now = uv_now(&record->loop);
    char text[200];
    judge_silence(record, now);
    if (record->over || record->ending || record->options->timeout == 0 ||
        (now - record->started_ms) * 1000000 < (uint64_t)record->options->timeout)
        return;
    if (record->options->count > 0) {
        snprintf(text, sizeof text, "the time is over: %" PRIu64 " of %" PRId64 " events came", record->recorder.events,
                 record->options->count);
        complain(record, text);
    }
    end_soon(record, !record->recorder.knows      ? EXIT_CANNOT_CONNECT
                     : record->options->count > 0 ? EXIT_TIMEOUT
                                                  : EXIT_OK);
}

static void on_stop(void *self, int signal)
{
    (void)signal;
    end_soon(self, EXIT_OK);
}

/* ---- life ------------------------------------------------------------------------------ */

static bool start(struct record *record, void *context)
{
    static const char *const heartbeat[] = {"heartbeat."};
    struct subscriber_callbacks callbacks = {.on_heartbeat = on_heartbeat, .self = record};
    char why[512] = "no memory";
    enum status status =
        history_client_create(&record->history, &record->loop, context, record->options->history, why, sizeof why);
    if (status == STATUS_OK && !record->options->no_follow)
        status = subscriber_create(&record->subscriber, &record->loop, context, record->options->stream, heartbeat, 1,
                                   &callbacks, why, sizeof why);
    if (status != STATUS_OK) {
        complain(record, why);
        return false;
    }
    if (stop_signals_start(&record->signals, &record->loop, on_stop, record) != 0) {
        complain(record, "cannot watch for signals");
        return false;
    }
    uv_timer_init(&record->loop, &record->watch);
    record->watch.data = record;
    uv_update_time(&record->loop);
    record->started_ms = record->heard_ms = uv_now(&record->loop);
    uv_timer_start(&record->watch, on_watch, WATCH_MS, WATCH_MS);
    progress_start(&record->progress, "recording");
    ask(record);
    return true;
}

static enum exit_code follow(struct record *record)
{
    void *context = zmq_ctx_new();
    if (context == NULL || uv_loop_init(&record->loop) != 0) {
        complain(record, "no memory, or no file descriptors left");
        if (context != NULL)
            zmq_ctx_term(context);
        return EXIT_FAILED;
    }
    if (start(record, context))
        uv_run(&record->loop, UV_RUN_DEFAULT);
    else
        record->code = EXIT_FAILED;
    subscriber_destroy(&record->subscriber);
    history_client_destroy(&record->history);
    loop_close(&record->loop);
    zmq_ctx_term(context);
    return record->code;
}

/* The last words: what the file holds. */
static enum exit_code conclude(struct record *record, enum exit_code code)
{
    const struct recorder *recorder = &record->recorder;
    char text[512];
    bool made = recorder->writer != NULL || recorder->knows;
    if (recorder_close(&record->recorder) != STATUS_OK) {
        complain(record, recorder->why);
        return EXIT_FAILED;
    }
    if (!made)
        return code;
    if (recorder->events == 0)
        snprintf(text, sizeof text, "no event came; %s holds configuration and rules", record->path);
    else
        snprintf(text, sizeof text, "%" PRIu64 " %s in %s, offsets %" PRIu64 "..%" PRIu64, recorder->events,
                 recorder->events == 1 ? "event" : "events", record->path, recorder->recorded_from,
                 recorder->recorded_from + recorder->events - 1);
    complain(record, text);
    return code;
}

/* ---- the command line -------------------------------------------------------------------- */

static bool check_path(const char *path, bool force)
{
    size_t size = strlen(path);
    if (size <= 4 || strcmp(path + size - 4, ".owr") != 0) {
        fprintf(stderr, "orewatch record: '%s' is no name of a recording: it ends in .owr\n", path);
        return false;
    }
    if (force || access(path, F_OK) != 0)
        return true;
    fprintf(stderr, "orewatch record: %s is there already; --force replaces it\n", path);
    return false;
}

static bool parse_start(const char *from, struct start_point *start)
{
    char text[512] = "";
    struct line why = line_on(text, sizeof text);
    bool parsed = start_point_parse(from, start, &why);
    if (parsed && start->kind == START_SEQ) {
        line_string(&why, "--from seq:N counts the messages of a topic; a log counts by offset:N");
        parsed = false;
    }
    if (!parsed)
        fprintf(stderr, "orewatch record: %s\n", text);
    return parsed;
}

int tool_record(int argc, char **argv)
{
    struct record_options options;
    struct arguments arguments;
    struct start_point from;
    switch (options_parse(&program, argc, argv, &options, &arguments)) {
    case PARSE_RUN:
        break;
    case PARSE_DONE:
        return EXIT_OK;
    case PARSE_USAGE:
        return EXIT_USAGE;
    }
    if (!check_path(arguments.texts[0], options.force) || !parse_start(options.from, &from))
        return EXIT_USAGE;
    struct record *record = calloc(1, sizeof *record);
    if (record == NULL) {
        fprintf(stderr, "orewatch record: no memory\n");
        return EXIT_FAILED;
    }
    record->options = &options;
    record->path = arguments.texts[0];
    recorder_init(&record->recorder, record->path, options.force, &from);
    enum exit_code code = conclude(record, follow(record));
    free(record);
    return (int)code;
}

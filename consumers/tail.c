/* orewatch tail: alerts as they fire. What did not come is told with exact
 * numbers and fetched from history; what cannot be had is never passed over in
 * silence. */
#include "consumers/completeness.h"
#include "consumers/tail_state.h"
#include "consumers/tools.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>
#include <zmq.h>

#define WATCH_MS 100
/* The heartbeat comes each second: after five nobody is there, nor is history. */
#define SILENCE_NS (5 * SECOND_NS)

void tail_complain(const char *what)
{
    fprintf(stderr, "orewatch tail: %s\n", what);
}

void tail_finish(struct tail *tail, enum exit_code code)
{
    if (!tail->over) {
        tail->code = code;
        if (!tail->enough)
            tail->watched.proven = code != EXIT_GAP && !tail->silent && follower_certain(tail->follower);
        tail_cursor_freeze(&tail->cursor, tail->follower);
    }
    tail->over = true;
    uv_stop(&tail->loop);
}

void tail_finish_when_complete(struct tail *tail)
{
    bool all = tail->cursor.cursor != NULL ? follower_certain(tail->follower) : follower_complete(tail->follower);
    if ((tail->enough || tail->leaving) && all)
        tail_finish(tail, EXIT_OK);
}

bool tail_keep(struct tail *tail, bool now)
{
    return tail_cursor_keep(&tail->cursor, tail->follower, tail->watched.epoch, tail->time, tail->dealt,
                            uv_now(&tail->loop), now);
}

/* ---- time ---------------------------------------------------------------------- */

static void give_up(struct tail *tail)
{
    fprintf(stderr, "orewatch tail: no heartbeat from %s; is orewatchd running there?\n", tail->options->stream);
    tail_finish(tail, EXIT_CANNOT_CONNECT);
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

static void prove(const struct tail *tail)
{
    completeness_write(&tail->cursor, tail->follower, stderr);
}

static void prove_again(struct tail *tail, uint64_t now)
{
    uint64_t since_ns = (now - tail->proved_ms) * 1000000;
    if (tail->over || tail->options->proof_every == 0 || since_ns < (uint64_t)tail->options->proof_every)
        return;
    tail->proved_ms = now;
    prove(tail);
}

static void on_watch(uv_timer_t *watch)
{
    struct tail *tail = watch->data;
    uint64_t now = uv_now(&tail->loop);
    judge_silence(tail, (now - tail->heard_ms) * 1000000);
    prove_again(tail, now);
    tail_finish_when_complete(tail);
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
    tail_finish(tail, tail->options->count > 0 ? EXIT_TIMEOUT : EXIT_OK);
}

static void on_asked(uv_signal_t *asked, int signal)
{
    (void)signal;
    prove(asked->data);
}

static void on_stop(void *self, int signal)
{
    (void)signal;
    tail_finish(self, EXIT_OK);
}

/* ---- life ---------------------------------------------------------------------- */

static struct follower_options follow_options(const struct tail *tail, const struct arguments *topics)
{
    static const enum follow_from ways[] = {
        [START_NEW] = FOLLOW_NEW, [START_LAST] = FOLLOW_LAST,   [START_ALL] = FOLLOW_OFFSET, [START_OFFSET] = FOLLOW_OFFSET,
        [START_SEQ] = FOLLOW_SEQ, [START_TIME] = FOLLOW_OFFSET, [START_AGO] = FOLLOW_OFFSET,
    };
    const struct holdings *holdings = tail_cursor_holdings(&tail->cursor);
    return (struct follower_options){
        .stream = tail->options->stream,
        .history = tail->options->history,
        .topics = (const char *const *)topics->texts,
        .topics_count = topics->count,
        .from = holdings != NULL ? FOLLOW_CURSOR : ways[tail->start.kind],
        .number = tail->start.number,
        .holdings = holdings,
        .slow = (enum follow_slow)tail->options->slow,
        .patience = SILENCE_NS,
    };
}

static bool watch_asked(struct tail *tail)
{
    if (!tail->options->proof)
        return true;
    tail->asked.data = tail;
    return uv_signal_init(&tail->loop, &tail->asked) == 0 &&
           uv_signal_start(&tail->asked, on_asked, SIGUSR1) == 0;
}

/* A cursor that was kept says where to go on; else --from. */
static void choose_start(struct tail *tail)
{
    tail->since = tail->start.kind == START_TIME ? tail->start.time : INT64_MIN;
    tail->watched.since = tail->since;
    if (tail_cursor_holdings(&tail->cursor) == NULL)
        return;
    tail->start = (struct start_point){.kind = START_ALL};
    tail->since = INT64_MIN;
    tail->watched.since = cursor_time(tail->cursor.cursor);
}

static bool start(struct tail *tail, void *context, const struct arguments *topics)
{
    char why[512] = "";
    struct follower_options options = follow_options(tail, topics);
    struct follower_callbacks callbacks = tail_callbacks;
    callbacks.self = tail;
    if (follower_create(&tail->follower, &tail->loop, context, &options, &callbacks, why, sizeof why) != STATUS_OK) {
        tail_complain(why);
        return false;
    }
    if (!printer_go_on(&tail->printer)) {
        fprintf(stderr, "orewatch tail: cannot write to standard output: %s\n", strerror(errno));
        return false;
    }
    if (stop_signals_start(&tail->signals, &tail->loop, on_stop, tail) != 0 || !watch_asked(tail)) {
        tail_complain("cannot watch for signals");
        return false;
    }
    uv_timer_init(&tail->loop, &tail->watch);
    tail->watch.data = tail;
    uv_update_time(&tail->loop);
    tail->started_ms = tail->heard_ms = tail->proved_ms = uv_now(&tail->loop);
    uv_timer_start(&tail->watch, on_watch, WATCH_MS, WATCH_MS);
    return true;
}

/* What was printed is kept, and told. */
static void leave(struct tail *tail)
{
    if (!tail->closed && !printer_flush(&tail->printer))
        tail_judge_writing(tail, PRINTING_FAILED);
    tail_tell_skipped(tail);
    if (!tail_keep(tail, true))
        tail->code = EXIT_FAILED;
    if (tail->options->proof && !tail->closed) /* else nobody can tell what was read */
        prove(tail);
}

static enum exit_code follow(struct tail *tail, const struct arguments *topics)
{
    void *context = zmq_ctx_new();
    if (context == NULL || uv_loop_init(&tail->loop) != 0) {
        tail_complain("no memory, or no file descriptors left");
        if (context != NULL)
            zmq_ctx_term(context);
        return EXIT_FAILED;
    }
    if (start(tail, context, topics)) {
        uv_run(&tail->loop, UV_RUN_DEFAULT);
        leave(tail);
    } else {
        tail->code = EXIT_FAILED;
    }
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
    if (broken || tail->closed)
        return tail->code;
    tail->watched.printed = tail->printer.printed;
    tail->watched.alerts_printed = tail->printer.alerts;
    tail->watched.last_alert = tail->printer.last_alert;
    tail->watched.silenced = tail->printer.muted.total_silenced;
    summary_write(&tail->watched, tail->options->history, &line);
    tail_complain(text);
    return tail->watched.lost > 0 || tail->cut_short ? EXIT_GAP : code;
}

static enum exit_code run(struct tail *tail, const struct arguments *topics)
{
    enum exit_code code = tail_cursor_open(&tail->cursor, tail->options, topics);
    if (code != EXIT_OK)
        return code;
    choose_start(tail);
    printer_init(&tail->printer, (enum print_form)tail->options->output,
                 terminal_colour(STDOUT_FILENO, (enum colour_choice)tail->options->color), tail->options->show_silenced);
    code = follow(tail, topics);
    tail_cursor_close(&tail->cursor);
    return conclude(tail, code);
}

int tool_tail(int argc, char **argv)
{
    struct tail_options options;
    struct arguments topics;
    struct start_point start;
    bool alerts;
    switch (tail_options_parse(argc, argv, &options, &start, &topics, &alerts)) {
    case PARSE_RUN:
        break;
    case PARSE_DONE:
        return EXIT_OK;
    case PARSE_USAGE:
        return EXIT_USAGE;
    }
    struct tail *tail = calloc(1, sizeof *tail);
    if (tail == NULL) {
        tail_complain("no memory");
        return EXIT_FAILED;
    }
    signal(SIGPIPE, SIG_IGN); /* a closed pipe shows as EPIPE: a quiet end */
    tail->options = &options;
    tail->start = start;
    tail->watched.alerts = alerts;
    enum exit_code code = run(tail, &topics);
    free(tail);
    return (int)code;
}

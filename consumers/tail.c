/* orewatch tail: alerts as they fire. Gaps are told with exact numbers; a
 * message that did not come is never passed over in silence. */
#include "consumers/alert_text.h"
#include "consumers/tools.h"
#include "runtime/exit_code.h"
#include "runtime/loop.h"
#include "runtime/options.h"
#include "runtime/subscriber.h"
#include "schemas/topics.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#define WATCH_MS 100
/* The heartbeat comes each second: after five nobody is there. */
#define SILENCE_NS (5 * SECOND_NS)

enum tail_output { TAIL_TEXT, TAIL_JSON };
static const char *const tail_outputs[] = {"text", "json", NULL};

struct tail_options {
    const char *stream;
    int output, color;
    int64_t count, timeout;
};

static const struct option rows[] = {
    {.name = "stream", .kind = OPTION_ENDPOINT, .offset = offsetof(struct tail_options, stream),
     .argument = "ENDPOINT", .initial = "tcp://127.0.0.1:7703", .low = 1, .sentence = "where the broker streams"},
    {.name = "output", .kind = OPTION_CHOICE, .offset = offsetof(struct tail_options, output), .initial = "text",
     .choices = tail_outputs, .sentence = "text: paragraphs to read; json: the contract's text form, one line each"},
    {.name = "color", .kind = OPTION_CHOICE, .offset = offsetof(struct tail_options, color), .initial = "auto",
     .choices = colour_choices, .sentence = "auto: on a terminal, unless NO_COLOR is set"},
    {.name = "count", .kind = OPTION_NUMBER, .offset = offsetof(struct tail_options, count), .argument = "N",
     .initial = "0", .low = 0, .high = 1e15, .sentence = "end after so many messages; 0: never"},
    {.name = "timeout", .kind = OPTION_DURATION, .offset = offsetof(struct tail_options, timeout), .argument = "TIME",
     .initial = "0s", .low = 0, .high = 1e18,
     .sentence = "end after so long; exit code 7 where --count was not reached by then; 0s: never"},
};

static const char *const examples[] = {
    "orewatch tail # all alerts",
    "orewatch tail alert.aluminum.EU. # of one pair",
    "orewatch tail indicator.aluminum.EU.composite. --output json # an indicator as it moves",
    "orewatch tail --count 1 --timeout 10s # wait for the next one",
    NULL,
};

static const char *const exit_codes[] = {
    "0 ended by --count, by --timeout without --count, by a signal, or because nobody reads the output any more",
    "1 failure", "2 usage", "5 nobody streams there", "7 the time was over before --count messages came", NULL,
};

static const struct program program = {
    .name = "orewatch tail",
    .usage = "[TOPIC...]",
    .sentence = "Prints what the broker says from now on, by prefix of topic; without one, `alert.`. Topics: "
                "alert.MATERIAL.REGION.KIND. indicator.MATERIAL.REGION.NAME. status.SOURCE.",
    .options = rows,
    .options_count = sizeof rows / sizeof rows[0],
    .examples = examples,
    .exit_codes = exit_codes,
    .arguments_low = 0,
    .arguments_high = 64,
};

struct tail {
    const struct tail_options *options;
    uv_loop_t loop;
    struct stop_signals signals;
    uv_timer_t watch;
    struct subscriber *subscriber;
    uint64_t started_ms, heard_ms;
    uint64_t printed;
    bool colour;
    bool following;            /* told that from here on nothing is missed */
    bool silent;               /* told that no heartbeat comes any more */
    bool over;
    enum exit_code code;
    union output output;
    struct source_status status;
    char text[ALERT_TEXT_BYTES];
};

static void finish(struct tail *tail, enum exit_code code)
{
    if (!tail->over)
        tail->code = code;
    tail->over = true;
    uv_stop(&tail->loop);
}

/* ---- messages ------------------------------------------------------------------ */

static void print(struct tail *tail, const struct line *line)
{
    bool written = fwrite(line->at, 1, line->used, stdout) == line->used && fflush(stdout) == 0;
    if (!written) {
        if (errno != EPIPE)
            fprintf(stderr, "orewatch tail: cannot write to standard output: %s\n", strerror(errno));
        finish(tail, errno == EPIPE ? EXIT_OK : EXIT_FAILED);
        return;
    }
    tail->printed++;
    if (tail->options->count > 0 && tail->printed == (uint64_t)tail->options->count)
        finish(tail, EXIT_OK);
}

static void write_json(struct page *page, const struct rows *message_rows, const void *message)
{
    rows_json(message_rows, message, &page->line);
    page_string(page, "\n");
}

static void write_status(struct page *page, const struct source_status *status)
{
    page_time(page, status->time);
    page_string(page, "  source ");
    page_text(page, status->source);
    page_string(page, " ");
    page_string(page, health_names[status->health]);
    page_string(page, ": accepted ");
    line_int(&page->line, (int64_t)status->accepted);
    page_string(page, ", duplicate ");
    line_int(&page->line, (int64_t)status->duplicate);
    page_string(page, ", refused ");
    line_int(&page->line, (int64_t)status->refused);
    page_string(page, ", missing ");
    line_int(&page->line, (int64_t)status->missing);
    page_string(page, status->reason.size > 0 ? "; " : "");
    page_text(page, status->reason);
    page_string(page, "\n");
}

static enum status render_status(struct tail *tail, const void *bytes, size_t size, struct page *page,
                                 struct refusal *refusal)
{
    enum status status = rows_decode(&source_status_rows, bytes, size, &tail->status, NULL, refusal);
    if (status != STATUS_OK)
        return status;
    if (tail->options->output == TAIL_JSON)
        write_json(page, &source_status_rows, &tail->status);
    else
        write_status(page, &tail->status);
    return STATUS_OK;
}

static enum status render_output(struct tail *tail, const void *bytes, size_t size, struct page *page,
                                 struct refusal *refusal)
{
    enum status status = output_decode(bytes, size, &tail->output, refusal);
    if (status != STATUS_OK)
        return status;
    if (tail->options->output == TAIL_JSON) {
        write_json(page, output_rows(&tail->output), &tail->output);
        return STATUS_OK;
    }
    switch ((enum output_type)tail->output.head.type) {
    case OUTPUT_ALERT:
        alert_text(page, &tail->output.alert);
        page_string(page, "\n");
        break;
    case OUTPUT_INDICATOR:
        indicator_text(page, &tail->output.indicator);
        break;
    case OUTPUT_TYPES:
        break;
    }
    return STATUS_OK;
}

static void on_output(void *self, struct text topic, const struct header *header, const void *bytes, size_t size)
{
    struct tail *tail = self;
    struct refusal refusal = {0};
    struct page page = page_on(tail->text, sizeof tail->text, tail->colour);
    page.width = terminal_width(STDOUT_FILENO);
    if (tail->over)
        return;
    enum status status = text_starts_with(topic, TEXT("status.")) ? render_status(tail, bytes, size, &page, &refusal)
                                                                   : render_output(tail, bytes, size, &page, &refusal);
    if (status == STATUS_OK)
        print(tail, &page.line);
    else
        fprintf(stderr, "orewatch tail: %.*s seq %" PRIu64 " cannot be read: %s: %s\n", (int)topic.size, topic.at,
                header->seq, refusal.field, refusal.text);
}

static void on_heartbeat(void *self, const struct heartbeat *heartbeat)
{
    struct tail *tail = self;
    tail->heard_ms = uv_now(&tail->loop);
    if (!subscriber_joined(tail->subscriber))
        return;
    if (!tail->following || tail->silent)
        fprintf(stderr, "orewatch tail: %s %s from offset %" PRIu64 "\n", tail->silent ? "back at" : "following",
                tail->options->stream, heartbeat->offset);
    tail->following = true;
    tail->silent = false;
}

static void on_gap(void *self, struct text topic, uint64_t from, uint64_t to)
{
    (void)self;
    fprintf(stderr, "orewatch tail: gap: %.*s seq %" PRIu64 "..%" PRIu64 ": %" PRIu64 " messages did not come\n",
            (int)topic.size, topic.at, from, to, to - from + 1);
}

static void on_epoch(void *self, uint64_t epoch)
{
    (void)self;
    fprintf(stderr, "orewatch tail: the broker serves another log now, epoch %" PRIu64 "\n", epoch);
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
    fprintf(stderr, "orewatch tail: no heartbeat from %s any more; waiting for it to come back\n",
            tail->options->stream);
}

static void on_watch(uv_timer_t *watch)
{
    struct tail *tail = watch->data;
    uint64_t now = uv_now(&tail->loop);
    judge_silence(tail, (now - tail->heard_ms) * 1000000);
    if (tail->over || tail->options->timeout == 0)
        return;
    if ((now - tail->started_ms) * 1000000 < (uint64_t)tail->options->timeout)
        return;
    if (!tail->following) {
        give_up(tail);
        return;
    }
    if (tail->options->count > 0)
        fprintf(stderr, "orewatch tail: the time is over: %" PRIu64 " of %" PRId64 " messages came\n", tail->printed,
                tail->options->count);
    finish(tail, tail->options->count > 0 ? EXIT_TIMEOUT : EXIT_OK);
}

static void on_stop(void *self, int signal)
{
    (void)signal;
    finish(self, EXIT_OK);
}

/* ---- life ---------------------------------------------------------------------- */

static bool start(struct tail *tail, void *context, const struct arguments *topics)
{
    static const char *const all_alerts[] = {"alert."};
    char why[512] = "";
    const char *const *prefixes = topics->count > 0 ? (const char *const *)topics->texts : all_alerts;
    struct subscriber_callbacks callbacks = {
        .on_output = on_output, .on_heartbeat = on_heartbeat, .on_gap = on_gap, .on_epoch = on_epoch, .self = tail};
    if (subscriber_create(&tail->subscriber, &tail->loop, context, tail->options->stream, prefixes,
                          topics->count > 0 ? topics->count : 1, &callbacks, why, sizeof why) != STATUS_OK) {
        fprintf(stderr, "orewatch tail: %s\n", why);
        return false;
    }
    if (stop_signals_start(&tail->signals, &tail->loop, on_stop, tail) != 0) {
        fputs("orewatch tail: cannot watch for signals\n", stderr);
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
        fputs("orewatch tail: no memory, or no file descriptors left\n", stderr);
        if (context != NULL)
            zmq_ctx_term(context);
        return EXIT_FAILED;
    }
    if (start(tail, context, topics))
        uv_run(&tail->loop, UV_RUN_DEFAULT);
    else
        tail->code = EXIT_FAILED;
    subscriber_destroy(&tail->subscriber);
    loop_close(&tail->loop);
    zmq_ctx_term(context);
    return tail->code;
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
        fputs("orewatch tail: no memory\n", stderr);
        return EXIT_FAILED;
    }
    signal(SIGPIPE, SIG_IGN); /* a closed pipe shows as EPIPE: a quiet end */
    tail->options = &options;
    tail->colour = terminal_colour(STDOUT_FILENO, (enum colour_choice)options.color);
    enum exit_code code = follow(tail, &topics);
    free(tail);
    return (int)code;
}

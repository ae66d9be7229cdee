#include "producers/delivery.h"

#include "producers/destination.h"
#include "producers/pace.h"
#include "runtime/loop.h"
#include "runtime/progress.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <zmq.h>

/* Events of one turn of the loop: enough to fill a batch, few enough that a
 * receipt never waits for long. */
#define BUDGET 512
/* Events whose places are remembered until they are answered: far more than
 * any credit, so that it is the broker who slows us down. */
#define PLACES 65536u
#define WATCH_MS 200

struct place { const char *name; uint64_t place; };

struct delivery {
    struct merge *merge;
    struct report *report;
    const struct delivery_options *options;
    uv_loop_t loop;
    struct stop_signals signals;
    uv_idle_t pump;             /* active while there is something to do at once */
    uv_timer_t due;             /* until the held event is due */
    uv_timer_t watch;           /* progress, and silence of the broker */
    uv_poll_t readable;         /* of the input that waits */
    bool polling;
    struct destination *destination;
    struct pace pace;
    struct progress progress;
    struct item item;           /* read and not yet taken by the destination */
    bool held, ended, interrupted, over;
    uint64_t added;
    uint64_t last_answer;       /* ms of the loop's clock */
    struct place places[PLACES];
    enum exit_code failure;     /* EXIT_OK: none */
};

static void finish(struct delivery *delivery)
{
    delivery->over = true;
    uv_stop(&delivery->loop);
}

static void fail(struct delivery *delivery, enum exit_code code)
{
    delivery->failure = code;
    finish(delivery);
}

static void flush(struct delivery *delivery)
{
    if (delivery->destination->flush(delivery->destination) == STATUS_OK)
        return;
    report_problem(delivery->report, "%s", delivery->destination->why);
    fail(delivery, EXIT_FAILED);
}

static void finish_when_answered(struct delivery *delivery)
{
    if (delivery->ended && !delivery->held && delivery->destination->idle(delivery->destination))
        finish(delivery);
}

/* ---- reading ----------------------------------------------------------------- */

static void on_pump(uv_idle_t *pump);

static void go_on(struct delivery *delivery)
{
    uv_idle_start(&delivery->pump, on_pump);
}

static void on_readable(uv_poll_t *readable, int status, int events)
{
    (void)status; /* a broken descriptor shows again, with its reason, when it is read */
    (void)events;
    struct delivery *delivery = readable->data;
    uv_close((uv_handle_t *)readable, NULL);
    delivery->polling = false;
    go_on(delivery);
}

static void wait_for_input(struct delivery *delivery)
{
    struct input *input = delivery->merge->inputs[delivery->merge->waiting];
    flush(delivery);
    uv_idle_stop(&delivery->pump);
    if (delivery->polling || delivery->over)
        return;
    int status = uv_poll_init(&delivery->loop, &delivery->readable, input->descriptor);
    if (status == 0) {
        delivery->readable.data = delivery;
        delivery->polling = true;
        status = uv_poll_start(&delivery->readable, UV_READABLE, on_readable);
    }
    if (status != 0) {
        report_problem(delivery->report, "cannot wait for %s: %s", input->name, uv_strerror(status));
        fail(delivery, EXIT_FAILED);
    }
}

/* Takes the next event of the inputs into `item`; false when there is none now. */
static bool read_next(struct delivery *delivery)
{
    if (delivery->held)
        return true;
    if (delivery->ended)
        return false;
    switch (merge_next(delivery->merge, &delivery->item)) {
    case INPUT_EVENT:
        delivery->held = true;
        return true;
    case INPUT_WAIT:
        wait_for_input(delivery);
        return false;
    case INPUT_END:
        delivery->ended = true;
        return false;
    case INPUT_FAILED:
        delivery->ended = true;
        delivery->interrupted = true;
        return false;
    }
    assert(!"every state of an input is handled");
    return false;
}

/* ---- sending ----------------------------------------------------------------- */

static void on_due(uv_timer_t *due)
{
    go_on(due->data);
}

static bool is_due(struct delivery *delivery)
{
    int64_t wait = pace_wait(&delivery->pace, delivery->item.received, (int64_t)uv_hrtime());
    if (wait == 0)
        return true;
    flush(delivery);
    uv_idle_stop(&delivery->pump);
    uv_update_time(&delivery->loop);
    uv_timer_start(&delivery->due, on_due, (uint64_t)(wait / 1000000 + 1), 0);
    return false;
}

static uint64_t answered(const struct delivery *delivery)
{
    struct report_totals totals = delivery->destination->totals(delivery->destination);
    return totals.accepted + totals.duplicate + totals.refused;
}

/* Gives the held event to the destination; false when it must wait. */
static bool send_held(struct delivery *delivery)
{
    if (!is_due(delivery))
        return false;
    enum status status = STATUS_FULL;
    if (delivery->added - answered(delivery) < PLACES) {
        delivery->places[delivery->added % PLACES] = (struct place){delivery->item.name, delivery->item.place};
        status = delivery->destination->add(delivery->destination, &delivery->item);
    }
    if (status == STATUS_OK) {
        if (delivery->destination->idle(delivery->destination))
            delivery->last_answer = uv_now(&delivery->loop);
        delivery->added++;
        delivery->held = false;
        return true;
    }
    if (status == STATUS_FULL) {
        flush(delivery);
        uv_idle_stop(&delivery->pump);
        return false;
    }
    report_problem(delivery->report, "%s", delivery->destination->why);
    fail(delivery, EXIT_FAILED);
    return false;
}

static void on_pump(uv_idle_t *pump)
{
    struct delivery *delivery = pump->data;
    for (int i = 0; i < BUDGET && !delivery->over; i++) {
        if (!read_next(delivery))
            break;
        if (!send_held(delivery))
            return;
    }
    if (!delivery->ended)
        return;
    uv_idle_stop(&delivery->pump);
    flush(delivery);
    finish_when_answered(delivery);
}

/* ---- answers ----------------------------------------------------------------- */

static void on_answer(void *self)
{
    struct delivery *delivery = self;
    delivery->last_answer = uv_now(&delivery->loop);
    if (delivery->held)
        go_on(delivery);
    finish_when_answered(delivery);
}

static void on_refused(void *self, uint64_t index, struct text reason, struct text field, struct text text)
{
    struct delivery *delivery = self;
    const struct place *place = &delivery->places[index % PLACES];
    progress_end(&delivery->progress);
    delivery->report->conflicts += text_is(reason, status_name(STATUS_CONFLICT));
    report_event(place->name, place->place, reason, field, text);
}

static void on_unknown_key(void *self, struct text key, struct text nearest)
{
    struct delivery *delivery = self;
    progress_end(&delivery->progress);
    report_unknown_key(delivery->report, key, nearest);
}

static void on_watch(uv_timer_t *watch)
{
    struct delivery *delivery = watch->data;
    uint64_t done, total;
    merge_progress(delivery->merge, &done, &total);
    delivery->progress.what = answered(delivery) == 0 ? "waiting for an answer;" : delivery->options->doing;
    progress_show(&delivery->progress, done, total, delivery->added);
    if (delivery->destination->idle(delivery->destination)) {
        delivery->last_answer = uv_now(&delivery->loop);
        return;
    }
    uint64_t silent_ms = uv_now(&delivery->loop) - delivery->last_answer;
    if (silent_ms * 1000000 < (uint64_t)delivery->options->timeout)
        return;
    progress_end(&delivery->progress);
    report_problem(delivery->report, "no answer from %s for %.1f s; is orewatchd running there?",
                   delivery->options->to, (double)silent_ms / 1e3);
    fail(delivery, EXIT_CANNOT_CONNECT);
}

/* The first signal ends the reading; what was sent is still waited for. */
static void on_stop(void *self, int signal)
{
    struct delivery *delivery = self;
    (void)signal;
    delivery->ended = true;
    delivery->interrupted = true;
    delivery->held = false;
    go_on(delivery);
}

/* ---- life -------------------------------------------------------------------- */

static enum status start(struct delivery *delivery, void *context)
{
    char why[512];
    struct destination_callbacks callbacks = {
        .on_refused = on_refused, .on_unknown_key = on_unknown_key, .on_answer = on_answer, .self = delivery};
    enum status status = destination_open(&delivery->destination, delivery->options->to, &delivery->loop, context,
                                          &callbacks, why, sizeof why);
    if (status != STATUS_OK) {
        report_problem(delivery->report, "%s", why);
        return status;
    }
    uv_idle_init(&delivery->loop, &delivery->pump);
    uv_timer_init(&delivery->loop, &delivery->due);
    uv_timer_init(&delivery->loop, &delivery->watch);
    delivery->pump.data = delivery->due.data = delivery->watch.data = delivery;
    if (stop_signals_start(&delivery->signals, &delivery->loop, on_stop, delivery) != 0) {
        report_problem(delivery->report, "cannot watch for signals");
        return STATUS_IO;
    }
    pace_init(&delivery->pace, delivery->options->speed);
    progress_start(&delivery->progress, delivery->options->doing);
    delivery->last_answer = uv_now(&delivery->loop);
    uv_timer_start(&delivery->watch, on_watch, WATCH_MS, WATCH_MS);
    go_on(delivery);
    return STATUS_OK;
}

static enum exit_code conclude(struct delivery *delivery)
{
    progress_end(&delivery->progress);
    struct report_totals totals = delivery->destination->totals(delivery->destination);
    totals.unanswered = delivery->added - answered(delivery);
    report_end(delivery->report, &totals, delivery->options->to);
    if (delivery->failure != EXIT_OK)
        return delivery->failure;
    return delivery->interrupted ? EXIT_FAILED : report_exit(delivery->report, &totals);
}

enum exit_code delivery_run(struct merge *merge, struct report *report, const struct delivery_options *options)
{
    struct delivery *delivery = calloc(1, sizeof *delivery);
    void *context = zmq_ctx_new();
    enum exit_code code = EXIT_FAILED;
    if (delivery == NULL || context == NULL || uv_loop_init(&delivery->loop) != 0) {
        report_problem(report, "no memory, or no file descriptors left");
        free(delivery);
        if (context != NULL)
            zmq_ctx_term(context);
        return EXIT_FAILED;
    }
    delivery->merge = merge;
    delivery->report = report;
    delivery->options = options;
    if (start(delivery, context) == STATUS_OK) {
        uv_run(&delivery->loop, UV_RUN_DEFAULT);
        code = conclude(delivery);
    }
    destination_destroy(&delivery->destination);
    loop_close(&delivery->loop);
    zmq_ctx_term(context);
    free(delivery);
    return code;
}

#include "broker/world_real.h"

#include "broker/epoch.h"
#include "engine/engine.h"
#include "engine/frozen.h"
#include "runtime/endpoint.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <time.h>

/* How each endpoint is bound. */
static const struct zsocket_options socket_rows[ENDPOINTS] = {
    /* A queue counts messages, not bytes, and a batch may have 1 MiB: a short one,
     * so that a producer that heeds no credit waits in its own memory. Receipts:
     * one for each event that may be outstanding. */
    [ENDPOINT_INGEST] = {.type = ZMQ_ROUTER, .bind = true, .mandatory = true,
                         .receive_hwm = 64, .send_hwm = LIMIT_CREDIT},
    [ENDPOINT_OPEN] = {.type = ZMQ_SUB, .bind = true, .receive_hwm = 100000}, /* nobody sends these again */
    /* It hears subscriptions and handshakes only, each below 512 bytes. ZeroMQ
     * keeps a subscription byte by byte: one of 15 MB took 1.2 GB. */
    [ENDPOINT_STREAM] = {.type = ZMQ_XPUB, .bind = true, .verbose = true, .send_hwm = 100000, .max_message = 512},
    /* A back-fill waits here as pages: two a consumer. */
    [ENDPOINT_HISTORY] = {.type = ZMQ_ROUTER, .bind = true, .mandatory = true, .send_hwm = 2,
                          .receive_hwm = 64, .max_message = 4u * KIB},
};

/* ---- what the broker asks for ---------------------------------------------- */

static int64_t now(void *self)
{
    const struct world_real *real = self;

    return real->started + (int64_t)uv_hrtime();
}

static uint64_t draw(void *self)
{
    uint64_t number;
    ssize_t size = getrandom(&number, sizeof(number), 0);

    (void)self;
    assert(size == sizeof(number));
    return number;
}

static bool send_frames(void *self, enum endpoint endpoint, const struct frame *frames, size_t count)
{
    struct world_real *real = self;

    return zsocket_send(&real->sockets[endpoint], frames, count);
}

static void pause_intake(void *self, bool paused)
{
    struct world_real *real = self;

    zsocket_pause(&real->sockets[ENDPOINT_INGEST], paused);
    zsocket_pause(&real->sockets[ENDPOINT_OPEN], paused);
}

static void commit(void *self, const struct commit_item *items, size_t count)
{
    struct world_real *real = self;

    journal_commit(&real->journal, items, count);
}

static void save(void *self, const struct checkpoint_section *sections, uint32_t count, int64_t received)
{
    struct world_real *real = self;
    struct checkpoint_head head = {.position = real->journal.position, .received = received};

    keeper_save(&real->keeper, &head, sections, count);
}

static enum status log_open(void *self, uint64_t from, void **log, uint64_t *floor, char *why, size_t why_size)
{
    struct world_real *real = self;
    struct journal_reader *reader;
    enum status status = journal_reader_open(&real->readers, real->journal.path, from, &reader, floor, why, why_size);

    if (status == STATUS_OK)
        *log = reader;
    return status;
}

static enum status log_next(void *self, void *log, struct log_entry *entry, char *why, size_t why_size)
{
    (void)self;
    return journal_reader_next(log, entry, why, why_size);
}

static void log_taken(void *self, void *log)
{
    (void)self;
    journal_reader_taken(log);
}

static void log_close(void *self, void *log)
{
    (void)self;
    journal_reader_close(log);
}

static void say(void *self, enum log_level level, const char *event, const struct log_field *fields, unsigned count)
{
    (void)self;
    logging_write(level, event, fields, count);
}

static void say_overlong(struct world_real *real)
{
    for (int i = 0; i < ENDPOINTS; i++) {
        uint64_t count = real->sockets[i].overlong;

        if (count != real->overlong[i])
            LOG(WARNING, "messages_dropped", LOG_NUMBER("endpoint", i),
                LOG_NUMBER("count", (int64_t)(count - real->overlong[i])),
                LOG_TEXT("reason", "more frames than any message of the contract"));
        real->overlong[i] = count;
    }
}

static int64_t wall_clock(void)
{
    struct timespec time;

    clock_gettime(CLOCK_REALTIME, &time);
    return time.tv_sec * SECOND_NS + time.tv_nsec;
}

/* Our own clock goes on as it was: a wall clock that was set, or a machine that slept,
 * neither tears a hole into the log nor lets it stand still. */
static void say_clock(struct world_real *real)
{
    int64_t ahead = wall_clock() - now(real);

    if (llabs(ahead - real->wall_ahead) < SECOND_NS)
        return;
    real->wall_ahead = ahead;
    LOG(WARNING, "clock_stepped", LOG_NUMBER("seconds", ahead / SECOND_NS),
        LOG_TEXT("text", "the wall clock stands so far ahead of the broker's, which counts on from its start; events "
                         "are received by the broker's: if the wall clock is right, restart the broker"));
}

static void on_wake(uv_timer_t *timer)
{
    struct world_real *real = timer->data;

    say_overlong(real);
    say_clock(real);
    broker_timer(real->broker);
}

static void wake_at(void *self, int64_t time)
{
    struct world_real *real = self;
    int64_t left = time - now(real);
    uint64_t delay_ms = left <= 0 ? 0 : (uint64_t)left / 1000000 + 1;

    if (!real->stopping)
        uv_timer_start(&real->wake, on_wake, delay_ms, 0);
}

/* ---- what comes ------------------------------------------------------------ */

static void on_message(struct zsocket *socket, const struct frame *frames, size_t count)
{
    struct world_real *real = socket->data;

    broker_receive(real->broker, (enum endpoint)(socket - real->sockets), frames, count);
}

static void end(struct world_real *real)
{
    for (int i = 0; i < ENDPOINTS; i++)
        zsocket_close(&real->sockets[i], NULL);
    uv_close((uv_handle_t *)&real->wake, NULL);
    stop_signals_close(&real->signals);
    real->on_end(real);
}

static void on_committed(void *self, enum status status, const char *why)
{
    struct world_real *real = self;

    broker_committed(real->broker, status, why);
    if (real->stopping && broker_idle(real->broker))
        end(real);
}

static void on_saved(void *self, enum status status, const char *why)
{
    struct world_real *real = self;

    broker_saved(real->broker, status, why);
    if (real->stopping && broker_idle(real->broker))
        end(real);
}

static void on_stop(void *self, int signal)
{
    struct world_real *real = self;

    LOG(INFO, "stopping", LOG_TEXT("signal", signal == SIGTERM ? "SIGTERM" : "SIGINT"));
    real->stopping = true;
    broker_stop(real->broker);
    if (broker_idle(real->broker))
        end(real);
}

/* ---- life ------------------------------------------------------------------ */

static uint64_t draw_epoch(struct world_real *real)
{
    uint64_t epoch = real->world.random(real) & EPOCH_MASK;

    return epoch ? epoch : 1;
}

/* Every connection takes a descriptor, and so does the next segment of the
 * journal: all that the administrator allows. */
static void raise_descriptors(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max)
        return;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
        LOG(WARNING, "descriptors_limited", LOG_NUMBER("limit", (int64_t)limit.rlim_cur));
}

static enum status open_journal(struct world_real *real, const struct daemon_options *options, char *why,
                                size_t why_size)
{
    struct log_position from;
    bool has_from = false;
    enum status status = keeper_open(&real->keeper, options->journal, options->journal_keep, engine_thaws, why,
                                     why_size);

    if (status == STATUS_OK)
        status = keeper_find(&real->keeper, &real->checkpoint, why, why_size);
    if (status == STATUS_OK || status == STATUS_NOT_FOUND) {
        has_from = keeper_walk_from(&real->keeper, real->checkpoint, &from);
        status = journal_open(&real->journal, options->journal, options->segment_size, draw_epoch(real),
                              has_from ? &from : NULL, why, why_size);
    }
    if (status != STATUS_OK)
        return status;
    real->epoch = epoch_of_outputs(log_writer_epoch(real->journal.writer), ENGINE_VERSION);
    keeper_tidy(&real->keeper);
    return STATUS_OK;
}

enum status world_real_open(struct world_real *real, const struct daemon_options *options, char *why, size_t why_size)
{
    int result;

    *real = (struct world_real){.world = {.self = real,
                                                 .now = now,
                                                 .random = draw,
                                                 .send = send_frames,
                                                 .pause = pause_intake,
                                                 .commit = commit,
                                                 .save = save,
                                                 .log_open = log_open,
                                                 .log_next = log_next,
                                                 .log_taken = log_taken,
                                                 .log_close = log_close,
                                                 .wake_at = wake_at,
                                                 .say = say}};
    real->started = wall_clock() - (int64_t)uv_hrtime();
    raise_descriptors();
    result = uv_loop_init(&real->loop);
    assert(result == 0);
    real->context = zmq_ctx_new();
    assert(real->context);
    uv_timer_init(&real->loop, &real->wake);
    real->wake.data = real;
    real->has_journal = strcmp(options->journal, "none") != 0;
    real->epoch = draw_epoch(real); /* of this run, where there is no journal */
    return real->has_journal ? open_journal(real, options, why, why_size) : STATUS_OK;
}

enum status world_real_bind(struct world_real *real, const struct daemon_options *options, char *why, size_t why_size)
{
    for (int i = 0; i < ENDPOINTS; i++) {
        struct zsocket_options row = socket_rows[i];
        enum status status;

        row.endpoint = daemon_options_endpoint(options, (enum endpoint)i);
        status = zsocket_open(&real->sockets[i], &real->loop, real->context, &row, on_message, real, why, why_size);
        if (status != STATUS_OK)
            return status;
        zsocket_pause(&real->sockets[i], true);
    }
    zsocket_subscribe(&real->sockets[ENDPOINT_OPEN], "", 0);
    return STATUS_OK;
}

void world_real_start(struct world_real *real, struct broker *broker, void (*on_end)(struct world_real *), void *self)
{
    int result;

    real->broker = broker;
    real->on_end = on_end;
    real->self = self;
    result = stop_signals_start(&real->signals, &real->loop, on_stop, real);
    assert(result == 0);
    if (real->has_journal) {
        journal_start(&real->journal, &real->loop, on_committed, real);
        keeper_start(&real->keeper, &real->loop, on_saved, real);
    }
    for (int i = 0; i < ENDPOINTS; i++)
        zsocket_pause(&real->sockets[i], false);
    broker_start(broker);
}

void world_real_say_started(const struct world_real *real)
{
    char endpoints[ENDPOINTS][256];

    for (int i = 0; i < ENDPOINTS; i++) {
        zsocket_endpoint(&real->sockets[i], endpoints[i], sizeof(endpoints[i]));
        if (!endpoint_is_local(endpoints[i]))
            LOG(WARNING, "not_loopback", LOG_TEXT("endpoint", endpoints[i]),
                LOG_TEXT("text", "anyone who reaches this address can connect, unauthenticated and unencrypted"));
    }
    LOG(INFO, "started", LOG_NUMBER("offset", (int64_t)broker_offset(real->broker)),
        LOG_TEXT("ingest", endpoints[ENDPOINT_INGEST]), LOG_TEXT("open", endpoints[ENDPOINT_OPEN]),
        LOG_TEXT("stream", endpoints[ENDPOINT_STREAM]), LOG_TEXT("history", endpoints[ENDPOINT_HISTORY]),
        LOG_TEXT("journal", real->has_journal ? real->journal.path : "none"),
        LOG_NUMBER("epoch", (int64_t)real->epoch));
}

void world_real_run(struct world_real *real)
{
    uv_run(&real->loop, UV_RUN_DEFAULT);
}

void world_real_disconnect(struct world_real *real)
{
    for (int i = 0; i < ENDPOINTS; i++) {
        struct zsocket *socket = &real->sockets[i];

        if (socket->socket && !socket->closing)
            zsocket_close(socket, NULL);
        while (socket->socket)
            uv_run(&real->loop, UV_RUN_ONCE);
    }
    zmq_ctx_term(real->context);
}

void world_real_close(struct world_real *real)
{
    loop_close(&real->loop);
    checkpoint_close(&real->checkpoint);
    if (real->journal.writer)
        journal_close(&real->journal);
}

#include "runtime/zsocket.h"

#include "runtime/port.h"

#include <assert.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

static int events_of(const struct zsocket *zsocket)
{
    int events = 0;
    size_t size = sizeof(events);

    /* Asking also processes the socket's commands, which is what empties the
     * descriptor: without it the loop would spin on a paused socket. */
    if (zmq_getsockopt(zsocket->socket, ZMQ_EVENTS, &events, &size) != 0)
        return 0;
    return events;
}

static bool has_work(const struct zsocket *zsocket, int events)
{
    return ((events & ZMQ_POLLIN) && !zsocket->paused) || ((events & ZMQ_POLLOUT) && zsocket->want_write);
}

/* ---- one message ----------------------------------------------------------- */

/* Where the next part goes: its slot, or a scrap place for what is too many. */
static zmq_msg_t *next_slot(struct zsocket *zsocket, zmq_msg_t *scrap)
{
    zmq_msg_t *slot = zsocket->parts_count < ZSOCKET_PARTS ? &zsocket->parts[zsocket->parts_count] : scrap;

    zmq_msg_init(slot);
    return slot;
}

static void release_parts(struct zsocket *zsocket)
{
    for (size_t i = 0; i < zsocket->parts_count && i < ZSOCKET_PARTS; i++)
        zmq_msg_close(&zsocket->parts[i]);
    zsocket->parts_count = 0;
}

/* Collects parts until the last one; false when there is none to read now. */
static bool collect(struct zsocket *zsocket)
{
    for (bool more = true; more;) {
        zmq_msg_t scrap, *slot = next_slot(zsocket, &scrap);

        if (zmq_msg_recv(slot, zsocket->socket, ZMQ_DONTWAIT) < 0) {
            zmq_msg_close(slot);
            return false;
        }
        more = zmq_msg_more(slot);
        zsocket->parts_count++;
        if (slot == &scrap)
            zmq_msg_close(slot);
    }
    return true;
}

static void dispatch(struct zsocket *zsocket)
{
    struct frame frames[ZSOCKET_PARTS];

    if (zsocket->parts_count > ZSOCKET_PARTS) {
        zsocket->overlong++;
    } else {
        for (size_t i = 0; i < zsocket->parts_count; i++)
            frames[i] = (struct frame){zmq_msg_data(&zsocket->parts[i]), zmq_msg_size(&zsocket->parts[i])};
        zsocket->on_message(zsocket, frames, zsocket->parts_count);
    }
    release_parts(zsocket);
}

/* ---- the handles ----------------------------------------------------------- */

static void on_poll(uv_poll_t *poll, int status, int events)
{
    (void)poll, (void)status, (void)events; /* it woke the loop: prepare and check do the rest */
}

static void on_idle(uv_idle_t *idle)
{
    (void)idle; /* it keeps the loop from sleeping */
}

static void on_prepare(uv_prepare_t *prepare)
{
    struct zsocket *zsocket = prepare->data;

    if (has_work(zsocket, events_of(zsocket)))
        uv_idle_start(&zsocket->idle, on_idle);
}

static void on_check(uv_check_t *check)
{
    struct zsocket *zsocket = check->data;

    uv_idle_stop(&zsocket->idle);
    if (zsocket->want_write && (events_of(zsocket) & ZMQ_POLLOUT)) {
        zsocket->want_write = false;
        zsocket->on_writable(zsocket);
    }
    for (int budget = ZSOCKET_BUDGET; budget > 0 && !zsocket->closing && !zsocket->paused; budget--) {
        if (!collect(zsocket)) {
            if (zsocket->on_drained)
                zsocket->on_drained(zsocket);
            return;
        }
        dispatch(zsocket);
    }
}

/* ---- opening --------------------------------------------------------------- */

static void set_int(void *socket, int option, int value)
{
    int result = zmq_setsockopt(socket, option, &value, sizeof(value));

    assert(result == 0);
}

/* All of it before bind or connect: later it does not reach the first peer. */
static void configure(void *socket, const struct zsocket_options *options)
{
    int64_t max_message = options->max_message ? options->max_message : LIMIT_SOCKET_MESSAGE;

    zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &max_message, sizeof(max_message));
    set_int(socket, ZMQ_LINGER, ZSOCKET_LINGER_MS);
    set_int(socket, ZMQ_SNDHWM, options->send_hwm ? options->send_hwm : ZSOCKET_HWM);
    set_int(socket, ZMQ_RCVHWM, options->receive_hwm ? options->receive_hwm : ZSOCKET_HWM);
    set_int(socket, ZMQ_HEARTBEAT_IVL, ZSOCKET_HEARTBEAT_MS);
    set_int(socket, ZMQ_HEARTBEAT_TIMEOUT, 3 * ZSOCKET_HEARTBEAT_MS);
    set_int(socket, ZMQ_HEARTBEAT_TTL, 3 * ZSOCKET_HEARTBEAT_MS);
    set_int(socket, ZMQ_HANDSHAKE_IVL, ZSOCKET_HANDSHAKE_MS);
    if (options->mandatory)
        set_int(socket, ZMQ_ROUTER_MANDATORY, 1);
    if (options->immediate)
        set_int(socket, ZMQ_IMMEDIATE, 1);
    if (options->verbose)
        set_int(socket, ZMQ_XPUB_VERBOSER, 1);
}

/* What an error of bind or connect means to whoever named the endpoint. */
static const char *meaning_of(int error, bool bind)
{
    switch (error) {
    case EINVAL:
    case EPROTONOSUPPORT:
    case ENOCOMPATPROTO:
        return "not an endpoint; it looks like tcp://127.0.0.1:7701";
    case EADDRINUSE:
        return "already in use; end who listens there, or name another port";
    case EADDRNOTAVAIL:
        return bind ? "no address of this machine; 127.0.0.1 is always one" : "no address that can be reached";
    case ENODEV:
        return "neither a number nor an interface of this machine: names of hosts are not bound; 127.0.0.1 or lo are";
    case EACCES:
        return "not permitted to this user; ports below 1024 are kept for services";
    default:
        return zmq_strerror(error);
    }
}

static enum status explain(const struct zsocket_options *options, int error, char *why, size_t why_size)
{
    char holder[96];

    if (error == EADDRINUSE && port_holder(options->endpoint, holder, sizeof(holder)))
        snprintf(why, why_size, "%s: already in use by %s; end that one, or name another port", options->endpoint,
                 holder);
    else
        snprintf(why, why_size, "%s: %s", options->endpoint, meaning_of(error, options->bind));
    return options->bind ? STATUS_IO : STATUS_CANNOT_CONNECT;
}

/* ---- the end of a connection ------------------------------------------------ */

/* ZeroMQ tells it to a socket inside the process, twice: when the connection ended,
 * and before the next one takes a message. Once would not do: what is sent after the
 * first telling may still go into the queue of the old connection and vanish with it. */
static int watch(struct zsocket *zsocket, void *context)
{
    static atomic_uint numbers; /* the name of one that closes is taken until ZeroMQ has let it go */
    char endpoint[64];
    int none = 0;

    snprintf(endpoint, sizeof(endpoint), "inproc://zsocket-%u", atomic_fetch_add(&numbers, 1));
    if (zmq_socket_monitor(zsocket->socket, endpoint, ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_CONNECTED) != 0)
        return zmq_errno();
    zsocket->watch = zmq_socket(context, ZMQ_PAIR);
    if (!zsocket->watch)
        return zmq_errno();
    zmq_setsockopt(zsocket->watch, ZMQ_LINGER, &none, sizeof(none));
    return zmq_connect(zsocket->watch, endpoint) == 0 ? 0 : zmq_errno();
}

static void unwatch(struct zsocket *zsocket)
{
    if (!zsocket->watch)
        return;
    zmq_socket_monitor(zsocket->socket, NULL, 0);
    zmq_close(zsocket->watch);
    zsocket->watch = NULL;
}

/* Each is told in two parts: what happened, and where. After the second telling the
 * old queue is gone, once the socket has looked what came for it, which asking for
 * events makes it do. */
uint64_t zsocket_losses(struct zsocket *zsocket)
{
    uint64_t before = zsocket->losses;
    zmq_msg_t part;

    assert(zsocket->watch);
    zmq_msg_init(&part);
    while (zmq_msg_recv(&part, zsocket->watch, ZMQ_DONTWAIT) >= 0)
        zsocket->losses += !zmq_msg_more(&part);
    zmq_msg_close(&part);
    if (zsocket->losses != before)
        events_of(zsocket);
    return zsocket->losses;
}

static int start_handles(struct zsocket *zsocket, uv_loop_t *loop)
{
    int descriptor, result;
    size_t size = sizeof(descriptor);

    result = zmq_getsockopt(zsocket->socket, ZMQ_FD, &descriptor, &size);
    assert(result == 0);
    result = uv_poll_init_socket(loop, &zsocket->poll, descriptor);
    if (result != 0)
        return -result;
    uv_prepare_init(loop, &zsocket->prepare);
    uv_check_init(loop, &zsocket->check);
    uv_idle_init(loop, &zsocket->idle);
    zsocket->poll.data = zsocket->prepare.data = zsocket->check.data = zsocket->idle.data = zsocket;
    zsocket->open_handles = 4;
    result = uv_poll_start(&zsocket->poll, UV_READABLE, on_poll);
    assert(result == 0);
    uv_prepare_start(&zsocket->prepare, on_prepare);
    uv_check_start(&zsocket->check, on_check);
    return 0;
}

enum status zsocket_open(struct zsocket *zsocket, uv_loop_t *loop, void *context, const struct zsocket_options *options,
                         void (*on_message)(struct zsocket *, const struct frame *, size_t), void *data, char *why,
                         size_t why_size)
{
    int error = 0;

    *zsocket = (struct zsocket){.on_message = on_message, .data = data};
    zsocket->socket = zmq_socket(context, options->type);
    if (!zsocket->socket)
        return explain(options, zmq_errno(), why, why_size);
    configure(zsocket->socket, options);
    if (options->watched)
        error = watch(zsocket, context);
    if (error == 0 && (options->bind ? zmq_bind : zmq_connect)(zsocket->socket, options->endpoint) != 0)
        error = zmq_errno();
    if (error == 0)
        error = start_handles(zsocket, loop);
    if (error == 0)
        return STATUS_OK;
    unwatch(zsocket);
    zmq_close(zsocket->socket);
    zsocket->socket = NULL;
    return explain(options, error, why, why_size);
}

/* ---- closing --------------------------------------------------------------- */

static void on_handle_closed(uv_handle_t *handle)
{
    struct zsocket *zsocket = handle->data;

    assert(zsocket->open_handles > 0);
    if (--zsocket->open_handles > 0)
        return;
    release_parts(zsocket);
    unwatch(zsocket);
    zmq_close(zsocket->socket);
    zsocket->socket = NULL;
    if (zsocket->on_closed)
        zsocket->on_closed(zsocket);
}

void zsocket_close(struct zsocket *zsocket, void (*on_closed)(struct zsocket *))
{
    assert(zsocket->socket);
    assert(!zsocket->closing);
    zsocket->closing = true;
    zsocket->on_closed = on_closed;
    uv_close((uv_handle_t *)&zsocket->poll, on_handle_closed);
    uv_close((uv_handle_t *)&zsocket->prepare, on_handle_closed);
    uv_close((uv_handle_t *)&zsocket->check, on_handle_closed);
    uv_close((uv_handle_t *)&zsocket->idle, on_handle_closed);
}

/* ---- using ----------------------------------------------------------------- */

static int send_frame(struct zsocket *zsocket, const struct frame *frame, bool more)
{
    return zmq_send(zsocket->socket, frame->bytes, frame->size, ZMQ_DONTWAIT | (more ? ZMQ_SNDMORE : 0));
}

/* zmq_send looks only now and then at what the peer has taken meanwhile, and may
 * call a queue full that is empty again; asking for events makes it look. */
static bool send_first(struct zsocket *zsocket, const struct frame *frame, bool more)
{
    if (send_frame(zsocket, frame, more) >= 0)
        return true;
    if (zmq_errno() != EAGAIN)
        return false;
    events_of(zsocket);
    return send_frame(zsocket, frame, more) >= 0;
}

/* ZeroMQ judges queue and peer at the first part, and the rest follows it, unless the
 * connection ends in between: then it drops the parts before, fails at this one, and
 * drops those behind. They must be given to it all the same: it waits for the last. */
bool zsocket_send(struct zsocket *zsocket, const struct frame *frames, size_t count)
{
    bool whole = true;

    if (!send_first(zsocket, &frames[0], count > 1))
        return false;
    for (size_t i = 1; i < count; i++) {
        if (send_frame(zsocket, &frames[i], i + 1 < count) >= 0)
            continue;
        assert(zmq_errno() == EAGAIN || zmq_errno() == ETERM);
        whole = false;
    }
    return whole;
}

void zsocket_want_write(struct zsocket *zsocket)
{
    assert(zsocket->on_writable);
    zsocket->want_write = true;
}

void zsocket_subscribe(struct zsocket *zsocket, const char *prefix, size_t size)
{
    int result = zmq_setsockopt(zsocket->socket, ZMQ_SUBSCRIBE, prefix, size);

    assert(result == 0);
}

void zsocket_unsubscribe(struct zsocket *zsocket, const char *prefix, size_t size)
{
    int result = zmq_setsockopt(zsocket->socket, ZMQ_UNSUBSCRIBE, prefix, size);

    assert(result == 0);
}

void zsocket_pause(struct zsocket *zsocket, bool paused)
{
    zsocket->paused = paused;
}

void zsocket_endpoint(const struct zsocket *zsocket, char *endpoint, size_t size)
{
    if (zmq_getsockopt(zsocket->socket, ZMQ_LAST_ENDPOINT, endpoint, &size) != 0 && size > 0)
        endpoint[0] = '\0';
}

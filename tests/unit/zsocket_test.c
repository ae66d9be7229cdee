/* The ZeroMQ adapter: what naive use of ZMQ_FD loses, it must not. */
#include "runtime/zsocket.h"
#include "tests/support/turning.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define MANY 1000

/* Two adapters under test, and a plain socket for each as its peer. */
struct side {
    struct zsocket socket;
    void *peer;
    unsigned received, closed;
    size_t parts;
    bool close_at_first;
    struct side *other;
};

static struct turning turning;
static struct side left, right;
static char why[256];

static int begin(void **state)
{
    (void)state;
    turning_begin(&turning);
    left = (struct side){.other = &right};
    right = (struct side){.other = &left};
    return 0;
}

static void close_side(struct side *side)
{
    if (side->socket.socket && !side->socket.closing)
        zsocket_close(&side->socket, NULL);
    if (side->peer) {
        int linger = 0;

        zmq_setsockopt(side->peer, ZMQ_LINGER, &linger, sizeof(linger));
        zmq_close(side->peer);
    }
}

static int end(void **state)
{
    (void)state;
    close_side(&left);
    close_side(&right);
    turning_end(&turning);
    return 0;
}

static void on_message(struct zsocket *socket, const struct frame *frames, size_t count)
{
    struct side *side = socket->data;

    (void)frames;
    assert_int_equal(side->closed, 0);
    side->received++;
    side->parts = count;
    if (side->close_at_first)
        zsocket_close(socket, NULL);
}

static void on_closed(struct zsocket *socket)
{
    ((struct side *)socket->data)->closed++;
}

/* An adapter of `type` bound at an endpoint, and a plain peer connected to it. */
static void given(struct side *side, int type, int peer_type, const char *endpoint)
{
    struct zsocket_options options = {.type = type, .endpoint = endpoint, .bind = true};
    char bound[128];

    assert_int_equal(
        zsocket_open(&side->socket, &turning.loop, turning.context, &options, on_message, side, why, sizeof(why)),
        STATUS_OK);
    zsocket_endpoint(&side->socket, bound, sizeof(bound));
    side->peer = zmq_socket(turning.context, peer_type);
    assert_int_equal(zmq_connect(side->peer, bound), 0);
}

static void peer_sends(struct side *side, int parts)
{
    for (int i = 0; i < parts; i++)
        assert_int_equal(zmq_send(side->peer, "x", 1, i + 1 < parts ? ZMQ_SNDMORE : 0), 1);
}

static void peer_sends_many(struct side *side, int messages)
{
    for (int i = 0; i < messages; i++)
        peer_sends(side, 1);
}

static bool left_has_all(void *unused)
{
    (void)unused;
    return left.received >= MANY;
}

static bool left_has_two(void *unused)
{
    (void)unused;
    return left.received >= 2;
}

static bool left_has_one(void *unused)
{
    (void)unused;
    return left.received >= 1;
}

static bool left_is_closed(void *unused)
{
    (void)unused;
    return left.closed > 0;
}

/* ---- the three patterns ------------------------------------------------------ */

/* One wake-up, a thousand messages: reading one for each wake-up gets one. */
static void a_thousand_of_a_thousand_are_received(void **state)
{
    (void)state;
    given(&left, ZMQ_PULL, ZMQ_PUSH, "tcp://127.0.0.1:0");
    peer_sends_many(&left, MANY);
    assert_true(turning_until(&turning, left_has_all, NULL));
    assert_int_equal(left.received, MANY);
}

static void answer(struct side *side)
{
    char id[16], word[4];
    int id_size = zmq_recv(side->peer, id, sizeof(id), 0);

    assert_true(id_size > 0);
    assert_int_equal(zmq_recv(side->peer, word, sizeof(word), 0), 1);
    assert_int_equal(zmq_send(side->peer, id, (size_t)id_size, ZMQ_SNDMORE), id_size);
    assert_int_equal(zmq_send(side->peer, word, 1, 0), 1);
}

/* A send processes the commands of the socket, and with them the edge that the
 * answer before it had raised; asking for the events makes sure of it (a send
 * within a millisecond of the last may leave them alone). */
static void on_timer_send(uv_timer_t *timer)
{
    const struct frame question = {"?", 1};
    int events;
    size_t size = sizeof(events);

    (void)timer;
    for (int i = 0; i < 2; i++) {
        assert_true(zsocket_send(&left.socket, &question, 1));
        answer(&left);
    }
    assert_int_equal(zmq_getsockopt(left.socket.socket, ZMQ_EVENTS, &events, &size), 0);
}

static void a_send_from_a_timer_does_not_lose_the_edge_of_what_came(void **state)
{
    uv_timer_t timer;

    (void)state;
    given(&left, ZMQ_DEALER, ZMQ_ROUTER, "inproc://edge");
    uv_timer_init(&turning.loop, &timer);
    uv_timer_start(&timer, on_timer_send, 5, 0); /* the loop sleeps in poll by then */
    assert_true(turning_until(&turning, left_has_two, NULL));
    uv_close((uv_handle_t *)&timer, NULL);
    turning_once(&turning);
}

/* ---- fairness, pausing, closing ---------------------------------------------- */

static void on_message_fair(struct zsocket *socket, const struct frame *frames, size_t count)
{
    struct side *side = socket->data;

    on_message(socket, frames, count);
    if (side->other->received < MANY)
        assert_true(side->received <= side->other->received + ZSOCKET_BUDGET);
}

static bool both_have_all(void *unused)
{
    (void)unused;
    return left.received == MANY && right.received == MANY;
}

static bool both_have_one(void *unused)
{
    (void)unused;
    return left.received >= 1 && right.received >= 1;
}

static void a_flooded_socket_does_not_starve_another(void **state)
{
    (void)state;
    given(&left, ZMQ_PULL, ZMQ_PUSH, "inproc://left");
    given(&right, ZMQ_PULL, ZMQ_PUSH, "inproc://right");
    left.socket.on_message = right.socket.on_message = on_message_fair;
    peer_sends_many(&left, MANY);
    peer_sends_many(&right, MANY);
    assert_true(turning_until(&turning, both_have_all, NULL));
}

static void a_paused_socket_reads_nothing_and_loses_nothing(void **state)
{
    (void)state;
    given(&left, ZMQ_PULL, ZMQ_PUSH, "inproc://left");
    given(&right, ZMQ_PULL, ZMQ_PUSH, "inproc://right");
    zsocket_pause(&left.socket, true);
    peer_sends_many(&left, MANY);
    peer_sends_many(&right, 1);
    for (int i = 0; i < 10; i++)
        turning_once(&turning);
    assert_int_equal(right.received, 1);
    assert_int_equal(left.received, 0);
    zsocket_pause(&left.socket, false);
    assert_true(turning_until(&turning, both_have_one, NULL));
    assert_true(turning_until(&turning, left_has_all, NULL));
}

static void a_socket_closed_while_it_reads_gives_no_further_message(void **state)
{
    (void)state;
    given(&left, ZMQ_PULL, ZMQ_PUSH, "inproc://left");
    left.close_at_first = true;
    peer_sends_many(&left, MANY);
    assert_true(turning_until(&turning, left_has_one, NULL));
    turning_once(&turning);
    assert_int_equal(left.received, 1);
    assert_null(left.socket.socket);
}

static void on_closed_comes_once_and_after_all_handles(void **state)
{
    (void)state;
    given(&left, ZMQ_PULL, ZMQ_PUSH, "inproc://left");
    zsocket_close(&left.socket, on_closed);
    assert_non_null(left.socket.socket); /* the descriptor outlives its poll handle */
    assert_true(turning_until(&turning, left_is_closed, NULL));
    assert_int_equal(left.closed, 1);
    assert_int_equal(left.socket.open_handles, 0);
    assert_null(left.socket.socket);
}

/* ---- whole messages ---------------------------------------------------------- */

static void a_message_comes_with_all_its_parts(void **state)
{
    (void)state;
    given(&left, ZMQ_PULL, ZMQ_PUSH, "inproc://left");
    peer_sends(&left, ZSOCKET_PARTS);
    assert_true(turning_until(&turning, left_has_one, NULL));
    assert_int_equal(left.parts, ZSOCKET_PARTS);
}

static void a_message_of_too_many_parts_is_dropped_and_counted(void **state)
{
    (void)state;
    given(&left, ZMQ_PULL, ZMQ_PUSH, "inproc://left");
    peer_sends(&left, 1000);
    peer_sends(&left, 3);
    assert_true(turning_until(&turning, left_has_one, NULL));
    assert_int_equal(left.received, 1);
    assert_int_equal(left.parts, 3);
    assert_int_equal(left.socket.overlong, 1);
}

static void a_send_that_nobody_can_take_sends_no_part(void **state)
{
    struct zsocket_options options = {
        .type = ZMQ_ROUTER, .endpoint = "inproc://router", .bind = true, .mandatory = true};
    const struct frame frames[] = {{"nobody", 6}, {"x", 1}};

    (void)state;
    assert_int_equal(
        zsocket_open(&left.socket, &turning.loop, turning.context, &options, on_message, &left, why, sizeof(why)),
        STATUS_OK);
    assert_false(zsocket_send(&left.socket, frames, 2));
    left.peer = zmq_socket(turning.context, ZMQ_DEALER);
    zmq_setsockopt(left.peer, ZMQ_ROUTING_ID, "nobody", 6);
    assert_int_equal(zmq_connect(left.peer, "inproc://router"), 0);
    peer_sends(&left, 1);
    assert_true(turning_until(&turning, left_has_one, NULL));
    assert_true(zsocket_send(&left.socket, frames, 2));
}

static void on_writable(struct zsocket *socket)
{
    ((struct side *)socket->data)->received++;
}

static void a_wish_to_write_is_granted_once_a_peer_is_there(void **state)
{
    struct zsocket_options options = {.type = ZMQ_DEALER, .immediate = true};
    const struct frame frame = {"x", 1};
    char endpoint[64];

    (void)state;
    snprintf(endpoint, sizeof(endpoint), "ipc://@zsocket-test-%d", (int)getpid()); /* nobody is there yet */
    options.endpoint = endpoint;
    assert_int_equal(
        zsocket_open(&left.socket, &turning.loop, turning.context, &options, on_message, &left, why, sizeof(why)),
        STATUS_OK);
    left.socket.on_writable = on_writable;
    assert_false(zsocket_send(&left.socket, &frame, 1));
    zsocket_want_write(&left.socket);
    left.peer = zmq_socket(turning.context, ZMQ_ROUTER);
    assert_int_equal(zmq_bind(left.peer, endpoint), 0);
    assert_true(turning_until(&turning, left_has_one, NULL));
    assert_true(zsocket_send(&left.socket, &frame, 1));
}

/* ---- errors for people ------------------------------------------------------- */

static void a_port_in_use_is_reported_with_its_holder(void **state)
{
    struct zsocket_options options = {.type = ZMQ_ROUTER, .bind = true};
    char bound[128], pid[32];

    (void)state;
    given(&left, ZMQ_ROUTER, ZMQ_DEALER, "tcp://127.0.0.1:0");
    zsocket_endpoint(&left.socket, bound, sizeof(bound));
    options.endpoint = bound;
    assert_int_equal(
        zsocket_open(&right.socket, &turning.loop, turning.context, &options, on_message, &right, why, sizeof(why)),
        STATUS_IO);
    snprintf(pid, sizeof(pid), "(pid %d)", (int)getpid());
    assert_non_null(strstr(why, bound));
    assert_non_null(strstr(why, "already in use by zsocket_test"));
    assert_non_null(strstr(why, pid));
    assert_null(right.socket.socket);
}

static void an_endpoint_that_is_none_is_named(void **state)
{
    struct zsocket_options options = {.type = ZMQ_ROUTER, .bind = true, .endpoint = "7701"};

    (void)state;
    assert_int_equal(
        zsocket_open(&left.socket, &turning.loop, turning.context, &options, on_message, &left, why, sizeof(why)),
        STATUS_IO);
    assert_non_null(strstr(why, "7701: not an endpoint"));
}

/* ---- a connection that ends between two parts ----------------------------------- */

/* What ZeroMQ makes of it, from this part of the next message on (0: never): the parts
 * before are dropped, this one fails, those behind are dropped. */
static struct { size_t at, part; } cut;

int __real_zmq_send(void *socket, const void *bytes, size_t size, int flags);
int __wrap_zmq_send(void *socket, const void *bytes, size_t size, int flags);
int __wrap_zmq_send(void *socket, const void *bytes, size_t size, int flags)
{
    if (cut.at == 0)
        return __real_zmq_send(socket, bytes, size, flags);
    bool fails = cut.part == cut.at;

    cut.part++;
    if ((flags & ZMQ_SNDMORE) == 0)
        cut.at = 0;
    errno = EAGAIN;
    return fails ? -1 : (int)size;
}

static void a_message_whose_connection_ends_between_two_parts_is_not_sent_and_the_next_is_whole(void **state)
{
    const struct frame first[] = {{"a", 1}, {"b", 1}, {"c", 1}}, second[] = {{"d", 1}, {"e", 1}};
    char byte;
    int more;
    size_t size = sizeof(more);
    (void)state;

    given(&left, ZMQ_DEALER, ZMQ_DEALER, "inproc://parts");
    for (size_t at = 1; at < 3; at++) {
        cut.at = at;
        cut.part = 0;
        assert_false(zsocket_send(&left.socket, first, 3));
        assert_int_equal(cut.at, 0); /* it was given the last part too */
        assert_true(zsocket_send(&left.socket, second, 2));
        assert_int_equal(zmq_recv(left.peer, &byte, 1, 0), 1);
        assert_int_equal(byte, 'd');
        assert_int_equal(zmq_recv(left.peer, &byte, 1, 0), 1);
        assert_int_equal(byte, 'e');
        assert_int_equal(zmq_getsockopt(left.peer, ZMQ_RCVMORE, &more, &size), 0);
        assert_false(more);
    }
}

/* ---- ends and beginnings ---------------------------------------------------------- */

static bool told_so_often(void *times)
{
    return zsocket_losses(&left.socket) >= *(uint64_t *)times;
}

static void *server;

static bool server_binds(void *endpoint)
{
    return zmq_bind(server, endpoint) == 0; /* not while the one that went still holds it */
}

static void serve(char *endpoint)
{
    int linger = 0;

    server = zmq_socket(turning.context, ZMQ_ROUTER);
    zmq_setsockopt(server, ZMQ_LINGER, &linger, sizeof(linger));
    assert_true(turning_until(&turning, server_binds, endpoint));
}

/* In between a message may still go into the queue of the connection that ended. */
static void a_connection_tells_of_its_end_and_of_its_beginning_anew(void **state)
{
    struct zsocket_options options = {.type = ZMQ_DEALER, .immediate = true, .watched = true};
    char endpoint[64]; /* a port would be anybody's, between the two */
    uint64_t times = 1;
    (void)state;

    snprintf(endpoint, sizeof(endpoint), "ipc://@zsocket-anew-%d", (int)getpid());
    serve(endpoint);
    options.endpoint = endpoint;
    assert_int_equal(
        zsocket_open(&left.socket, &turning.loop, turning.context, &options, on_message, &left, why, sizeof(why)),
        STATUS_OK);
    assert_true(turning_until(&turning, told_so_often, &times));
    zmq_close(server);
    times = 2;
    assert_true(turning_until(&turning, told_so_often, &times));
    serve(endpoint);
    times = 3;
    assert_true(turning_until(&turning, told_so_often, &times));
    zmq_close(server);
}

int main(void)
{
#define CASE(claim) cmocka_unit_test_setup_teardown(claim, begin, end)
    const struct CMUnitTest cases[] = {
        CASE(a_thousand_of_a_thousand_are_received),
        CASE(a_send_from_a_timer_does_not_lose_the_edge_of_what_came),
        CASE(a_flooded_socket_does_not_starve_another),
        CASE(a_paused_socket_reads_nothing_and_loses_nothing),
        CASE(a_socket_closed_while_it_reads_gives_no_further_message),
        CASE(on_closed_comes_once_and_after_all_handles),
        CASE(a_message_comes_with_all_its_parts),
        CASE(a_message_of_too_many_parts_is_dropped_and_counted),
        CASE(a_send_that_nobody_can_take_sends_no_part),
        CASE(a_wish_to_write_is_granted_once_a_peer_is_there),
        CASE(a_port_in_use_is_reported_with_its_holder),
        CASE(an_endpoint_that_is_none_is_named),
        CASE(a_message_whose_connection_ends_between_two_parts_is_not_sent_and_the_next_is_whole),
        CASE(a_connection_tells_of_its_end_and_of_its_beginning_anew),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}

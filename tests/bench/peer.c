#include "tests/bench/peer.h"

#include "tests/bench/figures.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zmq.h>

/* As the broker's sockets. */
#define RECEIVE_HWM 100000
#define SEND_HWM    100000

static void *bound(void *context, int type, char endpoint[PEER_ENDPOINT])
{
    void *socket = zmq_socket(context, type);
    int receive = RECEIVE_HWM, send = SEND_HWM, linger = 0;
    size_t size = PEER_ENDPOINT;
    zmq_setsockopt(socket, ZMQ_RCVHWM, &receive, sizeof receive);
    zmq_setsockopt(socket, ZMQ_SNDHWM, &send, sizeof send);
    zmq_setsockopt(socket, ZMQ_LINGER, &linger, sizeof linger);
    if (zmq_bind(socket, "tcp://127.0.0.1:*") != 0 || zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, endpoint, &size) != 0)
        wrong("cannot bind: %s", zmq_strerror(errno));
    return socket;
}

/* The size of the last frame of the next message. */
static size_t receive(void *socket, zmq_msg_t *frame)
{
    do {
        if (zmq_msg_recv(frame, socket, 0) < 0)
            wrong("cannot receive: %s", zmq_strerror(errno));
        used(zmq_msg_data(frame));
    } while (zmq_msg_more(frame));
    return zmq_msg_size(frame);
}

static void drain(void *socket, int answers)
{
    zmq_msg_t frame;
    zmq_msg_init(&frame);
    while (receive(socket, &frame) != 1 || write(answers, "", 1) == 1)
        continue;
}

/* Tells the endpoints, serves until it is killed. */
static _Noreturn void serve(enum peer_kind kind, int answers)
{
    static const int types[] = {[PEER_SUB] = ZMQ_SUB, [PEER_ROUTER] = ZMQ_ROUTER, [PEER_HOP] = ZMQ_XSUB};
    char endpoints[2][PEER_ENDPOINT] = {"", ""};
    void *context = zmq_ctx_new();
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    void *in = bound(context, types[kind], endpoints[0]);
    void *out = kind == PEER_HOP ? bound(context, ZMQ_XPUB, endpoints[1]) : NULL;
    if (kind == PEER_SUB)
        zmq_setsockopt(in, ZMQ_SUBSCRIBE, "", 0);
    if (write(answers, endpoints, sizeof endpoints) != sizeof endpoints)
        _exit(1);
    if (kind == PEER_HOP)
        zmq_proxy(in, out, NULL);
    else
        drain(in, answers);
    _exit(0);
}

void peer_start(struct peer *peer, enum peer_kind kind)
{
    char endpoints[2][PEER_ENDPOINT];
    int answers[2];
    if (pipe(answers) != 0 || (peer->pid = fork()) < 0)
        wrong("no process for a peer: %s", strerror(errno));
    if (peer->pid == 0)
        serve(kind, answers[1]);
    close(answers[1]);
    peer->answers = answers[0];
    if (read(peer->answers, endpoints, sizeof endpoints) != sizeof endpoints)
        wrong("a peer did not start");
    memcpy(peer->in, endpoints[0], PEER_ENDPOINT);
    memcpy(peer->out, endpoints[1], PEER_ENDPOINT);
}

void peer_await(const struct peer *peer)
{
    char answer;
    if (read(peer->answers, &answer, 1) != 1)
        wrong("a peer has ended");
}

void peer_stop(struct peer *peer)
{
    kill(peer->pid, SIGKILL);
    waitpid(peer->pid, NULL, 0);
    close(peer->answers);
}

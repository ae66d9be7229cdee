/* One ZeroMQ socket in a libuv loop.
 *
 * Five facts about ZMQ_FD, each of which has hung a program:
 *  1. It is edge-triggered: it wakes once, however many messages wait.
 *  2. It is only ever readable, also when we wait to send.
 *  3. Any zmq_send, zmq_recv or zmq_getsockopt may swallow the edge of a message
 *     that came in meanwhile; then nothing would ever wake the loop.
 *  4. Readable does not mean a message: only ZMQ_EVENTS tells.
 *  5. The descriptor dies with the socket: the poll handle closes first.
 * So: a poll handle (with an empty callback) only wakes the loop; prepare asks
 * ZMQ_EVENTS before every sleep, and keeps the loop awake by an idle handle when
 * there is work; check, after the sleep, reads at most a budget of messages, so
 * that no socket starves another. Each message arrives whole: all its parts, or
 * not at all.
 *
 * The struct is the caller's; its memory is the caller's again in on_closed.
 * One thread owns all sockets of a loop. */
#ifndef OREWATCH_RUNTIME_ZSOCKET_H
#define OREWATCH_RUNTIME_ZSOCKET_H

#include "runtime/frame.h"
#include "schemas/limits.h"
#include "schemas/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>
#include <zmq.h>

#define ZSOCKET_PARTS 8        /* more parts than any message of the contract has: such a message is dropped, and counted */
#define ZSOCKET_BUDGET 256     /* messages read per turn of the loop */
#define ZSOCKET_HWM 10000      /* messages queued in each direction and for each peer */
#define ZSOCKET_LINGER_MS 1000 /* what a close waits for the last messages to leave; ZeroMQ's default is for ever */
#define ZSOCKET_HEARTBEAT_MS 5000 /* a peer that answers none of three is gone */
#define ZSOCKET_HANDSHAKE_MS 10000 /* a connection that says nothing for so long is closed: it holds a descriptor */

struct zsocket_options {
    int type;                  /* ZMQ_ROUTER ... */
    const char *endpoint;      /* bound when it is a server, else connected */
    bool bind;
    int send_hwm, receive_hwm; /* 0: ZSOCKET_HWM */
    bool mandatory;            /* ROUTER: a send to nobody, or to a full queue, fails instead of vanishing */
    bool immediate;            /* connected: queue only for a peer that is there, so that nothing waits in a dead pipe */
    bool watched;              /* connected: see zsocket_losses */
    bool verbose;              /* XPUB: hear of every subscription and its end, not only of the first to a topic and the last */
    int64_t max_message;       /* ZMQ_MAXMSGSIZE; 0: LIMIT_SOCKET_MESSAGE */
};

struct zsocket {
    void *socket;
    void *data;
    void (*on_message)(struct zsocket *, const struct frame *frames, size_t count); /* frames live until it returns */
    void (*on_writable)(struct zsocket *); /* may be NULL; see zsocket_want_write */
    void (*on_drained)(struct zsocket *);  /* may be NULL: of what has come, all was read; once a turn of the loop */
    void (*on_closed)(struct zsocket *);
    uint64_t overlong;         /* messages dropped because they had more than ZSOCKET_PARTS parts */
    /* private */
    void *watch; uint64_t losses; /* where ends and beginnings of connections are told; how many were */
    uv_poll_t poll; uv_prepare_t prepare; uv_check_t check; uv_idle_t idle;
    unsigned open_handles;
    bool closing, paused, want_write;
    zmq_msg_t parts[ZSOCKET_PARTS]; size_t parts_count; /* a message under collection; the count runs on beyond ZSOCKET_PARTS */
};

/* `why` gets endpoint and reason (a port in use and by whom, a bad endpoint).
 * After a failure nothing is open, and there is nothing to close. */
MUST_CHECK enum status zsocket_open(struct zsocket *zsocket, uv_loop_t *loop, void *context,
                                    const struct zsocket_options *options,
                                    void (*on_message)(struct zsocket *, const struct frame *, size_t), void *data,
                                    char *why, size_t why_size);
/* Closes handles, then the socket, then calls on_closed (may be NULL). May be
 * called from on_message: no message comes after it. */
void zsocket_close(struct zsocket *zsocket, void (*on_closed)(struct zsocket *));
/* All parts or none; false when the peer or the queue does not take it now. */
bool zsocket_send(struct zsocket *zsocket, const struct frame *frames, size_t count);
/* Asks for one call of on_writable when the socket can take a message. */
void zsocket_want_write(struct zsocket *zsocket);
/* How often a connection of a watched socket has ended or begun. ZeroMQ connects
 * again by itself, and says nothing of the messages that were under way. When this has
 * not changed since a message was sent, all that was sent before it comes before it. */
uint64_t zsocket_losses(struct zsocket *zsocket);
/* Takes all messages whose topic starts with the prefix (SUB). */
void zsocket_subscribe(struct zsocket *zsocket, const char *prefix, size_t size);
void zsocket_unsubscribe(struct zsocket *zsocket, const char *prefix, size_t size);
/* Pauses and resumes reading (intake stops while the disk is slow). */
void zsocket_pause(struct zsocket *zsocket, bool paused);
/* Where it is really bound (a port 0 resolved). */
void zsocket_endpoint(const struct zsocket *zsocket, char *endpoint, size_t size);

#endif

#include "tests/bench/crowd.h"

#include "tests/bench/figures.h"

#include <poll.h>
#include <string.h>
#include <zmq.h>

#define SLOW_TURN_MS  10
#define QUICK_TURN_MS 1

/* One message of all its parts; false when there is none. */
static bool read_one(void *socket)
{
    int more = 1;
    size_t size = sizeof more;
    for (int flags = ZMQ_DONTWAIT; more; flags = 0) {
        if (zmq_recv(socket, NULL, 0, flags) < 0)
            return false;
        zmq_getsockopt(socket, ZMQ_RCVMORE, &more, &size);
    }
    return true;
}

static void *read_all(void *self)
{
    struct crowd *crowd = self;
    while (!atomic_load(&crowd->leaves)) {
        bool holds_up = atomic_load(&crowd->holds_up);
        for (unsigned i = holds_up; i < CROWD; i++)
            while (read_one(crowd->sockets[i]) && !holds_up)
                continue;
        poll(NULL, 0, holds_up ? SLOW_TURN_MS : QUICK_TURN_MS);
    }
    return NULL;
}

void crowd_come(struct crowd *crowd, void *context, const char *endpoint, const char *prefix)
{
    atomic_init(&crowd->leaves, false);
    atomic_init(&crowd->holds_up, false);
    for (unsigned i = 0; i < CROWD; i++) {
        crowd->sockets[i] = zmq_socket(context, ZMQ_SUB);
        zmq_setsockopt(crowd->sockets[i], ZMQ_SUBSCRIBE, prefix, strlen(prefix));
        if (zmq_connect(crowd->sockets[i], endpoint) != 0)
            wrong("cannot connect to %s", endpoint);
    }
    if (pthread_create(&crowd->reader, NULL, read_all, crowd) != 0)
        wrong("no thread");
}

void crowd_hold_up(struct crowd *crowd, bool holds_up)
{
    atomic_store(&crowd->holds_up, holds_up);
}

void crowd_leave(struct crowd *crowd)
{
    atomic_store(&crowd->leaves, true);
    pthread_join(crowd->reader, NULL);
    for (unsigned i = 0; i < CROWD; i++)
        zmq_close(crowd->sockets[i]);
}

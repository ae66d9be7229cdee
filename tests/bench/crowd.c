#include "tests/bench/crowd.h"

#include "tests/bench/figures.h"
#include "tests/bench/producer.h"

#include <poll.h>
#include <stdbool.h>
#include <zmq.h>

#define TURN_MS 10

/* One message of all its parts, when there is one. */
static void read_one(void *socket)
{
    int more = 1;
    size_t size = sizeof more;
    for (int flags = ZMQ_DONTWAIT; more; flags = 0) {
        if (zmq_recv(socket, NULL, 0, flags) < 0)
            return;
        zmq_getsockopt(socket, ZMQ_RCVMORE, &more, &size);
    }
}

static void *read_slowly(void *self)
{
    struct crowd *crowd = self;
    while (!atomic_load(&crowd->leaves)) {
        for (unsigned i = 0; i < CROWD_SLOW; i++)
            read_one(crowd->sockets[i]);
        poll(NULL, 0, TURN_MS);
    }
    return NULL;
}

void crowd_come(struct crowd *crowd, void *context, const char *endpoint, const char *prefix)
{
    atomic_init(&crowd->leaves, false);
    for (unsigned i = 0; i <= CROWD_SLOW; i++)
        crowd->sockets[i] = listener_connect(context, endpoint, prefix);
    if (pthread_create(&crowd->reader, NULL, read_slowly, crowd) != 0)
        wrong("no thread");
}

void crowd_leave(struct crowd *crowd)
{
    atomic_store(&crowd->leaves, true);
    pthread_join(crowd->reader, NULL);
    for (unsigned i = 0; i <= CROWD_SLOW; i++)
        zmq_close(crowd->sockets[i]);
}

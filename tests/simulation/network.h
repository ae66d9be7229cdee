/* The simulated network: what ZeroMQ promises, and what it does not.
 *
 * Inside a connection messages come in order, each once. A connection that is cut
 * loses what was under way, but for a beginning that still arrives: to a client at
 * once, at the broker as late as it likes, also after the messages of the next
 * connection (a ROUTER reads its pipes in turn). A client connects again by itself,
 * under another routing id, and a subscriber subscribes again; for a moment after the
 * cut, which it was told of, it may still send into the queue that is gone.
 *
 * Queues have high-water marks: the stream drops what is new (PUB), a ROUTER and a
 * DEALER refuse it. A client that is slow reads one message at a time, one that is
 * stalled reads none; behind a partition nothing moves in either direction, and
 * after NETWORK_HEARTBEAT_NS both sides take the connection for dead.
 *
 * network_zsocket.c puts this under runtime/zsocket.h, so that the publisher and
 * the follower are linked as they are in the programs. */
#ifndef OREWATCH_TESTS_SIMULATION_NETWORK_H
#define OREWATCH_TESTS_SIMULATION_NETWORK_H

#include "broker/world.h"
#include "runtime/zsocket.h"
#include "tests/simulation/wire.h"
#include "tests/support/dice.h"

#define NETWORK_CLIENTS 32u
#define NETWORK_SUBSCRIPTIONS 8u
#define NETWORK_HEARTBEAT_NS (15 * SECOND_NS)
#define ROUTING_ID_BYTES 5u

/* A process beside the broker's: its sockets share its luck. */
struct node {
    const char *name;
    unsigned life;      /* of the program that runs there */
    int64_t stalled_until, parted_until, read_every; /* read_every: of a slow one, 0 of any other */
    void (*on_sent)(struct node *, enum endpoint endpoint, const struct frame *frames, size_t count); /* may be NULL */
};

/* Prefixes, each behind a 1, as they travel. */
struct subscriptions {
    unsigned count;
    struct { uint8_t bytes[LIMIT_TOPIC + 1]; size_t size; } items[NETWORK_SUBSCRIPTIONS];
};

/* A client's end: behind a zsocket. */
struct client {
    struct zsocket *zsocket; /* NULL: the place is free */
    struct node *node;
    enum endpoint endpoint;
    struct connection *connection; /* NULL: not connected */
    struct alarm connect, writable, closed;
    int64_t read_at;
    uint64_t losses;     /* ends and beginnings of connections */
    unsigned vanishing;  /* so many messages still go into the queue of the last connection */
    struct subscriptions wanted;
};

struct connection {
    struct connection *next;
    struct client *client; /* NULL: it was cut, what arrives is the rest */
    struct node *node;
    enum endpoint endpoint;
    uint8_t id[ROUTING_ID_BYTES];
    unsigned life;       /* of the node's program */
    struct subscriptions known; /* to the broker, which has read them */
    struct wire to_broker, to_client;
};

struct network {
    struct dice dice;
    int64_t longest_delay;
    unsigned stream_marks, other_marks; /* high-water marks */
    bool listening, paused;             /* the broker's sockets */
    struct client clients[NETWORK_CLIENTS];
    struct connection *connections;
    uint32_t connections_made;
    uint64_t dropped, lost, cuts;
    /* To the broker, as broker_receive. */
    void (*receive)(void *self, enum endpoint endpoint, const struct frame *frames, size_t count);
    void *self;
    struct node *node; /* of the program that runs now: its sockets are the ones that are opened */
};

extern struct network network;

void network_open(uint64_t seed);
void network_close(void);
/* The broker's side: its sockets are there, or gone with all that was on the way. */
void network_listen(bool listening);
void network_pause(bool paused);
/* As world.send. */
bool network_send(enum endpoint endpoint, const struct frame *frames, size_t count);
/* Cuts the connections of a node. */
void network_cut(struct node *node);
/* The node's luck changed: what waited for it is looked at again. */
void network_wake(struct node *node);
/* The node that a routing id stands for, NULL when nothing of its connection is
 * left, and the life of the program that made it. */
const struct node *network_peer(struct frame id, unsigned *life);
/* Nothing is under way. */
bool network_quiet(void);

/* ---- for network_zsocket.c ---- */

void client_open(struct client *client, struct zsocket *zsocket, enum endpoint endpoint);
void client_close(struct client *client);
bool client_send(struct client *client, const struct frame *frames, size_t count);
void client_subscribe(struct client *client, const char *prefix, size_t size, bool begins);

#endif

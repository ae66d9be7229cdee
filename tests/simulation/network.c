#include "tests/simulation/network.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define RECONNECT_NS (100 * MILLISECOND_NS) /* ZeroMQ's, and as much again by chance */
#define GHOST_NS     (5 * SECOND_NS)        /* how late the rest of a dead connection may be read */
#define VANISHING    2u                     /* messages sent into a queue that is gone, at most */

struct network network;

static int64_t chance_ns(int64_t most)
{
    return (int64_t)(dice_throw(&network.dice) % (uint64_t)(most + 1));
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* ---- subscriptions --------------------------------------------------------- */

/* One begins, or ends; `bytes` as it travels. */
static void note_subscription(struct subscriptions *subscriptions, const uint8_t *bytes, size_t size)
{
    unsigned place = 0;

    while (place < subscriptions->count && (subscriptions->items[place].size != size ||
                                            memcmp(subscriptions->items[place].bytes + 1, bytes + 1, size - 1) != 0))
        place++;
    if (bytes[0] == 0 && place < subscriptions->count)
        subscriptions->items[place] = subscriptions->items[--subscriptions->count];
    if (bytes[0] == 0 || place < subscriptions->count)
        return;
    assert(place < NETWORK_SUBSCRIPTIONS);
    memcpy(subscriptions->items[place].bytes, bytes, size);
    subscriptions->items[place].size = size;
    subscriptions->count++;
}

/* A SUB has room for all its subscriptions: the subscriber takes no more. */
static void send_subscription(const struct client *client, const uint8_t *bytes, size_t size)
{
    wire_put(&client->connection->to_broker, &(struct frame){bytes, size}, 1,
             calendar.now + chance_ns(network.longest_delay));
}

void client_subscribe(struct client *client, const char *prefix, size_t size, bool begins)
{
    uint8_t bytes[LIMIT_TOPIC + 1] = {begins};

    assert(size <= LIMIT_TOPIC);
    memcpy(bytes + 1, prefix, size);
    note_subscription(&client->wanted, bytes, size + 1);
    if (client->connection)
        send_subscription(client, bytes, size + 1);
}

static void subscribe_again(const struct client *client)
{
    for (unsigned i = 0; i < client->wanted.count; i++)
        send_subscription(client, client->wanted.items[i].bytes, client->wanted.items[i].size);
}

/* An XPUB hears the end of each subscription that it had read. */
static void unsubscribe(const struct connection *connection)
{
    for (unsigned i = 0; i < connection->known.count && network.listening; i++) {
        uint8_t bytes[LIMIT_TOPIC + 1];
        struct frame frame = {bytes, connection->known.items[i].size};

        memcpy(bytes, connection->known.items[i].bytes, frame.size);
        bytes[0] = 0;
        network.receive(network.self, ENDPOINT_STREAM, &frame, 1);
    }
}

static bool is_subscribed(const struct connection *connection, struct frame topic)
{
    for (unsigned i = 0; i < connection->known.count; i++) {
        size_t size = connection->known.items[i].size - 1;

        if (size <= topic.size && memcmp(connection->known.items[i].bytes + 1, topic.bytes, size) == 0)
            return true;
    }
    return false;
}

/* ---- to the broker --------------------------------------------------------- */

static void free_connection(struct connection *connection)
{
    struct connection **place = &network.connections;

    while (*place != connection)
        place = &(*place)->next;
    *place = connection->next;
    network.lost += wire_cut(&connection->to_broker, 0);
    network.lost += wire_cut(&connection->to_client, 0);
    free(connection);
}

static void tell_writable(struct client *client)
{
    if (client->zsocket->want_write && client->connection && !alarm_is_set(&client->writable))
        alarm_set(&client->writable, later(calendar.now, client->node->stalled_until));
}

static void give_broker(struct connection *connection, const struct message *message)
{
    struct frame frames[1 + WIRE_PARTS] = {{connection->id, ROUTING_ID_BYTES}};
    size_t count = message_frames(message, frames + 1);

    if (connection->endpoint == ENDPOINT_STREAM)
        note_subscription(&connection->known, frames[1].bytes, frames[1].size);
    if (connection->endpoint == ENDPOINT_STREAM || connection->endpoint == ENDPOINT_OPEN)
        network.receive(network.self, connection->endpoint, frames + 1, count);
    else /* a ROUTER says who it is */
        network.receive(network.self, connection->endpoint, frames, count + 1);
}

static bool is_intake(const struct connection *connection)
{
    return connection->endpoint == ENDPOINT_INGEST || connection->endpoint == ENDPOINT_OPEN;
}

static void on_to_broker(void *self)
{
    struct connection *connection = self;
    struct wire *wire = &connection->to_broker;
    struct message *message;

    if (connection->client && connection->node->parted_until > calendar.now) {
        alarm_set(&wire->alarm, connection->node->parted_until);
        return;
    }
    if (network.paused && is_intake(connection))
        return; /* network_pause looks at it again */
    message = wire_take(wire);
    if (wire->first)
        alarm_set(&wire->alarm, wire->first->due);
    if (connection->client)
        tell_writable(connection->client);
    give_broker(connection, message);
    free(message);
    if (!connection->client && !wire->first)
        free_connection(connection);
}

/* ---- to a client ----------------------------------------------------------- */

static void give_client(struct client *client, struct message *message)
{
    struct frame frames[WIRE_PARTS];
    size_t count = message_frames(message, frames);

    network.node = client->node;
    client->read_at = calendar.now + client->node->read_every;
    client->zsocket->on_message(client->zsocket, frames, count);
    network.node = NULL;
    free(message);
}

static void on_to_client(void *self)
{
    struct connection *connection = self;
    struct wire *wire = &connection->to_client;
    const struct node *node = connection->node;
    int64_t readable = later(later(node->stalled_until, node->parted_until), connection->client->read_at);
    struct message *message;

    if (readable > calendar.now) {
        alarm_set(&wire->alarm, readable);
        return;
    }
    message = wire_take(wire);
    if (wire->first)
        alarm_set(&wire->alarm, wire->first->due);
    give_client(connection->client, message);
}

/* ---- connections ----------------------------------------------------------- */

static void on_connect(void *self)
{
    struct client *client = self;
    struct connection *connection;

    if (!network.listening || client->node->parted_until > calendar.now || client->node->stalled_until > calendar.now) {
        alarm_set(&client->connect, calendar.now + RECONNECT_NS + chance_ns(RECONNECT_NS));
        return;
    }
    connection = calloc(1, sizeof(*connection));
    assert(connection);
    connection->client = client;
    connection->node = client->node;
    connection->life = client->node->life;
    connection->endpoint = client->endpoint;
    network.connections_made++;
    memcpy(connection->id + 1, &network.connections_made, 4); /* as ZeroMQ's: a zero, and a number */
    wire_open(&connection->to_broker, on_to_broker, connection);
    wire_open(&connection->to_client, on_to_client, connection);
    connection->next = network.connections;
    network.connections = connection;
    client->connection = connection;
    client->losses++;
    client->vanishing = 0;
    subscribe_again(client);
    tell_writable(client);
}

/* What still arrives at the client arrives at once. */
static void give_rest(struct connection *connection)
{
    const struct node *node = connection->node;
    unsigned kept = connection->to_client.count;

    kept = node->stalled_until > calendar.now || node->parted_until > calendar.now || kept == 0
               ? 0
               : dice_below(&network.dice, kept + 1);
    network.lost += wire_cut(&connection->to_client, kept);
    while (connection->client && connection->to_client.first)
        give_client(connection->client, wire_take(&connection->to_client));
    alarm_clear(&connection->to_client.alarm);
}

static void cut(struct connection *connection)
{
    struct client *client = connection->client;
    struct wire *wire = &connection->to_broker;

    network.cuts++;
    give_rest(connection);
    if (connection->client != client)
        return; /* it was closed by what it heard */
    unsubscribe(connection);
    connection->client = NULL;
    client->connection = NULL;
    client->losses++;
    client->vanishing = dice_below(&network.dice, VANISHING + 1);
    alarm_set(&client->connect, calendar.now + RECONNECT_NS + chance_ns(RECONNECT_NS));
    network.lost += wire_cut(wire, !network.listening || connection->endpoint == ENDPOINT_STREAM || wire->count == 0
                       ? 0
                       : dice_below(&network.dice, wire->count + 1));
    if (!wire->first)
        free_connection(connection);
    else if (dice_chance(&network.dice, 0.5))
        alarm_set(&wire->alarm, wire->first->due + chance_ns(GHOST_NS));
}

void network_cut(struct node *node)
{
    for (unsigned i = 0; i < NETWORK_CLIENTS; i++)
        if (network.clients[i].zsocket && (!node || network.clients[i].node == node) && network.clients[i].connection)
            cut(network.clients[i].connection);
}

/* ---- the broker's side ------------------------------------------------------ */

void network_listen(bool listening)
{
    struct connection *next;

    network.listening = listening;
    network.paused = false;
    if (listening)
        return;
    network_cut(NULL);
    for (struct connection *ghost = network.connections; ghost; ghost = next) {
        next = ghost->next;
        free_connection(ghost);
    }
}

void network_pause(bool paused)
{
    network.paused = paused;
    for (struct connection *connection = network.connections; connection && !paused; connection = connection->next)
        if (connection->to_broker.first && !alarm_is_set(&connection->to_broker.alarm))
            alarm_set(&connection->to_broker.alarm, connection->to_broker.first->due);
}

static void put_client(struct connection *connection, const struct frame *frames, size_t count)
{
    wire_put(&connection->to_client, frames, count, calendar.now + chance_ns(network.longest_delay));
}

static void publish(const struct frame *frames, size_t count)
{
    for (struct connection *connection = network.connections; connection; connection = connection->next) {
        if (connection->endpoint != ENDPOINT_STREAM || !connection->client || !is_subscribed(connection, frames[0]))
            continue;
        if (connection->to_client.count < network.stream_marks)
            put_client(connection, frames, count);
        else
            network.dropped++;
    }
}

static struct connection *connection_of(struct frame id)
{
    for (struct connection *connection = network.connections; connection; connection = connection->next)
        if (id.size == ROUTING_ID_BYTES && memcmp(connection->id, id.bytes, ROUTING_ID_BYTES) == 0)
            return connection;
    return NULL;
}

const struct node *network_peer(struct frame id, unsigned *life)
{
    const struct connection *connection = connection_of(id);

    *life = connection ? connection->life : 0;
    return connection ? connection->node : NULL;
}

bool network_send(enum endpoint endpoint, const struct frame *frames, size_t count)
{
    struct connection *connection;

    if (endpoint == ENDPOINT_STREAM) {
        publish(frames, count);
        return true;
    }
    connection = connection_of(frames[0]);
    if (!connection || !connection->client || connection->to_client.count >= network.other_marks)
        return false;
    put_client(connection, frames + 1, count - 1);
    return true;
}

void network_wake(struct node *node)
{
    for (struct connection *connection = network.connections; connection; connection = connection->next) {
        if (connection->node != node)
            continue;
        if (connection->to_broker.first && !(network.paused && is_intake(connection)))
            alarm_set(&connection->to_broker.alarm, connection->to_broker.first->due);
        if (connection->to_client.first)
            alarm_set(&connection->to_client.alarm, connection->to_client.first->due);
    }
}

bool network_quiet(void)
{
    for (const struct connection *connection = network.connections; connection; connection = connection->next)
        if (connection->to_broker.first || connection->to_client.first)
            return false;
    return true;
}

/* ---- clients ----------------------------------------------------------------- */

static void on_writable(void *self)
{
    struct client *client = self;

    if (client->node->stalled_until > calendar.now) {
        alarm_set(&client->writable, client->node->stalled_until);
        return;
    }
    if (!client->zsocket->want_write || !client->connection ||
        client->connection->to_broker.count >= network.other_marks)
        return;
    client->zsocket->want_write = false;
    network.node = client->node;
    client->zsocket->on_writable(client->zsocket);
    network.node = NULL;
}

static void on_closed(void *self)
{
    struct client *client = self;
    struct zsocket *zsocket = client->zsocket;

    client->zsocket = NULL;
    if (zsocket->on_closed)
        zsocket->on_closed(zsocket);
}

void client_open(struct client *client, struct zsocket *zsocket, enum endpoint endpoint)
{
    assert(network.node);
    *client = (struct client){.zsocket = zsocket,
                              .node = network.node,
                              .endpoint = endpoint,
                              .connect = {.ring = on_connect, .self = client},
                              .writable = {.ring = on_writable, .self = client},
                              .closed = {.ring = on_closed, .self = client}};
    alarm_set(&client->connect, calendar.now + chance_ns(network.longest_delay));
}

void client_close(struct client *client)
{
    struct connection *connection = client->connection;

    alarm_clear(&client->connect);
    alarm_clear(&client->writable);
    alarm_set(&client->closed, calendar.now);
    if (!connection)
        return;
    unsubscribe(connection);
    connection->client = NULL;
    client->connection = NULL;
    network.lost += wire_cut(&connection->to_client, 0);
    if (connection->endpoint == ENDPOINT_STREAM)
        network.lost += wire_cut(&connection->to_broker, 0);
    if (!connection->to_broker.first) /* else it lingers, as ZeroMQ does */
        free_connection(connection);
}

bool client_send(struct client *client, const struct frame *frames, size_t count)
{
    struct wire *wire = client->connection ? &client->connection->to_broker : NULL;

    if (wire ? wire->count >= network.other_marks : client->vanishing == 0)
        return false;
    if (wire) {
        wire_put(wire, frames, count, calendar.now + chance_ns(network.longest_delay));
    } else {
        client->vanishing--;
        network.lost++;
    }
    if (client->node->on_sent)
        client->node->on_sent(client->node, client->endpoint, frames, count);
    return true;
}

/* ---- life -------------------------------------------------------------------- */

void network_open(uint64_t seed)
{
    network = (struct network){.dice = {seed},
                               .longest_delay = MILLISECOND_NS,
                               .stream_marks = 1000,
                               .other_marks = 64};
}

void network_close(void)
{
    while (network.connections)
        free_connection(network.connections);
}

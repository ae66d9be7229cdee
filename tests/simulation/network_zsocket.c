/* runtime/zsocket.h over the simulated network: linked in place of zsocket.c. */
#include "runtime/zsocket.h"

#include "tests/simulation/network.h"

#include <assert.h>
#include <string.h>

static enum endpoint endpoint_of(const char *name)
{
    for (unsigned i = 0; i < ENDPOINTS; i++)
        if (strcmp(name, endpoint_names[i]) == 0)
            return (enum endpoint)i;
    assert(!"an endpoint of the simulation is named as the broker names it");
    return ENDPOINTS;
}

enum status zsocket_open(struct zsocket *zsocket, uv_loop_t *loop, void *context,
                         const struct zsocket_options *options,
                         void (*on_message)(struct zsocket *, const struct frame *, size_t), void *data, char *why,
                         size_t why_size)
{
    (void)loop, (void)context, (void)why, (void)why_size;
    *zsocket = (struct zsocket){.data = data, .on_message = on_message};
    for (unsigned i = 0; i < NETWORK_CLIENTS; i++) {
        if (network.clients[i].zsocket)
            continue;
        zsocket->socket = &network.clients[i];
        client_open(&network.clients[i], zsocket, endpoint_of(options->endpoint));
        return STATUS_OK;
    }
    assert(!"a world has fewer clients");
    return STATUS_FULL;
}

void zsocket_close(struct zsocket *zsocket, void (*on_closed)(struct zsocket *))
{
    zsocket->closing = true;
    zsocket->on_closed = on_closed;
    client_close(zsocket->socket);
}

bool zsocket_send(struct zsocket *zsocket, const struct frame *frames, size_t count)
{
    return client_send(zsocket->socket, frames, count);
}

void zsocket_want_write(struct zsocket *zsocket)
{
    struct client *client = zsocket->socket;

    zsocket->want_write = true;
    if (client->connection && client->connection->to_broker.count < network.other_marks)
        alarm_set(&client->writable, calendar.now);
}

void zsocket_subscribe(struct zsocket *zsocket, const char *prefix, size_t size)
{
    client_subscribe(zsocket->socket, prefix, size, true);
}

void zsocket_unsubscribe(struct zsocket *zsocket, const char *prefix, size_t size)
{
    client_subscribe(zsocket->socket, prefix, size, false);
}

uint64_t zsocket_losses(struct zsocket *zsocket)
{
    return ((const struct client *)zsocket->socket)->losses;
}

/* Loaded before a program's libraries (LD_PRELOAD), it gives its ZeroMQ other heartbeats: one each HEARTBEAT_MS, and a
 * line that answers none of three is given up. Nothing else of the program changes. */
#include <dlfcn.h>
#include <stdlib.h>
#include <zmq.h>

typedef int setter(void *socket, int option, const void *value, size_t size);

int zmq_setsockopt(void *socket, int option, const void *value, size_t size)
{
    int heartbeat_ms = atoi(getenv("HEARTBEAT_MS"));
    setter *set;

    *(void **)&set = dlsym(RTLD_NEXT, "zmq_setsockopt");
    if (option == ZMQ_HEARTBEAT_TIMEOUT || option == ZMQ_HEARTBEAT_TTL)
        heartbeat_ms *= 3;
    else if (option != ZMQ_HEARTBEAT_IVL)
        return set(socket, option, value, size);
    return set(socket, option, &heartbeat_ms, sizeof(heartbeat_ms));
}

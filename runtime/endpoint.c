#include "runtime/endpoint.h"

#include "runtime/quantity.h"

#include <string.h>
#include <sys/un.h>

#define HIGHEST_PORT 65535

static bool refuse(struct line *why, const char *endpoint, const char *what)
{
    line_char(why, '\'');
    line_string(why, endpoint);
    line_string(why, "' ");
    line_string(why, what);
    return false;
}

/* A host with a port only lacks its transport; a port alone, the host too. */
static void propose(struct line *why, const char *endpoint)
{
    int64_t port;
    const char *colon = strrchr(endpoint, ':');
    bool alone = integer_parse(endpoint, &port);
    if (strstr(endpoint, "://") != NULL || (!alone && (colon == NULL || !integer_parse(colon + 1, &port))))
        return;
    line_string(why, alone ? "; did you mean 'tcp://127.0.0.1:" : "; did you mean 'tcp://");
    line_string(why, endpoint);
    line_string(why, "'?");
}

static bool check_port(const char *endpoint, uint32_t lowest, struct line *why)
{
    const char *colon = strrchr(endpoint + strlen("tcp://"), ':');
    int64_t port;
    if (colon == NULL || colon[1] == '\0')
        return refuse(why, endpoint, "names no port: tcp://HOST:PORT");
    if (colon == endpoint + strlen("tcp://"))
        return refuse(why, endpoint, "names no host: tcp://HOST:PORT");
    if (lowest == 0 && strcmp(colon + 1, "*") == 0)
        return true;
    if (integer_parse(colon + 1, &port) && port >= lowest && port <= HIGHEST_PORT)
        return true;
    refuse(why, endpoint, "has a port outside ");
    line_int(why, lowest);
    line_string(why, "..");
    line_int(why, HIGHEST_PORT);
    return false;
}

static bool check_path(const char *endpoint, struct line *why)
{
    size_t size = strlen(endpoint) - strlen("ipc://"), limit = sizeof ((struct sockaddr_un *)0)->sun_path - 1;
    if (size == 0)
        return refuse(why, endpoint, "names no path: ipc://PATH");
    if (size <= limit)
        return true;
    refuse(why, endpoint, "has a path of ");
    line_uint(why, size);
    line_string(why, " bytes, more than the ");
    line_uint(why, limit);
    line_string(why, " of a socket's name");
    return false;
}

bool endpoint_check(const char *endpoint, uint32_t lowest, struct line *why)
{
    if (strncmp(endpoint, "tcp://", 6) == 0)
        return check_port(endpoint, lowest, why);
    if (strncmp(endpoint, "ipc://", 6) == 0)
        return check_path(endpoint, why);
    if (strncmp(endpoint, "inproc://", 9) == 0) /* two parts of one process: in tests */
        return true;
    refuse(why, endpoint, "is not an endpoint: tcp://HOST:PORT or ipc://PATH");
    propose(why, endpoint);
    return false;
}

bool endpoint_is_local(const char *endpoint)
{
    static const char *const prefixes[] = {"tcp://127.", "tcp://localhost:", "tcp://[::1]:", "ipc://", "inproc://"};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (strncmp(endpoint, prefixes[i], strlen(prefixes[i])) == 0)
            return true;
    return false;
}

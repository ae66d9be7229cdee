#include "broker/http_address.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HIGHEST_PORT 65535

/* -1: no number from 0 to 65535. */
static int port_of(const char *digits)
{
    size_t size = strspn(digits, "0123456789");
    long port;

    if (size == 0 || size > 5 || digits[size] != '\0')
        return -1;
    port = strtol(digits, NULL, 10);
    return port <= HIGHEST_PORT ? (int)port : -1;
}

/* The host between `[` and `]`, or as it stands. */
static bool take_host(const char *text, size_t size, struct http_address *address)
{
    address->is_v6 = size >= 2 && text[0] == '[' && text[size - 1] == ']';
    if (address->is_v6) {
        text++;
        size -= 2;
    }
    if (size >= sizeof(address->host))
        return false;
    memcpy(address->host, text, size);
    address->host[size] = '\0';
    return true;
}

static bool take_address(struct http_address *address)
{
    struct in6_addr v6;
    struct in_addr v4;

    if (address->is_v6) {
        if (inet_pton(AF_INET6, address->host, &v6) != 1)
            return false;
        address->is_loopback = IN6_IS_ADDR_LOOPBACK(&v6);
        return true;
    }
    if (inet_pton(AF_INET, address->host, &v4) != 1)
        return false;
    address->is_loopback = ntohl(v4.s_addr) >> 24 == 127;
    return true;
}

enum status http_address_parse(const char *text, struct http_address *address, char *why, size_t why_size)
{
    const char *colon = strrchr(text, ':');
    struct http_address parsed = {.port = colon ? port_of(colon + 1) : -1};

    if (parsed.port < 0 || !take_host(text, (size_t)(colon - text), &parsed) || !take_address(&parsed)) {
        snprintf(
            why, why_size,
            "--http: '%s' is neither ADDRESS:PORT, such as 127.0.0.1:7780 or [::1]:7780 (port 0..65535, 0: any free "
            "one), nor none",
            text);
        return STATUS_SYNTAX;
    }
    *address = parsed;
    return STATUS_OK;
}

void http_address_print(const struct http_address *address, char *text, size_t size)
{
    snprintf(text, size, address->is_v6 ? "[%s]:%d" : "%s:%d", address->host, address->port);
}

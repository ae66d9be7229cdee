/* Where http listens, as an operator writes it: 127.0.0.1:7780, [::1]:7780,
 * 0.0.0.0:7780. A host is an address and no name, so that it is plain who can
 * reach it. */
#ifndef OREWATCH_BROKER_HTTP_ADDRESS_H
#define OREWATCH_BROKER_HTTP_ADDRESS_H

#include "schemas/status.h"

#include <stdbool.h>
#include <stddef.h>

struct http_address {
    char host[46]; /* INET6_ADDRSTRLEN */
    int port;      /* 0: any free one */
    bool is_v6, is_loopback;
};

/* SYNTAX, with `why` for people. */
MUST_CHECK enum status http_address_parse(const char *text, struct http_address *address, char *why, size_t why_size);
/* "127.0.0.1:7780" */
void http_address_print(const struct http_address *address, char *text, size_t size);

#endif

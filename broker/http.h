/* HTTP/1.1 for operators, on libwebsockets in our loop. It only carries pages:
 * what is answered, `answer` decides (http_page.h).
 *
 * What a stranger can cost is bounded: HTTP_CONNECTIONS connections, more are
 * closed as they come; HTTP_HEADER_BYTES of request line and headers, within
 * HTTP_REQUEST_SECONDS; HTTP_IDLE_SECONDS between two requests; HTTP_ANSWER_SECONDS
 * to take an answer; HTTP_WAITING_BYTES of answers that nobody has taken yet, over
 * all connections. A request with an unknown method (neither of RFC 9110 nor
 * PATCH) is answered 403 by libwebsockets itself.
 *
 * libwebsockets loads its libuv part when it starts (Debian:
 * libwebsockets-evlib-uv). When it ends it closes one descriptor twice, turns of
 * the loop apart (its issue 2514): a descriptor that another thread opened in
 * between would be closed for it. So http_close is the last of all that can open
 * one. */
#ifndef OREWATCH_BROKER_HTTP_H
#define OREWATCH_BROKER_HTTP_H

#include "broker/http_address.h"
#include "broker/http_page.h"

#include <uv.h>

#define HTTP_CONNECTIONS     256u
#define HTTP_HEADER_BYTES    4096u
#define HTTP_REQUEST_SECONDS 5
#define HTTP_ANSWER_SECONDS  30
#define HTTP_IDLE_SECONDS    30
#define HTTP_WAITING_BYTES   (8u * MIB)

struct http {
    struct http_address address;  /* the real one, port 0 resolved */
    unsigned connections;
    uint64_t refused;             /* connections beyond the limit, answers beyond HTTP_WAITING_BYTES */
    /* private */
    uv_loop_t *loop;
    void *loops[1];
    struct lws_context *context;
    struct http_page (*answer)(void *self, enum http_method method, struct text path, struct line *line);
    void *self;
    size_t waiting_bytes;
    bool stopping;
    char body[HTTP_PAGE_BYTES];
};

/* `why`: the address, and who holds it. After a failure there is nothing to close. */
MUST_CHECK enum status http_open(struct http *http, uv_loop_t *loop, const struct http_address *address,
                                 struct http_page (*answer)(void *self, enum http_method method, struct text path,
                                                            struct line *line),
                                 void *self, char *why, size_t why_size);
/* Takes no more connections, and lets the loop end without it: what else is open in
 * the loop is closing by now. Not from `answer`. */
void http_stop(struct http *http);
/* "libwebsockets 4.1.6": as it is linked. */
const char *http_library(void);
/* Turns the loop until its connections are closed. No other thread may open a
 * descriptor meanwhile. Takes what is closed, half open or zero. */
void http_close(struct http *http);

#endif

#include "broker/http.h"

#include "runtime/logging.h"
#include "runtime/port.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <libwebsockets.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define HEAD_BYTES    1024u       /* of an answer */
#define PIECE_BYTES   (16u * KIB) /* written at once: a slow reader's rest stays here, not in the kernel */
#define CLOSING_TURNS 16          /* of the loop, for the handles of libwebsockets: more than they need */

/* One answer on its way; libwebsockets keeps it beside the connection. */
struct exchange {
    char *body;
    size_t size, sent;
    bool last; /* the connection ends with it */
};

/* ---- an answer ------------------------------------------------------------- */

static void drop(struct http *http, struct exchange *exchange)
{
    if (!exchange || !exchange->body)
        return;
    http->waiting_bytes -= exchange->size;
    free(exchange->body);
    exchange->body = NULL;
}

/* Takes the page over, where there is room. */
static bool keep(struct http *http, struct exchange *exchange, const struct line *line)
{
    if (http->waiting_bytes + line->used > HTTP_WAITING_BYTES)
        return false;
    exchange->body = malloc(LWS_PRE + line->used);
    if (!exchange->body)
        return false;
    memcpy(exchange->body + LWS_PRE, line->at, line->used);
    exchange->size = line->used;
    exchange->sent = 0;
    http->waiting_bytes += line->used;
    return true;
}

static bool add_header(struct lws *wsi, enum lws_token_indexes token, const char *value, unsigned char **at,
                       unsigned char *end)
{
    return lws_add_http_header_by_token(wsi, token, (const unsigned char *)value, (int)strlen(value), at, end) == 0;
}

/* Status line and headers; false: the connection is gone. */
static bool send_head(struct lws *wsi, const struct http_page *page, size_t size, bool last)
{
    unsigned char bytes[LWS_PRE + HEAD_BYTES], *start = bytes + LWS_PRE, *at = start, *end = bytes + sizeof(bytes);

    return lws_add_http_common_headers(wsi, page->code, page->type, size, &at, end) == 0 &&
           add_header(wsi, WSI_TOKEN_HTTP_CACHE_CONTROL, "no-store", &at, end) &&
           (!page->allow || add_header(wsi, WSI_TOKEN_HTTP_ALLOW, page->allow, &at, end)) &&
           (!last || add_header(wsi, WSI_TOKEN_CONNECTION, "close", &at, end)) &&
           lws_finalize_write_http_header(wsi, start, &at, end) == 0;
}

/* What a callback returns: 0, or -1 to close. */
static int complete(struct lws *wsi, const struct exchange *exchange)
{
    return exchange->last || lws_http_transaction_completed(wsi) ? -1 : 0;
}

static enum http_method method_of(struct lws *wsi)
{
    if (lws_hdr_total_length(wsi, WSI_TOKEN_GET_URI) > 0)
        return HTTP_GET;
    return lws_hdr_total_length(wsi, WSI_TOKEN_HEAD_URI) > 0 ? HTTP_HEAD : HTTP_OTHER;
}

static int on_request(struct http *http, struct lws *wsi, struct exchange *exchange, struct text path)
{
    struct line line = line_on(http->body, sizeof(http->body));
    enum http_method method = method_of(wsi);
    struct http_page page = http->answer(http->self, method, path, &line);

    drop(http, exchange);
    exchange->last = method == HTTP_OTHER; /* its body is not read */
    if (method != HTTP_HEAD && !keep(http, exchange, &line)) {
        http->refused++;
        return -1;
    }
    if (!send_head(wsi, &page, line.used, exchange->last))
        return -1;
    if (method == HTTP_HEAD)
        return complete(wsi, exchange);
    lws_set_timeout(wsi, PENDING_TIMEOUT_HTTP_CONTENT, HTTP_ANSWER_SECONDS);
    lws_callback_on_writable(wsi);
    return 0;
}

static int on_writable(struct http *http, struct lws *wsi, struct exchange *exchange)
{
    size_t left, size;
    bool final;

    if (!exchange || !exchange->body)
        return 0;
    left = exchange->size - exchange->sent;
    final = left <= PIECE_BYTES;
    size = final ? left : PIECE_BYTES;
    if (lws_write(wsi, (unsigned char *)exchange->body + LWS_PRE + exchange->sent, size,
                  final ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) != (int)size)
        return -1;
    exchange->sent += size;
    if (!final) {
        lws_callback_on_writable(wsi);
        return 0;
    }
    drop(http, exchange);
    return complete(wsi, exchange);
}

/* ---- connections ----------------------------------------------------------- */

/* 0: it may come in. */
static int on_knock(struct http *http)
{
    if (http->stopping)
        return -1;
    if (http->connections < HTTP_CONNECTIONS)
        return 0;
    http->refused++;
    return -1;
}

static int on_event(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t size)
{
    struct http *http = lws_context_user(lws_get_context(wsi));

    switch ((int)reason) { /* of more than a hundred, those that matter here */
    case LWS_CALLBACK_FILTER_NETWORK_CONNECTION:
        return on_knock(http);
    case LWS_CALLBACK_WSI_CREATE:
        http->connections++;
        return 0;
    case LWS_CALLBACK_WSI_DESTROY:
        if (http->connections > 0) /* the listening one was never counted */
            http->connections--;
        return 0;
    case LWS_CALLBACK_HTTP:
        return on_request(http, wsi, user, (struct text){in, (uint32_t)size});
    case LWS_CALLBACK_HTTP_WRITEABLE:
        return on_writable(http, wsi, user);
    case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
    case LWS_CALLBACK_CLOSED_HTTP:
        drop(http, user);
        return 0;
    default:
        return 0;
    }
}

static const struct lws_protocols protocols[] = {
    {.name = "http", .callback = on_event, .per_session_data_size = sizeof(struct exchange)}, {.name = NULL}};

/* ---- life ------------------------------------------------------------------ */

static void say(int level, const char *text)
{
    (void)level;
    LOG(WARNING, "http", LOG_TEXT("text", text));
}

/* Why the address cannot be bound: libwebsockets does not tell. */
static int try_bind(const struct http_address *address)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons((uint16_t)address->port)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)address->port)};
    int socket_fd = socket(address->is_v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int one = 1, error = 0;

    inet_pton(AF_INET, address->host, &v4.sin_addr);
    inet_pton(AF_INET6, address->host, &v6.sin6_addr);
    if (socket_fd < 0)
        return errno;
    setsockopt(socket_fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    if (bind(socket_fd, address->is_v6 ? (struct sockaddr *)&v6 : (struct sockaddr *)&v4,
             address->is_v6 ? sizeof(v6) : sizeof(v4)) != 0 ||
        listen(socket_fd, 1) != 0)
        error = errno;
    close(socket_fd);
    return error;
}

static void explain(const struct http_address *address, char *why, size_t why_size)
{
    int error = try_bind(address);
    char text[64], endpoint[80], holder[128];

    http_address_print(address, text, sizeof(text));
    snprintf(endpoint, sizeof(endpoint), "tcp://%s", text);
    if (error == EADDRINUSE && port_holder(endpoint, holder, sizeof(holder)))
        snprintf(why, why_size, "http %s: already in use by %s; --http takes another, or none", text, holder);
    else
        snprintf(why, why_size, "http %s: %s; --http takes another, or none", text,
                 error ? strerror(error) : "libwebsockets cannot listen");
}

static bool create(struct http *http, char *why, size_t why_size)
{
    struct lws_context_creation_info info = {
        .port = http->address.port,
        .iface = http->address.host,
        .protocols = protocols,
        .options =
            LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_EXPLICIT_VHOSTS | LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND,
        .foreign_loops = http->loops,
        .user = http,
        .vhost_name = "default",
        .timeout_secs = HTTP_REQUEST_SECONDS,
        .keepalive_timeout = HTTP_IDLE_SECONDS,
        .max_http_header_data = HTTP_HEADER_BYTES,
        .max_http_header_pool = HTTP_CONNECTIONS, /* taken as they come: none waits for another's slow request */
        .fd_limit_per_thread = HTTP_CONNECTIONS + 8,
    };
    struct lws_vhost *vhost;

    if (!http->address.is_v6)
        info.options |= LWS_SERVER_OPTION_DISABLE_IPV6;
    http->context = lws_create_context(&info);
    if (!http->context) {
        snprintf(why, why_size,
                 "http: libwebsockets cannot start; is its part for libuv installed "
                 "(Debian: libwebsockets-evlib-uv)? --http none does without");
        return false;
    }
    vhost = lws_create_vhost(http->context, &info);
    if (vhost)
        http->address.port = lws_get_vhost_listen_port(vhost);
    else
        explain(&http->address, why, why_size);
    return vhost != NULL;
}

enum status http_open(struct http *http, uv_loop_t *loop, const struct http_address *address,
                      struct http_page (*answer)(void *self, enum http_method method, struct text path,
                                                 struct line *line),
                      void *self, char *why, size_t why_size)
{
    http->address = *address;
    http->loop = http->loops[0] = loop;
    http->answer = answer;
    http->self = self;
    lws_set_log_level(0, NULL); /* what fails here is told by `why` */
    if (!create(http, why, why_size)) {
        http_close(http);
        return STATUS_IO;
    }
    lws_set_log_level(LLL_ERR, say);
    return STATUS_OK;
}

const char *http_library(void)
{
    static char text[64];
    const char *version = lws_get_library_version(); /* with the hash of a commit behind a dash, or none */

    snprintf(text, sizeof(text), "libwebsockets %.*s", (int)strcspn(version, "-"), version);
    return text;
}

static void do_not_wait_for(uv_handle_t *handle, void *unused)
{
    (void)unused;
    if (!uv_is_closing(handle))
        uv_unref(handle);
}

void http_stop(struct http *http)
{
    if (!http->context)
        return;
    http->stopping = true;
    uv_walk(http->loop, do_not_wait_for, NULL);
}

void http_close(struct http *http)
{
    if (!http->context)
        return;
    lws_context_destroy(http->context);
    for (int i = 0; i < CLOSING_TURNS; i++)
        uv_run(http->loop, UV_RUN_NOWAIT);
    lws_context_destroy(http->context); /* its second call frees */
    http->context = NULL;
    http->stopping = false;
}

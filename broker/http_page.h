/* What is answered to a request: four paths, GET and HEAD.
 *
 *   /livez    200 while the loop turns, and so answers
 *   /readyz   200 while events are taken in, else 503 with the reason
 *   /status   the facts as JSON
 *   /metrics  the facts as Prometheus text
 *
 * Everything else is 404 with this list, any other method 405. Pure: http.c only
 * carries it. */
#ifndef OREWATCH_BROKER_HTTP_PAGE_H
#define OREWATCH_BROKER_HTTP_PAGE_H

#include "broker/facts.h"

/* The largest page: FACTS_SOURCES sources with the longest names and reasons, each
 * byte of them escaped. */
#define HTTP_PAGE_BYTES (512u * KIB)

struct http_page {
    unsigned code;
    const char *type;  /* Content-Type */
    const char *allow; /* of 405; else NULL */
};

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_OTHER };

/* Writes the body on `line`, of HTTP_PAGE_BYTES; also for HEAD, whose answer has
 * the length of it. */
struct http_page http_page(enum http_method method, struct text path, const struct facts *facts, struct line *line);

#endif

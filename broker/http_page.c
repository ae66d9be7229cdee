#include "broker/http_page.h"

#include "broker/metrics.h"
#include "broker/status_page.h"

#include <assert.h>

#define PLAIN      "text/plain; charset=utf-8"
#define JSON       "application/json"
#define PROMETHEUS "text/plain; version=0.0.4; charset=utf-8"

/* ---- the four -------------------------------------------------------------- */

static unsigned live(const struct facts *facts, struct line *line)
{
    (void)facts;
    line_string(line, "live\n");
    return 200;
}

static unsigned ready(const struct facts *facts, struct line *line)
{
    if (facts->ready) {
        line_string(line, "ready\n");
        return 200;
    }
    line_string(line, "not ready: ");
    line_text(line, facts->reason);
    line_char(line, '\n');
    return 503;
}

static unsigned status(const struct facts *facts, struct line *line)
{
    status_page(facts, line);
    return 200;
}

static unsigned measured(const struct facts *facts, struct line *line)
{
    metrics_page(facts, line);
    return 200;
}

static const struct route {
    const char *path, *type, *says;
    unsigned (*answer)(const struct facts *facts, struct line *line);
} routes[] = {
    {"/metrics", PROMETHEUS, "counters and gauges for Prometheus", measured},
    {"/livez", PLAIN, "200 while the process answers", live},
    {"/readyz", PLAIN, "200 while events are taken in, else 503 with the reason", ready},
    {"/status", JSON, "all of it as JSON", status},
};
#define ROUTES (sizeof(routes) / sizeof(routes[0]))

/* ---- and the rest ---------------------------------------------------------- */

static const struct route *route_of(struct text path)
{
    for (size_t i = 0; i < ROUTES; i++)
        if (text_is(path, routes[i].path))
            return &routes[i];
    return NULL;
}

static struct http_page not_found(struct line *line)
{
    line_string(line, "not found; there are:\n");
    for (size_t i = 0; i < ROUTES; i++) {
        line_string(line, routes[i].path);
        line_string(line, "  ");
        line_string(line, routes[i].says);
        line_char(line, '\n');
    }
    return (struct http_page){.code = 404, .type = PLAIN};
}

struct http_page http_page(enum http_method method, struct text path, const struct facts *facts, struct line *line)
{
    const struct route *route = route_of(path);
    struct http_page page;

    if (!route)
        return not_found(line);
    if (method == HTTP_OTHER) {
        line_string(line, "allowed are GET and HEAD\n");
        return (struct http_page){.code = 405, .type = PLAIN, .allow = "GET, HEAD"};
    }
    page = (struct http_page){.code = route->answer(facts, line), .type = route->type};
    assert(!line->cut); /* the test of the largest page */
    return page;
}

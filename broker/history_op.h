/* What may be asked of history: each op is a file of its own with one symbol.
 *
 * A request opens a job. In its life: start, once; fill, for each page; end, once.
 * A fill does about a page's work and no more, so that the live stream, which
 * comes first, never waits long: an op that finds nothing for a page in that much
 * work says so and is asked again. */
#ifndef OREWATCH_BROKER_HISTORY_OP_H
#define OREWATCH_BROKER_HISTORY_OP_H

#include "broker/fold.h"
#include "broker/page.h"
#include "broker/sources.h"
#include "runtime/door.h"

#define PEER_BYTES 255u /* ZeroMQ's limit of a routing id; a request's number may be as long */

struct quarantine;

/* Where history looks; all of it is the broker's. */
struct archive {
    const struct world *world;
    const struct stream *stream;
    const struct fold *fold;
    const struct door *door;
    const struct sources *sources;
    const struct quarantine *quarantine;
    bool journal;                /* there is a log to read */
    const void *config;          /* the message that the engine was told */
    size_t config_size;
};

struct inquiry;

/* One request on its way. */
struct job {
    const struct inquiry *op; /* NULL: the place is free */
    uint8_t peer_size, number_size;
    uint8_t peer[PEER_BYTES], number[PEER_BYTES];
    int64_t due, served;         /* when to go on; when the peer took something last */
    bool filled, last;           /* the page waits for the peer; nothing comes after it */
    struct page *page;
    /* what the op makes of the request */
    bool is_topic;               /* `name` is a topic, else a prefix */
    uint32_t name_size;
    char name[LIMIT_TOPIC];
    uint64_t from, to, floor;    /* `to` is UINT64_MAX when it was absent */
    uint64_t cursor, stage;
    void *log;
};

enum filling {
    FILLING_MORE,    /* the page is to be sent, another follows */
    FILLING_LAST,    /* the page is to be sent, and is the last */
    FILLING_NOTHING, /* nothing yet: ask again */
    FILLING_FAILED,  /* `refusal` says why; what the page holds is sent with it */
};

struct inquiry {
    uint64_t takes;              /* fields of the request beside `op`, as bits; `topic` and `prefix` exclude each other */
    /* May be NULL. Anything but OK is answered with `refusal`. */
    enum status (*start)(const struct archive *archive, struct job *job, struct refusal *refusal);
    enum filling (*fill)(const struct archive *archive, struct job *job, struct refusal *refusal);
    void (*end)(const struct archive *archive, struct job *job); /* may be NULL */
};

extern const struct inquiry history_snapshot, history_range, history_events, history_state, history_sources,
    history_quarantine, history_alerts;

/* GONE: `from` lies below the floor; `what` is counted: "seq", "offset". */
enum status history_gone(const struct job *job, const char *what, struct refusal *refusal);

static inline struct text job_name(const struct job *job)
{
    return (struct text){job->name, job->name_size};
}

#endif

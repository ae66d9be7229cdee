#include "broker/history.h"

#include "broker/page.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define PEER_BYTES   255u /* ZeroMQ's limit of a routing id */
#define NUMBER_BYTES 8u

/* One request on its way. */
struct job {
    bool active;
    uint8_t op;
    uint8_t peer_size;
    uint8_t peer[PEER_BYTES], number[NUMBER_BYTES];
    uint32_t prefix_size;
    char prefix[LIMIT_TOPIC];
    uint64_t cursor;     /* snapshot: the next topic; range: the next place */
    uint64_t to, floor;  /* of a range */
    int64_t due, served; /* when to go on; when the peer took something last */
};

struct history {
    struct world world;
    const struct stream *stream;
    struct job jobs[HISTORY_JOBS];
    uint32_t active; /* how many of them are */
    uint32_t next; /* jobs take turns */
    struct page page;
};

struct history *history_create(const struct world *world, const struct stream *stream)
{
    struct history *history = calloc(1, sizeof(*history));

    if (!history)
        return NULL;
    history->world = *world;
    history->stream = stream;
    return history;
}

void history_destroy(struct history **history)
{
    free(*history);
    *history = NULL;
}

/* ---- pages ----------------------------------------------------------------- */

static bool send_page(struct history *history, const struct job *job, bool more, const char *error)
{
    struct history_page head = {.epoch = stream_epoch(history->stream), .more = more, .floor = job->floor};
    struct frame frames[4] = {{job->peer, job->peer_size}, {job->number, NUMBER_BYTES}};

    page_frames(&history->page, &head, error, &frames[2]);
    return history->world.send(history->world.self, ENDPOINT_HISTORY, frames, 4);
}

/* Fills the page from the cursor on; returns the cursor after it, and whether
 * there is more. */
static uint64_t fill_snapshot(struct history *history, const struct job *job, bool *more)
{
    struct text prefix = {job->prefix, job->prefix_size};
    uint64_t topic = job->cursor;
    struct said said;

    for (; topic < stream_topics(history->stream); topic++) {
        stream_last(history->stream, (uint32_t)topic, &said);
        if (text_starts_with(said.topic, prefix) && !page_add(&history->page, &said)) {
            *more = true;
            return topic;
        }
    }
    *more = false;
    return topic;
}

static uint64_t fill_range(struct history *history, const struct job *job, bool *more, bool *gone)
{
    uint64_t place = job->cursor, after;
    struct said said;

    *more = false;
    while (place != OUTBOX_NOWHERE) {
        if (!stream_posted(history->stream, place, &said, &after)) {
            *gone = true; /* the ring overtook a slow consumer */
            return place;
        }
        if (said.header.seq > job->to)
            return OUTBOX_NOWHERE;
        if (!page_add(&history->page, &said)) {
            *more = true;
            return place;
        }
        place = after;
    }
    return place;
}

static void finish(struct history *history, struct job *job)
{
    job->active = false;
    history->active--;
}

static void serve(struct history *history, struct job *job, int64_t now)
{
    bool more = false, gone = false;
    uint64_t cursor;

    page_clear(&history->page);
    cursor = job->op == HISTORY_RANGE ? fill_range(history, job, &more, &gone) : fill_snapshot(history, job, &more);
    if (!send_page(history, job, more, gone ? status_name(STATUS_GONE) : NULL)) {
        job->due = now + HISTORY_WAIT_NS;
        if (now - job->served >= HISTORY_GIVE_UP_NS)
            finish(history, job);
        return;
    }
    job->cursor = cursor;
    job->served = now;
    job->due = now + HISTORY_TURN_NS;
    if (!more || gone)
        finish(history, job);
}

void history_turn(struct history *history, int64_t now)
{
    uint32_t pages = 0;

    for (uint32_t i = 0; i < HISTORY_JOBS && history->active > 0 && pages < HISTORY_PAGES; i++) {
        struct job *job = &history->jobs[history->next];

        history->next = (history->next + 1) % HISTORY_JOBS;
        if (!job->active || job->due > now)
            continue;
        serve(history, job, now);
        pages++;
    }
}

int64_t history_due(const struct history *history)
{
    int64_t due = INT64_MAX;

    /* Asked after every message that comes: mostly nobody catches up. */
    for (uint32_t i = 0; i < HISTORY_JOBS && history->active > 0; i++)
        if (history->jobs[i].active && history->jobs[i].due < due)
            due = history->jobs[i].due;
    return due;
}

/* ---- requests -------------------------------------------------------------- */

static enum status start(struct history *history, struct job *job, const struct history_request *request)
{
    job->op = request->op;
    switch ((enum history_op)request->op) {
    case HISTORY_SNAPSHOT:
        if (request->prefix.size > LIMIT_TOPIC)
            return STATUS_TOO_LARGE;
        job->prefix_size = request->prefix.size;
        if (job->prefix_size > 0)
            memcpy(job->prefix, request->prefix.at, job->prefix_size);
        return STATUS_OK;
    case HISTORY_RANGE:
        job->to = request->to > 0 ? request->to : UINT64_MAX;
        return stream_range(history->stream, request->topic, request->from, &job->cursor, &job->floor);
    case HISTORY_EVENTS:
    case HISTORY_STATE:
    case HISTORY_SOURCES:
    case HISTORY_QUARANTINE:
    case HISTORY_OPS:
        break;
    }
    return STATUS_UNSUPPORTED;
}

static struct job *free_job(struct history *history)
{
    for (uint32_t i = 0; i < HISTORY_JOBS; i++)
        if (!history->jobs[i].active)
            return &history->jobs[i];
    return NULL;
}

void history_receive(struct history *history, const struct frame *frames, size_t count)
{
    struct job *job = free_job(history), overflow, *target = job ? job : &overflow;
    struct history_request request;
    struct refusal refusal;
    enum status status;

    if (count != 3 || frames[0].size > PEER_BYTES || frames[1].size != NUMBER_BYTES)
        return; /* without a number there is no answer */
    *target = (struct job){.peer_size = (uint8_t)frames[0].size};
    memcpy(target->peer, frames[0].bytes, frames[0].size);
    memcpy(target->number, frames[1].bytes, frames[1].size);
    target->served = target->due = history->world.now(history->world.self);
    status = rows_decode(&history_request_rows, frames[2].bytes, frames[2].size, &request, NULL, &refusal);
    if (status == STATUS_OK)
        status = start(history, target, &request);
    if (status == STATUS_OK && !job)
        status = STATUS_FULL;
    if (status == STATUS_OK) {
        target->active = true;
        history->active++;
        history_turn(history, target->due);
        return;
    }
    page_clear(&history->page);
    send_page(history, target, false, status_name(status));
}

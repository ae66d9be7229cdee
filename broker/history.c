#include "broker/history.h"

#include "schemas/refusal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_BYTES 8u
#define BIT(row)     (UINT64_C(1) << (row))

static const struct inquiry *const ops[HISTORY_OPS] = {
    [HISTORY_SNAPSHOT] = &history_snapshot, [HISTORY_RANGE] = &history_range,     [HISTORY_EVENTS] = &history_events,
    [HISTORY_STATE] = &history_state,       [HISTORY_SOURCES] = &history_sources, [HISTORY_QUARANTINE] = &history_quarantine,
    [HISTORY_ALERTS] = &history_alerts,
};

/* The op of a request that was refused: its one page is filled from the start. */
static const struct inquiry refused = {0};

#define PLACES (HISTORY_JOBS + HISTORY_REFUSALS)

struct history {
    struct archive archive;
    struct job jobs[PLACES]; /* work first, then refusals */
    uint32_t active;         /* jobs that have an op */
    uint32_t next;           /* jobs take turns */
    int64_t rests_until;
};

enum status history_gone(const struct job *job, const char *what, struct refusal *refusal)
{
    struct line line = refuse(refusal, STATUS_GONE, TEXT("from"));

    line_uint(&line, job->from);
    line_string(&line, " is no longer kept; the lowest ");
    line_string(&line, what);
    line_string(&line, " still kept is ");
    line_uint(&line, job->floor);
    return STATUS_GONE;
}

struct history *history_create(const struct archive *archive)
{
    struct history *history = calloc(1, sizeof(*history));

    if (history)
        history->archive = *archive;
    return history;
}

static void finish(struct history *history, struct job *job)
{
    if (job->op->end)
        job->op->end(&history->archive, job);
    free(job->page);
    job->page = NULL;
    job->op = NULL;
    history->active--;
}

void history_destroy(struct history **history)
{
    if (!*history)
        return;
    for (uint32_t i = 0; i < PLACES; i++)
        if ((*history)->jobs[i].op)
            finish(*history, &(*history)->jobs[i]);
    free(*history);
    *history = NULL;
}

/* ---- pages ----------------------------------------------------------------- */

static bool send(struct history *history, const struct job *job, struct page *page)
{
    const struct world *world = history->archive.world;
    struct frame frames[4] = {{job->peer, job->peer_size}, {job->number, job->number_size}};

    page_frames(page, &frames[2]);
    return world->send(world->self, ENDPOINT_HISTORY, frames, 4);
}

static void finish_page(struct history *history, const struct job *job, struct page *page, bool more,
                        const struct refusal *refusal)
{
    const struct archive *archive = &history->archive;
    struct history_page head = {.epoch = stream_epoch(archive->stream),
                                .more = more,
                                .floor = job->floor,
                                .offset = archive->fold->offset,
                                .time = door_time(archive->door, archive->world->now(archive->world->self))};
    char error[LIMIT_REFUSAL_TEXT + 1];
    struct line line = line_on(error, sizeof(error));

    if (refusal) {
        line_string(&line, status_name(refusal->status));
        line_string(&line, refusal->text[0] ? ": " : "");
        line_string(&line, refusal->text);
    }
    page_finish(page, &head, refusal ? error : NULL);
}

/* Makes the next page of a job, unless one waits. False: nothing to send yet. */
static bool fill(struct history *history, struct job *job)
{
    struct refusal refusal;
    enum filling filling;

    if (job->filled)
        return true;
    page_clear(job->page);
    filling = job->op->fill(&history->archive, job, &refusal);
    if (filling == FILLING_NOTHING)
        return false;
    job->last = filling != FILLING_MORE;
    job->filled = true;
    finish_page(history, job, job->page, !job->last, filling == FILLING_FAILED ? &refusal : NULL);
    return true;
}

static void serve(struct history *history, struct job *job, int64_t now)
{
    if (!fill(history, job)) {
        job->due = now + HISTORY_TURN_NS;
        return;
    }
    if (!send(history, job, job->page)) {
        job->due = now + HISTORY_WAIT_NS;
        if (now - job->served >= HISTORY_GIVE_UP_NS)
            finish(history, job);
        return;
    }
    job->filled = false;
    job->served = now;
    job->due = now + HISTORY_TURN_NS;
    if (job->last)
        finish(history, job);
}

/* The next job that is due, NULL without one. */
static struct job *next_due(struct history *history, int64_t now)
{
    for (uint32_t i = 0; i < PLACES && history->active > 0; i++) {
        struct job *job = &history->jobs[history->next];

        history->next = (history->next + 1) % PLACES;
        if (job->op && job->due <= now)
            return job;
    }
    return NULL;
}

void history_turn(struct history *history, int64_t now)
{
    const struct world *world = history->archive.world;
    struct job *job = now < history->rests_until ? NULL : next_due(history, now);
    int64_t began, took;

    if (!job)
        return;
    began = world->now(world->self);
    serve(history, job, now);
    took = world->now(world->self) - began;
    history->rests_until = began + took + HISTORY_REST * took;
}

int64_t history_due(const struct history *history)
{
    int64_t due = INT64_MAX;

    /* Asked after every message that comes: mostly nobody catches up. */
    for (uint32_t i = 0; i < PLACES && history->active > 0; i++)
        if (history->jobs[i].op && history->jobs[i].due < due)
            due = history->jobs[i].due;
    return due < history->rests_until ? history->rests_until : due;
}

/* ---- requests -------------------------------------------------------------- */

/* A key that no request has, or that this op does not look at. */
static enum status check_fields(const struct history_request *request, const struct unknown_keys *unknown,
                                struct refusal *refusal)
{
    uint64_t strange = request->present & ~(ops[request->op]->takes | BIT(HISTORY_REQUEST_HAS_OP));
    const uint64_t names = BIT(HISTORY_REQUEST_HAS_TOPIC) | BIT(HISTORY_REQUEST_HAS_PREFIX);
    struct line line;

    if (unknown->listed > 0) {
        line = refuse(refusal, STATUS_UNKNOWN_FIELD, text_of(unknown->keys[0].key));
        line_string(&line, "no field of a request; they are op, prefix, topic, from, to");
        if (unknown->keys[0].nearest) {
            line_string(&line, "; nearest ");
            line_quoted(&line, text_of(unknown->keys[0].nearest));
        }
        return STATUS_UNKNOWN_FIELD;
    }
    if (strange) {
        line = refuse(refusal, STATUS_UNKNOWN_FIELD,
                      text_of(history_request_rows.fields[__builtin_ctzll(strange)].name));
        line_string(&line, "the op ");
        line_quoted(&line, text_of(history_op_names[request->op]));
        line_string(&line, " does not take it");
        return STATUS_UNKNOWN_FIELD;
    }
    if ((request->present & names) == names)
        return refuse_because(refusal, STATUS_INCONSISTENT, TEXT("topic"), "stands beside `prefix`; give one of the two");
    return STATUS_OK;
}

static enum status check_span(const struct history_request *request, struct refusal *refusal)
{
    struct line line;

    if (!message_has(request->present, HISTORY_REQUEST_HAS_TO) || request->to >= request->from)
        return STATUS_OK;
    line = refuse(refusal, STATUS_OUT_OF_RANGE, TEXT("to"));
    line_uint(&line, request->to);
    line_string(&line, " lies before `from`, ");
    line_uint(&line, request->from);
    return STATUS_OUT_OF_RANGE;
}

static void take(struct job *job, const struct history_request *request)
{
    struct text name;

    job->is_topic = message_has(request->present, HISTORY_REQUEST_HAS_TOPIC);
    name = job->is_topic ? request->topic : request->prefix;
    job->name_size = name.size;
    if (name.size > 0)
        memcpy(job->name, name.at, name.size);
    job->from = request->from;
    job->to = message_has(request->present, HISTORY_REQUEST_HAS_TO) ? request->to : UINT64_MAX;
}

static enum status read_request(const struct frame *frames, size_t count, struct history_request *request,
                                struct refusal *refusal)
{
    struct unknown_keys unknown = {0};
    enum status status;

    if (count != 3 || frames[1].size != NUMBER_BYTES) {
        struct line line = refuse(refusal, STATUS_WRONG_TYPE, TEXT("request"));

        line_string(&line, "is a number of 8 bytes and a map; these were frames: ");
        line_uint(&line, count - 1);
        line_string(&line, ", the first with bytes: ");
        line_uint(&line, frames[1].size);
        return STATUS_WRONG_TYPE;
    }
    status = rows_decode(&history_request_rows, frames[2].bytes, frames[2].size, request, &unknown, refusal);
    if (status == STATUS_OK)
        status = check_fields(request, &unknown, refusal);
    return status == STATUS_OK ? check_span(request, refusal) : status;
}

/* A free place among `count` jobs, NULL without one; `own` counts those of the peer. */
static struct job *free_place(struct job *jobs, uint32_t count, struct frame peer, uint32_t *own)
{
    struct job *place = NULL;

    *own = 0;
    for (uint32_t i = 0; i < count; i++)
        if (!jobs[i].op)
            place = &jobs[i];
        else if (jobs[i].peer_size == peer.size && memcmp(jobs[i].peer, peer.bytes, peer.size) == 0)
            ++*own;
    return place;
}

/* A free place, for a peer that has few. */
static struct job *place_for(struct history *history, struct frame peer, struct refusal *refusal)
{
    uint32_t own;
    struct job *place = free_place(history->jobs, HISTORY_JOBS, peer, &own);
    struct line line;

    if (place && own < HISTORY_PEER_JOBS)
        return place;
    line = refuse(refusal, STATUS_FULL, TEXT(""));
    line_string(&line, "requests under way: ");
    line_uint(&line, own < HISTORY_PEER_JOBS ? HISTORY_JOBS : own);
    line_string(&line, own < HISTORY_PEER_JOBS ? " of all consumers" : " of yours");
    line_string(&line, ", no more are allowed; ask again");
    return NULL;
}

static void address(struct job *job, const struct frame *frames)
{
    *job = (struct job){.peer_size = (uint8_t)frames[0].size, .number_size = (uint8_t)frames[1].size};
    memcpy(job->peer, frames[0].bytes, frames[0].size);
    if (frames[1].size > 0)
        memcpy(job->number, frames[1].bytes, frames[1].size);
}

/* Takes the place for a job of this op. */
static bool begin(struct history *history, struct job *job, const struct frame *frames, const struct inquiry *op)
{
    struct page *page = malloc(sizeof(*page));

    if (!page)
        return false;
    address(job, frames);
    job->op = op;
    job->page = page;
    job->served = job->due = history->archive.world->now(history->archive.world->self);
    history->active++;
    return true;
}

/* The answer waits in a place of its own, as a page does: a peer whose queue is
 * full gets it when there is room. One that takes none of many gets no more. */
static void tell_refused(struct history *history, const struct frame *frames, const struct refusal *refusal,
                         uint64_t floor)
{
    uint32_t own;
    struct job *job = free_place(history->jobs + HISTORY_JOBS, HISTORY_REFUSALS, frames[0], &own);

    if (!job || own >= HISTORY_PEER_REFUSALS || !begin(history, job, frames, &refused))
        return;
    job->floor = floor;
    job->filled = job->last = true;
    page_clear(job->page);
    finish_page(history, job, job->page, false, refusal);
    serve(history, job, job->due);
}

/* Makes a job of the request. Anything but OK: `refusal` says why not, and what
 * is kept begins at `floor`. */
static enum status open_job(struct history *history, const struct frame *frames, size_t count, struct refusal *refusal,
                            uint64_t *floor)
{
    struct history_request request;
    enum status status = read_request(frames, count, &request, refusal);
    struct job *job;

    if (status != STATUS_OK)
        return status;
    job = place_for(history, frames[0], refusal);
    if (!job)
        return STATUS_FULL;
    if (!begin(history, job, frames, ops[request.op]))
        return refuse_because(refusal, STATUS_NO_MEMORY, TEXT(""), "no memory for a page; ask again");
    take(job, &request);
    if (job->op->start)
        status = job->op->start(&history->archive, job, refusal);
    if (status == STATUS_OK) {
        history_turn(history, job->due);
        return STATUS_OK;
    }
    *floor = job->floor;
    finish(history, job);
    return status;
}

void history_receive(struct history *history, const struct frame *frames, size_t count)
{
    struct refusal refusal = {0};
    uint64_t floor = 0;

    if (count < 2 || frames[0].size > PEER_BYTES || frames[1].size > PEER_BYTES)
        return; /* without a number there is no answer */
    if (open_job(history, frames, count, &refusal, &floor) != STATUS_OK)
        tell_refused(history, frames, &refusal, floor);
}

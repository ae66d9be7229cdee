#include "runtime/door_candidate.h"
#include "runtime/door_state.h"
#include "schemas/refusal.h"

#include <assert.h>
#include <stdlib.h>

struct door *door_create(const struct door_options *options)
{
    struct door *door = calloc(1, sizeof *door);
    if (door == NULL)
        return NULL;
    door->options = *options;
    if (door->options.skew == 0)
        door->options.skew = LIMIT_SKEW_NS;
    if (door->options.max_step == 0)
        door->options.max_step = LIMIT_STEP_NS;
    door->clock = DOOR_NEVER;
    if (window_init(&door->window) != STATUS_OK)
        door_destroy(&door);
    return door;
}

void door_destroy(struct door **door)
{
    if (*door == NULL)
        return;
    window_close(&(*door)->window);
    sources_close(&(*door)->sources);
    free(*door);
    *door = NULL;
}

/* ---- the clock ------------------------------------------------------------- */

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* a + b, at most the last of all times. */
static int64_t plus(int64_t a, int64_t b)
{
    int64_t sum;
    return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

static int64_t received_of(const struct door *door, const struct event *event, int64_t now, int64_t sent)
{
    switch (door->options.clock) {
    case CLOCK_WALL:
        return later(now, door->clock);
    case CLOCK_EVENTS:
        if (sent != 0)
            return later(sent, door->clock);
        if (message_has(event->present, EVENT_HAS_RECEIVED))
            return later(event->received, door->clock);
        return later(event->time, door->clock);
    }
    assert(!"a clock is one of these");
    return door->clock;
}

/* "time: 2026-... lies 3600 s ahead of received, 2025-...; skew allows 300 s" */
static enum status refuse_ahead(struct refusal *refusal, enum status status, struct text field, int64_t time,
                                const char *of, int64_t than, const char *limit, int64_t allowed)
{
    struct line line = refuse(refusal, status, field);
    line_time(&line, time);
    line_string(&line, " lies ");
    line_number(&line, ((double)time - (double)than) / (double)SECOND_NS);
    line_string(&line, " s ahead of ");
    line_string(&line, of);
    line_string(&line, ", ");
    line_time(&line, than);
    line_string(&line, "; ");
    line_string(&line, limit);
    line_string(&line, " allows ");
    line_number(&line, (double)allowed / (double)SECOND_NS);
    line_string(&line, " s");
    return status;
}

static enum status judge_time(const struct door *door, const struct event *event, int64_t received,
                              struct refusal *refusal)
{
    const struct door_options *options = &door->options;
    if (options->clock == CLOCK_EVENTS && door->clock != DOOR_NEVER && received > plus(door->clock, options->max_step))
        return refuse_ahead(refusal, STATUS_STEP_TOO_LONG, TEXT("received"), received, "the clock", door->clock,
                            "max_step", options->max_step);
    if (event->time > plus(received, options->skew))
        return refuse_ahead(refusal, STATUS_FUTURE, TEXT("time"), event->time, "received", received, "skew",
                            options->skew);
    return STATUS_OK;
}

/* ---- admission ------------------------------------------------------------- */

static enum status known_source(struct door *door, struct candidate *candidate, struct refusal *refusal)
{
    if (candidate->source != SOURCE_NONE)
        return STATUS_OK;
    if (door->sources.count == LIMIT_SOURCES) {
        struct line line = refuse(refusal, STATUS_FULL, TEXT("source"));
        line_quoted(&line, candidate->event->source);
        line_string(&line, " would be one more than the ");
        line_int(&line, door->sources.count);
        line_string(&line, " sources known; the limit is ");
        line_int(&line, LIMIT_SOURCES);
        return STATUS_FULL;
    }
    candidate->source = sources_add(&door->sources, candidate->event->source, candidate->identity.source);
    door->sources.rows[candidate->source].last_received = DOOR_NEVER;
    return STATUS_OK;
}

/* Into the window and the ranges, or into neither. */
static enum status take_in(struct door *door, const struct candidate *candidate, int64_t received)
{
    const struct event *event = candidate->event;
    struct source *source = &door->sources.rows[candidate->source];
    enum status status = window_add(&door->window, candidate->source, candidate->identity.triple,
                                    candidate->identity.digest, event_has_seq(event) ? event->seq : 0);
    if (status != STATUS_OK)
        return status;
    if (event_has_seq(event) && !ranges_has(&source->seen, event->seq)) {
        status = ranges_add(&source->seen, event->seq);
        if (status != STATUS_OK) {
            window_take_back(&door->window, candidate->source);
            return status;
        }
    }
    source->accepted++;
    source->last_received = received;
    return STATUS_OK;
}

static enum status judge(struct door *door, const struct names *names, struct candidate *candidate, int64_t received,
                         struct refusal *refusal)
{
    enum status status = candidate_judge(candidate, &door->sources, &door->window, refusal);
    if (status == STATUS_OK && names != NULL)
        status = event_judge(candidate->event, names, refusal);
    if (status == STATUS_OK)
        status = judge_time(door, candidate->event, received, refusal);
    if (status == STATUS_OK)
        status = known_source(door, candidate, refusal);
    return status;
}

static enum status admit(struct door *door, struct candidate *candidate, int64_t received, struct refusal *refusal)
{
    struct admission admission = {.clock = door->clock,
                                  .source = candidate->source,
                                  .source_received = door->sources.rows[candidate->source].last_received,
                                  .has_seq = event_has_seq(candidate->event),
                                  .seq = candidate->event->seq};
    enum status status = take_in(door, candidate, received);
    if (status != STATUS_OK)
        return refuse_because(refusal, status, TEXT("source"), "no memory to remember the event");
    door->clock = received;
    door->undo[door->next_undo] = admission;
    door->next_undo = (door->next_undo + 1) % DOOR_UNDO;
    if (door->undoable < DOOR_UNDO)
        door->undoable++;
    return STATUS_OK;
}

static void count_refused(struct door *door, uint32_t source, enum status status)
{
    if (source == SOURCE_NONE)
        return;
    if (status == STATUS_DUPLICATE)
        door->sources.rows[source].duplicate++;
    else
        door->sources.rows[source].refused++;
}

enum status door_admit(struct door *door, const struct names *names, const void *bytes, size_t size, int64_t now,
                       int64_t sent, struct event *event, struct unknown_keys *unknown, struct refusal *refusal)
{
    enum status status = event_decode(bytes, size, event, unknown, refusal);
    if (status != STATUS_OK)
        return status;
    struct identity identity = identity_of(event, bytes, size);
    return door_admit_identified(door, names, &identity, now, sent, event, refusal);
}

struct identity door_identify(const struct door *door, const struct event *event, const void *bytes, size_t size)
{
    struct identity identity = identity_of(event, bytes, size);
    window_prefetch(&door->window, identity.triple);
    return identity;
}

static struct candidate candidate_of(const struct door *door, const struct event *event,
                                     const struct identity *identity)
{
    return (struct candidate){
        .event = event, .identity = *identity, .source = sources_find(&door->sources, event->source, identity->source)};
}

enum status door_admit_identified(struct door *door, const struct names *names, const struct identity *identity,
                                  int64_t now, int64_t sent, struct event *event, struct refusal *refusal)
{
    struct candidate candidate = candidate_of(door, event, identity);
    int64_t received = received_of(door, event, now, sent);
    enum status status = judge(door, names, &candidate, received, refusal);
    if (status == STATUS_OK)
        status = admit(door, &candidate, received, refusal);
    if (status != STATUS_OK) {
        count_refused(door, candidate.source, status);
        return status;
    }
    event->received = received;
    return STATUS_OK;
}

void door_withdraw(struct door *door, uint32_t count)
{
    assert(count <= door->undoable);
    for (; count > 0; count--) {
        door->next_undo = (door->next_undo + DOOR_UNDO - 1) % DOOR_UNDO;
        door->undoable--;
        const struct admission *last = &door->undo[door->next_undo];
        struct source *source = &door->sources.rows[last->source];
        window_take_back(&door->window, last->source);
        if (last->has_seq)
            ranges_remove(&source->seen, last->seq);
        source->accepted--;
        source->last_received = last->source_received;
        door->clock = last->clock;
    }
}

/* ---- after a restart ------------------------------------------------------- */

/* 0 is no time: door_time gives it to what is logged before the first event. */
void door_advance(struct door *door, int64_t received)
{
    if (received > 0)
        door->clock = later(door->clock, received);
}

/* What the log holds was accepted: it is not judged again. What finds no memory is
 * let go: at worst a duplicate is accepted, which the engine counts. */
void door_remember(struct door *door, const struct identity *identity, const struct event *event, int64_t received)
{
    door->clock = later(door->clock, received);
    door->undoable = 0;
    struct refusal refusal;
    struct candidate candidate = candidate_of(door, event, identity);
    if (window_find(&door->window, identity->triple, identity->digest) != WINDOW_ABSENT ||
        known_source(door, &candidate, &refusal) != STATUS_OK)
        return;
    if (take_in(door, &candidate, received) != STATUS_OK)
        return;
}

int64_t door_clock(const struct door *door)
{
    return door->clock;
}

int64_t door_time(const struct door *door, int64_t now)
{
    if (door->options.clock == CLOCK_WALL && now > door->clock)
        return now;
    return door->clock > 0 ? door->clock : 0;
}

uint32_t door_sources(const struct door *door)
{
    return door->sources.count;
}

void door_source(const struct door *door, uint32_t index, struct door_source *source)
{
    assert(index < door->sources.count);
    const struct source *row = &door->sources.rows[index];
    *source = (struct door_source){.source = {row->name, row->name_size},
                                   .accepted = row->accepted,
                                   .duplicate = row->duplicate,
                                   .refused = row->refused,
                                   .missing = ranges_missing(&row->seen),
                                   .last_seq = ranges_highest(&row->seen),
                                   .last_received = row->last_received};
}

#include "runtime/follower_state.h"

#include <stdlib.h>
#include <string.h>

/* Says how things are, and has no gaps. */
static bool is_passing(struct text topic)
{
    return text_starts_with(topic, TEXT("status."));
}

/* ---- the stream -------------------------------------------------------------- */

/* What finds no room is seen, and asked for later. */
static void take_output(struct follower *follower, uint32_t number, const struct header *header, struct frame output)
{
    struct standing *topic = &follower->topics[number];

    if (follower->options.slow == FOLLOW_NEWEST) {
        follower->tail_lost |= !newest_put(&follower->newest, number, header, output);
        return;
    }
    if (follower->phase == PHASE_LIVE && !topic->waits && header->seq > topic->applied + 1)
        follower_miss(follower, number, header->seq - 1);
    if (follower->phase == PHASE_LIVE && !topic->waits)
        follower_offer(follower, number, header, output);
    else
        (void)held_put(&follower->held, number, header, output);
}

static void on_output(void *self, struct text name, const struct header *header, const void *bytes, size_t size)
{
    struct follower *follower = self;
    struct frame output = {bytes, size};
    uint32_t number;

    if (is_passing(name)) {
        if (follower->callbacks.on_output)
            follower->callbacks.on_output(follower->callbacks.self, name, header, bytes, size);
        return;
    }
    number = follower_number(follower, name);
    if (number == TOPIC_NONE)
        return;
    if (header->seq > follower->topics[number].seen)
        follower->topics[number].seen = header->seq;
    if (follower->phase != PHASE_WAITING) /* else the baseline counts it */
        take_output(follower, number, header, output);
}

static void on_drained(void *self)
{
    struct follower *follower = self;

    if (follower->phase == PHASE_LIVE)
        follower_give_newest(follower);
}

static void on_heartbeat(void *self, const struct heartbeat *heartbeat)
{
    struct follower *follower = self;

    follower->beats += heartbeat->page == 0;
    follower->beat_offset = heartbeat->offset;
    follower->beat_time = heartbeat->time;
    if (follower->phase == PHASE_WAITING && subscriber_in_baseline(follower->subscriber))
        follower_join(follower, heartbeat);
    else
        follower_take_names(follower, heartbeat);
    follower_learn(follower);
    follower_prove(follower);
    if (follower->callbacks.on_heartbeat)
        follower->callbacks.on_heartbeat(follower->callbacks.self, heartbeat);
}

/* All that is known is of another log. */
static void on_epoch(void *self, uint64_t epoch)
{
    struct follower *follower = self;

    history_client_drop(follower->history);
    follower_lose_all(follower, TEXT("the broker serves another log"));
    follower_forget(follower);
    follower->phase = PHASE_WAITING;
    follower->from = FOLLOW_LAST;
    if (follower->callbacks.on_epoch)
        follower->callbacks.on_epoch(follower->callbacks.self, epoch);
}

/* ---- life -------------------------------------------------------------------- */

static void release_memory(struct follower *follower)
{
    held_clear(&follower->held);
    newest_clear(&follower->newest);
    topic_table_destroy(&follower->names);
    free(follower);
}

void follower_destroy(struct follower **follower)
{
    if (!*follower)
        return;
    subscriber_destroy(&(*follower)->subscriber);
    history_client_destroy(&(*follower)->history);
    release_memory(*follower);
    *follower = NULL;
}

enum status follower_create(struct follower **follower, uv_loop_t *loop, void *context,
                            const struct follower_options *options, const struct follower_callbacks *callbacks,
                            char *why, size_t why_size)
{
    struct follower *new = calloc(1, sizeof(*new));
    struct subscriber_callbacks own = {.on_output = on_output,
                                       .on_heartbeat = on_heartbeat,
                                       .on_drained = options->slow == FOLLOW_NEWEST ? on_drained : NULL,
                                       .on_epoch = on_epoch,
                                       .self = new};
    enum status status = STATUS_NO_MEMORY;

    if (!new)
        return status;
    held_init(&new->held);
    new->options = *options;
    new->callbacks = *callbacks;
    new->from = options->from;
    if ((new->names = topic_table_create()))
        status = history_client_create(&new->history, loop, context, options->history, why, why_size);
    if (status == STATUS_OK)
        status = subscriber_create(&new->subscriber, loop, context, options->stream, options->topics,
                                   options->topics_count, &own, why, why_size);
    if (status == STATUS_OK) {
        follower_take_holdings(new);
        *follower = new;
    } else {
        follower_destroy(&new);
    }
    return status;
}

bool follower_live(const struct follower *follower)
{
    return follower->phase == PHASE_LIVE;
}

bool follower_complete(const struct follower *follower)
{
    return follower->phase == PHASE_LIVE && follower->queue_count == 0 && follower->newest.count == 0 &&
           !follower->tail_lost;
}

bool follower_certain(const struct follower *follower)
{
    return follower_complete(follower) && !follower->overflowed && subscriber_certain(follower->subscriber);
}

struct follower_totals follower_totals(const struct follower *follower)
{
    return follower->totals;
}

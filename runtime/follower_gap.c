#include "runtime/follower_state.h"

#include <assert.h>
#include <stdlib.h>

#define BIT(row) (UINT64_C(1) << (row))

static void ask_range(struct follower *follower, uint32_t number);
static void ask_next(struct follower *follower);

/* ---- giving ---------------------------------------------------------------- */

void follower_give(struct follower *follower, uint32_t number, const struct header *header, struct frame output)
{
    bool before = follower->from == FOLLOW_OFFSET && header->offset < follower->options.number;
    struct standing *topic = &follower->topics[number];

    topic->applied = header->seq;
    if (before)
        topic->from = header->seq + 1;
    else if (topic->from == 0)
        topic->from = header->seq;
    if (!before && follower->callbacks.on_output)
        follower->callbacks.on_output(follower->callbacks.self, follower_name(follower, number), header, output.bytes,
                                      output.size);
}

/* Goes on behind `to` without what lies between; 0: nothing does. Else the first of it. */
static uint64_t pass_over(struct standing *topic, uint64_t to)
{
    uint64_t from = topic->applied + 1;

    if (from > to)
        return 0;
    follower_note_missing(topic, from, to);
    topic->applied = to;
    return from;
}

void follower_lose(struct follower *follower, uint32_t number, uint64_t to, struct text why)
{
    uint64_t from = pass_over(&follower->topics[number], to);

    if (from == 0)
        return;
    follower->totals.lost += to - from + 1;
    if (follower->callbacks.on_lost)
        follower->callbacks.on_lost(follower->callbacks.self, follower_name(follower, number), from, to, why);
}

/* Those before the newest, which are not wanted any more. */
static void skip(struct follower *follower, uint32_t number, uint64_t to)
{
    uint64_t from = pass_over(&follower->topics[number], to);

    if (from == 0)
        return;
    follower->totals.skipped += to - from + 1;
    if (follower->callbacks.on_skipped)
        follower->callbacks.on_skipped(follower->callbacks.self, follower_name(follower, number), from, to);
}

static void tell_gap(struct follower *follower, uint32_t number, uint64_t to)
{
    uint64_t from = follower->topics[number].applied + 1;

    follower->totals.gaps++;
    follower->totals.missed += to - from + 1;
    if (follower->callbacks.on_gap)
        follower->callbacks.on_gap(follower->callbacks.self, follower_name(follower, number), from, to);
}

/* Lines up for history. */
static void wait_for(struct follower *follower, uint32_t number, uint64_t to)
{
    struct standing *topic = &follower->topics[number];

    topic->waits = true;
    topic->gap_from = topic->applied + 1;
    topic->gap_to = to;
    follower->queue[(follower->queue_first + follower->queue_count++) % TOPIC_TABLE_CAPACITY] = number;
    ask_next(follower);
}

void follower_miss(struct follower *follower, uint32_t number, uint64_t to)
{
    assert(!follower->topics[number].waits && to > follower->topics[number].applied);
    switch (follower->options.slow) {
    case FOLLOW_FILL:
        tell_gap(follower, number, to);
        wait_for(follower, number, to);
        break;
    case FOLLOW_GAP:
        tell_gap(follower, number, to);
        follower_lose(follower, number, to, TEXT("not asked for"));
        break;
    case FOLLOW_NEWEST:
        skip(follower, number, to - 1);
        wait_for(follower, number, to);
        break;
    }
}

void follower_offer(struct follower *follower, uint32_t number, const struct header *header, struct frame output)
{
    if (header->seq == follower->topics[number].applied + 1)
        follower_give(follower, number, header, output);
}

/* ---- what is held ---------------------------------------------------------- */

struct wish { const struct follower *follower; uint32_t number; };

static bool is_free(void *self, uint32_t number)
{
    return !((const struct wish *)self)->follower->topics[number].waits;
}

static bool is_free_and_of_topic(void *self, uint32_t number)
{
    return ((const struct wish *)self)->number == number && is_free(self, number);
}

/* One behind a hole stays where it is until the hole is filled, or told as lost. */
static void release(struct follower *follower, bool (*is_wanted)(void *self, uint32_t number), struct wish *wish)
{
    struct held_message **place, *message;

    while ((place = held_find(&follower->held, is_wanted, wish))) {
        if ((*place)->header.seq > follower->topics[(*place)->topic].applied + 1) {
            follower_miss(follower, (*place)->topic, (*place)->header.seq - 1);
            continue;
        }
        message = held_take(&follower->held, place);
        follower_offer(follower, message->topic, &message->header, (struct frame){message->bytes, message->size});
        free(message);
    }
}

/* Nothing is asked for this topic any more: gives what waited for it, and sees
 * whether something is still missing. */
static void settle(struct follower *follower, uint32_t number)
{
    struct standing *topic = &follower->topics[number];
    struct wish wish = {follower, number};

    release(follower, is_free_and_of_topic, &wish);
    if (follower->options.slow == FOLLOW_NEWEST)
        follower->tail_lost = true; /* a newer one may have come meanwhile */
    else if (!topic->waits && topic->seen > topic->applied)
        follower_miss(follower, number, topic->seen);
}

static void settle_tails(struct follower *follower)
{
    for (uint32_t number = 0; number < topic_table_count(follower->names); number++)
        if (!follower->topics[number].waits && follower->topics[number].seen > follower->topics[number].applied)
            follower_miss(follower, number, follower->topics[number].seen);
}

void follower_give_newest(struct follower *follower)
{
    struct held_message *message;
    bool tail_lost = follower->tail_lost;

    while ((message = newest_take(&follower->newest))) {
        if (message->header.seq > follower->topics[message->topic].applied) {
            skip(follower, message->topic, message->header.seq - 1);
            follower_give(follower, message->topic, &message->header, (struct frame){message->bytes, message->size});
        }
        free(message);
    }
    follower->tail_lost = false;
    if (tail_lost)
        settle_tails(follower);
    follower_prove(follower);
}

void follower_settle_all(struct follower *follower)
{
    struct wish wish = {follower, 0};

    release(follower, is_free, &wish);
    follower->tail_lost = true;
    follower_give_newest(follower);
}

/* ---- filling a gap ---------------------------------------------------------- */

static void end_gap(struct follower *follower, uint32_t number)
{
    struct standing *topic = &follower->topics[number];

    follower->queue_first = (follower->queue_first + 1) % TOPIC_TABLE_CAPACITY;
    follower->queue_count--;
    topic->waits = false;
    settle(follower, number);
    follower_prove(follower);
}

/* What has come of the gap since it was last told. */
static void tell_filled(struct follower *follower, uint32_t number)
{
    struct standing *topic = &follower->topics[number];
    uint64_t from = topic->gap_from;

    topic->gap_from = topic->applied + 1;
    if (from <= topic->applied && follower->options.slow == FOLLOW_FILL && follower->callbacks.on_filled)
        follower->callbacks.on_filled(follower->callbacks.self, follower_name(follower, number), from, topic->applied);
}

static void lose_within(struct follower *follower, uint32_t number, uint64_t to, struct text why)
{
    struct standing *topic = &follower->topics[number];

    tell_filled(follower, number);
    follower_lose(follower, number, to < topic->gap_to ? to : topic->gap_to, why);
    topic->gap_from = topic->applied + 1;
}

static void on_range_item(void *self, const struct history_page *page, const struct history_item *item)
{
    struct follower *follower = self;
    uint32_t number = follower->queue[follower->queue_first];
    struct standing *topic = &follower->topics[number];
    struct header header;
    struct refusal refusal;

    if (page->epoch != follower->epoch || !text_equal(item->topic, follower_name(follower, number)) ||
        rows_decode(&header_rows, item->header.bytes, item->header.size, &header, NULL, &refusal) != STATUS_OK)
        return;
    follower->beats = 0;
    if (header.seq <= topic->applied || header.seq > topic->gap_to)
        return;
    if (header.seq > topic->applied + 1)
        lose_within(follower, number, header.seq - 1, TEXT("history left it out"));
    follower_give(follower, number, &header, item->body);
}

static void on_range_end(void *self, enum status status, const struct history_page *page, struct text why)
{
    struct follower *follower = self;
    uint32_t number = follower->queue[follower->queue_first];
    struct standing *topic = &follower->topics[number];

    tell_filled(follower, number);
    if (status == STATUS_TIMEOUT && follower->beats < FOLLOWER_BEATS) {
        ask_range(follower, number); /* nobody is there; whoever comes back has it */
        return;
    }
    if (page->present && page->epoch != follower->epoch)
        lose_within(follower, number, topic->gap_to, TEXT("history speaks of another log"));
    else if (status == STATUS_OK)
        lose_within(follower, number, topic->gap_to, TEXT("history does not hold it"));
    else if (status != STATUS_GONE)
        lose_within(follower, number, topic->gap_to, why);
    else if (page->floor > topic->applied + 1)
        lose_within(follower, number, page->floor - 1, why);
    /* Else the ring was overtaken while it was read: the rest is asked for. */
    if (topic->applied >= topic->gap_to)
        end_gap(follower, number);
    ask_next(follower);
}

static void ask_range(struct follower *follower, uint32_t number)
{
    const struct standing *topic = &follower->topics[number];
    struct history_question question = {
        .request = {.present = BIT(HISTORY_REQUEST_HAS_OP) | BIT(HISTORY_REQUEST_HAS_TOPIC) |
                               BIT(HISTORY_REQUEST_HAS_FROM) | BIT(HISTORY_REQUEST_HAS_TO),
                    .op = HISTORY_RANGE,
                    .topic = follower_name(follower, number),
                    .from = topic->applied + 1,
                    .to = topic->gap_to},
        .patience = follower->options.patience,
        .on_item = on_range_item,
        .on_end = on_range_end,
        .self = follower};

    history_client_ask(follower->history, &question);
}

static void ask_next(struct follower *follower)
{
    if (follower->phase != PHASE_LIVE || follower->sweeping || follower->queue_count == 0 ||
        history_client_busy(follower->history))
        return;
    follower->beats = 0;
    ask_range(follower, follower->queue[follower->queue_first]);
}

/* Of those that line up now, in their order: settling one may line up others. */
void follower_swept(struct follower *follower)
{
    for (uint32_t left = follower->queue_count; left > 0; left--) {
        uint32_t number = follower->queue[follower->queue_first];

        tell_filled(follower, number);
        if (follower->topics[number].applied >= follower->topics[number].gap_to) {
            end_gap(follower, number);
            continue;
        }
        follower->queue_first = (follower->queue_first + 1) % TOPIC_TABLE_CAPACITY;
        follower->queue[(follower->queue_first + follower->queue_count - 1) % TOPIC_TABLE_CAPACITY] = number;
    }
    follower->sweeping = false;
    ask_next(follower);
}

void follower_lose_all(struct follower *follower, struct text why)
{
    for (uint32_t i = 0; i < follower->queue_count; i++) {
        uint32_t number = follower->queue[(follower->queue_first + i) % TOPIC_TABLE_CAPACITY];

        lose_within(follower, number, follower->topics[number].gap_to, why);
    }
    follower->queue_first = follower->queue_count = 0;
}

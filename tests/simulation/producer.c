#include "tests/simulation/producer.h"

#include "tests/simulation/machine.h"
#include "tests/simulation/tale.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define TURN_NS    (2 * SECOND_NS)        /* the longest between two bursts */
#define BURST      5u                     /* events that it makes at once at most */
#define AGAIN_NS   (500 * MILLISECOND_NS) /* before what was refused is sent again */
#define DOWN_NS    (2 * SECOND_NS)
#define BATCH      6u                     /* events that it adds in one turn at most */
#define CURSOR_LAG 4u

struct producer producers[PRODUCERS];
unsigned producers_count;

struct producer *producer_of_source(const char *source)
{
    for (unsigned i = 0; i < producers_count; i++)
        if (strcmp(producers[i].node.name, source) == 0)
            return &producers[i];
    return NULL;
}

struct producer *producer_of_node(const struct node *node)
{
    for (unsigned i = 0; i < producers_count; i++)
        if (&producers[i].node == node)
            return &producers[i];
    return NULL;
}

/* ---- events ------------------------------------------------------------------- */

/* Hours ahead, or days ago, or now. */
static int64_t time_of(struct producer *producer)
{
    int64_t now = calendar.now + machine.wall;

    if (dice_chance(&producer->dice, producer->future))
        return now + LIMIT_SKEW_NS + HOUR_NS;
    if (dice_chance(&producer->dice, producer->late))
        return now - (int64_t)dice_below(&producer->dice, 30) * DAY_NS;
    return now;
}

static void make(struct producer *producer)
{
    static const char *const regions[] = {"EU", "US", "JP"};
    uint64_t id = ++producer->made;
    struct errand_of_event *event = &producer->events[id];

    event->time = time_of(producer);
    if (id % 4 == 0)
        event->size = story_status(producer->node.name, id, event->time, event->bytes);
    else
        event->size = story_supply(producer->node.name, id, regions[id % 3], 1e6 + (double)(id * 7919 % 1000) * 1e3,
                                   event->time, event->bytes);
}

static uint32_t next_pending(const struct producer *producer)
{
    for (uint32_t id = 1; id <= producer->made; id++)
        if (producer->events[id].state == ERRAND_PENDING)
            return id;
    return 0;
}

static uint32_t count_out(const struct producer *producer)
{
    uint32_t count = 0;

    for (uint32_t id = 1; id <= producer->made; id++)
        count += producer->events[id].state == ERRAND_OUT;
    return count;
}

static void add_pending(struct producer *producer)
{
    uint32_t id, most = 1 + dice_below(&producer->dice, BATCH), room = PRODUCER_OUT - count_out(producer);

    if (producer->careful && !publisher_idle(producer->publisher))
        return;
    most = most < room ? most : room;
    while (most-- > 0 && (id = next_pending(producer)) > 0) {
        struct errand_of_event *event = &producer->events[id];
        int64_t received = producer->sends_received ? event->time : 0;

        assert(producer->adds < PRODUCER_ADDS);
        if (publisher_add(producer->publisher, event->bytes, event->size, received) != STATUS_OK)
            break;
        event->state = ERRAND_OUT;
        producer->ids[producer->adds++] = id;
    }
    publisher_flush(producer->publisher);
}

/* ---- what it hears --------------------------------------------------------------- */

static bool passes(struct text reason)
{
    static const enum status passing[] = {STATUS_NO_SPACE, STATUS_IO, STATUS_OVER_CREDIT, STATUS_NO_MEMORY};

    for (size_t i = 0; i < sizeof(passing) / sizeof(passing[0]); i++)
        if (text_is(reason, status_name(passing[i])))
            return true;
    return false;
}

static void on_refused(void *self, uint64_t index, struct text reason, struct text field, struct text text)
{
    struct producer *producer = self;
    uint32_t id = producer->ids[index];
    struct errand_of_event *event = &producer->events[id];

    (void)field, (void)text;
    tell("%s is told %.*s of event %u", producer->node.name, (int)reason.size, reason.at, id);
    event->refused_once = true;
    event->state = passes(reason) ? ERRAND_PENDING : ERRAND_REFUSED;
    producer->told_again += event->state == ERRAND_PENDING;
    if (event->state == ERRAND_REFUSED && !text_is(reason, status_name(STATUS_FUTURE)))
        broken("%s: event %u is refused: %.*s", producer->node.name, id, (int)text.size, text.at);
}

static void on_receipt(void *self, const struct receipt *receipt, uint64_t batch)
{
    struct producer *producer = self;

    producer->duplicates += (unsigned)receipt->duplicate;
    for (uint32_t i = 0; i < producer->batches[batch].count; i++) {
        uint32_t id = producer->ids[producer->batches[batch].first + i];
        struct errand_of_event *event = &producer->events[id];

        if (event->state != ERRAND_OUT)
            continue;
        event->state = ERRAND_ACKED;
        event->was_acked = true;
        if (event->offset == 0)
            broken("%s: event %u is acked and not in the log", producer->node.name, id);
    }
}

/* Batches are numbered in the order in which their events were added; an array of
 * 16 bits counts them. */
static void on_sent(struct node *node, enum endpoint endpoint, const struct frame *frames, size_t count)
{
    struct producer *producer = producer_of_node(node);
    const uint8_t *number = frames[0].bytes, *events = frames[1].bytes;
    uint32_t batch = (uint32_t)number[6] << 8 | number[7];

    (void)endpoint, (void)count;
    assert(events[0] == 0xdc && batch < PRODUCER_BATCHES);
    if (batch <= producer->batches_count)
        return; /* once more */
    assert(batch == producer->batches_count + 1);
    producer->batches[batch].count = (uint32_t)events[1] << 8 | events[2];
    producer->batches[batch].first =
        producer->batches[batch - 1].first + producer->batches[batch - 1].count;
    producer->batches_count = batch;
}

/* ---- life ------------------------------------------------------------------------ */

static void start(struct producer *producer)
{
    const struct publisher_callbacks callbacks = {.on_refused = on_refused, .on_receipt = on_receipt, .self = producer};
    enum status status;
    char why[256];

    network.node = &producer->node;
    status = publisher_create(&producer->publisher, &producer->loop, NULL, "ingest", &callbacks, why, sizeof(why));
    network.node = NULL;
    assert(status == STATUS_OK);
    producer->node.life++;
    producer->adds = producer->batches_count = 0;
    memset(producer->batches, 0, sizeof(producer->batches[0]));
}

static void turn(void *self)
{
    struct producer *producer = self;
    int64_t pause = 1 + (int64_t)dice_below(&producer->dice, (uint32_t)TURN_NS);

    if (producer->node.stalled_until > calendar.now) {
        alarm_set(&producer->turn, producer->node.stalled_until);
        return;
    }
    if (!producer->publisher)
        start(producer);
    for (uint32_t burst = 1 + dice_below(&producer->dice, BURST); burst > 0 && producer->made < producer->total; burst--)
        make(producer);
    add_pending(producer);
    alarm_set(&producer->turn, calendar.now + (producer->made < producer->total ? pause : AGAIN_NS));
}

void producer_restart(struct producer *producer)
{
    if (!producer->publisher)
        return;
    tell("%s restarts", producer->node.name);
    publisher_destroy(&producer->publisher);
    for (uint32_t id = producer->made, lag = dice_below(&producer->dice, CURSOR_LAG); id > 0; id--) {
        struct errand_of_event *event = &producer->events[id];

        if (event->state == ERRAND_OUT || (event->state == ERRAND_ACKED && lag > 0 && lag-- > 0))
            event->state = ERRAND_PENDING;
    }
    alarm_set(&producer->turn, calendar.now + 1 + (int64_t)dice_below(&producer->dice, (uint32_t)DOWN_NS));
}

bool producer_done(const struct producer *producer)
{
    for (uint32_t id = 1; id <= producer->total; id++)
        if (producer->events[id].state == ERRAND_PENDING || producer->events[id].state == ERRAND_OUT)
            return false;
    return producer->publisher && publisher_idle(producer->publisher);
}

void producer_open(struct producer *producer, const char *name, uint64_t seed, uint32_t total)
{
    memset(producer, 0, sizeof(*producer));
    producer->node = (struct node){.name = name, .on_sent = on_sent};
    producer->dice = (struct dice){seed};
    producer->loop.data = &producer->node;
    producer->total = total;
    producer->turn = (struct alarm){.ring = turn, .self = producer};
    assert(total <= PRODUCER_EVENTS);
    alarm_set(&producer->turn, calendar.now + 1);
}

void producer_close(struct producer *producer)
{
    alarm_clear(&producer->turn);
    publisher_destroy(&producer->publisher);
}

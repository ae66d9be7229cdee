#include "tests/simulation/crier.h"

#include "tests/simulation/machine.h"
#include "tests/simulation/tale.h"

#include <assert.h>
#include <string.h>

#define PAUSE_NS   SECOND_NS /* the longest between two messages */
#define MOST       4u        /* events of a message */
#define AGAIN      0.3       /* how often it says what it said before */
#define NONSENSE   0.05

struct crier crier;

/* The same id is always the same event. */
static size_t event(uint32_t id, uint8_t *bytes)
{
    return story_supply(CRIER_SOURCE, id, id % 2 ? "EU" : "US", 1e5 * (1 + id * 37 % 80), crier.times[id], bytes);
}

static uint32_t next_id(void)
{
    if (crier.made == CRIER_EVENTS || (crier.made > 0 && dice_chance(&crier.dice, AGAIN)))
        return 1 + dice_below(&crier.dice, crier.made);
    crier.times[++crier.made] = calendar.now + machine.wall - HOUR_NS;
    return crier.made;
}

static size_t message(uint8_t *bytes)
{
    uint32_t count = 1 + dice_below(&crier.dice, MOST);
    size_t size = 1;

    bytes[0] = (uint8_t)(0x90 | count);
    for (uint32_t i = 0; i < count; i++)
        size += event(next_id(), bytes + size);
    if (dice_chance(&crier.dice, NONSENSE))
        size = dice_below(&crier.dice, (uint32_t)size); /* a batch that is cut is none */
    return size;
}

static void turn(void *self)
{
    static uint8_t bytes[1 + MOST * STORY_EVENT_BYTES];
    struct frame frames[] = {{"cry", 3}, {bytes, 0}};

    (void)self;
    alarm_set(&crier.turn, calendar.now + 1 + (int64_t)(dice_throw(&crier.dice) % PAUSE_NS));
    if (crier.node.stalled_until > calendar.now)
        return;
    frames[1].size = message(bytes);
    crier.said += zsocket_send(&crier.socket, frames, 2);
}

static void on_message(struct zsocket *socket, const struct frame *frames, size_t count)
{
    (void)socket, (void)frames, (void)count; /* subscriptions of the broker */
}

void crier_logged(uint64_t id, uint64_t offset)
{
    if (id < 1 || id > crier.made)
        broken("event %llu of the crier stands in the log at %llu, and was never said", (unsigned long long)id,
               (unsigned long long)offset);
    if (crier.logged[id])
        broken("event %llu of the crier stands in the log twice, also at %llu", (unsigned long long)id,
               (unsigned long long)offset);
    crier.logged[id] = true;
    crier.heard++;
}

void crier_open(uint64_t seed, bool works)
{
    const struct zsocket_options options = {.endpoint = endpoint_names[ENDPOINT_OPEN]};
    char why[256];
    enum status status;

    crier = (struct crier){.node.name = CRIER_SOURCE, .dice = {seed}, .turn.ring = turn, .works = works};
    if (!works)
        return;
    network.node = &crier.node;
    status = zsocket_open(&crier.socket, &crier.loop, NULL, &options, on_message, NULL, why, sizeof(why));
    network.node = NULL;
    assert(status == STATUS_OK);
    alarm_set(&crier.turn, calendar.now + PAUSE_NS);
}

void crier_stop(void)
{
    alarm_clear(&crier.turn);
}

void crier_close(void)
{
    crier_stop();
    if (crier.works)
        zsocket_close(&crier.socket, NULL);
}

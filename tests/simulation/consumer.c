#include "tests/simulation/consumer.h"

#include "broker/stream.h"
#include "runtime/follower_state.h"
#include "tests/simulation/invariants.h"
#include "tests/simulation/tale.h"

#include <assert.h>
#include <string.h>

#define DOWN_NS     (3 * SECOND_NS)
#define PATIENCE_NS (8 * SECOND_NS)

struct consumer consumers[CONSUMERS];
unsigned consumers_count;

static uint32_t number_of(const struct consumer *consumer, struct text topic)
{
    uint32_t number = topic_table_add(consumer->names, topic);

    assert(number < CONSUMER_TOPICS);
    return number;
}

static bool concerns(const struct consumer *consumer, struct text topic)
{
    for (size_t i = 0; i < consumer->options.topics_count; i++)
        if (text_starts_with(topic, text_of(consumer->topics[i])))
            return true;
    return consumer->options.topics_count == 0;
}

/* How far it stands with a topic; what came before it joined it need not have. */
static uint64_t applied(const struct consumer *consumer, struct text topic)
{
    uint32_t number = topic_table_find(consumer->follower->names, topic);

    return number == TOPIC_NONE ? 0 : consumer->follower->topics[number].applied;
}

/* ---- what it hears ---------------------------------------------------------------- */

/* From the beginning, unless what came before could not be had. */
static bool wants_all(const struct consumer *consumer)
{
    return !consumer->unavailable && (consumer->options.from == FOLLOW_SEQ || consumer->options.from == FOLLOW_CURSOR ||
                                      (consumer->options.from == FOLLOW_OFFSET && consumer->options.number == 0));
}

/* A join that wants the last outputs is given an alert that still fires, and then the
 * last of its topic: what lies between was not asked for. */
static bool is_given_lasts(const struct consumer *consumer)
{
    return consumer->follower->phase == PHASE_JOINING && consumer->follower->from == FOLLOW_LAST;
}

static void on_output(void *self, struct text topic, const struct header *header, const void *bytes, size_t size)
{
    struct consumer *consumer = self;
    uint64_t *last;

    if (!truth_concerns(topic))
        return;
    last = &consumer->given[number_of(consumer, topic)].last;
    if (header->seq <= *last)
        broken("%s is given %.*s %llu after %llu", consumer->node.name, (int)topic.size, topic.at,
               (unsigned long long)header->seq, (unsigned long long)*last);
    if (header->seq > *last + 1 && (*last > 0 || wants_all(consumer)) && !is_given_lasts(consumer))
        broken("%s is given %.*s %llu after %llu and was told of no loss", consumer->node.name, (int)topic.size,
               topic.at, (unsigned long long)header->seq, (unsigned long long)*last);
    if (!truth_holds(&said, topic, header->seq, (struct frame){bytes, size}))
        broken("%s is given other bytes of %.*s %llu than were said", consumer->node.name, (int)topic.size, topic.at,
               (unsigned long long)header->seq);
    *last = header->seq;
    consumer->outputs++;
    if (header->offset > consumer->offset)
        consumer->offset = header->offset;
}

static void on_gap(void *self, struct text topic, uint64_t from, uint64_t to)
{
    struct consumer *consumer = self;

    tell("%s misses %.*s %llu to %llu", consumer->node.name, (int)topic.size, topic.at, (unsigned long long)from,
         (unsigned long long)to);
    consumer->missed += to - from + 1;
    consumer->gaps++;
}

static void on_filled(void *self, struct text topic, uint64_t from, uint64_t to)
{
    struct consumer *consumer = self;

    (void)topic;
    consumer->filled += to - from + 1;
}

static void on_lost(void *self, struct text topic, uint64_t from, uint64_t to, struct text why)
{
    struct consumer *consumer = self;
    uint64_t *last = &consumer->given[number_of(consumer, topic)].last;

    tell("%s is told that %.*s %llu to %llu are lost: %.*s", consumer->node.name, (int)topic.size, topic.at,
         (unsigned long long)from, (unsigned long long)to, (int)why.size, why.at);
    if (!text_starts_with(why, TEXT("no answer from")))
        broken("%s lost %.*s %llu: %.*s", consumer->node.name, (int)topic.size, topic.at, (unsigned long long)from,
               (int)why.size, why.at);
    consumer->lost += to - from + 1;
    consumer->gaps_lost++;
    if (to > *last)
        *last = to;
}

static void on_unavailable(void *self, enum status status, struct text why)
{
    struct consumer *consumer = self;

    tell("%s cannot have what came before: %.*s", consumer->node.name, (int)why.size, why.at);
    if (status != STATUS_TIMEOUT)
        broken("%s cannot have what came before: %.*s", consumer->node.name, (int)why.size, why.at);
    consumer->unavailable = true;
}

/* It has all that had been said before the heartbeat that its statement is as of. */
static void on_heartbeat(void *self, const struct heartbeat *heartbeat)
{
    struct consumer *consumer = self;
    struct statement statement = consumer->follower ? follower_statement(consumer->follower) : (struct statement){0};
    uint64_t outputs;

    (void)heartbeat;
    if (!statement.made)
        return;
    outputs = truth_outputs_before(&said, statement.time, statement.offset);
    for (uint32_t i = 0; i < topic_table_count(said.names); i++) {
        struct text topic = topic_table_name(said.names, i);

        if (concerns(consumer, topic) && applied(consumer, topic) < truth_last_of(&said, i, outputs))
            broken("%s says that it has all as of offset %llu, and stands at %llu of %.*s", consumer->node.name,
                   (unsigned long long)statement.offset, (unsigned long long)applied(consumer, topic),
                   (int)topic.size, topic.at);
    }
    consumer->statements++;
}

static void on_floor(void *self, uint64_t floor)
{
    broken("%s is told that the outbox begins at offset %llu", ((struct consumer *)self)->node.name,
           (unsigned long long)floor);
}

static void on_epoch(void *self, uint64_t epoch)
{
    broken("%s is told of another log, %llu", ((struct consumer *)self)->node.name, (unsigned long long)epoch);
}

/* ---- life --------------------------------------------------------------------------- */

/* Everything, both kinds of output, one region, or one topic; and from where. */
static void choose(struct consumer *consumer)
{
    static const struct { size_t count; const char *topics[2]; } choices[] = {
        {0, {NULL, NULL}},
        {2, {"indicator.", "alert."}},
        {1, {"indicator.aluminum.EU.", NULL}},
        {1, {"indicator.aluminum.EU.composite.", NULL}}};
    static const enum follow_from froms[] = {FOLLOW_OFFSET, FOLLOW_OFFSET, FOLLOW_LAST, FOLLOW_NEW, FOLLOW_SEQ};
    uint32_t from = dice_below(&consumer->dice, 5), choice = from == 4 ? 3 : dice_below(&consumer->dice, 3);
    const uint64_t numbers[] = {0, consumer->offset, 0, 0, 1}; /* by `from` */

    if (consumer->holdings.count > 0 && dice_chance(&consumer->dice, 0.5)) {
        consumer->options.from = FOLLOW_CURSOR;
        consumer->options.holdings = &consumer->holdings;
        consumer->options.topics_count = consumer->kept_count;
        memcpy(consumer->topics, consumer->kept_topics, sizeof(consumer->topics));
        return;
    }
    consumer->topics[0] = choices[choice].topics[0];
    consumer->topics[1] = choices[choice].topics[1];
    consumer->options = (struct follower_options){.stream = "stream",
                                                  .history = "history",
                                                  .topics = consumer->topics,
                                                  .topics_count = choices[choice].count,
                                                  .from = froms[from],
                                                  .number = numbers[from],
                                                  .patience = dice_chance(&consumer->dice, 0.5) ? PATIENCE_NS : 0};
}

static void start(void *self)
{
    struct consumer *consumer = self;
    const struct follower_callbacks callbacks = {.on_output = on_output,
                                                 .on_heartbeat = on_heartbeat,
                                                 .on_gap = on_gap,
                                                 .on_filled = on_filled,
                                                 .on_lost = on_lost,
                                                 .on_floor = on_floor,
                                                 .on_unavailable = on_unavailable,
                                                 .on_epoch = on_epoch,
                                                 .self = consumer};
    char why[256];
    enum status status;

    choose(consumer);
    consumer->names = topic_table_create();
    assert(consumer->names);
    for (unsigned i = 0; i < CONSUMER_TOPICS; i++)
        consumer->given[i].last = 0;
    for (size_t i = 0; consumer->options.from == FOLLOW_CURSOR && i < consumer->holdings.count; i++)
        consumer->given[number_of(consumer, consumer->items[i].topic)].last = consumer->items[i].to;
    consumer->missed = consumer->filled = consumer->lost = 0;
    consumer->unavailable = false;
    consumer->lives++;
    network.node = &consumer->node;
    status = follower_create(&consumer->follower, &consumer->loop, NULL, &consumer->options, &callbacks, why,
                             sizeof(why));
    network.node = NULL;
    assert(status == STATUS_OK);
}

/* What a cursor keeps of it. */
static void keep(struct consumer *consumer)
{
    size_t count = 0;

    if (!follower_knows_all(consumer->follower))
        return;
    for (uint32_t i = 0; i < follower_topics(consumer->follower); i++) {
        struct holding *holding = &consumer->items[count];
        uint32_t number;

        if (!follower_holding(consumer->follower, i, holding))
            continue;
        number = topic_table_find(said.names, holding->topic);
        if (number == TOPIC_NONE)
            continue; /* asked for, and never said */
        holding->topic = topic_table_name(said.names, number); /* it outlives the follower */
        count++;
    }
    consumer->holdings = (struct holdings){
        consumer->follower->epoch, follower_statement(consumer->follower).offset, consumer->items, count};
    consumer->kept_count = consumer->options.topics_count;
    memcpy(consumer->kept_topics, consumer->topics, sizeof(consumer->topics));
}

static void end(struct consumer *consumer)
{
    keep(consumer);
    follower_destroy(&consumer->follower);
    topic_table_destroy(&consumer->names);
}

void consumer_restart(struct consumer *consumer)
{
    if (!consumer->follower)
        return;
    tell("%s restarts", consumer->node.name);
    end(consumer);
    alarm_set(&consumer->start, calendar.now + 1 + (int64_t)(dice_throw(&consumer->dice) % DOWN_NS));
}

/* ---- what holds ------------------------------------------------------------------------ */

/* It was to be given the last output of each topic, whenever that was said. */
static bool wants_last(const struct consumer *consumer)
{
    return wants_all(consumer) || (consumer->options.from == FOLLOW_LAST && !consumer->unavailable);
}

static uint64_t given(const struct consumer *consumer, struct text topic)
{
    uint32_t number = topic_table_find(consumer->names, topic);

    return number == TOPIC_NONE ? 0 : consumer->given[number].last;
}

bool consumer_rests(const struct consumer *consumer, const struct stream *stream)
{
    struct said last;

    if (!consumer->follower || !follower_certain(consumer->follower) ||
        consumer->missed != consumer->filled + consumer->lost || consumer->follower->held.first)
        return false;
    for (uint32_t i = 0; i < stream_topics(stream); i++) {
        stream_last(stream, i, &last);
        if (truth_concerns(last.topic) && concerns(consumer, last.topic) &&
            (applied(consumer, last.topic) != last.header.seq ||
             (wants_last(consumer) && given(consumer, last.topic) != last.header.seq)))
            return false;
    }
    return true;
}

void consumer_check_memory(const struct consumer *consumer)
{
    const struct follower *follower = consumer->follower;

    if (!follower)
        return;
    if (follower->held.bytes > HELD_BYTES)
        broken("%s holds %zu bytes, allowed are %u", consumer->node.name, follower->held.bytes, HELD_BYTES);
    if (follower->queue_count > topic_table_count(follower->names))
        broken("%s asks for %u topics of %u", consumer->node.name, follower->queue_count,
               topic_table_count(follower->names));
}

void consumer_open(struct consumer *consumer, const char *name, uint64_t seed)
{
    *consumer = (struct consumer){.node = {.name = name},
                                  .dice = {seed},
                                  .start = {.ring = start, .self = consumer}};
    consumer->loop.data = &consumer->node;
    alarm_set(&consumer->start, calendar.now + 1 + (int64_t)(dice_throw(&consumer->dice) % DOWN_NS));
}

void consumer_close(struct consumer *consumer)
{
    alarm_clear(&consumer->start);
    if (consumer->follower)
        end(consumer);
}

/* What the follower says of what it holds, against a broker that withholds, doubles,
 * delays and reorders whatever it likes: no statement is ever false, and once the
 * broker is honest again one is made. A failure names its seed; OREWATCH_SEED runs
 * that one alone. */
#include "runtime/follower.h"
#include "tests/support/dice.h"
#include "tests/support/scripted_broker.h"
#include "tests/support/turning.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SEEDS 150u
#define STEPS 150u

/* What a consumer got, which is all that survives it, with the holdings that say so. */
struct consumer {
    bool given[SCRIPTED_TOPICS][SCRIPTED_OUTPUTS], lost[SCRIPTED_TOPICS][SCRIPTED_OUTPUTS];
    uint64_t last[SCRIPTED_TOPICS];
    struct holdings holdings;
    struct holding items[SCRIPTED_TOPICS];
    bool saved;
};

static struct turning turning;
static struct scripted_broker broker;
static struct follower *follower;
static struct follower_options options;
static struct consumer consumer, kept;
static struct dice dice;
static uint64_t seed, statements;
static int64_t newest_time;

#define CLAIM(is_so, ...)                                                      \
    do {                                                                       \
        if (!(is_so))                                                          \
            fail_msg("seed %u: " #is_so " " __VA_ARGS__, (unsigned)seed);      \
    } while (0)

static unsigned topic_of(struct text name)
{
    for (unsigned i = 0; i < SCRIPTED_TOPICS; i++)
        if (text_is(name, scripted_topics[i]))
            return i;
    fail_msg("seed %u: a topic that nobody said", (unsigned)seed);
    return 0;
}

/* ---- what the consumer gets --------------------------------------------------- */

static void on_output(void *self, struct text name, const struct header *header, const void *bytes, size_t size)
{
    unsigned topic = topic_of(name);
    uint8_t expected[9];

    (void)self;
    CLAIM(size == scripted_output(header->epoch, topic, header->seq, expected));
    CLAIM(memcmp(bytes, expected, size) == 0);
    CLAIM(header->seq > consumer.last[topic]);
    consumer.last[topic] = header->seq;
    consumer.given[topic][header->seq] = true;
}

static void note_lost(struct text name, uint64_t from, uint64_t to)
{
    unsigned topic = topic_of(name);

    for (uint64_t seq = from; seq <= to; seq++) {
        CLAIM(!consumer.given[topic][seq]);
        consumer.lost[topic][seq] = true;
    }
    consumer.last[topic] = to;
}

static void on_lost(void *self, struct text topic, uint64_t from, uint64_t to, struct text why)
{
    (void)self, (void)why;
    note_lost(topic, from, to);
}

static void on_skipped(void *self, struct text topic, uint64_t from, uint64_t to)
{
    (void)self;
    note_lost(topic, from, to);
}

static void forget_all(void)
{
    memset(&consumer, 0, sizeof(consumer));
}

static void on_epoch(void *self, uint64_t epoch)
{
    (void)self, (void)epoch;
    forget_all();
}

static void on_unavailable(void *self, enum status status, struct text why)
{
    (void)self, (void)why;
    if (status == STATUS_CONFLICT)
        forget_all();
}

/* ---- the claim ------------------------------------------------------------------ */

/* Every output from `from` to `to` was given, but for those that are said to be missing. */
static void check_holding(const struct holding *holding)
{
    unsigned topic = topic_of(holding->topic);
    uint64_t missing = 0;

    for (uint64_t seq = holding->from; seq <= holding->to; seq++) {
        bool is_missing = !consumer.given[topic][seq];

        CLAIM(!is_missing || consumer.lost[topic][seq]);
        CLAIM(!is_missing || (seq >= holding->missing_from && seq <= holding->missing_to));
        missing += is_missing;
    }
    CLAIM(missing == holding->missing);
}

static bool find_holding(unsigned topic, struct holding *holding)
{
    for (uint32_t i = 0; i < follower_topics(follower); i++)
        if (follower_holding(follower, i, holding) && topic_of(holding->topic) == topic)
            return true;
    return false;
}

static void check(void)
{
    struct statement statement = follower_statement(follower);
    const struct scripted_pulse *pulse = &broker.pulse[statement.time];
    struct holding holding;

    for (uint32_t i = 0; i < follower_topics(follower); i++)
        if (follower_holding(follower, i, &holding))
            check_holding(&holding);
    if (!statement.made)
        return;
    statements += statement.time != newest_time;
    newest_time = statement.time;
    CLAIM(statement.epoch == pulse->epoch);
    for (unsigned topic = 0; topic < SCRIPTED_TOPICS; topic++)
        if (pulse->last[topic] > 0) {
            CLAIM(find_holding(topic, &holding));
            CLAIM(holding.to >= pulse->last[topic]);
        }
}

static void on_heartbeat(void *self, const struct heartbeat *heartbeat)
{
    (void)self, (void)heartbeat;
    if (follower)
        check();
}

/* ---- lives of a follower ---------------------------------------------------------- */

static void begin_life(enum follow_from from)
{
    static const char *const prefix = "indicator.";
    const struct follower_callbacks callbacks = {.on_output = on_output,
                                                 .on_heartbeat = on_heartbeat,
                                                 .on_lost = on_lost,
                                                 .on_skipped = on_skipped,
                                                 .on_unavailable = on_unavailable,
                                                 .on_epoch = on_epoch};
    char why[256];

    options.from = from;
    options.stream = SCRIPTED_STREAM;
    options.history = SCRIPTED_HISTORY;
    options.topics = &prefix;
    options.topics_count = 1;
    options.patience = SECOND_NS / 10;
    options.holdings = &kept.holdings;
    assert_int_equal(
        follower_create(&follower, &turning.loop, turning.context, &options, &callbacks, why, sizeof(why)), STATUS_OK);
}

/* What a consumer that keeps its position writes down. */
static void save(void)
{
    uint32_t count = 0;

    if (!follower_knows_all(follower))
        return;
    consumer.saved = true;
    consumer.holdings = (struct holdings){.epoch = 0, .offset = dice_below(&dice, 2), .items = kept.items};
    for (uint32_t i = 0; i < follower_topics(follower); i++)
        count += follower_holding(follower, i, &consumer.items[count]);
    for (uint32_t i = 0; i < count; i++) /* the names outlive the follower */
        consumer.items[i].topic = text_of(scripted_topics[topic_of(consumer.items[i].topic)]);
    consumer.holdings.count = count;
    consumer.holdings.epoch = broker.epoch;
    kept = consumer;
}

/* It is killed, and begins again where it had saved last. */
static void die_and_resume(void)
{
    if (!kept.saved)
        return;
    follower_destroy(&follower);
    turning_once(&turning);
    consumer = kept;
    begin_life(FOLLOW_CURSOR);
}

/* ---- the broker's malice ------------------------------------------------------------- */

static bool loses_page(void *self, bool last)
{
    (void)self;
    return dice_chance(&dice, last ? 0.005 : 0.2);
}

static void turn(unsigned times)
{
    for (unsigned i = 0; i < times; i++) {
        scripted_answers(&broker);
        turning_once(&turning);
    }
    check();
}

static void step(void)
{
    uint32_t what = dice_below(&dice, 1000);
    bool heard = dice_chance(&dice, 0.7);

    if (what < 500)
        scripted_says(&broker, dice_below(&dice, SCRIPTED_TOPICS), heard);
    else if (what < 700)
        scripted_beats(&broker, false, heard);
    else if (what < 780)
        scripted_beats(&broker, true, heard);
    else if (what < 950 && broker.messages_count > 0)
        scripted_sends(&broker, dice_below(&dice, broker.messages_count));
    else if (what < 965)
        scripted_restarts(&broker);
    else if (what < 970)
        scripted_begins_anew(&broker, broker.epoch + 1);
    else if (what < 980)
        broker.floor += broker.floor < 5;
    else if (what < 990)
        save();
    else
        die_and_resume();
    turn(dice_below(&dice, 4));
}

/* As a broker does. */
static bool somebody_subscribed(void)
{
    unsigned before = broker.subscriptions;

    scripted_heard_subscriptions(&broker, 1);
    return broker.subscriptions > before;
}

static bool has_proof(void *unused)
{
    (void)unused;
    scripted_answers(&broker);
    check();
    if (somebody_subscribed())
        scripted_beats(&broker, true, true);
    return follower_statement(follower).made && follower_statement(follower).time == (int64_t)broker.pulses;
}

/* Of all that is said from here on nothing is withheld. */
static void be_honest(void)
{
    broker.loses_page = NULL;
    scripted_beats(&broker, true, true);
    if (!turning_until(&turning, has_proof, NULL))
        fail_msg("seed %u: no statement in an honest world", (unsigned)seed);
}

static bool is_subscribed(void *unused)
{
    (void)unused;
    return scripted_heard_subscriptions(&broker, 1);
}

static void play(uint64_t number)
{
    static const enum follow_from froms[] = {FOLLOW_NEW, FOLLOW_LAST, FOLLOW_OFFSET};

    seed = number;
    dice = (struct dice){number};
    forget_all();
    kept = consumer;
    newest_time = 0;
    turning_begin(&turning);
    scripted_open(&broker, turning.context, 1);
    broker.loses_page = loses_page;
    broker.page_items = 1 + dice_below(&dice, 3);
    options = (struct follower_options){.slow = (enum follow_slow)dice_below(&dice, 3)};
    begin_life(froms[dice_below(&dice, 3)]);
    assert_true(turning_until(&turning, is_subscribed, NULL));
    for (unsigned i = 0; i < STEPS; i++)
        step();
    be_honest();
    follower_destroy(&follower);
    scripted_close(&broker);
    turning_end(&turning);
}

static void no_statement_is_false(void **state)
{
    const char *one = getenv("OREWATCH_SEED");

    (void)state;
    statements = 0;
    for (uint64_t i = 1; i <= (one ? 1 : SEEDS); i++)
        play(one ? strtoull(one, NULL, 10) : i);
    if (!one)
        assert_in_range(statements, 10 * SEEDS, UINT64_MAX);
}

int main(void)
{
    const struct CMUnitTest cases[] = {cmocka_unit_test(no_statement_is_false)};

    return cmocka_run_group_tests(cases, NULL, NULL);
}

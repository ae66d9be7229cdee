/* The follower's answers to having been slow or away: its policies, where it goes on
 * from holdings of before, and what it says that it holds. */
#include "runtime/follower.h"
#include "tests/support/scripted_broker.h"
#include "tests/support/turning.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define EPOCH 7
enum { A, B, C };

static struct turning turning;
static struct scripted_broker broker;
static struct follower *follower;
static struct follower_options options;
static struct holdings holdings;
static struct holding items[SCRIPTED_TOPICS];
static char told[1024];

/* Of which topic, by its letter, and what: "a3", "gap a4..5", in their order. */
static void tell(const char *word, struct text topic, uint64_t from, uint64_t to)
{
    size_t used = strlen(told);
    char letter = topic.at[topic.size - 2];

    if (from == to)
        snprintf(told + used, sizeof(told) - used, "%s%c%d ", word, letter, (int)from);
    else
        snprintf(told + used, sizeof(told) - used, "%s%c%d..%d ", word, letter, (int)from, (int)to);
}

static void on_output(void *self, struct text topic, const struct header *header, const void *bytes, size_t size)
{
    (void)self, (void)bytes, (void)size;
    tell("", topic, header->seq, header->seq);
}

static void on_gap(void *self, struct text topic, uint64_t from, uint64_t to)
{
    (void)self;
    tell("gap ", topic, from, to);
}

static void on_filled(void *self, struct text topic, uint64_t from, uint64_t to)
{
    (void)self;
    tell("filled ", topic, from, to);
}

static void on_lost(void *self, struct text topic, uint64_t from, uint64_t to, struct text why)
{
    (void)self, (void)why;
    tell("lost ", topic, from, to);
}

static void on_skipped(void *self, struct text topic, uint64_t from, uint64_t to)
{
    (void)self;
    tell("skipped ", topic, from, to);
}

static void on_unavailable(void *self, enum status status, struct text why)
{
    (void)self, (void)why;
    strncat(told, status_name(status), sizeof(told) - strlen(told) - 1);
    strncat(told, " ", sizeof(told) - strlen(told) - 1);
}

/* ---- small words ----------------------------------------------------------------- */

static int begin(void **state)
{
    (void)state;
    told[0] = '\0';
    holdings = (struct holdings){.epoch = EPOCH, .items = items};
    options = (struct follower_options){0};
    turning_begin(&turning);
    scripted_open(&broker, turning.context, EPOCH);
    return 0;
}

static int end(void **state)
{
    (void)state;
    follower_destroy(&follower);
    scripted_close(&broker);
    turning_end(&turning);
    return 0;
}

static bool is_subscribed(void *unused)
{
    (void)unused;
    return scripted_heard_subscriptions(&broker, 1);
}

static void follows(enum follow_from from, enum follow_slow slow)
{
    static const char *const prefix = "indicator.";
    const struct follower_callbacks callbacks = {.on_output = on_output,
                                                 .on_gap = on_gap,
                                                 .on_filled = on_filled,
                                                 .on_lost = on_lost,
                                                 .on_skipped = on_skipped,
                                                 .on_unavailable = on_unavailable};
    char why[256];

    options = (struct follower_options){.stream = SCRIPTED_STREAM,
                                        .history = SCRIPTED_HISTORY,
                                        .topics = &prefix,
                                        .topics_count = 1,
                                        .from = from,
                                        .slow = slow,
                                        .holdings = &holdings,
                                        .patience = 20 * SECOND_NS};
    assert_int_equal(
        follower_create(&follower, &turning.loop, turning.context, &options, &callbacks, why, sizeof(why)), STATUS_OK);
    assert_true(turning_until(&turning, is_subscribed, NULL));
}

static void holds(unsigned topic, uint64_t from, uint64_t to)
{
    items[holdings.count++] = (struct holding){.topic = text_of(scripted_topics[topic]), .from = from, .to = to};
}

static void says(unsigned topic, unsigned count, bool heard)
{
    for (unsigned i = 0; i < count; i++)
        scripted_says(&broker, topic, heard);
}

static void beats(bool all)
{
    scripted_beats(&broker, all, true);
}

static bool is_told(void *words)
{
    scripted_answers(&broker);
    return strcmp(told, words) == 0;
}

static void hears(const char *words)
{
    if (!turning_until(&turning, is_told, (void *)words))
        fail_msg("told: %s; expected: %s", told, words);
}

static bool is_proven(void *unused)
{
    (void)unused;
    scripted_answers(&broker);
    return follower_statement(follower).time == (int64_t)broker.pulses;
}

/* It says that it holds all, as of the last heartbeat. */
static void proves(void)
{
    assert_true(turning_until(&turning, is_proven, NULL));
}

static struct holding holding_of(unsigned topic)
{
    struct holding holding;

    for (uint32_t i = 0; i < follower_topics(follower); i++)
        if (follower_holding(follower, i, &holding) && text_is(holding.topic, scripted_topics[topic]))
            return holding;
    fail_msg("nothing is held of %s", scripted_topics[topic]);
    return holding;
}

static void is_held(unsigned topic, uint64_t from, uint64_t to, uint64_t missing)
{
    struct holding holding = holding_of(topic);

    assert_int_equal(holding.from, from);
    assert_int_equal(holding.to, to);
    assert_int_equal(holding.missing, missing);
}

/* ---- the slow ------------------------------------------------------------------------ */

static void with_gap_what_did_not_come_is_told_and_not_asked_for(void **state)
{
    (void)state;
    follows(FOLLOW_NEW, FOLLOW_GAP);
    beats(true);
    says(A, 1, true);
    says(A, 3, false);
    says(A, 1, true);
    says(B, 2, false);
    beats(false);
    hears("a1 gap a2..4 lost a2..4 a5 gap b1..2 lost b1..2 ");
    assert_int_equal(broker.asked, 0);
    proves();
    is_held(A, 1, 5, 3);
    assert_int_equal(holding_of(A).missing_from, 2);
    assert_int_equal(holding_of(A).missing_to, 4);
}

static void with_latest_only_the_newest_of_what_waits_is_given(void **state)
{
    (void)state;
    follows(FOLLOW_NEW, FOLLOW_NEWEST);
    beats(true);
    proves();
    says(A, 4, true);
    says(B, 1, true);
    says(A, 1, true);
    hears("skipped a1..4 a5 b1 ");
    assert_int_equal(follower_totals(follower).skipped, 4);
    says(A, 1, true);
    hears("skipped a1..4 a5 b1 a6 ");
}

static void with_latest_a_newest_that_did_not_come_is_fetched(void **state)
{
    (void)state;
    follows(FOLLOW_NEW, FOLLOW_NEWEST);
    beats(true);
    says(A, 1, true);
    hears("a1 ");
    says(A, 5, false);
    beats(false);
    hears("a1 skipped a2..5 a6 ");
    assert_int_equal(broker.asked, 1);
    proves();
    is_held(A, 1, 6, 4);
}

static void with_latest_a_newer_one_overtakes_the_question(void **state)
{
    (void)state;
    follows(FOLLOW_NEW, FOLLOW_NEWEST);
    beats(true);
    broker.away = true;
    says(A, 3, false);
    beats(false);
    hears("skipped a1..2 ");
    says(A, 1, true);
    hears("skipped a1..2 skipped a3 a4 ");
    broker.away = false;
    proves();
    hears("skipped a1..2 skipped a3 a4 ");
    is_held(A, 1, 4, 3);
}

/* ---- from holdings of before ------------------------------------------------------------ */

static void each_topic_goes_on_behind_what_was_held(void **state)
{
    (void)state;
    says(A, 4, false);
    says(B, 3, false);
    says(C, 2, false);
    holds(A, 1, 2);
    holds(B, 2, 3);
    follows(FOLLOW_CURSOR, FOLLOW_FILL);
    beats(true);
    hears("gap a3..4 gap c1..2 a3 a4 filled a3..4 c1 c2 filled c1..2 ");
    proves();
    is_held(A, 1, 4, 0);
    is_held(B, 2, 3, 0);
    is_held(C, 1, 2, 0);
}

static void what_history_lost_meanwhile_is_missing_for_ever(void **state)
{
    (void)state;
    says(A, 9, false);
    broker.floor = 6;
    holds(A, 1, 2);
    items[0].missing = 1;
    items[0].missing_from = items[0].missing_to = 2;
    follows(FOLLOW_CURSOR, FOLLOW_FILL);
    beats(true);
    hears("gap a3..9 lost a3..5 a6 a7 a8 a9 filled a6..9 ");
    proves();
    is_held(A, 1, 9, 4);
    assert_int_equal(holding_of(A).missing_from, 2);
    assert_int_equal(holding_of(A).missing_to, 5);
}

static void holdings_of_another_log_are_told_as_such(void **state)
{
    (void)state;
    holdings.epoch = EPOCH + 1;
    says(A, 4, false);
    holds(A, 1, 2);
    follows(FOLLOW_CURSOR, FOLLOW_FILL);
    beats(true);
    hears("conflict ");
    says(A, 1, true);
    hears("conflict a5 ");
    is_held(A, 5, 5, 0);
}

static void what_came_meanwhile_comes_in_the_order_of_the_log(void **state)
{
    (void)state;
    holds(A, 1, 1);
    holds(B, 1, 1);
    says(A, 1, false);
    says(B, 1, false);
    holdings.offset = 2;
    for (unsigned i = 0; i < 2; i++) {
        says(B, 1, false);
        says(A, 1, false);
        says(C, 1, false);
    }
    broker.page_items = 2;
    follows(FOLLOW_CURSOR, FOLLOW_FILL);
    beats(true);
    hears("gap a2..3 gap b2..3 gap c1..2 b2 a2 c1 b3 a3 c2 filled a2..3 filled b2..3 filled c1..2 ");
    assert_int_equal(broker.asked, 1);
    proves();
}

/* History leaves some of a topic out: that one is asked for it. */
static void what_a_sweep_leaves_open_is_asked_for_by_topic(void **state)
{
    (void)state;
    holds(A, 1, 1);
    holds(B, 1, 1);
    says(A, 3, false); /* the sweep begins behind the second */
    says(B, 3, false);
    holdings.offset = 3;
    follows(FOLLOW_CURSOR, FOLLOW_FILL);
    beats(true);
    hears("gap a2..3 gap b2..3 b2 b3 filled b2..3 a2 a3 filled a2..3 ");
    assert_int_equal(broker.asked, 2);
    proves();
}

/* Outputs that come would be taken for some that were given. */
static void holdings_ahead_of_the_log_are_of_another_one(void **state)
{
    (void)state;
    says(A, 4, false);
    holds(A, 1, 6);
    follows(FOLLOW_CURSOR, FOLLOW_FILL);
    beats(true);
    hears("conflict ");
    says(A, 1, true);
    hears("conflict a5 ");
}

static void a_topic_that_the_log_does_not_have_is_of_another_one(void **state)
{
    (void)state;
    says(A, 4, false);
    holds(A, 1, 4);
    holds(B, 1, 1);
    follows(FOLLOW_CURSOR, FOLLOW_FILL);
    beats(true);
    hears("conflict ");
}

/* ---- the statement -------------------------------------------------------------------------- */

static void it_is_as_of_the_last_heartbeat_whose_outputs_are_all_held(void **state)
{
    (void)state;
    follows(FOLLOW_NEW, FOLLOW_FILL);
    says(A, 2, false);
    beats(true);
    proves();
    is_held(A, 3, 2, 0);
    broker.away = true;
    says(A, 2, false);
    beats(false);
    hears("gap a3..4 ");
    assert_int_equal(follower_statement(follower).time, 1);
    assert_int_equal(holding_of(A).awaited, 2);
    broker.away = false;
    proves();
    is_held(A, 3, 4, 0);
    assert_int_equal(holding_of(A).awaited, 0);
}

static void without_every_heartbeat_there_is_no_newer_one(void **state)
{
    (void)state;
    follows(FOLLOW_NEW, FOLLOW_FILL);
    beats(true);
    proves();
    says(B, 1, false);
    scripted_beats(&broker, false, false);
    says(A, 1, true);
    beats(false);
    hears("a1 ");
    assert_int_equal(follower_statement(follower).time, 1);
    beats(true);
    hears("a1 gap b1 b1 filled b1 ");
    proves();
}

/* The one that follows in number is of a process that knows nothing of the last. */
static void a_restart_is_no_next_heartbeat(void **state)
{
    (void)state;
    follows(FOLLOW_NEW, FOLLOW_FILL);
    beats(true);
    proves();
    says(B, 1, false);
    scripted_restarts(&broker);
    says(A, 1, true);
    beats(false);
    hears("a1 ");
    assert_int_equal(follower_statement(follower).time, 1);
}

int main(void)
{
#define CASE(claim) cmocka_unit_test_setup_teardown(claim, begin, end)
    const struct CMUnitTest cases[] = {
        CASE(with_gap_what_did_not_come_is_told_and_not_asked_for),
        CASE(with_latest_only_the_newest_of_what_waits_is_given),
        CASE(with_latest_a_newest_that_did_not_come_is_fetched),
        CASE(with_latest_a_newer_one_overtakes_the_question),
        CASE(each_topic_goes_on_behind_what_was_held),
        CASE(what_history_lost_meanwhile_is_missing_for_ever),
        CASE(holdings_of_another_log_are_told_as_such),
        CASE(what_came_meanwhile_comes_in_the_order_of_the_log),
        CASE(what_a_sweep_leaves_open_is_asked_for_by_topic),
        CASE(holdings_ahead_of_the_log_are_of_another_one),
        CASE(a_topic_that_the_log_does_not_have_is_of_another_one),
        CASE(it_is_as_of_the_last_heartbeat_whose_outputs_are_all_held),
        CASE(without_every_heartbeat_there_is_no_newer_one),
        CASE(a_restart_is_no_next_heartbeat),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}

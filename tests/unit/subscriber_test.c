/* The subscriber against a stream that is played by hand. */
#include "runtime/subscriber.h"
#include "schemas/topics.h"
#include "tests/support/turning.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define OURS  "indicator.aluminum.EU.gap."
#define OTHER "indicator.aluminum.US.gap."
#define EPOCH 77

static struct turning turning;
static struct subscriber *subscriber;
static void *stream;
static char why[256];

/* What the subscriber told, as words: "5", "gap 3..4", "epoch", in their order. */
static char told[512];
static unsigned heartbeats, wanted, subscriptions;

static void tell(const char *word)
{
    strncat(told, word, sizeof(told) - strlen(told) - 1);
    strncat(told, " ", sizeof(told) - strlen(told) - 1);
}

static void on_output(void *self, struct text topic, const struct header *header, const void *bytes, size_t size)
{
    char word[32];

    (void)self, (void)topic, (void)bytes, (void)size;
    snprintf(word, sizeof(word), "%d", (int)header->seq);
    tell(word);
}

static void on_gap(void *self, struct text topic, uint64_t from, uint64_t to)
{
    char word[32];

    (void)self;
    assert_true(text_equal(topic, TEXT(OURS)));
    snprintf(word, sizeof(word), "gap %d..%d", (int)from, (int)to);
    tell(word);
}

static void on_epoch(void *self, uint64_t epoch)
{
    (void)self, (void)epoch;
    tell("epoch");
}

static void on_heartbeat(void *self, const struct heartbeat *heartbeat)
{
    (void)self, (void)heartbeat;
    heartbeats++;
}

/* ---- the stream by hand ---------------------------------------------------------- */

static void send_message(const char *topic, uint64_t epoch, uint64_t seq, const void *bytes, size_t size)
{
    struct header header = {PRESENT_ALL, epoch, seq, 1};
    uint8_t header_bytes[64];
    size_t header_size = rows_encode(&header_rows, &header, header_bytes, sizeof(header_bytes));

    assert_true(zmq_send(stream, topic, strlen(topic), ZMQ_SNDMORE) >= 0);
    assert_true(zmq_send(stream, header_bytes, header_size, ZMQ_SNDMORE) >= 0);
    assert_true(zmq_send(stream, bytes, size, 0) >= 0);
}

static void says(const char *topic, uint64_t seq)
{
    send_message(topic, EPOCH, seq, "\x80", 1);
}

static bool hears_it(void *unused)
{
    (void)unused;
    return heartbeats >= wanted;
}

static struct heartbeat heartbeat;
static uint64_t beat; /* `seq` of the last one */

/* It is sent, and everything before it was heard. */
static void send_heartbeat(uint64_t epoch)
{
    static uint8_t bytes[LIMIT_HEARTBEAT_TOPICS * 64];

    send_message(TOPIC_HEARTBEAT, epoch, ++beat, bytes, rows_encode(&heartbeat_rows, &heartbeat, bytes, sizeof(bytes)));
    wanted++;
    assert_true(turning_until(&turning, hears_it, NULL));
}

/* Of the log, as heartbeats say. */
static uint64_t offset;

/* A heartbeat that lists one topic. */
static void beats(uint64_t epoch, bool all, int64_t time, const char *topic, uint64_t seq)
{
    heartbeat = (struct heartbeat){.present = PRESENT_ALL,
                                   .contract = CONTRACT,
                                   .epoch = epoch,
                                   .offset = offset,
                                   .time = time,
                                   .all = all,
                                   .topics_count = topic != NULL};
    if (topic)
        heartbeat.topics[0] = (struct topic_seq){PRESENT_ALL, text_of(topic), seq};
    send_heartbeat(epoch);
}

/* The first of several pages: it is full. */
static void beats_a_full_page(void)
{
    heartbeat = (struct heartbeat){.present = PRESENT_ALL,
                                   .contract = CONTRACT,
                                   .epoch = EPOCH,
                                   .offset = 1,
                                   .time = 1,
                                   .all = true,
                                   .topics_count = LIMIT_HEARTBEAT_TOPICS};
    for (uint32_t i = 0; i < LIMIT_HEARTBEAT_TOPICS; i++)
        heartbeat.topics[i] = (struct topic_seq){PRESENT_ALL, TEXT(OTHER), 1};
    send_heartbeat(EPOCH);
}

static void beats_a_further_page(const char *topic, uint64_t seq)
{
    heartbeat = (struct heartbeat){.present = PRESENT_ALL,
                                   .contract = CONTRACT,
                                   .epoch = EPOCH,
                                   .offset = 1,
                                   .time = 1,
                                   .all = true,
                                   .page = 1,
                                   .topics_count = 1,
                                   .topics = {{PRESENT_ALL, text_of(topic), seq}}};
    send_heartbeat(EPOCH);
}

static bool is_subscribed(void *unused)
{
    char bytes[64];

    (void)unused;
    while (zmq_recv(stream, bytes, sizeof(bytes), ZMQ_DONTWAIT) > 0)
        subscriptions++;
    return subscriptions == 2; /* ours, and the heartbeat */
}

static int begin(void **state)
{
    const struct subscriber_callbacks callbacks = {
        .on_output = on_output, .on_heartbeat = on_heartbeat, .on_gap = on_gap, .on_epoch = on_epoch};
    const char *const topics[] = {OURS};

    (void)state;
    told[0] = '\0';
    heartbeats = wanted = subscriptions = 0;
    beat = 0;
    offset = 1;
    turning_begin(&turning);
    stream = zmq_socket(turning.context, ZMQ_XPUB);
    zmq_bind(stream, "inproc://stream");
    if (subscriber_create(&subscriber, &turning.loop, turning.context, "inproc://stream", topics, 1, &callbacks, why,
                          sizeof(why)) != STATUS_OK)
        return 1;
    return !turning_until(&turning, is_subscribed, NULL);
}

static int end(void **state)
{
    (void)state;
    subscriber_destroy(&subscriber);
    zmq_close(stream);
    turning_end(&turning);
    return 0;
}

static void joined_at(uint64_t seq)
{
    beats(EPOCH, true, 1, seq > 0 ? OURS : NULL, seq);
    assert_true(subscriber_joined(subscriber));
}

/* ---- cases ----------------------------------------------------------------------- */

static void the_first_full_heartbeat_joins(void **state)
{
    (void)state;
    beats(EPOCH, false, 1, OURS, 3);
    assert_false(subscriber_joined(subscriber));
    beats(EPOCH, true, 2, OURS, 3);
    assert_true(subscriber_joined(subscriber));
    assert_string_equal(told, "");
}

static void what_was_said_before_we_joined_is_no_gap(void **state)
{
    (void)state;
    says(OURS, 4);
    joined_at(4);
    says(OURS, 5);
    beats(EPOCH, false, 2, OURS, 5);
    assert_string_equal(told, "4 5 ");
}

static void a_hole_is_told_before_the_message_that_shows_it(void **state)
{
    (void)state;
    joined_at(2);
    says(OURS, 5);
    beats(EPOCH, false, 2, OURS, 5);
    assert_string_equal(told, "gap 3..4 5 ");
}

static void a_lost_tail_is_told_by_the_heartbeat_once(void **state)
{
    (void)state;
    joined_at(2);
    beats(EPOCH, false, 2, OURS, 4);
    beats(EPOCH, true, 3, OURS, 4);
    assert_string_equal(told, "gap 3..4 ");
}

static bool asked_anew(void *unused)
{
    is_subscribed(unused);
    return subscriptions == 4; /* it leaves the heartbeat, and comes back to it */
}

/* What the lost one listed, no later one does: one that lists all is asked for. */
static void a_lost_heartbeat_asks_for_one_that_lists_all(void **state)
{
    (void)state;
    joined_at(2);
    beats(EPOCH, false, 2, NULL, 0);
    is_subscribed(NULL);
    assert_int_equal(subscriptions, 2);
    beat++;
    beats(EPOCH, false, 3, NULL, 0);
    assert_false(subscriber_certain(subscriber));
    assert_true(turning_until(&turning, asked_anew, NULL));
    beats(EPOCH, true, 4, OURS, 4);
    assert_true(subscriber_certain(subscriber));
    assert_string_equal(told, "gap 3..4 ");
}

static void all_of_a_new_topic_can_be_lost(void **state)
{
    (void)state;
    joined_at(0);
    beats(EPOCH, false, 2, OURS, 3);
    assert_string_equal(told, "gap 1..3 ");
}

static void further_pages_of_the_first_heartbeat_are_no_gap(void **state)
{
    (void)state;
    beats_a_full_page();
    assert_true(subscriber_joined(subscriber));
    beats_a_further_page(OURS, 3);
    assert_string_equal(told, "");
}

/* What the second page names is not known yet. */
static void a_full_page_proves_nothing(void **state)
{
    (void)state;
    joined_at(2);
    assert_true(subscriber_certain(subscriber));
    beats_a_full_page();
    assert_false(subscriber_certain(subscriber));
    beats_a_further_page(OURS, 3);
    assert_true(subscriber_certain(subscriber));
    assert_string_equal(told, "gap 3..3 ");
}

static void a_lost_page_leaves_nothing_certain(void **state)
{
    (void)state;
    beats_a_full_page();
    beat++;
    beats_a_further_page(OURS, 3);
    assert_false(subscriber_certain(subscriber));
    joined_at(3);
    assert_true(subscriber_certain(subscriber));
}

/* Who joins amid the pages has not seen the first one. */
static void a_further_page_joins_nobody(void **state)
{
    (void)state;
    beats_a_further_page(OURS, 3);
    assert_false(subscriber_joined(subscriber));
    joined_at(3);
}

static void a_repeated_heartbeat_proves_nothing(void **state)
{
    (void)state;
    joined_at(2);
    beats(EPOCH, false, 2, NULL, 0);
    beat--;
    beats(EPOCH, false, 2, NULL, 0);
    assert_false(subscriber_certain(subscriber));
}

static void a_clock_that_stands_still_hides_no_lost_tail(void **state)
{
    (void)state;
    joined_at(2);
    beats(EPOCH, true, 1, OURS, 4);
    assert_string_equal(told, "gap 3..4 ");
}

static void a_message_is_not_given_twice(void **state)
{
    (void)state;
    joined_at(0);
    says(OURS, 1);
    says(OURS, 1);
    says(OURS, 2);
    beats(EPOCH, false, 2, OURS, 2);
    assert_string_equal(told, "1 2 ");
}

static void what_others_subscribe_to_is_not_ours_to_miss(void **state)
{
    (void)state;
    joined_at(0);
    beats(EPOCH, false, 2, OTHER, 9);
    assert_string_equal(told, "");
}

static void another_epoch_starts_all_numbers_again(void **state)
{
    (void)state;
    joined_at(8);
    beats(EPOCH + 1, true, 2, OURS, 1);
    send_message(OURS, EPOCH + 1, 2, "\x80", 1);
    beats(EPOCH + 1, false, 3, OURS, 2);
    assert_string_equal(told, "epoch 2 ");
}

/* Of the same epoch: its folder was put back from a copy, and outputs go on otherwise. */
static void a_log_that_became_shorter_starts_all_numbers_again(void **state)
{
    (void)state;
    joined_at(8);
    offset = 9;
    beats(EPOCH, false, 2, OURS, 8);
    offset = 5;
    beats(EPOCH, true, 3, OURS, 3);
    says(OURS, 4);
    beats(EPOCH, false, 4, OURS, 4);
    assert_string_equal(told, "epoch 4 ");
}

static void a_late_heartbeat_is_no_shorter_log(void **state)
{
    (void)state;
    joined_at(8);
    offset = 9;
    beats(EPOCH, false, 2, OURS, 8);
    beat -= 2;
    offset = 5;
    beats(EPOCH, false, 1, OURS, 8);
    assert_string_equal(told, "");
}

int main(void)
{
#define CASE(claim) cmocka_unit_test_setup_teardown(claim, begin, end)
    const struct CMUnitTest cases[] = {
        CASE(the_first_full_heartbeat_joins),
        CASE(what_was_said_before_we_joined_is_no_gap),
        CASE(a_hole_is_told_before_the_message_that_shows_it),
        CASE(a_lost_tail_is_told_by_the_heartbeat_once),
        CASE(a_lost_heartbeat_asks_for_one_that_lists_all),
        CASE(all_of_a_new_topic_can_be_lost),
        CASE(further_pages_of_the_first_heartbeat_are_no_gap),
        CASE(a_full_page_proves_nothing),
        CASE(a_lost_page_leaves_nothing_certain),
        CASE(a_further_page_joins_nobody),
        CASE(a_repeated_heartbeat_proves_nothing),
        CASE(a_clock_that_stands_still_hides_no_lost_tail),
        CASE(a_message_is_not_given_twice),
        CASE(what_others_subscribe_to_is_not_ours_to_miss),
        CASE(another_epoch_starts_all_numbers_again),
        CASE(a_log_that_became_shorter_starts_all_numbers_again),
        CASE(a_late_heartbeat_is_no_shorter_log),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}

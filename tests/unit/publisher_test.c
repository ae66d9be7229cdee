/* The publisher against a broker that is played by hand. */
#include "runtime/publisher.h"
#include "tests/support/turning.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const uint8_t event[] = {0x81, 0xa1, 'a', 0x01}; /* any value: the publisher does not look into it */

static struct turning turning;
static struct publisher *publisher;
static void *broker;
static char endpoint[64], why[256];

/* What the publisher told. */
static struct {
    unsigned refused, rooms, receipts;
    uint64_t last_index;
    char reason[32], put_off[32];
} told;

static void on_refused(void *self, uint64_t index, struct text reason, struct text field, struct text text)
{
    (void)self, (void)field, (void)text;
    told.refused++;
    told.last_index = index;
    snprintf(told.reason, sizeof(told.reason), "%.*s", (int)reason.size, reason.at);
}

static void on_put_off(void *self, struct text reason, struct text text)
{
    (void)self, (void)text;
    snprintf(told.put_off, sizeof(told.put_off), "%.*s", (int)reason.size, reason.at);
}

static void on_room(void *self)
{
    (void)self;
    told.rooms++;
}

static void on_receipt(void *self, const struct receipt *receipt, uint64_t batch)
{
    (void)self, (void)receipt, (void)batch;
    told.receipts++;
}

static bool broker_binds(void *unused)
{
    (void)unused;
    return zmq_bind(broker, endpoint) == 0; /* not while the one that went still holds it */
}

static void broker_comes(void)
{
    broker = zmq_socket(turning.context, ZMQ_ROUTER);
    assert_true(turning_until(&turning, broker_binds, NULL));
}

static void broker_goes(void)
{
    int linger = 0;

    zmq_setsockopt(broker, ZMQ_LINGER, &linger, sizeof(linger));
    zmq_close(broker);
    broker = NULL;
}

static int begin(void **state)
{
    static int number;
    const struct publisher_callbacks callbacks = {
        .on_refused = on_refused, .on_room = on_room, .on_receipt = on_receipt, .on_put_off = on_put_off};

    (void)state;
    memset(&told, 0, sizeof(told));
    turning_begin(&turning);
    snprintf(endpoint, sizeof(endpoint), "ipc://@publisher-test-%d-%d", (int)getpid(), number++);
    return publisher_create(&publisher, &turning.loop, turning.context, endpoint, &callbacks, why, sizeof(why)) != 0;
}

static int end(void **state)
{
    (void)state;
    publisher_destroy(&publisher);
    if (broker)
        broker_goes();
    turning_end(&turning);
    return 0;
}

/* ---- the broker by hand -------------------------------------------------------- */

struct heard {
    char peer[32];
    int peer_size, frames;
    uint64_t number;
    uint32_t events, received; /* in the arrays */
};

static uint32_t array16(const uint8_t *bytes, int size)
{
    assert_true(size >= 3 && bytes[0] == 0xdc);
    return (uint32_t)bytes[1] << 8 | bytes[2];
}

static bool broker_hears(void *self)
{
    static uint8_t bytes[2 * MIB];
    struct heard *heard = self;
    int more = 1, size;
    size_t more_size = sizeof(more);

    heard->peer_size = zmq_recv(broker, heard->peer, sizeof(heard->peer), ZMQ_DONTWAIT);
    if (heard->peer_size < 0)
        return false;
    heard->number = heard->events = heard->received = 0;
    for (heard->frames = 0; more; heard->frames++) {
        size = zmq_recv(broker, bytes, sizeof(bytes), 0);
        for (int i = 0; i < 8 && heard->frames == 0; i++)
            heard->number = heard->number << 8 | bytes[i];
        if (heard->frames == 1)
            heard->events = array16(bytes, size);
        if (heard->frames == 2)
            heard->received = array16(bytes, size);
        zmq_getsockopt(broker, ZMQ_RCVMORE, &more, &more_size);
    }
    return true;
}

static struct heard hear(void)
{
    struct heard heard;

    assert_true(turning_until(&turning, broker_hears, &heard));
    return heard;
}

static void answer_with(const struct heard *heard, uint64_t accepted, uint32_t refused_index, struct text reason)
{
    static struct receipt receipt;
    uint8_t bytes[512], number[8];
    size_t size;

    receipt = (struct receipt){.present = PRESENT_ALL, .accepted = accepted, .credit = LIMIT_CREDIT, .offset = 7};
    if (accepted < heard->events) {
        receipt.refused_count = 1;
        receipt.refused[0] = (struct refused){.present = PRESENT_ALL,
                                              .index = refused_index,
                                              .reason = reason,
                                              .field = TEXT("id"),
                                              .text = TEXT("no")};
    }
    size = rows_encode(&receipt_rows, &receipt, bytes, sizeof(bytes));
    assert_true(size > 0);
    for (int i = 0; i < 8; i++)
        number[i] = (uint8_t)(heard->number >> (56 - 8 * i));
    assert_true(zmq_send(broker, heard->peer, (size_t)heard->peer_size, ZMQ_SNDMORE) > 0);
    assert_true(zmq_send(broker, number, 8, ZMQ_SNDMORE) == 8);
    assert_true(zmq_send(broker, bytes, size, 0) > 0);
}

static void answer(const struct heard *heard, uint64_t accepted, uint32_t refused_index)
{
    answer_with(heard, accepted, refused_index, TEXT("bad_token"));
}

static bool is_idle(void *unused)
{
    (void)unused;
    return publisher_idle(publisher);
}

static bool has_room(void *unused)
{
    (void)unused;
    return told.rooms > 0;
}

static void add(unsigned count, int64_t received)
{
    for (unsigned i = 0; i < count; i++)
        assert_int_equal(publisher_add(publisher, event, sizeof(event), received), STATUS_OK);
}

/* ---- cases ----------------------------------------------------------------------- */

static void what_was_added_goes_out_as_one_batch_and_is_answered(void **state)
{
    struct heard heard;

    (void)state;
    broker_comes();
    add(10, 0);
    publisher_flush(publisher);
    heard = hear();
    assert_int_equal(heard.frames, 2);
    assert_int_equal(heard.events, 10);
    assert_false(publisher_idle(publisher));
    answer(&heard, 10, 0);
    assert_true(turning_until(&turning, is_idle, NULL));
    assert_int_equal(publisher_totals(publisher).accepted, 10);
    assert_int_equal(publisher_totals(publisher).offset, 7);
    assert_int_equal(told.receipts, 1);
}

static void received_travels_in_a_frame_of_its_own(void **state)
{
    struct heard heard;

    (void)state;
    broker_comes();
    add(1, 0);
    add(2, 1740355200000000000);
    publisher_flush(publisher);
    heard = hear();
    assert_int_equal(heard.frames, 3);
    assert_int_equal(heard.received, 3);
}

static void nothing_is_lost_when_the_broker_comes_later(void **state)
{
    struct heard heard;

    (void)state;
    add(5, 0);
    publisher_flush(publisher);
    turning_once(&turning);
    assert_false(publisher_connected(publisher));
    broker_comes();
    heard = hear();
    assert_int_equal(heard.events, 5);
    assert_true(publisher_connected(publisher));
}

static void an_unanswered_batch_is_sent_again_with_the_same_number(void **state)
{
    struct heard first, second;

    (void)state;
    broker_comes();
    add(5, 0);
    publisher_flush(publisher);
    first = hear();
    second = hear();
    assert_int_equal(first.number, second.number);
    assert_int_equal(second.events, 5);
    answer(&second, 5, 0);
    answer(&second, 5, 0); /* the first one's answer comes late: it finds nothing any more */
    assert_true(turning_until(&turning, is_idle, NULL));
    turning_once(&turning);
    assert_int_equal(publisher_totals(publisher).accepted, 5);
    assert_int_equal(publisher_totals(publisher).resent, 1);
}

static void a_broker_that_went_away_gets_the_batch_when_it_is_back(void **state)
{
    struct heard heard;

    (void)state;
    broker_comes();
    add(5, 0);
    publisher_flush(publisher);
    hear();
    broker_goes();
    broker_comes();
    heard = hear();
    assert_int_equal(heard.events, 5);
}

/* Events enter the log in their order, also over a connection that ended unseen. */
static void what_is_new_does_not_overtake_what_a_connection_took_with_it(void **state)
{
    uint64_t lost;

    (void)state;
    broker_comes();
    add(5, 0);
    publisher_flush(publisher);
    lost = hear().number;
    broker_goes();
    broker_comes();
    add(3, 0);
    publisher_flush(publisher);
    assert_int_equal(hear().number, lost);
    assert_int_equal(hear().number, lost + 1);
    assert_true(publisher_totals(publisher).resent > 0);
}

static void no_more_than_the_credit_is_outstanding(void **state)
{
    struct heard heard;

    (void)state;
    broker_comes();
    add(LIMIT_CREDIT, 0);
    assert_int_equal(publisher_add(publisher, event, sizeof(event), 0), STATUS_FULL);
    heard = hear();
    answer(&heard, heard.events, 0);
    assert_true(turning_until(&turning, has_room, NULL));
    assert_int_equal(told.rooms, 1);
    add(heard.events, 0);
    assert_int_equal(publisher_add(publisher, event, sizeof(event), 0), STATUS_FULL);
}

static void a_refusal_is_told_by_its_place_among_all_events(void **state)
{
    struct heard heard;

    (void)state;
    broker_comes();
    add(3, 0);
    publisher_flush(publisher);
    heard = hear();
    answer(&heard, 3, 0);
    add(3, 0);
    publisher_flush(publisher);
    heard = hear();
    answer(&heard, 2, 1);
    assert_true(turning_until(&turning, is_idle, NULL));
    assert_int_equal(told.refused, 1);
    assert_int_equal(told.last_index, 4);
    assert_string_equal(told.reason, "bad_token");
    assert_int_equal(publisher_totals(publisher).refused, 1);
}

static void an_event_beyond_the_limit_is_refused_at_home(void **state)
{
    static const uint8_t large[LIMIT_EVENT_BYTES + 1];

    (void)state;
    add(1, 0);
    assert_int_equal(publisher_add(publisher, large, sizeof(large), 0), STATUS_OK);
    assert_int_equal(told.refused, 1);
    assert_int_equal(told.last_index, 1);
    assert_string_equal(told.reason, "too_large");
}

static void a_batch_stays_within_its_bytes(void **state)
{
    static const uint8_t large[LIMIT_EVENT_BYTES];
    unsigned events = 0;

    (void)state;
    broker_comes();
    for (int i = 0; i < 40; i++)
        assert_int_equal(publisher_add(publisher, large, sizeof(large), 0), STATUS_OK);
    publisher_flush(publisher);
    while (events < 40) {
        struct heard heard = hear();

        assert_true(heard.events * sizeof(large) <= LIMIT_BATCH_BYTES);
        events += heard.events;
    }
}

static void who_keeps_events_sends_one_batch_after_the_other(void **state)
{
    struct heard first, second;

    (void)state;
    publisher_keep(publisher);
    broker_comes();
    add(5, 0);
    publisher_flush(publisher);
    add(7, 0);
    publisher_flush(publisher);
    first = hear();
    second = hear(); /* nothing but the first comes, again */
    assert_int_equal(second.number, first.number);
    answer(&second, 5, 0);
    second = hear();
    assert_int_equal(second.number, first.number + 1);
    assert_int_equal(second.events, 7);
}

static void who_keeps_events_is_put_off_and_sends_again(void **state)
{
    static const struct text reasons[] = {TEXT("over_credit"), TEXT("no_space")};
    struct heard heard;

    (void)state;
    publisher_keep(publisher);
    broker_comes();
    add(3, 0);
    publisher_flush(publisher);
    for (size_t i = 0; i < 2; i++) { /* each waits longer */
        heard = hear();
        answer_with(&heard, 0, 1, reasons[i]);
    }
    heard = hear();
    assert_string_equal(told.put_off, "no_space");
    assert_int_equal(told.refused, 0);
    assert_int_equal(told.receipts, 0);
    answer(&heard, 3, 0);
    assert_true(turning_until(&turning, is_idle, NULL));
    assert_int_equal(publisher_totals(publisher).accepted, 3);
    assert_int_equal(publisher_totals(publisher).refused, 0);
}

static void who_keeps_nothing_is_refused(void **state)
{
    struct heard heard;

    (void)state;
    broker_comes();
    add(1, 0);
    publisher_flush(publisher);
    heard = hear();
    answer_with(&heard, 0, 0, TEXT("no_space"));
    assert_true(turning_until(&turning, is_idle, NULL));
    assert_string_equal(told.reason, "no_space");
}

int main(void)
{
#define CASE(claim) cmocka_unit_test_setup_teardown(claim, begin, end)
    const struct CMUnitTest cases[] = {
        CASE(what_was_added_goes_out_as_one_batch_and_is_answered),
        CASE(received_travels_in_a_frame_of_its_own),
        CASE(nothing_is_lost_when_the_broker_comes_later),
        CASE(an_unanswered_batch_is_sent_again_with_the_same_number),
        CASE(a_broker_that_went_away_gets_the_batch_when_it_is_back),
        CASE(what_is_new_does_not_overtake_what_a_connection_took_with_it),
        CASE(no_more_than_the_credit_is_outstanding),
        CASE(a_refusal_is_told_by_its_place_among_all_events),
        CASE(an_event_beyond_the_limit_is_refused_at_home),
        CASE(a_batch_stays_within_its_bytes),
        CASE(who_keeps_events_sends_one_batch_after_the_other),
        CASE(who_keeps_events_is_put_off_and_sends_again),
        CASE(who_keeps_nothing_is_refused),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}

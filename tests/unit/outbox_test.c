/* The outbox forgets the oldest, and says so. */
#include "broker/outbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct outbox *outbox;
static uint64_t last[2], seq[2]; /* of two topics */

static int begin(void **state)
{
    (void)state;
    outbox = outbox_create();
    last[0] = last[1] = OUTBOX_NOWHERE;
    seq[0] = seq[1] = 0;
    return outbox == NULL;
}

static int end(void **state)
{
    (void)state;
    outbox_destroy(&outbox);
    return 0;
}

/* An output of a topic, all its bytes the low byte of its number. */
static void put(uint32_t topic, size_t size)
{
    static uint8_t bytes[LIMIT_OUTPUT_BYTES];

    memset(bytes, (int)(++seq[topic] & 0xff), size);
    last[topic] = outbox_put(outbox, topic, seq[topic], seq[topic], last[topic], bytes, size);
}

static void is_whole(const struct posted *posted)
{
    for (uint32_t i = 0; i < posted->size; i++)
        assert_int_equal(((const uint8_t *)posted->bytes)[i], posted->seq & 0xff);
}

/* Walks a topic from a number to its last; returns the number it began with. */
static uint64_t walk(uint32_t topic, uint64_t from)
{
    uint64_t place = outbox_find(outbox, last[topic], from), expected = 0, first = 0;
    struct posted posted;

    while (outbox_get(outbox, place, &posted)) {
        if (expected == 0)
            expected = first = posted.seq;
        assert_int_equal(posted.seq, expected++);
        assert_int_equal(posted.topic, topic);
        is_whole(&posted);
        place = posted.after;
    }
    assert_int_equal(expected, seq[topic] + 1);
    return first;
}

static void a_range_is_the_outputs_of_one_topic_in_order(void **state)
{
    (void)state;
    for (int i = 0; i < 100; i++)
        put(i % 3 == 0, 10);
    assert_int_equal(walk(0, 1), 1);
    assert_int_equal(walk(1, 20), 20);
    assert_int_equal(outbox_find(outbox, last[1], seq[1] + 1), OUTBOX_NOWHERE);
}

static void by_count_the_oldest_are_pushed_out(void **state)
{
    (void)state;
    put(1, 10);
    for (unsigned i = 0; i < OUTBOX_OUTPUTS + 10; i++)
        put(0, 10);
    assert_int_equal(walk(0, 1), 11);
    assert_int_equal(outbox_find(outbox, last[1], 1), OUTBOX_NOWHERE);
}

static void by_size_the_oldest_are_pushed_out(void **state)
{
    uint64_t kept;

    (void)state;
    for (int i = 0; i < 3000; i++)
        put(0, LIMIT_OUTPUT_BYTES - (size_t)(i % 1000) * 100);
    kept = seq[0] - walk(0, 1) + 1;
    assert_in_range(kept, OUTBOX_BYTES / LIMIT_OUTPUT_BYTES - 1, OUTBOX_BYTES / (LIMIT_OUTPUT_BYTES - 100000));
}

int main(void)
{
#define CASE(claim) cmocka_unit_test_setup_teardown(claim, begin, end)
    const struct CMUnitTest cases[] = {
        CASE(a_range_is_the_outputs_of_one_topic_in_order),
        CASE(by_count_the_oldest_are_pushed_out),
        CASE(by_size_the_oldest_are_pushed_out),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}

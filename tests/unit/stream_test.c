/* The heartbeat of the stream, by which a consumer proves that it has everything. */
#include "broker/stream.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define START_NS (1700000000 * SECOND_NS)
#define HEARD    8u

static int64_t now_ns;
static struct stream *stream;

/* The heartbeats that went out. */
static struct { uint64_t seq, page; bool all; uint32_t topics; } heard[HEARD];
static unsigned count;

static int64_t now(void *self)
{
    (void)self;
    return now_ns;
}

static bool send(void *self, enum endpoint endpoint, const struct frame *frames, size_t frames_count)
{
    static struct heartbeat heartbeat;
    struct header header;
    struct refusal refusal;

    (void)self, (void)endpoint;
    assert_int_equal(frames_count, 3);
    if (frames[0].size != 10 || memcmp(frames[0].bytes, "heartbeat.", 10) != 0)
        return true;
    assert_int_equal(rows_decode(&header_rows, frames[1].bytes, frames[1].size, &header, NULL, &refusal), STATUS_OK);
    assert_int_equal(rows_decode(&heartbeat_rows, frames[2].bytes, frames[2].size, &heartbeat, NULL, &refusal),
                     STATUS_OK);
    assert_true(count < HEARD);
    heard[count].seq = header.seq;
    heard[count].page = heartbeat.page;
    heard[count].all = heartbeat.all;
    heard[count++].topics = heartbeat.topics_count;
    return true;
}

static int begin(void **state)
{
    const struct world world = {.now = now, .send = send};

    (void)state;
    now_ns = START_NS;
    count = 0;
    stream = stream_create(&world, 1);
    return stream == NULL;
}

static int end(void **state)
{
    (void)state;
    stream_destroy(&stream);
    return 0;
}

/* An output of so many topics each. */
static void says(unsigned topics)
{
    static union output output;
    char material[32];

    for (unsigned i = 0; i < topics; i++) {
        int size = snprintf(material, sizeof(material), "m%u", i);

        output.indicator = (struct indicator_output){.present = PRESENT_ALL,
                                                     .type = OUTPUT_INDICATOR,
                                                     .material = {material, (uint32_t)size},
                                                     .region = TEXT("EU"),
                                                     .reason = TEXT("test")};
        stream_output(stream, &output);
    }
}

static void beats(void)
{
    now_ns = stream_due(stream) > now_ns ? stream_due(stream) : now_ns;
    stream_beat(stream, now_ns, now_ns, 1);
}

/* ---- cases --------------------------------------------------------------------------- */

static void pages_of_a_listing_are_counted(void **state)
{
    (void)state;
    says(2 * LIMIT_HEARTBEAT_TOPICS + 1);
    beats();
    assert_int_equal(count, 3);
    for (unsigned i = 0; i < 3; i++) {
        assert_true(heard[i].all);
        assert_int_equal(heard[i].page, i);
        assert_int_equal(heard[i].seq, heard[0].seq + i);
        assert_int_equal(heard[i].topics, i < 2 ? LIMIT_HEARTBEAT_TOPICS : 1);
    }
    stream_subscribed(stream, "\1heartbeat.", 11);
    beats();
    assert_int_equal(count, 6);
    assert_int_equal(heard[3].page, 0);
}

static void each_lists_what_spoke_since_the_one_before(void **state)
{
    static const unsigned spoke[] = {5, 3, 0, 5};

    (void)state;
    beats(); /* of all that there is: nothing */
    for (unsigned i = 0; i < sizeof(spoke) / sizeof(spoke[0]); i++) {
        says(spoke[i]);
        beats();
        assert_int_equal(count, i + 2);
        assert_false(heard[i + 1].all);
        assert_int_equal(heard[i + 1].topics, spoke[i]);
    }
}

/* Of a process that is started a second later no number follows one of this. */
static void numbers_begin_behind_those_of_every_earlier_process(void **state)
{
    (void)state;
    beats();
    assert_int_equal(heard[0].seq, START_NS / (SECOND_NS / 1000) + 1);
    beats();
    assert_false(heard[1].all);
    assert_int_equal(heard[1].seq, heard[0].seq + 1);
}

int main(void)
{
#define CASE(claim) cmocka_unit_test_setup_teardown(claim, begin, end)
    const struct CMUnitTest cases[] = {
        CASE(pages_of_a_listing_are_counted),
        CASE(each_lists_what_spoke_since_the_one_before),
        CASE(numbers_begin_behind_those_of_every_earlier_process),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}

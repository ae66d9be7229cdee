/* History below live: how much of the loop it takes, in which pieces, and whose turn
 * it is. Time passes here only while a page is sent. */
#include "broker/history.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define PEERS   13u
#define PAGE_NS (SECOND_NS / 500) /* what a page takes on a slow machine */
#define OUTPUTS 20000u            /* 30 pages */

static int64_t now_ns;
static struct fold fold;
static struct door *door;
static struct stream *stream;
static struct history *history;

static struct { unsigned pages, ended; size_t largest; } got[PEERS];
static unsigned pages, last_peer;

static int64_t now(void *self)
{
    (void)self;
    return now_ns;
}

static bool send(void *self, enum endpoint endpoint, const struct frame *frames, size_t count)
{
    struct history_page head;
    struct refusal refusal;

    (void)self;
    if (endpoint != ENDPOINT_HISTORY)
        return true;
    assert_int_equal(count, 4);
    assert_int_equal(rows_decode(&history_page_rows, frames[2].bytes, frames[2].size, &head, NULL, &refusal), STATUS_OK);
    last_peer = *(const uint8_t *)frames[0].bytes;
    got[last_peer].pages++;
    got[last_peer].ended += !head.more;
    if (frames[3].size > got[last_peer].largest)
        got[last_peer].largest = frames[3].size;
    pages++;
    now_ns += PAGE_NS;
    return true;
}

static const struct world world = {.now = now, .send = send};

static int begin(void **state)
{
    static union output output;
    struct door_options options = {.clock = CLOCK_WALL};
    struct archive archive = {.world = &world, .fold = &fold};

    (void)state;
    now_ns = 1700000000 * SECOND_NS;
    memset(got, 0, sizeof(got));
    pages = 0;
    archive.door = door = door_create(&options);
    archive.stream = stream = stream_create(&world, 1);
    output.indicator = (struct indicator_output){.present = PRESENT_ALL,
                                                 .type = OUTPUT_INDICATOR,
                                                 .material = TEXT("aluminum"),
                                                 .region = TEXT("EU"),
                                                 .reason = TEXT("test")};
    for (unsigned i = 0; i < OUTPUTS; i++)
        stream_output(stream, &output);
    history = history_create(&archive);
    return !door || !stream || !history;
}

static int end(void **state)
{
    (void)state;
    history_destroy(&history);
    stream_destroy(&stream);
    door_destroy(&door);
    return 0;
}

static void asks(uint8_t peer)
{
    uint8_t bytes[64], number[8] = {0};
    const struct history_request request = {.present = UINT64_C(1) << HISTORY_REQUEST_HAS_OP |
                                                       UINT64_C(1) << HISTORY_REQUEST_HAS_FROM,
                                            .op = HISTORY_RANGE};
    struct frame frames[] = {{&peer, 1}, {number, 8}, {bytes, 0}};

    frames[2].size = rows_encode(&history_request_rows, &request, bytes, sizeof(bytes));
    history_receive(history, frames, 3);
}

/* ---- cases ---------------------------------------------------------------------- */

static void between_two_pages_the_loop_is_free_for_three_times_as_long(void **state)
{
    int64_t began = now_ns;

    (void)state;
    for (uint8_t peer = 0; peer < PEERS; peer++)
        asks(peer);
    assert_int_equal(pages, 1); /* a request is no way around it */
    while (history_due(history) != INT64_MAX) {
        unsigned before = pages;

        now_ns = history_due(history) > now_ns ? history_due(history) : now_ns;
        history_turn(history, now_ns);
        assert_in_range(pages, before, before + 1);
    }
    assert_true(now_ns - began >= (int64_t)(pages - 1) * (1 + HISTORY_REST) * PAGE_NS);
    for (unsigned peer = 0; peer < PEERS; peer++)
        assert_int_equal(got[peer].ended, 1);
}

static void a_page_is_small(void **state)
{
    (void)state;
    asks(0);
    while (history_due(history) != INT64_MAX) {
        now_ns = history_due(history) > now_ns ? history_due(history) : now_ns;
        history_turn(history, now_ns);
    }
    assert_in_range(got[0].pages, 10, 100);
    assert_in_range(got[0].largest, 1, PAGE_ENOUGH);
}

static void each_has_its_turn(void **state)
{
    (void)state;
    for (uint8_t peer = 0; peer < PEERS; peer++)
        asks(peer);
    while (pages < 5 * PEERS) {
        now_ns = history_due(history) > now_ns ? history_due(history) : now_ns;
        history_turn(history, now_ns);
    }
    for (unsigned peer = 0; peer < PEERS; peer++)
        assert_int_equal(got[peer].pages, 5);
}

int main(void)
{
#define CASE(claim) cmocka_unit_test_setup_teardown(claim, begin, end)
    const struct CMUnitTest cases[] = {
        CASE(between_two_pages_the_loop_is_free_for_three_times_as_long),
        CASE(a_page_is_small),
        CASE(each_has_its_turn),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}

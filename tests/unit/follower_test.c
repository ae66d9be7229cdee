/* The follower against a stream and a history that are played by hand, over real
 * sockets: what it gives, what it tells, and that bytes are those of the stream. */
#include "broker/page.h"
#include "runtime/follower.h"
#include "schemas/topics.h"
#include "tests/support/turning.h"

#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <zmq.h>

#define OURS    "indicator.aluminum.EU.gap."
#define OTHER   "indicator.aluminum.EU.cover."
#define ALERT   "alert.aluminum.EU.state."
#define EPOCH   77
#define KEPT    100000u /* messages that history keeps here at most */
#define STALLED 20000u  /* more than socket queues hold */

static struct turning turning;
static struct follower *follower;
static struct follower_options options; /* outlived by the follower */
static void *stream, *history;
static char why[256];

/* What the follower told, as words, in their order: "5", "gap 3..4", "live". */
static char told[1024];
static unsigned heartbeats, wanted, subscriptions;
static uint64_t given, last_given;
static bool bytes_differ, out_of_order;

/* ---- what history keeps ------------------------------------------------------ */

struct kept { const char *topic; uint64_t seq, offset; uint32_t value; bool fires; };
static struct kept kept[KEPT];
static size_t kept_count;
static uint64_t lowest;             /* seq that history still has of every topic */
static uint64_t epoch;
static bool history_is_away, history_is_mute;
static unsigned unanswered;         /* questions that came while it was mute */
static uint64_t history_repeats;    /* numbers before the first that was asked for, which it gives too */
static int64_t patience;
static const char *prefix;          /* what is followed */

/* An output of a test: the bytes of one number. */
static size_t output_of(uint32_t value, uint8_t bytes[5])
{
    bytes[0] = 0xce;
    for (int i = 0; i < 4; i++)
        bytes[1 + i] = (uint8_t)(value >> (24 - 8 * i));
    return 5;
}

static void tell(const char *format, ...)
{
    size_t used = strlen(told);
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(told + used, sizeof(told) - used, format, arguments);
    va_end(arguments);
    strncat(told, " ", sizeof(told) - strlen(told) - 1);
}

/* ---- the callbacks ------------------------------------------------------------- */

static const struct kept *find_kept(struct text topic, uint64_t seq)
{
    for (size_t i = 0; i < kept_count; i++)
        if (kept[i].seq == seq && text_is(topic, kept[i].topic))
            return &kept[i];
    return NULL;
}

static void on_output(void *self, struct text topic, const struct header *header, const void *bytes, size_t size)
{
    const struct kept *sent = kept_count < 100 ? find_kept(topic, header->seq) : &kept[header->seq - 1];
    uint8_t expected[5];

    (void)self;
    bytes_differ |= !sent || size != output_of(sent->value, expected) || memcmp(bytes, expected, size) != 0;
    if (text_is(topic, OURS)) {
        out_of_order |= header->seq != last_given + 1;
        last_given = header->seq;
        given++;
    }
    if (kept_count < 100)
        tell(text_is(topic, OURS) ? "%d" : "other %d", (int)header->seq);
}

static void on_gap(void *self, struct text topic, uint64_t from, uint64_t to)
{
    (void)self, (void)topic;
    tell("gap %d..%d", (int)from, (int)to);
}

static void on_filled(void *self, struct text topic, uint64_t from, uint64_t to)
{
    (void)self, (void)topic;
    tell("filled %d..%d", (int)from, (int)to);
}

static void on_lost(void *self, struct text topic, uint64_t from, uint64_t to, struct text because)
{
    (void)self, (void)topic, (void)because;
    tell("lost %d..%d", (int)from, (int)to);
}

static void on_live(void *self)
{
    (void)self;
    tell("live");
}

static void on_epoch(void *self, uint64_t number)
{
    (void)self, (void)number;
    tell("epoch");
}

static void on_floor(void *self, uint64_t floor)
{
    (void)self;
    tell("floor %d", (int)floor);
}

static void on_unavailable(void *self, enum status status, struct text because)
{
    (void)self, (void)because;
    tell("unavailable %s", status_name(status));
}

static void on_heartbeat(void *self, const struct heartbeat *heartbeat)
{
    (void)self, (void)heartbeat;
    heartbeats++;
}

/* ---- the stream by hand ---------------------------------------------------------- */

static void send_message(const char *topic, uint64_t seq, uint64_t offset, const void *bytes, size_t size)
{
    struct header header = {PRESENT_ALL, epoch, seq, offset};
    uint8_t header_bytes[64];
    size_t header_size = rows_encode(&header_rows, &header, header_bytes, sizeof(header_bytes));

    assert_true(zmq_send(stream, topic, strlen(topic), ZMQ_SNDMORE) >= 0);
    assert_true(zmq_send(stream, header_bytes, header_size, ZMQ_SNDMORE) >= 0);
    assert_true(zmq_send(stream, bytes, size, 0) >= 0);
}

/* It is said, and history keeps it; `heard`: the stream carries it too. */
static void says(const char *topic, uint64_t seq, bool heard)
{
    struct kept *message = &kept[kept_count++];
    uint8_t bytes[5];

    assert_true(kept_count <= KEPT);
    *message = (struct kept){topic, seq, kept_count, (uint32_t)(1000 * kept_count + seq), false};
    if (heard)
        send_message(topic, seq, message->offset, bytes, output_of(message->value, bytes));
}

static bool hears_it(void *unused)
{
    (void)unused;
    return heartbeats >= wanted;
}

static void beats(bool all, const char *topic, uint64_t seq)
{
    static struct heartbeat heartbeat;
    uint8_t bytes[512];

    heartbeat = (struct heartbeat){.present = PRESENT_ALL,
                                   .contract = CONTRACT,
                                   .epoch = epoch,
                                   .offset = 1,
                                   .time = 1,
                                   .all = all,
                                   .topics_count = topic != NULL};
    if (topic)
        heartbeat.topics[0] = (struct topic_seq){PRESENT_ALL, text_of(topic), seq};
    send_message(TOPIC_HEARTBEAT, 1, 1, bytes, rows_encode(&heartbeat_rows, &heartbeat, bytes, sizeof(bytes)));
    wanted++;
    assert_true(turning_until(&turning, hears_it, NULL));
}

/* ---- history by hand ------------------------------------------------------------- */

static bool is_asked_for(const struct history_request *request, const struct kept *message)
{
    bool by_topic = message_has(request->present, HISTORY_REQUEST_HAS_TOPIC);
    uint64_t number = by_topic ? message->seq : message->offset;
    uint64_t to = message_has(request->present, HISTORY_REQUEST_HAS_TO) ? request->to : UINT64_MAX;

    if (request->op == HISTORY_ALERTS)
        return message->fires;
    if (request->op == HISTORY_SNAPSHOT)
        return true;
    return number + history_repeats >= request->from && number <= to && (!by_topic || text_is(request->topic, message->topic));
}

/* Is there a later message of the same topic? */
static bool is_last(const struct kept *message)
{
    for (const struct kept *later = message + 1; later < kept + kept_count; later++)
        if (strcmp(later->topic, message->topic) == 0)
            return false;
    return true;
}

static void send_page(struct frame peer, struct frame number, struct page *page, bool more, const char *error)
{
    struct history_page head = {.epoch = epoch, .more = more, .floor = lowest};
    struct frame frames[2];

    page_finish(page, &head, error);
    page_frames(page, frames);
    zmq_send(history, peer.bytes, peer.size, ZMQ_SNDMORE);
    zmq_send(history, number.bytes, number.size, ZMQ_SNDMORE);
    zmq_send(history, frames[0].bytes, frames[0].size, ZMQ_SNDMORE);
    zmq_send(history, frames[1].bytes, frames[1].size, 0);
    page_clear(page);
}

static void answer(struct frame peer, struct frame number, const struct history_request *request)
{
    static struct page page;

    page_clear(&page);
    if (request->op == HISTORY_RANGE && request->from > 0 && request->from < lowest) {
        send_page(peer, number, &page, false, "gone: from: no longer kept");
        return;
    }
    for (size_t i = 0; i < kept_count; i++) {
        uint8_t bytes[5];
        struct said said = {.topic = text_of(kept[i].topic),
                            .header = {PRESENT_ALL, epoch, kept[i].seq, kept[i].offset},
                            .bytes = bytes,
                            .size = output_of(kept[i].value, bytes)};

        if (!is_asked_for(request, &kept[i]) || (request->op == HISTORY_SNAPSHOT && !is_last(&kept[i])))
            continue;
        if (!page_add(&page, &said)) {
            send_page(peer, number, &page, true, NULL);
            page_add(&page, &said);
        }
    }
    send_page(peer, number, &page, false, NULL);
}

static void serve_history(void)
{
    uint8_t peer[256], number[8], bytes[1024];
    struct history_request request;
    struct refusal refusal;
    int peer_size, size;

    while (!history_is_away && (peer_size = zmq_recv(history, peer, sizeof(peer), ZMQ_DONTWAIT)) > 0) {
        assert_int_equal(zmq_recv(history, number, sizeof(number), 0), 8);
        size = zmq_recv(history, bytes, sizeof(bytes), 0);
        assert_int_equal(rows_decode(&history_request_rows, bytes, (size_t)size, &request, NULL, &refusal), STATUS_OK);
        unanswered += history_is_mute;
        if (!history_is_mute)
            answer((struct frame){peer, (size_t)peer_size}, (struct frame){number, 8}, &request);
    }
}

/* Turns until the words of what was told end so. */
static bool ends_so(void *words)
{
    size_t size = strlen(words), used = strlen(told);

    serve_history();
    return used >= size && strcmp(told + used - size, words) == 0;
}

static void hears(const char *words)
{
    if (!turning_until(&turning, ends_so, (void *)words))
        fail_msg("told: %s; expected at its end: %s", told, words);
    assert_false(bytes_differ);
}

/* ---- life -------------------------------------------------------------------------- */

static bool is_subscribed(void *unused)
{
    char bytes[64];

    (void)unused;
    while (zmq_recv(stream, bytes, sizeof(bytes), ZMQ_DONTWAIT) > 0)
        subscriptions++;
    return subscriptions >= 2; /* ours, and the heartbeat */
}

static int begin(void **state)
{
    int hwm = 10;

    (void)state;
    told[0] = '\0';
    heartbeats = wanted = subscriptions = 0;
    given = last_given = 0;
    bytes_differ = out_of_order = history_is_away = history_is_mute = false;
    unanswered = 0;
    kept_count = 0;
    lowest = history_repeats = 0;
    epoch = EPOCH;
    patience = 20 * SECOND_NS;
    prefix = "indicator.aluminum.EU.";
    turning_begin(&turning);
    stream = zmq_socket(turning.context, ZMQ_XPUB);
    zmq_setsockopt(stream, ZMQ_SNDHWM, &hwm, sizeof(hwm));
    zmq_bind(stream, "inproc://stream");
    history = zmq_socket(turning.context, ZMQ_ROUTER);
    zmq_bind(history, "inproc://history");
    return 0;
}

static void follows(enum follow_from from, uint64_t number)
{
    const struct follower_callbacks callbacks = {.on_output = on_output,
                                                 .on_live = on_live,
                                                 .on_heartbeat = on_heartbeat,
                                                 .on_gap = on_gap,
                                                 .on_filled = on_filled,
                                                 .on_lost = on_lost,
                                                 .on_floor = on_floor,
                                                 .on_unavailable = on_unavailable,
                                                 .on_epoch = on_epoch};

    options = (struct follower_options){.stream = "inproc://stream",
                                        .history = "inproc://history",
                                        .topics = &prefix,
                                        .topics_count = 1,
                                        .from = from,
                                        .number = number,
                                        .patience = patience};
    assert_int_equal(follower_create(&follower, &turning.loop, turning.context, &options, &callbacks, why, sizeof(why)),
                     STATUS_OK);
    assert_true(turning_until(&turning, is_subscribed, NULL));
}

static int end(void **state)
{
    (void)state;
    follower_destroy(&follower);
    zmq_close(stream);
    zmq_close(history);
    turning_end(&turning);
    return 0;
}

/* ---- cases -------------------------------------------------------------------------- */

static void what_did_not_come_is_told_and_filled_in_its_place(void **state)
{
    (void)state;
    follows(FOLLOW_NEW, 0);
    says(OURS, 1, false);
    beats(true, OURS, 1);
    says(OURS, 2, true);
    says(OURS, 3, false);
    says(OURS, 4, false);
    says(OURS, 5, true);
    hears("live 2 gap 3..4 3 4 filled 3..4 5 ");
    assert_true(follower_complete(follower));
}

static void a_second_gap_among_what_was_held_is_found(void **state)
{
    (void)state;
    follows(FOLLOW_NEW, 0);
    beats(true, NULL, 0);
    says(OURS, 1, true);
    hears("live 1 ");
    history_is_away = true;
    for (uint64_t seq = 2; seq <= 9; seq++)
        says(OURS, seq, seq == 4 || seq >= 7);
    beats(false, NULL, 0);
    history_is_away = false;
    hears("live 1 gap 2..3 2 3 filled 2..3 4 gap 5..6 5 6 filled 5..6 7 8 9 ");
    assert_false(out_of_order);
}

static void what_history_gives_again_is_given_once(void **state)
{
    (void)state;
    history_repeats = 2;
    follows(FOLLOW_NEW, 0);
    beats(true, NULL, 0);
    says(OURS, 1, true);
    says(OURS, 2, true);
    hears("live 1 2 ");
    says(OURS, 3, false);
    says(OURS, 4, true);
    hears("live 1 2 gap 3..3 3 filled 3..3 4 ");
    assert_false(out_of_order);
}

static void a_lost_tail_is_filled_at_the_heartbeat(void **state)
{
    (void)state;
    follows(FOLLOW_NEW, 0);
    beats(true, NULL, 0);
    says(OURS, 1, false);
    says(OURS, 2, false);
    beats(false, OURS, 2);
    hears("live gap 1..2 1 2 filled 1..2 ");
}

static void what_is_no_longer_kept_is_lost_by_number(void **state)
{
    (void)state;
    follows(FOLLOW_NEW, 0);
    beats(true, NULL, 0);
    for (uint64_t seq = 1; seq <= 6; seq++)
        says(OURS, seq, seq == 6);
    lowest = 4;
    hears("live gap 1..5 lost 1..3 4 5 filled 4..5 6 ");
    assert_int_equal(follower_totals(follower).lost, 3);
    assert_int_equal(follower_totals(follower).missed, 5);
}

static void other_topics_go_on_while_one_waits(void **state)
{
    (void)state;
    follows(FOLLOW_NEW, 0);
    beats(true, NULL, 0);
    history_is_away = true;
    says(OURS, 1, false);
    says(OURS, 2, true);
    says(OURS, 3, true);
    says(OTHER, 1, true);
    hears("live gap 1..1 other 1 ");
    assert_false(follower_complete(follower));
    history_is_away = false;
    hears("1 filled 1..1 2 3 ");
}

static void without_history_a_gap_is_lost_and_what_came_is_given(void **state)
{
    (void)state;
    patience = SECOND_NS / 2;
    history_is_away = true;
    follows(FOLLOW_NEW, 0);
    beats(true, NULL, 0);
    says(OURS, 1, false);
    says(OURS, 2, true);
    says(OURS, 3, true);
    beats(false, NULL, 0);
    beats(false, NULL, 0);
    hears("live gap 1..1 lost 1..1 2 3 ");
}

static bool is_asked_twice(void *unused)
{
    (void)unused;
    serve_history();
    return unanswered >= 2;
}

static void while_nobody_is_there_nothing_is_lost(void **state)
{
    (void)state;
    patience = SECOND_NS / 10;
    history_is_mute = true;
    follows(FOLLOW_NEW, 0);
    beats(true, NULL, 0);
    says(OURS, 1, false);
    says(OURS, 2, true);
    assert_true(turning_until(&turning, is_asked_twice, NULL)); /* patience is over */
    history_is_mute = false;
    hears("live gap 1..1 1 filled 1..1 2 ");
}

static void a_snapshot_and_the_stream_join_without_a_duplicate(void **state)
{
    (void)state;
    follows(FOLLOW_LAST, 0);
    says(OURS, 1, false);
    says(OURS, 2, false);
    says(OTHER, 1, false);
    history_is_away = true;
    beats(true, OURS, 2);
    says(OURS, 3, true); /* heard, and in the snapshot as well */
    says(OTHER, 2, true);
    turning_once(&turning);
    history_is_away = false;
    hears("3 other 2 live ");
    says(OURS, 4, true);
    hears("3 other 2 live 4 ");
}

/* Two alerts share the topic: of one the last word is 2, of the other 4, which
 * resolved it; the snapshot has the last of the topic alone. */
static void an_alert_behind_a_newer_one_of_its_topic_is_given(void **state)
{
    (void)state;
    prefix = "alert.";
    follows(FOLLOW_LAST, 0);
    for (uint64_t seq = 1; seq <= 4; seq++)
        says(ALERT, seq, false);
    kept[1].fires = true;
    beats(true, ALERT, 4);
    hears("other 2 other 4 live ");
    says(ALERT, 5, true);
    hears("live other 5 ");
}

static void what_is_kept_comes_in_the_order_it_left(void **state)
{
    (void)state;
    follows(FOLLOW_OFFSET, 2);
    says(OURS, 1, false);
    says(OTHER, 1, false);
    says(OURS, 2, false);
    says(OTHER, 2, false);
    beats(true, OURS, 2);
    hears("other 1 2 other 2 live ");
    says(OURS, 3, true);
    hears("live 3 ");
}

static void a_beginning_that_is_gone_is_told(void **state)
{
    (void)state;
    follows(FOLLOW_OFFSET, 1);
    for (uint64_t seq = 1; seq <= 4; seq++)
        says(OURS, seq, false);
    lowest = 3;
    beats(true, OURS, 4);
    hears("floor 3 3 4 live ");
}

static void another_log_begins_with_a_snapshot(void **state)
{
    (void)state;
    follows(FOLLOW_NEW, 0);
    beats(true, OURS, 8);
    kept_count = 0;
    epoch = EPOCH + 1;
    says(OURS, 1, false);
    says(OURS, 2, false);
    beats(true, OURS, 2);
    hears("live epoch 2 live ");
    says(OURS, 3, true);
    hears("2 live 3 ");
}

static bool has_all(void *unused)
{
    (void)unused;
    serve_history();
    return given == kept_count;
}

/* Nothing more comes of itself. */
static bool has_come_to_rest(void *came)
{
    uint64_t before = *(uint64_t *)came;

    for (int turns = 0; turns < 1000; turns++)
        turning_once(&turning);
    *(uint64_t *)came = last_given;
    return last_given > 0 && last_given == before;
}

/* The reader does not read while more is said than its queues hold: the stream drops
 * the tail, of which no message tells. The next heartbeats do. */
static void a_stalled_reader_gets_what_it_lost_byte_for_byte(void **state)
{
    struct follower_totals totals;
    uint64_t came = 0;

    (void)state;
    follows(FOLLOW_NEW, 0);
    beats(true, NULL, 0);
    told[0] = '\0';
    for (uint64_t seq = 1; seq <= STALLED; seq++)
        says(OURS, seq, true);
    assert_true(turning_until(&turning, has_come_to_rest, &came));
    assert_in_range(came, 1, STALLED - 1);
    beats(false, OURS, STALLED);
    assert_true(turning_until(&turning, has_all, NULL));
    totals = follower_totals(follower);
    assert_int_equal(totals.missed, STALLED - came);
    assert_int_equal(totals.lost, 0);
    assert_false(bytes_differ);
    assert_false(out_of_order);
}

int main(void)
{
#define CASE(claim) cmocka_unit_test_setup_teardown(claim, begin, end)
    const struct CMUnitTest cases[] = {
        CASE(what_did_not_come_is_told_and_filled_in_its_place),
        CASE(a_second_gap_among_what_was_held_is_found),
        CASE(what_history_gives_again_is_given_once),
        CASE(a_lost_tail_is_filled_at_the_heartbeat),
        CASE(what_is_no_longer_kept_is_lost_by_number),
        CASE(other_topics_go_on_while_one_waits),
        CASE(without_history_a_gap_is_lost_and_what_came_is_given),
        CASE(while_nobody_is_there_nothing_is_lost),
        CASE(a_snapshot_and_the_stream_join_without_a_duplicate),
        CASE(an_alert_behind_a_newer_one_of_its_topic_is_given),
        CASE(what_is_kept_comes_in_the_order_it_left),
        CASE(a_beginning_that_is_gone_is_told),
        CASE(another_log_begins_with_a_snapshot),
        CASE(a_stalled_reader_gets_what_it_lost_byte_for_byte),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}

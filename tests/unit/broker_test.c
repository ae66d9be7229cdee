/* The broker's core in the simulated world: what must wait for the disk waits,
 * and what the disk refuses is refused. */
#include "broker/history.h"
#include "engine/engine.h"
#include "runtime/history_page.h"
#include "tests/simulation/story.h"
#include "tests/simulation/world_simulated.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define HEARD 64

static struct simulated *world;

/* What the broker said since the last forget(). */
static struct {
    unsigned receipts, outputs, heartbeats, full_heartbeats, errors, items;
    struct {
        uint64_t accepted, duplicate, refused, offset;
        char reason[32];
    } receipt[HEARD];
} heard;

/* The consumer's queue is full: it takes no page of history. */
static bool stalled;

static bool on_history(const struct simulated_sent *sent)
{
    struct history_items items;
    struct history_item item;
    struct history_page page;
    struct refusal refusal;

    if (stalled)
        return false;
    assert_int_equal(rows_decode(&history_page_rows, sent->frames[2].bytes, sent->frames[2].size, &page, NULL, &refusal),
                     STATUS_OK);
    heard.errors += page.error.size > 0;
    assert_int_equal(history_items_open(&items, sent->frames[3]), STATUS_OK);
    while (history_items_next(&items, &item) == STATUS_OK)
        heard.items++;
    return true;
}

static bool on_sent(struct simulated *simulated, const struct simulated_sent *sent)
{
    static struct receipt receipt;
    static struct heartbeat heartbeat;
    struct frame last = sent->frames[sent->count - 1];
    struct refusal refusal;

    (void)simulated;
    if (sent->endpoint == ENDPOINT_HISTORY)
        return on_history(sent);
    if (sent->endpoint == ENDPOINT_INGEST) {
        assert_int_equal(rows_decode(&receipt_rows, last.bytes, last.size, &receipt, NULL, &refusal), STATUS_OK);
        heard.receipt[heard.receipts].accepted = receipt.accepted;
        heard.receipt[heard.receipts].duplicate = receipt.duplicate;
        heard.receipt[heard.receipts].refused = receipt.refused_count;
        heard.receipt[heard.receipts].offset = receipt.offset;
        if (receipt.refused_count > 0)
            snprintf(heard.receipt[heard.receipts].reason, 32, "%.*s", (int)receipt.refused[0].reason.size,
                     receipt.refused[0].reason.at);
        heard.receipts++;
    } else if (memcmp(sent->frames[0].bytes, "heartbeat.", 10) == 0) {
        assert_int_equal(rows_decode(&heartbeat_rows, last.bytes, last.size, &heartbeat, NULL, &refusal), STATUS_OK);
        heard.heartbeats++;
        heard.full_heartbeats += heartbeat.all;
    } else if (memcmp(sent->frames[0].bytes, "indicator.", 10) == 0) {
        heard.outputs++;
    }
    return true;
}

static void forget(void)
{
    memset(&heard, 0, sizeof(heard));
}

static void given(enum clock clock, bool journal)
{
    world = simulated_create(1, clock, journal);
    world->on_sent = on_sent;
    simulated_start(world);
    simulated_settle(world);
    forget();
}

static int end(void **state)
{
    (void)state;
    simulated_destroy(&world);
    return 0;
}

static void publish(const void *batch, size_t size)
{
    simulated_receive(world, ENDPOINT_INGEST, (const struct frame[]){{"peer", 4}, {"12345678", 8}, {batch, size}}, 3);
}

/* A batch of `count` supply tables with ids from `first` on. */
static void publish_supply(uint64_t first, unsigned count)
{
    static uint8_t batch[3 + LIMIT_BATCH_EVENTS * 256];
    size_t size = 3;

    batch[0] = 0xdc;
    batch[1] = (uint8_t)(count >> 8);
    batch[2] = (uint8_t)count;
    for (unsigned i = 0; i < count; i++)
        size += story_supply("test", first + i, "EU", 1e6 + (double)(first + i) * 1e5, SIMULATED_START - DAY_NS,
                             batch + size);
    publish(batch, size);
}

static void receipt_says(unsigned number, uint64_t accepted, uint64_t duplicate, uint64_t refused, uint64_t offset)
{
    assert_true(number < heard.receipts);
    assert_int_equal(heard.receipt[number].accepted, accepted);
    assert_int_equal(heard.receipt[number].duplicate, duplicate);
    assert_int_equal(heard.receipt[number].refused, refused);
    assert_int_equal(heard.receipt[number].offset, offset);
}

/* ---- what waits for the disk ------------------------------------------------------ */

static void receipt_and_outputs_wait_for_the_commit(void **state)
{
    (void)state;
    given(CLOCK_WALL, true);
    publish_supply(1, 3);
    assert_int_equal(heard.receipts + heard.outputs, 0);
    assert_int_equal(broker_offset(world->broker), 0);
    simulated_settle(world);
    receipt_says(0, 3, 0, 0, 3);
    assert_true(heard.outputs > 0);
    assert_int_equal(broker_offset(world->broker), 3);
}

static void a_duplicate_of_what_is_not_durable_waits_with_it(void **state)
{
    (void)state;
    given(CLOCK_WALL, true);
    publish_supply(1, 3);
    publish_supply(1, 3);
    assert_int_equal(heard.receipts, 0);
    simulated_settle(world);
    receipt_says(0, 3, 0, 0, 3);
    receipt_says(1, 0, 3, 0, 3);
    assert_int_equal(simulated_logged(world, ENTRY_EVENTS), 3);
}

static void all_that_came_during_a_commit_is_the_next_one(void **state)
{
    unsigned before;

    (void)state;
    given(CLOCK_WALL, true);
    before = world->commits;
    for (unsigned i = 0; i < 10; i++)
        publish_supply(1 + i, 1);
    simulated_settle(world);
    assert_int_equal(world->commits - before, 2);
    for (unsigned i = 0; i < 10; i++)
        receipt_says(i, 1, 0, 0, i + 1);
}

static void without_a_journal_the_receipt_comes_at_once(void **state)
{
    (void)state;
    given(CLOCK_WALL, false);
    publish_supply(1, 2);
    receipt_says(0, 2, 0, 0, 2);
    assert_true(heard.outputs > 0);
}

static void a_full_group_pauses_intake_until_the_commit(void **state)
{
    (void)state;
    given(CLOCK_WALL, true);
    publish_supply(1, 1); /* under way: what follows gathers */
    for (unsigned i = 0; !world->paused; i++) {
        assert_true(i < 100);
        publish_supply(2 + i * 1000, 1000);
    }
    simulated_settle(world);
    assert_false(world->paused);
    assert_int_equal(simulated_logged(world, ENTRY_EVENTS), broker_offset(world->broker));
}

/* ---- what the disk refuses -------------------------------------------------------- */

static void a_failed_commit_refuses_all_that_it_and_the_next_held(void **state)
{
    (void)state;
    given(CLOCK_WALL, true);
    world->disk_gives = STATUS_NO_SPACE;
    publish_supply(1, 3);
    publish_supply(1, 4); /* three duplicates of what will not be durable */
    simulated_settle(world);
    receipt_says(0, 0, 0, 3, 0);
    receipt_says(1, 0, 0, 4, 0);
    assert_string_equal(heard.receipt[0].reason, "no_space");
    assert_int_equal(heard.outputs, 0);
    assert_int_equal(simulated_logged(world, ENTRY_EVENTS), 0);
}

static void intake_is_refused_at_once_until_the_disk_works_again(void **state)
{
    (void)state;
    given(CLOCK_WALL, true);
    world->disk_gives = STATUS_IO;
    publish_supply(1, 3);
    simulated_settle(world);
    publish_supply(1, 3);
    receipt_says(1, 0, 0, 3, 0);
    assert_string_equal(heard.receipt[1].reason, "io");
    world->disk_gives = STATUS_OK;
    simulated_run(world, world->now + 2 * SECOND_NS);
    publish_supply(1, 3); /* no duplicates: the door has forgotten them */
    simulated_settle(world);
    receipt_says(2, 3, 0, 0, 3);
}

/* A broker that asked to be woken at once, and again, would never let time pass. */
static void a_probe_that_takes_long_is_waited_for_in_peace(void **state)
{
    (void)state;
    given(CLOCK_WALL, true);
    world->disk_gives = STATUS_IO;
    publish_supply(1, 3);
    simulated_settle(world);
    while (!world->committing)
        simulated_run(world, simulated_due(world));
    world->commit_due = world->now + 5 * SECOND_NS;
    simulated_run(world, world->now + 3 * SECOND_NS);
    assert_true(world->committing);
    assert_true(simulated_due(world) > world->now);
}

static void a_configuration_that_did_not_get_to_the_disk_is_logged_later(void **state)
{
    (void)state;
    world = simulated_create(1, CLOCK_WALL, true);
    world->disk_gives = STATUS_NO_SPACE;
    simulated_start(world);
    simulated_settle(world);
    assert_int_equal(world->disk.count, 0);
    world->disk_gives = STATUS_OK;
    simulated_run(world, world->now + 2 * SECOND_NS);
    assert_int_equal(simulated_logged(world, ENTRY_CONFIG), 1);
    assert_int_equal(simulated_logged(world, ENTRY_RULES), 1);
}

/* ---- what is not as it should be ---------------------------------------------------- */

/* Damages a batch here and there; the number it came with is answered all the same. */
static void whatever_comes_with_a_number_is_answered(void **state)
{
    uint8_t batch[1 + 3 * STORY_EVENT_BYTES];
    size_t size, cut;

    (void)state;
    given(CLOCK_EVENTS, true);
    for (unsigned round = 0; round < 3000; round++) {
        batch[0] = 0x93;
        size = 1;
        for (unsigned i = 0; i < 3; i++)
            size += story_supply("test", 3 * round + i, "EU", 1e6, SIMULATED_START, batch + size);
        for (unsigned damage = dice_below(&world->dice, 4); damage > 0; damage--)
            batch[dice_below(&world->dice, (uint32_t)size)] = (uint8_t)dice_throw(&world->dice);
        cut = dice_chance(&world->dice, 0.2) ? dice_below(&world->dice, (uint32_t)size) : size;
        forget();
        publish(batch, cut);
        simulated_settle(world);
        assert_int_equal(heard.receipts, 1);
    }
    assert_int_equal(simulated_logged(world, ENTRY_EVENTS), broker_offset(world->broker));
}

/* What is asked, and refused: `text` is no map. */
static void ask_wrongly(const char *peer)
{
    simulated_receive(world, ENDPOINT_HISTORY, (const struct frame[]){{peer, strlen(peer)}, {"12345678", 8}, {"\xa1x", 2}},
                      3);
}

static void a_refusal_of_history_waits_for_a_peer_whose_queue_is_full(void **state)
{
    (void)state;
    given(CLOCK_WALL, true);
    stalled = true;
    for (unsigned i = 0; i < 3; i++)
        ask_wrongly("stalled");
    simulated_run(world, world->now + SECOND_NS);
    assert_int_equal(heard.errors, 0);
    stalled = false;
    simulated_run(world, world->now + SECOND_NS);
    assert_int_equal(heard.errors, 3);
}

static void a_peer_that_takes_no_refusal_leaves_room_for_others(void **state)
{
    (void)state;
    given(CLOCK_WALL, true);
    stalled = true;
    for (unsigned i = 0; i < 100; i++)
        ask_wrongly("stalled");
    ask_wrongly("patient");
    stalled = false;
    simulated_run(world, world->now + SECOND_NS);
    assert_int_equal(heard.errors, HISTORY_PEER_REFUSALS + 1);
}

/* ---- what history gives of the log --------------------------------------------------- */

static unsigned events_given(void)
{
    uint8_t request[64];
    struct history_request asked = {.op = HISTORY_EVENTS, .present = UINT64_C(1) << HISTORY_REQUEST_HAS_OP};
    size_t size = rows_encode(&history_request_rows, &asked, request, sizeof(request));

    assert_true(size > 0);
    heard.items = 0;
    simulated_receive(world, ENDPOINT_HISTORY, (const struct frame[]){{"asks", 4}, {"12345678", 8}, {request, size}}, 3);
    assert_int_equal(heard.errors, 0);
    return heard.items;
}

/* A reader of the journal sees what is written; only the commit tells whether it stays. */
static void what_is_written_and_not_yet_durable_is_not_given(void **state)
{
    unsigned before;

    (void)state;
    given(CLOCK_WALL, true);
    publish_supply(1, 1);
    simulated_settle(world);
    before = events_given();
    publish_supply(2, 3);
    simulated_write(world);
    assert_int_equal(events_given(), before);
    simulated_settle(world);
    assert_int_equal(events_given(), before + 3);
}

static void a_tick_that_failed_and_stands_in_the_log_is_not_given(void **state)
{
    unsigned before;

    (void)state;
    given(CLOCK_WALL, true);
    publish_supply(1, 1);
    simulated_settle(world);
    before = events_given();
    world->disk_gives = STATUS_IO;
    publish_supply(2, 1);
    simulated_settle(world);
    while (!world->committing)
        simulated_run(world, simulated_due(world)); /* the probe: a tick */
    simulated_write(world);
    simulated_settle(world);
    assert_int_equal(events_given(), before);
}

/* ---- the broker's own entries ------------------------------------------------------ */

static void a_new_log_begins_with_configuration_and_rules(void **state)
{
    (void)state;
    given(CLOCK_EVENTS, true);
    assert_int_equal(world->disk.count, 2);
    assert_int_equal(world->disk.entries[0].kind, ENTRY_CONFIG);
    assert_int_equal(world->disk.entries[1].kind, ENTRY_RULES);
    assert_int_equal(world->disk.entries[0].offset, 0);
}

static void a_restart_logs_only_what_changed(void **state)
{
    struct config config = *engine_default_config();

    (void)state;
    given(CLOCK_WALL, true);
    publish_supply(1, 1);
    simulated_settle(world);
    simulated_crash(world);
    simulated_start(world);
    simulated_settle(world);
    assert_int_equal(simulated_logged(world, ENTRY_CONFIG), 1);
    simulated_crash(world);
    config.emit_delta *= 2;
    world->options.config_size = rows_encode(&config_rows, &config, world->config, sizeof(world->config));
    simulated_start(world);
    simulated_settle(world);
    assert_int_equal(simulated_logged(world, ENTRY_CONFIG), 2);
    assert_int_equal(simulated_logged(world, ENTRY_RULES), 1);
}

/* Configuration and rules are logged when no time is known yet. */
static void a_restart_before_the_first_event_knows_no_time_either(void **state)
{
    (void)state;
    given(CLOCK_EVENTS, true);
    simulated_crash(world);
    simulated_start(world);
    publish_supply(1, 1);
    simulated_settle(world);
    receipt_says(0, 1, 0, 0, 1);
}

static void time_that_passes_is_logged_under_the_wall_clock_only(void **state)
{
    (void)state;
    given(CLOCK_WALL, true);
    publish_supply(1, 1);
    simulated_run(world, world->now + 3 * HOUR_NS);
    assert_true(simulated_logged(world, ENTRY_TICK) > 0);
    assert_true(simulated_logged(world, ENTRY_TICK) < 100);
    simulated_destroy(&world);
    given(CLOCK_EVENTS, true);
    publish_supply(1, 1);
    simulated_run(world, world->now + 3 * HOUR_NS);
    assert_int_equal(simulated_logged(world, ENTRY_TICK), 0);
}

/* ---- heartbeats and the end --------------------------------------------------------- */

static void a_heartbeat_goes_out_each_second_and_a_full_one_each_minute(void **state)
{
    (void)state;
    given(CLOCK_EVENTS, true);
    simulated_run(world, world->now + 2 * MINUTE_NS);
    assert_in_range(heard.heartbeats, 119, 121);
    assert_int_equal(heard.full_heartbeats, 2);
}

static void whoever_joins_gets_a_full_heartbeat_soon(void **state)
{
    const struct frame subscription = {"\1heartbeat.", 11};

    (void)state;
    given(CLOCK_EVENTS, true);
    for (int i = 0; i < 1000; i++)
        simulated_receive(world, ENDPOINT_STREAM, &subscription, 1);
    simulated_run(world, world->now + SECOND_NS / 5);
    assert_int_equal(heard.full_heartbeats, 1);
}

static void a_stop_takes_nothing_in_and_answers_what_is_in_hand(void **state)
{
    (void)state;
    given(CLOCK_WALL, true);
    publish_supply(1, 1);
    publish_supply(2, 1);
    broker_stop(world->broker);
    assert_true(world->paused);
    assert_false(broker_idle(world->broker));
    simulated_settle(world);
    assert_int_equal(heard.receipts, 2);
    assert_true(broker_idle(world->broker));
    assert_true(world->paused);
}

int main(void)
{
#define CASE(claim) cmocka_unit_test_teardown(claim, end)
    const struct CMUnitTest cases[] = {
        CASE(receipt_and_outputs_wait_for_the_commit),
        CASE(a_duplicate_of_what_is_not_durable_waits_with_it),
        CASE(all_that_came_during_a_commit_is_the_next_one),
        CASE(without_a_journal_the_receipt_comes_at_once),
        CASE(a_full_group_pauses_intake_until_the_commit),
        CASE(a_failed_commit_refuses_all_that_it_and_the_next_held),
        CASE(intake_is_refused_at_once_until_the_disk_works_again),
        CASE(a_probe_that_takes_long_is_waited_for_in_peace),
        CASE(a_configuration_that_did_not_get_to_the_disk_is_logged_later),
        CASE(whatever_comes_with_a_number_is_answered),
        CASE(a_refusal_of_history_waits_for_a_peer_whose_queue_is_full),
        CASE(a_peer_that_takes_no_refusal_leaves_room_for_others),
        CASE(what_is_written_and_not_yet_durable_is_not_given),
        CASE(a_tick_that_failed_and_stands_in_the_log_is_not_given),
        CASE(a_new_log_begins_with_configuration_and_rules),
        CASE(a_restart_logs_only_what_changed),
        CASE(a_restart_before_the_first_event_knows_no_time_either),
        CASE(time_that_passes_is_logged_under_the_wall_clock_only),
        CASE(a_heartbeat_goes_out_each_second_and_a_full_one_each_minute),
        CASE(whoever_joins_gets_a_full_heartbeat_soon),
        CASE(a_stop_takes_nothing_in_and_answers_what_is_in_hand),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}

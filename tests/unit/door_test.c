/* The door: duplicates, conflicts, numbers, the two clocks, and taking back. */
#include "runtime/door.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define START (1740355200LL * SECOND_NS) /* 2025-02-24T00:00:00Z */

/* ---- the words of these tests ------------------------------------------------ */

static struct door *door;
static struct event admitted;
static struct refusal refusal;

static void given(enum clock clock)
{
    door = door_create(&(struct door_options){.clock = clock});
    assert_non_null(door);
}

static int end(void **state)
{
    (void)state;
    door_destroy(&door);
    return 0;
}

/* A source's word about itself: the smallest event. */
struct said {
    const char *source, *id;
    uint64_t revision, seq; /* 0: absent */
    int64_t time, received; /* received 0: absent */
    const char *reason;
    bool withdrawn;
};

static size_t encode(const struct said *said, uint8_t *bytes, size_t capacity)
{
    static struct event event;
    memset(&event, 0, sizeof event);
    event.type = EVENT_STATUS;
    event.source = text_of(said->source);
    event.id = text_of(said->id);
    event.revision = said->revision;
    event.seq = said->seq;
    event.time = said->time;
    event.received = said->received;
    event.withdrawn = said->withdrawn;
    event.status.health = HEALTH_OK;
    event.status.reason = text_of(said->reason != NULL ? said->reason : "quiet");
    event.present = 1u << EVENT_HAS_TYPE | 1u << EVENT_HAS_SOURCE | 1u << EVENT_HAS_ID | 1u << EVENT_HAS_TIME |
                    3u << EVENT_HEAD_ROWS /* health, reason */;
    event.present |= (uint64_t)(said->revision != 0) << EVENT_HAS_REVISION;
    event.present |= (uint64_t)(said->seq != 0) << EVENT_HAS_SEQ;
    event.present |= (uint64_t)(said->received != 0) << EVENT_HAS_RECEIVED;
    event.present |= (uint64_t)said->withdrawn << EVENT_HAS_WITHDRAWN;
    size_t used = rows_encode(event_rows[EVENT_STATUS], &event, bytes, capacity);
    assert_true(used > 0);
    return used;
}

static enum status comes(struct said said, int64_t now, int64_t sent)
{
    static uint8_t bytes[1024];
    size_t size = encode(&said, bytes, sizeof bytes);
    return door_admit(door, NULL, bytes, size, now, sent, &admitted, NULL, &refusal);
}

static enum status comes_at(const char *source, const char *id, int64_t now)
{
    return comes((struct said){.source = source, .id = id, .time = START}, now, 0);
}

static enum status numbered(const char *id, uint64_t seq)
{
    return comes((struct said){.source = "feed", .id = id, .seq = seq, .time = START}, START, 0);
}

static void remember(struct said said, int64_t received)
{
    static struct event event;
    uint8_t bytes[1024];
    size_t size = encode(&said, bytes, sizeof bytes);
    assert_int_equal(event_decode(bytes, size, &event, NULL, &refusal), STATUS_OK);
    struct identity identity = door_identify(door, &event, bytes, size);
    door_remember(door, &identity, &event, received);
}

static struct door_source source(uint32_t index)
{
    struct door_source found;
    assert_true(index < door_sources(door));
    door_source(door, index, &found);
    return found;
}

static void says(const char *words)
{
    if (strstr(refusal.text, words) == NULL)
        fail_msg("`%s` does not say `%s`", refusal.text, words);
}

static const char *id_of(unsigned number)
{
    static char id[16];
    snprintf(id, sizeof id, "id-%u", number);
    return id;
}

/* ---- duplicates -------------------------------------------------------------- */

static void what_comes_again_is_a_duplicate(void **state)
{
    (void)state;
    given(CLOCK_WALL);
    assert_int_equal(comes_at("feed", "a", START), STATUS_OK);
    assert_int_equal(comes_at("feed", "a", START + 1), STATUS_DUPLICATE);
    assert_int_equal(door_clock(door), START);
    assert_int_equal(comes_at("feed", "b", START), STATUS_OK);
    assert_int_equal(comes_at("other", "a", START), STATUS_OK);
    assert_int_equal(source(0).accepted, 2);
    assert_int_equal(source(0).duplicate, 1);
    assert_int_equal(source(1).accepted, 1);
}

static void other_bytes_under_the_same_triple_are_a_conflict(void **state)
{
    (void)state;
    given(CLOCK_WALL);
    struct said said = {.source = "feed", .id = "a", .time = START, .revision = 2};
    assert_int_equal(comes(said, START, 0), STATUS_OK);
    said.reason = "other";
    assert_int_equal(comes(said, START, 0), STATUS_CONFLICT);
    assert_string_equal(refusal.field, "id");
    says("\"a\" of source \"feed\"");
    says("revision 2");
    assert_int_equal(source(0).refused, 1);
    said.revision = 3;
    assert_int_equal(comes(said, START, 0), STATUS_OK);
}

static void taking_back_is_a_revision_like_any_other(void **state)
{
    (void)state;
    given(CLOCK_WALL);
    struct said said = {.source = "feed", .id = "a", .time = START};
    assert_int_equal(comes(said, START, 0), STATUS_OK);
    said.withdrawn = true;
    assert_int_equal(comes(said, START, 0), STATUS_CONFLICT);
    said.revision = 2;
    assert_int_equal(comes(said, START, 0), STATUS_OK);
    assert_int_equal(comes(said, START, 0), STATUS_DUPLICATE);
}

static void an_absent_revision_is_the_first(void **state)
{
    (void)state;
    given(CLOCK_WALL);
    struct said said = {.source = "feed", .id = "a", .time = START};
    assert_int_equal(comes(said, START, 0), STATUS_OK);
    said.revision = 1;
    assert_int_equal(comes(said, START, 0), STATUS_CONFLICT); /* the bytes differ */
}

static void source_and_id_do_not_run_together(void **state)
{
    (void)state;
    given(CLOCK_WALL);
    assert_int_equal(comes_at("feed", "ab", START), STATUS_OK);
    assert_int_equal(comes_at("feeda", "b", START), STATUS_OK);
}

/* The revision with which a source has the seed that "feed" has with its first; 0
 * when it is none. */
static uint64_t meeting_revision(const char *source)
{
    const uint64_t golden = UINT64_C(0x9e3779b97f4a7c15);
    uint64_t inverse = golden;
    for (int i = 0; i < 5; i++)
        inverse *= 2 - golden * inverse;
    uint64_t revision = (XXH3_64bits("feed", 4) + golden - XXH3_64bits(source, strlen(source))) * inverse;
    return revision <= UINT64_C(1) << 53 ? revision : 0;
}

static void nobody_takes_the_place_of_another_source(void **state)
{
    char name[32];
    uint64_t revision = 0;
    (void)state;
    given(CLOCK_WALL);
    for (unsigned i = 0; revision == 0; i++) {
        snprintf(name, sizeof name, "stranger-%u", i);
        revision = meeting_revision(name);
    }
    assert_int_equal(comes((struct said){.source = name, .id = "a", .revision = revision, .time = START}, START, 0),
                     STATUS_OK);
    assert_int_equal(comes((struct said){.source = "feed", .id = "a", .revision = 1, .time = START}, START, 0),
                     STATUS_OK);
}

static void a_source_too_many_is_refused_with_limit_and_count(void **state)
{
    (void)state;
    given(CLOCK_WALL);
    for (unsigned i = 0; i < LIMIT_SOURCES; i++)
        assert_int_equal(comes_at(id_of(i), "a", START), STATUS_OK);
    assert_int_equal(comes_at("one-more", "a", START + 5), STATUS_FULL);
    assert_string_equal(refusal.field, "source");
    says("\"one-more\"");
    says("1024");
    assert_int_equal(door_clock(door), START);
    assert_int_equal(comes_at(id_of(7), "b", START), STATUS_OK);
}

/* ---- numbers ----------------------------------------------------------------- */

static void a_number_is_remembered_for_ever(void **state)
{
    (void)state;
    given(CLOCK_WALL);
    for (unsigned i = 1; i <= LIMIT_WINDOW_SOURCE + 10; i++)
        assert_int_equal(numbered(id_of(i), i), STATUS_OK);
    assert_int_equal(numbered(id_of(5), 5), STATUS_DUPLICATE); /* long out of the window */
    assert_int_equal(numbered(id_of(LIMIT_WINDOW_SOURCE), LIMIT_WINDOW_SOURCE), STATUS_DUPLICATE);
    assert_int_equal(source(0).last_seq, LIMIT_WINDOW_SOURCE + 10);
}

static void a_number_taken_twice_is_a_conflict(void **state)
{
    (void)state;
    given(CLOCK_WALL);
    assert_int_equal(numbered("a", 1), STATUS_OK);
    assert_int_equal(numbered("b", 2), STATUS_OK);
    assert_int_equal(numbered("c", 1), STATUS_CONFLICT);
    assert_string_equal(refusal.field, "seq");
    says("taken by another event");
}

static void what_never_came_is_counted_as_missing(void **state)
{
    (void)state;
    given(CLOCK_WALL);
    assert_int_equal(numbered("a", 10), STATUS_OK);
    assert_int_equal(numbered("b", 14), STATUS_OK);
    assert_int_equal(source(0).missing, 3);
    assert_int_equal(numbered("c", 12), STATUS_OK);
    assert_int_equal(source(0).missing, 2);
    assert_int_equal(source(0).last_seq, 14);
}

static void a_number_below_a_gap_given_up_is_refused_not_lost(void **state)
{
    (void)state;
    given(CLOCK_WALL);
    for (unsigned i = 0; i <= DOOR_RANGES; i++)
        assert_int_equal(numbered(id_of(i), 10 * i + 10), STATUS_OK);
    assert_int_equal(numbered("late", 15), STATUS_GONE);
    assert_string_equal(refusal.field, "seq");
    says("below 20");
    assert_int_equal(numbered(id_of(0), 10), STATUS_DUPLICATE); /* still in the window */
    assert_int_equal(numbered("late", 25), STATUS_OK);
}

/* ---- the clocks -------------------------------------------------------------- */

static void under_the_wall_clock_received_is_now_and_never_less_than_the_last(void **state)
{
    (void)state;
    given(CLOCK_WALL);
    assert_int_equal(door_clock(door), DOOR_NEVER);
    assert_int_equal(comes_at("feed", "a", START + 10), STATUS_OK);
    assert_int_equal(admitted.received, START + 10);
    assert_int_equal(comes_at("feed", "b", START + 4), STATUS_OK);
    assert_int_equal(admitted.received, START + 10);
    struct said said = {.source = "feed", .id = "c", .time = START, .received = START + 99};
    assert_int_equal(comes(said, START + 11, START + 98), STATUS_OK);
    assert_int_equal(admitted.received, START + 11);
}

static void under_the_clock_of_events_received_comes_with_the_event(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        int64_t time, field, sent, expected;
    } events[] = {
        {"nothing given: its time", START + 10, 0, 0, START + 10},
        {"an older time does not go back", START + 5, 0, 0, START + 10},
        {"its field", START, START + 20, 0, START + 20},
        {"the frame before the field", START, START + 40, START + 30, START + 30},
        {"what was sent does not go back either", START, 0, START + 1, START + 30},
        {"a field does not go back either", START, START + 2, 0, START + 30},
    };
    given(CLOCK_EVENTS);
    for (unsigned i = 0; i < sizeof events / sizeof *events; i++) {
        struct said said = {.source = "feed", .id = id_of(i), .time = events[i].time, .received = events[i].field};
        assert_int_equal(comes(said, 0, events[i].sent), STATUS_OK);
        if (admitted.received != events[i].expected || door_clock(door) != events[i].expected)
            fail_msg("%s: %lld", events[i].what, (long long)admitted.received);
    }
}

static void an_event_from_the_future_moves_nothing(void **state)
{
    (void)state;
    given(CLOCK_WALL);
    assert_int_equal(comes_at("feed", "a", START), STATUS_OK);
    struct said said = {.source = "feed", .id = "b", .time = START + LIMIT_SKEW_NS + 2 * SECOND_NS};
    assert_int_equal(comes(said, START + SECOND_NS, 0), STATUS_FUTURE);
    assert_string_equal(refusal.field, "time");
    says("2025-02-24T00:05:02.000000000Z lies 301 s ahead of received, 2025-02-24T00:00:01.000000000Z");
    says("skew allows 300 s");
    assert_int_equal(door_clock(door), START);
    said.time -= SECOND_NS;
    assert_int_equal(comes(said, START + SECOND_NS, 0), STATUS_OK);
}

static void a_step_too_long_moves_nothing(void **state)
{
    (void)state;
    given(CLOCK_EVENTS);
    struct said said = {.source = "feed", .id = "a", .time = START};
    assert_int_equal(comes(said, 0, START), STATUS_OK);
    said.id = "b";
    assert_int_equal(comes(said, 0, START + LIMIT_STEP_NS + 1), STATUS_STEP_TOO_LONG);
    assert_string_equal(refusal.field, "received");
    says("max_step allows 345600000 s");
    assert_int_equal(door_clock(door), START);
    assert_int_equal(comes(said, 0, START + LIMIT_STEP_NS), STATUS_OK);
}

static void the_first_event_may_lie_anywhere(void **state)
{
    (void)state;
    given(CLOCK_EVENTS);
    struct said said = {.source = "feed", .id = "a", .time = -5 * DAY_NS};
    assert_int_equal(comes(said, 0, 0), STATUS_OK);
    assert_int_equal(door_clock(door), -5 * DAY_NS);
}

static void after_a_restart_before_it_the_first_event_may_lie_anywhere_too(void **state)
{
    (void)state;
    given(CLOCK_EVENTS);
    door_advance(door, door_time(door, 0)); /* the configuration, logged before any event */
    assert_int_equal(comes_at("feed", "a", 0), STATUS_OK);
    assert_int_equal(door_clock(door), START);
}

static void a_tick_moves_the_clock_on_and_never_back(void **state)
{
    (void)state;
    given(CLOCK_EVENTS);
    door_advance(door, START + 10);
    door_advance(door, START);
    assert_int_equal(door_clock(door), START + 10);
    assert_int_equal(comes_at("feed", "a", 0), STATUS_OK);
    assert_int_equal(admitted.received, START + 10);
}

/* ---- taking back, and after a restart ------------------------------------------ */

static void what_was_taken_back_may_come_again(void **state)
{
    (void)state;
    given(CLOCK_WALL);
    assert_int_equal(numbered("a", 1), STATUS_OK);
    for (unsigned i = 0; i < 100; i++) {
        assert_int_equal(
            comes((struct said){.source = "feed", .id = id_of(i), .seq = 100 - i, .time = START}, START + 10 + i, 0),
            i < 99 ? STATUS_OK : STATUS_CONFLICT);
    }
    door_withdraw(door, 99);
    assert_int_equal(door_clock(door), START);
    assert_int_equal(source(0).accepted, 1);
    assert_int_equal(source(0).last_seq, 1);
    assert_int_equal(source(0).missing, 0);
    assert_int_equal(source(0).last_received, START);
    assert_int_equal(numbered("a", 1), STATUS_DUPLICATE);
    for (unsigned i = 0; i < 99; i++)
        assert_int_equal(numbered(id_of(i), 100 - i), STATUS_OK);
}

static void a_whole_commit_can_be_taken_back(void **state)
{
    (void)state;
    given(CLOCK_WALL);
    for (unsigned i = 0; i < DOOR_UNDO + 5; i++)
        assert_int_equal(comes_at("feed", id_of(i), START), STATUS_OK);
    door_withdraw(door, DOOR_UNDO);
    assert_int_equal(source(0).accepted, 5);
    assert_int_equal(comes_at("feed", id_of(4), START), STATUS_DUPLICATE);
    assert_int_equal(comes_at("feed", id_of(5), START), STATUS_OK);
}

static void after_a_restart_the_window_is_as_it_was(void **state)
{
    (void)state;
    given(CLOCK_WALL);
    struct said first = {.source = "feed", .id = "a", .seq = 1, .time = START};
    struct said second = {.source = "feed", .id = "b", .seq = 3, .time = START};
    remember(first, START + 1);
    remember(second, START + 2);
    door_advance(door, START + 3);
    assert_int_equal(door_clock(door), START + 3);
    assert_int_equal(comes(first, START, 0), STATUS_DUPLICATE);
    assert_int_equal(comes(second, START, 0), STATUS_DUPLICATE);
    second.reason = "other";
    assert_int_equal(comes(second, START, 0), STATUS_CONFLICT);
    assert_int_equal(source(0).accepted, 2);
    assert_int_equal(source(0).missing, 1);
    assert_int_equal(numbered("c", 2), STATUS_OK);
    assert_int_equal(admitted.received, START + 3);
}

static void what_cannot_be_decoded_moves_nothing(void **state)
{
    (void)state;
    given(CLOCK_WALL);
    uint8_t bytes[1024];
    struct said said = {.source = "feed", .id = "a", .time = START};
    size_t size = encode(&said, bytes, sizeof bytes);
    for (size_t cut = 0; cut < size; cut++)
        assert_int_not_equal(door_admit(door, NULL, bytes, cut, START, 0, &admitted, NULL, &refusal), STATUS_OK);
    assert_int_equal(door_sources(door), 0);
    assert_int_equal(door_clock(door), DOOR_NEVER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(what_comes_again_is_a_duplicate, end),
        cmocka_unit_test_teardown(other_bytes_under_the_same_triple_are_a_conflict, end),
        cmocka_unit_test_teardown(taking_back_is_a_revision_like_any_other, end),
        cmocka_unit_test_teardown(an_absent_revision_is_the_first, end),
        cmocka_unit_test_teardown(source_and_id_do_not_run_together, end),
        cmocka_unit_test_teardown(nobody_takes_the_place_of_another_source, end),
        cmocka_unit_test_teardown(a_source_too_many_is_refused_with_limit_and_count, end),
        cmocka_unit_test_teardown(a_number_is_remembered_for_ever, end),
        cmocka_unit_test_teardown(a_number_taken_twice_is_a_conflict, end),
        cmocka_unit_test_teardown(what_never_came_is_counted_as_missing, end),
        cmocka_unit_test_teardown(a_number_below_a_gap_given_up_is_refused_not_lost, end),
        cmocka_unit_test_teardown(under_the_wall_clock_received_is_now_and_never_less_than_the_last, end),
        cmocka_unit_test_teardown(under_the_clock_of_events_received_comes_with_the_event, end),
        cmocka_unit_test_teardown(an_event_from_the_future_moves_nothing, end),
        cmocka_unit_test_teardown(a_step_too_long_moves_nothing, end),
        cmocka_unit_test_teardown(the_first_event_may_lie_anywhere, end),
        cmocka_unit_test_teardown(after_a_restart_before_it_the_first_event_may_lie_anywhere_too, end),
        cmocka_unit_test_teardown(a_tick_moves_the_clock_on_and_never_back, end),
        cmocka_unit_test_teardown(what_was_taken_back_may_come_again, end),
        cmocka_unit_test_teardown(a_whole_commit_can_be_taken_back, end),
        cmocka_unit_test_teardown(after_a_restart_the_window_is_as_it_was, end),
        cmocka_unit_test_teardown(what_cannot_be_decoded_moves_nothing, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

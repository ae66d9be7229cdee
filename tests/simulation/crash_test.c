/* A hundred lives of a broker, each with crashes, a full disk and lost receipts:
 * no acked event is lost, none is there twice, no output precedes its entry, and
 * what was said once is said the same after every restart.
 *
 *     crash_test [SEED]    one life instead of a hundred */
#include "runtime/history_page.h"
#include "tests/simulation/producer.h"
#include "tests/simulation/story.h"

#include <assert.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define LIVES      100
#define PRODUCERS  3
#define EVENTS     80 /* of each producer */
#define TURN_NS    (SECOND_NS / 100)
#define TOPICS     512
#define NUMBERS    1024
#define LONGEST_NS (24 * HOUR_NS) /* of a life, far beyond what it needs */

/* What was said: a hash by topic and number. */
struct said_topic {
    char name[LIMIT_TOPIC];
    uint64_t hashes[NUMBERS];
};

struct life {
    struct simulated *simulated;
    struct producer producers[PRODUCERS];
    struct said_topic topics[TOPICS];
    size_t topics_count;
};

/* What all lives together must have seen, or they prove nothing. */
static struct {
    unsigned crashes, refusals, outputs, compared;
} seen;

static uint64_t only_seed, seed_now;
static const char *program;

static struct said_topic *topic_of(struct life *life, struct frame name)
{
    for (size_t i = 0; i < life->topics_count; i++)
        if (strlen(life->topics[i].name) == name.size && memcmp(life->topics[i].name, name.bytes, name.size) == 0)
            return &life->topics[i];
    assert(life->topics_count < TOPICS);
    memcpy(life->topics[life->topics_count].name, name.bytes, name.size);
    return &life->topics[life->topics_count++];
}

/* The same topic and number always stand for the same bytes. */
static void remember(struct life *life, struct frame name, struct frame header_bytes, struct frame output)
{
    struct refusal refusal;
    struct header header;
    struct said_topic *topic;
    uint64_t hash = XXH3_64bits(output.bytes, output.size);
    enum status status = rows_decode(&header_rows, header_bytes.bytes, header_bytes.size, &header, NULL, &refusal);

    assert(status == STATUS_OK);
    if (memcmp(name.bytes, "indicator.", 10) != 0 && memcmp(name.bytes, "alert.", 6) != 0)
        return;
    topic = topic_of(life, name);
    assert(header.seq < NUMBERS);
    assert(topic->hashes[header.seq] == 0 || topic->hashes[header.seq] == hash);
    seen.compared += topic->hashes[header.seq] != 0;
    seen.outputs += topic->hashes[header.seq] == 0;
    topic->hashes[header.seq] = hash;
}

static void remember_page(struct life *life, struct frame page)
{
    struct history_items items;
    struct history_item item;
    enum status status = history_items_open(&items, page);

    assert(status == STATUS_OK);
    while ((status = history_items_next(&items, &item)) == STATUS_OK)
        remember(life, (struct frame){item.topic.at, item.topic.size}, item.header, item.body);
    assert(status == STATUS_NOT_FOUND);
}

static bool on_sent(struct simulated *simulated, const struct simulated_sent *sent)
{
    struct life *life = simulated->self;

    if (sent->endpoint == ENDPOINT_STREAM)
        remember(life, sent->frames[0], sent->frames[1], sent->frames[2]);
    if (sent->endpoint == ENDPOINT_HISTORY)
        remember_page(life, sent->frames[3]);
    for (int i = 0; i < PRODUCERS && sent->endpoint == ENDPOINT_INGEST; i++)
        if (strlen(life->producers[i].name) == sent->frames[0].size &&
            memcmp(life->producers[i].name, sent->frames[0].bytes, sent->frames[0].size) == 0)
            return producer_hear(&life->producers[i], sent, dice_chance(&simulated->dice, 0.05));
    return true;
}

/* ---- what holds at the end, and at every restart ------------------------------ */

static void check_disk(const struct life *life)
{
    const struct simulated_disk *disk = &life->simulated->disk;
    static unsigned char counts[PRODUCERS][PRODUCER_EVENTS];
    char source[LIMIT_TOKEN + 1];
    uint64_t id, offset = 0;

    memset(counts, 0, sizeof(counts));
    for (size_t i = 0; i < disk->count; i++) {
        if (disk->entries[i].kind != ENTRY_EVENTS)
            continue;
        assert(disk->entries[i].offset == ++offset);
        story_name(disk->entries[i].bytes, disk->entries[i].size, source, &id);
        for (int p = 0; p < PRODUCERS; p++)
            if (strcmp(source, life->producers[p].name) == 0)
                assert(++counts[p][id] == 1);
    }
    for (int p = 0; p < PRODUCERS; p++)
        for (id = 1; id <= life->producers[p].acked; id++)
            assert(counts[p][id] == 1);
}

/* ---- a life ------------------------------------------------------------------- */

/* Asks the new broker for everything that the old one may have said. */
static void compare_history(struct life *life)
{
    static const struct frame peer = {"reader", 6}, number = {"12345678", 8};
    uint8_t bytes[512];
    struct history_request request = {.present = 1u << HISTORY_REQUEST_HAS_OP | 1u << HISTORY_REQUEST_HAS_TOPIC |
                                                 1u << HISTORY_REQUEST_HAS_FROM,
                                      .op = HISTORY_RANGE,
                                      .from = 1};

    for (size_t i = 0; i < life->topics_count; i++) {
        request.topic = text_of(life->topics[i].name);
        simulated_receive(
            life->simulated, ENDPOINT_HISTORY,
            (const struct frame[]){
                peer, number, {bytes, rows_encode(&history_request_rows, &request, bytes, sizeof(bytes))}},
            3);
    }
}

static void crash(struct life *life)
{
    simulated_crash(life->simulated);
    seen.crashes++;
    check_disk(life);
    simulated_start(life->simulated);
    compare_history(life);
}

static void turn(struct life *life)
{
    struct simulated *simulated = life->simulated;

    for (int i = 0; i < PRODUCERS; i++)
        if (dice_chance(&simulated->dice, 0.7))
            producer_turn(&life->producers[i]);
    if (dice_chance(&simulated->dice, 0.02))
        simulated->disk_gives = dice_chance(&simulated->dice, 0.5) ? STATUS_NO_SPACE : STATUS_IO;
    if (simulated->disk_gives != STATUS_OK && dice_chance(&simulated->dice, 0.01))
        simulated->disk_gives = STATUS_OK;
    if (dice_chance(&simulated->dice, 0.006))
        crash(life);
    simulated_run(simulated, simulated->now + TURN_NS);
}

static bool all_done(const struct life *life)
{
    for (int i = 0; i < PRODUCERS; i++)
        if (!producer_done(&life->producers[i]))
            return false;
    return true;
}

static void live(uint64_t seed)
{
    static const char *const names[PRODUCERS] = {"anna", "boris", "chen"};
    struct life *life = calloc(1, sizeof(*life));

    assert(life);
    life->simulated = simulated_create(seed, CLOCK_WALL, true);
    life->simulated->on_sent = on_sent;
    life->simulated->self = life;
    for (int i = 0; i < PRODUCERS; i++)
        life->producers[i] = (struct producer){.name = names[i], .simulated = life->simulated, .total = EVENTS};
    simulated_start(life->simulated);
    while (!all_done(life)) {
        turn(life);
        assert(life->simulated->now < SIMULATED_START + LONGEST_NS);
    }
    for (int i = 0; i < PRODUCERS; i++)
        seen.refusals += life->producers[i].told_refused;
    life->simulated->disk_gives = STATUS_OK;
    simulated_settle(life->simulated);
    crash(life); /* and the whole log gives the same once more */
    assert(life->simulated->disk.offset == PRODUCERS * EVENTS);
    simulated_destroy(&life->simulated);
    free(life);
}

static void on_abort(int signal)
{
    fprintf(stderr, "play it again: %s %llu\n", program, (unsigned long long)seed_now);
    _Exit(128 + signal);
}

static void no_acked_event_is_lost_and_none_is_there_twice(void **state)
{
    uint64_t first = only_seed ? only_seed : 1, last = only_seed ? only_seed : LIVES;

    (void)state;
    for (seed_now = first; seed_now <= last; seed_now++)
        live(seed_now);
    fprintf(stderr, "%u crashes, %u batches refused by the disk, %u outputs, %u compared after a restart\n",
            seen.crashes, seen.refusals, seen.outputs, seen.compared);
    assert_true(seen.crashes > 0 && seen.outputs > 0 && seen.compared > 0);
    assert_true(only_seed || seen.refusals > 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest cases[] = {cmocka_unit_test(no_acked_event_is_lost_and_none_is_there_twice)};

    program = argv[0];
    signal(SIGABRT, on_abort);
    only_seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
    return cmocka_run_group_tests(cases, NULL, NULL);
}
